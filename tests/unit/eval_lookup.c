/*
 * eval_lookup.c - the place of a number through a table, against a count of
 * all numbers.
 */
#include "eval/lookup.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "math/stats.h"
#include "test.h"

enum { N_MAX = 3000 };

static size_t
naive_below(const double *key, size_t n, double x)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += key[i] < x;
	return k;
}

/* Look up each number, its neighbours and those far out. */
static void
compare(const double *key, size_t n)
{
	static const double far[] = { -INFINITY, -DBL_MAX, -1, -0.0, 0.0,
		DBL_MIN, 1, DBL_MAX, INFINITY };
	double *copy = malloc((n + 1) * sizeof(*copy));
	struct err err = { 0 };
	struct lookup l;

	memcpy(copy, key, n * sizeof(*key));
	CHECK(lookup_init(&l, copy, n, &err) == 0);
	for (size_t i = 0; i < sizeof(far) / sizeof(*far); i++)
		CHECK_INT(lookup_below(&l, far[i]),
		    naive_below(key, n, far[i]));
	for (size_t i = 0; i < n; i += 1 + n / 500) {
		double x[] = { key[i], nextafter(key[i], INFINITY),
			nextafter(key[i], -INFINITY),
			i > 0 ? key[i - 1] / 2 + key[i] / 2 : key[i] };

		for (int k = 0; k < 4; k++)
			CHECK_INT(lookup_below(&l, x[k]),
			    naive_below(key, n, x[k]));
	}
	lookup_fini(&l);
}

/* Numbers of a shape; each is hard for equal cells in another way. */
static double
make(struct rng *rng, int shape)
{
	double x = rng_normal(rng);

	switch (shape) {
	case 0:
		return x;
	case 1: /* over many decades */
		return exp(40 * x);
	case 2: /* few different ones */
		return (double)rng_below(rng, 5);
	case 3: /* all but some at one place */
		return rng_below(rng, 50) == 0 ? 1e300 * x : 1 + 1e-12 * x;
	case 4: /* infinite and denormal ones among them */
		return rng_below(rng, 10) == 0   ? INFINITY
		       : rng_below(rng, 10) == 0 ? -INFINITY
						 : x * DBL_MIN;
	default: /* the range is no finite number */
		return x * DBL_MAX / 8;
	}
}

static void
test_random(void)
{
	static double key[N_MAX];
	struct rng rng;

	for (int shape = 0; shape < 6; shape++)
		for (size_t n = 0; n <= N_MAX; n = n * 3 + 1) {
			rng_init(&rng, 1, (uint64_t)shape);
			for (size_t i = 0; i < n; i++)
				key[i] = make(&rng, shape);
			stats_sort(key, n);
			compare(key, n);
		}
}

/* Some numbers far out must not put all others into one cell. */
static void
test_outliers(void)
{
	double *key = malloc(4096 * sizeof(*key));
	struct err err = { 0 };
	struct lookup l;

	for (int i = 0; i < 4096; i++)
		key[i] = i < 4090 ? i : 1e9 * i;
	CHECK(lookup_init(&l, key, 4096, &err) == 0);
	CHECK(l.half <= 16); /* one cell would need 4096 */
	lookup_fini(&l);
}

int
main(void)
{
	test_begin("a number's place is the count of smaller ones");
	test_random();
	test_begin("cells are not spent on a few numbers far out");
	test_outliers();
	return test_end();
}
