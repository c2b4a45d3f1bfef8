/*
 * math_kernel.c - the vector kernels against their portable twin, bit by
 * bit, and the twin against a sum written out by hand.
 */
#include <float.h>

#include "math/kernel.h"

#include "test.h"

enum { N = 1000, PAD = 8 };

static uint64_t seed = 20240607;

/* xorshift64*: 64 bits that look random. */
static uint64_t
noise(void)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return seed * UINT64_C(2685821657736338717);
}

static double
uniform(void)
{
	return (double)(noise() >> 11) * 0x1p-53 - 0.5;
}

static int
same_bits(double a, double b)
{
	return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof(a)) == 0;
}

static double
fill_plain(size_t i)
{
	(void)i;
	return uniform() * 100;
}

/* Terms of 1e300 that cancel, over terms near 1. */
static double
fill_cancelling(size_t i)
{
	static const double big[4] = { 1e300, -1e300, 1e16, -1e16 };

	return i % 3 == 0 ? big[noise() % 4] : uniform();
}

static double
fill_denormal(size_t i)
{
	(void)i;
	return uniform() * (noise() % 2 ? 1e-308 : DBL_TRUE_MIN * 8);
}

static double
fill_special(size_t i)
{
	static const double odd[6] = { NAN, INFINITY, -INFINITY, -0.0, DBL_MAX,
		-DBL_MAX };

	(void)i;
	return noise() % 64 == 0 ? odd[noise() % 6] : uniform();
}

static double
fill_negative_zero(size_t i)
{
	(void)i;
	return -0.0;
}

/* Any 64 bits at all. */
static double
fill_bits(size_t i)
{
	uint64_t v = noise();
	double x;

	(void)i;
	memcpy(&x, &v, sizeof(x));
	return x;
}

/* Every length at every offset: the bytes end where the array ends. */
static void
compare(const struct kernels *k, const double *x, const double *y, double m)
{
	const struct kernels *p = &kernels_portable;
	int sums = 1, sqdevs = 1, dots = 1;
	size_t n, off;

	for (n = 0; n <= N; n++) {
		off = n % PAD;
		sums &= same_bits(k->sum(x + off, n), p->sum(x + off, n));
		sqdevs &=
		    same_bits(k->sqdev(x + off, n, m), p->sqdev(x + off, n, m));
		dots &= same_bits(k->dot(x + off, y + n % 3, n),
		    p->dot(x + off, y + n % 3, n));
	}
	CHECK(sums);
	CHECK(sqdevs);
	CHECK(dots);
}

static void
twins_agree(double (*fill)(size_t))
{
	const struct kernels *const *k;
	double *x = malloc((N + PAD) * sizeof(*x));
	double *y = malloc((N + PAD) * sizeof(*y));
	size_t i;

	for (i = 0; i < N + PAD; i++) {
		x[i] = fill(i);
		y[i] = fill(i);
	}
	for (k = kernels_all(); *k != NULL; k++) {
		printf("# %s\n", (*k)->name);
		compare(*k, x, y, 0.125);
		compare(*k, x, y, x[3]);
	}
	free(x);
	free(y);
}

/* A load after the last term would leave the allocation. */
static void
exact_allocations(void)
{
	const struct kernels *const *k;
	double *x;
	size_t i, n;

	for (n = 1; n < 40; n++) {
		x = malloc(n * sizeof(*x));
		for (i = 0; i < n; i++)
			x[i] = 1;
		for (k = kernels_all(); *k != NULL; k++) {
			CHECK_NEAR((*k)->sum(x, n), (double)n, 0);
			CHECK_NEAR((*k)->sqdev(x, n, 3), 4.0 * (double)n, 0);
			CHECK_NEAR((*k)->dot(x, x, n), (double)n, 0);
		}
		free(x);
	}
}

static void
order_of_summation(void)
{
	double x[19], s[8] = { 0 }, q[8] = { 0 }, d;
	const struct kernels *p = &kernels_portable;
	int i;

	for (i = 0; i < 19; i++)
		x[i] = uniform() * exp(20 * uniform());
	for (i = 0; i < 19; i++) {
		d = x[i] - 0.3;
		s[i % 8] += x[i];
		q[i % 8] = fma(d, d, q[i % 8]);
	}
	CHECK(same_bits(p->sum(x, 19),
	    ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))));
	CHECK(same_bits(p->sqdev(x, 19, 0.3),
	    ((q[0] + q[4]) + (q[2] + q[6])) + ((q[1] + q[5]) + (q[3] + q[7]))));
}

static void
one_rounding(void)
{
	double x = 1 + DBL_EPSILON, y = 1 - DBL_EPSILON;
	double a[9] = { -1, 0, 0, 0, 0, 0, 0, 0, x };
	double b[9] = { 1, 0, 0, 0, 0, 0, 0, 0, y };

	/* Lane 0 takes both: -1 + x y = -eps^2, which two roundings lose. */
	CHECK_NEAR(kernels_portable.dot(a, b, 9), -DBL_EPSILON * DBL_EPSILON,
	    0);
	CHECK_NEAR(kernels_best()->dot(a, b, 9), -DBL_EPSILON * DBL_EPSILON, 0);
}

static void
lists(void)
{
	const struct kernels *const *k = kernels_all();

	CHECK(kernels_best() == k[0]);
	while (k[1] != NULL)
		k++;
	CHECK(k[0] == &kernels_portable);
	CHECK_STR(kernels_portable.name, "portable");
	CHECK(!signbit(kernels_portable.sum(NULL, 0)));
}

int
main(void)
{
	test_begin("the portable sum runs in the order that kernel.h states");
	order_of_summation();
	test_begin("a product is added with one rounding");
	one_rounding();
	test_begin(
	    "the best kernels head the list and the portable ones end it");
	lists();
	test_begin("no kernel reads behind its last term");
	exact_allocations();
	test_begin("all kernels give the same bits on ordinary numbers");
	twins_agree(fill_plain);
	test_begin("all kernels give the same bits under huge cancellation");
	twins_agree(fill_cancelling);
	test_begin("all kernels give the same bits on denormals");
	twins_agree(fill_denormal);
	test_begin(
	    "all kernels give the same bits on NaN, infinity and limits");
	twins_agree(fill_special);
	test_begin("all kernels give the same bits on negative zeros");
	twins_agree(fill_negative_zero);
	test_begin("all kernels give the same bits on any bytes");
	twins_agree(fill_bits);
	return test_end();
}
