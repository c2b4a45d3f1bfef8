/*
 * calib.c - scores to p-values: empirical below, generalised Pareto above.
 *
 *	t = sorted[floor(0.98 n)],  N_t scores above t
 *	p(s) = (1 + #{>= s}) / (n + 1)				s <= t
 *	p(s) = N_t/n (1 + gamma (s - t)/sigma)^(-1/gamma)	s > t
 *
 * The tail is fitted as in SPOT (Siffer et al. 2017), but not to fewer than
 * TAIL_MIN excesses: then all of p is empirical and at least 1/(n+1).  At t the
 * empirical p is at least N_t/n, so p never rises with s.  Over CALIB_MAX
 * scores every (n/CALIB_MAX)-th order statistic is kept and represents its
 * neighbours; the tail is fitted to all excesses.  The fit is limited to gamma
 * >= -1/2, so a tail that ends more abruptly (a uniform one) gets p that are
 * too large, never too small.
 */
#include "detect/calib.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/stats.h"

enum { TAIL_MIN = 10 };

static const double TAIL_LEVEL = 0.98;
static const double P_MIN = 1e-300; /* p is above 0, its logarithm finite */

/* A p-value of nearly 1 would outweigh any small one in the combination:
 * cot(pi p) has a pole on both sides. */
static const double COMBINE_P_MAX = 0.99;

static const double PI = 3.14159265358979323846;

static int
scores_check(const double *score, size_t n, double rows_per_day,
    struct err *err)
{
	size_t i;

	if (n == 0)
		return err_set(err, "no scores to calibrate on");
	if (!(rows_per_day >= 0 && isfinite(rows_per_day)))
		return err_set(err, "%g rows per day: expected a finite number",
		    rows_per_day);
	for (i = 0; i < n; i++)
		if (!isfinite(score[i]))
			return err_set(err, "score %zu of %zu is not finite",
			    i + 1, n);
	return 0;
}

/* Fit the scores above t; with too few of them c has no tail. */
static int
excess_fit(struct calib *c, const double *sorted, size_t n, struct err *err)
{
	double t = sorted[(size_t)(TAIL_LEVEL * (double)n)], *excess;
	size_t first = n, i;
	struct gpd g;

	while (first > 0 && sorted[first - 1] > t)
		first--;
	if (n - first < TAIL_MIN)
		return 0;
	excess = malloc((n - first) * sizeof(*excess));
	if (excess == NULL)
		return err_set(err, "out of memory for %zu excesses",
		    n - first);
	for (i = first; i < n; i++)
		excess[i - first] = sorted[i] - t;
	if (gpd_fit(&g, excess, n - first) == 0 && isfinite(g.gamma) &&
	    g.sigma > 0 && isfinite(g.sigma)) {
		c->t = t;
		c->tail = (double)(n - first) / (double)n;
		c->gamma = g.gamma;
		c->sigma = g.sigma;
	}
	free(excess);
	return 0;
}

/* Cells of the scores up to t, above which they are not looked for. */
static int
cells_of_scores(struct calib *c)
{
	if (c->kept == 0)
		return 0;
	return cells_make(&c->cells, CALIB_CELLS, c->sorted, c->kept,
	    fmin(c->t, c->sorted[c->kept - 1]));
}

int
calib_fit(struct calib *c, const double *score, size_t n, double rows_per_day,
    struct err *err)
{
	double *all;
	size_t i;
	int rc;

	memset(c, 0, sizeof(*c));
	c->t = INFINITY;
	if (scores_check(score, n, rows_per_day, err) < 0)
		return -1;
	all = malloc(n * sizeof(*all));
	if (all == NULL)
		return err_set(err, "out of memory for %zu scores", n);
	memcpy(all, score, n * sizeof(*all));
	stats_sort(all, n);
	rc = excess_fit(c, all, n, err);
	if (rc < 0) {
		free(all);
		return rc;
	}
	c->rows_per_day = rows_per_day;
	c->seen = n;
	c->kept = n < CALIB_MAX ? n : CALIB_MAX;
	/* Reduce to the middle of each of kept equal groups of ranks, in
	 * place. */
	for (i = 0; i < c->kept; i++)
		all[i] = all[(2 * i + 1) * n / (2 * c->kept)];
	c->sorted = all;
	if (cells_of_scores(c) == 0)
		return 0;
	free(all);
	memset(c, 0, sizeof(*c));
	return err_set(err, "out of memory for %zu scores", n);
}

int
calib_fit_law(struct calib *c, const double *score, size_t n,
    double rows_per_day, struct err *err)
{
	double *all;
	int rc;

	memset(c, 0, sizeof(*c));
	c->t = INFINITY;
	if (scores_check(score, n, rows_per_day, err) < 0)
		return -1;
	if ((all = malloc(n * sizeof(*all))) == NULL)
		return err_set(err, "out of memory for %zu scores", n);
	memcpy(all, score, n * sizeof(*all));
	rc = tail_fit(&c->law, all, n, 1, err);
	free(all);
	c->rows_per_day = rows_per_day;
	c->seen = n;
	return rc;
}

static int
sorted_ok(const struct calib *c)
{
	uint64_t i;

	for (i = 0; i < c->kept; i++)
		if (!isfinite(c->sorted[i]) ||
		    (i > 0 && c->sorted[i] < c->sorted[i - 1]))
			return 0;
	return 1;
}

