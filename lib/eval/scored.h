/*
 * scored.h - rows with their scores, to be sorted by falling score; equal ones
 * keep the order of the rows.
 *
 * scored_sort is in place; scored_radix is several times as fast on many rows,
 * and its twin.
 */
#ifndef EVAL_SCORED_H
#define EVAL_SCORED_H

#include <stddef.h>
#include <stdint.h>

struct scored {
	double score;
	uint32_t row;
};

void scored_sort(struct scored *a, size_t n);

/* Sort a[n], whose rows ascend; spare[n] is overwritten.  No score is NaN. */
void scored_radix(struct scored *a, struct scored *spare, size_t n);

#endif
