/*
 * feat_constant.c - tests of the column functions after a constant history.
 */
#include "base/rng.h"
#include "constants.h"
#include "feat_series.h"

enum { N = 512, ROWS = 3000 };

/* Deviations in scales, as a column y of a value that is m in the end. */
static const char *const scaled[] = { "y=z(value,20)", "y=rz(value,20)",
	"y=ewz(value,20)", "y=(value-ewm(value,20))/ewsd(value,20)",
	"y=resid(value,0,20)" };

enum { SCALED = sizeof(scaled) / sizeof(*scaled) };

/* One tick after 100 equal values, a second one after 100 more, then a jump. */
static void
check_ticks(const char *text, double level, double tick, double jump)
{
	double x[400], y[400];
	int i;

	for (i = 0; i < 400; i++)
		x[i] = level + (i >= 100) * tick - (i >= 200) * tick +
		       (i >= 300) * jump;
	series(y, text, x, 400);
	CHECK(fabs(y[99]) < 1e-3);
	CHECK(fabs(y[100]) <= 2.001);
	CHECK(fabs(y[200]) <= 2.001);
	CHECK(fabs(y[300]) > 5 && isfinite(y[300]));

	for (i = 100; i < 400; i++) /* the first change is the jump */
		x[i] = level + (i >= 100) * jump;
	series(y, text, x, 400);
	CHECK(fabs(y[100]) > 5 && isfinite(y[100]));
}

static void
test_ticks(void)
{
	int i, k;

	test_begin("after a constant history a tick is ordinary, a jump not");
	for (k = 0; k < SCALED; k++)
		for (i = 0; i < CONSTANTS; i++) {
			/* resid is about 0, not about a level */
			if (k == SCALED - 1 && constants[i].level != 0)
				continue;
			check_ticks(scaled[k], constants[i].level,
			    constants[i].tick, constants[i].jump);
		}
}

static void
test_floor(void)
{
	double x[N], y[N], s[N];
	int i;

	test_begin("a floor that is given is the least scale, half a step is "
		   "not used");
	for (i = 0; i < N; i++)
		x[i] = i < 400 ? 100 : 100.01;
	series(y, "y=z(value,20,floor=1e-5)", x, N);
	CHECK_NEAR(y[400], 1000, 1e-6);
	series(y, "y=rz(value,20,floor=1e-5)", x, N);
	CHECK_NEAR(y[400], 1000, 1e-6);
	series(y, "y=ewz(value,floor=1e-5)", x, N);
	CHECK_NEAR(y[400], 1000, 1e-6);
	series(y, "y=ewsd(value,floor=1e-5)", x, N);
	CHECK_NEAR(y[400], 1e-5, 1e-18);
	series(y, "y=lvol(diff(value),floor=1e-5)", x, N);
	CHECK_NEAR(y[401], 1e-5, 1e-18);

	test_begin("a floor of ewz and lvol may be a series");
	series(y, "y=ewz(value,floor=value/100)", x, N);
	CHECK_NEAR(y[400], 0.01 / 1.0001, 1e-9);
	series(s, "y=lvol(diff(value),floor=value/100)", x, N);
	CHECK_NEAR(s[401], 1.0001, 1e-12);
	series(y, "y=ewz(value,floor=0*value)", x, N);
	series(s, "y=ewz(value)", x, N);
	for (i = 64; i < N; i++)
		CHECK(y[i] == s[i]);
}

static void
test_no_effect(void)
{
	double x[N], y[N], s[N];
	struct rng g;
	int i, k;

	test_begin("a history that moves is scaled by its deviation alone "
		   "(seed 8)");
	rng_init(&g, 8, 0);
	for (i = 0; i < N; i++)
		x[i] = 0.01 * rint(100 * (50 + rng_normal(&g)));
	for (k = 0; k < 3; k++) {
		static const char *const pair[][2] = {
			{ "y=z(value,20)", "y=z(value,20,floor=1e-12)" },
			{ "y=rz(value,20)", "y=rz(value,20,floor=1e-12)" },
			{ "y=ewz(value)", "y=ewz(value,floor=1e-12)" },
		};

		series(y, pair[k][0], x, N);
		series(s, pair[k][1], x, N);
		for (i = 64; i < N; i++)
			CHECK_NEAR(y[i], s[i], 1e-12);
	}
}

