/*
 * evaluation.c - scored rows in: events, decisions, baselines.
 */
#include "eval/evaluation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/tstamp.h"

static const char *const only_model[] = { "model" };

/* ---- what is to be computed ---- */

static int
has_floor(const struct metric *m, const char *value)
{
	for (int i = 0; m->floors != NULL && m->floors[i] != NULL; i++)
		if (strcmp(m->floors[i], value) == 0)
			return 1;
	return 0;
}

static int
name_figures(struct evaluation *e, struct err *err)
{
	const struct metric *chosen[METRICS_MAX + 1];
	const struct metric *const *m = e->o.metrics;

	if (m == NULL) {
		if (metrics_choose(chosen, NULL, 0, err) == -1)
			return -1;
		m = chosen;
	}
	for (; *m != NULL; m++)
		for (int i = 0; (*m)->values[i] != NULL; i++) {
			if (e->nfigure == FIGURES_MAX)
				BUG("more values of metrics than figures");
			if (has_floor(*m, (*m)->values[i]))
				e->floor_figure[e->nfloor++] = e->nfigure;
			e->figure[e->nfigure].metric = *m;
			e->figure[e->nfigure++].value = (*m)->values[i];
		}
	return 0;
}

static struct scorer *
add_scorer(struct evaluation *e, enum scorer_kind kind, const char *name,
    const char *title)
{
	struct scorer *s = &e->scorer[e->nscorer++];

	s->kind = kind;
	s->name = name;
	s->title = title;
	s->column = s->alarms = -1;
	s->threshold = NAN;
	return s;
}

/* The first model's scores and decisions are stored with the rows; B7 is
 * computed from other baselines. */
static void
name_scorers(struct evaluation *e)
{
	struct scorer *s;
	int i;

	for (i = 0; i < e->o.nmodel; i++) {
		s = add_scorer(e, SCORER_MODEL, e->o.models[i], e->o.models[i]);
		s->known = 1;
		if (e->o.threshold != NULL)
			s->threshold = e->o.threshold[i];
		if (i == 0)
			continue;
		s->column = columns_add(&e->columns, sizeof(double));
		s->alarms = columns_add(&e->columns, 1);
	}
	if (e->o.no_baselines)
		return;
	for (i = 0; i < BASELINES; i++) {
		s = add_scorer(e, SCORER_BASELINE, baselines[i].name,
		    baselines[i].title);
		s->baseline = i;
		if (i != B7)
			s->column = columns_add(&e->columns, sizeof(float));
	}
	add_scorer(e, SCORER_ALWAYS, "always", "always")->known = 1;
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
	rowset_init(&e->rows, o->tmp);
	if (o->window > 1) /* they give events to rows without one */
		rowset_keep_times(&e->rows);
	columns_init(&e->columns, o->tmp);
	days_init(&e->days);
	idmap_init(&e->baseline, sizeof(struct baseline), "symbols");
	name_scorers(e);
	if (events_init(&e->events, err) == -1 || name_figures(e, err) == -1)
		return -1;
	e->anomaly_type = symtab_add(syms, "anomaly", 7, err);
	return e->anomaly_type == 0 ? -1 : 0;
}

void
evaluation_fini(struct evaluation *e)
{
	for (int i = 0; i < e->ntable; i++) {
		free(e->table[i].value);
		free(e->table[i].floor);
		free(e->table[i].interval);
	}
	free(e->table);
	free(e->fate);
	free(e->rank);
	free(e->met);
	days_fini(&e->days);
	events_fini(&e->events);
	columns_fini(&e->columns);
	rowset_fini(&e->rows);
	idmap_fini(&e->baseline);
	memset(e, 0, sizeof(*e));
}

/* ---- the events of a row ---- */

static int
put_met(struct evaluation *e, size_t n, uint32_t event, struct err *err)
{
	if (event == 0)
		return -1;
	if (array_grow(&e->met, &e->room_met, n + 1, sizeof(*e->met)) == -1)
		return err_errno(err, "labels of a row");
	e->met[n] = event;
	return 0;
}

static uint32_t
type_or_anomaly(const struct evaluation *e, uint32_t type)
{
	return type != 0 ? type : e->anomaly_type;
}

/* Store the events of a row in e->met; returns their number, -1 on failure. */
static long
find_events(struct evaluation *e, struct series *s, const struct eval_row *r,
    struct err *err)
{
	struct spans *spans = e->o.spans;
	size_t n, i;

