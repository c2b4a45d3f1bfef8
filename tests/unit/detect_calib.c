/* p-values: calibrated, monotone, and consistent with thresholds. */
#include "detect/calib.h"

#include "detect_test.h"

enum { TRAIN = 20000, FRESH = 100000 };

static double
draw(struct rng *r, int kind)
{
	if (kind == 0)
		return rng_unit(r);
	return kind == 1 ? rng_normal(r) : rng_exponential(r);
}

static void
calib_fini(struct calib *c)
{
	struct walk w = { .mode = WALK_FREE, .prefix = "" };

	calib_walk(&w, c, 0);
}

static int
calib_draw(struct calib *c, int kind, size_t n, uint64_t seed)
{
	double *s = malloc(n * sizeof(*s));
	struct err err = { 0 };
	struct rng r;
	size_t i;
	int rc;

	rng_init(&r, seed, 0);
	for (i = 0; i < n; i++)
		s[i] = draw(&r, kind);
	rc = calib_fit(c, s, n, 390, &err);
	free(s);
	return rc;
}

/*
 * Count p <= level among fresh scores; both samples have binomial error.  A
 * uniform tail has gamma = -1, and the fit stops at -1/2: far out p may only
 * be too large.
 */
static void
check_calibrated(const struct calib *c, int kind, uint64_t n)
{
	static const double level[] = { 0.5, 0.1, 0.03, 0.01, 0.001 };
	int hits[5] = { 0 }, i, k;
	double sd;
	struct rng r;

	rng_init(&r, 77, (uint64_t)kind);
	for (i = 0; i < FRESH; i++) {
		double p = calib_p(c, draw(&r, kind));

		for (k = 0; k < 5; k++)
			hits[k] += p <= level[k];
	}
	for (k = 0; k < 5; k++) {
		sd = sqrt(level[k] * (1 - level[k]) *
			  (1.0 / FRESH + 1.0 / (double)n));
		CHECK((double)hits[k] / FRESH <= level[k] + 4 * sd);
		if (kind != 0 || level[k] >= 0.01)
			CHECK((double)hits[k] / FRESH >= level[k] - 4 * sd);
	}
}

static void
check_monotone(const struct calib *c, double from, double to)
{
	double last = 2, p, s;
	int i, bad = 0;

	for (i = 0; i <= 20000; i++) {
		s = from + (to - from) * i / 20000;
		p = calib_p(c, s);
		bad += !(p <= last && p > 0 && p <= 1);
		last = p;
	}
	CHECK_INT(bad, 0);
	CHECK(calib_p(c, c->t) >= calib_p(c, nextafter(c->t, INFINITY)));
}

static void
check_threshold(const struct calib *c, double lowest)
{
	double p, s;

	for (p = 1; p >= lowest; p *= 0.7) {
		s = calib_threshold(c, p);
		CHECK(calib_p(c, s) <= p);
		if (s > -INFINITY)
			CHECK(calib_p(c, nextafter(s, -INFINITY)) > p);
	}
}

/* p below the tail, by counting score after score. */
static double
counted_p(const struct calib *c, double s)
{
	double above = 0;
	uint64_t i;

	for (i = 0; i < c->kept; i++)
		above += c->sorted[i] >= s;
	above *= (double)c->seen / (double)c->kept;
	return fmax(c->tail, fmin(1, (1 + above) / ((double)c->seen + 1)));
}

/* At a score, and right below and above it. */
static void
check_counted(const struct calib *c)
{
	int bad = 0, side;
	uint64_t i;
	double s;

	for (i = 0; i < c->kept; i += 1 + c->kept / 500) {
		for (side = -1; side <= 1; side++) {
			s = c->sorted[i];
			if (side != 0)
				s = nextafter(s, side * INFINITY);
			if (s <= c->t)
				bad += calib_p(c, s) != counted_p(c, s);
		}
	}
	CHECK_INT(bad, 0);
	CHECK(calib_p(c, -INFINITY) == counted_p(c, -INFINITY));
}

static void
test_kinds(void)
{
	static const char *const name[] = { "uniform", "normal",
		"exponential" };
	char text[3][80];
	struct calib c;
	int k;

	for (k = 0; k < 3; k++) {
		sprintf(text[k], "p-values of %s scores are calibrated",
		    name[k]);
		test_begin(text[k]);
		CHECK(calib_draw(&c, k, TRAIN, (uint64_t)k + 1) == 0);
		CHECK_INT(c.kept, TRAIN);
		check_calibrated(&c, k, TRAIN);
		check_monotone(&c, -6, 30);
		check_counted(&c);
		check_threshold(&c, 1e-12);
		calib_fini(&c);
	}
}

