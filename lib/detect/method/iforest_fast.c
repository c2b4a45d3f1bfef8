/*
 * iforest_fast.c - the same path lengths as iforest_score.c, faster.
 *
 * One column: a forest is a step function.  Its sorted thresholds and the score
 * between each two are computed once; scoring a row is a binary search.
 *
 * Up to FAST_COLUMNS columns and FAST_DEPTH splits: a tree becomes a full
 * binary tree, whose root is in place 1 and the children of place i in 2 i and
 * 2 i + 1, so a step needs no link.  A leaf above the last level is repeated in
 * all places below it.  A node is one number, its column above its threshold;
 * so is a value of a row, and both are compared whole.  12 rows walk side by
 * side.
 *
 * With AVX-512BW (iforest_wide.c), the threshold is its rank among those of the
 * column, and a node 3 bits of column and 13 of rank, in one word, if there are
 * as few.
 *
 * Paths are added in the order of the trees, so the bits are those of the naive
 * twin.
 */
#include "detect/method/iforest_fast.h"
#include "detect/method/iforest_wide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	STEPS_MAX = 1 << 18,
	STEPS_A_ROW = 8, /* a row's walk costs about 8 steps of each tree */
	RANK_NEVER = (1 << FAST_RANK_BITS) - 1, /* no rank is above it */
	COLUMN_SHIFT = 32,
	LANES = 12,
	LANES_MIN = 3,     /* for fewer rows the lanes do not pay */
	GROUP = 22 * LANES /* a batch of 256 rows, and a few */
};

/* ---- thresholds ---- */

/* A threshold as an integer of the same order, and its node. */
struct key {
	uint32_t order, node;
};

struct ranking {
	struct key *key, *other; /* [n of the forest] */
	float *step;             /* [n] distinct thresholds, rising */
	uint32_t *rank;          /* [n] place of a node's threshold in step */
	size_t steps;
};

static int
ranking_init(struct ranking *r, uint64_t n)
{
	r->key = malloc(n * sizeof(*r->key));
	r->other = malloc(n * sizeof(*r->other));
	r->step = malloc(n * sizeof(*r->step));
	r->rank = malloc(n * sizeof(*r->rank));
	return r->key != NULL && r->other != NULL && r->step != NULL &&
		       r->rank != NULL
		   ? 0
		   : -1;
}

static void
ranking_fini(struct ranking *r)
{
	free(r->key);
	free(r->other);
	free(r->step);
	free(r->rank);
}

static uint32_t
order_of(float x)
{
	uint32_t bits;

	x += 0.0f; /* -0 is 0 */
	memcpy(&bits, &x, sizeof(bits));
	return bits >> 31 ? ~bits : bits | (uint32_t)1 << 31;
}

/* One pass of a radix sort, by 11 bits. */
static void
sort_pass(struct key *to, const struct key *from, size_t n, int shift)
{
	enum { SIZE = 1 << 11 };
	uint32_t at[SIZE] = { 0 }, sum = 0, count;
	size_t i;

	for (i = 0; i < n; i++)
		at[from[i].order >> shift & (SIZE - 1)]++;
	for (i = 0; i < SIZE; i++) {
		count = at[i];
		at[i] = sum;
		sum += count;
	}
	for (i = 0; i < n; i++)
		to[at[from[i].order >> shift & (SIZE - 1)]++] = from[i];
}

/* The distinct thresholds of a column, and the rank of each of its nodes. */
static void
rank_column(struct ranking *r, const struct iforest *f, int column)
{
	size_t n = 0, k;
	uint64_t i;

	for (i = 0; i < f->n; i++)
		if (f->feat[i] == column)
			r->key[n++] =
			    (struct key){ order_of(f->thr[i]), (uint32_t)i };
	sort_pass(r->other, r->key, n, 0);
	sort_pass(r->key, r->other, n, 11);
	sort_pass(r->other, r->key, n, 22);
	r->steps = 0;
	for (k = 0; k < n; k++) {
		i = r->other[k].node;
		if (k == 0 || r->other[k].order != r->other[k - 1].order)
			r->step[r->steps++] = f->thr[i];
		r->rank[i] = (uint32_t)r->steps - 1;
	}
}

