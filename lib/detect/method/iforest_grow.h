/*
 * iforest_grow.h - the trees of an Isolation Forest while they grow.
 *
 *	grow_alloc grow_trees* grow_free
 */
#ifndef DETECT_IFOREST_GROW_H
#define DETECT_IFOREST_GROW_H

#include "base/rng.h"
#include "detect/method/iforest.h"

/* Trees of one thread at least: 100 take 2 ms. */
enum { GROW_PART_TREES = 100 };

/* Rows [lo, hi) of a tree's sample, in one node. */
struct span {
	uint32_t lo, hi;
	int depth;
};

struct grow {
	struct iforest *f;
	const double *x;  /* [..][d] all rows */
	uint32_t *usable; /* [nusable] rows that are finite; NULL: all rows */
	int missing;      /* a row that is not finite was drawn */
	uint8_t *taken;   /* [nusable] bits, of the tree being sampled */
	size_t nusable;
	int d, limit; /* depth limit */
	uint32_t psi;
	float *v;          /* [d][psi] the sample */
	uint32_t *ids;     /* [psi] rows of v, grouped by node */
	uint32_t *right;   /* [psi] scratch of node_partition */
	int *columns;      /* [d] a permutation, see node_split */
	struct span *span; /* [2 psi] of the nodes of this tree */
	double *c; /* [psi + 1] iforest_c of the rows in a leaf, 0: unknown */
	struct rng rng;
	uint64_t room; /* nodes the arrays of f have room for */
};

/* Room for samples, and for the roots of this many trees. */
int grow_alloc(struct grow *g, uint64_t trees, struct err *err);
/* Make room for this many nodes after the existing ones. */
int grow_reserve(struct grow *g, uint64_t more, struct err *err);
/* Grow the trees from .. to - 1 of the forest; root[0] is that of the first.
 * They end at a row that is not finite: g->missing. */
int grow_trees(struct grow *g, uint64_t from, uint64_t to, uint64_t seed,
    struct err *err);
void grow_free(struct grow *g);

/* Grow all trees in n threads, without grow_alloc: the same trees. */
int grow_parts(struct grow *g, uint64_t trees, int n, uint64_t seed,
    struct err *err);

#endif
