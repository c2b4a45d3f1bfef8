/*
 * subset.h - draw numbers without replacement.
 *
 * Numbers below `below' are drawn until there are n different ones; a bit for
 * each says whether it was drawn.  So drawing and sorting them takes about n
 * steps, and a look at one bit for each of the numbers.
 *
 * seen has SUBSET_WORDS(below) words, all zero before and after each call.
 */
#ifndef EVAL_SUBSET_H
#define EVAL_SUBSET_H

#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"

#define SUBSET_WORDS(below) ((size_t)(below) / 64 + 1)

/*
 * Draw n distinct numbers, in ascending order; each subset is equally likely.
 * n <= below <= 2^32.
 */
void subset_draw(uint32_t *out, size_t n, uint64_t below, uint64_t *seen,
    struct rng *rng);

/*
 * The same in the order in which they are drawn, each equally likely.  The
 * first `have' of them are already in out, which needs room for `below'
 * numbers if n is over half of that.
 */
void subset_extend(uint32_t *out, size_t have, size_t n, uint64_t below,
    uint64_t *seen, struct rng *rng);

/* Put out[n] into a random order. */
void subset_shuffle(uint32_t *out, size_t n, struct rng *rng);

static inline int
subset_has(const uint64_t *seen, uint32_t x)
{
	return seen[x / 64] >> x % 64 & 1;
}

static inline void
subset_put(uint64_t *seen, uint32_t x)
{
	seen[x / 64] |= UINT64_C(1) << x % 64;
}

static inline void
subset_drop(uint64_t *seen, uint32_t x)
{
	seen[x / 64] &= ~(UINT64_C(1) << x % 64);
}

#endif
