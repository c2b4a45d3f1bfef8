/*
 * iforest_fit.c - grow an Isolation Forest.
 *
 * Each tree takes psi rows without replacement (Floyd's method, Bentley 1987)
 * and is grown breadth-first: the feature is uniform among those not constant
 * in the node, the threshold uniform between its least and greatest value
 * there.  A node is a leaf if it has one row, is at depth ceil(log2 psi), or
 * all its rows are equal.  Tree t draws from stream t of the seed, so a forest
 * of more trees begins with the trees of a smaller one.
 *
 * Values are cast to float, as in scikit-learn.  Thresholds are rounded down to
 * float, which leaves every comparison with a float as it was.  Rows with a
 * value that is not finite are ignored: they are looked for in all rows when
 * one of them is drawn, and the forest is then grown again without them.  A
 * forest that drew none is drawn from the others, too.  So the work is that of
 * trees * psi * log psi, whatever the number of rows.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "detect/method/iforest.h"
#include "detect/method/iforest_grow.h"
#include "math/stats.h"

enum {
	MEDIAN_ROWS = 1024, /* evenly spaced rows behind the medians */
	AHEAD = 16          /* rows fetched before they are read */
};

static int
row_finite(const double *x, int d)
{
	int j;

	for (j = 0; j < d; j++)
		if (!isfinite(x[j]))
			return 0;
	return 1;
}

static float
to_float(double x)
{
	x = x < FLT_MAX ? x : FLT_MAX;
	return (float)(x > -FLT_MAX ? x : -FLT_MAX);
}

static const double *
row_of(const struct grow *g, size_t i)
{
	return g->x + (g->usable != NULL ? g->usable[i] : i) * (size_t)g->d;
}

static int
usable_find(struct grow *g, const struct rows *f, struct err *err)
{
	size_t i;

	g->nusable = 0;
	g->missing = 0;
	g->usable = malloc(f->n * sizeof(*g->usable));
	if (g->usable == NULL)
		return err_set(err, "out of memory for %zu rows", f->n);
	for (i = 0; i < f->n; i++)
		if (row_finite(f->x + i * (size_t)g->d, g->d))
			g->usable[g->nusable++] = (uint32_t)i;
	if (g->nusable == 0)
		return err_set(err, "each of the %zu rows has a missing value",
		    f->n);
	return 0;
}

/* Medians over evenly spaced rows; only used for signs.  Values that are not
 * finite are told of in g->missing. */
static int
medians_find(struct grow *g, struct err *err)
{
	size_t n = g->nusable < MEDIAN_ROWS ? g->nusable : MEDIAN_ROWS, i;
	double *col = malloc(n * sizeof(*col));
	int j;

	free(g->f->median);
	g->f->median = calloc((size_t)g->d, sizeof(*g->f->median));
	if (col == NULL || g->f->median == NULL) {
		free(col);
		return err_set(err, "out of memory for %d medians", g->d);
	}
	for (j = 0; j < g->d; j++) {
		for (i = 0; i < n; i++) {
			col[i] = row_of(g, i * g->nusable / n)[j];
			g->missing |= !isfinite(col[i]);
		}
		g->f->median[j] = stats_median(col, n);
		if (!g->missing &&
		    !isfinite(g->f->median[j])) /* the middle two overflowed */
			g->f->median[j] = col[0];
	}
	free(col);
	return 0;
}

static int
bit_take(uint8_t *bits, size_t i)
{
	int was = bits[i / 8] >> (i % 8) & 1;

	bits[i / 8] |= (uint8_t)(1 << (i % 8));
	return !was;
}

/* Sample psi of the usable rows without replacement into v. */
static void
sample_draw(struct grow *g)
{
	size_t first = g->nusable - g->psi, k, pick;
	const double *row;
	int j;

	for (k = 0; k < g->psi; k++) {
		pick = rng_below(&g->rng, first + k + 1);
		if (!bit_take(g->taken, pick)) {
			pick = first + k;
			bit_take(g->taken, pick);
		}
		g->ids[k] = (uint32_t)pick;
	}
	for (k = 0; k < g->psi; k++) {
		g->taken[g->ids[k] / 8] = 0;
		if (k + AHEAD < g->psi)
			__builtin_prefetch(row_of(g, g->ids[k + AHEAD]));
		row = row_of(g, g->ids[k]);
		g->missing |= !row_finite(row, g->d);
		for (j = 0; j < g->d; j++)
			g->v[(size_t)j * g->psi + k] = to_float(row[j]);
		g->ids[k] = (uint32_t)k;
	}
}

