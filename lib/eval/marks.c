/*
 * marks.c - the labelled rows in descending order of score, with counts of
 * normal rows.
 *
 * The labelled rows are sorted, P log P.  Each normal row then finds its place
 * among their distinct scores (lookup.h) and increments a counter: about N
 * steps, with rows read once and in order.  A sort of all rows would take more
 * memory and, at the usual rates of labels, more time.
 *
 * Random orders (B0): all orders of N rows are equally likely, so the ranks of
 * the labelled rows are a random subset, assigned to them at random: subset.h.
 * This takes P draws instead of N.
 */
#include "eval/marks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "eval/lookup.h"
#include "eval/scored.h"
#include "eval/subset.h"

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

enum { LANES = 2 };

/* Distinct labelled scores, rising, and how many normal rows are below key[0]
 * (count[0]), equal to it (count[1]), between it and key[1] (count[2]) ..
 * A count is the sum of LANES counters, so that an addition seldom waits for
 * the one before. */
struct steps {
	struct lookup key;        /* n of them */
	uint32_t (*count)[LANES]; /* [2n + 1] */
};

static inline void
count_score(const struct steps *s, double x, int lane)
{
	const struct lookup *g = &s->key;
	size_t at = lookup_below(g, x);

	s->count[2 * at + (at < g->n && g->key[at] == x)][lane]++;
}

/* The normal rows of one gap between labelled rows. */
static void
count_gap(struct marks *m, const struct steps *s, const double *x, size_t n)
{
	double top[LANES] = { m->top, m->top };
	size_t i;

	for (i = 0; i + LANES <= n; i += LANES)
		for (int k = 0; k < LANES; k++)
			top[k] = x[i + k] > top[k] ? x[i + k] : top[k];
	if (i < n)
		top[0] = x[i] > top[0] ? x[i] : top[0];
	m->top = top[0] > top[1] ? top[0] : top[1];
	m->normal += n;
	if (s->key.n == 0)
		return;
	for (i = 0; i + LANES <= n; i += LANES)
		for (int k = 0; k < LANES; k++)
			count_score(s, x[i + k], k);
	if (i < n)
		count_score(s, x[i], 0);
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
	size_t i, k = s->key.n;

	for (i = 0; i < m->n;) {
		k--;
		above = upto + s->count[2 * k + 2][0] + s->count[2 * k + 2][1];
		upto = above + s->count[2 * k + 1][0] + s->count[2 * k + 1][1];
		for (; i < m->n && score[m->v[i].row] == s->key.key[k]; i++) {
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
	scored_radix(item, item + m->n, m->n);
	for (i = 0; i < m->n; i++)
		m->v[i].row = item[i].row;
}

/* The distinct scores, and counters at zero. */
static int
find_steps(struct steps *s, const struct marks *m, const double *score,
    struct err *err)
{
	double *key = malloc((m->n + 1) * sizeof(*key));
	size_t i, n = 0;
	double x;

	s->count = calloc(2 * m->n + 1, sizeof(*s->count));
	if (key == NULL || s->count == NULL) {
		free(key);
		return err_errno(err, "%zu labelled rows", m->n);
	}
	for (i = m->n; i-- > 0;) {
		x = score[m->v[i].row];
		if (n == 0 || key[n - 1] != x)
			key[n++] = x;
	}
	return lookup_init(&s->key, key, n, err);
}

int
marks_count(struct marks *m, const double *score, size_t first, size_t end,
    const uint32_t *labelled, size_t n, struct err *err)
{
	struct scored *item = malloc((2 * n + 1) * sizeof(*item));
	struct steps s = { .count = NULL };
	int ret = -1;

	if (item == NULL || reserve(m, n, err) == -1) {
		free(item);
		return err_errno(err, "%zu labelled rows", n);
	}
	sort_labelled(m, item, score, labelled);
	free(item);
	if (find_steps(&s, m, score, err) == 0) {
		count_normal(m, &s, score, first, end, labelled, n);
		place_marks(m, &s, score);
		ret = 0;
	}
	lookup_fini(&s.key);
	free(s.count);
	return ret;
}

int
marks_tie(struct marks *m, size_t rows, const uint32_t *labelled, size_t n,
    double score, struct err *err)
{
	if (reserve(m, n, err) == -1)
		return -1;
	m->normal = rows - n;
	m->top = m->normal > 0 ? score : NAN;
	for (size_t i = 0; i < n; i++)
		m->v[i] = (struct mark){ labelled[i], 0, (uint32_t)(rows - n) };
	return 0;
}

/* ---- a random order ---- */

int
marks_draw(struct marks *m, size_t rows, const uint32_t *labelled, size_t n,
    uint64_t *seen, struct rng *rng, struct err *err)
{
	uint32_t *rank = malloc((n + 1) * sizeof(*rank));
	size_t i;

	if (rank == NULL || reserve(m, n, err) == -1) {
		free(rank);
		return err_errno(err, "%zu labelled rows", n);
	}
	subset_draw(rank, n, rows, seen, rng);
	for (i = 0; i < n; i++)
		m->v[i].above = m->v[i].upto = rank[i] - (uint32_t)i;
	memcpy(rank, labelled, n * sizeof(*rank));
	subset_shuffle(rank, n, rng);
	for (i = 0; i < n; i++)
		m->v[i].row = rank[i];
	free(rank);
	m->normal = rows - n;
	m->top = NAN;
	return 0;
}
