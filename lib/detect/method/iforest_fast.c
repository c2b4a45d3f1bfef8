/*
 * iforest_fast.c - the same path lengths as iforest_score.c, faster.
 *
 * One column: a forest is a step function.  Its sorted thresholds and the score
 * between each two are computed once; scoring a row is a binary search.
 *
 * Up to FAST_COLUMNS columns and FAST_DEPTH splits, with AVX-512BW: a value
 * becomes the word of its column and its rank among the thresholds of that
 * column (3 and 13 bits), and a tree becomes the words of a full binary tree:
 * the root is word 1, the children of word i are words 2 i and 2 i + 1.  The
 * nodes of 32 rows are then looked up in registers (vpermw), without a load; a
 * leaf above the last level is repeated in all places below it.  The bits of a
 * node's column choose among the rows' words, which are then compared whole.
 * Only the paths are gathered, and added in the order of the trees, so the bits
 * are those of the naive twin.
 */
#include "detect/method/iforest_fast.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	STEPS_MAX = 1 << 18,
	STEPS_A_ROW = 8, /* a row's walk costs about 8 steps of each tree */
	RANK_BITS = 13,
	RANK_NEVER = (1 << RANK_BITS) - 1, /* no rank is above it */
	LEAVES = 1 << FAST_DEPTH
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

	rank_column(r, f, 0);
	n = r->steps;
	if (n == 0 || n > STEPS_MAX || n / STEPS_A_ROW > rows ||
	    (fast = calloc(1, sizeof(*fast))) == NULL)
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

#ifdef __x86_64__

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl")))
#define INLINE AVX512 __attribute__((always_inline)) static inline

enum { ROWS = 32, WORDS = LEAVES };

/* ---- ranks and registers: making them ---- */

struct maker {
	const struct iforest *f;
	struct iforest_fast *fast;
	const struct ranking *r; /* ranks of all nodes */
	uint64_t root, tree;
};

/* The subtree of a node, whose place is `place' in this level. */
static void
lay_out(const struct maker *m, uint64_t node, int level, size_t place)
{
	uint16_t *word = m->fast->word + m->tree * WORDS;
	double *leaf = m->fast->leaf + m->tree * LEAVES;
	size_t width = (size_t)LEAVES >> level, i;
	uint64_t kid;

	if (m->f->feat[node] < 0) {
		for (i = 0; i < width; i++)
			leaf[place * width + i] = m->f->value[node];
		return;
	}
	word[((size_t)1 << level) + place] =
	    (uint16_t)((unsigned)m->f->feat[node] << RANK_BITS |
		       m->r->rank[node]);
	kid = m->root + (uint64_t)m->f->left[node];
	lay_out(m, kid, level + 1, 2 * place);
	lay_out(m, kid + 1, level + 1, 2 * place + 1);
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

static struct iforest_fast *
make_words(const struct iforest *f, struct ranking *r)
{
	struct iforest_fast *fast;
	struct maker m = { .f = f, .r = r };
	size_t i;
	int j;

	if (f->d > FAST_COLUMNS || !is_shallow(f) ||
	    !__builtin_cpu_supports("avx512bw") ||
	    !__builtin_cpu_supports("avx512vl") ||
	    (fast = m.fast = calloc(1, sizeof(*fast))) == NULL)
		return NULL;
	for (j = 0; j < f->d; j++)
		if (make_ranks(fast, f, j, r) == -1)
			goto fail;
	fast->word = malloc(f->trees * WORDS * sizeof(*fast->word));
	fast->leaf = malloc(f->trees * LEAVES * sizeof(*fast->leaf));
	if (fast->word == NULL || fast->leaf == NULL)
		goto fail;
	for (i = 0; i < f->trees * WORDS; i++)
		fast->word[i] = RANK_NEVER;
	for (m.tree = 0; m.tree < f->trees; m.tree++) {
		m.root = f->root[m.tree];
		lay_out(&m, m.root, 0, 0);
	}
	return fast;
fail:
	iforest_fast_free(fast);
	return NULL;
}

/* ---- ranks and registers: 32 rows ---- */

/* Ranks of 16 values x, each by a search of the same number of steps. */
INLINE __m256i
rank16(const float *at, size_t room, __m512 x)
{
	__m512i pos = _mm512_setzero_si512(), probe;
	size_t half;
	__mmask16 above;
	__m512 v;

	for (half = room / 2; half > 0; half /= 2) {
		probe = _mm512_add_epi32(pos, _mm512_set1_epi32((int)half - 1));
		v = _mm512_i32gather_ps(probe, at, 4);
		above = _mm512_cmp_ps_mask(x, v, _CMP_GT_OQ);
		pos = _mm512_mask_add_epi32(pos, above, pos,
		    _mm512_set1_epi32((int)half));
	}
	return _mm512_cvtepi32_epi16(pos);
}

/* The words of column j of 32 rows. */
INLINE __m512i
words32(const struct iforest_fast *fast, int j, const float *x, int d)
{
	__m512i lane = _mm512_mullo_epi32(_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6,
					      7, 8, 9, 10, 11, 12, 13, 14, 15),
	    _mm512_set1_epi32(d));
	__m512 a = _mm512_i32gather_ps(lane, x + j, 4);
	__m512 b = _mm512_i32gather_ps(lane, x + j + 16 * d, 4);
	__m256i lo = rank16(fast->rank[j], fast->room[j], a);
	__m256i hi = rank16(fast->rank[j], fast->room[j], b);

	return _mm512_or_si512(_mm512_inserti64x4(_mm512_castsi256_si512(lo),
				   hi, 1),
	    _mm512_set1_epi16((short)(j << RANK_BITS)));
}

