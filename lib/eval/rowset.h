/*
 * rowset.h - the scored rows of an evaluation, series by series.
 *
 *	rowset_init (rowset_series | rowset_add | rowset_miss)*
 *	rowset_group rowset_fini
 *
 * Rows come in stream order and are then grouped by series: the rows of one
 * symbol, in their order.  Memory: 20 bytes per row and 8 for scratch, whether
 * rows without a score interrupt a series or not; 12 more per labelled row.
 */
#ifndef EVAL_ROWSET_H
#define EVAL_ROWSET_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Flags of a row, above the number of its event set. */
#define ROW_RUN                                                                \
	UINT32_C(0x80000000)           /* starts a run: first row of its
					* series, or after unscored rows */
#define ROW_ALARM UINT32_C(0x40000000) /* its own decision: an alarm */
#define ROW_KEPT UINT32_C(0x20000000)  /* labelled, or a label reaches it */
#define ROW_SET UINT32_C(0x1fffffff)

enum { ROWSET_MAX = INT32_MAX };

struct series_rows {
	uint32_t symbol;
	int part;   /* 1: a threshold is chosen on these rows, as in event.h */
	uint32_t n; /* rows with a score */
	uint32_t missed; /* rows without */
	uint32_t keep;   /* rows below this get ROW_KEPT */
	int gap;         /* the last row had no score */
};

struct rowset {
	size_t n, room;
	double *score;    /* [n] of the current scorer */
	uint32_t *missed; /* [n] rows of its series without a score before it;
			   * with ROW_KEPT: its number among those */
	uint32_t *set;    /* [n] its event set, and flags */
	uint32_t *series; /* [n] in stream order, also after grouping */

	/* the rows with ROW_KEPT */
	uint64_t *kept_end;    /* [nkept] when it is over, ns; TS_NULL unknown
				*/
	uint32_t *kept_missed; /* [nkept] as missed */
	size_t nkept, room_kept;
	uint32_t window; /* a label reaches so many rows on, itself included;
			  * 0: 1 */

	struct series_rows *of; /* [nseries], by number */
	uint32_t nseries, room_series;

	/* once grouped; a place is a series' position among them */
	uint32_t *at;    /* [nseries] the series at a place */
	uint32_t *place; /* [nseries] the place of a series */
	size_t *first;   /* [nseries + 1] first row of a place */
	size_t *cursor;  /* [nseries] by series, see rowset_rewind */
	double *scratch; /* [n] */
};

void rowset_init(struct rowset *r);
void rowset_fini(struct rowset *r);

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
void rowset_scatter(struct rowset *r, double *to, const double *from,
    size_t row, size_t n);

/* The place of a row's series. */
uint32_t rowset_place(const struct rowset *r, size_t row);

/* The number of a row in its series, counting rows without a score. */
uint64_t rowset_number(const struct rowset *r, size_t row);

/* When a row with ROW_KEPT is over, ns; TS_NULL unknown. */
uint64_t rowset_end(const struct rowset *r, size_t row);

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
