/*
 * feat_runs.c - tests of the functions that know runs, sessions and days.
 */
#include "base/rng.h"
#include "feat_series.h"

static void
test_run(void)
{
	static const double x[9] = { 0 };
	uint64_t t[9] = { DAY0, DAY0 + 1 * MIN, DAY0 + 31 * MIN,
		DAY0 + 62 * MIN, DAY0 + 63 * MIN, DAY0 + 63 * MIN,
		DAY0 + 93 * MIN, DAY0 + 123 * MIN + 1, DAY0 + 124 * MIN };

	test_begin("a pause longer than the gap breaks a run, one as long does "
		   "not");
	SERIES_T("y=run", 1, 2, 3, 1, 2, 3, 4, 1, 2);
	SERIES_T("y=run(gap=1h)", 1, 2, 3, 4, 5, 6, 7, 8, 9);
	SERIES_T("y=run(1m)", 1, 2, 1, 1, 2, 3, 1, 1, 2);

	test_begin("a session's opening and close break a run");
	SERIES_T("y=run(1h,session=00:30-01:03)", 1, 2, 1, 2, 1, 2, 3, 4, 5);
	SERIES_T("y=run(1h,session=00:30-02:04)", 1, 2, 1, 2, 3, 4, 5, 6, 1);
	SERIES_T("y=run(1d,session=19:01-19:00,zone=EST)", 1, 1, 2, 3, 4, 5, 6,
	    7, 8);
}

/* Foreign bars of an hour and of a day: four rows' length is not a pause. */
static void
test_run_bars(void)
{
	static const double ohlc[] = { 1, 2, 1, 1 };
	static const double want[] = { 1, 2, 3, 1 };
	uint64_t start[] = { DAY0, DAY0 + MIN, DAY0 + 32 * MIN,
		DAY0 + 63 * MIN + 1 };
	struct rows rows;
	struct feats *f;
	struct rec in, out;
	int i;

	test_begin("the pause before a bar counts from the end of the bar "
		   "before");
	rows_init(&rows);
	f = feats_new(&(struct feat_opts){ .columns = "y=run" }, &rows.vocab,
	    &rows.err);
	for (i = 0; i < 4; i++) {
		in = rows_bar(&rows, start[i], "A", ohlc, 1);
		CHECK_INT(feats_step(f, &out, &in, &rows.err), 1);
		CHECK_NEAR(rows_get(&out, "y"), want[i], 0);
	}
	feats_free(f);
	rows_fini(&rows);
}

/* Two runs, of five and of four rows. */
static const uint64_t two[] = { DAY0, DAY0 + MIN, DAY0 + 2 * MIN,
	DAY0 + 3 * MIN, DAY0 + 4 * MIN, DAY0 + 900 * MIN, DAY0 + 901 * MIN,
	DAY0 + 902 * MIN, DAY0 + 903 * MIN };

static void
test_windows(void)
{
	static const double x[] = { 1, 2, 4, 8, 16, 3, -1, NAN, 5 };
	const uint64_t *t = two;

	test_begin("windows of a run never reach over its break");
	SERIES_T("y=from(value,3)", NAN, NAN, 4, 8, 16, NAN, NAN, NAN, 5);
	SERIES_T("y=runsum(value,3)", 1, 3 / sqrt(2), 7 / sqrt(3), 14 / sqrt(3),
	    28 / sqrt(3), 3, 2 / sqrt(2), NAN, 4 / sqrt(2));
	SERIES_T("y=runmean(value,2)", NAN, NAN, 1.5, 3, 6, NAN, NAN, 1, NAN);
	SERIES_T("y=runmove(value,2)", 0, 1, 3, 6, 12, 0, -4, NAN, 6);
	SERIES_T("y=alt(value,3)", NAN, NAN, 3 / sqrt(3), 6 / sqrt(3),
	    12 / sqrt(3), NAN, NAN, NAN, NAN);
	SERIES_T("y=vee(value-3)", NAN, NAN, 1, 0, 0, NAN, NAN, NAN, NAN);
	SERIES_T("y=vee(value-5,2,1)", NAN, NAN, NAN, 4 / sqrt(2), 0, NAN, NAN,
	    NAN, NAN);
	SERIES_T("y=vee(-(value-5),2,1)", NAN, NAN, NAN, 4 / sqrt(2), 0, NAN,
	    NAN, NAN, NAN);

	test_begin("the return of a run is 0 at its first row, and spans what "
		   "is missing");
	SERIES_T("y=runret(value)", 0, log(2), log(2), log(2), log(2), 0, NAN,
	    NAN, log(5 / 3.0));
}