	if (spans == NULL) {
		e->labelled |= r->label >= 0;
		if (r->label != 1) {
			s->run = 0;
			return 0;
		}
		return put_met(e, 0,
			   events_label(&e->events, s,
			       type_or_anomaly(e, r->type), r->id, err),
			   err) == 0
			   ? 1
			   : -1;
	}
	n = spans_meet(spans, r->symbol, r->start, r->end);
	for (i = 0; i < n; i++)
		if (put_met(e, i,
			events_label(&e->events, s,
			    type_or_anomaly(e, spans->met[i]->type),
			    spans->met[i]->id, err),
			err) == -1)
			return -1;
	return (long)n;
}

/* Add the decoy to the n events of a row; returns the new number. */
static long
find_decoy(struct evaluation *e, struct series *s, const struct eval_row *r,
    long n, struct err *err)
{
	struct spans *d = e->o.decoys;

	if (spans_meet(d, r->symbol, r->start, r->end) == 0) {
		s->decoy = 0;
		return n;
	}
	return put_met(e, (size_t)n,
		   events_decoy(&e->events, s,
		       type_or_anomaly(e, d->met[0]->type), err),
		   err) == 0
		   ? n + 1
		   : -1;
}

/* The information kept about an event of a row. */
static void
note_event(struct event *v, const struct eval_row *r, uint64_t number,
    int scored)
{
	if (v->rows++ == 0) {
		v->start = r->start;
		v->first = number;
	}
	v->end = r->end;
	v->last = number;
	v->scored += scored != 0;
}

/* The set of the row's events, and the information kept about them; -1 on
 * failure. */
static int
label_row(struct evaluation *e, struct series *s, uint32_t *set,
    const struct eval_row *r, int scored, struct err *err)
{
	long n = find_events(e, s, r, err);

	*set = 0;
	if (n >= 0 && e->o.decoys != NULL)
		n = find_decoy(e, s, r, n, err);
	if (n <= 0)
		return (int)n;
	for (long i = 0; i < n; i++)
		note_event(&e->events.v[e->met[i]], r, s->rows, scored);
	*set = events_set(&e->events, e->met, (uint32_t)n, err);
	return *set == 0 ? -1 : 0;
}

/* ---- decisions and columns ---- */

/* A decision of a model on a scored row: its own, or by the threshold. */
static int
decide(struct scorer *s, double score, int own, int part)
{
	int alarm;

	if (!isnan(s->threshold)) {
		alarm = score >= s->threshold;
	} else {
		s->undecided += part == 0 && own < 0;
		alarm = own == 1;
	}
	s->alarmed += part == 0 && alarm;
	return alarm;
}

/* The cells of the columns: further models, then the baselines. */
static int
put_columns(struct evaluation *e, const struct eval_row *r, const float *base,
    int part, struct err *err)
{
	const void *cell[COLUMNS_MAX];
	unsigned char alarm[EVAL_MODELS_MAX];
	int i, n = 0;

	if (e->columns.n == 0)
		return 0;
	for (i = 1; i < e->o.nmodel; i++) {
		alarm[i] = (unsigned char)decide(&e->scorer[i], r->score[i],
		    r->alarm[i], part);
		cell[n++] = &r->score[i];
		cell[n++] = &alarm[i];
	}
	for (i = 0; i < BASELINES && !e->o.no_baselines; i++)
		if (i != B7)
			cell[n++] = &base[i];
	return columns_put(&e->columns, cell, err);
}

static int
step_baselines(struct evaluation *e, const struct eval_row *r, float *base,
    struct err *err)
{
	struct baseline_row row = r->base;
	struct baseline *b = idmap_get(&e->baseline, r->symbol, err);

	if (b == NULL)
		return -1;
	row.start = r->start;
	row.end = r->end;
	baseline_step(b, base, &row);
	if ((row.has & ~e->has) == 0)
		return 0;
	e->has |= row.has;
	for (int i = e->o.nmodel; i < e->nscorer; i++)
		if (e->scorer[i].kind == SCORER_BASELINE &&
		    (baselines[e->scorer[i].baseline].needs & row.has))
			e->scorer[i].known = 1;
	return 0;
}

/* ---- one row ---- */

static int
keep_row(struct evaluation *e, const struct series *s, int part,
    const struct eval_row *r, uint32_t set, const float *base, struct err *err)
{
	uint32_t series = s->index - 1;
	int alarm = decide(&e->scorer[0], r->score[0], r->alarm[0], part);

	e->calibration += part != 0;
	if (rowset_add(&e->rows, series, r->score[0], r->end, set, alarm,
		err) == -1)
		return -1;
	if (e->o.resamples > 0 &&
	    days_add(&e->days, series, r->start, err) == -1)
		return -1;
	return put_columns(e, r, base, part, err);
}

