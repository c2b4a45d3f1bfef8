/*
 * evaluation.c - scored rows in: events, decisions, baselines.
 *
 * What needs the times of rows (delays, runs of alarms, days) is told to the
 * tallies here, while they are at hand.
 */
#include "eval/evaluation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"

static void
name_figures(struct evaluation *e)
{
	const struct metric *const *m;
	int i;

	for (m = metric_list; *m != NULL; m++)
		for (i = 0; (*m)->values[i] != NULL; i++) {
			if (e->nfigure == FIGURES_MAX)
				BUG("more values of metrics than figures");
			e->figure[e->nfigure].metric = *m;
			e->figure[e->nfigure++].value = (*m)->values[i];
		}
}

int
evaluation_init(struct evaluation *e, struct symtab *syms,
    const struct eval_opts *o, struct err *err)
{
	int i;

	memset(e, 0, sizeof(*e));
	e->syms = syms;
	e->o = *o;
	e->has[SCORER_MODEL] = 1;
	e->labelled = o->spans != NULL;
	name_figures(e);
	e->anomaly_type = symtab_add(syms, "anomaly", 7, err);
	if (e->anomaly_type == 0 || events_init(&e->events, err) == -1)
		return -1;
	for (i = 0; metric_list[i] != NULL; i++)
		if (metric_list[i]->tally_new != NULL &&
		    (e->tally[i] = metric_list[i]->tally_new(err)) == NULL)
			return -1;
	return 0;
}

void
evaluation_fini(struct evaluation *e)
{
	int i;

	for (i = 0; metric_list[i] != NULL; i++)
		if (e->tally[i] != NULL)
			metric_list[i]->tally_free(e->tally[i]);
	free(e->score);
	free(e->base[0]);
	free(e->base[1]);
	free(e->event);
	free(e->order);
	free(e->table);
	events_fini(&e->events);
	memset(e, 0, sizeof(*e));
}

/* ---- one row ---- */

static int
grow_one(void *array, size_t room, size_t size, struct err *err)
{
	void *p, *old;

	memcpy(&old, array, sizeof(old));
	if ((p = realloc(old, room * size)) == NULL)
		return err_errno(err, "%zu rows", room);
	memcpy(array, &p, sizeof(p));
	return 0;
}

/* Pages that no row has reached yet take no memory. */
static int
grow(struct evaluation *e, struct err *err)
{
	size_t room = e->room ? e->room + e->room / 2 : 4096;

	if (e->n >= UINT32_MAX)
		return err_set(err, "more than %u scored rows", UINT32_MAX);
	if (e->n < e->room)
		return 0;
	if (grow_one(&e->score, room, sizeof(*e->score), err) == -1 ||
	    grow_one(&e->base[0], room, sizeof(*e->base[0]), err) == -1 ||
	    grow_one(&e->base[1], room, sizeof(*e->base[1]), err) == -1 ||
	    grow_one(&e->event, room, sizeof(*e->event), err) == -1)
		return -1;
	e->room = room;
	return 0;
}

/* The event of a row, 0 when it is normal; -1 on failure. */
static int
find_event(struct evaluation *e, struct series *s, struct tally_row *row,
    const struct eval_row *r, struct err *err)
{
	uint32_t type = r->type, id = r->id;
	const struct span *span = NULL;

	if (e->o.spans != NULL) {
		span = spans_find(e->o.spans, r->symbol, row->start, row->end);
		if (span == NULL)
			return 0;
		type = span->type;
		id = span->id;
	} else {
		e->labelled |= r->label >= 0;
		if (r->label != 1) {
			s->run = 0;
			return 0;
		}
	}
	row->event = events_label(&e->events, s, r->symbol,
	    type != 0 ? type : e->anomaly_type, id, err);
	row->role = 1;
	return row->event == 0 ? -1 : 0;
}

/* What is kept of the row's event, or of all that is normal. */
static void
note_event(struct event *v, const struct tally_row *row, uint64_t number)
{
	if (v->rows++ == 0) {
		v->start = row->start;
		v->first = number;
	}
	v->end = row->end;
	v->scored += row->scored;
	if (!row->alarm)
		return;
	if (v->alarmed++ > 0)
		return;
	v->delay_rows = (double)(number - v->first);
	if (v->start != TS_NULL && row->end != TS_NULL)
		v->delay_seconds =
		    row->end > v->start
			? (double)(row->end - v->start) / NS_SECOND
			: 0;
}

static int
decide(struct evaluation *e, const struct eval_row *r)
{
	if (isnan(r->score))
		return 0;
	if (!isnan(e->o.threshold))
		return r->score >= e->o.threshold;
	e->undecided += r->alarm < 0;
	return r->alarm == 1;
}

static int
push_tallies(struct evaluation *e, const struct tally_row *row, struct err *err)
{
	int i;

	for (i = 0; metric_list[i] != NULL; i++)
		if (e->tally[i] != NULL &&
		    metric_list[i]->tally_push(e->tally[i], row, err) == -1)
			return -1;
	return 0;
}

int
evaluation_push(struct evaluation *e, const struct eval_row *r, struct err *err)
{
	struct tally_row row = { .start = r->start, .end = r->end };
	struct series *s;
	float base[BASELINES] = { 0, 0 };

	e->rows++;
	if (!r->scored) {
		e->other++;
		return 0;
	}
	if (r->priced)
		e->has[SCORER_B1] = e->has[SCORER_B2] = 1;
	if ((s = events_series(&e->events, r->symbol, err)) == NULL)
		return -1;
	row.series = s->index - 1;
	row.scored = !isnan(r->score);
	row.alarm = decide(e, r);
	if (find_event(e, s, &row, r, err) == -1 ||
	    push_tallies(e, &row, err) == -1)
		return -1;
	note_event(&e->events.v[row.event], &row, s->rows++);
	if (r->priced)
		baseline_step(&s->baseline, base, r->price, r->difference);
	if (!row.scored) {
		e->not_scored++;
		return 0;
	}
	if (grow(e, err) == -1)
		return -1;
	e->score[e->n] = r->score;
	e->base[0][e->n] = base[0];
	e->base[1][e->n] = base[1];
	e->event[e->n++] = row.event;
	e->alarmed += row.alarm != 0;
	return 0;
}

/* ---- after the last row ---- */

int
evaluation_finish(struct evaluation *e, struct err *err)
{
	if (e->rows > 0 && e->rows == e->other)
		return err_set(err, "no row has a score: wants the output of "
				    "tickscore");
	if (e->rows > 0 && e->n == 0)
		return err_set(err, "no row has a score: all are warm-up or "
				    "lack values");
	e->order = malloc((e->n + 1) * sizeof(*e->order));
	if (e->order == NULL)
		return err_errno(err, "%zu rows", e->n);
	return evaluation_figures(e, err);
}

int
figure_find(const struct evaluation *e, const char *metric, const char *value)
{
	int i;

	for (i = 0; i < e->nfigure; i++)
		if (strcmp(e->figure[i].metric->name, metric) == 0 &&
		    strcmp(e->figure[i].value, value) == 0)
			return i;
	return -1;
}

double
evaluation_figure(const struct evaluation *e, int table, int scorer,
    const char *metric, const char *value)
{
	int i = figure_find(e, metric, value);

	return i < 0 ? NAN : e->table[table].of[scorer].v[i];
}

int
evaluation_decided(const struct evaluation *e)
{
	return e->undecided < e->n;
}

const char *
evaluation_type(const struct evaluation *e, uint32_t type)
{
	return type == 0 ? "all" : symtab_text(e->syms, type, NULL);
}
