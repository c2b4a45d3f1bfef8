/*
 * buffer.c - the rows in and near events, and the thresholds that reach them.
 *
 * Near rows are found by walking outward from each event, so the rows far from
 * events are read only once, for their scores.  With ranks, all scores are
 * sorted; without, the far rows are counted between the near ones (marks.h).
 * In a random order the near rows get ranks drawn without replacement.
 */
#include "eval/metric/buffer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/subset.h"
#include "math/stats.h"

void
buffer_fini(struct buffer *b)
{
	free(b->run);
	free(b->of_run);
	free(b->near);
	free(b->order);
	free(b->step);
	memset(b, 0, sizeof(*b));
}

/* ---- near rows ---- */

static int
left_out(const struct view *v, uint32_t row)
{
	return v->role[rowset_events(v->rows, row)] < 0;
}

/* The next row up or down that is not left out. */
static uint32_t
next_row(const struct view *v, uint32_t row, int step)
{
	do
		row += (uint32_t)step;
	while (left_out(v, row));
	return row;
}

static int
same_series(const struct run *a, const struct run *b)
{
	return a->begin == b->begin && a->end == b->end;
}

/* How far the buffer of run i extends upwards before the next event. */
static uint32_t
reach_up(const struct buffer *b, long i)
{
	const struct run *r = &b->run[i];
	uint32_t end = r->end;

	if (i + 1 < b->nrun && same_series(r, r + 1))
		end = r[1].first;
	return end - r->last - 1 < b->reach ? end - r->last - 1 : b->reach;
}

/* How far it extends downwards, except for rows that an earlier one reached. */
static uint32_t
reach_down(const struct buffer *b, long i)
{
	const struct run *r = &b->run[i];
	uint32_t begin = r->begin;

	if (i > 0 && same_series(r - 1, r))
		begin = r[-1].last + 1 + reach_up(b, i - 1);
	return r->first - begin < b->reach ? r->first - begin : b->reach;
}

static uint32_t
distance_down(const struct buffer *b, uint32_t position, long i)
{
	const struct run *r = &b->run[i];

	if (i <= 0 || i > b->nrun ||
	    (i < b->nrun && !same_series(r - 1, r) && position >= r->begin))
		return UINT32_MAX;
	return position - r[-1].last;
}

static uint32_t
distance_up(const struct buffer *b, uint32_t position, long i)
{
	if (i >= b->nrun || b->run[i].begin > position)
		return UINT32_MAX;
	return b->run[i].first - position;
}

/* A row between run i - 1 and run i, at least one of which is in reach. */
static void
add_between(struct buffer *b, uint32_t position, uint32_t row, long i)
{
	uint32_t down = distance_down(b, position, i);
	uint32_t up = distance_up(b, position, i);
	struct near *n = &b->near[b->nnear++];
	const struct run *r = b->run;

	*n = (struct near){ .position = position,
		.row = row,
		.run = (uint32_t)i,
		.distance = down < up ? down : up };
	n->shared = down <= b->reach && up <= b->reach;
	/* further events on the same side */
	if (down <= b->reach && i > 1 && same_series(&r[i - 2], &r[i - 1]))
		n->shared |= position - r[i - 2].last <= b->reach;
	if (up <= b->reach && i + 1 < b->nrun && same_series(&r[i], &r[i + 1]))
		n->shared |= r[i + 1].first - position <= b->reach;
}

/* The rows below an event, the event itself, and the rows above. */
static void
add_run(struct buffer *b, const struct view *v, long i)
{
	const struct run *r = &b->run[i];
	uint32_t down = reach_down(b, i), up = reach_up(b, i), row = r->row, k;

	for (k = 0; k < down; k++)
		row = next_row(v, row, -1);
	for (k = down; k > 0; k--, row = next_row(v, row, 1))
		add_between(b, r->first - k, row, i);
	b->of_run[i] = (uint32_t)b->nnear;
	for (k = r->first; k <= r->last; k++) {
		b->near[b->nnear++] = (struct near){ .position = k,
			.row = row,
			.run = (uint32_t)i };
		if (k < r->last)
			row = next_row(v, row, 1);
	}
	for (k = 1; k <= up; k++) {
		row = next_row(v, row, 1);
		add_between(b, r->last + k, row, i + 1);
	}
}

