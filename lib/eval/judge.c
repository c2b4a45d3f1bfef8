/*
 * judge.c - the scorers in turn, each in all tables.
 *
 * The one array of doubles serves them: first the scores of the first model,
 * as the rows brought them, then each further column in their place.
 */
#include "eval/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"
#include "math/stats.h"

/* What the floor is stated for. */
static const struct {
	const char *metric, *value;
} floor_figures[] = {
	{ "average_precision", "" },
	{ "ap_lift", "" },
	{ "roc_auc", "" },
	{ "best_f1", "f" },
	{ "best_f4", "f" },
	{ "point", "precision" },
	{ "point", "recall" },
	{ "point", "f05" },
	{ "point", "f1" },
	{ "point", "f2" },
	{ "point", "f4" },
	{ "point", "mcc" },
	{ "events", "event_recall" },
};

/* ---- the scores of a column ---- */

static int
load_scores(struct evaluation *e, int column, struct err *err)
{
	static const size_t max = COLUMN_BLOCK;
	double *x = malloc(max * sizeof(*x));
	float *f = malloc(max * sizeof(*f));
	int single = e->columns.size[column] == sizeof(float);
	size_t row = 0;
	long n = -1;

	if (x == NULL || f == NULL) {
		err_errno(err, "columns of scores");
		goto out;
	}
	rowset_rewind(&e->rows);
	for (uint64_t b = 0;; b++) {
		n = columns_read(&e->columns, column, b, single ? (void *)f : x,
		    err);
		if (n <= 0)
			break;
		for (long i = 0; single && i < n; i++)
			x[i] = (double)f[i];
		rowset_scatter(&e->rows, e->rows.score, x, row, (size_t)n);
		row += (size_t)n;
	}
out:
	free(x);
	free(f);
	return n == 0 ? 0 : -1;
}

/* The decisions of a further model, into the flags of the rows. */
static int
load_alarms(struct evaluation *e, int column, struct err *err)
{
	unsigned char *a = malloc(COLUMN_BLOCK);
	struct rowset *r = &e->rows;
	size_t row = 0;
	long n = -1;

	if (a == NULL)
		return err_errno(err, "columns of scores");
	rowset_rewind(r);
	for (uint64_t b = 0;
	     (n = columns_read(&e->columns, column, b, a, err)) > 0; b++)
		for (long i = 0; i < n; i++, row++) {
			size_t to = r->cursor[r->series[row]]++;

			r->set[to] &= ~ROW_ALARM;
			r->set[to] |= a[i] ? ROW_ALARM : 0;
		}
	free(a);
	return n == 0 ? 0 : -1;
}

/* ---- alarms ---- */

int
judge_alarms(struct judge *j, size_t n, struct err *err)
{
	uint32_t *p;

	j->nalarm = n;
	if (n <= j->room_alarm)
		return 0;
	if ((p = realloc(j->alarm, n * sizeof(*p))) == NULL)
		return err_errno(err, "%zu alarms", n);
	j->alarm = p;
	j->room_alarm = n;
	return 0;
}

static int
alarms_of_flags(struct judge *j, size_t n, struct err *err)
{
	const struct rowset *r = &j->e->rows;
	size_t i, k = 0;

	if (judge_alarms(j, n, err) == -1)
		return -1;
	for (i = 0; i < r->n; i++)
		if (r->set[i] & ROW_ALARM)
			j->alarm[k++] = (uint32_t)i;
	return 0;
}

/*
 * The k-th highest score, 1 <= k <= n.  A sample says which scores are high
 * enough to be looked at; when it was wrong all are.
 */
static double
kth_highest(struct rowset *r, size_t k)
{
	enum { SAMPLE = 4096 };
	size_t i, n = 0, m = 0, want;
	double sample[SAMPLE], floor = -INFINITY;

	for (i = 0; r->n > 16 * SAMPLE && m < SAMPLE; m++)
		sample[m] = r->score[m * (r->n / SAMPLE)];
	want = 2 * k / (r->n / SAMPLE + 1) + 64;
	if (want < m)
		floor = stats_select(sample, m, m - want);
	for (i = 0; i < r->n; i++) {
		r->scratch[n] = r->score[i];
		n += r->score[i] >= floor;
	}
	if (n < k) {
		memcpy(r->scratch, r->score, r->n * sizeof(double));
		n = r->n;
	}
	return stats_select(r->scratch, n, n - k);
}

