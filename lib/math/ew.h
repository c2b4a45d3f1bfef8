/*
 * ew.h - exponentially weighted mean and variance with clipped updates.
 *
 * lambda = 2^(-1/halflife).  The first `warm' values are weighted equally
 * (Welford); from then on, with d = x - m held to +-c sqrt(v),
 *
 *	m += (1 - lambda) d
 *	v = lambda (v + (1 - lambda) d^2)
 *
 * The clip c keeps one spike from hiding later changes for a half-life; 0 means
 * no clip.  In the clip, sqrt(v) counts as at least `floor', so that the mean
 * can still move after a constant history.  The weights are those of
 * RiskMetrics 1996; the clip is Huber's psi.
 *
 * The warm-up has the same protection: its smallest and its largest value are
 * kept aside until it ends and are then clipped too (from 8 values on).  If a
 * sum still overflows, everything restarts with the next value.
 *
 * A zeroed struct is a new one.  x must be finite.
 */
#ifndef MATH_EW_H
#define MATH_EW_H

#include <math.h>
#include <stdint.h>

#include "base/walk.h"

enum { EW_CLIP_FROM = 8 }; /* values of a warm-up */

struct ew {
	uint64_t n;
	double mean;
	double var;	 /* while warming up: the sum of squared deviations */
	double lambda;	 /* from the first value on */
	double low, high; /* while warming up: not yet in mean and var */
};

/* sd after the warm-up, at least floor.  (fmax would be a call.) */
static inline double
ew_sd(const struct ew *e, double floor)
{
	double sd = sqrt(e->var);

	return sd > floor ? sd : floor;
}

/* Add one more of k equally weighted values. */
static inline void
ew_equal(struct ew *e, double x, uint64_t k)
{
	double d = x - e->mean;

	e->mean += d / (double)k;
	e->var += d * (x - e->mean);
}

/* End of the warm-up: add the two values kept aside. */
static inline void
ew_warmed(struct ew *e, double clip, double floor)
{
	uint64_t n = e->n;
	double most;

	if (n >= EW_CLIP_FROM && clip > 0) {
		most = clip * fmax(sqrt(e->var / (double)(n - 3)), floor);
		e->low = fmax(e->low, e->mean - most);
		e->high = fmin(e->high, e->mean + most);
	}
	if (n > 1)
		ew_equal(e, e->low, n - 1);
	ew_equal(e, e->high, n);
	e->var = n > 1 ? e->var / (double)(n - 1) : 0;
}

static inline void
ew_warm(struct ew *e, double x, double clip, double warm, double floor)
{
	double t;

	if (e->n == 0) {
		e->low = e->high = x;
	} else if (e->n == 1) {
		e->low = fmin(e->low, x);
		e->high = fmax(e->high, x);
	} else {
		/* neither the smallest nor the largest any more */
		t = x < e->low ? e->low : x > e->high ? e->high : x;
		e->low = x < e->low ? x : e->low;
		e->high = x > e->high ? x : e->high;
		ew_equal(e, t, e->n - 1);
	}
	e->n++;
	if ((double)e->n >= warm)
		ew_warmed(e, clip, floor);
}

/* Add x. */
static inline void
ew_add(struct ew *e, double x, double halflife, double clip, double warm,
    double floor)
{
	double d = x - e->mean, most;

	if (e->n == 0)
		e->lambda = exp2(-1 / halflife);
	if ((double)e->n < warm) {
		ew_warm(e, x, clip, warm, floor);
	} else {
		if (clip > 0) {
			most = clip * ew_sd(e, floor);
			d = d > most ? most : d < -most ? -most : d;
		}
		e->n++;
		e->mean += (1 - e->lambda) * d;
		e->var = e->lambda * (e->var + (1 - e->lambda) * d * d);
	}
	if (!isfinite(e->var) || !isfinite(e->mean))
		*e = (struct ew){ .lambda = e->lambda };
}

/* Its values in a state file. */
static inline int
ew_walk(struct walk *w, struct ew *e)
{
	walk_scalar(w, "n", TENSOR_U64, &e->n);
	walk_scalar(w, "mean", TENSOR_F64, &e->mean);
	walk_scalar(w, "var", TENSOR_F64, &e->var);
	walk_scalar(w, "lambda", TENSOR_F64, &e->lambda);
	walk_scalar(w, "low", TENSOR_F64, &e->low);
	walk_scalar(w, "high", TENSOR_F64, &e->high);
	return walk_done(w);
}

#endif