static int
find_near(struct buffer *b, const struct view *v, struct err *err)
{
	size_t n = 0;

	for (long i = 0; i < b->nrun; i++)
		n += (size_t)reach_down(b, i) + reach_up(b, i) +
		     b->run[i].last - b->run[i].first + 1;
	b->of_run = malloc(((size_t)b->nrun + 1) * sizeof(*b->of_run));
	b->near = malloc((n + 1) * sizeof(*b->near));
	b->order = malloc((n + 1) * sizeof(*b->order));
	if (b->of_run == NULL || b->near == NULL || b->order == NULL)
		return err_errno(err, "%zu rows near events", n);
	for (long i = 0; i < b->nrun; i++)
		add_run(b, v, i);
	return 0;
}

/* ---- thresholds at ranks ---- */

/* All scores of the view in descending order, in the rows' scratch. */
static const double *
sorted_scores(const struct view *v)
{
	double *x = view_scratch(v), t;
	size_t i, n = 0;

	for (i = v->first; i < v->end; i++) {
		x[n] = v->score[i];
		n += !left_out(v, (uint32_t)i);
	}
	stats_sort(x, n);
	for (i = 0; i < n / 2; i++) {
		t = x[i];
		x[i] = x[n - 1 - i];
		x[n - 1 - i] = t;
	}
	return x;
}

/* The rank of threshold k of m among n rows. */
static size_t
rank_of_step(size_t k, size_t m, size_t n)
{
	double step = ((double)n - 1) / ((double)m - 1);

	return k == m - 1 ? n - 1 : (size_t)((double)k * step);
}

/* How many of the n scores, in descending order, are at least x. */
static size_t
count_from(const double *score, size_t n, double x)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (score[mid] >= x)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The first of the steps that a score reaches; the last one is the lowest
 * score there is. */
static uint32_t
step_of_score(const double *threshold, size_t n, double x)
{
	size_t lo = 0, hi = n - 1, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (x >= threshold[mid])
			hi = mid;
		else
			lo = mid + 1;
	}
	return (uint32_t)lo;
}

static int
steps_at_ranks(struct buffer *b, const struct view *v, size_t m,
    struct err *err)
{
	size_t n = v->pos + v->neg, k;
	const double *score = sorted_scores(v);
	double *threshold = malloc(m * sizeof(*threshold));

	if (threshold == NULL)
		return err_errno(err, "%zu thresholds", m);
	b->nstep = m;
	for (k = 0; k < m; k++) {
		threshold[k] = score[rank_of_step(k, m, n)];
		b->step[k].size = b->step[k].before =
		    (double)count_from(score, n, threshold[k]);
	}
	for (k = 0; k < b->nnear; k++)
		b->near[k].step =
		    step_of_score(threshold, m, v->score[b->near[k].row]);
	free(threshold);
	return 0;
}

/* ---- thresholds at all near rows ---- */

/* Near rows, and rows left out, which are not counted anywhere. */
static size_t
list_marked(uint32_t *list, const struct buffer *b, const struct view *v)
{
	size_t i, k = 0, n = 0;
	uint32_t out;

	for (i = 0; i < v->nlabelled; i++) {
		out = v->labelled[i];
		if (!left_out(v, out))
			continue;
		for (; k < b->nnear && b->near[k].row < out; k++)
			list[n++] = b->near[k].row;
		list[n++] = out;
	}
	for (; k < b->nnear; k++)
		list[n++] = b->near[k].row;
	return n;
}