/* One of d words per lane, by three bits of the node. */
INLINE __m512i
pick2(const __m512i *word, int d, __mmask32 bit)
{
	return d == 1 ? word[0] : _mm512_mask_mov_epi16(word[0], bit, word[1]);
}

INLINE __m512i
pick4(const __m512i *word, int d, const __mmask32 *bit)
{
	if (d <= 2)
		return pick2(word, d, bit[0]);
	return _mm512_mask_mov_epi16(pick2(word, 2, bit[0]), bit[1],
	    pick2(word + 2, d - 2, bit[0]));
}

INLINE __m512i
pick8(const __m512i *word, int d, const __mmask32 *bit)
{
	if (d <= 4)
		return pick4(word, d, bit);
	return _mm512_mask_mov_epi16(pick4(word, 4, bit), bit[2],
	    pick4(word + 4, d - 4, bit));
}

/* The children: twice the place, and one more where the row's word is above the
 * node's. */
INLINE __m512i
descend(__m512i place, __m512i node, const __m512i *word, int d)
{
	const __mmask32 bit[3] = {
		_mm512_test_epi16_mask(node, _mm512_set1_epi16(1 << 13)),
		_mm512_test_epi16_mask(node, _mm512_set1_epi16(1 << 14)),
		_mm512_movepi16_mask(node),
	};
	__mmask32 right = _mm512_cmpgt_epu16_mask(pick8(word, d, bit), node);

	place = _mm512_add_epi16(place, place);
	return _mm512_mask_add_epi16(place, right, place, _mm512_set1_epi16(1));
}

/* Words 2^level to 2^(level + 1) - 1 of a tree, at the places. */
INLINE __m512i
nodes_at(const uint16_t *tree, int level, __m512i place)
{
	__m512i low, high;

	if (level < 5)
		return _mm512_permutexvar_epi16(place,
		    _mm512_loadu_si512(tree));
	tree += (size_t)1 << level;
	if (level == 5)
		return _mm512_permutexvar_epi16(place,
		    _mm512_loadu_si512(tree));
	low = _mm512_permutex2var_epi16(_mm512_loadu_si512(tree), place,
	    _mm512_loadu_si512(tree + 32));
	if (level == 6)
		return low;
	high = _mm512_permutex2var_epi16(_mm512_loadu_si512(tree + 64), place,
	    _mm512_loadu_si512(tree + 96));
	return _mm512_mask_mov_epi16(low,
	    _mm512_test_epi16_mask(place, _mm512_set1_epi16(64)), high);
}

