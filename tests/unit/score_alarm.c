/* Thresholds that follow their symbols, and alarms that last. */
#include "score/alarm.h"

#include "base/rng.h"

#include "test.h"
#include "tmp.h"

static struct alarm
make(double q, double gain, uint64_t lasts)
{
	struct alarm a;

	alarm_init(&a);
	a.q = q;
	a.base = -log10(q);
	a.gain = gain;
	a.lasts = lasts;
	return a;
}

static int
row(struct alarm *a, uint32_t symbol, double surprise)
{
	struct err err = { 0 };
	double excess;
	int rc = alarm_row(a, symbol, surprise, &excess, &err);

	CHECK(!err.set && (rc != ALARM_NONE) == (excess >= 0));
	return rc;
}

static void
test_lasting(void)
{
	struct alarm a = make(0.001, 0, 3);

	test_begin("an alarm lasts so many rows, and is counted once");
	CHECK_INT(row(&a, 1, 2.9), ALARM_NONE);
	CHECK_INT(row(&a, 1, 3), ALARM_BEGINS);
	CHECK_INT(row(&a, 1, 4), ALARM_LASTS);
	CHECK_INT(row(&a, 1, 2), ALARM_NONE);
	CHECK_INT(row(&a, 2, 4), ALARM_BEGINS);
	CHECK_INT(row(&a, 1, 5), ALARM_LASTS);
	CHECK_INT(row(&a, 1, 5), ALARM_BEGINS);
	CHECK_INT(row(&a, 1, NAN), ALARM_NONE);
	CHECK_INT(row(&a, 1, 3), ALARM_LASTS);
	alarm_fini(&a);
}

/* Alarms in n rows whose surprise is that of chance times a factor. */
static int
alarms(struct alarm *a, int n, double factor, uint64_t seed)
{
	struct rng r;
	int i, count = 0;

	rng_init(&r, seed, 1);
	for (i = 0; i < n; i++)
		count += row(a, 0, -log10(rng_unit_open(&r)) * factor) ==
			 ALARM_BEGINS;
	return count;
}

static void
test_budget(void)
{
	struct alarm fixed = make(0.001, 0, 0), adaptive = make(0.001, 0.2, 0);
	int n;

	test_begin("chance alone keeps the budget");
	n = alarms(&fixed, 100000, 1, 3);
	CHECK(n > 70 && n < 130);
	n = alarms(&adaptive, 100000, 1, 3);
	CHECK(n > 80 && n < 120);

	test_begin("what is stranger for good comes back to its budget");
	CHECK(alarms(&fixed, 100000, 1.4, 4) > 500);
	alarms(&adaptive, 5000, 1.4, 4);
	n = alarms(&adaptive, 100000, 1.4, 5);
	CHECK(n > 80 && n < 120);

	test_begin("a quiet time is not followed by a flood");
	alarms(&adaptive, 200000, 0.2, 6);
	n = alarms(&adaptive, 1000, 1, 7);
	CHECK(n <= 5);

	test_begin("a crisis does not blind for what comes after");
	for (n = 0; n < 1000; n++)
		row(&adaptive, 0, 9);
	CHECK_INT(row(&adaptive, 0, 4.6), ALARM_BEGINS);
	alarm_fini(&fixed);
	alarm_fini(&adaptive);
}

static void
test_saved(void)
{
	struct alarm a = make(0.01, 0.3, 5), b = make(0.01, 0.3, 5);
	struct symtab *syms = symtab_new(10);
	struct err err = { 0 };
	struct state *file;
	double x;
	struct rng r;
	int i;

	test_begin("saved, loaded and gone on, alarms are the same");
	symtab_add(syms, "A", 1, &err);
	rng_init(&r, 8, 1);
	for (i = 0; i < 500; i++)
		row(&a, rng_u32(&r) % 2, -log10(rng_unit_open(&r)));
	file = state_new(syms, &err);
	CHECK(alarm_save(&a, file, "alarm", &err) == 0);
	CHECK(state_write(file, tmp_path("state"), &err) == 0);
	state_free(file);
	file = state_read(tmp_path("state"), syms, &err);
	CHECK(file != NULL && alarm_load(&b, file, "alarm", &err) == 0);
	CHECK_STR(err.msg, "");
	state_free(file);
	for (i = 0; i < 500; i++) {
		uint32_t symbol = rng_u32(&r) % 2;

		x = -log10(rng_unit_open(&r));
		CHECK_INT(row(&a, symbol, x), row(&b, symbol, x));
	}
	alarm_fini(&a);
	alarm_fini(&b);
	symtab_free(syms);
}

int
main(void)
{
	tmp_begin();
	test_lasting();
	test_budget();
	test_saved();
	return test_end() | tmp_end();
}
