/*
 * cutforest.c - a random cut forest over a stream of points.
 *
 * A tree has places for n leaves (points) and n - 1 inner nodes.  A node's id
 * is its place, plus n for a leaf.  Equal points share a leaf.  Boxes, masses
 * and parents follow from points and children, so a state does not hold them.
 */
#include "math/cutforest.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"

enum { NONE = -1 };

/* One tree of a forest: pointers into its memory. */
struct tree {
	uint32_t n, dim;
	double *weight; /* [n] of a sample; the largest leaves first */
	double *range;  /* [n] sum over the sides of an inner node's box */
	int32_t *root;
	int32_t *top;                   /* the sample with the largest weight */
	int32_t *sample;                /* [n] the leaf of each sample */
	int32_t *left, *right, *parent; /* [n] inner; left NONE: free */
	int32_t *side;                  /* [n] dimension of the cut */
	int32_t *above;                 /* [n] parent of a leaf */
	uint32_t *mass, *count; /* [n] points of an inner node, of a leaf */
	float *cut;             /* [n] left: x <= cut */
	float *point;           /* [n][dim] */
	float *low, *high;      /* [n][dim] boxes of inner nodes */
};

/* ---- memory ---- */

enum { DOUBLES = 2, WORDS = 8, BOXES = 3 };

/* 4-byte numbers of a tree, an even number. */
static size_t
words_of(uint32_t n, uint32_t dim)
{
	size_t words = 2 + (WORDS + 1) * (size_t)n + BOXES * (size_t)n * dim;

	return words + words % 2;
}

size_t
cutforest_size(uint32_t trees, uint32_t n, uint32_t dim)
{
	return sizeof(struct cutforest) +
	       trees * (DOUBLES * (size_t)n * sizeof(double) +
			   words_of(n, dim) * sizeof(int32_t));
}

/*
 * The arrays of all trees lie one after the other, each [trees][n] or
 * [trees][n][dim], so that a state has one tensor of each.
 */
static void
tree_at(struct tree *t, const struct cutforest *f, uint32_t i)
{
	size_t n = f->n, all = f->trees * n, at = i * n, box = at * f->dim;
	double *d = (double *)(uintptr_t)f->v;
	int32_t *w = (int32_t *)(void *)(d + DOUBLES * all);

	t->n = f->n;
	t->dim = f->dim;
	t->weight = d + at;
	t->range = d + all + at;
	t->sample = w + at;
	t->left = w + all + at;
	t->right = w + 2 * all + at;
	t->parent = w + 3 * all + at;
	t->side = w + 4 * all + at;
	t->above = w + 5 * all + at;
	t->mass = (uint32_t *)(w + 6 * all + at);
	t->count = (uint32_t *)(w + 7 * all + at);
	t->cut = (float *)(void *)(w + 8 * all + at);
	t->point = (float *)(void *)(w + 9 * all) + box;
	t->low = t->point + all * f->dim;
	t->high = t->low + all * f->dim;
	t->root = w + 9 * all + 3 * all * f->dim + i;
	t->top = t->root + f->trees;
}

static void
tree_clear(struct tree *t)
{
	uint32_t i;

	*t->root = NONE;
	for (i = 0; i < t->n; i++)
		t->sample[i] = t->left[i] = NONE;
}

void
cutforest_init(struct cutforest *f, uint32_t trees, uint32_t n, uint32_t dim,
    uint64_t seed)
{
	struct tree t;
	uint32_t i;

	memset(f, 0, cutforest_size(trees, n, dim));
	f->trees = trees;
	f->n = n;
	f->dim = dim;
	f->seed = seed;
	for (i = 0; i < trees; i++) {
		tree_at(&t, f, i);
		tree_clear(&t);
	}
}

/* ---- nodes ---- */

static int
is_leaf(const struct tree *t, int32_t id)
{
	return id >= (int32_t)t->n;
}

static const float *
low_of(const struct tree *t, int32_t id)
{
	return is_leaf(t, id) ? t->point + (size_t)(id - (int32_t)t->n) * t->dim
			      : t->low + (size_t)id * t->dim;
}

static const float *
high_of(const struct tree *t, int32_t id)
{
	return is_leaf(t, id) ? low_of(t, id) : t->high + (size_t)id * t->dim;
}

static uint32_t
mass_of(const struct tree *t, int32_t id)
{
	return is_leaf(t, id) ? t->count[id - (int32_t)t->n] : t->mass[id];
}

