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
/* Half a step, of the level. */
#define STEP_MOST 5e-3

/* Zeroed: no value yet. */
struct step {
	double last;
	double least; /* smallest step seen; 0: none */
	uint64_t run; /* equal values up to the last one */
};

/* Add x, which is finite. */
static inline void
step_push(struct step *s, double x)
{
	double change = fabs(x - s->last);

	if (s->run > 0 && change <= STEP_ROUNDING * fabs(x)) {
		s->run++;
		s->last = x;
		return;
	}
	if (s->run > 1 && (s->least == 0 || change < s->least))
		s->least = isfinite(change) ? change : s->least;
	s->run = 1;
	s->last = x;
}

/* The same where every change is a step; runs are not counted. */
static inline void
step_push_any(struct step *s, double x)
{
	double change = fabs(x - s->last);

	if (s->run > 0 && change > STEP_ROUNDING * fabs(x) &&
	    (s->least == 0 || change < s->least))
		s->least = isfinite(change) ? change : s->least;
	s->run = 1;
	s->last = x;
}

/* The least scale for x after a constant history, above 0; 1e-12 before the
 * first value. */
double step_floor(const struct step *s, double x);

/* The same, without a call where it is half a step between the limits. */
static inline double
step_half(const struct step *s, double x)
{
	double half = s->least / 2, a = fabs(s->last), b = fabs(x);

	if (half > STEP_ROUNDING * (1 + a + b) && half <= STEP_MOST * a &&
	    half <= STEP_MOST * b)
		return half;
	return step_floor(s, x);
}

/* Its values in a state file. */
int step_walk(struct walk *w, struct step *s);

#endif
