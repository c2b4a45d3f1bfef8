/* Days against the budget of alarms. */
#include "score/daily.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "base/tstamp.h"

#include "test.h"
#include "tmp.h"

/* The central 99.9 % of Poisson laws, from sums of exact terms. */
static void
test_range(void)
{
	static const struct {
		double mean;
		uint64_t low, high;
	} known[] = {
		{ 0, 0, 0 },
		{ 0.01, 0, 1 },
		{ 1, 0, 6 },
		{ 5, 0, 14 },
		{ 20, 7, 36 },
		{ 400, 336, 467 },
		{ 100000, 98961, 101042 },
	};
	uint64_t low, high;
	size_t i;

	test_begin("the range holds 99.9 % of days");
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		daily_range(&low, &high, known[i].mean);
		CHECK_INT(low, known[i].low);
		CHECK_INT(high, known[i].high);
	}
	daily_range(&low, &high, INFINITY);
	CHECK(low < high);
}

/* Days of 1,000 rows, each an alarm with probability p. */
static void
run_days(struct daily *d, uint64_t from, int days, double p, uint64_t seed)
{
	struct rng r;
	int i;

	rng_init(&r, seed, 1);
	for (i = 0; i < 1000 * days; i++)
		daily_row(d, (from + (uint64_t)i / 1000) * NS_DAY + (uint64_t)i,
		    rng_unit(&r) < p, 0.01);
}

static void
test_days(void)
{
	struct daily d;

	test_begin("days of the budget are within it, others are not");
	daily_init(&d);
	run_days(&d, 19000, 500, 0.01, 4);
	daily_end(&d);
	CHECK_INT(d.days, 500);
	CHECK(d.off <= 3);
	daily_init(&d);
	run_days(&d, 19000, 20, 0.01, 4);
	run_days(&d, 19020, 1, 0.05, 5);
	run_days(&d, 19021, 1, 0, 6);
	run_days(&d, 19022, 20, 0.01, 7);
	daily_end(&d);
	CHECK_INT(d.days, 42);
	CHECK_INT(d.off, 2);
	CHECK_INT(d.off_day, 19020);
	CHECK(d.off_alarms > 20 && fabs(d.off_expected - 10) < 1e-9);
}

static void
test_late(void)
{
	struct daily d;

	test_begin("a row of a day before does not end the present one");
	daily_init(&d);
	daily_row(&d, 20 * NS_DAY, 0, 1);
	daily_row(&d, 19 * NS_DAY, 0, 1);
	daily_row(&d, TS_NULL, 0, 1);
	daily_row(&d, 20 * NS_DAY + 5, 0, 1);
	CHECK_INT(d.days, 0);
	CHECK(d.expected == 4);
	daily_end(&d);
	CHECK_INT(d.days, 1);
}

static void
test_saved(void)
{
	struct daily whole, a, b;
	struct symtab *syms = symtab_new(10);
	struct err err = { 0 };
	struct state *file;

	test_begin("a day goes on from a state, each day counts in one run");
	daily_init(&whole);
	daily_init(&a);
	daily_init(&b);
	run_days(&whole, 1, 3, 0.05, 1);
	run_days(&a, 1, 3, 0.05, 1);
	file = state_new(syms, &err);
	CHECK(daily_save(&a, file, &err) == 0);
	CHECK(state_write(file, tmp_path("state"), &err) == 0);
	state_free(file);
	file = state_read(tmp_path("state"), syms, &err);
	CHECK(file != NULL && daily_load(&b, file, &err) == 0);
	CHECK_STR(err.msg, "");
	state_free(file);
	run_days(&whole, 3, 2, 0.05, 2);
	run_days(&b, 3, 2, 0.05, 2);
	CHECK(b.day == whole.day && b.alarms == whole.alarms &&
	      memcmp(&b.expected, &whole.expected, sizeof(b.expected)) == 0);
	daily_end(&whole);
	daily_end(&b);
	CHECK_INT(whole.days, 4);
	CHECK_INT(a.days, 2); /* the third was not over */
	CHECK_INT(a.off, 2);
	CHECK_INT(b.days, 2);
	CHECK_INT(b.off, whole.off - a.off);
	CHECK_INT(a.off_day, 1);
	CHECK_INT(whole.off_day, 1);
	CHECK_INT(b.off_day, 3);
	symtab_free(syms);
}

int
main(void)
{
	tmp_begin();
	test_range();
	test_days();
	test_late();
	test_saved();
	return test_end() | tmp_end();
}
