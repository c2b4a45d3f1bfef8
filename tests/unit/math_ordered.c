/*
 * math_ordered.c - tests of the ordered window against sorting it afresh.
 */
#include "base/rng.h"
#include "math/ordered.h"
#include "math/stats.h"

#include "test.h"

enum { N_MAX = 60, STEPS = 400 };

/* Values with many equal ones, some of them far away. */
static double
value(struct rng *g)
{
	switch (rng_below(g, 4)) {
	case 0:
		return (double)rng_below(g, 3);
	case 1:
		return -0.0;
	case 2:
		return 1e300 * rng_normal(g);
	default:
		return rng_normal(g);
	}
}

static double
mad_afresh(const double *v, size_t n, double m)
{
	double d[N_MAX];
	size_t i;

	for (i = 0; i < n; i++)
		d[i] = fabs(v[i] - m);
	return stats_median(d, n);
}

static void
check_window(size_t n, struct rng *g)
{
	double window[N_MAX], ordered[N_MAX], afresh[N_MAX], x, m;
	size_t i, at = 0;
	int step;

	for (i = 0; i < n; i++)
		window[i] = value(g);
	ordered_init(ordered, window, n);
	for (step = 0; step < STEPS; step++) {
		memcpy(afresh, window, n * sizeof(*afresh));
		stats_sort(afresh, n);
		for (i = 0; i < n; i++)
			CHECK(ordered[i] == afresh[i]);
		m = ordered_median(ordered, n);
		CHECK(m == stats_median(afresh, n));
		CHECK(ordered_mad(ordered, n, m) == mad_afresh(window, n, m));
		x = value(g);
		ordered_replace(ordered, n, window[at], x);
		window[at] = x;
		at = (at + 1) % n;
	}
}

int
main(void)
{
	struct rng g;
	size_t n;

	test_begin("the window stays in order, its median and MAD are those of "
		   "a sort, for every length to 60 (seed 9)");
	rng_init(&g, 9, 0);
	for (n = 1; n <= N_MAX; n++)
		check_window(n, &g);
	return test_end();
}
