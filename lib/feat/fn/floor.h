/*
 * floor.h - the argument `floor', the least scale of a function.
 *
 * With 0, the default, the scale after a constant history is half a step of
 * the series (math/step.h).  Functions whose floor is a series look for steps
 * only where the floor is not above 0.
 */
#ifndef FEAT_FN_FLOOR_H
#define FEAT_FN_FLOOR_H

#include "feat/column_fn.h"
#include "math/step.h"

#define FLOOR_ARG(h)                                                           \
	{                                                                      \
		.name = "floor", .kind = ARG_REAL, .min = 0, .max = 1e300,     \
		.def = "0", .help = h " (0 = half a step)"                     \
	}
#define FLOOR_SERIES_ARG(h)                                                    \
	{                                                                      \
		.name = "floor", .kind = ARG_IN, .def = "0",                   \
		.help = h ", a number or series (0 = half a step)"             \
	}

/* The steps of a series as the state of a function. */
static inline size_t
floor_size(const void *arg)
{
	(void)arg;
	return sizeof(struct step);
}

static inline int
floor_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	return step_walk(w, state);
}

#endif