/* Add the paths of 32 rows, whose leaves are at the places. */
INLINE void
add_paths(__m512d *sum, const double *leaf, __m512i place)
{
	__m512i low = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(place));
	__m512i high =
	    _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(place, 1));

	leaf -= LEAVES; /* the places of leaves begin there */
	sum[0] = _mm512_add_pd(sum[0],
	    _mm512_i32gather_pd(_mm512_castsi512_si256(low), leaf, 8));
	sum[1] = _mm512_add_pd(sum[1],
	    _mm512_i32gather_pd(_mm512_extracti64x4_epi64(low, 1), leaf, 8));
	sum[2] = _mm512_add_pd(sum[2],
	    _mm512_i32gather_pd(_mm512_castsi512_si256(high), leaf, 8));
	sum[3] = _mm512_add_pd(sum[3],
	    _mm512_i32gather_pd(_mm512_extracti64x4_epi64(high, 1), leaf, 8));
}

/* Sums of GROUPS times 32 rows of d columns, which is a constant where this is
 * inlined.  Two groups at a time hide each other's latency. */
INLINE void
walk_groups(double *sum, const struct iforest_fast *fast, uint64_t trees,
    const float *x, int d, const int groups)
{
	__m512i word[2][FAST_COLUMNS], place[2];
	__m512d s[2][4];
	uint64_t t;
	int j, g, level;

	for (g = 0; g < groups; g++)
		for (j = 0; j < d; j++)
			word[g][j] = words32(fast, j, x + g * ROWS * d, d);
	for (g = 0; g < groups; g++)
		for (j = 0; j < 4; j++)
			s[g][j] = _mm512_setzero_pd();
	for (t = 0; t < trees; t++) {
		for (g = 0; g < groups; g++)
			place[g] = _mm512_set1_epi16(1);
#pragma GCC unroll 8
		for (level = 0; level < FAST_DEPTH; level++)
#pragma GCC unroll 2
			for (g = 0; g < groups; g++)
				place[g] = descend(place[g],
				    nodes_at(fast->word + t * WORDS, level,
					place[g]),
				    word[g], d);
#pragma GCC unroll 2
		for (g = 0; g < groups; g++)
			add_paths(s[g], fast->leaf + t * LEAVES, place[g]);
	}
	for (g = 0; g < groups; g++)
		for (j = 0; j < 4; j++)
			_mm512_storeu_pd(sum + g * ROWS + 8 * j, s[g][j]);
}

/* A copy of the code for each number of columns. */
#define GROUPS(D)                                                              \
	case D:                                                                \
		for (; i + 2 * ROWS <= n; i += 2 * ROWS)                       \
			walk_groups(sum + i, fast, f->trees, x + i * D, D, 2); \
		if (i + ROWS <= n) {                                           \
			walk_groups(sum + i, fast, f->trees, x + i * D, D, 1); \
			i += ROWS;                                             \
		}                                                              \
		break

AVX512 static size_t
words_walk(double *sum, const struct iforest *f, const float *x, size_t n)
{
	const struct iforest_fast *fast = f->fast;
	size_t i = 0;

	switch (f->d) {
		GROUPS(1);
		GROUPS(2);
		GROUPS(3);
		GROUPS(4);
		GROUPS(5);
		GROUPS(6);
		GROUPS(7);
		GROUPS(8);
	}
	return i;
}

#else

static struct iforest_fast *
make_words(const struct iforest *f, struct ranking *r)
{
	(void)f;
	(void)r;
	return NULL;
}

static size_t
words_walk(double *sum, const struct iforest *f, const float *x, size_t n)
{
	(void)sum;
	(void)f;
	(void)x;
	(void)n;
	return 0;
}

#endif

struct iforest_fast *
iforest_fast_make(const struct iforest *f, uint64_t rows)
{
	struct iforest_fast *fast = NULL;
	struct ranking r = { 0 };

	if (ranking_init(&r, f->n) == 0) {
		if (f->d == 1)
			fast = make_steps(f, &r, rows);
		if (fast == NULL)
			fast = make_words(f, &r);
	}
	ranking_fini(&r);
	return fast;
}

size_t
iforest_fast_walk(double *sum, const struct iforest *f, const float *x,
    size_t n)
{
	if (f->fast == NULL)
		return 0;
	if (f->fast->step == NULL)
		return words_walk(sum, f, x, n);
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
	free(fast->leaf);
	free(fast);
}