/* The strangest rows, k of them or fewer: ties are not cut. */
static int
alarms_on_top(struct judge *j, size_t k, struct err *err)
{
	struct rowset *r = &j->e->rows;
	size_t i, higher = 0, equal = 0, n = 0;
	double at;

	k = k < r->n ? k : r->n;
	if (k == 0)
		return judge_alarms(j, 0, err);
	at = kth_highest(r, k);
	for (i = 0; i < r->n; i++) {
		higher += r->score[i] > at;
		equal += r->score[i] == at;
	}
	if (higher + equal > k)
		at = nextafter(at, INFINITY);
	if (judge_alarms(j, higher + equal > k ? higher : k, err) == -1)
		return -1;
	for (i = 0; i < r->n; i++)
		if (r->score[i] >= at)
			j->alarm[n++] = (uint32_t)i;
	return 0;
}

/* ---- figures ---- */

static void
put_metric(const struct evaluation *e, double *value, const struct metric *m,
    const double *out)
{
	int i, k;

	for (i = 0; e->figure[i].metric != m; i++)
		;
	for (k = 0; m->values[k] != NULL; k++)
		value[i + k] = out[k];
}

int
judge_metrics(struct judge *j, double *value, struct err *err)
{
	struct ranking r = { &j->view, j->marks.v, j->marks.n, j->marks.top };
	double out[EVAL_VALUES_MAX];
	const struct metric *m;

	for (int i = 0; (m = metric_list[i]) != NULL; i++) {
		if (m->rank != NULL)
			m->rank(out, &r);
		else if (m->timeline(out, &j->timeline, err) == -1)
			return -1;
		put_metric(j->e, value, m, out);
	}
	return 0;
}

/* Without decisions a timeline knows how long the stream was, no more. */
static void
forget_decisions(const struct evaluation *e, double *value)
{
	for (int i = 0; i < e->nfigure; i++)
		if (e->figure[i].metric->timeline != NULL &&
		    strcmp(e->figure[i].value, "symbol_days") != 0 &&
		    strcmp(e->figure[i].value, "series_days") != 0)
			value[i] = NAN;
}

/* Where each event's strangest row stands: 1 + rows that are stranger. */
static void
rank_events(struct judge *j, int scorer)
{
	const struct evaluation *e = j->e;
	const struct mark *m = j->marks.v;
	const uint32_t *event;
	size_t i, above = 0;

	for (i = 0; i < j->marks.n; i++) {
		uint32_t set = rowset_events(&e->rows, m[i].row), n;

		if (i > 0 &&
		    e->rows.score[m[i].row] != e->rows.score[m[i - 1].row])
			above = i;
		n = events_of_set(&e->events, set, &event);
		for (uint32_t k = 0; k < n; k++) {
			uint32_t *rank = e->rank +
					 (size_t)event[k] * (size_t)e->nscorer +
					 scorer;

			if (*rank == 0)
				*rank = (uint32_t)above + m[i].above + 1;
		}
	}
}

/* How many rows of each event alarmed, and the first of them. */
static void
note_fates(struct judge *j)
{
	const struct evaluation *e = j->e;
	const uint32_t *event;

	for (size_t i = 1; i < e->events.n; i++)
		e->fate[i].delay_rows = e->fate[i].delay_seconds = NAN;
	for (size_t i = 0; i < j->nalarm; i++) {
		uint32_t row = j->alarm[i];
		uint64_t end = e->rows.end[row];
		uint32_t n = events_of_set(&e->events,
		    rowset_events(&e->rows, row), &event);

		for (uint32_t k = 0; k < n; k++) {
			const struct event *v = &e->events.v[event[k]];
			struct event_fate *f = &e->fate[event[k]];

			if (f->alarmed++ > 0)
				continue;
			f->delay_rows =
			    (double)(rowset_number(&e->rows, row) - v->first);
			if (v->start != TS_NULL && end != TS_NULL)
				f->delay_seconds =
				    end > v->start
					? (double)(end - v->start) / NS_SECOND
					: 0;
		}
	}
}

static void
count_table(struct judge *j, struct eval_table *t)
{
	const struct events *ev = &j->e->events;

	t->rows = j->view.pos + j->view.neg;
	t->positives = j->view.pos;
	for (size_t i = 1; i < ev->n; i++)
		t->events += j->counts[i] && ev->v[i].scored > 0;
	t->prevalence =
	    t->rows > 0 ? (double)t->positives / (double)t->rows : NAN;
}