/* The values of a column of the sample, by row. */
static const float *
column_of(const struct grow *g, int column)
{
	return g->v + (size_t)column * g->psi;
}

static void
column_range(const struct grow *g, const struct span *s, int column, float *min,
    float *max)
{
	const float *at = column_of(g, column);
	const uint32_t *id = g->ids + s->lo, *end = g->ids + s->hi;
	float least = at[*id], most = least, least2 = least, most2 = least, v;

	/* two chains of comparisons; the first row may be in both */
	for (id += (end - id) % 2; id < end; id += 2) {
		v = at[id[0]];
		least = v < least ? v : least;
		most = v > most ? v : most;
		v = at[id[1]];
		least2 = v < least2 ? v : least2;
		most2 = v > most2 ? v : most2;
	}
	*min = least2 < least ? least2 : least;
	*max = most2 > most ? most2 : most;
}

static float
threshold_draw(struct rng *r, float min, float max)
{
	double t = min + ((double)max - min) * rng_unit_open(r);
	float f = (float)t;

	if (f > t)
		f = nextafterf(f, -INFINITY);
	return f >= max ? min : f;
}

/* Choose column and threshold; -1 if the rows of the node are equal. */
static int
node_split(struct grow *g, const struct span *s, float *thr)
{
	uint32_t left = (uint32_t)g->d, k;
	float min, max;
	int column;

	while (left > 0) {
		k = (uint32_t)rng_below(&g->rng, left);
		column = g->columns[k];
		column_range(g, s, column, &min, &max);
		if (min < max) {
			*thr = threshold_draw(&g->rng, min, max);
			return column;
		}
		g->columns[k] = g->columns[--left];
		g->columns[left] = column;
	}
	return -1;
}

/* Move rows with x <= thr to the front; returns the first row of the rest.
 * Each row is written to both sides and counted on one: no branch depends on
 * it. */
static uint32_t
node_partition(struct grow *g, const struct span *s, int column, float thr)
{
	const float *at = column_of(g, column);
	uint32_t k, id, left = s->lo, right = 0, goes;

	for (k = s->lo; k < s->hi; k++) {
		id = g->ids[k];
		goes = at[id] <= thr;
		g->ids[left] = id;
		g->right[right] = id;
		left += goes;
		right += 1 - goes;
	}
	memcpy(g->ids + left, g->right, right * sizeof(*g->ids));
	return left;
}

static int
planes_reserve(struct iforest *f, uint64_t want)
{
	uint64_t k = (uint64_t)f->slope;

	if (array_resize(&f->columns, want * k, sizeof(*f->columns)) < 0 ||
	    array_resize(&f->coef, want * k, sizeof(*f->coef)) < 0)
		return -1;
	return array_resize(&f->cut, want, sizeof(*f->cut));
}

int
grow_reserve(struct grow *g, uint64_t more, struct err *err)
{
	struct iforest *f = g->f;
	uint64_t want = f->n + more;

	if (want <= g->room)
		return 0;
	want += want / 2;
	if (want > UINT32_MAX ||
	    array_resize(&f->thr, want, sizeof(*f->thr)) < 0 ||
	    array_resize(&f->feat, want, sizeof(*f->feat)) < 0 ||
	    array_resize(&f->left, want, sizeof(*f->left)) < 0 ||
	    array_resize(&f->value, want, sizeof(*f->value)) < 0 ||
	    (f->slope > 1 && planes_reserve(f, want) < 0))
		return err_set(err, "out of memory for a forest of %llu nodes",
		    (unsigned long long)want);
	g->room = want;
	return 0;
}

static void
plane_clear(struct iforest *f, uint64_t i)
{
	uint64_t k = (uint64_t)f->slope;

	memset(f->columns + i * k, 0, k * sizeof(*f->columns));
	memset(f->coef + i * k, 0, k * sizeof(*f->coef));
	f->cut[i] = 0;
}