/* Nodes that are no leaves. */
static uint64_t
splits(const struct iforest *f)
{
	return (f->n - f->trees) / 2;
}

/* ---- one column ---- */

/* The number of steps below x; no branch depends on it. */
static size_t
step_of(const struct iforest_fast *fast, float x)
{
	const float *at = fast->step;
	size_t n = fast->steps, half;

	for (; n > 1; n -= half) {
		half = n / 2;
		at += half & -(size_t)(x > at[half - 1]);
	}
	return (size_t)(at - fast->step) + (x > *at);
}

/* A stretch of one tree's step function: its value up to step end. */
struct stretch {
	size_t end;
	double value;
};

struct stretches {
	const struct iforest *f;
	const struct ranking *r;
	uint64_t root;
	size_t n;
	struct stretch *s; /* room for one more than the steps */
};

/* The stretches of a node, after step lo - 1 and up to step hi, in order. */
static void
stretch_node(struct stretches *p, uint64_t node, size_t lo, size_t hi)
{
	const struct iforest *f = p->f;
	uint64_t kid;
	size_t at;

	if (f->feat[node] < 0) {
		p->s[p->n++] = (struct stretch){ hi, f->value[node] };
		return;
	}
	at = p->r->rank[node];
	kid = p->root + (uint64_t)f->left[node];
	if (at >= lo)
		stretch_node(p, kid, lo, at < hi ? at : hi);
	if (at < hi)
		stretch_node(p, kid + 1, at >= lo ? at + 1 : lo, hi);
}

/* Add a tree to the sums at all steps: sum[k] is that up to step k, the last
 * one that beyond all. */
static void
add_tree(double *sum, const struct stretches *p)
{
	size_t i, k = 0;

	for (i = 0; i < p->n; i++)
		for (; k <= p->s[i].end; k++)
			sum[k] += p->s[i].value;
}

static struct iforest_fast *
make_steps(const struct iforest *f, struct ranking *r, uint64_t rows)
{
	struct stretches p = { .f = f, .r = r };
	struct iforest_fast *fast;
	size_t n;
	uint64_t t;

	/* nearly all thresholds differ */
	if (splits(f) > STEPS_MAX || splits(f) / STEPS_A_ROW > rows)
		return NULL;
	rank_column(r, f, 0);
	n = r->steps;
	if (n == 0 || (fast = calloc(1, sizeof(*fast))) == NULL)
		return NULL;
	fast->steps = n;
	fast->step = malloc(n * sizeof(*fast->step));
	fast->sum = calloc(n + 1, sizeof(*fast->sum));
	p.s = malloc((n + 1) * sizeof(*p.s));
	if (fast->step == NULL || fast->sum == NULL || p.s == NULL) {
		free(p.s);
		iforest_fast_free(fast);
		return NULL;
	}
	memcpy(fast->step, r->step, n * sizeof(*fast->step));
	for (t = 0; t < f->trees; t++) {
		p.root = f->root[t];
		p.n = 0;
		stretch_node(&p, p.root, 0, n);
		add_tree(fast->sum, &p);
	}
	free(p.s);
	return fast;
}

static void
steps_walk(double *sum, const struct iforest_fast *fast, const float *x,
    size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		sum[i] = fast->sum[step_of(fast, x[i])];
}

/* ---- full trees ---- */

/* A node, or a value of a row: a number in the order of floats, and above it
 * the distance of its column in a row, in bytes. */
static inline uint64_t
node_of(int column, float x)
{
	return (uint64_t)column * sizeof(uint64_t) << COLUMN_SHIFT |
	       order_of(x);
}

struct maker {
	const struct iforest *f;
	struct iforest_fast *fast;
	const struct ranking *r; /* ranks of all nodes, for words */
	uint64_t root, tree;
};

