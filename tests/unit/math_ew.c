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

int
main(void)
{
	test_warm();
	test_recurrence();
	test_floor();
	return test_end();
}
