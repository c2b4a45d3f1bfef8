/*
 * evaluation.c - scored rows in: events, decisions, baselines.
 */
#include "eval/evaluation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"

static const char *const only_model[] = { "model" };

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

static struct scorer *
add_scorer(struct evaluation *e, const char *name, const char *title)
{
	struct scorer *s = &e->scorer[e->nscorer++];

	s->name = name;
	s->title = title;
	s->column = s->alarms = -1;
	return s;
}

/* The first model's scores and decisions lie with the rows. */
static void
name_scorers(struct evaluation *e)
{
	struct scorer *s;
	int i;

	for (i = 0; i < e->o.nmodel; i++) {
		s = add_scorer(e, e->o.models[i], e->o.models[i]);
		s->known = 1;
		if (i == 0)
			continue;
		s->column = columns_add(&e->columns, sizeof(double));
		s->alarms = columns_add(&e->columns, 1);
	}
	for (i = 0; i < BASELINES; i++) {
		s = add_scorer(e, baselines[i].name, baselines[i].title);
		s->baseline = 1;
		s->column = columns_add(&e->columns, sizeof(float));
	}
}

int
evaluation_init(struct evaluation *e, struct symtab *syms,
    const struct eval_opts *o, struct err *err)
{
	memset(e, 0, sizeof(*e));
	e->syms = syms;
	e->o = *o;
	if (o->nmodel == 0) {
		e->o.models = only_model;
		e->o.nmodel = 1;
	}
	e->labelled = o->spans != NULL;
	rowset_init(&e->rows);
	columns_init(&e->columns, o->tmp);
	name_figures(e);
	name_scorers(e);
	e->anomaly_type = symtab_add(syms, "anomaly", 7, err);
	if (e->anomaly_type == 0)
		return -1;
	return events_init(&e->events, err);
}

void
evaluation_fini(struct evaluation *e)
{
	for (int i = 0; i < e->ntable; i++)
		free(e->table[i].value);
	free(e->table);
	free(e->fate);
	free(e->rank);
	events_fini(&e->events);
	columns_fini(&e->columns);
	rowset_fini(&e->rows);
	memset(e, 0, sizeof(*e));
}

/* ---- one row ---- */