/* ---- the scorers ---- */

static int
take_scorer(struct judge *j, int which, struct err *err)
{
	struct evaluation *e = j->e;
	const struct scorer *s = &e->scorer[which];

	if (s->column >= 0 && load_scores(e, s->column, err) == -1)
		return -1;
	if (s->alarms >= 0 && load_alarms(e, s->alarms, err) == -1)
		return -1;
	if (s->baseline ? alarms_on_top(j, e->scorer[0].alarmed, err) == -1
			: alarms_of_flags(j, s->alarmed, err) == -1)
		return -1;
	return marks_count(&j->marks, e->rows.score, e->rows.set, ROW_SET, 0,
	    e->rows.n, j->labelled, j->nlabelled, err);
}

static int
do_scorer(struct judge *j, int which, struct err *err)
{
	struct evaluation *e = j->e;
	struct eval_table *t;
	double *value;

	if (!e->scorer[which].known)
		return 0;
	if (take_scorer(j, which, err) == -1)
		return -1;
	rank_events(j, which);
	if (which == 0)
		note_fates(j);
	for (int i = 0; i < e->ntable; i++) {
		t = &e->table[i];
		value = table_values(e, t, which);
		judge_table(j, t);
		j->view.score = e->rows.score;
		if (which == 0)
			count_table(j, t);
		if (judge_metrics(j, value, err) == -1)
			return -1;
		if (!evaluation_decided(e))
			forget_decisions(e, value);
	}
	return 0;
}

/* A model that ranks no better than a line of awk is marked. */
static void
compare(struct evaluation *e)
{
	double best, ap;
	int k, s;

	for (k = 0; k < e->ntable; k++) {
		best = e->table[k].floor[0].mean;
		for (s = e->o.nmodel; s < e->nscorer; s++) {
			ap =
			    evaluation_figure(e, k, s, "average_precision", "");
			if (e->scorer[s].known && (isnan(best) || ap > best))
				best = ap;
		}
		ap = evaluation_figure(e, k, 0, "average_precision", "");
		e->table[k].equals_baseline = ap <= best;
	}
}

static int
find_labelled(struct judge *j, struct err *err)
{
	const struct rowset *r = &j->e->rows;
	size_t i, n = 0;

	for (i = 0; i < r->n; i++)
		n += rowset_events(r, i) != 0;
	if ((j->labelled = malloc((n + 1) * sizeof(*j->labelled))) == NULL)
		return err_errno(err, "%zu labelled rows", n);
	for (i = 0; i < r->n; i++)
		if (rowset_events(r, i) != 0)
			j->labelled[j->nlabelled++] = (uint32_t)i;
	return 0;
}

static int
begin(struct judge *j, struct err *err)
{
	struct evaluation *e = j->e;
	size_t i;
	int k;

	for (i = 0; i < sizeof(floor_figures) / sizeof(*floor_figures); i++) {
		k = figure_find(e, floor_figures[i].metric,
		    floor_figures[i].value);
		if (k >= 0)
			e->floor_figure[e->nfloor++] = k;
	}
	marks_init(&j->marks);
	j->role = calloc(e->events.nset, sizeof(*j->role));
	j->counts = calloc(e->events.n, sizeof(*j->counts));
	e->fate = calloc(e->events.n, sizeof(*e->fate));
	e->rank = calloc(e->events.n * (size_t)e->nscorer, sizeof(*e->rank));
	if (j->role == NULL || j->counts == NULL || e->fate == NULL ||
	    e->rank == NULL)
		return err_errno(err, "%zu events", e->events.n);
	if (find_labelled(j, err) == -1)
		return -1;
	return tables_make(e, err);
}

int
evaluation_judge(struct evaluation *e, struct err *err)
{
	struct judge j = { .e = e };
	int i, ret = begin(&j, err);

	for (i = 0; i < e->nscorer && ret == 0; i++)
		ret = do_scorer(&j, i, err);
	if (ret == 0)
		ret = judge_floor(&j, err);
	if (ret == 0)
		compare(e);
	marks_fini(&j.marks);
	free(j.labelled);
	free(j.alarm);
	free(j.role);
	free(j.counts);
	return ret;
}
