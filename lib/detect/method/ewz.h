/*
 * ewz.h - one exponentially weighted mean and variance of detector "ewz".
 *
 * Private to the detector and its test.
 */
#ifndef DETECT_EWZ_H
#define DETECT_EWZ_H

#include "math/ewstep.h"

enum { EWZ_WARM = 64 }; /* values weighted equally first */

/* z of x; NaN while c has fewer than EWZ_WARM values, and for x not finite. */
double ewz_cell_z(const struct ewstep *c, double halflife, double x);

/* Add x; clip 0: no clipping.  An x that is not finite is ignored. */
void ewz_cell_learn(struct ewstep *c, double halflife, double clip, double x);

#endif
