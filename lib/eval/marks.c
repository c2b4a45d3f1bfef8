/*
 * marks.c - the labelled rows in descending order of score, with counts of
 * normal rows.
 *
 * The labelled rows are sorted, P log P.  Each normal row then finds its place
 * among their distinct scores by a branchless binary search and increments a
 * counter.  LANES rows are searched at a time, so that their loads overlap:
 * N log P, with rows read once and in order.  A sort of all rows would take
 * more memory and, at the usual rates of labels, more time.
 *
 * Random orders (B0): all orders of N rows are equally likely, so the ranks of
 * the labelled rows are a random subset, assigned to them at random (Fisher
 * and Yates; Durstenfeld 1964).  This takes P draws instead of N.
 */
#include "eval/marks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "eval/scored.h"

enum { LANES = 16 };

#define SORT_NAME numbers
#define SORT_TYPE uint32_t
#define SORT_CTX const void *
#define SORT_BEFORE(ctx, a, b) ((a) < (b))
#include "math/introsort.h"

void
marks_init(struct marks *m)
{
	memset(m, 0, sizeof(*m));
}

void
marks_fini(struct marks *m)
{
	free(m->v);
	marks_init(m);
}

static int
reserve(struct marks *m, size_t n, struct err *err)
{
	m->n = 0;
	if (n > m->room) {
		if (array_resize(&m->v, n, sizeof(*m->v)) == -1)
			return err_errno(err, "%zu labelled rows", n);
		m->room = n;
	}
	m->n = n;
	return 0;
}

/* ---- counting normal rows between the labelled ones ---- */

/* Distinct labelled scores, rising, and how many normal rows are below key[0]
 * (count[0]), equal to it (count[1]), between it and key[1] (count[2]) .. */
struct steps {
	double *key;     /* [n] */
	uint32_t *count; /* [2n + 1] */
	size_t n;
};

/* Count k scores, at most LANES of them. */
static inline void
count_lanes(const struct steps *s, const double *x, size_t k)
{
	size_t at[LANES] = { 0 }, len, half, i, j;

	for (len = s->n; len > 1; len -= half) {
		half = len / 2;
		for (i = 0; i < k; i++)
			at[i] += s->key[at[i] + half - 1] < x[i] ? half : 0;
	}
	for (i = 0; i < k; i++) {
		/* key[j - 1] < x[i] <= key[j] */
		j = at[i] + (s->key[at[i]] < x[i]);
		s->count[2 * j + (j < s->n && s->key[j] == x[i])]++;
	}
}

/* The normal rows of one gap between labelled rows. */
static void
count_gap(struct marks *m, const struct steps *s, const double *x, size_t n)
{
	size_t i;
	double top = m->top;

	for (i = 0; i < n; i++)
		top = x[i] > top ? x[i] : top;
	m->top = top;
	m->normal += n;
	if (s->n == 0)
		return;
	for (i = 0; i + LANES <= n; i += LANES)
		count_lanes(s, x + i, LANES);
	count_lanes(s, x + i, n - i);
}

static void
count_normal(struct marks *m, const struct steps *s, const double *score,
    size_t first, size_t end, const uint32_t *labelled, size_t n)
{
	size_t i, from = first;

	m->normal = 0;
	m->top = -INFINITY;
	for (i = 0; i < n; i++) {
		count_gap(m, s, score + from, labelled[i] - from);
		from = labelled[i] + 1;
	}
	count_gap(m, s, score + from, end - from);
	if (m->normal == 0)
		m->top = NAN;
}

/* From the counters to above and upto, highest score first. */
static void
place_marks(struct marks *m, const struct steps *s, const double *score)
{
	uint32_t above, upto = 0;
	size_t i, k = s->n;

	for (i = 0; i < m->n;) {
		k--;
		above = upto + s->count[2 * k + 2];
		upto = above + s->count[2 * k + 1];
		for (; i < m->n && score[m->v[i].row] == s->key[k]; i++) {
			m->v[i].above = above;
			m->v[i].upto = upto;
		}
	}
}

