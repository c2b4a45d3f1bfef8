/*
 * stats.h - order statistics and distributions: arrays in, numbers out.
 *
 * None of these functions accept NaN unless stated.
 */
#ifndef MATH_STATS_H
#define MATH_STATS_H

#include <stddef.h>
#include <stdint.h>

/* Scales of the normal distribution N(0, 1): divide a robust scale by them to
 * estimate the sd. */
#define NORMAL_MAD 0.6744897501960817 /* median of |x| = upper quartile */
#define NORMAL_IQR 1.349	      /* interquartile range */

/* Mean and variance by Welford's update (Knuth 4.2.2): one value at a time. */
struct welford {
	uint64_t n;
	double mean, m2;
};
void welford_add(struct welford *w, double x);
/* Add the values of more after those of w. */
void welford_merge(struct welford *w, const struct welford *more);
double welford_sd(const struct welford *w); /* divisor n-1; NaN below 2 */

/* (a + b) / 2 without overflow. */
double stats_midpoint(double a, double b);

/* The k-th smallest (0-based); a[] is reordered (Hoare's FIND). */
double stats_select(double *a, size_t n, size_t k);

/* Median; the mean of the middle two when n is even.  Reorders a[]. */
double stats_median(double *a, size_t n);

/* Quantile of sorted values, Hyndman-Fan type 7: h = (n-1)q.  n > 0. */
double stats_quantile(const double *sorted, size_t n, double q);

/* Ascending, in place; NaN not allowed. */
void stats_sort(double *a, size_t n);

/*
 * order[i] = index of the i-th value in descending order of key; equal keys by
 * ascending index.  In place on order (no second array): introsort.
 */
void stats_order_desc(uint32_t *order, const double *key, size_t n);

double stats_norm_cdf(double x);
double stats_norm_sf(double x); /* 1 - cdf, exact far out */
double stats_norm_quantile(double p); /* Wichura 1988, AS 241 */

/*
 * Generalised Pareto fit to excesses y > 0 by profile likelihood in
 * theta = gamma/sigma (Grimshaw 1993), gamma >= -1/2.
 * Returns 0; -1 if all values are equal or one is not finite and > 0.
 */
struct gpd {
	double gamma, sigma;
	double loglik;
};
int gpd_fit(struct gpd *g, const double *y, size_t n);
/* P(Y > y). */
double gpd_sf(const struct gpd *g, double y);
/* y with P(Y > y) = p, 0 < p <= 1. */
double gpd_isf(const struct gpd *g, double p);

#endif
