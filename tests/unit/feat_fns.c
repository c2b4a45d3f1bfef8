/*
 * feat_fns.c - tests of the column functions: golden and worked examples.
 */
#include "base/rng.h"
#include "feat_series.h"
#include "math_golden.h"

enum { N = 512 };

static void
test_simple(void)
{
	static const double x[] = { 2, 4, NAN, 1, -3, 0, 5 };

	test_begin("log, sqrt, abs, sign and arithmetic of a series with "
		   "gaps");
	SERIES("y=log(value)", log(2), log(4), NAN, 0, NAN, NAN, log(5));
	SERIES("y=sqrt(value)", sqrt(2), 2, NAN, 1, NAN, 0, sqrt(5));
	SERIES("y=abs(value)", 2, 4, NAN, 1, 3, 0, 5);
	SERIES("y=sign(value)", 1, 1, NAN, 1, -1, 0, 1);
	SERIES("y=10/value-1", 4, 1.5, NAN, 9, -10 / 3.0 - 1, NAN, 1);

	test_begin("returns span missing rows; differences and lags count "
		   "them");
	SERIES("y=logret(value)", NAN, log(2), NAN, log(0.25), NAN, NAN,
	    log(5));
	SERIES("y=ret(value)", NAN, 1, NAN, -0.75, -4, -1, NAN);
	SERIES("y=diff(value)", NAN, 2, NAN, NAN, -4, 3, 5);
	SERIES("y=diff(value,2)", NAN, NAN, NAN, -3, NAN, -1, 8);
	SERIES("y=lag(value,2)", NAN, NAN, 2, 4, NAN, 1, -3);
}

static void
test_rolling(void)
{
	static const double x[] = { 1, 3, NAN, 2, 6, 4, 4 };

	test_begin("rolling functions look at the n rows with a value before "
		   "this one");
	SERIES("y=mean(value,3)", NAN, NAN, NAN, NAN, 2, 11 / 3.0, 4);
	SERIES("y=sd(value,3)", NAN, NAN, NAN, NAN, 1, sqrt(13 / 3.0), 2);
	SERIES("y=min(value,3)", NAN, NAN, NAN, NAN, 1, 2, 2);
	SERIES("y=max(value,3)", NAN, NAN, NAN, NAN, 3, 6, 6);
	SERIES("y=z(value,3)", NAN, NAN, NAN, NAN, 4,
	    (4 - 11 / 3.0) / sqrt(13 / 3.0), 0);
	SERIES("y=z(value,3)-(value-mean(value,3))/sd(value,3)", NAN, NAN, NAN,
	    NAN, 0, 0, 0);
}

static void
test_golden_rolling(void)
{
	size_t n, rows, i;
	double *x = golden_numbers("detectors.json", "rolling/x", &n);
	double *want = golden_numbers("detectors.json", "rolling/rows", &rows);
	double z[N], rz[N];

	test_begin("rolling z and robust z are the golden ones");
	if (x == NULL || want == NULL) {
		test_skip("no ../shared beside the checkout");
	} else {
		series(z, "y=z(value,20)", x, n);
		series(rz, "y=rz(value,20)", x, n);
		CHECK_INT(rows, 2 * (n - 20));
		for (i = 0; i < n; i++) {
			CHECK_NEAR(z[i], i < 20 ? NAN : want[2 * (i - 20)],
			    1e-11);
			CHECK_NEAR(rz[i], i < 20 ? NAN : want[2 * (i - 20) + 1],
			    1e-11);
		}
	}
	free(x);
	free(want);
}

/* 0.94 is 2^(-1/hl) for this half-life. */
#define HL_094 "11.202305583621158"

