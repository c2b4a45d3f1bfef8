/* The rules of systems 1 and 4. */
#include "detect_test.h"

extern const struct detector detector_high_volume, detector_rapid_change;

static void
test_volume(void)
{
	const struct detector *det = &detector_high_volume;
	double x[] = { 10000, 10001, 0, NAN, INFINITY, 25000 }, s[6];
	struct contrib why[6 * DETECT_WHY];
	void *o = opts_new(det), *m = model_make(det, o, NULL, 0, 1, 0);

	test_begin("a size above --max-size scores above 1, at it not");
	det->score(s, why, m, NULL, x, 6);
	CHECK_NEAR(s[0], 1, 0);
	CHECK(s[1] > 1);
	CHECK_NEAR(s[2], 0, 0);
	CHECK(isnan(s[3]) && isnan(s[4]));
	CHECK_NEAR(s[5], 2.5, 1e-15);
	CHECK_INT(why[5 * DETECT_WHY].feature, 0);
	CHECK_NEAR(why[5 * DETECT_WHY].share, 1, 0);
	CHECK_INT(why[3 * DETECT_WHY].feature, -1);
	CHECK_STR(det->reason, "high_volume");
	model_drop(det, m);
	opts_set(det, o, "max-size", "50");
	m = model_make(det, o, NULL, 0, 1, 0);
	det->score(s, NULL, m, NULL, x, 1);
	CHECK_NEAR(s[0], 200, 1e-12);
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
	double model[8] = { 0 };

	test_begin("a rule of one column refuses two");
	f.opts = opts_new(&detector_high_volume);
	CHECK(detector_high_volume.fit(model, &f, &err) == -1);
	CHECK_STR(err.msg, "2 columns, expected 1");
	free((void *)f.opts);
}

int
main(void)
{
	test_volume();
	test_change();
	test_columns();
	return test_end();
}