static void
test_break(void)
{
	static const uint64_t t[] = { DAY0, DAY0 + MIN, DAY0 + 900 * MIN,
		DAY0 + 901 * MIN, DAY0 + 1800 * MIN, DAY0 + 1801 * MIN,
		DAY0 + 1802 * MIN, DAY0 + 2700 * MIN, DAY0 + 3600 * MIN };
	static const double x[] = { 1, 2, 6, 3, NAN, 0, 12, -1, 4 };

	test_begin("the return of a break is in the first row after it that "
		   "has a value");
	SERIES_T("y=breakret(value)", NAN, NAN, log(3), NAN, NAN, NAN, log(4),
	    NAN, log(1 / 3.0));
	SERIES_T("y=breakret(value,run(10h))", NAN, NAN, log(3), NAN, NAN, NAN,
	    log(4), NAN, log(1 / 3.0));
	SERIES_T("y=breakret(value,run(1d))", NAN, NAN, NAN, NAN, NAN, NAN, NAN,
	    NAN, NAN);
}

static void
test_feed(void)
{
	static const double x[] = { 1, 1, NAN, 1, 0, 0, 0, NAN, 7 };
	const uint64_t *t = two;

	test_begin("a frozen series counts up, and so does one of zeros; both "
		   "start again with a run");
	SERIES_T("y=same(value)", 0, 1, 2, 3, 0, 0, 1, 2, 0);
	SERIES_T("y=zeros(value)", 0, 0, 1, 0, 1, 1, 2, 3, 0);

	test_begin("a gap is the time without a row, at most two hours");
	SERIES_T("y=gap", 0, 1, 1, 1, 1, 120, 1, 1, 1);
	SERIES_T("y=gap(1d)", 0, 1, 1, 1, 1, 896, 1, 1, 1);
	SERIES_T("y=gap(1d,session=00:00-15:00)", 0, 1, 1, 1, 1, 896, 0, 0, 0);
	SERIES_T("y=gap(1d,session=00:02-10:00)", 0, 0, 0, 1, 1, 596, 0, 0, 0);
}

static void
test_values(void)
{
	static const double x[] = { 2, NAN, -7, 0.5 };

	test_begin("fill and clip");
	SERIES("y=fill(value)", 2, 0, -7, 0.5);
	SERIES("y=fill(value,value/0)", 2, NAN, -7, 0.5);
	SERIES("y=fill(value,1+1)", 2, 2, -7, 0.5);
	SERIES("y=clip(value,-1,1)", 1, NAN, -1, 0.5);
	SERIES("y=clip(value,high=1)", 1, NAN, -7, 0.5);
}

enum { DAYS = 30, PER_DAY = 96, ALL = DAYS * PER_DAY };

static void
test_todmean(void)
{
	static double x[ALL], y[ALL];
	int d, k;

	test_begin("the mean of a time of day is that of the days before, less "
		   "that of the day");
	for (d = 0; d < DAYS; d++)
		for (k = 0; k < PER_DAY; k++)
			x[d * PER_DAY + k] = d + (k < 48 ? 3 : 1);
	series_at(y, "y=todmean(value,bin=15)", x, ALL, 15 * MIN);
	for (k = 0; k < ALL; k++)
		CHECK_NEAR(y[k],
		    k < 5 * PER_DAY    ? 0
		    : k % PER_DAY < 48 ? 1
				       : -1,
		    1e-6);

	test_begin("bins count from the session's opening on the local clock");
	series_at(y,
	    "y=todmean(value,bin=720,session=12:00-20:00,zone=UTC-03:00)", x,
	    ALL, 15 * MIN);
	/* The opening is at 15:00 UTC: rows 60 to 95 and 0 to 11 of a day. */
	k = 20 * PER_DAY;
	CHECK_NEAR(y[k], y[k + 11], 0);
	CHECK(fabs(y[k + 12] - y[k + 11]) > 0.2);
	CHECK_NEAR(y[k + 12], y[k + 59], 0);
	CHECK_NEAR(y[k + 60], y[k + 95], 0);
}

