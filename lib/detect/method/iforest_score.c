/*
 * iforest_score.c - walk rows through an Isolation Forest.
 *
 * Rows are taken in blocks whose floats stay in the first cache, tree after
 * tree, eight rows side by side: eight independent chains of loads hide each
 * other's latency.  Every row of a tree takes as many steps as its longest
 * walk; a leaf steps onto itself.  A row's paths are added in the order of the
 * trees, wherever the row is in a block, so its score has the same bits alone
 * and in any batch.
 *
 * Contributions (why), after DIFFI (Carletti, Terzi, Susto 2019): a tree that
 * isolates the row early carries more information, so each split passed adds
 * (1/h - 1/h_max) / splits to its column, where h_max is the largest h of the
 * forest.  The sign is that of x - (training median).
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "detect/method/iforest.h"
#include "detect/method/iforest_fast.h"

enum {
	LANES = 8,
	BLOCK_FLOATS = LANES * DETECT_COLUMNS_MAX, /* 32 kB */
	BLOCK_ROWS = 512,
	FEAT_MASK = (1 << IFOREST_FEAT_BITS) - 1
};

/* Convert a row to floats, clamped to the range of float; 0 and a row of zeros
 * if a value is not finite. */
static int
row_cast(float *out, const double *x, int d)
{
	int j;

	for (j = 0; j < d; j++) {
		if (!isfinite(x[j])) {
			memset(out, 0, (size_t)d * sizeof(*out));
			return 0;
		}
		out[j] = (float)fmax(-FLT_MAX, fmin(FLT_MAX, x[j]));
	}
	return 1;
}

static inline uint32_t
step(const struct iforest_node *tree, uint32_t at, const float *x)
{
	struct iforest_node n = tree[at];

	return (n.link >> IFOREST_FEAT_BITS) + (x[n.link & FEAT_MASK] > n.thr);
}

static void
walk_lanes(double *sum, const struct iforest_node *tree, const double *value,
    int steps, const float *x, size_t d)
{
	const float *x1 = x + d, *x2 = x1 + d, *x3 = x2 + d, *x4 = x3 + d;
	const float *x5 = x4 + d, *x6 = x5 + d, *x7 = x6 + d;
	uint32_t a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 0, a6 = 0;
	uint32_t a7 = 0;

	while (steps-- > 0) {
		a0 = step(tree, a0, x);
		a1 = step(tree, a1, x1);
		a2 = step(tree, a2, x2);
		a3 = step(tree, a3, x3);
		a4 = step(tree, a4, x4);
		a5 = step(tree, a5, x5);
		a6 = step(tree, a6, x6);
		a7 = step(tree, a7, x7);
	}
	sum[0] += value[a0];
	sum[1] += value[a1];
	sum[2] += value[a2];
	sum[3] += value[a3];
	sum[4] += value[a4];
	sum[5] += value[a5];
	sum[6] += value[a6];
	sum[7] += value[a7];
}

static double
walk_row(const struct iforest_node *tree, const double *value, int steps,
    const float *x)
{
	uint32_t at = 0;

	while (steps-- > 0)
		at = step(tree, at, x);
	return value[at];
}

/* Path lengths of n rows, summed over the trees. */
static void
block_walk(double *sum, const struct iforest *f, const float *x, size_t n)
{
	const struct iforest_node *tree;
	size_t d = (size_t)f->d, i, done;
	const double *value;
	uint64_t t;

	if (f->slope > 1) {
		iforest_walk_oblique(sum, f, x, n);
		return;
	}
	done = iforest_fast_walk(sum, f, x, n);
	for (t = 0; done < n && t < f->trees; t++) {
		tree = f->nodes + f->root[t];
		value = f->value + f->root[t];
		for (i = done; i + LANES <= n; i += LANES)
			walk_lanes(sum + i, tree, value, f->depth[t], x + i * d,
			    d);
		for (; i < n; i++)
			sum[i] += walk_row(tree, value, f->depth[t], x + i * d);
	}
}