static void
leaf_put(struct grow *g, uint64_t i, const struct span *s)
{
	struct iforest *f = g->f;
	uint32_t rows = s->hi - s->lo;

	f->thr[i] = 0;
	f->feat[i] = -1;
	f->left[i] = 0;
	if (rows > 1 && g->c[rows] == 0)
		g->c[rows] = iforest_c(rows, (int)f->exact);
	f->value[i] = s->depth + g->c[rows];
	if (f->slope > 1)
		plane_clear(f, i);
}

/* Draw the columns and coefficients of node i; 0 if its rows are equal. */
static int
plane_draw(struct grow *g, const struct span *s, uint64_t i)
{
	struct iforest *f = g->f;
	uint64_t at = i * (uint64_t)f->slope;
	uint32_t left = (uint32_t)g->d, k;
	int64_t drawn = 0;
	float min, max;
	int column;

	plane_clear(f, i);
	while (left > 0 && drawn < f->slope) {
		k = (uint32_t)rng_below(&g->rng, left);
		column = g->columns[k];
		column_range(g, s, column, &min, &max);
		g->columns[k] = g->columns[--left];
		g->columns[left] = column;
		if (!(min < max))
			continue;
		f->columns[at + (uint64_t)drawn] = (int16_t)column;
		f->coef[at + (uint64_t)drawn++] =
		    rng_normal(&g->rng) / ((double)max - min);
	}
	return drawn > 0;
}

/* Split a node by a plane; returns the first row of the right side, or 0 if
 * its rows are equal. */
static uint32_t
plane_split(struct grow *g, const struct span *s, uint64_t i)
{
	struct iforest *f = g->f;
	uint32_t k, id, left = s->lo, right = 0;
	double min = INFINITY, max = -INFINITY, sum;

	if (!plane_draw(g, s, i))
		return 0;
	for (k = s->lo; k < s->hi; k++) {
		sum = iforest_sum(f, i, g->v + g->ids[k], g->psi);
		min = fmin(min, sum);
		max = fmax(max, sum);
	}
	if (!(min < max))
		return 0;
	f->cut[i] = min + (max - min) * rng_unit_open(&g->rng);
	if (f->cut[i] >= max)
		f->cut[i] = min;
	for (k = s->lo; k < s->hi; k++) {
		id = g->ids[k];
		if (iforest_sum(f, i, g->v + id, g->psi) <= f->cut[i])
			g->ids[left++] = id;
		else
			g->right[right++] = id;
	}
	memcpy(g->ids + left, g->right, right * sizeof(*g->ids));
	return left;
}

/* Split a node; returns the first row of the right side, 0 for a leaf. */
static uint32_t
node_divide(struct grow *g, const struct span *s, uint64_t i)
{
	struct iforest *f = g->f;
	uint32_t mid;
	int column;

	if (s->hi - s->lo <= 1 || s->depth >= g->limit)
		return 0;
	if (f->slope > 1) {
		mid = plane_split(g, s, i);
		f->thr[i] = 0;
		f->feat[i] = f->columns[i * (uint64_t)f->slope];
		return mid;
	}
	column = node_split(g, s, &f->thr[i]);
	if (column < 0)
		return 0;
	f->feat[i] = (int16_t)column;
	return node_partition(g, s, column, f->thr[i]);
}

static void
tree_grow(struct grow *g)
{
	struct iforest *f = g->f;
	uint32_t at, len = 1, mid;
	struct span s;
	uint64_t i;

	g->span[0] = (struct span){ 0, g->psi, 0 };
	for (at = 0; at < len; at++) {
		i = f->n + at;
		s = g->span[at];
		mid = node_divide(g, &s, i);
		if (mid == 0) {
			leaf_put(g, i, &s);
			continue;
		}
		f->left[i] = (int32_t)len;
		f->value[i] = 0;
		g->span[len++] = (struct span){ s.lo, mid, s.depth + 1 };
		g->span[len++] = (struct span){ mid, s.hi, s.depth + 1 };
	}
	f->n += len;
}

static int
depth_limit(uint32_t psi)
{
	int limit = 1;

	while ((uint64_t)1 << limit < psi)
		limit++;
	return limit;
}

