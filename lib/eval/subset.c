/*
 * subset.c - draw numbers without replacement.
 *
 * Numbers drawn before are drawn again (rejection), which takes at most 1.4
 * draws per number while no more than half of all are wanted.  Beyond that, the
 * numbers that are not in the subset are drawn, or all are shuffled (Fisher and
 * Yates; Durstenfeld 1964).
 *
 * A number below n is the upper half of a 64-bit product; the few products that
 * would make some numbers likelier are rejected (Lemire 2019, algorithm 5).
 */
#include "eval/subset.h"

#include <string.h>

/* surplus: 2^32 mod n. */
static inline uint32_t
below_n(struct rng *rng, uint64_t n, uint32_t surplus)
{
	uint64_t m;

	do
		m = rng_u32(rng) * n;
	while ((uint32_t)m < surplus);
	return (uint32_t)(m >> 32);
}

static inline uint32_t
surplus_of(uint64_t n)
{
	return (uint32_t)((UINT64_C(1) << 32) % n);
}

static uint32_t
draw_new(uint64_t *seen, struct rng *rng, uint64_t n, uint32_t surplus)
{
	uint32_t x;

	do
		x = below_n(rng, n, surplus);
	while (subset_has(seen, x));
	subset_put(seen, x);
	return x;
}

/* The numbers whose bit differs from `not', ascending, and all bits to 0. */
static void
list(uint32_t *out, uint64_t below, uint64_t *seen, uint64_t not )
{
	size_t words = SUBSET_WORDS(below), k = 0;

	for (size_t w = 0; w < words; w++) {
		uint64_t bits = seen[w] ^ not ;

		if (w + 1 == words)
			bits &= (UINT64_C(1) << below % 64) - 1;
		for (; bits != 0; bits &= bits - 1)
			out[k++] = (uint32_t)(64 * w) +
				   (uint32_t)__builtin_ctzll(bits);
		seen[w] = 0;
	}
}

void
subset_draw(uint32_t *out, size_t n, uint64_t below, uint64_t *seen,
    struct rng *rng)
{
	int rest = n > below / 2;
	uint64_t left = rest ? below - n : n;
	uint32_t surplus;

	if (n == 0)
		return;
	for (surplus = surplus_of(below); left > 0; left--)
		draw_new(seen, rng, below, surplus);
	list(out, below, seen, rest ? UINT64_MAX : 0);
}

void
subset_shuffle(uint32_t *out, size_t n, struct rng *rng)
{
	uint32_t x;
	size_t j;

	for (; n > 1; n--) {
		j = below_n(rng, n, surplus_of(n));
		x = out[n - 1];
		out[n - 1] = out[j];
		out[j] = x;
	}
}

void
subset_extend(uint32_t *out, size_t have, size_t n, uint64_t below,
    uint64_t *seen, struct rng *rng)
{
	uint32_t surplus = n > 0 ? surplus_of(below) : 0;
	size_t i, k = have;

	for (i = 0; i < have; i++)
		subset_put(seen, out[i]);
	if (n > below / 2) {
		for (i = 0; i < below; i++)
			if (!subset_has(seen, (uint32_t)i))
				out[k++] = (uint32_t)i;
		memset(seen, 0, SUBSET_WORDS(below) * sizeof(*seen));
		subset_shuffle(out + have, below - have, rng);
		return;
	}
	for (; k < n; k++)
		out[k] = draw_new(seen, rng, below, surplus);
	for (i = 0; i < n; i++)
		subset_drop(seen, out[i]);
}
