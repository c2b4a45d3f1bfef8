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

/* Take x in. */
static inline void
ew_add(struct ew *e, double x, double halflife, double clip, double warm,
    double floor)
{
	double d = x - e->mean, most;

	if (e->n == 0)
		e->lambda = exp2(-1 / halflife);
	if ((double)e->n < warm) {
		e->n++;
		e->mean += d / (double)e->n;
		e->var += d * (x - e->mean);
		if ((double)e->n >= warm)
			e->var = e->n > 1 ? e->var / (double)(e->n - 1) : 0;
		return;
	}
	if (clip > 0) {
		most = clip * fmax(sqrt(e->var), floor);
		d = fmin(fmax(d, -most), most);
	}
	e->n++;
	e->mean += (1 - e->lambda) * d;
	e->var = e->lambda * (e->var + (1 - e->lambda) * d * d);
}

#endif
