/* Rolling, robust and exponentially weighted z against golden numbers. */
#include "detect/method/ewz.h"

#include "constants.h"
#include "detect_test.h"

extern const struct detector detector_z, detector_ewz;

static char *golden;

static void *
z_model(const char *window, int robust, int d)
{
	void *o = opts_new(&detector_z), *m;

	opts_set(&detector_z, o, "window", window);
	if (robust)
		opts_set(&detector_z, o, "robust", NULL);
	m = model_make(&detector_z, o, NULL, 0, d, 0);
	free(o);
	return m;
}

/* Scores of x[n][d] by detector z, row after row. */
static void
z_run(double *score, struct contrib *why, const char *window, int robust,
    const double *x, size_t n, int d)
{
	void *m = z_model(window, robust, d), *s = state_make(&detector_z, m);

	run_rows(&detector_z, m, s, score, why, x, n, d);
	state_drop(&detector_z, m, s);
	model_drop(&detector_z, m);
}

static void
test_rolling(void)
{
	double x[200], want[400], plain[200], robust[200];
	struct contrib why[200 * DETECT_WHY];
	int n, first = 20, i;

	test_begin("rolling and robust z are the golden ones");
	if (golden == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	n = golden_numbers(golden, "rolling.x", x, 200);
	CHECK(n > first);
	CHECK_INT(golden_numbers(golden, "rolling.rows", want, 400),
	    2 * (n - first));
	z_run(plain, why, "20", 0, x, (size_t)n, 1);
	z_run(robust, NULL, "20", 1, x, (size_t)n, 1);
	for (i = 0; i < first; i++)
		CHECK(isnan(plain[i]) && isnan(robust[i]));
	for (; i < n; i++) {
		double *w = want + 2 * (i - first);

		CHECK_NEAR(plain[i], fabs(w[0]), 1e-9 * fabs(w[0]));
		CHECK_NEAR(robust[i], fabs(w[1]), 1e-9 * fabs(w[1]));
		CHECK_NEAR(why[i * DETECT_WHY].share, w[0] < 0 ? -1 : 1, 0);
	}
}

static void
test_outside(void)
{
	double x[21], s[21];
	int i;

	test_begin("a row outside its own window may exceed 4.249 sd");
	for (i = 0; i < 20; i++)
		x[i] = i % 2;
	x[20] = 100;
	z_run(s, NULL, "20", 0, x, 21, 1);
	CHECK(s[20] > 4.249);
	CHECK_NEAR(s[20], 99.5 / sqrt(20 * 0.25 / 19), 1e-9);
}

static void
test_fallback(void)
{
	double x[9] = { 0, 0, 0, 0, 0, 1, 2, 3, 10 }, s[9];

	test_begin("a MAD of zero falls back to the IQR");
	z_run(s, NULL, "8", 1, x, 9, 1);
	/* quartiles 0 and 1.25 (type 7), median and MAD 0 */
	CHECK_NEAR(s[8], 10 / (1.25 / 1.349), 1e-9);
}

static void
test_missing(void)
{
	double x[] = { 1, 5, 2, NAN, 3, 6, 9, 100, INFINITY, NAN, 2, 7 }, s[6];
	struct contrib why[6 * DETECT_WHY];

	test_begin("a missing feature is neither scored nor learned");
	z_run(s, why, "3", 0, x, 6, 2);
	CHECK(isnan(s[0]) && isnan(s[1]) && isnan(s[2]));
	CHECK_NEAR(s[3], 7, 1e-12); /* (9-2)/1; column 1 has but two */
	CHECK_INT(why[3 * DETECT_WHY].feature, 0);
	CHECK_INT(why[3 * DETECT_WHY + 1].feature, -1);
	CHECK(isnan(s[4]));
	CHECK_INT(why[4 * DETECT_WHY].feature, -1);
	CHECK(!isnan(s[5]));
}

static void
test_shares(void)
{
	double x[4 * 5], s[4];
	struct contrib why[4 * DETECT_WHY];
	int i, j;

	test_begin("shares are signed, sorted, and sum to at most 1");
	for (i = 0; i < 3; i++)
		for (j = 0; j < 5; j++)
			x[5 * i + j] = i;
	for (j = 0; j < 5; j++)
		x[15 + j] = j % 2 ? 1 - (j + 1) : 1 + (j + 1);
	z_run(s, why, "3", 0, x, 4, 5);
	CHECK_NEAR(s[3], 5, 1e-12);
	CHECK_INT(why[9].feature, 4);
	CHECK_NEAR(why[9].share, 5.0 / 15, 1e-12);
	CHECK_INT(why[10].feature, 3);
	CHECK_NEAR(why[10].share, -4.0 / 15, 1e-12);
	CHECK_INT(why[11].feature, 2);
	CHECK_NEAR(why[11].share, 3.0 / 15, 1e-12);
}

static void
test_ew_golden(void)
{
	double x[200], want[600], lambda[2], *w, sd;
	struct ewstep c = { .ew.n = EWZ_WARM };
	int n, i;

	test_begin("the unclipped exponentially weighted z is the golden one");
	if (golden == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	n = golden_numbers(golden, "ewma.x", x, 200);
	CHECK_INT(golden_numbers(golden, "ewma.lambda", lambda, 2), 1);
	CHECK_INT(golden_numbers(golden, "ewma.rows", want, 600), 3 * n);
	c.ew.mean = x[0];
	c.ew.lambda = lambda[0];
	for (i = 1; i < n; i++) {
		w = want + 3 * i;
		sd = sqrt(c.ew.var);
		CHECK_NEAR(c.ew.mean, w[0], 1e-9 * fabs(w[0]));
		CHECK_NEAR(sd, w[1], 1e-9 * fabs(w[1]));
		if (!isnan(w[2]))
			CHECK_NEAR(ewz_cell_z(&c, 1, x[i]), w[2],
			    1e-9 * fabs(w[2]));
		ewz_cell_learn(&c, 1, 0, x[i]); /* lambda is set */
	}
}

/* Scores of x[n] by detector ewz. */
static void
ewz_run(double *score, const char *clip, const double *x, size_t n)
{
	void *o = opts_new(&detector_ewz), *m, *s;

	opts_set(&detector_ewz, o, "halflife", "20");
	opts_set(&detector_ewz, o, "clip", clip);
	m = model_make(&detector_ewz, o, NULL, 0, 1, 0);
	s = state_make(&detector_ewz, m);
	run_rows(&detector_ewz, m, s, score, NULL, x, n, 1);
	free(o);
	free(s);
	model_drop(&detector_ewz, m);
}

static void
test_ew_clip(void)
{
	double *x = rows_random(400, 1, 3), clipped[400], open[400];
	int i;

	test_begin("the first 64 values are not scored");
	x[200] = 1100; /* 1000 sd */
	x[203] = 108;  /* 8 sd, right behind */
	ewz_run(clipped, "4", x, 400);
	ewz_run(open, "0", x, 400);
	for (i = 0; i < EWZ_WARM; i++)
		CHECK(isnan(clipped[i]));
	CHECK(!isnan(clipped[EWZ_WARM]));

	test_begin("the clip keeps one spike from blinding the detector");
	CHECK(clipped[200] > 500 && open[200] > 500);
	CHECK(clipped[203] > 4);
	CHECK(open[203] < 1);
	free(x);
}

static void
test_ew_constant(void)
{
	double x[600], s[600];
	int i;

	test_begin("after a constant history a new level is learned");
	for (i = 0; i < 600; i++)
		x[i] = i < 200 ? 50 : 55;
	ewz_run(s, "4", x, 600);
	CHECK(s[199] == 0);
	CHECK(s[200] > 5 && isfinite(s[200]));
	CHECK(s[599] < 1);
}

static void
test_ew_run(void)
{
	double *x = rows_random(4000, 1, 7), s[4000], before;
	int i;

	test_begin("a long run of equal values does not use up the scale");
	for (i = 300; i < 4000; i++)
		x[i] = x[299];
	x[380] = x[299] + 3;
	ewz_run(s, "4", x, 381);
	before = s[380]; /* after 81 equal values: four half-lives */
	x[380] = x[299];
	x[3999] = x[299] + 3;
	ewz_run(s, "4", x, 4000);
	CHECK(s[3999] > before / 2 && s[3999] < before * 2);
	free(x);
}

/* how: 0 z, 1 robust z, 2 ewz. */
static void
constant_run(double *s, int how, const double *x)
{
	if (how == 2)
		ewz_run(s, "4", x, 400);
	else
		z_run(s, NULL, "20", how, x, 400, 1);
}

/* One tick after 100 equal values, a second one after 100 more, then a jump. */
static void
check_constant(int how, double level, double tick, double jump)
{
	double x[400], s[400];
	int i;

	for (i = 0; i < 400; i++)
		x[i] = level + (i >= 100) * tick - (i >= 200) * tick +
		       (i >= 300) * jump;
	constant_run(s, how, x);
	CHECK(s[99] == 0 || s[99] < 1e-3);
	CHECK(s[100] <= 2.001);
	CHECK(s[200] <= 2.001);
	CHECK(s[300] > 5 && isfinite(s[300]));

	for (i = 100; i < 400; i++) /* the first change is the jump */
		x[i] = level + ((i >= 100) - (i >= 300)) * jump;
	constant_run(s, how, x);
	CHECK(s[100] > 5 && isfinite(s[100]));
	CHECK(how == 2 || (s[300] > 3.5 && isfinite(s[300])));
}

static void
test_constant(void)
{
	int i, how;

	test_begin("after a constant history a tick is ordinary, a jump not");
	for (how = 0; how < 3; how++)
		for (i = 0; i < CONSTANTS; i++)
			check_constant(how, constants[i].level,
			    constants[i].tick, constants[i].jump);
}

int
main(void)
{
	const char *dir = test_shared();
	size_t len;

	if (dir != NULL)
		golden = file_text(dir, "/golden/detectors.json", &len);
	test_rolling();
	test_outside();
	test_fallback();
	test_missing();
	test_shares();
	test_ew_golden();
	test_ew_clip();
	test_ew_constant();
	test_ew_run();
	test_constant();
	free(golden);
	return test_end();
}