static void
test_golden_ewma(void)
{
	size_t n, rows, i;
	double *x = golden_numbers("detectors.json", "ewma/x", &n);
	double *want = golden_numbers("detectors.json", "ewma/rows", &rows);
	double z[N], m[N], sd[N];

	test_begin("the exponentially weighted mean, sd and z without a clip "
		   "are the golden ones");
	if (x == NULL || want == NULL) {
		test_skip("no ../shared beside the checkout");
	} else {
		series(z, "y=ewz(value,hl=" HL_094 ",clip=0,warm=1)", x, n);
		series(m, "y=ewm(value,hl=" HL_094 ")", x, n);
		series(sd, "y=ewsd(value,hl=" HL_094 ",clip=0,warm=1)", x, n);
		CHECK_INT(rows, 3 * n);
		for (i = 0; i < n; i++) {
			CHECK_NEAR(m[i], want[3 * i], 1e-9);
			CHECK_NEAR(sd[i], want[3 * i + 1], 1e-9);
			if (!isnan(want[3 * i + 2]))
				CHECK_NEAR(z[i], want[3 * i + 2], 1e-8);
		}
	}
	free(x);
	free(want);
}

static void
test_clip(void)
{
	double x[N], y[N], held[N], open[N];
	struct rng g;
	int i;

	test_begin("no value in the warm-up, then one at each row");
	rng_init(&g, 3, 0);
	for (i = 0; i < N; i++)
		x[i] = rng_normal(&g);
	x[300] = 1000;
	series(y, "y=ewz(value)", x, N);
	for (i = 0; i < N; i++)
		CHECK(isnan(y[i]) == (i < 64));

	test_begin("one spike does not blind what follows (seed 3)");
	series(held, "y=ewsd(value)", x, N);
	series(open, "y=ewsd(value,clip=0)", x, N);
	CHECK(y[300] > 500);
	CHECK(held[301] < 1.5 * held[300]);
	CHECK(open[301] > 50 * open[300]);
	for (i = 0; i <= 300; i++)
		CHECK(isnan(held[i]) || held[i] <= open[i] * (1 + 1e-12));
}

static void
test_constant(void)
{
	static const char *const text[] = { "y=z(value,20)", "y=rz(value,20)",
		"y=ewz(value)", "y=value/ewsd(value)", "y=value/sd(value,20)",
		"y=logret(value)/lvol(logret(value))",
		"y=logret(value)/tod(logret(value),days=1)" };
	double x[N], y[N];
	size_t k;
	int i;

	test_begin("a history without change never gives infinity, and no "
		   "anomaly without one");
	for (i = 0; i < N; i++)
		x[i] = i < 300 ? 0.1 : i < 400 ? 0.2 : 0.1;
	for (k = 0; k < sizeof(text) / sizeof(text[0]); k++) {
		series(y, text[k], x, N);
		for (i = 0; i < N; i++)
			CHECK(!isinf(y[i]));
	}
	series(y, "y=z(value,20)", x, 300);
	for (i = 20; i < 300; i++)
		CHECK(fabs(y[i]) < 1e-3);

	test_begin("a level that stays is learned in the end");
	series(y, "y=ewz(value,hl=10,floor=0.01)", x, N);
	CHECK(fabs(y[300]) > 5 && fabs(y[399]) < 3);
}

static void
test_lvol(void)
{
	double x[N], y[N];
	struct rng g;
	int i;

	test_begin("local volatility is that of the returns, and one jump "
		   "moves it little (seed 5)");
	rng_init(&g, 5, 0);
	for (i = 0; i < N; i++)
		x[i] = 0.01 * rng_normal(&g);
	x[400] = 1;
	series(y, "y=lvol(value)", x, N);
	CHECK(isnan(y[64]) && !isnan(y[65]));
	CHECK(y[399] > 0.007 && y[399] < 0.013);
	CHECK(y[402] < 3 * y[400]);
}

