/* Neighbours of windows against all pairs, tails against their formula. */
#include "math/exptail.h"
#include "math/nearest.h"

#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "math/stats.h"

#include "test.h"

enum { ROWS = 900 };

static void
series(double *y, uint64_t seed)
{
	struct rng r;
	int i;

	rng_init(&r, seed, 1);
	for (i = 0; i < ROWS; i++)
		y[i] = sin(i * 0.2) + 0.1 * rng_normal(&r);
}

/* Mean and deviation of the w values that end at i. */
static double
moment(const double *y, int i, int w, double *sd)
{
	double mean = 0, squares = 0;
	int j;

	for (j = 0; j < w; j++)
		mean += y[i - j] / w;
	for (j = 0; j < w; j++)
		squares += (y[i - j] - mean) * (y[i - j] - mean) / w;
	*sd = fmax(sqrt(squares), NEAREST_SD);
	return mean;
}

static double
pair(const double *y, int i, int k, int w, int normal)
{
	double a = 0, b = 0, sa = 1, sb = 1, d, sum = 0;
	int j;

	if (normal) {
		a = moment(y, i, w, &sa);
		b = moment(y, k, w, &sb);
	}
	for (j = 0; j < w; j++) {
		d = (y[i - j] - a) / sa - (y[k - j] - b) / sb;
		sum += d * d;
	}
	return sqrt(sum / w);
}

static void
test_pairs(int w, int memory, int normal)
{
	struct nearest *s = malloc(nearest_size((uint32_t)w, (uint32_t)memory));
	double y[ROWS], best, d;
	int i, lag;

	series(y, (uint64_t)(w + memory));
	nearest_init(s, (uint32_t)w, (uint32_t)memory, normal);
	for (i = 0; i < ROWS; i++) {
		best = INFINITY;
		for (lag = w; lag <= memory && i - lag >= w - 1; lag++)
			best = fmin(best, pair(y, i, i - lag, w, normal));
		d = nearest_distance(s, y[i]);
		CHECK_NEAR(d, isinf(best) ? 0 : best, 1e-7);
		nearest_push(s, y[i]);
	}
	free(s);
}

static void
test_tail(void)
{
	const struct exptail_how how = { .q = 0.95,
		.floor = 1e-3,
		.least = 1e-12,
		.every = 20,
		.grow = 0.03,
		.all = 1 };
	struct exptail *s = malloc(sizeof(*s));
	struct rng r;
	int i, over = 0, n = 100000;

	test_begin("an exponential law has the surprise of its tail");
	exptail_init(s);
	CHECK_NEAR(exptail_surprise(s, &how, 5), 0, 0);
	rng_init(&r, 2, 1);
	for (i = 0; i < n; i++) {
		double x = -log(rng_unit_open(&r));

		over += exptail_surprise(s, &how, x) >= 3;
		exptail_push(s, &how, x);
	}
	CHECK(over > 60 && over < 160);
	CHECK_NEAR(exptail_surprise(s, &how, 6 * log(10)), 6, 0.7);
	CHECK_NEAR(exptail_surprise(s, &how, log(2)), log10(2), 0.02);
	free(s);
}

int
main(void)
{
	int extra;

	test_begin("the nearest window is that of all pairs");
	test_pairs(8, 100, 0);
	test_pairs(32, 1000, 0);
	for (extra = 0; extra < 4; extra++) /* lags left over by the lanes */
		test_pairs(8, 32 + extra, 0);
	test_begin("the nearest shape is that of all pairs");
	test_pairs(16, 200, 1);
	test_pairs(64, 130, 1);
	for (extra = 0; extra < 4; extra++)
		test_pairs(8, 32 + extra, 1);
	test_tail();
	return test_end();
}