/* The near row at this row. */
static struct near *
near_at(const struct buffer *b, uint32_t row)
{
	size_t lo = 0, hi = b->nnear, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (b->near[mid].row < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return &b->near[lo];
}

static int
steps_at_all(struct buffer *b, const struct view *v, struct err *err)
{
	uint32_t *list = malloc((b->nnear + v->nlabelled + 1) * sizeof(*list));
	struct marks m;
	double in = 0, last = NAN;
	size_t i, n;

	marks_init(&m);
	if (list == NULL)
		return err_errno(err, "%zu rows near events", b->nnear);
	n = list_marked(list, b, v);
	if (marks_count(&m, v->score, v->first, v->end, list, n, err) == -1) {
		free(list);
		return -1;
	}
	for (i = 0; i < m.n; i++) {
		if (left_out(v, m.v[i].row))
			continue;
		if (b->nstep == 0 || v->score[m.v[i].row] != last)
			b->step[b->nstep++].before = m.v[i].above + in;
		last = v->score[m.v[i].row];
		in++;
		b->step[b->nstep - 1].size = m.v[i].upto + in;
		near_at(b, m.v[i].row)->step = (uint32_t)b->nstep - 1;
	}
	marks_fini(&m);
	free(list);
	return 0;
}

/* ---- a random order ---- */

static int
steps_at_random(struct buffer *b, const struct view *v, size_t m,
    struct err *err)
{
	size_t n = v->pos + v->neg, k, at = 0;
	uint32_t *rank = malloc((b->nnear + 1) * sizeof(*rank));

	if (rank == NULL)
		return err_errno(err, "%zu rows near events", b->nnear);
	subset_draw(rank, b->nnear, n, v->rows->seen, v->rng);
	/* the steps that the ranks reach, then ranks in a random order */
	b->nstep = m > 0 ? m : b->nnear;
	for (k = 0; k < b->nstep; k++) {
		at = m > 0 ? rank_of_step(k, m, n) : rank[k];
		b->step[k].size = (double)at + 1;
		b->step[k].before = m > 0 ? b->step[k].size : (double)at;
	}
	for (k = at = 0; k < b->nnear; k++) {
		while (b->step[at].size <= rank[k])
			at++;
		rank[k] = (uint32_t)at;
	}
	subset_shuffle(rank, b->nnear, v->rng);
	for (k = 0; k < b->nnear; k++)
		b->near[k].step = rank[k];
	free(rank);
	return 0;
}

/* ---- all of it ---- */

/* Near rows by step: a counting sort. */
static int
order_near(struct buffer *b, struct err *err)
{
	size_t *next = calloc(b->nstep + 1, sizeof(*next)), i;

	if (next == NULL)
		return err_errno(err, "%zu thresholds", b->nstep);
	for (i = 0; i < b->nnear; i++)
		next[b->near[i].step + 1]++;
	for (i = 1; i <= b->nstep; i++)
		next[i] += next[i - 1];
	for (i = 0; i < b->nnear; i++)
		b->order[next[b->near[i].step]++] = (uint32_t)i;
	free(next);
	return 0;
}

int
buffer_init(struct buffer *b, const struct view *v, uint32_t reach,
    size_t ranks, struct err *err)
{
	int ret;

	memset(b, 0, sizeof(*b));
	b->reach = reach;
	if ((b->nrun = runs_positive(&b->run, v, err)) < 0 ||
	    find_near(b, v, err) == -1)
		return -1;
	b->step = calloc((ranks > 0 ? ranks : b->nnear) + 1, sizeof(*b->step));
	if (b->step == NULL)
		return err_errno(err, "%zu thresholds", b->nnear);
	if (b->nnear == 0)
		return 0;
	ret = v->score == NULL ? steps_at_random(b, v, ranks, err)
	      : ranks > 0      ? steps_at_ranks(b, v, ranks, err)
			       : steps_at_all(b, v, err);
	return ret == -1 ? -1 : order_near(b, err);
}
