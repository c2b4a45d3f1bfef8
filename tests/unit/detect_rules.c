/* The rules of systems 1 and 4. */
#include "detect_test.h"

extern const struct detector detector_high_volume, detector_rapid_change,
    detector_bad_tick, detector_gap, detector_stale;

static void
test_volume(void)
{
	const struct detector *det = &detector_high_volume;
	double x[] = { 10000, 10001, 0, NAN, INFINITY, 25000 }, s[6];
	struct contrib why[6 * DETECT_WHY];
	void *o = opts_new(det), *m = model_make(det, o, NULL, 0, 1, 0);
	void *state = state_make(det, m);

	test_begin("a size above --max-size scores above 1, at it not");
	run_rows(det, m, state, s, why, x, 6, 1);
	CHECK_NEAR(s[0], 1, 0);
	CHECK(s[1] > 1);
	CHECK_NEAR(s[2], 0, 0);
	CHECK(isnan(s[3]) && isnan(s[4]));
	CHECK_NEAR(s[5], 2.5, 1e-15);
	CHECK_INT(why[5 * DETECT_WHY].feature, 0);
	CHECK_NEAR(why[5 * DETECT_WHY].share, 1, 0);
	CHECK_INT(why[3 * DETECT_WHY].feature, -1);
	CHECK_STR(det->reason, "high_volume");
	state_drop(det, m, state);
	model_drop(det, m);
	opts_set(det, o, "max-size", "50");
	m = model_make(det, o, NULL, 0, 1, 0);
	state = state_make(det, m);
	run_rows(det, m, state, s, NULL, x, 1, 1);
	CHECK_NEAR(s[0], 200, 1e-12);
	state_drop(det, m, state);
	model_drop(det, m);
	free(o);
}

static void
test_change(void)
{
	const struct detector *det = &detector_rapid_change;
	double x[] = { 100, 105.5, 105.5, NAN, 100.225, 0, 5, -1, 3, 1e-300,
		1e300 };
	double s[11];
	struct contrib why[11 * DETECT_WHY];
	void *o = opts_new(det), *m = model_make(det, o, NULL, 0, 1, 0);
	void *state = state_make(det, m);

	test_begin("a change above --max-change scores above 1");
	run_rows(det, m, state, s, why, x, 11, 1);
	CHECK(isnan(s[0]));
	CHECK_NEAR(s[1], 1.1, 1e-12);
	CHECK_INT(why[1 * DETECT_WHY].feature, 0);
	CHECK_NEAR(why[1 * DETECT_WHY].share, 1, 0);
	CHECK_NEAR(s[2], 0, 0);

	test_begin("a missing price is not scored and not learned");
	CHECK(isnan(s[3]));
	CHECK_NEAR(s[4], 1, 1e-12);
	CHECK_NEAR(why[4 * DETECT_WHY].share, -1, 0);

	test_begin("a price before that is not positive gives no score");
	CHECK_NEAR(s[5], 20, 1e-12);
	CHECK(isnan(s[6]));
	CHECK_NEAR(s[7], 1.2 / 0.05, 1e-12);
	CHECK(isnan(s[8]));

	test_begin("a change beyond all numbers stays finite");
	CHECK(isfinite(s[10]) && s[10] > 1e300);
	free(state);
	model_drop(det, m);
	free(o);
}

static void
test_columns(void)
{
	struct fit f = { .d = 2 };
	struct err err = { 0 };
	double model[16] = { 0 };

	test_begin("a rule of one column refuses two");
	f.opts = opts_new(&detector_high_volume);
	CHECK(detector_high_volume.fit(model, &f, &err) == -1);
	CHECK_STR(err.msg, "2 columns, expected 1");
	free((void *)f.opts);
}

/* Scores of rows of a symbol with these limits. */
static void
run_with(double *s, const struct detector *det, const char *option,
    const char *limits, const char *symbol, const double *x, size_t n, int d)
{
	void *o = opts_new(det), *m, *state;

	opts_set(det, o, option, limits);
	m = model_make(det, o, NULL, 0, d, 0);
	state = state_make(det, m);
	det->state_symbol(state, m, symbol);
	run_rows(det, m, state, s, NULL, x, n, d);
	state_drop(det, m, state);
	model_drop(det, m);
	free(o);
}

