/*
 * synth_vol.c - local volatility, from the past alone.
 */
#include "base/rng.h"
#include "base/tstamp.h"
#include "synth/volatility.h"

#include "test.h"

static struct err err;

static void
test_sigma(void)
{
	struct vol v;
	struct rng r;
	double p = 100, before;

	test_begin("local sigma is that of the returns, jumps aside");
	rng_init(&r, 1, 1);
	vol_init(&v, NS_SECOND, 60 * NS_SECOND);
	CHECK(isnan(vol_sigma(&v, 0)));
	for (uint64_t t = 1; t < 20000; t++) {
		p *= exp(1e-4 * rng_normal(&r));
		vol_push(&v, t * NS_SECOND, p, 10, &err);
	}
	before = vol_sigma(&v, 20000 * NS_SECOND);
	CHECK_NEAR(before / (1e-4 * sqrt(60)), 1, 0.06);
	vol_push(&v, 20000 * NS_SECOND, p * 1.05, 10, &err);
	vol_push(&v, 20001 * NS_SECOND, p * 1.05, 10, &err);
	vol_advance(&v, 20002 * NS_SECOND, &err);
	CHECK_NEAR(vol_sigma(&v, 20002 * NS_SECOND) / before, 1, 0.3);
	test_begin("a night is no return");
	before = vol_sigma(&v, 20002 * NS_SECOND);
	vol_push(&v, 60000 * NS_SECOND, p * 2, 10, &err);
	vol_push(&v, 60001 * NS_SECOND, p * 2, 10, &err);
	vol_advance(&v, 60002 * NS_SECOND, &err);
	CHECK_NEAR(vol_sigma(&v, 60002 * NS_SECOND) / before, 1, 0.01);
	test_begin("constant prices have no sigma");
	vol_fini(&v);
	vol_init(&v, NS_SECOND, 60 * NS_SECOND);
	for (uint64_t t = 1; t < 5000; t++)
		vol_push(&v, t * NS_SECOND, 7, 1, &err);
	CHECK(isnan(vol_sigma(&v, 5000 * NS_SECOND)));
	vol_fini(&v);
}

static void
test_time_of_day(void)
{
	struct vol v;
	struct rng r;
	double p = 100, calm, wild;
	uint64_t t = 0;

	test_begin("the time of day counts from the sixth day on");
	rng_init(&r, 1, 2);
	vol_init(&v, 60 * NS_SECOND, 60 * NS_SECOND);
	for (int day = 1; day <= 12; day++) {
		for (int m = 0; m < 400; m++) {
			t = (uint64_t)day * NS_DAY +
			    (uint64_t)m * 60 * NS_SECOND;
			p *= exp((m < 100 ? 3e-3 : 1e-3) * rng_normal(&r));
			vol_push(&v, t, p, 10, &err);
		}
		wild = vol_sigma(&v, (uint64_t)day * NS_DAY + 3000 * NS_SECOND);
		calm = vol_sigma(&v, t);
		if (day <= 5)
			CHECK_NEAR(wild, calm, 0);
	}
	CHECK_NEAR(wild / calm, 3, 1);
	vol_fini(&v);
}

static void
test_usual(void)
{
	struct vol v;
	double sd;

	test_begin("usual volume, rows and sizes are of the units before");
	vol_init(&v, NS_SECOND, 60 * NS_SECOND);
	for (uint64_t t = 1; t < 3600; t++)
		vol_push(&v, t * NS_SECOND, 100, t % 2 ? 10 : 30, &err);
	vol_advance(&v, 3600 * NS_SECOND, &err);
	CHECK_NEAR(vol_log_volume(&v, &sd), log(1200), 0.01);
	CHECK(sd >= 0 && sd < 0.01);
	CHECK_NEAR(vol_rows(&v), 60, 0.5);
	CHECK_NEAR(v.print, 20, 2);
	vol_fini(&v);
}

static void
test_quartile(void)
{
	struct vol v;
	struct rng r;
	double p = 100;

	test_begin("a wild day is in the last quartile, a calm one in the "
		   "first");
	rng_init(&r, 1, 3);
	vol_init(&v, 60 * NS_SECOND, 60 * NS_SECOND);
	for (uint64_t day = 1; day <= 12; day++) {
		for (uint64_t m = 0; m < 300; m++) {
			p *= exp((day == 10      ? 3e-3
				     : day == 11 ? 3e-4
						 : 1e-3) *
				 rng_normal(&r));
			vol_push(&v, day * NS_DAY + m * 60 * NS_SECOND, p, 1,
			    &err);
		}
		if (day <= 4)
			CHECK_INT(vol_quartile(&v), -1);
		if (day == 11)
			CHECK_INT(vol_quartile(&v), 3);
		if (day == 12)
			CHECK_INT(vol_quartile(&v), 0);
	}
	vol_fini(&v);
}

int
main(void)
{
	test_sigma();
	test_time_of_day();
	test_usual();
	test_quartile();
	return test_end();
}
