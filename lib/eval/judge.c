/*
 * judge.c - evaluate the scorers one after the other, each in all tables.
 */
#include "eval/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"
#include "eval/sweep.h"

/* ---- figures ---- */

struct ranking
judge_ranking(const struct judge *j)
{
	return (struct ranking){ .view = &j->view,
		.step = j->step,
		.nstep = j->nstep,
		.top = j->marks.top };
}

/* Without a threshold there is nothing to report. */
static void
forget(double *out)
{
	for (int i = 0; i < EVAL_VALUES_MAX; i++)
		out[i] = NAN;
}

int
judge_metrics(struct judge *j, double *value, struct err *err)
{
	const struct evaluation *e = j->e;
	struct ranking r = judge_ranking(j);
	double out[EVAL_VALUES_MAX];
	const struct metric *m;

	/* the figures of a metric are consecutive */
	for (int i = 0; i < e->nfigure;) {
		m = e->figure[i].metric;
		if (m->scored && j->constant)
			forget(out);
		else if (m->rank != NULL)
			m->rank(out, &r);
		else if (m->timeline(out, &j->timeline, err) == -1)
			return -1;
		for (int k = 0; m->values[k] != NULL; k++)
			value[i++] = out[k];
	}
	return 0;
}

int
judge_decided(const struct evaluation *e, int which)
{
	if (e->scorer[which].kind == SCORER_ALWAYS)
		return 1;
	if (e->scorer[which].kind != SCORER_MODEL)
		which = 0;
	return e->scorer[which].undecided < e->nrow ||
	       e->o.choose != CHOOSE_NOT;
}

/* without decisions a timeline only has the length of the stream. */
static void
forget_decisions(const struct evaluation *e, double *value)
{
	for (int i = 0; i < e->nfigure; i++) {
		const struct figure *f = &e->figure[i];

		if (f->metric->timeline != NULL && !f->metric->scored &&
		    strcmp(f->value, "symbol_days") != 0 &&
		    strcmp(f->value, "series_days") != 0)
			value[i] = NAN;
	}
}

/* ---- single events ---- */

/* Rank of each event's highest-scored row: 1 + rows with higher scores. */
static void
rank_events(struct judge *j, int scorer)
{
	const struct evaluation *e = j->e;
	const struct mark *m = j->marks.v;
	const double *score = e->rows.score;
	const uint32_t *event;
	size_t i, above = 0;

	for (i = 0; i < j->marks.n; i++) {
		uint32_t set = rowset_events(&e->rows, m[i].row), n;

		if (i > 0 && score[m[i].row] != score[m[i - 1].row])
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

/* A row alarms: record it for one of its events. */
static void
note_fate(const struct judge *j, uint32_t event, uint32_t row)
{
	const struct evaluation *e = j->e;
	const struct event *v = &e->events.v[event];
	struct event_fate *f = &e->fate[event];
	uint64_t end = view_end(&j->view, row);

	if (f->alarmed++ > 0)
		return;
	f->delay_rows = (double)(rowset_number(&e->rows, row) - v->first);
	if (v->start != TS_NULL && end != TS_NULL)
		f->delay_seconds =
		    end > v->start ? (double)(end - v->start) / NS_SECOND : 0;
}

/* The number of rows of each event that alarmed, and the first of them. */
static void
note_fates(struct judge *j)
{
	const struct evaluation *e = j->e;
	const struct timeline *t = &j->timeline;
	const uint32_t *event;

	for (size_t i = 1; i < e->events.n; i++)
		e->fate[i].delay_rows = e->fate[i].delay_seconds = NAN;
	for (size_t i = 0; i < t->nhit; i++) {
		uint32_t row = t->hit[i];
		uint32_t n = events_of_set(&e->events,
		    rowset_events(&e->rows, row), &event);

		for (uint32_t k = 0; k < n; k++)
			note_fate(j, event[k], row);
	}
}

/* ---- the scorers ---- */

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

static int
do_table(struct judge *j, int which, int table, struct err *err)
{
	struct evaluation *e = j->e;
	struct eval_table *t = &e->table[table];
	double *value = table_values(e, t, which);

	if (judge_table(j, t, err) == -1)
		return -1;
	if (which == 0)
		count_table(j, t);
	if (t->kind == TABLE_ALL) {
		rank_events(j, which);
		if (which == 0)
			note_fates(j);
	}
	if (judge_metrics(j, value, err) == -1)
		return -1;
	if (!judge_decided(e, which))
		forget_decisions(e, value);
	return resample_table(j, table, which, err);
}

static int
do_scorer(struct judge *j, int which, struct err *err)
{
	struct evaluation *e = j->e;

	if (!e->scorer[which].known)
		return 0;
	if (judge_load(j, which, err) == -1 ||
	    judge_alarms(j, which, err) == -1)
		return -1;
	for (int i = 0; i < e->ntable; i++)
		if (do_table(j, which, i, err) == -1)
			return -1;
	return 0;
}

static int
find_labelled(struct judge *j, struct err *err)
{
	struct rowset *r = &j->e->rows;
	uint64_t *end = (uint64_t *)(void *)r->scratch;
	size_t i, n = 0;

	for (i = 0; i < r->n; i++)
		n += rowset_events(r, i) != 0;
	j->labelled = malloc((n + 1) * sizeof(*j->labelled));
	j->labelled_end = malloc((n + 1) * sizeof(*j->labelled_end));
	j->hit = malloc((n + 1) * sizeof(*j->hit));
	j->hit_run = malloc((n + 1) * sizeof(*j->hit_run));
	j->mark_set = malloc((n + 1) * sizeof(*j->mark_set));
	j->step = malloc((n + 1) * sizeof(*j->step));
	if (j->labelled == NULL || j->labelled_end == NULL || j->hit == NULL ||
	    j->hit_run == NULL || j->mark_set == NULL || j->step == NULL)
		return err_errno(err, "%zu labelled rows", n);
	if (rowset_times(r, end, err) == -1)
		return -1;
	for (i = 0; i < r->n; i++)
		if (rowset_events(r, i) != 0) {
			j->labelled_end[j->nlabelled] = end[i];
			j->labelled[j->nlabelled++] = (uint32_t)i;
		}
	return 0;
}

static int
begin(struct judge *j, struct err *err)
{
	struct evaluation *e = j->e;

	marks_init(&j->marks);
	if (judge_windows(j, err) == -1 || /* makes sets */
	    rowset_mark(&e->rows, err) == -1)
		return -1;
	e->fate = calloc(e->events.n, sizeof(*e->fate));
	e->rank = calloc(e->events.n * (size_t)e->nscorer, sizeof(*e->rank));
	j->counts = calloc(e->events.n, sizeof(*j->counts));
	j->role = calloc(e->events.nset, sizeof(*j->role));
	if (j->role == NULL || j->counts == NULL || e->fate == NULL ||
	    e->rank == NULL)
		return err_errno(err, "%zu events", e->events.n);
	if (find_labelled(j, err) == -1 || tables_make(e, err) == -1)
		return -1;
	return resample_init(j, err);
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
		judge_verdicts(&j);
	resample_fini(&j.resample);
	marks_fini(&j.marks);
	free(j.labelled);
	free(j.labelled_end);
	free(j.hit);
	free(j.hit_run);
	free(j.mark_set);
	free(j.step);
	free(j.alarm_room);
	free(j.role);
	free(j.counts);
	return ret;
}
