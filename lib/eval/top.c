/*
 * top.c - the k highest-scored rows of a scorer.
 */
#include "eval/top.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/eval.h"
#include "eval/scored.h"
#include "eval/subset.h"
#include "math/stats.h"

enum { SAMPLE = 4096 };

static inline int
row_before(const double *score, uint32_t a, uint32_t b)
{
	return score[a] > score[b] || (!(score[a] < score[b]) && a < b);
}

#define SORT_NAME rows
#define SORT_TYPE uint32_t
#define SORT_CTX const double *
#define SORT_BEFORE(score, a, b) row_before(score, a, b)
#include "math/introsort.h"

/*
 * A sample gives a lower bound for the scores to examine; if the bound was too
 * high, all scores are examined.
 */
double
top_value(const double *score, size_t n, size_t k, double *scratch,
    size_t *from)
{
	size_t i, found = 0, m = 0, want;
	double sample[SAMPLE], least = -INFINITY, share, at;

	for (; n > 16 * SAMPLE && m < SAMPLE; m++)
		sample[m] = score[m * (n / SAMPLE)];
	/* so many of the sample are expected above it; and 4 standard errors */
	share = (double)k * (double)m / (double)n;
	want = (size_t)(share + 4 * sqrt(share)) + 16;
	if (want < m)
		least = stats_select(sample, m, m - want);
	for (i = 0; i < n; i++) {
		scratch[found] = score[i];
		found += score[i] >= least;
	}
	if (found < k) {
		memcpy(scratch, score, n * sizeof(*score));
		found = n;
	}
	at = stats_select(scratch, found, found - k);
	for (i = *from = 0; i < found; i++)
		*from += scratch[i] >= at;
	return at;
}

/* The list is stored after 4 bytes per row. */
static uint32_t *
upper_half(const struct view *v)
{
	return (uint32_t *)(void *)v->rows->scratch + (v->end - v->first);
}

/* All orders of k rows of the view are equally likely. */
static void
draw(struct top *t, const struct view *v, size_t k)
{
	uint32_t first = (uint32_t)v->first;
	size_t i;

	for (i = 0; i < t->n; i++)
		t->row[i] -= first;
	subset_extend(t->row, t->n, k, v->end - v->first, v->rows->seen,
	    v->rng);
	for (i = 0; i < k; i++)
		t->row[i] += first;
	t->n = k;
}

/* By digits, if there is memory for it: room items, or some more. */
static void
sort_items(struct scored *item, size_t n, size_t room)
{
	struct scored *more;

	if (2 * n <= room) {
		scored_radix(item, item + n, n);
		return;
	}
	if ((more = malloc(n * sizeof(*more))) != NULL)
		scored_radix(item, more, n);
	else
		scored_sort(item, n);
	free(more);
}

/* Few rows are sorted with their scores beside them, in the lower half. */
static void
sort_rows(struct top *t, const struct view *v)
{
	struct scored *item = (struct scored *)(void *)v->rows->scratch;
	size_t i, room = (v->end - v->first) * sizeof(*t->row) / sizeof(*item);

	if (t->n > room) {
		rows_sort(t->row, t->n, v->score);
		return;
	}
	for (i = 0; i < t->n; i++)
		item[i] = (struct scored){ v->score[t->row[i]], t->row[i] };
	sort_items(item, t->n, room);
	for (i = 0; i < t->n; i++)
		t->row[i] = item[i].row;
}

static void
take(struct top *t, const struct view *v, size_t k)
{
	size_t i, from;
	double least;

	if (v->first == 0 && v->end == t->all && t->nabove >= k &&
	    t->nabove / 4 <= k) {
		memcpy(t->row, t->above, t->nabove * sizeof(*t->row));
		t->n = t->nabove;
		sort_rows(t, v);
		return;
	}
	least = top_value(v->score + v->first, v->end - v->first, k,
	    v->rows->scratch, &from);
	for (i = v->first; i < v->end; i++)
		if (v->score[i] >= least)
			t->row[t->n++] = (uint32_t)i;
	sort_rows(t, v);
}

void
top_rows(struct top *t, const struct view *v, size_t k)
{
	size_t n = v->end - v->first;
	int same = t->made && t->first == v->first && t->end == v->end;

	k = k < n ? k : n;
	if (same && t->n >= k)
		return;
	if (!same || v->score != NULL)
		*t = (struct top){ .above = t->above,
			.nabove = t->nabove,
			.all = t->all,
			.row = upper_half(v),
			.first = v->first,
			.end = v->end,
			.made = 1 };
	if (k == 0)
		return;
	if (v->score == NULL)
		draw(t, v, k);
	else
		take(t, v, k);
}
