/*
 * halfspace.c - half-space trees: masses of boxes in the unit cube.
 */
#include "math/halfspace.h"

#include <math.h>
#include <stdlib.h>

#include "base/rng.h"

struct range {
	double low, high;
};

/* Split node and all below it; range[d] is what remains of the space. */
static void
grow(struct halfspace *h, size_t tree, size_t node, struct range *range,
    struct rng *rng)
{
	size_t splits = (size_t)1 << h->height, at = tree * splits + node;
	struct range *r, whole;

	if (node >= splits)
		return;
	h->dimension[at] = (int32_t)rng_below(rng, h->d);
	r = &range[h->dimension[at]];
	whole = *r;
	h->split[at] = (whole.low + whole.high) / 2;
	r->high = h->split[at];
	grow(h, tree, 2 * node, range, rng);
	*r = whole;
	r->low = h->split[at];
	grow(h, tree, 2 * node + 1, range, rng);
	*r = whole;
}

static void
grow_tree(struct halfspace *h, size_t tree, uint64_t seed)
{
	struct range range[HALFSPACE_D_MAX];
	struct rng rng;
	double s, wide;
	size_t j;

	rng_init(&rng, seed, tree);
	for (j = 0; j < h->d; j++) {
		s = rng_unit(&rng);
		wide = 2 * fmax(s, 1 - s);
		range[j] = (struct range){ s - wide, s + wide };
	}
	grow(h, tree, 1, range, &rng);
}

int
halfspace_init(struct halfspace *h, size_t d, size_t trees, size_t height,
    uint64_t seed)
{
	size_t n = trees << height, tree;

	h->d = d;
	h->trees = trees;
	h->height = height;
	h->split = calloc(n, sizeof(*h->split));
	h->dimension = calloc(n, sizeof(*h->dimension));
	if (h->split == NULL || h->dimension == NULL)
		return -1;
	for (tree = 0; tree < trees; tree++)
		grow_tree(h, tree, seed);
	return 0;
}

void
halfspace_fini(struct halfspace *h)
{
	free(h->split);
	free(h->dimension);
	h->split = NULL;
	h->dimension = NULL;
}

static inline size_t
child(const int32_t *dimension, const double *split, size_t node,
    const double *u)
{
	return 2 * node + !(u[dimension[node]] < split[node]);
}

void
halfspace_count(const struct halfspace *h, uint32_t *profile, const double *u)
{
	size_t splits = (size_t)1 << h->height, tree, node;
	const int32_t *dimension = h->dimension;
	const double *split = h->split;

	for (tree = 0; tree < h->trees; tree++) {
		for (node = 1; node < splits;
		     node = child(dimension, split, node, u))
			profile[node]++;
		profile[node]++;
		profile += 2 * splits;
		dimension += splits;
		split += splits;
	}
}

double
halfspace_mass(const struct halfspace *h, const uint32_t *profile, double least,
    const double *u)
{
	size_t splits = (size_t)1 << h->height, tree, node;
	const int32_t *dimension = h->dimension;
	const double *split = h->split;
	double sum = 0;
	int k;

	for (tree = 0; tree < h->trees; tree++) {
		for (node = 1, k = 0; node < splits && profile[node] >= least;
		     k++)
			node = child(dimension, split, node, u);
		sum += (double)profile[node] * (double)((size_t)1 << k);
		profile += 2 * splits;
		dimension += splits;
		split += splits;
	}
	return sum;
}