static int
miss_row(struct evaluation *e, struct series *s, uint32_t set, struct err *err)
{
	e->not_scored++;
	if (set == 0)
		s->missed++;
	else
		e->events.set[set].missed++;
	return rowset_miss(&e->rows, s->index - 1, err);
}

/* Find or make the series of a symbol. */
static struct series *
find_series(struct evaluation *e, uint32_t symbol, int part, struct err *err)
{
	struct series *s = events_series(&e->events, symbol, part, err);

	if (s == NULL || s->index <= e->rows.nseries)
		return s;
	return rowset_series(&e->rows, symbol, part, err) == 0 ? s : NULL;
}

static int
all_scored(struct evaluation *e, const double *score)
{
	int all = 1;

	for (int i = 0; i < e->o.nmodel; i++) {
		e->scorer[i].scored += !isnan(score[i]);
		all &= !isnan(score[i]);
	}
	return all;
}

int
evaluation_push(struct evaluation *e, const struct eval_row *r, struct err *err)
{
	int part = e->o.calibrate_until != 0 && r->end != TS_NULL &&
		   r->end <= e->o.calibrate_until;
	struct series *s;
	float base[BASELINES];
	uint32_t set;
	int scored;

	e->seen++;
	if (!r->scored) {
		e->other++;
		return 0;
	}
	if ((s = find_series(e, r->symbol, part, err)) == NULL)
		return -1;
	scored = all_scored(e, r->score);
	if (label_row(e, s, &set, r, scored, err) == -1)
		return -1;
	s->rows++;
	cover_row(&s->cover, r->start, r->end, scored);
	if (!e->o.no_baselines && step_baselines(e, r, base, err) == -1)
		return -1;
	return scored ? keep_row(e, s, part, r, set, base, err)
		      : miss_row(e, s, set, err);
}

/* ---- after the last row ---- */

static uint32_t
class_of(const struct evaluation *e, uint32_t series)
{
	const uint32_t *word =
	    e->o.classes == NULL
		? NULL
		: idmap_find(e->o.classes, e->rows.of[series].symbol);

	return word != NULL ? *word : 0;
}

/* Evaluated rows first, then by class and by symbol. */
static int
place_before(const struct evaluation *e, uint32_t a, uint32_t b)
{
	const struct series_rows *x = &e->rows.of[a], *y = &e->rows.of[b];
	int c;

	if (x->part != y->part)
		return x->part < y->part;
	if ((c = symtab_cmp(e->syms, class_of(e, a), class_of(e, b))) != 0)
		return c < 0;
	return symtab_cmp(e->syms, x->symbol, y->symbol) < 0;
}

#define SORT_NAME places
#define SORT_TYPE uint32_t
#define SORT_CTX const struct evaluation *
#define SORT_BEFORE(e, a, b) place_before(e, a, b)
#include "math/introsort.h"

/* Group the rows; evaluated rows come first. */
static int
group(struct evaluation *e, struct err *err)
{
	uint32_t n = e->rows.nseries;
	uint32_t *at = malloc(((size_t)n + 1) * sizeof(*at));
	struct cover_sum sum = { 0 };

	if (at == NULL)
		return err_errno(err, "%u symbols", n);
	for (uint32_t i = 0; i < n; i++)
		at[i] = i;
	places_sort(at, n, e);
	if (rowset_group(&e->rows, at, err) == -1)
		return -1;
	while (e->nplace < n && e->rows.of[at[e->nplace]].part == 0)
		e->nplace++;
	e->symbols = e->nplace;
	e->nrow = e->rows.first[e->nplace];
	for (uint32_t p = 0; p < e->nplace; p++)
		cover_add(&sum, &events_series_at(&e->events, at[p])->cover);
	e->series_days = cover_days(&sum);
	e->symbol_days = (double)sum.dates;
	return e->o.resamples > 0 ? days_group(&e->days, &e->rows, err) : 0;
}

int
evaluation_finish(struct evaluation *e, struct err *err)
{
	if (e->seen > 0 && e->seen == e->other)
		return err_set(err, "no row has a score: expected the output "
				    "of tickscore");
	if (e->seen > 0 && e->rows.n == 0)
		return err_set(err, "no row has a score: all are warm-up or "
				    "lack values");
	if (group(e, err) == -1)
		return -1;
	if (e->seen > 0 && e->nrow == 0)
		return err_set(err, "no scored row is left to judge: all end "
				    "before --calibrate-until");
	return evaluation_judge(e, err);
}