static void
test_thinned(void)
{
	struct calib c;

	test_begin("a million scores are thinned and stay calibrated");
	CHECK(calib_draw(&c, 1, 1000003, 9) == 0);
	CHECK_INT(c.kept, CALIB_MAX);
	CHECK_INT(c.seen, 1000003);
	check_calibrated(&c, 1, 1000003);
	check_monotone(&c, -6, 12);
	check_counted(&c);
	check_threshold(&c, 1e-9);
	calib_fini(&c);
}

static void
test_beyond(void)
{
	struct calib c;
	double p;

	test_begin("beyond the maximum p goes on falling and stays above 0");
	CHECK(calib_draw(&c, 2, TRAIN, 4) == 0);
	p = calib_p(&c, 20);
	CHECK_NEAR(log10(p), -20 / log(10), 1.5);
	CHECK(calib_p(&c, 1e300) > 0);
	CHECK(calib_p(&c, INFINITY) > 0);
	CHECK(isnan(calib_p(&c, NAN)));
	CHECK_NEAR(calib_p(&c, -INFINITY), 1, 0);
	calib_fini(&c);

	test_begin("few scores have no tail and say no more than 1/(n+1)");
	CHECK(calib_draw(&c, 2, 100, 4) == 0);
	CHECK(c.t == INFINITY);
	CHECK_NEAR(calib_p(&c, 1e9), 1.0 / 101, 1e-15);
	CHECK(calib_threshold(&c, 0.001) == INFINITY);
	check_threshold(&c, 0.01);
	calib_fini(&c);
}

static void
test_odd(void)
{
	double same[500], bad[2] = { 1, INFINITY };
	struct err err = { 0 };
	struct calib c;
	int i;

	test_begin("constant scores: p 1 at the value, 1/(n+1) above");
	for (i = 0; i < 500; i++)
		same[i] = 0.5;
	CHECK(calib_fit(&c, same, 500, 0, &err) == 0);
	CHECK_NEAR(calib_p(&c, 0.5), 1, 0);
	CHECK_NEAR(calib_p(&c, 0.4), 1, 0);
	CHECK_NEAR(calib_p(&c, 0.6), 1.0 / 501, 1e-15);
	CHECK(calib_threshold(&c, 0.01) == nextafter(0.5, 1));
	calib_fini(&c);

	test_begin("no scores, or an infinite one, are refused");
	CHECK(calib_fit(&c, same, 0, 1, &err) == -1);
	CHECK_STR(err.msg, "no scores to calibrate on");
	memset(&err, 0, sizeof(err));
	CHECK(calib_fit(&c, bad, 2, 1, &err) == -1);
	CHECK_STR(err.msg, "score 2 of 2 is not finite");
	memset(&err, 0, sizeof(err));
	CHECK(calib_fit(&c, same, 5, NAN, &err) == -1);
}

static void
test_severity(void)
{
	test_begin("severities by surprise and by z");
	CHECK_STR(severity_by_surprise(0.002), "");
	CHECK_STR(severity_by_surprise(1e-3), "low");
	CHECK_STR(severity_by_surprise(1e-4), "medium");
	CHECK_STR(severity_by_surprise(1e-5), "medium");
	CHECK_STR(severity_by_surprise(1e-6), "high");
	CHECK_STR(severity_by_surprise(NAN), "");
	CHECK_STR(severity_by_z(3), "");
	CHECK_STR(severity_by_z(-3.1), "low");
	CHECK_STR(severity_by_z(4.5), "medium");
	CHECK_STR(severity_by_z(-5.5), "high");
	CHECK_STR(severity_by_z(NAN), "");
}

static void
test_combine(void)
{
	double p[3] = { 0.02, 0.02, 0.02 }, q[2];
	int i, n = 40000, hits = 0;
	struct rng r;

	test_begin("the combination of equal p-values is that p-value");
	CHECK_NEAR(calib_combine(p, 3), 0.02, 1e-12);
	CHECK_NEAR(calib_combine(p, 1), 0.02, 0);

	test_begin("a small p-value is not lost beside a large one");
	q[0] = 1e-12;
	q[1] = 1;
	CHECK_NEAR(calib_combine(q, 2), 2e-12, 1e-13);
	q[0] = 1e-300;
	CHECK(calib_combine(q, 2) > 0);

	test_begin("missing p-values are left out");
	q[0] = NAN;
	q[1] = 0.25;
	CHECK_NEAR(calib_combine(q, 2), 0.25, 0);
	CHECK(isnan(calib_combine(q, 1)));
	CHECK(isnan(calib_combine(q, 0)));

	test_begin(
	    "the combination of uniform p-values is uniform in its tail");
	rng_init(&r, 5, 0);
	for (i = 0; i < n; i++) {
		q[0] = rng_unit_open(&r);
		q[1] = rng_unit_open(&r);
		hits += calib_combine(q, 2) <= 0.01;
	}
	CHECK_NEAR((double)hits / n, 0.01, 4 * sqrt(0.01 / n));
}

int
main(void)
{
	test_kinds();
	test_thinned();
	test_beyond();
	test_odd();
	test_severity();
	test_combine();
	return test_end();
}
