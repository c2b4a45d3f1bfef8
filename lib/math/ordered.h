/*
 * ordered.h - the values of a sliding window, kept in ascending order.
 *
 *	ordered_init (ordered_replace | ordered_median | ordered_mad)*
 *
 * Exact order statistics: two binary searches and one move of the values
 * between the old and the new place.  Values are finite; 0 and -0 are equal.
 */
#ifndef MATH_ORDERED_H
#define MATH_ORDERED_H

#include <stddef.h>

/* v[n] ascending from any order. */
void ordered_init(double *v, const double *from, size_t n);
/* Replace old, which must be in v, by x. */
void ordered_replace(double *v, size_t n, double old, double x);
/* Median of v[n], n > 0. */
double ordered_median(const double *v, size_t n);
/* Median of |v - m|, n > 0; m is between the least and the largest. */
double ordered_mad(const double *v, size_t n, double m);

#endif
