/*
 * baseline.h - the one-liners that every report has beside a model.
 *
 *	B1	|r|		r: change since the symbol's row before
 *	B2	|r| / sd	sd: of r in the rows before, as ewz has it
 *
 * detection.md 2.11.  r = ln(close / previous close); price where rows have
 * no close; the plain difference of value where they have neither.  A row
 * without r (the first of a symbol, a price that is missing or not positive)
 * counts as 0, the least strange, so that a baseline stands on the very rows
 * of the model; so does a row without enough history for sd.
 */
#ifndef EVAL_BASELINE_H
#define EVAL_BASELINE_H

#include "math/ew.h"

enum { BASELINES = 2 };

extern const struct baseline_name {
	const char *name;
	const char *title; /* for people */
} baselines[BASELINES];

/* Of one symbol; starts all zero. */
struct baseline {
	struct ew ew;
	double last;
	int known; /* last is */
};

/*
 * Take x in: out[BASELINES] for its row.  With difference a change is
 * x - last, else its logarithm.
 */
void baseline_step(struct baseline *b, float *out, double x, int difference);

#endif
