/*
 * iforest.c - Isolation Forest: the model and its registration.
 *
 *	score = 2^(-mean h(x) / c(psi))
 *	h(x) = splits passed + c(rows in the leaf)
 *	c(1) = 0, c(2) = 1, c(n) = 2 H(n-1) - 2 (n-1)/n
 *
 * The score is in (0, 1); higher is more anomalous.  Liu, Ting, Zhou 2008;
 * definitions as in scikit-learn (its score_samples is minus this score).  H(n)
 * is ln n + 0.57722, as there, or exact (--exact).
 *
 * A row with a feature that is not finite is not scored.  Memory: 26 bytes per
 * node, about 300 nodes per tree of 256 rows.
 */
#include "detect/method/iforest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "detect/method/iforest_fast.h"

static const double EULER = 0.5772156649015329;

static const struct opt iforest_options[] = {
	{ .name = "trees",
	    .type = OPT_INT,
	    .off = offsetof(struct iforest_opts, trees),
	    .arg = "N",
	    .def = "100",
	    .min = 1,
	    .max = IFOREST_TREES_MAX,
	    .help = "number of trees" },
	{ .name = "sample",
	    .type = OPT_INT,
	    .off = offsetof(struct iforest_opts, sample),
	    .arg = "ROWS",
	    .def = "256",
	    .min = 2,
	    .max = IFOREST_SAMPLE_MAX,
	    .help = "rows sampled for each tree" },
	{ .name = "oblique",
	    .type = OPT_INT,
	    .off = offsetof(struct iforest_opts, slope),
	    .arg = "N",
	    .def = "1",
	    .min = 1,
	    .max = IFOREST_SLOPE_MAX,
	    .help = "columns of a split; with 2 or more, splits are planes" },
	{ .name = "exact",
	    .type = OPT_FLAG,
	    .off = offsetof(struct iforest_opts, exact),
	    .help = "use exact harmonic numbers, not scikit-learn's "
		    "approximation" },
	{ 0 }
};

static double
harmonic(uint64_t n, int exact)
{
	double h = 0;

	if (!exact)
		return log((double)n) + EULER;
	for (; n > 0; n--) /* small terms first */
		h += 1 / (double)n;
	return h;
}

double
iforest_c(uint64_t n, int exact)
{
	double m = (double)n - 1;

	if (n <= 1)
		return 0;
	if (n == 2)
		return 1;
	return 2 * harmonic(n - 1, exact) - 2 * m / (double)n;
}

static uint64_t
tree_end(const struct iforest *f, uint64_t t)
{
	return t + 1 < f->trees ? f->root[t + 1] : f->n;
}

/* Children come after their parent, so every walk ends. */
static const char *
node_check(const struct iforest *f, uint64_t i, uint64_t len, uint64_t at)
{
	if (f->feat[i] < 0) {
		if (f->feat[i] != -1 || f->left[i] != 0)
			return "leaf: out of range";
		return f->value[i] >= 0 && isfinite(f->value[i])
			   ? NULL
			   : "value: out of range";
	}
	if (f->feat[i] >= f->d)
		return "feature: out of range";
	if (f->slope > 1 && iforest_check_oblique(f, i) != NULL)
		return iforest_check_oblique(f, i);
	if (!isfinite(f->thr[i]))
		return "threshold: out of range";
	if (f->left[i] <= 0 || (uint64_t)f->left[i] <= at ||
	    (uint64_t)f->left[i] + 1 >= len)
		return "left: out of range";
	return NULL;
}

static const char *
tree_check(const struct iforest *f, uint64_t t)
{
	uint64_t root = f->root[t], end = tree_end(f, t), i;
	const char *bad;

	if (root >= end || end > f->n || end - root > 2 * IFOREST_SAMPLE_MAX)
		return "root: out of range";
	for (i = root; i < end; i++)
		if ((bad = node_check(f, i, end - root, i - root)) != NULL)
			return bad;
	return NULL;
}

const char *
iforest_check(const struct iforest *f)
{
	const char *bad;
	uint64_t t;
	int64_t j;

	if (f->trees < 1 || f->trees > IFOREST_TREES_MAX || f->root[0] != 0)
		return "root: out of range";
	for (j = 0; j < f->d; j++)
		if (!isfinite(f->median[j]))
			return "median: out of range";
	for (t = 0; t < f->trees; t++)
		if ((bad = tree_check(f, t)) != NULL)
			return bad;
	return NULL;
}

/* A crafted file may give a node two parents: the longer path counts. */
static void
level_raise(uint8_t *level, uint64_t kid, int to)
{
	if (level[kid] < to)
		level[kid] = (uint8_t)to;
	if (level[kid + 1] < to)
		level[kid + 1] = (uint8_t)to;
}

/* Pack one tree; the longest walk in it, or -1 if beyond the limit. */
static int
tree_pack(struct iforest *f, uint64_t t, uint8_t *level)
{
	uint64_t root = f->root[t], len = tree_end(f, t) - root, i, kid;
	struct iforest_node *node = f->nodes + root;
	int deepest = 0;

	memset(level, 0, len);
	for (i = 0; i < len; i++) {
		kid = f->feat[root + i] < 0 ? i : (uint64_t)f->left[root + i];
		node[i].link = (uint32_t)(kid << IFOREST_FEAT_BITS);
		node[i].thr = INFINITY;
		if (level[i] > deepest)
			deepest = level[i];
		if (kid == i)
			continue;
		if (level[i] >= IFOREST_DEPTH_MAX)
			return -1;
		node[i].link |= (uint32_t)f->feat[root + i];
		node[i].thr = f->thr[root + i];
		level_raise(level, kid, level[i] + 1);
	}
	return deepest;
}

