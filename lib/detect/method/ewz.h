/*
 * ewz.h - one exponentially weighted mean and variance with clipped updates.
 *
 * Private to detector "ewz" and its test.
 */
#ifndef DETECT_EWZ_H
#define DETECT_EWZ_H

#include "math/stats.h"

enum { EWZ_WARM = 64 }; /* values taken by Welford's update first */

struct ewz_cell {
	struct welford warm;
	double mean, var; /* meaningful once warm.n == EWZ_WARM */
};

/* z of x; NaN while the cell is not warm, and for x not finite. */
double ewz_cell_z(const struct ewz_cell *c, double x);

/* Take x in; clip 0: no clipping.  x that is not finite is passed over. */
void ewz_cell_learn(struct ewz_cell *c, double lambda, double clip, double x);

#endif