static void
set_parent(struct tree *t, int32_t id, int32_t parent)
{
	if (is_leaf(t, id))
		t->above[id - (int32_t)t->n] = parent;
	else
		t->parent[id] = parent;
}

/* Put id in the place of old below parent. */
static void
replace(struct tree *t, int32_t parent, int32_t old, int32_t id)
{
	set_parent(t, id, parent);
	if (parent == NONE)
		*t->root = id;
	else if (t->left[parent] == old)
		t->left[parent] = id;
	else
		t->right[parent] = id;
}

/* Box and mass of an inner node from its children. */
static void
measure(struct tree *t, int32_t id)
{
	const float *al = low_of(t, t->left[id]), *ah = high_of(t, t->left[id]);
	const float *bl = low_of(t, t->right[id]);
	const float *bh = high_of(t, t->right[id]);
	float *l = t->low + (size_t)id * t->dim;
	float *h = t->high + (size_t)id * t->dim;
	double sum = 0;
	uint32_t j;

	for (j = 0; j < t->dim; j++) {
		l[j] = al[j] < bl[j] ? al[j] : bl[j];
		h[j] = ah[j] > bh[j] ? ah[j] : bh[j];
		sum += (double)h[j] - l[j];
	}
	t->range[id] = sum;
	t->mass[id] = mass_of(t, t->left[id]) + mass_of(t, t->right[id]);
}

static void
measure_up(struct tree *t, int32_t id)
{
	for (; id != NONE; id = t->parent[id])
		measure(t, id);
}

/* ---- scores ---- */

/* Four numbers, of which those below 0 become 0. */
typedef float lanes __attribute__((vector_size(16)));
typedef int32_t masks __attribute__((vector_size(16)));

static inline lanes
above_zero(lanes v)
{
	return (lanes)((masks)v & (v > 0));
}