/* Largest path of any leaf. */
static double
value_max(const struct iforest *f)
{
	double h = 0;
	uint64_t i;

	for (i = 0; i < f->n; i++)
		if (f->value[i] > h)
			h = f->value[i];
	return h;
}

const char *
iforest_pack(struct iforest *f, uint64_t rows)
{
	const char *bad = NULL;
	uint8_t *level = malloc(2 * IFOREST_SAMPLE_MAX);
	uint64_t t;
	int deepest;

	f->nodes = malloc(f->n * sizeof(*f->nodes));
	f->depth = malloc(f->trees);
	if (level == NULL || f->nodes == NULL || f->depth == NULL)
		bad = "out of memory";
	for (t = 0; bad == NULL && t < f->trees; t++) {
		deepest = tree_pack(f, t, level);
		if (deepest < 0)
			bad = "tree too deep";
		f->depth[t] = (uint8_t)deepest;
	}
	f->c = iforest_c((uint64_t)f->sample, (int)f->exact);
	f->h_max = value_max(f);
	if (bad == NULL && f->slope == 1)
		f->fast = iforest_fast_make(f, rows);
	free(level);
	return bad;
}

static void
iforest_derive(struct walk *w, struct iforest *f)
{
	const char *bad;

	if (w->mode == WALK_FREE) {
		free(f->nodes);
		free(f->depth);
		iforest_fast_free(f->fast);
		f->fast = NULL;
		f->nodes = NULL;
		f->depth = NULL;
	}
	if (w->mode != WALK_LOAD || walk_done(w) < 0)
		return;
	bad = iforest_check(f);
	if (bad == NULL)
		bad = iforest_pack(f, UINT64_MAX);
	walk_check(w, bad == NULL, bad);
}

/* The arrays of --oblique, empty without it. */
static void
walk_planes(struct walk *w, struct iforest *f)
{
	walk_shaped(w, "columns", TENSOR_I16, (void **)&f->columns, 1,
	    &f->nslope);
	walk_shaped(w, "coef", TENSOR_F64, (void **)&f->coef, 1, &f->nslope);
	walk_shaped(w, "cut", TENSOR_F64, (void **)&f->cut, 1, &f->ncut);
}

static int
iforest_walk(struct walk *w, void *model)
{
	struct iforest *f = model;
	uint64_t d;

	walk_scalar(w, "d", TENSOR_I64, &f->d);
	walk_check(w, f->d >= 1 && f->d <= DETECT_COLUMNS_MAX,
	    "d: out of range");
	walk_scalar(w, "sample", TENSOR_I64, &f->sample);
	walk_check(w, f->sample >= 1 && f->sample <= IFOREST_SAMPLE_MAX,
	    "sample: out of range");
	walk_scalar(w, "exact", TENSOR_I64, &f->exact);
	walk_check(w, f->exact == 0 || f->exact == 1, "exact: out of range");
	if (walk_has(w, "slope"))
		walk_scalar(w, "slope", TENSOR_I64, &f->slope);
	else
		f->slope = 1; /* of a version without --oblique */
	walk_check(w,
	    f->slope >= 1 && f->slope <= IFOREST_SLOPE_MAX && f->slope <= f->d,
	    "slope: out of range");
	d = (uint64_t)f->d;
	walk_shaped(w, "median", TENSOR_F64, (void **)&f->median, 1, &d);
	walk_array(w, "root", TENSOR_U32, (void **)&f->root, &f->trees);
	walk_array(w, "threshold", TENSOR_F32, (void **)&f->thr, &f->n);
	walk_shaped(w, "feature", TENSOR_I16, (void **)&f->feat, 1, &f->n);
	walk_shaped(w, "left", TENSOR_I32, (void **)&f->left, 1, &f->n);
	walk_shaped(w, "value", TENSOR_F64, (void **)&f->value, 1, &f->n);
	f->nslope = f->slope > 1 ? f->n * (uint64_t)f->slope : 0;
	f->ncut = f->slope > 1 ? f->n : 0;
	if (f->slope > 1 || walk_has(w, "columns"))
		walk_planes(w, f);
	iforest_derive(w, f);
	return walk_done(w);
}

/* No path is shorter than the shortest of each tree. */
static double
iforest_most(const void *model)
{
	const struct iforest *f = model;
	uint64_t t, i;
	double sum = 0, least;

	for (t = 0; t < f->trees; t++) {
		least = INFINITY;
		for (i = f->root[t]; i < tree_end(f, t); i++)
			if (f->feat[i] < 0)
				least = fmin(least, f->value[i]);
		sum += least;
	}
	return f->c > 0 ? exp2(-(sum / (double)f->trees) / f->c) : 0.5;
}

static int
iforest_ignores(const void *model, int column)
{
	const struct iforest *f = model;
	uint64_t i;

	for (i = 0; i < f->n; i++)
		if (f->feat[i] == column)
			return 0;
	for (i = 0; i < f->nslope; i++)
		if (f->columns[i] == column && f->coef[i] != 0)
			return 0;
	return 1;
}

const struct detector detector_iforest = {
	.name = "iforest",
	.summary = "Isolation Forest",
	.source = "Liu, Ting, Zhou 2008; scikit-learn's definitions",
	.flags = DETECT_FIT,
	.opts = iforest_options,
	.opts_size = sizeof(struct iforest_opts),
	.model_size = sizeof(struct iforest),
	.fit = iforest_fit,
	.walk = iforest_walk,
	.most = iforest_most,
	.ignores = iforest_ignores,
	.score = iforest_score,
};