static double
score_of(const struct iforest *f, double sum)
{
	if (!(f->c > 0)) /* trees of one row carry no information */
		return 0.5;
	return exp2(-(sum / (double)f->trees) / f->c);
}

static void
block_score(double *score, const struct iforest *f, const double *x, size_t n)
{
	float cast[BLOCK_FLOATS] = { 0 };
	double sum[BLOCK_ROWS] = { 0 };
	uint8_t ok[BLOCK_ROWS];
	size_t d = (size_t)f->d, i;

	for (i = 0; i < n; i++)
		ok[i] = (uint8_t)row_cast(cast + i * d, x + i * d, (int)d);
	block_walk(sum, f, cast, n);
	for (i = 0; i < n; i++)
		score[i] = ok[i] ? score_of(f, sum[i]) : NAN;
}

/* A saved node's side of a row. */
static int
goes_right(const struct iforest *f, uint64_t node, const float *x)
{
	if (f->slope > 1)
		return !(iforest_sum(f, node, x, 1) <= f->cut[node]);
	return !(x[f->feat[node]] <= f->thr[node]);
}

/* Add the contributions of tree t to the columns on the path of x. */
static void
tree_credit(double *part, const struct iforest *f, uint64_t t, const float *x)
{
	uint64_t way[IFOREST_DEPTH_MAX]; /* nodes */
	uint64_t root = f->root[t], at = root;
	double credit, h;
	int n = 0, k;

	while (f->feat[at] >= 0) {
		way[n++] = at;
		at = root + (uint64_t)f->left[at] + goes_right(f, at, x);
	}
	h = f->value[at];
	if (n == 0 || !(h > 0))
		return;
	credit = (1 / h - 1 / f->h_max) / n;
	for (k = 0; k < n; k++)
		if (f->slope > 1)
			iforest_share(part, f, way[k], x, credit);
		else
			part[f->feat[way[k]]] += credit;
}

static void
row_why(struct contrib *why, const struct iforest *f, const double *x)
{
	float cast[DETECT_COLUMNS_MAX];
	double part[DETECT_COLUMNS_MAX] = { 0 };
	uint64_t t;
	int j;

	if (row_cast(cast, x, (int)f->d))
		for (t = 0; t < f->trees; t++)
			tree_credit(part, f, t, cast);
	for (j = 0; j < f->d; j++)
		if (x[j] < f->median[j])
			part[j] = -part[j];
	contrib_top(why, part, (int)f->d);
}

void
iforest_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct iforest *f = model;
	size_t d = (size_t)f->d, most = BLOCK_FLOATS / d, at, len;

	(void)state;
	if (most > BLOCK_ROWS)
		most = BLOCK_ROWS;
	for (at = 0; at < n; at += len) {
		len = n - at < most ? n - at : most;
		block_score(score + at, f, x + at * d, len);
	}
	for (at = 0; why != NULL && at < n; at++)
		row_why(why + at * DETECT_WHY, f, x + at * d);
}

/* h of one row in one tree, from the saved arrays. */
static double
path_naive(const struct iforest *f, uint64_t t, const float *x)
{
	uint64_t root = f->root[t], at = root;

	while (f->feat[at] >= 0)
		at = root + (uint64_t)f->left[at] + goes_right(f, at, x);
	return f->value[at];
}

void
iforest_score_naive(double *score, const struct iforest *f, const double *x,
    size_t n)
{
	float cast[DETECT_COLUMNS_MAX];
	double sum;
	uint64_t t;
	size_t i;

	for (i = 0; i < n; i++, x += f->d) {
		sum = 0;
		score[i] = NAN;
		if (!row_cast(cast, x, (int)f->d))
			continue;
		for (t = 0; t < f->trees; t++)
			sum += path_naive(f, t, cast);
		score[i] = score_of(f, sum);
	}
}
