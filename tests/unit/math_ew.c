/* The exponentially weighted recurrence: warm-up, clip, floor. */
#include "math/ew.h"

#include "base/rng.h"
#include "math/stats.h"

#include "test.h"

enum { WARM = 64 };

static void
test_warm(void)
{
	struct welford w = { 0 };
	struct ew e = { 0 };
	struct rng r;
	double x;
	int i;

	test_begin("the first values are weighted equally");
	rng_init(&r, 5, 1);
	for (i = 0; i < WARM; i++) {
		x = 3 + rng_normal(&r);
		welford_add(&w, x);
		ew_add(&e, x, 60, 4, WARM, 1e-12);
	}
	CHECK_NEAR(e.mean, w.mean, 1e-14);
	CHECK_NEAR(sqrt(e.var), welford_sd(&w), 1e-14);
	CHECK(e.lambda == exp2(-1 / 60.0));
}

static void
test_recurrence(void)
{
	struct ew e = { .n = 1, .mean = 10, .var = 4, .lambda = 0.75 };

	test_begin("a step is the formula's");
	ew_add(&e, 12, 1, 4, 1, 0);
	CHECK_NEAR(e.mean, 10.5, 1e-15);
	CHECK_NEAR(e.var, 0.75 * (4 + 0.25 * 4), 1e-15);

	test_begin("a deviation beyond the clip counts as the clip");
	e = (struct ew){ .n = 1, .mean = 10, .var = 4, .lambda = 0.75 };
	ew_add(&e, -1e9, 1, 4, 1, 0);
	CHECK_NEAR(e.mean, 10 - 0.25 * 8, 1e-15);
	CHECK_NEAR(e.var, 0.75 * (4 + 0.25 * 64), 1e-15);
}

static void
test_steps(void)
{
	const double lambda = ew_lambda(2);

	test_begin("a half-life halves the weight");
	CHECK_NEAR(lambda * lambda, 0.5, 1e-15);
	test_begin("shares are equal until they have fallen to 1 - lambda");
	CHECK(ew_share(0, lambda) == 1 && ew_share(1, lambda) == 0.5);
	CHECK(ew_share(2, lambda) == 1 / 3.0);
	CHECK(ew_share(3, lambda) == 1 - lambda);
	CHECK(ew_share(1e9, lambda) == 1 - lambda);
	test_begin("a deviation is held on both sides, whatever it is");
	CHECK(ew_hold(3, 2) == 2 && ew_hold(-3, 2) == -2);
	CHECK(ew_hold(1, 2) == 1 && ew_hold(-2, 2) == -2);
	CHECK(ew_hold(INFINITY, 2) == 2 && ew_hold(-INFINITY, 2) == -2);
	CHECK(ew_hold(NAN, 2) == -2);
	test_begin("equal shares give the mean and the mixed moment");
	{
		const double x[] = { 1, 4, 2, 7 }, y[] = { 3, -1, 5, 5 };
		double mx = 0, my = 0, xy = 0, dx, dy, share;
		int i;

		for (i = 0; i < 4; i++) {
			share = ew_share(i, 1);
			dx = x[i] - mx;
			dy = y[i] - my;
			mx = ew_mean(mx, dx, share);
			my = ew_mean(my, dy, share);
			xy = ew_moment(xy, dx, dy, share, 1 - share);
		}
		CHECK_NEAR(mx, 3.5, 1e-15);
		CHECK_NEAR(my, 3, 1e-15);
		CHECK_NEAR(xy, 44 / 4.0 - 3.5 * 3, 1e-14);
	}
}

static void
test_floor(void)
{
	struct ew e = { 0 };
	int i;

	test_begin("a history without any change can be left again");
	for (i = 0; i < WARM; i++)
		ew_add(&e, 5, 60, 4, WARM, 1e-12);
	CHECK(e.mean == 5 && e.var == 0);
	for (i = 0; i < 20000; i++)
		ew_add(&e, i % 2 ? 6 : 8, 60, 4, WARM, 1e-12);
	CHECK_NEAR(e.mean, 7, 0.01);
	CHECK_NEAR(e.var, 1, 0.02);
}

/* sd of values like 0..9 in which one is huge, long after the warm-up. */
static double
sd_with(double huge, int place)
{
	struct ew e = { 0 };
	int i;

	for (i = 0; i < 4000; i++)
		ew_add(&e, i == place ? huge : i * 7 % 10, 60, 4, WARM, 1e-12);
	return sqrt(e.var);
}

static void
test_huge(void)
{
	static const double huge[] = { 1e160, -1e160, 1.7e308, 1e12 };
	double plain = sd_with(5, 0);
	size_t i;

	test_begin("a huge value in the warm-up does not blind for good");
	for (i = 0; i < sizeof(huge) / sizeof(huge[0]); i++) {
		CHECK_NEAR(sd_with(huge[i], 20), plain, 1e-3);
		CHECK_NEAR(sd_with(huge[i], 63), plain, 1e-3);
		CHECK_NEAR(sd_with(huge[i], 64), plain, 1e-3);
	}

	test_begin("nor does one among the first values that has no square");
	CHECK_NEAR(sd_with(1e160, 0), plain, 1e-3);
	CHECK_NEAR(sd_with(-1e160, 1), plain, 1e-3);
	CHECK_NEAR(sd_with(1.7e308, 7), plain, 1e-3);
}

/* Where huge values among the first 64 leave mean and sd. */
static void
check_spoiled(const int *at, int n, double huge, double clip)
{
	struct ew e = { 0 };
	struct rng r;
	double x;
	int i, j, end = WARM + 200;

	rng_init(&r, 6, 1);
	for (i = 0; i < end; i++) {
		x = 3 + rng_normal(&r);
		for (j = 0; j < n; j++)
			x = i == at[j] ? huge : x;
		ew_add(&e, x, 60, clip, WARM, 1e-12);
	}
	CHECK_NEAR(e.mean, 3, 0.5);
	CHECK_NEAR(sqrt(e.var), 1, 0.4);
}

static void
test_spoiled(void)
{
	int at;

	test_begin("a huge value anywhere in the warm-up spoils nothing, "
		   "whatever its size and sign (seed 6)");
	for (at = 0; at < WARM; at++) {
		check_spoiled(&at, 1, 1e160, 4);
		check_spoiled(&at, 1, -1e308, 4);
		check_spoiled(&at, 1, 1e6, 4);
	}

	test_begin("what overflows starts anew");
	for (at = 0; at < WARM; at++)
		check_spoiled((int[]){ at, at + 5 }, 2, 1e160, 4);
	for (at = 0; at < WARM + 100; at++)
		check_spoiled(&at, 1, 1e160, 0);
}

int
main(void)
{
	test_huge();
	test_warm();
	test_recurrence();
	test_steps();
	test_floor();
	test_spoiled();
	return test_end();
}