/* The subtree of a node, whose place is `place' in this level. */
static void
lay_out(const struct maker *m, uint64_t node, int level, size_t place)
{
	const struct iforest *f = m->f;
	size_t tree = m->tree * FAST_LEAVES, i;
	size_t at = tree + ((size_t)1 << level) + place;
	double *leaf = m->fast->leaf + tree;
	size_t width = (size_t)FAST_LEAVES >> level;
	uint64_t kid;

	if (f->feat[node] < 0) {
		for (i = 0; i < width; i++)
			leaf[place * width + i] = f->value[node];
		return;
	}
	if (m->fast->node != NULL)
		m->fast->node[at] = node_of(f->feat[node], f->thr[node]);
	else
		m->fast->word[at] =
		    (uint16_t)((unsigned)f->feat[node] << FAST_RANK_BITS |
			       m->r->rank[node]);
	kid = m->root + (uint64_t)f->left[node];
	lay_out(m, kid, level + 1, 2 * place);
	lay_out(m, kid + 1, level + 1, 2 * place + 1);
}

static void
lay_out_all(struct iforest_fast *fast, const struct iforest *f,
    const struct ranking *r)
{
	struct maker m = { .f = f, .fast = fast, .r = r };

	for (m.tree = 0; m.tree < f->trees; m.tree++) {
		m.root = f->root[m.tree];
		lay_out(&m, m.root, 0, 0);
	}
}

/* Ranks of a column; the room is a power of two, filled up with +inf. */
static int
make_ranks(struct iforest_fast *fast, const struct iforest *f, int column,
    struct ranking *r)
{
	size_t room = 1, n, k;

	rank_column(r, f, column);
	n = r->steps;
	if (n >= RANK_NEVER)
		return -1;
	while (room <= n)
		room *= 2;
	fast->room[column] = room;
	if ((fast->rank[column] = malloc(room * sizeof(float))) == NULL)
		return -1;
	for (k = 0; k < room; k++)
		fast->rank[column][k] = k < n ? r->step[k] : INFINITY;
	return 0;
}

static int
is_shallow(const struct iforest *f)
{
	uint64_t t;

	for (t = 0; t < f->trees; t++)
		if (f->depth[t] > FAST_DEPTH)
			return 0;
	return 1;
}

/* The form for AVX-512BW. */
static struct iforest_fast *
make_words(const struct iforest *f, struct ranking *r)
{
	struct iforest_fast *fast = calloc(1, sizeof(*fast));
	size_t n = f->trees * FAST_LEAVES, i;
	int j;

	if (fast == NULL)
		return NULL;
	for (j = 0; j < f->d; j++)
		if (make_ranks(fast, f, j, r) == -1)
			goto fail;
	fast->word = malloc(n * sizeof(*fast->word));
	fast->leaf = malloc(n * sizeof(*fast->leaf));
	if (fast->word == NULL || fast->leaf == NULL)
		goto fail;
	for (i = 0; i < n; i++)
		fast->word[i] = RANK_NEVER;
	lay_out_all(fast, f, r);
	return fast;
fail:
	iforest_fast_free(fast);
	return NULL;
}

struct iforest_fast *
iforest_fast_nodes(const struct iforest *f)
{
	struct iforest_fast *fast = calloc(1, sizeof(*fast));
	size_t n = f->trees * FAST_LEAVES, i;

	if (fast == NULL)
		return NULL;
	fast->node = malloc(n * sizeof(*fast->node));
	fast->leaf = malloc(n * sizeof(*fast->leaf));
	if (fast->node == NULL || fast->leaf == NULL) {
		iforest_fast_free(fast);
		return NULL;
	}
	for (i = 0; i < n; i++)
		fast->node[i] = UINT32_MAX; /* no value is above it */
	lay_out_all(fast, f, NULL);
	return fast;
}

/* ---- full trees: twelve rows ---- */

/* The child of a place in a tree.  Numbers of the same column differ by less
 * than 2^32, so the highest bit is set where the row's is the greater. */
static inline size_t
child(const uint64_t *tree, size_t place, const uint64_t *row)
{
	uint64_t node = tree[place], value;

	memcpy(&value, (const char *)row + (node >> COLUMN_SHIFT),
	    sizeof(value));
	return place + place + ((node - value) >> 63);
}

/* Walk LANES rows, whose values lie FAST_COLUMNS apart: independent chains of
 * loads hide each other's latency. */