static void
test_lvol(void)
{
	double x[ROWS], y[ROWS];
	struct rng g;
	int i;

	test_begin("returns of 0 leave a volatility of half a step, and what "
		   "follows is learnt soon (seed 9)");
	rng_init(&g, 9, 0);
	for (i = 0; i < ROWS; i++)
		x[i] = i == 500 || i == 1000 ? 1e-4
		       : i < 2000            ? 0
					     : 1e-2 * rng_normal(&g);
	series(y, "y=lvol(value,30)", x, ROWS);
	CHECK_NEAR(y[500], 1e-3, 1e-15); /* no step yet */
	CHECK_NEAR(y[1000], 5e-5, 1e-15);
	CHECK_NEAR(y[2000], 5e-5, 1e-15);
	CHECK(y[2060] > 2e-3 && y[2060] < 5e-2);

	test_begin("a volatility does not fall during a long run of 0");
	for (i = 0; i < ROWS; i++)
		x[i] = i < 500 || i > 2900 ? 1e-2 * rng_normal(&g) : 0;
	series(y, "y=lvol(value,30)", x, ROWS);
	CHECK(y[2900] > 1e-3 && y[2900] == y[700]);
}

static void
test_steps(void)
{
	static const double x[] = { 100, 100, 100.25, 100.25, 101, 100.95 };
	double y[N], v[3 * N];
	int i;

	test_begin("half the least change, 0.1 % of the level before one");
	SERIES("y=halfstep(value)", 1e-12, 0.5, 0.1025 * 0 + 0.10025, 0.125,
	    0.125, 0.125);
	test_begin("half of what one more step adds to the log");
	for (i = 0; i < N; i++) {
		v[2 * i] = i < 300 ? 4 : 8;
		v[2 * i + 1] = 0.5;
	}
	series_table(y, "y=logstep(v,s,hl=30)", "v s", v, N);
	CHECK_NEAR(y[0], log(1.25) / 2, 1e-15);
	CHECK_NEAR(y[300], log(1.25) / 2, 1e-15);
	CHECK_NEAR(y[330], log(1 + 1 / 6.0) / 2, 1e-12);
	series_table(y, "y=logstep(v,s/100)", "v s", v, N);
	CHECK(y[300] == 0.05);

	test_begin("the larger of two; a missing second one is no limit");
	v[0] = 1, v[1] = 2, v[2] = 3, v[3] = 2, v[4] = 5, v[5] = NAN;
	v[6] = NAN, v[7] = 1;
	series_table(y, "y=atleast(v,s)", "v s", v, 4);
	CHECK(y[0] == 2 && y[1] == 3 && y[2] == 5 && isnan(y[3]));
}

static void
test_ewreg(void)
{
	double *v = malloc(2 * ROWS * sizeof(*v)), *y = malloc(ROWS * 8);
	struct rng g;
	int i;

	test_begin("a series that was constant but for rounding explains "
		   "nothing (seed 10)");
	rng_init(&g, 10, 0);
	for (i = 0; i < ROWS; i++) {
		v[2 * i] = rng_normal(&g);
		v[2 * i + 1] =
		    i < 2000 ? 1e-13 * rng_normal(&g) : rng_normal(&g);
	}
	series_table(y, "y=ewreg(v,x,days=0.1,from=1)", "v x", v, ROWS);
	for (i = 0; i < ROWS; i++)
		CHECK(!(fabs(y[i]) > 30));
	free(v);
	free(y);
}

int
main(void)
{
	test_ticks();
	test_floor();
	test_no_effect();
	test_lvol();
	test_steps();
	test_ewreg();
	return test_end();
}
