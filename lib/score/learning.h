/*
 * learning.h - what scoring learns, apart from the detectors' states.
 *
 *	(learning_due [flush learning_turn], take rows, learning_row*)*
 *
 * Models change between two rows only, after each RELEARN_EVERY rows of the
 * stream and where a refit is due: the caller ends its batch there.  So no
 * score depends on where batches end otherwise.
 */
#ifndef SCORE_LEARNING_H
#define SCORE_LEARNING_H

#include "score/refit.h"
#include "score/verdict.h"

/* Zeroed learns nothing. */
struct learning {
	int on;           /* calibrations are learned */
	uint64_t rows;    /* of the stream so far */
	uint64_t decided; /* of them */
	uint64_t time;    /* index time of the newest */
	struct refit refit;
};

/* Must the batch end before the next row? */
static inline int
learning_due(const struct learning *l)
{
	return l->rows > 0 && ((l->on && l->rows % RELEARN_EVERY == 0) ||
				  l->rows == l->refit.due);
}

/* How many rows may come before that, at least 1. */
static inline uint64_t
learning_room(const struct learning *l)
{
	uint64_t n = UINT64_MAX;

	if (l->on)
		n = RELEARN_EVERY - l->rows % RELEARN_EVERY;
	if (l->refit.due > l->rows && l->refit.due - l->rows < n)
		n = l->refit.due - l->rows;
	return n;
}

/* May the next decision say when the batch must end?  (A refit follows a drift
 * by a stated number of rows.) */
static inline int
learning_waits(const struct learning *l)
{
	return l->refit.n > 0 && l->refit.every == 0;
}

/* A turn is due and the batch is decided: calibrate again, fit again.  Returns
 * 1 if models were fitted and fills *c; 0; or -1. */
int learning_turn(struct learning *l, struct judge *j, struct refit_change *c,
    struct err *err);
/* For learning_row: learn or keep the row. */
int learning_take(struct learning *l, struct judge *j, const struct rec *r,
    size_t at, struct err *err);

/* Row r, at place `at' of the batch, has been decided. */
static inline int
learning_row(struct learning *l, struct judge *j, const struct rec *r,
    size_t at, struct err *err)
{
	l->decided++;
	return l->on || l->refit.due > 0 ? learning_take(l, j, r, at, err) : 0;
}

/* The row that was decided last showed a drift of the symbol. */
void learning_drift(struct learning *l, uint32_t symbol);
int learning_save(struct learning *l, const struct judge *j, struct state *file,
    struct err *err);
int learning_load(struct learning *l, struct judge *j, struct state *file,
    struct err *err);
void learning_fini(struct learning *l);

#endif
