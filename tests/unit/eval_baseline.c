/*
 * eval_baseline.c - the one-liners against their definition.
 */
#include "eval/baseline.h"

#include "base/rng.h"
#include "test.h"

enum { N = 400 };

/* |r| over the clipped EW sd of the r before, in plain code. */
static double
naive_b2(const double *r, int n)
{
	double lambda = exp2(-1 / 60.0), mean = 0, var = 0, d, most;

	if (n < 64)
		return 0;
	for (int i = 0; i < 64; i++)
		mean += r[i] / 64;
	for (int i = 0; i < 64; i++)
		var += (r[i] - mean) * (r[i] - mean) / 63;
	for (int i = 64; i < n; i++) {
		d = r[i] - mean;
		most = 4 * sqrt(var);
		d = d > most ? most : d < -most ? -most : d;
		mean += (1 - lambda) * d;
		var = lambda * (var + (1 - lambda) * d * d);
	}
	return fabs(r[n]) / sqrt(var);
}

static void
test_values(int difference)
{
	struct baseline b = { 0 };
	struct rng rng;
	double price = difference ? 0 : 100, r[N];
	float out[BASELINES];

	rng_init(&rng, 11, 0);
	baseline_step(&b, out, price, difference);
	CHECK_NEAR(out[0], 0, 0);
	for (int i = 0; i < N; i++) {
		r[i] = rng_normal(&rng) / 1000 * (i == 200 ? 30 : 1);
		price = difference ? price + r[i] : price * exp(r[i]);
		baseline_step(&b, out, price, difference);
		CHECK_NEAR(out[0], fabs(r[i]), 1e-7);
		CHECK_NEAR(out[1], naive_b2(r, i), 1e-5 * (1 + out[1]));
	}
}

static void
test_missing(void)
{
	static const double bad[] = { NAN, INFINITY, 0, -1 };
	struct baseline b = { 0 };
	float out[BASELINES];

	baseline_step(&b, out, 10, 0);
	for (int i = 0; i < 4; i++) {
		baseline_step(&b, out, bad[i], 0);
		CHECK_NEAR(out[0], 0, 0);
		CHECK_NEAR(out[1], 0, 0);
	}
	baseline_step(&b, out, 20, 0);
	CHECK_NEAR(out[0], log(2), 1e-7);
	/* a value may be 0 and less */
	memset(&b, 0, sizeof(b));
	baseline_step(&b, out, 0, 1);
	baseline_step(&b, out, -2, 1);
	CHECK_NEAR(out[0], 2, 0);
}

static void
test_still(void)
{
	struct baseline b = { 0 };
	float out[BASELINES];

	for (int i = 0; i < 100; i++)
		baseline_step(&b, out, 7, 0);
	CHECK_NEAR(out[1], 0, 0);
	baseline_step(&b, out, 7.01, 0);
	CHECK(isfinite(out[1]) && out[1] > 1e6);
}

int
main(void)
{
	test_begin("B1 and B2 of prices are those of the log returns");
	test_values(0);
	test_begin("B1 and B2 of plain values are those of the differences");
	test_values(1);
	test_begin("a price that is missing or not positive counts as no "
		   "change");
	test_missing();
	test_begin("a price that never moved leaves a finite scale");
	test_still();
	return test_end();
}