static void
test_tod(void)
{
	enum { DAYS = 12, PER_DAY = 48 };
	static double x[DAYS * PER_DAY], y[DAYS * PER_DAY];
	double sum = 0;
	int d, k;

	test_begin("the time-of-day factor is 1 for five days, then that of "
		   "the days before, of mean 1");
	/* Bins of 30 minutes; the one at noon moves four times as much. */
	for (d = 0; d < DAYS; d++)
		for (k = 0; k < PER_DAY; k++)
			x[d * PER_DAY + k] =
			    (k == 24 ? 4 : 1) * (k % 2 ? 0.01 : -0.01);
	series_at(y, "y=tod(value,bin=30)", x, DAYS * PER_DAY, 30 * MIN);
	for (k = 0; k < 5 * PER_DAY; k++)
		CHECK_NEAR(y[k], 1, 0);
	/* The bin at midnight has only first returns and stays 1. */
	for (k = 1; k < PER_DAY; k++)
		sum += y[6 * PER_DAY + k];
	CHECK_NEAR(sum / (PER_DAY - 1), 1, 1e-12);
	CHECK_NEAR(y[6 * PER_DAY + 24] / y[6 * PER_DAY + 25], 4, 1e-12);
	CHECK_NEAR(y[6 * PER_DAY], 1, 0);
	for (k = 1; k < PER_DAY; k++)
		CHECK_NEAR(y[5 * PER_DAY + k], y[11 * PER_DAY + k], 1e-12);
}

/* Twin of todmean with two rows a day: all bins, in doubles. */
static double
level(double sum, double weight, int days)
{
	return days < 5 || weight == 0 ? 0 : sum / weight;
}

static void
test_bins(void)
{
	enum { DAYS = 400, BINS = 288 };
	static double sum[BINS], weight[BINS];
	double x[2 * DAYS], y[2 * DAYS], lambda = exp2(-1 / 10.0), above;
	uint64_t t[2 * DAYS];
	int k[2 * DAYS], i, d, worst = 0;
	struct rng g;

	test_begin("levels by time of day where the first and the last time "
		   "change from day to day (seed 13)");
	rng_init(&g, 13, 0);
	for (i = 0; i < 2 * DAYS; i++) {
		/* near noon, then farther and farther from it */
		d = i / 2 * 140 / DAYS + 3;
		k[i] = BINS / 2 - d + (int)rng_below(&g, (uint32_t)d);
		k[i] += i % 2 * d;
		t[i] = DAY0 / NS_DAY * NS_DAY + (uint64_t)(i / 2) * NS_DAY +
		       (uint64_t)k[i] * 5 * MIN;
		x[i] = rng_normal(&g);
	}
	series_times(y, "y=todmean(value)", x, t, 2 * DAYS);
	for (i = 0; i < 2 * DAYS; i++) {
		above = level(sum[k[i]], weight[k[i]], i / 2);
		worst |= !(fabs(y[i] - above) < 1e-5);
		if (i % 2 == 0)
			continue;
		for (d = i - 1; d <= i; d++) {
			above = x[d] - (x[i - 1] + x[i]) / 2;
			sum[k[d]] = lambda * sum[k[d]] + above;
			weight[k[d]] = lambda * weight[k[d]] + 1;
		}
	}
	CHECK_INT(worst, 0);
}

static void
test_no_drift(void)
{
	enum { ROWS = 200000, W = 20 };
	static double x[ROWS], y[ROWS];
	struct rng g;
	double m = 0, ss = 0;
	int i;

	test_begin("after 200,000 rows of a large level the rolling z equals "
		   "the one computed afresh (seed 11)");
	rng_init(&g, 11, 0);
	for (i = 0; i < ROWS; i++)
		x[i] = 1e6 + (i < ROWS / 2 ? 1e6 : 1e-3) * rng_normal(&g);
	series(y, "y=z(value,20)", x, ROWS);
	for (i = ROWS - 1 - W; i < ROWS - 1; i++)
		m += (x[i] - 1e6) / W;
	for (i = ROWS - 1 - W; i < ROWS - 1; i++)
		ss += (x[i] - 1e6 - m) * (x[i] - 1e6 - m);
	CHECK_NEAR(y[ROWS - 1], (x[ROWS - 1] - 1e6 - m) / sqrt(ss / (W - 1)),
	    1e-6);
}

