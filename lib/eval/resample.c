/*
 * resample.c - 95 % intervals by a bootstrap over days.
 *
 * Ranking metrics need the labelled rows with the weights of their days, and
 * the weighted number of normal rows between them.  So for each scorer and
 * table the normal rows are reduced to (day, place among the labelled scores,
 * count), at most 8 bytes of scratch per row.  A draw then walks over these
 * and over the labelled rows.  The figures of alarms are ratios of sums over
 * days: resample_sum.c.
 */
#include "eval/resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/judge.h"
#include "eval/sweep.h"

enum { STREAM_DAYS = 2 };

/* Normal rows of one day at one place: `code' 2j between the labelled scores
 * j - 1 and j, 2j + 1 equal to score j, scores rising. */
struct entry {
	uint32_t code, count;
};

struct table_draws {
	struct judge *j;
	const struct days *days;
	double *key;        /* [nkey] labelled scores, rising */
	uint32_t *key_of;   /* [nmark] the key of a mark */
	uint32_t *mark_day; /* [nmark] */
	size_t nkey;
	struct entry *entry; /* by day: [at[d] .. at[d + 1]) */
	size_t *at;
	uint64_t *sum;     /* [2 nkey + 1] of a draw */
	uint32_t *weight;  /* [nmark] of a draw */
	struct mark *mark; /* [nmark] of a draw */
	struct step *step; /* of a draw; room for nmark */
	double *value;     /* [figures that have one][draws] */
};

/* ---- days drawn ---- */

int
resample_init(struct judge *j, struct err *err)
{
	struct evaluation *e = j->e;
	struct resample *r = &j->resample;
	size_t draws = (size_t)e->o.resamples, days = e->days.count, i, k;
	size_t n = (size_t)e->ntable * (size_t)e->nscorer * draws;
	struct rng rng;

	if (draws == 0 || days < 2) /* one day would always be drawn */
		return 0;
	r->weight = calloc(draws * days, sizeof(*r->weight));
	r->ap = malloc(n * sizeof(*r->ap));
	if (r->weight == NULL || r->ap == NULL)
		return err_errno(err, "%zu days drawn %zu times", days, draws);
	for (i = 0; i < draws; i++) {
		rng_init(&rng, i + 1, STREAM_DAYS);
		for (k = 0; k < days; k++)
			r->weight[i * days + rng_below(&rng, days)]++;
	}
	for (i = 0; i < n; i++)
		r->ap[i] = NAN;
	return 0;
}

void
resample_fini(struct resample *r)
{
	free(r->weight);
	free(r->ap);
	memset(r, 0, sizeof(*r));
}

const double *
resample_ap(const struct judge *j, int table, int scorer)
{
	const struct evaluation *e = j->e;

	if (j->resample.ap == NULL)
		return NULL;
	return j->resample.ap +
	       ((size_t)table * (size_t)e->nscorer + (size_t)scorer) *
		   (size_t)e->o.resamples;
}