static void
test_tod_spike(void)
{
	static double x[ALL], y[ALL], z[ALL];
	int k;

	test_begin("one huge return moves no factor beyond its day's weight");
	for (k = 0; k < ALL; k++)
		x[k] = (k % 2 ? 0.01 : -0.01) * (1 + k % PER_DAY / 48);
	series_at(y, "y=tod(value,bin=15)", x, ALL, 15 * MIN);
	x[10 * PER_DAY + 50] = 1e160;
	series_at(z, "y=tod(value,bin=15)", x, ALL, 15 * MIN);
	for (k = 12 * PER_DAY; k < ALL; k++)
		CHECK(isfinite(z[k]) &&
		      (k % PER_DAY == 50 || fabs(z[k] / y[k] - 1) < 0.2));

	test_begin("a row without a return has the factor of its time, too");
	x[20 * PER_DAY + 7] = NAN;
	series_at(z, "y=tod(value,bin=15)", x, ALL, 15 * MIN);
	CHECK_NEAR(z[20 * PER_DAY + 7], z[20 * PER_DAY + 8], 0.05);
}

static void
test_ewdays(void)
{
	static double x[ALL], y[ALL];
	double sum = 0, weight = 0, lambda = exp2(-1 / (2.0 * PER_DAY));
	struct rng g;
	int k;

	test_begin("a half-life in days is one of as many rows as a day has "
		   "(seed 4)");
	rng_init(&g, 4, 0);
	for (k = 0; k < ALL; k++)
		x[k] = rng_normal(&g);
	series_at(y, "y=ewdays(value,days=2)", x, ALL, 15 * MIN);
	for (k = 0; k < ALL; k++) {
		if (k < 64)
			CHECK(isnan(y[k]));
		else
			CHECK_NEAR(y[k], sum / weight, 1e-12);
		/* Rows of the first day weigh the same. */
		sum = (k < PER_DAY ? 1 : lambda) * sum + x[k];
		weight = (k < PER_DAY ? 1 : lambda) * weight + 1;
	}
}

/* y is column "y" of the regression over x, whose text makes the others. */
static void
test_ewreg(void)
{
	static double x[ALL], y[ALL], z[ALL];
	double sum = 0, ss = 0;
	struct rng g;
	int k, n = 0;

	test_begin("a regression leaves what the others do not explain, in sd "
		   "(seed 8)");
	rng_init(&g, 8, 0);
	for (k = 0; k < ALL; k++)
		x[k] = rng_normal(&g);
	/* lag(value) is independent of value: the residual is its share. */
	series_at(y,
	    "_u=value*value,y=ewreg(3+2*value-0.5*_u+0.1*lag(value),value,_u)",
	    x, ALL, 15 * MIN);
	for (k = 0; k < ALL; k++) {
		CHECK(isnan(y[k]) == (k < 2 * PER_DAY));
		if (k < 10 * PER_DAY)
			continue;
		sum += y[k] * x[k - 1];
		ss += y[k] * y[k];
		n++;
	}
	CHECK_NEAR(ss / n, 1, 0.1);
	CHECK_NEAR(sum / n, 1, 0.1);

	test_begin("series that depend on each other, or do not move, change "
		   "nothing");
	series_at(z,
	    "_u=value*value,y=ewreg(3+2*value-0.5*_u+0.1*lag(value),value,_u,"
	    "2*value,7)",
	    x, ALL, 15 * MIN);
	for (k = 10 * PER_DAY; k < ALL; k++)
		CHECK_NEAR(z[k], y[k], 1e-6);

	test_begin("a jump of what is explained moves the regression little");
	x[20 * PER_DAY] = 1e6;
	series_at(z, "y=ewreg(value,lag(value))", x, ALL, 15 * MIN);
	CHECK(z[20 * PER_DAY] > 1e5);
	for (k = 20 * PER_DAY + 2; k < ALL; k++)
		CHECK(fabs(z[k]) < 6);
}

int
main(void)
{
	test_run();
	test_run_bars();
	test_windows();
	test_break();
	test_feed();
	test_values();
	test_todmean();
	test_tod_spike();
	test_ewdays();
	test_ewreg();
	return test_end();
}
