/*
 * step.h - the scale of a feature whose history is constant.
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
#ifndef DETECT_STEP_H
#define DETECT_STEP_H

#include <stdint.h>

#include "base/walk.h"

/* Zeroed: no value yet. */
struct step {
	double last;
	double least; /* smallest step seen; 0: none */
	uint64_t run; /* equal values up to the last one */
};

/* Add x, which is finite. */
void step_push(struct step *s, double x);

/* The least scale for x after a constant history, above 0; 1e-12 before the
 * first value. */
double step_floor(const struct step *s, double x);

/* d of them in a state: arrays last, step and run. */
int step_walk(struct walk *w, struct step *s, uint64_t d);

#endif
