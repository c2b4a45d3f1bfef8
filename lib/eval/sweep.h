/*
 * sweep.h - a threshold going down through the distinct scores.
 *
 * Equal scores enter as one step, so whatever is made of the steps does not
 * change under a strictly increasing transform of the scores.  Rows whose
 * role is -1 are passed over; a score that only such rows have is no step.
 */
#ifndef EVAL_SWEEP_H
#define EVAL_SWEEP_H

#include <stddef.h>
#include <stdint.h>

#include "eval/eval.h"

struct sweep {
	const struct ranking *r;
	size_t next;       /* rank of the first row below the threshold */
	uint64_t pos, neg; /* all rows of role 1 and of role 0 */
	uint64_t tp, fp;   /* of these, scored at the threshold or above */
	uint64_t dtp, dfp; /* what the last step added */
	double threshold;  /* of the last step; NaN before the first */
};

void sweep_init(struct sweep *s, const struct ranking *r);

/* Take the next distinct score: 1, or 0 when there is none left. */
int sweep_next(struct sweep *s);

/* a/b, and 0 where b is 0. */
static inline double
ratio(double a, double b)
{
	return b != 0 ? a / b : 0;
}

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