/* The event of a row, 0 when it is normal; -1 on failure. */
static int
find_event(struct evaluation *e, struct series *s, uint32_t *event,
    const struct eval_row *r, struct err *err)
{
	uint32_t type = r->type, id = r->id;
	const struct span *span = NULL;

	*event = 0;
	if (e->o.spans != NULL) {
		span = spans_find(e->o.spans, r->symbol, r->start, r->end);
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
	*event = events_label(&e->events, s, r->symbol,
	    type != 0 ? type : e->anomaly_type, id, err);
	return *event == 0 ? -1 : 0;
}

/* What is kept of the event of a row. */
static void
note_event(struct event *v, const struct eval_row *r, uint64_t number,
    int scored)
{
	if (v->rows++ == 0) {
		v->start = r->start;
		v->first = number;
	}
	v->end = r->end;
	v->scored += scored != 0;
}

/* A decision of a model on a scored row: its own, or by the threshold. */
static int
decide(const struct evaluation *e, struct scorer *s, double score, int own)
{
	int alarm;

	if (!isnan(e->o.threshold)) {
		alarm = score >= e->o.threshold;
	} else {
		s->undecided += own < 0;
		alarm = own == 1;
	}
	s->alarmed += alarm != 0;
	return alarm;
}

/* The cells of the columns: further models, then the baselines. */
static int
put_columns(struct evaluation *e, const struct eval_row *r, const float *base,
    struct err *err)
{
	const void *cell[COLUMNS_MAX];
	unsigned char alarm[MODELS_MAX];
	int i, n = 0;

	for (i = 1; i < e->o.nmodel; i++) {
		alarm[i] = (unsigned char)decide(e, &e->scorer[i], r->score[i],
		    r->alarm[i]);
		cell[n++] = &r->score[i];
		cell[n++] = &alarm[i];
	}
	for (i = 0; i < BASELINES; i++)
		cell[n++] = &base[i];
	return columns_put(&e->columns, cell, err);
}

static int
keep_row(struct evaluation *e, uint32_t series, const struct eval_row *r,
    uint32_t event, const float *base, struct err *err)
{
	uint32_t set = event != 0 ? events_set(&e->events, event, err) : 0;
	int alarm = decide(e, &e->scorer[0], r->score[0], r->alarm[0]);

	if (event != 0 && set == 0)
		return -1;
	if (rowset_add(&e->rows, series, r->score[0], r->end, set, alarm,
		err) == -1)
		return -1;
	return put_columns(e, r, base, err);
}

static int
miss_row(struct evaluation *e, struct series *s, uint32_t event,
    struct err *err)
{
	uint32_t set = event != 0 ? events_set(&e->events, event, err) : 0;

	e->not_scored++;
	if (event != 0 && set == 0)
		return -1;
	if (event == 0)
		s->missed++;
	else
		e->events.set[set].missed++;
	return rowset_miss(&e->rows, s->index - 1, err);
}

static int
all_scored(const struct evaluation *e, const double *score)
{
	for (int i = 0; i < e->o.nmodel; i++)
		if (isnan(score[i]))
			return 0;
	return 1;
}

/* What a symbol's rows are kept in, made at its first row. */
static struct series *
find_series(struct evaluation *e, uint32_t symbol, struct err *err)
{
	struct series *s = events_series(&e->events, symbol, err);

	if (s == NULL || s->index <= e->rows.nseries)
		return s;
	return rowset_series(&e->rows, symbol, err) == 0 ? s : NULL;
}

int
evaluation_push(struct evaluation *e, const struct eval_row *r, struct err *err)
{
	struct series *s;
	float base[BASELINES] = { 0 };
	uint32_t event;
	int scored;

	e->seen++;
	if (!r->scored) {
		e->other++;
		return 0;
	}
	if ((s = find_series(e, r->symbol, err)) == NULL)
		return -1;
	scored = all_scored(e, r->score);
	if (find_event(e, s, &event, r, err) == -1)
		return -1;
	note_event(&e->events.v[event], r, s->rows++, scored);
	cover_row(&s->cover, r->start, r->end, scored);
	if (r->priced) {
		for (int i = 0; i < BASELINES; i++)
			e->scorer[e->o.nmodel + i].known = 1;
		baseline_step(&s->baseline, base, r->price, r->difference);
	}
	return scored ? keep_row(e, s->index - 1, r, event, base, err)
		      : miss_row(e, s, event, err);
}

/* ---- after the last row ---- */

#define SORT_NAME places
#define SORT_TYPE uint32_t
#define SORT_CTX const struct evaluation *
#define SORT_BEFORE(e, a, b)                                                   \
	(symtab_cmp((e)->syms, (e)->rows.of[a].symbol,                         \
	     (e)->rows.of[b].symbol) < 0)
#include "math/introsort.h"

/* Group the rows by symbol, in the order of their names. */
static int
group(struct evaluation *e, struct err *err)
{
	uint32_t n = e->rows.nseries;
	uint32_t *at = malloc(((size_t)n + 1) * sizeof(*at));

	if (at == NULL)
		return err_errno(err, "%u symbols", n);
	for (uint32_t i = 0; i < n; i++)
		at[i] = i;
	places_sort(at, n, e);
	return rowset_group(&e->rows, at, err);
}

int
evaluation_finish(struct evaluation *e, struct err *err)
{
	if (e->seen > 0 && e->seen == e->other)
		return err_set(err, "no row has a score: wants the output of "
				    "tickscore");
	if (e->seen > 0 && e->rows.n == 0)
		return err_set(err, "no row has a score: all are warm-up or "
				    "lack values");
	if (group(e, err) == -1)
		return -1;
	return evaluation_judge(e, err);
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

	return i < 0 ? NAN : table_values(e, &e->table[table], scorer)[i];
}

int
evaluation_decided(const struct evaluation *e)
{
	return e->scorer[0].undecided < e->rows.n;
}

const char *
evaluation_type(const struct evaluation *e, uint32_t type)
{
	return type == 0 ? "all" : symtab_text(e->syms, type, NULL);
}
