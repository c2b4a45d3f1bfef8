/*
 * stats.c - mean and variance, median, quantile.
 *
 *	welford		d = x - mean; mean += d/n; m2 += d (x - mean)
 *			two parts: Chan, Golub and LeVeque 1979, eq. 2.1
 *	quantile	Hyndman and Fan 1996, type 7: h = (n-1)q,
 *			x[k] + (h - k)(x[k+1] - x[k]), k = floor(h)
 */
#include <math.h>

#include "math/stats.h"

void
welford_add(struct welford *w, double x)
{
	double d = x - w->mean;

	w->n++;
	w->mean += d / (double)w->n;
	w->m2 += d * (x - w->mean);
}

void
welford_merge(struct welford *w, const struct welford *more)
{
	double n = (double)(w->n + more->n), d = more->mean - w->mean;

	if (more->n == 0)
		return;
	if (w->n == 0) {
		*w = *more;
		return;
	}
	w->m2 += more->m2 + d * d * ((double)w->n / n) * (double)more->n;
	w->mean += d * ((double)more->n / n);
	w->n += more->n;
}

double
welford_sd(const struct welford *w)
{
	return w->n < 2 ? NAN : sqrt(w->m2 / (double)(w->n - 1));
}

double
stats_midpoint(double a, double b)
{
	double s = a + b;

	return isinf(s) ? a / 2 + b / 2 : s / 2;
}

double
stats_median(double *a, size_t n)
{
	double above, below;
	size_t i;

	if (n == 0)
		return NAN;
	above = stats_select(a, n, n / 2);
	if (n % 2 == 1)
		return above;
	/* Selection left the smaller half in front. */
	below = a[0];
	for (i = 1; i < n / 2; i++)
		below = a[i] > below ? a[i] : below;
	return stats_midpoint(below, above);
}

double
stats_quantile(const double *sorted, size_t n, double q)
{
	double h = (double)(n - 1) * q;
	size_t k;

	if (isnan(q))
		return NAN;
	if (h <= 0)
		return sorted[0];
	if (h >= (double)(n - 1))
		return sorted[n - 1];
	k = (size_t)h;
	if (sorted[k] == sorted[k + 1]) /* also two infinities */
		return sorted[k];
	return sorted[k] + (h - (double)k) * (sorted[k + 1] - sorted[k]);
}
