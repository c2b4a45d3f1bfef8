/*
 * ordered.c - the values of a sliding window, kept in ascending order.
 */
#include "math/ordered.h"

#include <math.h>
#include <string.h>

#include "math/stats.h"

void
ordered_init(double *v, const double *from, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		v[i] = from[i] + 0.0; /* -0 becomes 0 */
	stats_sort(v, n);
}

/* How many of v[n] are less than x. */
static size_t
rank(const double *v, size_t n, double x)
{
	const double *at = v;
	size_t half;

	while (n > 1) {
		half = n / 2;
		at += (at[half - 1] < x) * half; /* without a jump */
		n -= half;
	}
	return (size_t)(at - v) + (n == 1 && *at < x);
}

/* The same of two values: the searches do not wait for each other. */
static void
ranks(const double *v, size_t n, const double x[2], size_t out[2])
{
	const double *a = v, *b = v;
	size_t half, left = n;

	while (left > 1) {
		half = left / 2;
		a += (a[half - 1] < x[0]) * half;
		b += (b[half - 1] < x[1]) * half;
		left -= half;
	}
	out[0] = (size_t)(a - v) + (left == 1 && *a < x[0]);
	out[1] = (size_t)(b - v) + (left == 1 && *b < x[1]);
}

void
ordered_replace(double *v, size_t n, double old, double x)
{
	size_t from, to, at[2];

	x += 0.0;
	ranks(v, n, (const double[2]){ old, x }, at);
	from = at[0];
	to = at[1];
	if (to > from) { /* old is one of those below x */
		to--;
		memmove(v + from, v + from + 1, (to - from) * sizeof(*v));
	} else {
		memmove(v + to + 1, v + to, (from - to) * sizeof(*v));
	}
	v[to] = x;
}

double
ordered_median(const double *v, size_t n)
{
	return n % 2 == 1 ? v[n / 2] : stats_midpoint(v[n / 2 - 1], v[n / 2]);
}

/*
 * Distances from m fall along v below m and rise above it.  Of the k nearest
 * values, i lie below: the least i for which the next one below is farther
 * than the last one taken above.
 */
static size_t
nearest_below(const double *v, size_t n, size_t below, double m, size_t k)
{
	size_t above = n - below;
	size_t lo = k > above ? k - above : 0, hi = k < below ? k : below;
	size_t i;

	while (lo < hi) {
		i = lo + (hi - lo) / 2;
		if (m - v[below - 1 - i] < v[below + (k - i) - 1] - m)
			lo = i + 1;
		else
			hi = i;
	}
	return lo;
}

double
ordered_mad(const double *v, size_t n, double m)
{
	size_t half = n / 2, k = half + 1;
	/* m is mostly the median, and no other value is equal to it */
	size_t below =
	    half > 0 && v[half - 1] < m && m <= v[half] ? half : rank(v, n, m);
	size_t i = nearest_below(v, n, below, m, k);
	double far_below = i > 0 ? m - v[below - i] : -1;
	double far_above = k > i ? v[below + k - i - 1] - m : -1;
	double last = fmax(far_below, far_above);

	if (n % 2 == 1)
		return last;
	/* The second farthest of the k nearest. */
	if (far_below > far_above)
		far_below = i > 1 ? m - v[below - i + 1] : -1;
	else
		far_above = k - i > 1 ? v[below + k - i - 2] - m : -1;
	return stats_midpoint(fmax(far_below, far_above), last);
}