static inline lanes
load(const float *p)
{
	lanes v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* By how much x extends the box of a node.  In four lanes, whose order of
 * summation is part of the score. */
static double
growth_of(const struct tree *t, int32_t id, const float *x)
{
	const float *l = low_of(t, id), *h = high_of(t, id);
	lanes sum = { 0 }, at;
	double rest = 0;
	uint32_t j;

	for (j = 0; j + 4 <= t->dim; j += 4) {
		at = load(x + j);
		sum +=
		    above_zero(load(l + j) - at) + above_zero(at - load(h + j));
	}
	for (; j < t->dim; j++)
		rest += (l[j] > x[j] ? (double)l[j] - x[j] : 0) +
			(x[j] > h[j] ? (double)x[j] - h[j] : 0);
	return ((double)sum[0] + sum[2]) + ((double)sum[1] + sum[3]) + rest;
}

static void
add_parts(const struct tree *t, double *part, int32_t id, const float *x,
    double per)
{
	const float *l = low_of(t, id), *h = high_of(t, id);
	uint32_t j;

	for (j = 0; j < t->dim; j++) {
		if (x[j] < l[j])
			part[j] -= per * ((double)l[j] - x[j]);
		else if (x[j] > h[j])
			part[j] += per * ((double)x[j] - h[j]);
	}
}

static double
tree_score(const struct tree *t, double *part, const float *x)
{
	double all = mass_of(t, *t->root), scale = log2(all + 1);
	double q = scale, sum = 0, grown, share, r;
	int32_t id = *t->root;
	int k;

	for (k = 0;; k++) {
		grown = growth_of(t, id, x);
		share =
		    is_leaf(t, id) ? grown > 0 : grown / (grown + t->range[id]);
		if (grown > 0) {
			sum += q * share / (k + 1);
			if (part != NULL)
				add_parts(t, part, id, x,
				    q * share / (k + 1) / grown);
			q *= 1 - share;
		}
		if (is_leaf(t, id))
			break;
		id = x[t->side[id]] <= t->cut[id] ? t->left[id] : t->right[id];
	}
	if (grown > 0)
		return sum;
	r = mass_of(t, id);
	return sum + q * (1 - r / (2 * all)) / (k + log2(r + 1));
}

double
cutforest_score(const struct cutforest *f, double *part, const float *x)
{
	double sum = 0;
	struct tree t;
	uint32_t i;

	if (part != NULL)
		memset(part, 0, f->dim * sizeof(*part));
	for (i = 0; f->seen > 0 && i < f->trees; i++) {
		tree_at(&t, f, i);
		sum += tree_score(&t, part, x);
	}
	for (i = 0; part != NULL && i < f->dim; i++)
		part[i] /= f->trees;
	return sum / f->trees;
}

/* ---- insertion and deletion ---- */

static int32_t
free_leaf(const struct tree *t)
{
	int32_t i;

	for (i = 0; t->count[i] > 0; i++)
		;
	return i;
}

static int32_t
free_node(const struct tree *t)
{
	int32_t i;

	for (i = 0; t->left[i] != NONE; i++)
		;
	return i;
}

struct cut {
	int32_t side;
	float at;
};

/* A cut of the box of a node, extended by x: uniform over its sides. */
static struct cut
draw_cut(const struct tree *t, int32_t id, const float *x, struct rng *rng)
{
	const float *l = low_of(t, id), *h = high_of(t, id);
	double range = is_leaf(t, id) ? 0 : t->range[id], r, side;
	struct cut c = { 0, 0 };
	float low, high;
	uint32_t j;

	r = rng_unit(rng) * (range + growth_of(t, id, x));
	for (j = 0; j < t->dim; j++) {
		low = x[j] < l[j] ? x[j] : l[j];
		high = x[j] > h[j] ? x[j] : h[j];
		side = (double)high - low;
		if (side > 0) {
			c.side = (int32_t)j;
			c.at = (float)(low + (r < side ? r : 0));
			if (!(c.at < high)) /* rounding */
				c.at = low;
		}
		if (r < side)
			break;
		r -= side;
	}
	return c;
}

/* 1: x is left of the cut and the node right of it; -1: the reverse; 0: the
 * cut does not separate them. */
static int
separates(const struct tree *t, struct cut c, int32_t id, const float *x)
{
	if (x[c.side] <= c.at && c.at < low_of(t, id)[c.side])
		return 1;
	return high_of(t, id)[c.side] <= c.at && c.at < x[c.side] ? -1 : 0;
}

/* A leaf for x, not yet in the tree. */
static int32_t
make_leaf(struct tree *t, const float *x)
{
	int32_t i = free_leaf(t);

	memcpy(t->point + (size_t)i * t->dim, x, t->dim * sizeof(*x));
	t->count[i] = 1;
	return i + (int32_t)t->n;
}

/* A node in the place of id, with id and a leaf for x below it. */
static int32_t
split(struct tree *t, int32_t id, struct cut c, int leaf_left, const float *x)
{
	int32_t parent =
	    is_leaf(t, id) ? t->above[id - (int32_t)t->n] : t->parent[id];
	int32_t leaf = make_leaf(t, x), node = free_node(t);

	t->side[node] = c.side;
	t->cut[node] = c.at;
	t->left[node] = leaf_left ? leaf : id;
	t->right[node] = leaf_left ? id : leaf;
	replace(t, parent, id, node);
	set_parent(t, id, node);
	set_parent(t, leaf, node);
	measure_up(t, node);
	return leaf;
}

/* Returns the leaf. */
static int32_t
insert(struct tree *t, const float *x, struct rng *rng)
{
	int32_t id = *t->root, leaf;
	struct cut c;
	int how;

	if (id == NONE) {
		leaf = make_leaf(t, x);
		replace(t, NONE, NONE, leaf);
		return leaf;
	}
	for (;;) {
		if (growth_of(t, id, x) > 0) {
			c = draw_cut(t, id, x, rng);
			how = separates(t, c, id, x);
			if (how != 0)
				return split(t, id, c, how > 0, x);
		}
		if (is_leaf(t, id))
			break;
		id = x[t->side[id]] <= t->cut[id] ? t->left[id] : t->right[id];
	}
	t->count[id - (int32_t)t->n]++;
	measure_up(t, t->above[id - (int32_t)t->n]);
	return id;
}

static void delete (struct tree *t, int32_t leaf)
{
	int32_t i = leaf - (int32_t)t->n, node = t->above[i], other;

	if (--t->count[i] > 0) {
		measure_up(t, node);
		return;
	}
	if (node == NONE) {
		*t->root = NONE;
		return;
	}
	other = t->left[node] == leaf ? t->right[node] : t->left[node];
	replace(t, t->parent[node], node, other);
	measure_up(t, t->parent[node]);
	t->left[node] = NONE;
}

/* ---- the samples ---- */

/* Find the sample that the next point would replace. */
static void
find_top(struct tree *t)
{
	uint32_t i, at = 0;

	for (i = 1; i < t->n; i++)
		if (t->weight[i] > t->weight[at])
			at = i;
	*t->top = (int32_t)at;
}

static void
tree_push(struct tree *t, const float *x, uint64_t seen, struct rng *rng)
{
	double weight = log(-log(rng_unit_open(rng)));
	int32_t at = seen < t->n ? (int32_t)seen : *t->top;

	weight -= (double)seen / (10.0 * t->n);
	if (seen >= t->n) {
		if (!(weight < t->weight[at]))
			return;
		delete (t, t->sample[at]);
	}
	t->weight[at] = weight;
	t->sample[at] = insert(t, x, rng);
	if (seen + 1 >= t->n)
		find_top(t);
}

void
cutforest_push(struct cutforest *f, const float *x)
{
	struct rng rng;
	struct tree t;
	uint32_t i;

	for (i = 0; i < f->trees; i++) {
		tree_at(&t, f, i);
		rng_init(&rng, f->seed, f->seen * f->trees + i);
		tree_push(&t, x, f->seen, &rng);
	}
	f->seen++;
}

/* ---- state ---- */

/* Check the subtree of id and set what follows from it; seen marks the ids
 * found so far. */
static int
restore(struct tree *t, int32_t id, int32_t parent, unsigned char *seen)
{
	if (id < 0 || id >= 2 * (int32_t)t->n || seen[id])
		return 0;
	seen[id] = 1;
	set_parent(t, id, parent);
	if (is_leaf(t, id))
		return t->count[id - (int32_t)t->n] > 0;
	if (t->side[id] < 0 || t->side[id] >= (int32_t)t->dim ||
	    isnan(t->cut[id]) || !restore(t, t->left[id], id, seen) ||
	    !restore(t, t->right[id], id, seen))
		return 0;
	measure(t, id);
	return 1;
}

static int
numbers_ok(const struct tree *t)
{
	size_t i;

	for (i = 0; i < (size_t)t->n * t->dim; i++)
		if (!isfinite(t->point[i]))
			return 0;
	for (i = 0; i < t->n; i++)
		if (!isfinite(t->weight[i]))
			return 0;
	return 1;
}

/* Loaded: points, samples and children. */
static int
tree_restore(struct tree *t, uint64_t points)
{
	unsigned char seen[2 * CUTFOREST_SAMPLE_MAX] = { 0 };
	uint32_t n = (uint32_t)(points < t->n ? points : t->n), i;
	int32_t leaf;

	if (!numbers_ok(t))
		return 0;
	memset(t->count, 0, t->n * sizeof(*t->count));
	for (i = 0; i < n; i++) {
		leaf = t->sample[i] - (int32_t)t->n;
		if (leaf < 0 || leaf >= (int32_t)t->n)
			return 0;
		t->count[leaf]++;
	}
	if (n == 0)
		tree_clear(t);
	else if (!restore(t, *t->root, NONE, seen))
		return 0;
	for (i = 0; i < t->n; i++) {
		if (t->count[i] > 0 && !seen[t->n + i])
			return 0;
		if (!seen[i])
			t->left[i] = NONE;
	}
	find_top(t);
	return 1;
}

int
cutforest_walk(struct walk *w, struct cutforest *f)
{
	uint64_t all = (uint64_t)f->trees * f->n;
	struct tree t;
	uint32_t i;

	tree_at(&t, f, 0);
	walk_scalar(w, "seen", TENSOR_U64, &f->seen);
	walk_check(w, f->seen <= UINT64_MAX / CUTFOREST_TREES_MAX - 1,
	    "seen: out of range");
	walk_vector(w, "weight", TENSOR_F64, t.weight, all);
	walk_vector(w, "sample", TENSOR_I32, t.sample, all);
	walk_vector(w, "left", TENSOR_I32, t.left, all);
	walk_vector(w, "right", TENSOR_I32, t.right, all);
	walk_vector(w, "side", TENSOR_I32, t.side, all);
	walk_vector(w, "cut", TENSOR_F32, t.cut, all);
	walk_vector(w, "point", TENSOR_F32, t.point, all * f->dim);
	walk_vector(w, "root", TENSOR_I32, t.root, f->trees);
	for (i = 0; walk_loading(w) && i < f->trees; i++) {
		tree_at(&t, f, i);
		walk_check(w, tree_restore(&t, f->seen), "trees: out of range");
	}
	return walk_done(w);
}
