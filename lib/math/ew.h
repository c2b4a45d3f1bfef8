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
 *
 * Functions with other weights or a clip of their own (pairs of series, limits)
 * take the same steps: ew_share, ew_hold, ew_mean, ew_moment.
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
	double var;       /* while warming up: the sum of squared deviations */
	double lambda;    /* from the first value on */
	double low, high; /* while warming up: not yet in mean and var */
};

/* ---- the steps ---- */

/* The weight of a value relative to that of the next one. */
static inline double
ew_lambda(double halflife)
{
	return exp2(-1 / halflife);
}

/* The share of a value after n others: equal weights until the share has
 * fallen to 1 - lambda. */
static inline double
ew_share(double n, double lambda)
{
	return fmax(1 - lambda, 1 / (n + 1));
}

/* A deviation, held to within +-most; NaN counts as -most.  (fmin and fmax
 * would be calls.) */
static inline double
ew_hold(double d, double most)
{
	return d > most ? most : d > -most ? d : -most;
}

/* The mean after a value that deviates by d. */
static inline double
ew_mean(double mean, double d, double share)
{
	return mean + share * d;
}

/* A second moment after a value with these deviations.  keep is 1 - share,
 * rounded as the caller has it: lambda, where the share is 1 - lambda. */
static inline double
ew_moment(double moment, double dx, double dy, double share, double keep)
{
	return keep * (moment + share * dx * dy);
}

/* ---- one series ---- */

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
	double d = x - e->mean, share;

	if (e->n == 0)
		e->lambda = ew_lambda(halflife);
	if ((double)e->n < warm) {
		ew_warm(e, x, clip, warm, floor);
	} else {
		if (clip > 0)
			d = ew_hold(d, clip * ew_sd(e, floor));
		share = 1 - e->lambda;
		e->n++;
		e->mean = ew_mean(e->mean, d, share);
		e->var = ew_moment(e->var, d, d, share, e->lambda);
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
