/*
 * sweep.h - sweep a threshold down through the scores of the positives.
 *
 * Each step moves the threshold to the next distinct score of a positive row
 * and adds all rows at or above it that are not in yet.  Curves need no more
 * steps: between two such scores only negatives enter.  Equal scores enter in
 * one step, so results do not change under a strictly increasing transform of
 * the scores.  Rows of role -1 are ignored.
 */
#ifndef EVAL_SWEEP_H
#define EVAL_SWEEP_H

#include <stddef.h>
#include <stdint.h>

#include "eval/eval.h"

struct sweep {
	const struct ranking *r;
	size_t next;	   /* first mark below the threshold */
	uint64_t pos, neg; /* all rows of role 1 and of role 0 */
	uint64_t tp, fp;   /* of these, scored at the threshold or above */
	uint64_t dtp;	   /* positives with exactly this score: >= 1 */
	uint64_t tied;	   /* negatives with exactly this score */
	double threshold;  /* of the last step; NaN before the first */
};

void sweep_init(struct sweep *s, const struct ranking *r);

/* Move to the next score of a positive row: 1, or 0 if none is left. */
int sweep_next(struct sweep *s);

/*
 * a * x > b * y, where a product may take up to 96 bits: a and b count rows
 * (at most 2^32), x and y stay below 2^37.
 */
static inline int
product_greater(uint64_t a, uint64_t x, uint64_t b, uint64_t y)
{
	const uint64_t low = UINT32_MAX;
	uint64_t a0 = a * (x & low), b0 = b * (y & low);
	uint64_t a1 = a * (x >> 32) + (a0 >> 32);
	uint64_t b1 = b * (y >> 32) + (b0 >> 32);

	return a1 != b1 ? a1 > b1 : (a0 & low) > (b0 & low);
}

#endif
