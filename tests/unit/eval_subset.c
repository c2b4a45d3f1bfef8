/*
 * eval_subset.c - draws without replacement: complete, without a preference,
 * and with their bits at zero afterwards.
 */
#include "eval/subset.h"

#include <string.h>

#include "test.h"

enum { MANY = 1000 };

static uint64_t seen[SUBSET_WORDS(MANY)];

static int
all_zero(void)
{
	for (size_t i = 0; i < sizeof(seen) / sizeof(*seen); i++)
		if (seen[i] != 0)
			return 0;
	return 1;
}

static void
test_sizes(void)
{
	uint32_t v[MANY];
	struct rng rng;

	rng_init(&rng, 3, 0);
	for (uint64_t below = 1; below <= MANY; below += below < 130 ? 1 : 29)
		for (size_t n = 0; n <= below; n++) {
			subset_draw(v, n, below, seen, &rng);
			for (size_t i = 0; i < n; i++)
				CHECK(v[i] < below &&
				      (i == 0 || v[i - 1] < v[i]));
			CHECK(all_zero());
		}
}

static void
test_even(void)
{
	uint32_t v[12], hits[12] = { 0 };
	struct rng rng;

	/* each of 12 numbers is in a subset of 2, and of 8, equally often */
	rng_init(&rng, 3, 1);
	for (int i = 0; i < 12000; i++) {
		subset_draw(v, 2, 12, seen, &rng);
		hits[v[0]]++;
		hits[v[1]]++;
		subset_draw(v, 8, 12, seen, &rng);
		for (int k = 0; k < 8; k++)
			hits[v[k]]++;
	}
	/* 10,000 expected; five standard errors are 310 */
	for (int i = 0; i < 12; i++)
		CHECK(hits[i] > 9690 && hits[i] < 10310);
}

/* Draw 4 of 12 and then up to n: all different, the first ones untouched. */
static void
extend(uint32_t *v, size_t n, struct rng *rng)
{
	uint32_t first[4];
	unsigned all = 0;

	subset_extend(v, 0, 4, 12, seen, rng);
	memcpy(first, v, sizeof(first));
	subset_extend(v, 4, n, 12, seen, rng);
	CHECK(memcmp(first, v, sizeof(first)) == 0);
	CHECK(all_zero());
	for (size_t i = 0; i < n; i++)
		all |= 1u << v[i];
	CHECK_INT(__builtin_popcount(all), n);
}

static void
test_extend(void)
{
	uint32_t v[12], at[12][12] = { { 0 } };
	struct rng rng;

	/* any number is at any place equally often, also past one half */
	rng_init(&rng, 3, 2);
	for (int i = 0; i < 12000; i++) {
		extend(v, 6, &rng);
		for (int k = 0; k < 6; k++)
			at[k][v[k]]++;
		extend(v, 12, &rng);
		for (int k = 6; k < 12; k++)
			at[k][v[k]]++;
	}
	/* 1,000 expected; five standard errors are 151 */
	for (int k = 0; k < 12; k++)
		for (int x = 0; x < 12; x++)
			CHECK(at[k][x] > 849 && at[k][x] < 1151);
}

static void
test_shuffle(void)
{
	uint32_t v[3], orders[27] = { 0 };
	struct rng rng;

	rng_init(&rng, 3, 3);
	for (int i = 0; i < 6000; i++) {
		for (uint32_t k = 0; k < 3; k++)
			v[k] = k;
		subset_shuffle(v, 3, &rng);
		orders[9 * v[0] + 3 * v[1] + v[2]]++;
	}
	/* six orders, 1,000 each; five standard errors are 144 */
	for (uint32_t k = 0; k < 27; k++)
		if (orders[k] > 0)
			CHECK(orders[k] > 856 && orders[k] < 1144);
}

int
main(void)
{
	test_begin("subsets of all sizes ascend and leave no bit behind");
	test_sizes();
	test_begin("subsets are drawn without a preference");
	test_even();
	test_begin("a draw goes on without a preference");
	test_extend();
	test_begin("each order is equally likely");
	test_shuffle();
	return test_end();
}