static void
walk_lanes(double *sum, const uint64_t *tree, const double *leaf,
    const uint64_t *x)
{
	enum { D = FAST_COLUMNS };
	size_t p0 = 1, p1 = 1, p2 = 1, p3 = 1, p4 = 1, p5 = 1, p6 = 1;
	size_t p7 = 1, p8 = 1, p9 = 1, p10 = 1, p11 = 1;
	int level;

	for (level = 0; level < FAST_DEPTH; level++) {
		p0 = child(tree, p0, x);
		p1 = child(tree, p1, x + D);
		p2 = child(tree, p2, x + 2 * D);
		p3 = child(tree, p3, x + 3 * D);
		p4 = child(tree, p4, x + 4 * D);
		p5 = child(tree, p5, x + 5 * D);
		p6 = child(tree, p6, x + 6 * D);
		p7 = child(tree, p7, x + 7 * D);
		p8 = child(tree, p8, x + 8 * D);
		p9 = child(tree, p9, x + 9 * D);
		p10 = child(tree, p10, x + 10 * D);
		p11 = child(tree, p11, x + 11 * D);
	}
	leaf -= FAST_LEAVES; /* the places of leaves begin there */
	sum[0] += leaf[p0];
	sum[1] += leaf[p1];
	sum[2] += leaf[p2];
	sum[3] += leaf[p3];
	sum[4] += leaf[p4];
	sum[5] += leaf[p5];
	sum[6] += leaf[p6];
	sum[7] += leaf[p7];
	sum[8] += leaf[p8];
	sum[9] += leaf[p9];
	sum[10] += leaf[p10];
	sum[11] += leaf[p11];
}

/* Sums of up to GROUP rows; the last lanes may be of no row. */
static void
walk_group(double *out, const struct iforest *f, const float *x, size_t n)
{
	const struct iforest_fast *fast = f->fast;
	uint64_t value[GROUP * FAST_COLUMNS] = { 0 };
	double sum[GROUP] = { 0 };
	size_t d = (size_t)f->d, i, j;
	uint64_t t;

	for (i = 0; i < n; i++)
		for (j = 0; j < d; j++)
			value[i * FAST_COLUMNS + j] =
			    node_of((int)j, x[i * d + j]);
	for (t = 0; t < f->trees; t++)
		for (i = 0; i < n; i += LANES)
			walk_lanes(sum + i, fast->node + t * FAST_LEAVES,
			    fast->leaf + t * FAST_LEAVES,
			    value + i * FAST_COLUMNS);
	memcpy(out, sum, n * sizeof(*out));
}

static size_t
trees_walk(double *sum, const struct iforest *f, const float *x, size_t n)
{
	size_t at, len;

	if (f->fast->node == NULL)
		return iforest_wide_walk(sum, f, x, n);
	for (at = 0; at + LANES_MIN <= n; at += len) {
		len = n - at < GROUP ? n - at : GROUP;
		walk_group(sum + at, f, x + at * (size_t)f->d, len);
	}
	return at;
}

struct iforest_fast *
iforest_fast_make(const struct iforest *f, uint64_t rows)
{
	int trees = f->d <= FAST_COLUMNS && is_shallow(f);
	int words = trees && iforest_wide_there() &&
		    splits(f) / (uint64_t)f->d < RANK_NEVER;
	struct iforest_fast *fast = NULL;
	struct ranking r = { 0 };

	if ((f->d == 1 || words) && ranking_init(&r, f->n) == 0) {
		if (f->d == 1)
			fast = make_steps(f, &r, rows);
		if (fast == NULL && words)
			fast = make_words(f, &r);
	}
	ranking_fini(&r);
	return fast == NULL && trees ? iforest_fast_nodes(f) : fast;
}

size_t
iforest_fast_walk(double *sum, const struct iforest *f, const float *x,
    size_t n)
{
	if (f->fast == NULL)
		return 0;
	if (f->fast->step == NULL)
		return trees_walk(sum, f, x, n);
	steps_walk(sum, f->fast, x, n);
	return n;
}

void
iforest_fast_free(struct iforest_fast *fast)
{
	int j;

	if (fast == NULL)
		return;
	for (j = 0; j < FAST_COLUMNS; j++)
		free(fast->rank[j]);
	free(fast->step);
	free(fast->sum);
	free(fast->word);
	free(fast->node);
	free(fast->leaf);
	free(fast);
}
