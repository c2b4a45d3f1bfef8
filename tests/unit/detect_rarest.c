/* Rows that several models find, and what that does to their shares. */
#include "detect/rarest.h"

#include "base/rng.h"
#include "test.h"

enum { N = 20000 };

/* A score for each of n rows, from a seed; common: the share of rows with the
 * score of seed 0. */
static void
scores(double *score, uint64_t seed, double common)
{
	struct rng own, all, which;
	double x, y;
	int i;

	rng_init(&own, 100 + seed, 1);
	rng_init(&all, 100, 1);
	rng_init(&which, 200 + seed, 1);
	for (i = 0; i < N; i++) {
		x = rng_unit(&own);
		y = rng_unit(&all);
		score[i] = rng_unit(&which) < common ? y : x;
	}
}

static void
fit(struct rarest *r, const double *score, uint64_t first)
{
	static uint64_t key[N];
	struct err err = { 0 };
	uint64_t i;

	for (i = 0; i < N; i++)
		key[i] = rarest_key(first + i, rarest_symbol("A", 1));
	CHECK(rarest_fit(r, score, key, N, &err) == 0);
}

/* The share of rows at which one of two models fires, with q each. */
static double
fired(const double *a, const double *b, double q)
{
	int i, n = 0;

	for (i = 0; i < N; i++)
		n += a[i] >= 1 - q || b[i] >= 1 - q;
	return (double)n / N;
}

static double
factor(double common, double *both)
{
	static double a[N], b[N];
	double q[2] = { 0.01, 0.01 }, f;
	struct rarest r[2];
	const struct rarest *of[2] = { &r[0], &r[1] };

	scores(a, 0, 0);
	scores(b, 1, common);
	fit(&r[0], a, 0);
	fit(&r[1], b, 0);
	f = rarest_factor(of, q, 2);
	*both = fired(a, b, f * q[0]);
	rarest_free(&r[0]);
	rarest_free(&r[1]);
	return f;
}

static void
test_factor(void)
{
	double both, f;

	test_begin("models that find other rows keep their shares");
	CHECK(factor(0, &both) == 1);
	CHECK(both < 0.021);
	test_begin("models that find the same rows have larger shares");
	f = factor(1, &both);
	CHECK(f > 1.7 && f < 2);
	CHECK(both > 0.017 && both <= 0.02);
	f = factor(0.6, &both);
	CHECK(f > 1.2 && f < 1.5);
	CHECK(both > 0.017 && both <= 0.0202);
}

static void
test_few(void)
{
	static double a[N];
	double q[2] = { 0.0002, 0.0002 }, many[2] = { 0.2, 0.2 };
	struct rarest r[2];
	const struct rarest *of[2] = { &r[0], &r[1] };

	test_begin("few rows prove nothing");
	scores(a, 0, 0);
	fit(&r[0], a, 0);
	fit(&r[1], a, 0);
	CHECK(rarest_factor(of, q, 2) < 1.4);
	CHECK(rarest_factor(of, q, 1) == 1);
	test_begin("a share of more rows than are kept is that of those kept");
	CHECK(rarest_factor(of, many, 2) > 1.8);
	rarest_free(&r[1]);

	test_begin("rows that a model did not hold back are not shared");
	fit(&r[1], a, N);
	q[0] = q[1] = 0.01;
	CHECK(rarest_factor(of, q, 2) == 1);
	rarest_free(&r[1]);
	rarest_free(&r[0]);
}

static void
test_fit(void)
{
	double score[] = { 1, NAN, 5, 3, 5 };
	uint64_t key[] = { 11, 12, 15, 13, 14 };
	struct err err = { 0 };
	struct rarest r;

	test_begin("scored rows by score, equal ones by key; 5 % are kept");
	CHECK(rarest_fit(&r, score, key, 5, &err) == 0);
	CHECK_INT(r.of, 4);
	CHECK_INT(r.n, 1);
	CHECK_INT(r.key[0], 14);
	rarest_free(&r);
}

int
main(void)
{
	test_fit();
	test_factor();
	test_few();
	return test_end();
}