/* The largest of x[0 .. n), sign -1 the least; the first of equal ones. */
static double
scan_extreme(const double *x, int n, double sign)
{
	double y = x[0];
	int i;

	for (i = 1; i < n; i++)
		if (sign * x[i] > sign * y)
			y = x[i];
	return y;
}

static int
extremes_differ(const double *x, const double *y, int rows, int n, double sign)
{
	double want;
	int i;

	for (i = n; i < rows; i++) {
		want = scan_extreme(x + i - n, n, sign);
		if (memcmp(&y[i], &want, sizeof(want)) != 0) {
			printf("# %d rows: row %d: got %g, want %g\n", n, i,
			    y[i], want);
			return 1;
		}
	}
	return 0;
}

static void
test_extremes(void)
{
	enum { ROWS = 5000 };
	static const int windows[] = { 2, 3, 7, 64, 300, 2000 };
	static double x[3][ROWS], y[ROWS];
	struct rng g;
	char text[64];
	size_t w;
	int i, s, bad = 0;

	test_begin("min and max equal a scan of the window, also which of 0 "
		   "and -0 (seed 12)");
	rng_init(&g, 12, 0);
	for (i = 0; i < ROWS; i++) {
		x[0][i] = ((double)rng_below(&g, 5) - 2) * 0.0;
		x[0][i] = rng_below(&g, 9) > 0 ? x[0][i]
					       : (double)rng_below(&g, 3) - 1;
		x[1][i] = (i > 0 ? x[1][i - 1] : 0) + rng_normal(&g);
		x[2][i] = -(double)(i % 1500);
	}
	for (s = 0; s < 3 && !bad; s++)
		for (w = 0; w < sizeof(windows) / sizeof(windows[0]); w++) {
			snprintf(text, sizeof(text), "y=max(value,%d)",
			    windows[w]);
			series(y, text, x[s], ROWS);
			bad |= extremes_differ(x[s], y, ROWS, windows[w], 1);
			snprintf(text, sizeof(text), "y=min(value,%d)",
			    windows[w]);
			series(y, text, x[s], ROWS);
			bad |= extremes_differ(x[s], y, ROWS, windows[w], -1);
		}
	CHECK_INT(bad, 0);
}

static void
test_severity_bound(void)
{
	double x[21] = { 0 }, y[21];

	test_begin("the row is not in its own window: z may exceed "
		   "19/sqrt(20)");
	for (int i = 0; i < 20; i++)
		x[i] = i % 2;
	x[20] = 100;
	series(y, "y=z(value,20)", x, 21);
	CHECK(y[20] > 4.2485291572496005);
}

static void
test_all(void)
{
	const struct column_fn *const *f;
	const struct arg *a;

	test_begin("each function says what it is, and its defaults lie in "
		   "their ranges");
	for (f = column_fn_list; *f != NULL; f++) {
		CHECK((*f)->summary != NULL && (*f)->unit != NULL);
		CHECK(column_fn_find((*f)->name) == *f);
		for (a = (*f)->args; a->name != NULL; a++) {
			CHECK(a->help != NULL);
			if ((a->kind != ARG_INT && a->kind != ARG_REAL) ||
			    a->def == NULL || (a->min == 0 && a->max == 0))
				continue;
			CHECK(strtod(a->def, NULL) >= a->min);
			CHECK(strtod(a->def, NULL) <= a->max);
		}
	}
}

int
main(void)
{
	test_simple();
	test_rolling();
	test_golden_rolling();
	test_golden_ewma();
	test_clip();
	test_constant();
	test_lvol();
	test_tod();
	test_bins();
	test_no_drift();
	test_extremes();
	test_severity_bound();
	test_all();
	return test_end();
}
