/*
 * roll.h - what the rolling functions share: the n rows before this one.
 *
 * A row whose input is missing is not taken in, and its value is NaN.  Until
 * n rows have been taken in, the value is NaN too.
 */
#ifndef FEAT_ROLL_H
#define FEAT_ROLL_H

#include <math.h>

#include "feat/feat.h"
#include "math/window.h"

enum { ROLL_X, ROLL_N, ROLL_MAX = 65536 };

#define ROLL_ARGS(n)                                          \
	{ "x", ARG_IN, 0, 0, NULL, "the series" },            \
	{ "n", ARG_INT, 2, ROLL_MAX, n, "rows in the window" }
#define ARGS_END { NULL, ARG_IN, 0, 0, NULL, NULL }

static inline size_t
roll_size(const struct argv *a)
{
	return lastn_size((uint32_t)a->v[ROLL_N]);
}

static inline void
roll_init(void *state, const struct argv *a)
{
	lastn_init(state, (uint32_t)a->v[ROLL_N]);
}

static inline int
roll_full(const struct lastn *w)
{
	return w->count == w->cap;
}

/* What `of` says of the rows before, then x is one of them. */
static inline double
roll_step(struct lastn *w, double x, double (*of)(const struct lastn *w))
{
	double y;

	if (isnan(x))
		return NAN;
	y = roll_full(w) ? of(w) : NAN;
	lastn_push(w, x);
	return y;
}

#endif
