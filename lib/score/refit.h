/*
 * refit.h - models that are fitted again, after a drift or on a schedule.
 *
 *	refit_init (refit_row | refit_trigger | refit_turn)* refit_fini
 *
 * A drift of a symbol's scores, at row t of the stream, starts a collection.
 * Rows t + 1 to t + n are kept, and row t + n + 1 is the first that the new
 * models score: this row does not depend on batches or threads.  On a schedule,
 * the newest n rows are always kept, and rows every + 1, 2 every + 1, ... are
 * the first that new models score; drifts then start nothing.  The fit is
 * that of ticktrain, with a sample of runs of the rows kept and the
 * calibration on their last 30 %.  A new model keeps its features, their
 * scale, the rows a day and the p of its threshold.  Memory: n rows, on a
 * schedule 2 n.
 */
#ifndef SCORE_REFIT_H
#define SCORE_REFIT_H

#include "score/verdict.h"

enum { REFIT_MIN = 1000, REFIT_EVERY_MIN = 100, REFIT_MAX = 10000000 };

/* The rows kept for one model, in stream order. */
struct refit_rows {
	double *x; /* [n][d], scaled */
	uint32_t *symbol;
	uint64_t *time, *start; /* as in struct train_row */
	uint8_t *fresh;
	size_t n, room;
};

struct refit {
	uint64_t n;      /* rows to fit on; 0: off */
	uint64_t every;  /* rows between fits; 0: after a drift */
	uint64_t due;    /* rows of the stream before the refit; 0: none */
	uint32_t symbol; /* whose drift it was */
	uint64_t done;   /* refits of this run */
	uint64_t failed; /* too few usable rows: the old model remains */
	int jobs;        /* threads of a fit */
	struct refit_rows rows[SCORERS_MAX]; /* by scorer */
};

/* What a refit changed: the threshold of the first model that was fitted. */
struct refit_change {
	uint64_t rows;
	double before, after;
};

void refit_init(struct refit *f, uint64_t n, uint64_t every);
/* Refuse a judge without a model that can be fitted again. */
int refit_check(const struct judge *j, struct err *err);

/* Row number `rows' of the stream showed a drift of the symbol; ignored during
 * a collection. */
void refit_trigger(struct refit *f, uint64_t rows, uint32_t symbol);
/* Keep row r, which is at place `at' of the batch, during a collection. */
int refit_row(struct refit *f, const struct judge *j, const struct rec *r,
    size_t at, struct err *err);
/* The collection is complete and its rows are decided: fit.  Returns 1 if a
 * model changed, 0 if none could be fitted, or -1. */
int refit_turn(struct refit *f, struct judge *j, struct refit_change *c,
    struct err *err);

int refit_save(struct refit *f, const struct judge *j, struct state *file,
    struct err *err);
int refit_load(struct refit *f, struct judge *j, struct state *file,
    struct err *err);
void refit_fini(struct refit *f);

#endif
