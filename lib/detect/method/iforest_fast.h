/*
 * iforest_fast.h - a second form of a forest that is faster to walk.
 */
#ifndef DETECT_IFOREST_FAST_H
#define DETECT_IFOREST_FAST_H

#include "detect/method/iforest.h"

enum {
	FAST_COLUMNS = 8,
	FAST_DEPTH = 8,
	FAST_RANK_BITS = 13,
	FAST_LEAVES = 1 << FAST_DEPTH
};

struct iforest_fast {
	/* one column: sum[k] between step k - 1 and step k */
	float *step; /* [steps]; NULL: the other form */
	double *sum; /* [steps + 1] */
	size_t steps;
	/* several: paths, and either nodes, or words for iforest_wide.h and
	 * the thresholds of each column */
	double *leaf;              /* [trees][FAST_LEAVES] */
	uint64_t *node;            /* [trees][FAST_LEAVES] */
	uint16_t *word;            /* the same */
	float *rank[FAST_COLUMNS]; /* [room], rising, then +inf */
	size_t room[FAST_COLUMNS];
};

/* A form that suits the forest; that of one column if it saves more on this
 * many rows than it takes to make.  NULL: none suits, or no memory. */
struct iforest_fast *iforest_fast_make(const struct iforest *f, uint64_t rows);

/* Path lengths of the first rows of x[n][d] summed over the trees, as in
 * iforest_score.  Returns how many; the caller walks the rest. */
size_t iforest_fast_walk(double *sum, const struct iforest *f, const float *x,
    size_t n);
/* The form of several columns for CPUs without AVX-512BW.  NULL: no memory. */
struct iforest_fast *iforest_fast_nodes(const struct iforest *f);
void iforest_fast_free(struct iforest_fast *fast); /* NULL is nothing */

#endif
