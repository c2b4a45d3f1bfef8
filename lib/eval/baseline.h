/*
 * baseline.h - the one-line baselines that every report shows beside a model.
 *
 *	B1	|r|		r: change since the previous row
 *	B2	|r| / sd	sd: of r in earlier rows
 *	B3	|p - MA| / (sd sqrt 20)	MA: mean p of the 20 previous rows
 *	B4	|e| / sd of e	e: p minus a line through the 20 previous rows,
 *				extrapolated by one row
 *	B5	z of log volume
 *	B6	z of log range	range: ln(high / low), at least 2e-5
 *	B7	the largest -log10 p over B2 .. B6
 *	B8	the norm of the z of r, log volume and log range
 *
 * p is the logarithm of close or of price, or a plain value if rows have
 * neither.  All sd and z are exponentially weighted and strictly causal:
 * half-life 60 rows, updates clipped to 4 sd, 64 rows of warm-up.  Sessions
 * are separate: after a gap there is no r, and MA and the line start again.
 *
 * An unknown value (the first rows, a price that is missing or not positive)
 * counts as 0, so that a baseline is measured on the same rows as the model.
 */
#ifndef EVAL_BASELINE_H
#define EVAL_BASELINE_H

#include <stdint.h>

#include "math/ew.h"

enum { B1, B2, B3, B4, B5, B6, B7, B8, BASELINES };
enum { BASELINE_ROWS = 20 }; /* of MA and line */

/* The fields that a baseline needs. */
enum { NEEDS_PRICE = 1, NEEDS_VOLUME = 2, NEEDS_RANGE = 4 };

extern const struct baseline_name {
	const char *name;
	const char *title;   /* for people, at most 15 characters */
	const char *summary; /* one line */
	unsigned needs;
} baselines[BASELINES];

/* The values of a row; NaN: missing. */
struct baseline_row {
	uint64_t start, end; /* ns; TS_NULL unknown */
	unsigned has;	     /* NEEDS_*: fields that the rows have */
	int plain;	     /* price is a plain value, not a price */
	double price, high, low, volume;
};

/* The state of one symbol; starts all zero. */
struct baseline {
	struct ew r, e, volume, range;
	double p[2 * BASELINE_ROWS]; /* the last ones: a ring, and a copy of
				      * it, so that they are in one piece */
	uint64_t np;   /* how many since the last gap */
	double last;   /* p of the row before; if np > 0 */
	uint64_t until; /* end of the row before */
	double gap;    /* mean gap between rows, seconds */
	uint64_t rows;
};

/* Add a row; sets its out[BASELINES] except B7. */
void baseline_step(struct baseline *b, float *out,
    const struct baseline_row *r);

#endif
