/*
 * base_rng.c - Philox against Random123's known answers, and the moments of
 * every distribution.
 *
 * Tolerances are five standard errors of the statistic under the claimed
 * distribution; the seeds are fixed, so a pass is a pass for good.
 */
#include "base/rng.h"

#include "test.h"

enum { DRAWS = 200000, CELLS = 40 };
static const uint64_t seed = 20240508;

/* Random123, tests/kat_vectors: philox4x32 10, counter, key, answer. */
static const struct {
	uint32_t counter[4], key[2], want[4];
} known[] = {
	{ { 0, 0, 0, 0 }, { 0, 0 },
	    { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
	{ { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
	    { 0xffffffff, 0xffffffff },
	    { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
	{ { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
	    { 0xa4093822, 0x299f31d0 },
	    { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
};

static void
test_known(void)
{
	struct rng r;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const uint32_t *c = known[i].counter, *k = known[i].key;

		rng_init(&r, k[0] | (uint64_t)k[1] << 32,
		    c[2] | (uint64_t)c[3] << 32);
		r.counter[0] = c[0];
		r.counter[1] = c[1];
		for (int j = 0; j < 4; j++)
			CHECK_INT(rng_u32(&r), known[i].want[j]);
	}
}

static void
test_carry(void)
{
	struct rng a, b;

	rng_init(&a, 1, 2);
	rng_init(&b, 1, 2);
	a.counter[0] = UINT32_MAX;
	b.counter[1] = 1;
	for (int i = 0; i < 4; i++)
		rng_u32(&a);
	for (int i = 0; i < 8; i++)
		CHECK(rng_u64(&a) == rng_u64(&b));
}

/* Draws of all kinds, one statement each: their order is fixed. */
static uint64_t
mixture(struct rng *r)
{
	double d[6];
	uint64_t h = rng_u32(r), v;

	h = h * 31 + rng_below(r, 1000);
	h = h * 31 + rng_poisson(r, 3);
	h = h * 31 + rng_poisson(r, 300);
	d[0] = rng_unit(r);
	d[1] = rng_normal(r);
	d[2] = rng_exponential(r);
	d[3] = rng_gamma(r, 0.3);
	d[4] = rng_gamma(r, 4);
	d[5] = rng_student(r, 3);
	for (int i = 0; i < 6; i++) {
		memcpy(&v, &d[i], sizeof(v));
		h = h * 31 + v;
	}
	return h;
}

static void
test_streams(void)
{
	struct rng r[3];
	uint64_t alone[3][50];

	for (int s = 0; s < 3; s++) {
		rng_init(&r[s], seed, (uint64_t)s);
		for (int i = 0; i < 50; i++)
			alone[s][i] = mixture(&r[s]);
		rng_init(&r[s], seed, (uint64_t)s);
	}
	for (int i = 0; i < 50; i++)
		for (int s = 2; s >= 0; s--)
			CHECK(mixture(&r[s]) == alone[s][i]);
	CHECK(alone[0][0] != alone[1][0]);
	rng_init(&r[0], seed + 1, 0);
	CHECK(mixture(&r[0]) != alone[0][0]);
}

/* rng_student and the like with one argument, or without it. */
static double
draw(struct rng *r, int what, double arg)
{
	switch (what) {
	case 'u':
		return rng_unit(r);
	case 'o':
		return rng_unit_open(r);
	case 'n':
		return rng_normal(r);
	case 'e':
		return rng_exponential(r);
	case 'g':
		return rng_gamma(r, arg);
	case 't':
		return rng_student(r, arg);
	default:
		return (double)rng_poisson(r, arg);
	}
}

/* m4: fourth central moment of the distribution, for the variance's error. */
static void
check_moments(int what, double arg, double mean, double var, double m4)
{
	struct rng r;
	double s1 = 0, s2 = 0, d;

	rng_init(&r, seed, (uint64_t)what);
	for (int i = 0; i < DRAWS; i++) {
		d = draw(&r, what, arg) - mean;
		s1 += d;
		s2 += d * d;
	}
	CHECK_NEAR(s1 / DRAWS, 0, 5 * sqrt(var / DRAWS));
	CHECK_NEAR(s2 / DRAWS, var, 5 * sqrt((m4 - var * var) / DRAWS));
}

static void
check_gamma(double a)
{
	check_moments('g', a, a, a, 3 * a * a + 6 * a);
}

static void
check_poisson(double mean)
{
	check_moments('p', mean, mean, mean, mean + 3 * mean * mean);
}

/* Every cell's frequency against the mass function, five sigma a cell. */
static void
check_poisson_cells(double mean)
{
	struct rng r;
	double first = floor(mean > 20 ? mean - 20 : 0), p, want;
	int count[CELLS] = { 0 };

	rng_init(&r, seed, 77);
	for (int i = 0; i < DRAWS; i++) {
		double k = (double)rng_poisson(&r, mean) - first;

		if (k >= 0 && k < CELLS)
			count[(int)k]++;
	}
	for (int i = 0; i < CELLS; i++) {
		double k = first + i;

		p = exp(k * log(mean) - mean - lgamma(k + 1));
		want = p * DRAWS;
		CHECK_NEAR(count[i], want, 5 * sqrt(want * (1 - p)) + 1);
	}
}

/* Shares below some quantiles of the normal, from tables. */
static void
test_normal_shape(void)
{
	static const double at[] = { -3, -2, -1, -0.25, 0, 0.5, 1.5, 2.5, 3.5 };
	enum { N = sizeof(at) / sizeof(at[0]) };
	int count[N] = { 0 };
	struct rng r;

	rng_init(&r, seed, 5);
	for (int i = 0; i < DRAWS; i++) {
		double z = rng_normal(&r);

		for (int j = 0; j < N; j++)
			count[j] += z < at[j];
	}
	for (int j = 0; j < N; j++) {
		double p = 0.5 * erfc(-at[j] / sqrt(2));

		CHECK_NEAR(count[j], p * DRAWS, 5 * sqrt(p * (1 - p) * DRAWS));
	}
}

/* The numbers behind the normals are libm's to the last few bits. */
static void
test_functions(void)
{
	struct rng r, again;
	double u, v, e, radius, z;

	rng_init(&r, seed, 6);
	again = r;
	for (int i = 0; i < 20000; i++) {
		u = rng_unit_open(&again);
		v = 8 * atan(1) * rng_unit(&again);
		radius = sqrt(-2 * log(u));
		z = rng_normal(&r);
		CHECK_NEAR(z, radius * cos(v), 1e-14);
		z = rng_normal(&r);
		CHECK_NEAR(z, radius * sin(v), 1e-14);
		u = -log(rng_unit_open(&again));
		e = rng_exponential(&r);
		CHECK_NEAR(e, u, 2e-16 * (1 + u) + 2e-16 * u);
	}
}

static void
test_pinned(void)
{
	struct rng r;
	uint64_t h = 0;

	rng_init(&r, seed, 9);
	for (int i = 0; i < 1000; i++)
		h = h * 31 + mixture(&r);
	if (h != UINT64_C(0xd6aac4ae5e1b85fb))
		printf("# got %016" PRIx64 "\n", h);
	CHECK(h == UINT64_C(0xd6aac4ae5e1b85fb));
}

static void
test_below(void)
{
	struct rng r;
	int count[7] = { 0 };
	uint64_t big = UINT64_C(3) << 62;
	int upper = 0;

	rng_init(&r, seed, 11);
	for (int i = 0; i < 70000; i++)
		count[rng_below(&r, 7)]++;
	for (int i = 0; i < 7; i++)
		CHECK_NEAR(count[i], 10000, 5 * sqrt(10000 * 6 / 7.));
	for (int i = 0; i < 30000; i++) {
		uint64_t v = rng_below(&r, big);

		CHECK(v < big);
		upper += v >= big / 3 * 2;
	}
	CHECK_NEAR(upper, 10000, 5 * sqrt(30000 * 2 / 9.));
	CHECK_INT(rng_below(&r, 1), 0);
}

int
main(void)
{
	struct rng r;

	printf("# seed %" PRIu64 "\n", seed);
	test_begin("Philox-4x32-10 gives Random123's known answers");
	test_known();
	test_begin("the block counter carries into its second word");
	test_carry();
	test_begin("streams do not depend on what others draw between");
	test_streams();
	test_begin("a mixture of all distributions has the same bits anywhere");
	test_pinned();
	test_begin("the normal's own log, sin and cos agree with libm");
	test_functions();

	test_begin("uniform numbers have a uniform's moments");
	check_moments('u', 0, 0.5, 1 / 12., 1 / 80.);
	check_moments('o', 0, 0.5, 1 / 12., 1 / 80.);
	test_begin("whole numbers below n are even, for n beyond 2^63 too");
	test_below();
	test_begin("normals have a normal's moments and quantiles");
	check_moments('n', 0, 0, 1, 3);
	test_normal_shape();
	test_begin("exponentials have an exponential's moments");
	check_moments('e', 0, 1, 1, 9);
	test_begin("gammas have a gamma's moments on both sides of shape 1");
	check_gamma(0.1);
	check_gamma(0.7);
	check_gamma(1);
	check_gamma(2.5);
	check_gamma(400);
	CHECK(isnan(rng_gamma((rng_init(&r, 1, 1), &r), 0)));
	CHECK(isnan(rng_gamma(&r, NAN)));
	CHECK(rng_gamma(&r, 1e-5) >= 0);
	test_begin("Student's t has its moments at ten degrees of freedom");
	check_moments('t', 10, 0, 10 / 8., 3 * 100 / (8. * 6));
	test_begin("Poissons have a Poisson's moments by both methods");
	check_poisson(0.01);
	check_poisson(3);
	check_poisson(9.99);
	check_poisson(10);
	check_poisson(31.5);
	check_poisson(1e4);
	check_poisson(1e9);
	CHECK_INT(rng_poisson(&r, 0), 0);
	CHECK_INT(rng_poisson(&r, NAN), 0);
	test_begin("Poissons have a Poisson's mass in every cell");
	check_poisson_cells(2.5);
	check_poisson_cells(9.5);
	check_poisson_cells(10.5);
	check_poisson_cells(18);
	check_poisson_cells(60);
	return test_end();
}
