/*
 * math_hll.c - tests of the count of different values.
 */
#include "test.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "math/hll.h"

static struct hll a, b, c;

static uint64_t
count_to(struct hll *h, uint64_t from, uint64_t to)
{
	uint64_t i;

	for (i = from; i < to; i++)
		hll_add(h, hll_mix(i));
	return hll_count(h);
}

static void
test_exact(void)
{
	uint64_t n;
	int twice;

	test_begin("up to 64 values are counted exactly");
	for (n = 0; n <= HLL_EXACT; n++) {
		memset(&a, 0, sizeof(a));
		for (twice = 0; twice < 2; twice++)
			CHECK_INT(count_to(&a, 1000, 1000 + n), n);
		CHECK(!a.many);
	}
	hll_add(&a, hll_mix(0));
	CHECK(a.many && a.n == 0);
}

/* The error over many sets of one size, in its standard error. */
static void
check_error(uint64_t n, int sets)
{
	double sum = 0, squares = 0, e;
	uint64_t from = 1;
	int i;

	for (i = 0; i < sets; i++, from += n) {
		memset(&a, 0, sizeof(a));
		e = (double)count_to(&a, from, from + n) / (double)n - 1;
		sum += e;
		squares += e * e;
	}
	/* A mean of 0 within 4 of its errors and the rounding to a whole
	 * number, an error of at most 1.8 %. */
	if (fabs(sum / sets) > 4 * 0.01625 / sqrt(sets) + 0.5 / (double)n ||
	    sqrt(squares / sets) > 0.018 * (1 + 2 / sqrt(sets))) {
		printf("# %d sets of %d: mean error %g, rms %g\n", sets, (int)n,
		    sum / sets, sqrt(squares / sets));
		test_bad = 1;
	}
}

static void
test_error(void)
{
	test_begin("more are estimated without bias, to 1.6 % at any size");
	check_error(65, 400);
	check_error(300, 400);
	check_error(3000, 200);
	check_error(10000, 100);
	check_error(30000, 60);
	check_error(300000, 20);
}

static void
test_merge(void)
{
	struct rng g;
	uint64_t v;
	int set, i, n;

	test_begin("two sketches joined are the sketch of both, whatever the "
		   "order (seed 1)");
	rng_init(&g, 1, 0);
	for (set = 0; set < 60; set++) {
		memset(&a, 0, sizeof(a));
		memset(&b, 0, sizeof(b));
		memset(&c, 0, sizeof(c));
		n = (int)rng_below(&g, set % 3 == 0 ? 50 : 500);
		for (i = 0; i < n; i++) {
			v = hll_mix(rng_below(&g, 400));
			hll_add(rng_below(&g, 2) ? &a : &b, v);
			hll_add(&c, v);
		}
		hll_merge(&a, &b);
		CHECK_INT(hll_count(&a), hll_count(&c));
		CHECK(a.many == c.many && a.n == c.n);
		CHECK(memcmp(&a.u, &c.u,
			  c.many ? sizeof(c.u.reg)
				 : c.n * sizeof(c.u.value[0])) == 0);
	}
}

static void
test_full(void)
{
	int i;

	test_begin("registers that are full give a large number, not a fault");
	memset(&a, 0, sizeof(a));
	a.many = 1;
	memset(a.u.reg, 53, sizeof(a.u.reg));
	CHECK(hll_count(&a) == UINT64_C(9000000000000000000));
	for (i = 0; i < HLL_SIZE; i++)
		a.u.reg[i] = 52;
	CHECK(hll_count(&a) > UINT64_C(1000000000000000));
}

int
main(void)
{
	test_exact();
	test_error();
	test_merge();
	test_full();
	return test_end();
}
