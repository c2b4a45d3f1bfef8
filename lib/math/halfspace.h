/*
 * halfspace.h - half-space trees: masses of boxes in the unit cube.
 *
 *	halfspace_init (halfspace_count | halfspace_mass)* halfspace_fini
 *
 * Tan, Ting and Liu 2011, algorithms 1 to 3.  Each tree has a random work range
 * per dimension that contains [0, 1]; a node halves the remaining range of a
 * random dimension.  A profile holds the number of points of each node; the
 * caller owns it.
 */
#ifndef MATH_HALFSPACE_H
#define MATH_HALFSPACE_H

#include <stddef.h>
#include <stdint.h>

enum {
	HALFSPACE_D_MAX = 256,
	HALFSPACE_TREES_MAX = 1000,
	HALFSPACE_HEIGHT_MAX = 15,
	HALFSPACE_NODES_MAX = 1 << 22 /* of all trees */
};

/* A tree is a heap: node i has children 2 i and 2 i + 1, the root is 1. */
struct halfspace {
	size_t d, trees, height;
	/* [trees][2^height] */
	double *split;
	int32_t *dimension;
};

/* Numbers of a profile. */
static inline size_t
halfspace_nodes(size_t trees, size_t height)
{
	return trees << (height + 1);
}

/* Within the limits above.  Returns -1 without memory. */
int halfspace_init(struct halfspace *h, size_t d, size_t trees, size_t height,
    uint64_t seed);
void halfspace_fini(struct halfspace *h);

/* Count the point u[d]. */
void halfspace_count(const struct halfspace *h, uint32_t *profile,
    const double *u);

/*
 * The sum over the trees of r 2^k, where r is the number of points at the node
 * where the path of u ends: at a leaf, or where r < least.  k is its depth.
 * At most trees * points * 2^height.
 */
double halfspace_mass(const struct halfspace *h, const uint32_t *profile,
    double least, const double *u);

#endif