static void
sort_labelled(struct marks *m, struct scored *item, const double *score,
    const uint32_t *labelled)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		item[i] = (struct scored){ score[labelled[i]], labelled[i] };
	scored_sort(item, m->n, NULL);
	for (i = 0; i < m->n; i++)
		m->v[i].row = item[i].row;
}

/* The distinct scores from the lowest up, overwriting the items they come
 * from. */
static void
find_steps(struct steps *s, const struct marks *m, const double *score)
{
	size_t i;
	double x;

	for (i = m->n; i-- > 0;) {
		x = score[m->v[i].row];
		if (s->n == 0 || s->key[s->n - 1] != x)
			s->key[s->n++] = x;
	}
}

int
marks_count(struct marks *m, const double *score, size_t first, size_t end,
    const uint32_t *labelled, size_t n, struct err *err)
{
	struct steps s = { 0 };
	struct scored *item = malloc((n + 1) * sizeof(*item));
	int ret = -1;

	if (item == NULL) {
		err_errno(err, "%zu labelled rows", n);
		goto out;
	}
	if (reserve(m, n, err) == -1)
		goto out;
	sort_labelled(m, item, score, labelled);
	free(item);
	item = NULL;
	s.key = malloc((n + 1) * sizeof(*s.key));
	s.count = calloc(2 * n + 1, sizeof(*s.count));
	if (s.key == NULL || s.count == NULL) {
		err_errno(err, "%zu labelled rows", n);
		goto out;
	}
	find_steps(&s, m, score);
	count_normal(m, &s, score, first, end, labelled, n);
	place_marks(m, &s, score);
	ret = 0;
out:
	free(item);
	free(s.key);
	free(s.count);
	return ret;
}

/* ---- a random order ---- */

/* Sort and drop duplicates; returns the number left. */
static size_t
distinct(uint32_t *v, size_t n)
{
	size_t i, k = 0;

	numbers_sort(v, n, NULL);
	for (i = 0; i < n; i++)
		if (k == 0 || v[i] != v[k - 1])
			v[k++] = v[i];
	return k;
}

/* Selection sampling: each number is chosen with probability (still needed) /
 * (still to come); Knuth 3.4.2, algorithm S. */
static void
draw_dense(uint32_t *out, size_t n, uint64_t below, struct rng *rng)
{
	uint64_t i;
	size_t k = 0;

	for (i = 0; k < n; i++)
		if (rng_below(rng, below - i) < n - k)
			out[k++] = (uint32_t)i;
}

void
draw_subset(uint32_t *out, size_t n, uint64_t below, struct rng *rng)
{
	size_t i, k = 0;

	if (n > below / 4) {
		draw_dense(out, n, below, rng);
		return;
	}
	/* Draw until there are n different numbers. */
	while (k < n) {
		for (i = k; i < n; i++)
			out[i] = (uint32_t)rng_below(rng, below);
		k = distinct(out, n);
	}
}

int
marks_draw(struct marks *m, size_t rows, const uint32_t *labelled, size_t n,
    struct rng *rng, struct err *err)
{
	uint32_t *rank = malloc((n + 1) * sizeof(*rank)), row;
	size_t i, j;

	if (rank == NULL || reserve(m, n, err) == -1) {
		free(rank);
		return err_errno(err, "%zu labelled rows", n);
	}
	draw_subset(rank, n, rows, rng);
	for (i = 0; i < n; i++) {
		m->v[i].above = m->v[i].upto = rank[i] - (uint32_t)i;
		m->v[i].row = labelled[i];
	}
	free(rank);
	for (i = n; i > 1; i--) {
		j = (size_t)rng_below(rng, i);
		row = m->v[i - 1].row;
		m->v[i - 1].row = m->v[j].row;
		m->v[j].row = row;
	}
	m->normal = rows - n;
	m->top = NAN;
	return 0;
}