size_t
resample_stretch(const struct days *d, size_t row)
{
	size_t lo = 0, hi = d->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (d->v[mid].end <= row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* ---- the rows of a table, by day and place ---- */

static void
find_keys(struct table_draws *t)
{
	const struct judge *j = t->j;
	const struct mark *m = j->marks.v;
	const double *score = j->view.score;

	for (size_t i = j->marks.n; i-- > 0;) {
		double x = score[m[i].row];

		if (t->nkey == 0 || t->key[t->nkey - 1] != x)
			t->key[t->nkey++] = x;
		t->key_of[i] = (uint32_t)t->nkey - 1;
		t->mark_day[i] =
		    t->days->v[resample_stretch(t->days, m[i].row)].series;
	}
}

/* The place of a score among the keys. */
static uint32_t
code_of(const struct table_draws *t, double x)
{
	size_t lo = 0, len = t->nkey, half;

	if (len == 0)
		return 0;
	for (; len > 1; len -= half) {
		half = len / 2;
		lo += t->key[lo + half - 1] < x ? half : 0;
	}
	lo += t->key[lo] < x;
	return (uint32_t)(2 * lo + (lo < t->nkey && t->key[lo] == x));
}

/* Count one stretch of rows; places whose counter was 0 are listed. */
static size_t
count_stretch(struct table_draws *t, size_t from, size_t to, size_t n)
{
	const struct rowset *r = &t->j->e->rows;
	const double *score = t->j->view.score;

	for (size_t i = from; i < to; i++) {
		uint32_t code;

		if (rowset_events(r, i) != 0)
			continue;
		code = code_of(t, score[i]);
		if (t->sum[code]++ == 0)
			t->entry[n++].code = code;
	}
	return n;
}

/* Stretches in the order of their days: a counting sort. */
static size_t *
order_stretches(const struct days *d, size_t first, size_t end, struct err *err)
{
	size_t *order = malloc((end - first + 1) * sizeof(*order));
	size_t *next = calloc((size_t)d->count + 1, sizeof(*next)), i;

	if (order == NULL || next == NULL) {
		free(order);
		free(next);
		err_errno(err, "%u days", d->count);
		return NULL;
	}
	for (i = first; i < end; i++)
		next[d->v[i].series + 1]++;
	for (i = 1; i <= d->count; i++)
		next[i] += next[i - 1];
	for (i = first; i < end; i++)
		order[next[d->v[i].series]++] = i;
	free(next);
	return order;
}

static int
count_days(struct table_draws *t, struct err *err)
{
	const struct days *d = t->days;
	const struct view *v = &t->j->view;
	size_t first = resample_stretch(d, v->first), k = 0, n = 0, from;
	size_t end =
	    v->end > v->first ? resample_stretch(d, v->end - 1) + 1 : first;
	size_t *order = order_stretches(d, first, end, err);

	if (order == NULL)
		return -1;
	for (uint32_t day = 0; day < d->count; day++) {
		t->at[day] = n;
		for (; k < end - first && d->v[order[k]].series == day; k++) {
			from = order[k] > 0 ? d->v[order[k] - 1].end : 0;
			n = count_stretch(t, from, d->v[order[k]].end, n);
		}
		for (size_t i = t->at[day]; i < n; i++) {
			t->entry[i].count = (uint32_t)t->sum[t->entry[i].code];
			t->sum[t->entry[i].code] = 0;
		}
	}
	t->at[d->count] = n;
	free(order);
	return 0;
}

/* ---- one draw ---- */

/* The marks of a draw, and the rows it has of role 1 and 0. */
static void
draw_marks(struct table_draws *t, const uint32_t *weight, uint64_t *pos,
    uint64_t *neg)
{
	const struct judge *j = t->j;
	uint64_t above = 0, upto;
	size_t i, k, codes = 2 * t->nkey + 1;

	memset(t->sum, 0, codes * sizeof(*t->sum));
	for (uint32_t d = 0; d < t->days->count; d++)
		for (i = t->at[d]; weight[d] > 0 && i < t->at[d + 1]; i++)
			t->sum[t->entry[i].code] +=
			    (uint64_t)weight[d] * t->entry[i].count;
	*pos = 0;
	for (i = 0, k = t->nkey; i < j->marks.n;) {
		k--;
		above += t->sum[2 * k + 2];
		upto = above + t->sum[2 * k + 1];
		for (; i < j->marks.n && t->key_of[i] == k; i++) {
			uint32_t row = j->marks.v[i].row;

			t->mark[i] = (struct mark){ row, (uint32_t)above,
				(uint32_t)upto };
			t->weight[i] = weight[t->mark_day[i]];
			if (j->role[rowset_events(&j->e->rows, row)] == 1)
				*pos += t->weight[i];
		}
		above = upto;
	}
	*neg = 0;
	for (i = 0; i < codes; i++)
		*neg += t->sum[i];
}

/* The ranking metrics of a draw into value[][draw]. */
static void
rank_draw(struct table_draws *t, size_t draw)
{
	const struct judge *j = t->j;
	const struct evaluation *e = j->e;
	size_t draws = (size_t)e->o.resamples;
	struct view view = j->view;
	struct ranking r = { .view = &view,
		.step = t->step,
		.top = j->marks.top };
	double out[EVAL_VALUES_MAX];

	draw_marks(t, j->resample.weight + draw * t->days->count, &view.pos,
	    &view.neg);
	r.nstep = sweep_steps(t->step, &view, t->mark, j->mark_set, t->weight,
	    j->marks.n);
	for (int i = 0; i < e->nfigure;) {
		const struct metric *m = e->figure[i].metric;

		if (m->rank != NULL)
			m->rank(out, &r);
		for (int k = 0; m->values[k] != NULL; k++, i++)
			t->value[(size_t)i * draws + draw] =
			    m->rank != NULL ? out[k] : NAN;
	}
}

/* ---- one table ---- */

static int
alloc(struct table_draws *t, struct err *err)
{
	const struct evaluation *e = t->j->e;
	size_t n = t->j->marks.n + 1;

	t->key = malloc(n * sizeof(*t->key));
	t->key_of = malloc(n * sizeof(*t->key_of));
	t->mark_day = malloc(n * sizeof(*t->mark_day));
	t->weight = malloc(n * sizeof(*t->weight));
	t->mark = malloc(n * sizeof(*t->mark));
	t->step = malloc(n * sizeof(*t->step));
	t->sum = calloc(2 * n + 1, sizeof(*t->sum));
	t->at = calloc((size_t)t->days->count + 1, sizeof(*t->at));
	t->value = malloc(
	    (size_t)e->nfigure * (size_t)e->o.resamples * sizeof(*t->value));
	if (t->key == NULL || t->key_of == NULL || t->mark_day == NULL ||
	    t->weight == NULL || t->mark == NULL || t->step == NULL ||
	    t->sum == NULL || t->at == NULL || t->value == NULL)
		return err_errno(err, "%zu labelled rows", n);
	t->entry = (struct entry *)(void *)view_scratch(&t->j->view);
	return 0;
}

static void
fini(struct table_draws *t)
{
	free(t->key);
	free(t->key_of);
	free(t->mark_day);
	free(t->weight);
	free(t->mark);
	free(t->step);
	free(t->sum);
	free(t->at);
	free(t->value);
}

static void
keep(struct table_draws *t, int table, int scorer)
{
	struct judge *j = t->j;
	const struct evaluation *e = j->e;
	size_t draws = (size_t)e->o.resamples;
	struct floor *to =
	    e->table[table].interval + (size_t)scorer * (size_t)e->nfigure;
	double *ap =
	    j->resample.ap +
	    ((size_t)table * (size_t)e->nscorer + (size_t)scorer) * draws;
	int k = figure_find(e, "average_precision", "");

	if (k >= 0)
		memcpy(ap, t->value + (size_t)k * draws, draws * sizeof(*ap));
	for (int i = 0; i < e->nfigure; i++)
		if (resample_has(&e->figure[i]))
			floor_of(&to[i], t->value + (size_t)i * draws, draws);
}

int
resample_table(struct judge *j, int table, int scorer, struct err *err)
{
	struct evaluation *e = j->e;
	struct table_draws t = { .j = j, .days = &e->days };
	int ret = -1;

	if (j->resample.weight == NULL)
		return 0;
	if (alloc(&t, err) == -1)
		goto out;
	find_keys(&t);
	if (count_days(&t, err) == -1)
		goto out;
	for (int i = 0; i < e->o.resamples; i++)
		rank_draw(&t, (size_t)i);
	if (judge_decided(e, scorer) && resample_sums(j, t.value, err) == -1)
		goto out;
	keep(&t, table, scorer);
	ret = 0;
out:
	fini(&t);
	return ret;
}