int
grow_alloc(struct grow *g, uint64_t trees, struct err *err)
{
	size_t psi = g->psi, d = (size_t)g->d;

	g->taken = calloc(g->nusable / 8 + 1, 1);
	g->v = malloc(psi * d * sizeof(*g->v));
	g->ids = malloc(psi * sizeof(*g->ids));
	g->right = malloc(psi * sizeof(*g->right));
	g->columns = malloc(d * sizeof(*g->columns));
	g->span = malloc(2 * psi * sizeof(*g->span));
	g->c = calloc(psi + 1, sizeof(*g->c));
	g->f->root = malloc(trees * sizeof(*g->f->root));
	if (g->c == NULL || g->right == NULL || g->taken == NULL ||
	    g->v == NULL || g->ids == NULL || g->columns == NULL ||
	    g->span == NULL || g->f->root == NULL)
		return err_set(err, "out of memory for samples of %zu rows",
		    psi);
	return 0;
}

int
grow_trees(struct grow *g, uint64_t from, uint64_t to, uint64_t seed,
    struct err *err)
{
	struct iforest *f = g->f;
	uint64_t t;
	int j;

	for (t = from; t < to && !g->missing; t++) {
		/* the largest possible tree */
		if (grow_reserve(g, 2 * (uint64_t)g->psi, err) < 0)
			return -1;
		rng_init(&g->rng, seed, t);
		for (j = 0; j < g->d; j++)
			g->columns[j] = j;
		f->root[t - from] = (uint32_t)f->n;
		f->trees = t - from + 1;
		sample_draw(g);
		if (!g->missing)
			tree_grow(g);
	}
	return 0;
}

void
grow_free(struct grow *g)
{
	free(g->taken);
	free(g->v);
	free(g->ids);
	free(g->right);
	free(g->columns);
	free(g->span);
	free(g->c);
}

/* Grow the forest from the usable rows; g->missing: one of them is not. */
static int
forest_try(struct grow *g, const struct fit *f, struct err *err)
{
	const struct iforest_opts *o = f->opts;
	uint64_t trees = (uint64_t)o->trees, parts = trees / GROW_PART_TREES;
	struct iforest *m = g->f;
	int rc = -1;

	if (parts > (uint64_t)f->jobs)
		parts = f->jobs > 0 ? (uint64_t)f->jobs : 1;
	g->psi = g->nusable < (uint64_t)o->sample ? (uint32_t)g->nusable
						  : (uint32_t)o->sample;
	g->limit = depth_limit(g->psi);
	m->sample = g->psi;
	m->n = 0;
	free(m->root);
	m->root = NULL;
	if (medians_find(g, err) == -1)
		return -1;
	if (parts > 1)
		return grow_parts(g, trees, (int)parts, f->seed, err);
	if (grow_alloc(g, trees, err) == 0)
		rc = grow_trees(g, 0, trees, f->seed, err);
	grow_free(g);
	return rc;
}

int
iforest_fit(void *model, const struct fit *f, struct err *err)
{
	const struct iforest_opts *o = f->opts;
	struct iforest *m = model;
	struct grow g = { .f = m, .x = f->train.x, .d = f->d };
	int rc;

	m->d = f->d;
	m->exact = o->exact;
	m->slope = o->slope < f->d ? o->slope : f->d;
	if (m->slope < 1)
		m->slope = 1;
	if (fit_columns(f, 1, DETECT_COLUMNS_MAX, err) < 0)
		return -1;
	if (f->train.n == 0 || f->train.n > UINT32_MAX)
		return err_set(err, "%zu rows to fit on, expected 1 to %u",
		    f->train.n, UINT32_MAX);
	g.nusable = f->train.n;
	rc = forest_try(&g, f, err);
	if (rc == 0 && g.missing && (rc = usable_find(&g, &f->train, err)) == 0)
		rc = forest_try(&g, f, err);
	free(g.usable);
	m->nslope = m->slope > 1 ? m->n * (uint64_t)m->slope : 0;
	if (rc == 0 && iforest_pack(m, f->train.n) != NULL)
		rc = err_set(err, "out of memory for %llu nodes",
		    (unsigned long long)m->n);
	return rc;
}
