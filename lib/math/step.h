/*
 * step.h - the scale of a series whose history is constant.
 *
 * A constant history has no deviation to divide by.  In its place comes half
 * the least step, a step being a change after two equal values: the tick of a
 * price, 1 for a volume.  As the first step may be a jump, half a step counts
 * as at most 0.5 % of the level.
 *
 * Before the first step the scale is 0.1 % of the level, which is at least
 * half a tick of most prices.  The level is the larger of the two values; it
 * counts as 1 if one of them is 0, because what stays at 0 are mostly returns.
 * For whole numbers the scale is at least 0.5, half a unit of what they count.
 */
#ifndef MATH_STEP_H
#define MATH_STEP_H

#include <math.h>
#include <stdint.h>

#include "base/walk.h"

/* Of equal values, relative. */
#define STEP_ROUNDING 1e-12

/* Zeroed: no value yet. */
struct step {
	double last;
	double least; /* smallest step seen; 0: none */
	uint64_t run; /* equal values up to the last one */
};

/* Add x, which is finite.  from: equal values before what counts as a step. */
static inline void
step_push_after(struct step *s, double x, uint64_t from)
{
	double change = fabs(x - s->last);

	if (s->run > 0 && change <= STEP_ROUNDING * fabs(x)) {
		s->run++;
		s->last = x;
		return;
	}
	if (s->run >= from && (s->least == 0 || change < s->least))
		s->least = isfinite(change) ? change : s->least;
	s->run = 1;
	s->last = x;
}

static inline void
step_push(struct step *s, double x)
{
	step_push_after(s, x, 2);
}

/* The least scale for x after a constant history, above 0; 1e-12 before the
 * first value. */
double step_floor(const struct step *s, double x);

/* Its values in a state file. */
int step_walk(struct walk *w, struct step *s);

#endif
