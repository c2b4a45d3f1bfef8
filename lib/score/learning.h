/*
 * learning.h - what scoring learns, apart from the detectors' states.
 *
 *	(learning_due [flush learning_turn], push, learning_row)*
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

/* A turn is due and the batch is decided: calibrate again, fit again.  Returns
 * 1 if models were fitted and fills *c; 0; or -1. */
int learning_turn(struct learning *l, struct judge *j, struct refit_change *c,
    struct err *err);
/* Row r, at place `at' of the batch, has been decided. */
int learning_row(struct learning *l, struct judge *j, const struct rec *r,
    size_t at, struct err *err);
/* The row that was decided last showed a drift of the symbol. */
void learning_drift(struct learning *l, uint32_t symbol);
int learning_save(struct learning *l, const struct judge *j, struct state *file,
    struct err *err);
int learning_load(struct learning *l, struct judge *j, struct state *file,
    struct err *err);
void learning_fini(struct learning *l);

#endif
