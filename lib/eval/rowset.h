/*
 * rowset.h - the scored rows of an evaluation, series by series.
 *
 *	rowset_init (rowset_series | rowset_add | rowset_miss)*
 *	rowset_group rowset_fini
 *
 * Rows come in stream order and are then grouped by series: the rows of one
 * symbol, in their order.  Memory: 16 bytes per row, 8 for scratch, two bits,
 * whether or not rows without a score are between them; 8 for each row with
 * events.  The series of the rows in stream order, 4 bytes per row, are in a
 * temporary file (column.h).
 */
#ifndef EVAL_ROWSET_H
#define EVAL_ROWSET_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "eval/column.h"

/* Flags of a row, above the number of its event set. */
#define ROW_RUN                                                                \
	UINT32_C(0x80000000)           /* starts a run: first row of its
					* series, or after unscored rows */
#define ROW_ALARM UINT32_C(0x40000000) /* its own decision: an alarm */
#define ROW_SET UINT32_C(0x3fffffff)

enum { ROWSET_MAX = INT32_MAX };

struct series_rows {
	uint32_t symbol;
	int part;   /* 1: a threshold is chosen on these rows, as in event.h */
	uint32_t n; /* rows with a score */
	uint32_t missed; /* rows without */
	int gap;         /* the last row had no score */
};

struct rowset {
	size_t n, room;
	double *score;    /* [n] of the current scorer */
	uint32_t *missed; /* [n] rows of its series without a score before it */
	uint32_t *set;    /* [n] its event set, and flags */

	struct columns order; /* in stream order, also after grouping: the
			       * series (uint32_t) of each row; if timed, when
			       * it is over, too (uint64_t, ns; TS_NULL
			       * unknown) */
	int timed;
	uint64_t *end; /* [nend] without that: of rows with events */
	size_t nend, room_end;
	uint32_t *block; /* of these, the block that was read last */
	uint64_t which;  /* 1 + its number; 0: none */

	struct series_rows *of; /* [nseries], by number */
	uint32_t nseries, room_series;

	/* once grouped; a place is a series' position among them */
	uint32_t *at;     /* [nseries] the series at a place */
	uint32_t *place;  /* [nseries] the place of a series */
	size_t *first;    /* [nseries + 1] first row of a place */
	size_t *cursor;   /* [nseries] by series, see rowset_rewind */
	double *scratch;  /* [n] */
	uint64_t *seen;   /* a bit for each row, for draws: see subset.h */
	uint64_t *marked; /* a bit for each row: it has events or starts a
			   * run; see rowset_mark */
};

/* tmp: the folder of the temporary file, borrowed; NULL: TMPDIR. */
void rowset_init(struct rowset *r, const char *tmp);
void rowset_fini(struct rowset *r);

/* Before the first row: keep the times of all rows, not only of those with
 * events. */
void rowset_keep_times(struct rowset *r);

/* Add a series with the next number. */
int rowset_series(struct rowset *r, uint32_t symbol, int part, struct err *err);

/* Add a scored row of a series; sets ROW_RUN. */
int rowset_add(struct rowset *r, uint32_t series, double score, uint64_t end,
    uint32_t set, int alarm, struct err *err);

/* Count a row of a series without a score. */
int rowset_miss(struct rowset *r, uint32_t series, struct err *err);

/*
 * Group the rows: series at[0] first, then at[1], ...  at is a permutation; it
 * is taken over and freed with the rows.  No rows can be added afterwards.
 */
int rowset_group(struct rowset *r, uint32_t *at, struct err *err);

/*
 * Reorder a column from stream order to grouped order, piece by piece: rewind,
 * then pass its cells from row 0 on.
 */
void rowset_rewind(struct rowset *r);
int rowset_scatter(struct rowset *r, double *to, const double *from, size_t row,
    size_t n, struct err *err);

/*
 * The series of the rows from a row of the stream on: sets *series and returns
 * how many there are in one piece, or -1 with *err.  Borrowed until the next
 * call.  The next row of a series goes to r->cursor[series]++.
 */
long rowset_order(struct rowset *r, size_t row, const uint32_t **series,
    struct err *err);

/* Make `marked' of the sets of the rows. */
int rowset_mark(struct rowset *r, struct err *err);

/* When each row is over, in grouped order: to[n], the scratch will do.  Only
 * rows with events have one, unless the times of all were kept; the others are
 * left as they are. */
int rowset_times(struct rowset *r, uint64_t *to, struct err *err);

/* The place of a row's series. */
uint32_t rowset_place(const struct rowset *r, size_t row);

/* The number of a row in its series, counting rows without a score. */
uint64_t rowset_number(const struct rowset *r, size_t row);

/* 1 if b, which is a or a later row, is in its series and at most so many rows
 * behind it. */
int rowset_near(const struct rowset *r, size_t a, size_t b, uint64_t most);

static inline uint32_t
rowset_events(const struct rowset *r, size_t i)
{
	return r->set[i] & ROW_SET;
}

/* 1 if no scored row of its series directly precedes it. */
static inline int
rowset_run(const struct rowset *r, size_t i)
{
	return (r->set[i] & ROW_RUN) != 0;
}

#endif
