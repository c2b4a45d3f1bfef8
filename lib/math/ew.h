/*
 * ew.h - exponentially weighted mean and variance with clipped updates.
 *
 * lambda = 2^(-1/halflife).  The first `warm` values are weighted equally
 * (Welford); from then on, with d = x - m held to +-c sqrt(v),
 *
 *	m += (1 - lambda) d
 *	v = lambda (v + (1 - lambda) d^2)
 *
 * The clip c keeps one spike from blinding what follows for a half-life;
 * 0 means none.  sqrt(v) counts as at least `floor' in it, so that the mean
 * can still leave a history without any change.  RiskMetrics 1996 for the
 * weights; the clip is Huber's psi.
 *
 * A huge value (some feeds' 1e160 for "unset") must not blind what follows
 * for good: from the ninth value of the warm-up on, d counts as at most 1e4
 * times the sd so far, and what is no longer finite starts anew.
 *
 * A zeroed struct is a fresh one.  x must be finite.
 */
#ifndef MATH_EW_H
#define MATH_EW_H

#include <math.h>
#include <stdint.h>

struct ew {
	uint64_t n;
	double mean;
	double var;    /* while warming up: the sum of squared deviations */
	double lambda; /* from the first value on */
};

#define EW_WARM_FREE 8	/* values of the warm-up that nothing holds */
#define EW_WARM_CLIP 1e4 /* sd; for those after them */

/* sd after the warm-up, at least floor.  (fmax would be a call.) */
static inline double
ew_sd(const struct ew *e, double floor)
{
	double sd = sqrt(e->var);

	return sd > floor ? sd : floor;
}

/* For ew_add: a value of the warm-up. */
static inline void
ew_warm(struct ew *e, double x, double warm)
{
	double d = x - e->mean, most;

	if (e->n >= EW_WARM_FREE && e->var > 0) {
		most = EW_WARM_CLIP * sqrt(e->var / (double)(e->n - 1));
		if (fabs(d) > most) {
			d = copysign(most, d);
			x = e->mean + d;
		}
	}
	e->n++;
	e->mean += d / (double)e->n;
	e->var += d * (x - e->mean);
	if ((double)e->n >= warm)
		e->var = e->n > 1 ? e->var / (double)(e->n - 1) : 0;
}

/* Take x in. */
static inline void
ew_add(struct ew *e, double x, double halflife, double clip, double warm,
    double floor)
{
	double d = x - e->mean, most;

	if (e->n == 0)
		e->lambda = exp2(-1 / halflife);
	if ((double)e->n < warm) {
		ew_warm(e, x, warm);
	} else {
		if (clip > 0) {
			most = clip * ew_sd(e, floor);
			d = d > most ? most : d < -most ? -most : d;
		}
		e->n++;
		e->mean += (1 - e->lambda) * d;
		e->var = e->lambda * (e->var + (1 - e->lambda) * d * d);
	}
	if (!isfinite(e->mean) || !isfinite(e->var))
		*e = (struct ew){ .lambda = e->lambda };
}

#endif
