/*
 * learning.h - what scoring learns, apart from the detectors' states.
 *
 *	(learning_due [flush learning_turn], push, learning_row)*
 *
 * Models change between two rows only, after each RELEARN_EVERY rows of the
 * stream: the caller ends its batch there.  So no score depends on where
 * batches end otherwise.
 */
#ifndef SCORE_LEARNING_H
#define SCORE_LEARNING_H

#include "score/verdict.h"

/* Zeroed learns nothing. */
struct learning {
	int on;
	uint64_t rows; /* of the stream so far */
};

/* Must the batch end before the next row? */
static inline int
learning_due(const struct learning *l)
{
	return l->on && l->rows > 0 && l->rows % RELEARN_EVERY == 0;
}

/* A turn is due and the batch is decided: calibrate again. */
int learning_turn(struct learning *l, struct judge *j, struct err *err);
/* Row `at' of the batch has been decided. */
int learning_row(struct learning *l, struct judge *j, size_t at,
    struct err *err);
int learning_save(struct learning *l, struct state *file, struct err *err);
int learning_load(struct learning *l, struct state *file, struct err *err);

#endif
