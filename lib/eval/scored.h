/*
 * scored.h - rows with their scores, to be sorted by falling score; equal ones
 * keep the order of the rows.
 */
#ifndef EVAL_SCORED_H
#define EVAL_SCORED_H

#include <stdint.h>

struct scored {
	double score;
	uint32_t row;
};

static inline int
scored_before(const struct scored *a, const struct scored *b)
{
	return a->score > b->score ||
	       (!(a->score < b->score) && a->row < b->row);
}

#define SORT_NAME scored
#define SORT_TYPE struct scored
#define SORT_CTX const void *
#define SORT_BEFORE(ctx, a, b) scored_before(&(a), &(b))
#include "math/introsort.h"

#endif