static int
tail_ok(const struct calib *c)
{
	if (c->t == INFINITY)
		return 1;
	return isfinite(c->t) && c->tail > 0 && c->tail <= 1 &&
	       isfinite(c->gamma) && c->sigma > 0 && isfinite(c->sigma);
}

/* The arrays of the law, prefixed "law.". */
static int
law_walk(struct walk *w, struct calib *c)
{
	const char *prefix = w->prefix;
	char name[TENSOR_NAME_MAX + 1];

	snprintf(name, sizeof(name), "%slaw.", prefix != NULL ? prefix : "");
	w->prefix = name;
	tail_walk(w, &c->law);
	w->prefix = prefix;
	return walk_done(w);
}

static int
sample_walk(struct walk *w, struct calib *c)
{
	walk_array(w, "sorted", TENSOR_F64, (void **)&c->sorted, &c->kept);
	walk_scalar(w, "seen", TENSOR_U64, &c->seen);
	walk_scalar(w, "t", TENSOR_F64, &c->t);
	walk_scalar(w, "tail", TENSOR_F64, &c->tail);
	walk_scalar(w, "gamma", TENSOR_F64, &c->gamma);
	walk_scalar(w, "sigma", TENSOR_F64, &c->sigma);
	if (w->mode == WALK_FREE)
		cells_free(&c->cells);
	if (!walk_loading(w))
		return walk_done(w);
	walk_check(w, c->kept <= CALIB_MAX && sorted_ok(c),
	    "sorted: out of range");
	walk_check(w, c->seen >= c->kept, "seen: out of range");
	walk_check(w, tail_ok(c), "tail: out of range");
	if (walk_loading(w))
		walk_check(w, cells_of_scores(c) == 0, "out of memory");
	return walk_done(w);
}

int
calib_walk(struct walk *w, struct calib *c, int law)
{
	if (law || w->mode == WALK_FREE) {
		law_walk(w, c);
		walk_scalar(w, "seen", TENSOR_U64, &c->seen);
	}
	if (!law)
		sample_walk(w, c);
	walk_scalar(w, "rows_per_day", TENSOR_F64, &c->rows_per_day);
	walk_check(w, c->rows_per_day >= 0 && isfinite(c->rows_per_day),
	    "rows_per_day: out of range");
	return walk_done(w);
}

double
calib_p(const struct calib *c, double s)
{
	struct gpd g = { .gamma = c->gamma, .sigma = c->sigma };
	double above, p;

	if (isnan(s) || !calib_ready(c))
		return NAN;
	if (c->law.n > 0)
		return fmax(P_MIN, pow(10, -tail_surprise(&c->law, s)));
	if (s > c->t)
		return fmax(P_MIN, c->tail * gpd_sf(&g, s - c->t));
	above =
	    (double)(c->kept - cells_below(&c->cells, c->sorted, c->kept, s)) *
	    ((double)c->seen / (double)c->kept);
	p = fmin(1, (1 + above) / ((double)c->seen + 1));
	return c->t < INFINITY ? fmax(c->tail, p) : p;
}

double
calib_surprise(const struct calib *c, double s)
{
	if (c->law.n > 0)
		return tail_surprise(&c->law, s);
	return fmax(-log10(calib_p(c, s)), 0);
}

/* Map doubles to integers in the same order, so that bisection visits each. */
static double
double_at(int64_t order)
{
	uint64_t bits =
	    order < 0 ? ~(uint64_t)order | (uint64_t)1 << 63 : (uint64_t)order;
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

static int64_t
double_order(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits >> 63 ? (int64_t) ~(bits & ~((uint64_t)1 << 63))
			  : (int64_t)bits;
}

double
calib_threshold(const struct calib *c, double p)
{
	int64_t lo = double_order(-INFINITY), hi = double_order(INFINITY), mid;

	if (isnan(p) || !calib_ready(c))
		return NAN;
	if (c->law.n > 0)
		return tail_value(&c->law, -log10(p));
	if (calib_p(c, -INFINITY) <= p)
		return -INFINITY;
	if (calib_p(c, DBL_MAX) > p)
		return INFINITY; /* beyond the resolution of the scores */
	while (lo + 1 < hi) {    /* p(lo) > p >= p(hi) */
		mid = lo / 2 + hi / 2 + (lo % 2 + hi % 2) / 2;
		if (calib_p(c, double_at(mid)) <= p)
			hi = mid;
		else
			lo = mid;
	}
	return double_at(hi);
}

const char *
severity_by_surprise(double p)
{
	if (p <= 1e-6)
		return "high";
	if (p <= 1e-4)
		return "medium";
	return p <= 1e-3 ? "low" : "";
}

const char *
severity_by_z(double z)
{
	if (fabs(z) > 5)
		return "high";
	if (fabs(z) > 4)
		return "medium";
	return fabs(z) > 3 ? "low" : "";
}

double
calib_combine(const double *p, int k)
{
	double sum = 0;
	int i, n = 0, last = -1;

	for (i = 0; i < k; i++) {
		if (isnan(p[i]))
			continue;
		/* tan((1/2 - p) pi), exact also for the smallest p */
		sum += 1 / tan(PI * fmax(P_MIN, fmin(COMBINE_P_MAX, p[i])));
		last = i;
		n++;
	}
	if (n <= 1)
		return n == 0 ? NAN : p[last];
	return fmax(P_MIN, atan2(1, sum / n) / PI); /* 1/2 - atan(T)/pi */
}
