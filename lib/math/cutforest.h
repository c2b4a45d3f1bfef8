/*
 * cutforest.h - a random cut forest over a stream of points.
 *
 *	size = cutforest_size(...); cutforest_init(mem, ...)
 *	(cutforest_score | cutforest_push)*
 *
 * Guha, Mishra, Roy and Schrijvers 2016.  Each tree holds a sample of n points
 * that favours recent ones: the weight of a point falls by exp(-1/(10 n)) with
 * each later one.  A point that enters or leaves the sample is inserted into or
 * deleted from the tree (algorithms 1 and 2), so the tree is always one that
 * could have been grown from its sample.
 *
 *	score = log2(m + 1) sum over the nodes of its path of q P / (k + 1)
 *
 * The expected score of the cuts that would separate the point: P is the share
 * of the node's extended box by which the point extends it, k the node's depth,
 * q the probability that no cut above separated the point, m the points of the
 * tree.  A leaf of r points that equal it adds
 * q (1 - r/(2 m))/(k + log2(r + 1)) instead.
 */
#ifndef MATH_CUTFOREST_H
#define MATH_CUTFOREST_H

#include <stddef.h>
#include <stdint.h>

#include "base/walk.h"

enum {
	CUTFOREST_TREES_MAX = 1000,
	CUTFOREST_SAMPLE_MAX = 4096,
	CUTFOREST_DIM_MAX = 1024
};

struct cutforest {
	uint32_t trees, n, dim, pad;
	uint64_t seed;
	uint64_t seen; /* points so far */
	double v[];    /* see cutforest.c */
};

size_t cutforest_size(uint32_t trees, uint32_t n, uint32_t dim);
/* Within the limits above; n >= 2. */
void cutforest_init(struct cutforest *f, uint32_t trees, uint32_t n,
    uint32_t dim, uint64_t seed);

/* The score of x[dim], finite, with the part of each number, with the sign of
 * its deviation, in part[dim] unless NULL.  0 before the first point. */
double cutforest_score(const struct cutforest *f, double *part, const float *x);
void cutforest_push(struct cutforest *f, const float *x);

/* Into a forest that cutforest_init made. */
int cutforest_walk(struct walk *w, struct cutforest *f);

#endif
