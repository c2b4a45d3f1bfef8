/*
 * calib.h - convert the scores of any detector to p-values.
 *
 * The calibration is fitted to the scores of the last, held-back part of the
 * data: the empirical distribution up to the 0.98 quantile, a generalised
 * Pareto tail above it.  So an alarm budget, a quantile or a severity means
 * the same for all detectors.
 */
#ifndef DETECT_CALIB_H
#define DETECT_CALIB_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/walk.h"
#include "math/cells.h"
#include "math/tail.h"

enum { CALIB_MAX = 20000 }; /* scores kept */
enum { CALIB_CELLS = 4096 };

struct calib {
	double *sorted;	 /* [kept], ascending */
	uint64_t kept;	 /* scores kept, at most CALIB_MAX */
	uint64_t seen;	 /* scores the calibration saw */
	double t;	 /* where the GPD tail begins; +inf: no tail fitted */
	double tail;	 /* share of scores above t */
	double gamma, sigma;
	double rows_per_day; /* of one symbol, in the calibration part */
	struct tail law;     /* for surprises, replaces all above but seen */
	struct cells cells; /* made from sorted */
};

/* score[n] in time order, without NaN.  Of more than CALIB_MAX scores an
 * evenly spaced subset of the order statistics is kept.  n = 0 is an error. */
int calib_fit(struct calib *c, const double *score, size_t n,
    double rows_per_day, struct err *err);
/* The same for scores that are surprises: a tail as in math/tail.h. */
int calib_fit_law(struct calib *c, const double *score, size_t n,
    double rows_per_day, struct err *err);
/* law: 1 if it was fitted by calib_fit_law. */
int calib_walk(struct walk *w, struct calib *c, int law);
static inline int
calib_ready(const struct calib *c)
{
	return c->kept > 0 || c->law.n > 0;
}

/* P(score >= s), in (0, 1]; NaN for NaN, or if not calibrated. */
double calib_p(const struct calib *c, double s);
/* -log10 of it, never -0. */
double calib_surprise(const struct calib *c, double s);
/* The least score whose p is at most p (0 < p <= 1). */
double calib_threshold(const struct calib *c, double p);

/* "", "low", "medium", "high" by -log10 p (3/4/6), or by |z| (3/4/5). */
const char *severity_by_surprise(double p);
const char *severity_by_z(double z);

/* Cauchy combination of k p-values (Liu and Xie 2020); NaNs are ignored. */
double calib_combine(const double *p, int k);

#endif
