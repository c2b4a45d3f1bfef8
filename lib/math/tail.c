/*
 * tail.c - the surprise of a value: -log10 P(X >= x) from a sample.
 *
 * At most TAIL_KNOTS_MAX points of the sample's distribution are kept, evenly
 * spaced in -log10 p, so that the step between two of them is below 0.006.
 */
#include "math/tail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/stats.h"

static const double LEVEL = 0.995;
static const double XI_MIN = 0.02;

enum { DIFFERENT_MIN = 20 }; /* values above t for a power law */

static double
surprise_of(const struct tail *t, uint64_t over)
{
	return -log10(((double)over + 1) / ((double)t->n + 1));
}

/* The surprise at t, where the power law begins. */
static double
surprise_at_t(void)
{
	return -log10(1 - LEVEL);
}

/* The exponent of the power law from sorted x[n]; 0 if there is none. */
static double
exponent(const struct tail *t, const double *x, size_t n)
{
	size_t k = (size_t)(LEVEL * (double)n), different = 0, i;
	double sum = 0;

	if (!(t->t > t->b))
		return 0;
	for (i = k; i < n; i++) {
		different += x[i] > t->t && (i == k || x[i] > x[i - 1]);
		sum += log((x[i] - t->b) / (t->t - t->b));
	}
	if (different < DIFFERENT_MIN || !isfinite(sum))
		return 0;
	return fmax(sum / (double)(n - k), XI_MIN);
}

/* The distinct values of sorted x[n], thinned out evenly in surprise. */
static void
knots_take(struct tail *t, const double *x, size_t n)
{
	double step = surprise_of(t, 0) / (TAIL_KNOTS_MAX - 1);
	double last = -1, now;
	size_t i, different = 0;

	for (i = 0; i < n; i++)
		different += i == 0 || x[i] > x[i - 1];
	if (different <= TAIL_KNOTS_MAX)
		step = 0;
	for (i = 0; i < n && t->knots < TAIL_KNOTS_MAX; i++) {
		if (i > 0 && x[i] == x[i - 1])
			continue;
		now = surprise_of(t, n - i);
		if (now - last < step)
			continue;
		t->x[t->knots] = x[i];
		t->over[t->knots++] = n - i;
		last = now;
	}
}

/* What is not saved. */
static int
derive(struct tail *t)
{
	double last;
	uint64_t k;

	t->s = malloc((size_t)(t->knots + 1) * sizeof(*t->s));
	if (t->s == NULL)
		return -1;
	for (k = 0; k < t->knots; k++)
		t->s[k] = fmax(surprise_of(t, t->over[k]), 0);
	t->s[t->knots] = surprise_of(t, 0); /* beyond all of them */
	if (t->knots == 0)
		return 0;
	last = t->x[t->knots - 1];
	return cells_make(&t->cells, TAIL_CELLS, t->x, t->knots,
	    t->xi > 0 ? fmin(t->t, last) : last);
}

int
tail_fit(struct tail *t, double *x, size_t n, int logs, struct err *err)
{
	size_t room = n < TAIL_KNOTS_MAX ? n : TAIL_KNOTS_MAX;

	memset(t, 0, sizeof(*t));
	if (n == 0)
		return 0;
	t->x = malloc(room * sizeof(*t->x));
	t->over = malloc(room * sizeof(*t->over));
	if (t->x == NULL || t->over == NULL)
		return err_errno(err, "tail of %zu values", n);
	stats_sort(x, n);
	t->n = n;
	t->logs = logs != 0;
	t->t = x[(size_t)(LEVEL * (double)n)];
	t->b = stats_quantile(x, n, 0.5);
	t->xi = exponent(t, x, n);
	knots_take(t, x, n);
	if (derive(t) == 0)
		return 0;
	return err_errno(err, "tail of %zu values", n);
}

static int
knots_ok(const struct tail *t)
{
	uint64_t i;

	for (i = 0; i < t->knots; i++)
		if (!isfinite(t->x[i]) || t->over[i] > t->n ||
		    (i > 0 && (!(t->x[i] > t->x[i - 1]) ||
				  t->over[i] >= t->over[i - 1])))
			return 0;
	return t->knots <= TAIL_KNOTS_MAX && (t->knots > 0) == (t->n > 0);
}

int
tail_walk(struct walk *w, struct tail *t)
{
	walk_scalar(w, "n", TENSOR_U64, &t->n);
	walk_scalar(w, "logs", TENSOR_U64, &t->logs);
	walk_check(w, t->logs <= 1, "logs: out of range");
	walk_scalar(w, "t", TENSOR_F64, &t->t);
	walk_scalar(w, "b", TENSOR_F64, &t->b);
	walk_scalar(w, "xi", TENSOR_F64, &t->xi);
	walk_array(w, "x", TENSOR_F64, (void **)&t->x, &t->knots);
	walk_shaped(w, "over", TENSOR_U64, (void **)&t->over, 1, &t->knots);
	if (w->mode == WALK_FREE) {
		free(t->s);
		t->s = NULL;
		cells_free(&t->cells);
	}
	if (!walk_loading(w))
		return walk_done(w);
	walk_check(w, knots_ok(t), "x: out of range");
	walk_check(w, isfinite(t->t) && isfinite(t->b), "t: out of range");
	walk_check(w,
	    t->xi == 0 || (t->xi >= XI_MIN && isfinite(t->xi) && t->t > t->b),
	    "xi: out of range");
	if (walk_loading(w))
		walk_check(w, derive(t) == 0, "out of memory");
	return walk_done(w);
}

/* The unit for distances beyond the largest value of the sample. */
static double
beyond_unit(const struct tail *t)
{
	double unit = t->x[t->knots - 1] - t->b;

	return unit > 0 ? unit : 1;
}

double
tail_surprise(const struct tail *t, double x)
{
	double s, beyond;
	uint64_t k;

	if (isnan(x) || t->n == 0)
		return NAN;
	if (t->xi > 0 && x > t->t)
		return surprise_at_t() +
		       log10((x - t->b) / (t->t - t->b)) / t->xi;
	k = cells_below(&t->cells, t->x, t->knots, x);
	s = t->s[k];
	if (t->xi > 0)
		return s > surprise_at_t() ? surprise_at_t() : s;
	if (k < t->knots)
		return s;
	beyond = x - t->x[k - 1];
	return s + (t->logs ? beyond : log10(1 + beyond / beyond_unit(t)));
}

double
tail_value(const struct tail *t, double surprise)
{
	double beyond, least;
	uint64_t k;

	if (t->n == 0)
		return NAN;
	if (t->xi > 0 && surprise > surprise_at_t())
		return t->b + (t->t - t->b) *
				  pow(10, (surprise - surprise_at_t()) * t->xi);
	/* a value counts as the knot at or above it */
	for (k = 0; k < t->knots && t->s[k] < surprise; k++)
		;
	if (k == 0)
		return -INFINITY;
	if (k < t->knots) {
		least = nextafter(t->x[k - 1], INFINITY);
		return t->xi > 0 ? fmin(least, nextafter(t->t, INFINITY))
				 : least;
	}
	beyond = fmax(surprise - t->s[k], 0);
	if (!t->logs)
		beyond = (pow(10, beyond) - 1) * beyond_unit(t);
	return fmax(t->x[k - 1] + beyond, nextafter(t->x[k - 1], INFINITY));
}
