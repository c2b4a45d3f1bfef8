/*
 * runner.h - a detector at work: rows in stream order in, scores out.
 *
 *	runner_init (runner_push* runner_flush)* runner_fini
 *
 * For each symbol the runner keeps the detector's state and, if the model uses
 * more than one row, the last W rows.  Rows are gathered so that the detector
 * scores many in one call.  A detector that learns gets at most one row per
 * symbol in a call; a pooled one gets a single row.  Each row is scored, then
 * learned, in stream order: no score depends on where a batch ends.
 */
#ifndef DETECT_RUNNER_H
#define DETECT_RUNNER_H

#include "detect/states.h"
#include "detect/recent.h"

enum { RUNNER_ROWS = 256 }; /* maximum rows per call */

/* Where the result of a gathered row goes. */
struct runner_out {
	double *score;
	struct contrib *why; /* [DETECT_WHY], or NULL; empty below why_from */
};

struct runner {
	const struct detector *det;
	const void *model;
	size_t d, window;
	int learns; /* the states change: one row per symbol in a batch */
	/* Contributions are computed if the score is at least this. */
	double why_from;
	/* Threads for the windows of a batch (0 means 1); scores do not depend
	 * on it. */
	int jobs;
	struct jobs *threads; /* NULL until there is work for two */
	struct states states; /* with DETECT_STATE */
	struct recent recent; /* with window > 1 */
	/* gathered rows */
	size_t n, room;
	uint64_t batch; /* number of this batch, from 1 */
	double *x;      /* [room][window][d] */
	void *state[RUNNER_ROWS];
	struct runner_out out[RUNNER_ROWS];
	double score[RUNNER_ROWS];
};

/* d: columns.  det and model are borrowed.  why_from starts as +inf; set it
 * to get contributions. */
int runner_init(struct runner *r, const struct detector *det, const void *model,
    int d, struct err *err);

/* Before the first row: all symbols share one state.  Windows stay those of a
 * symbol.  For a detector with DETECT_POOLS. */
void runner_pool(struct runner *r);

/*
 * Take the row x[d] of a symbol.  fresh: it does not continue the symbol's
 * previous row (first row, new session, gap), so no window contains both.  The
 * score is in *out.score after the next runner_flush at the latest, NaN while
 * the window is not full; out must stay valid until then.
 */
int runner_push(struct runner *r, const double *x, uint32_t symbol, int fresh,
    struct runner_out out, struct err *err);
void runner_flush(struct runner *r);

/* Forget the last rows of all symbols; states are kept. */
void runner_break(struct runner *r);

/* Save and load all that it remembers, after a flush: tables "NAME.state"
 * and "NAME.window". */
int runner_save(struct runner *r, struct state *file, const char *name,
    struct err *err);
int runner_load(struct runner *r, struct state *file, const char *name,
    struct err *err);
void runner_fini(struct runner *r);

#endif