static void
test_limits(void)
{
	const struct detector *det = &detector_high_volume;
	static const char *const bad[] = { "", "ES=", "=5", "ES=5,ES=6", "0",
		"-3", "8xx", "x", "@no/such/file", "5m" };
	struct fit f = { .d = 1 };
	double x[] = { 600 }, s[1];
	struct err err;
	size_t i;

	test_begin("each symbol has its limit, * is that of the others");
	run_with(s, det, "max-size", "ES=500,*=1000", "ES", x, 1, 1);
	CHECK_NEAR(s[0], 1.2, 1e-15);
	run_with(s, det, "max-size", "ES=500,*=1000", "NQ", x, 1, 1);
	CHECK_NEAR(s[0], 0.6, 1e-15);
	run_with(s, det, "max-size", "ES=500", "NQ", x, 1, 1);
	CHECK(isnan(s[0]));

	test_begin("what is no list of limits is refused");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct rule_opts {
			const char *text;
		} o = { bad[i] };
		void *m = calloc(1, det->model_size);

		memset(&err, 0, sizeof(err));
		f.opts = &o;
		CHECK(det->fit(m, &f, &err) == -1);
		CHECK(strstr(err.msg, "--max-size: ") == err.msg);
		model_drop(det, m);
	}
}

static void
test_learned(void)
{
	double x[400], s[400];
	size_t i;

	test_begin("a learned limit is a multiple of the symbol's own mean");
	for (i = 0; i < 400; i++)
		x[i] = i % 2 == 0 ? 50 : 150;
	x[300] = 1e6; /* learned as the limit */
	run_with(s, &detector_high_volume, "max-size", "4x", "ES", x, 400, 1);
	for (i = 0; i < 64; i++)
		CHECK(isnan(s[i]));
	CHECK_NEAR(s[64], 50.0 / 400, 1e-9);
	CHECK(s[300] > 2000);
	CHECK_NEAR(s[302], 50.0 / 400, 0.01);
}

static void
test_bad_tick(void)
{
	double x[60], s[60];
	size_t i;

	test_begin("a bad tick is far from the median, the next price is not");
	for (i = 0; i < 60; i++)
		x[i] = 100 + 0.01 * (double)(i % 3);
	x[20] = 10; /* the point slipped */
	x[30] = 100.5;
	x[41] = NAN;
	for (i = 45; i < 60; i++)
		x[i] += 5; /* a new level */
	run_with(s, &detector_bad_tick, "max-off", "0.02", "ES", x, 60, 1);
	for (i = 0; i < 15; i++)
		CHECK(isnan(s[i]));
	CHECK_NEAR(s[20], 45, 0.05);
	CHECK(s[21] < 0.1 && s[30] < 1 && isnan(s[41]));
	CHECK(s[45] > 1 && s[52] > 1 && s[53] < 1);
}

static void
test_gap(void)
{
	double x[] = { 100, 130, 130, 230, 220, 240, 9000, 9001, NAN, 9090 };
	double s[10];

	test_begin("a gap is scored, a break between sessions is not");
	run_with(s, &detector_gap, "max-gap", "1m", "ES", x, 10, 1);
	CHECK(isnan(s[0]));
	CHECK_NEAR(s[1], 0.5, 1e-12);
	CHECK_NEAR(s[2], 0, 0);
	CHECK_NEAR(s[3], 100 / 60.0, 1e-12);
	CHECK_NEAR(s[4], 0, 0); /* time runs back */
	CHECK_NEAR(s[5], 10 / 60.0, 1e-12);
	CHECK(isnan(s[6]));
	CHECK_NEAR(s[7], 1 / 60.0, 1e-12);
	CHECK(isnan(s[8]));
	CHECK_NEAR(s[9], 89 / 60.0, 1e-12);
}

static void
test_stale(void)
{
	double x[] = { 0, 5, 60, 5, 120, 5, 130, 6, 200, 6, 5000, 6, 5050, 6,
		5090, NAN, 5200, 6 };
	double s[9];

	test_begin("a price that stands still grows stale, anew each session");
	run_with(s, &detector_stale, "max-stale", "ES=100s,*=1s", "ES", x, 9,
	    2);
	CHECK(isnan(s[0]));
	CHECK_NEAR(s[1], 0.6, 1e-12);
	CHECK_NEAR(s[2], 1.2, 1e-12);
	CHECK_NEAR(s[3], 0, 0);
	CHECK_NEAR(s[4], 0.7, 1e-12);
	CHECK_NEAR(s[5], 0, 0);
	CHECK_NEAR(s[6], 0.5, 1e-12);
	CHECK(isnan(s[7]));
	CHECK_NEAR(s[8], 2, 1e-12);
}

int
main(void)
{
	test_volume();
	test_change();
	test_limits();
	test_learned();
	test_bad_tick();
	test_gap();
	test_stale();
	test_columns();
	return test_end();
}
