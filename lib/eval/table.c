/*
 * table.c - the tables of an evaluation, and the roles of events in them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/judge.h"
#include "eval/sweep.h"

/* ---- which tables there are ---- */

static int
table_new(struct evaluation *e, enum table_kind kind, uint32_t word,
    uint32_t place, uint32_t end, struct err *err)
{
	size_t n = (size_t)e->nscorer * (size_t)e->nfigure;
	struct eval_table *t;

	t = realloc(e->table, (size_t)(e->ntable + 1) * sizeof(*t));
	if (t == NULL)
		return err_errno(err, "tables");
	e->table = t;
	t += e->ntable++;
	*t = (struct eval_table){ .kind = kind,
		.word = word,
		.place = place,
		.place_end = end };
	t->value = malloc(n * sizeof(*t->value));
	t->floor = calloc((size_t)e->nfloor + 1, sizeof(*t->floor));
	if (e->o.resamples > 0)
		t->interval = malloc(n * sizeof(*t->interval));
	if (t->value == NULL || t->floor == NULL ||
	    (e->o.resamples > 0 && t->interval == NULL))
		return err_errno(err, "tables");
	for (size_t i = 0; i < n; i++) {
		t->value[i] = NAN;
		if (t->interval != NULL)
			t->interval[i] = (struct floor){ NAN, NAN, NAN };
	}
	return 0;
}

static int
type_at(const struct evaluation *e, uint32_t type)
{
	int i;

	for (i = 1; i < e->ntable; i++)
		if (e->table[i].word == type)
			return i;
	return 0;
}

/* By name; there are few, and only the word differs. */
static void
sort_types(struct evaluation *e)
{
	uint32_t type;
	int i, j;

	for (i = 2; i < e->ntable; i++) {
		type = e->table[i].word;
		for (j = i; j > 1 &&
			    symtab_cmp(e->syms, e->table[j - 1].word, type) > 0;
		     j--)
			e->table[j].word = e->table[j - 1].word;
		e->table[j].word = type;
	}
}

static int
make_types(struct evaluation *e, struct err *err)
{
	for (size_t i = 1; i < e->events.n; i++) {
		const struct event *v = &e->events.v[i];

		if (v->decoy || e->rows.of[v->series].part != 0 ||
		    type_at(e, v->type) != 0)
			continue;
		if (e->ntable > TYPES_MAX)
			return err_set(err, "more than %d types of labels",
			    TYPES_MAX);
		if (table_new(e, TABLE_TYPE, v->type, 0, e->nplace, err) == -1)
			return -1;
	}
	sort_types(e);
	return 0;
}

static uint32_t
class_at(const struct evaluation *e, uint32_t place)
{
	const struct series_rows *s = &e->rows.of[e->rows.at[place]];
	const uint32_t *word = idmap_find(e->o.classes, s->symbol);

	return word != NULL ? *word : 0;
}

/* Classes are consecutive. */
static int
make_classes(struct evaluation *e, struct err *err)
{
	uint32_t p, q;
	int n = 0;

	for (p = 0; p < e->nplace; p = q) {
		for (q = p + 1;
		     q < e->nplace && class_at(e, q) == class_at(e, p); q++)
			;
		if (n++ == CLASSES_MAX)
			return err_set(err, "more than %d classes",
			    CLASSES_MAX);
		if (table_new(e, TABLE_CLASS, class_at(e, p), p, q, err) == -1)
			return -1;
	}
	return 0;
}

static int
symbol_before(const struct evaluation *e, uint32_t a, uint32_t b)
{
	const struct rowset *r = &e->rows;

	return symtab_cmp(e->syms, r->of[r->at[a]].symbol,
		   r->of[r->at[b]].symbol) < 0;
}

#define SORT_NAME symbols
#define SORT_TYPE uint32_t
#define SORT_CTX const struct evaluation *
#define SORT_BEFORE(e, a, b) symbol_before(e, a, b)
#include "math/introsort.h"

/* By name, whatever their classes. */
static int
make_symbols(struct evaluation *e, struct err *err)
{
	const struct rowset *r = &e->rows;
	uint32_t p, *place;
	int ret = 0;

	if (e->nplace > EVAL_SYMBOLS_MAX)
		return err_set(err, "--per-symbol: %u symbols, at most %d",
		    e->nplace, EVAL_SYMBOLS_MAX);
	place = malloc(((size_t)e->nplace + 1) * sizeof(*place));
	if (place == NULL)
		return err_errno(err, "%u symbols", e->nplace);
	for (p = 0; p < e->nplace; p++)
		place[p] = p;
	symbols_sort(place, e->nplace, e);
	for (p = 0; p < e->nplace && ret == 0; p++)
		ret = table_new(e, TABLE_SYMBOL, r->of[r->at[place[p]]].symbol,
		    place[p], place[p] + 1, err);
	free(place);
	return ret;
}

int
tables_make(struct evaluation *e, struct err *err)
{
	if (table_new(e, TABLE_ALL, 0, 0, e->nplace, err) == -1 ||
	    make_types(e, err) == -1)
		return -1;
	if (e->o.classes != NULL && make_classes(e, err) == -1)
		return -1;
	return e->o.per_symbol ? make_symbols(e, err) : 0;
}

/* ---- the table at hand ---- */

/* 1: it has a positive event; else -1, or -2 with nothing but decoys. */
static int8_t
role_of_set(const struct judge *j, uint32_t set)
{
	const struct events *ev = &j->e->events;
	const uint32_t *event;
	uint32_t n = events_of_set(ev, set, &event), decoys = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (j->counts[event[i]])
			return 1;
		decoys += ev->v[event[i]].decoy != 0;
	}
	return decoys == n ? -2 : -1;
}

/* Of the series at [place, end); type 0: all. */
static void
set_roles(struct judge *j, uint32_t type, uint32_t place, uint32_t end)
{
	const struct events *ev = &j->e->events;

	j->counts[0] = 0;
	for (size_t i = 1; i < ev->n; i++) {
		uint32_t p = j->e->rows.place[ev->v[i].series];

		j->counts[i] = !ev->v[i].decoy &&
			       (type == 0 || ev->v[i].type == type) &&
			       p >= place && p < end;
	}
	j->role[0] = 0;
	for (uint32_t s = 1; s < ev->nset; s++)
		j->role[s] = role_of_set(j, s);
}

/* The first of the ascending rows that is not before a row. */
static size_t
first_from(const uint32_t *v, size_t n, size_t row)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (v[mid] < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint64_t
view_end(const struct view *v, uint32_t row)
{
	return v->labelled_end[first_from(v->labelled, v->nlabelled, row)];
}

static void
set_view(struct judge *j, uint32_t place, uint32_t place_end)
{
	struct evaluation *e = j->e;
	struct view *v = &j->view;
	size_t first = e->rows.first[place], end = e->rows.first[place_end];
	size_t from = first_from(j->labelled, j->nlabelled, first);
	size_t to = first_from(j->labelled, j->nlabelled, end);

	*v = (struct view){
		.rows = &e->rows,
		.place = place,
		.place_end = place_end,
		.first = first,
		.end = end,
		.score = j->score,
		.rng = j->rng,
		.top = &j->top,
		.params = &e->o.params,
		.events = &e->events,
		.labelled = j->labelled + from,
		.labelled_end = j->labelled_end + from,
		.nlabelled = to - from,
		.role = j->role,
		.counts = j->counts,
		.neg = end - first - (to - from),
	};
}

/* Rows without a score, except those left out, and the time covered. */
static void
set_account(struct judge *j)
{
	const struct evaluation *e = j->e;
	const struct view *v = &j->view;
	struct timeline *t = &j->timeline;
	struct cover_sum sum = { 0 };

	for (uint32_t p = v->place; p < v->place_end; p++) {
		const struct series *s =
		    events_series_at(&e->events, e->rows.at[p]);

		t->unscored += s->missed;
		cover_add(&sum, &s->cover);
	}
	for (uint32_t s = 1; s < e->events.nset; s++)
		t->unscored += j->role[s] == 1 ? e->events.set[s].missed : 0;
	t->series_days = cover_days(&sum);
	t->symbol_days = (double)sum.dates;
}

/* Without a list of alarms, all rows count. */
static size_t
alarm_from(const struct judge *j, size_t row)
{
	if (j->alarm == NULL)
		return row < j->nalarm ? row : j->nalarm;
	return first_from(j->alarm, j->nalarm, row);
}

/* The runs of the alarms [from, end), which begin and end with series. */
static size_t
count_runs(struct judge *j, size_t from, size_t end)
{
	if (j->counted_from == from && j->counted_end == end)
		return j->runs;
	j->counted_from = from;
	j->counted_end = end;
	j->runs = 0;
	for (size_t i = from; i < end; i++)
		j->runs += judge_begins_run(j, i);
	return j->runs;
}

static void
set_timeline(struct judge *j)
{
	const struct view *v = &j->view;
	size_t from = alarm_from(j, v->first), end = alarm_from(j, v->end);
	size_t hit = first_from(j->hit, j->nhit, v->first);

	j->timeline = (struct timeline){
		.view = v,
		.alarm = j->alarm != NULL ? j->alarm + from : NULL,
		.nalarm = end - from,
		.nrun = count_runs(j, from, end),
		.hit = j->hit + hit,
		.hit_run = j->hit_run + hit,
		.nhit = first_from(j->hit, j->nhit, v->end) - hit,
	};
	set_account(j);
}

void
judge_reorder(struct judge *j, const double *score, struct rng *rng)
{
	j->score = score;
	j->rng = rng;
	j->marked = 0;
	j->top = (struct top){ .made = 0 };
}

/* Marks are of all types, so tables of the same rows share them. */
static int
set_marks(struct judge *j, struct err *err)
{
	const struct view *v = &j->view;
	int ret;

	if (j->marked && j->marks_place == v->place &&
	    j->marks_end == v->place_end)
		return 0;
	j->marked = 1;
	j->marks_place = v->place;
	j->marks_end = v->place_end;
	if (j->score == NULL)
		ret = marks_draw(&j->marks, v->end - v->first, v->labelled,
		    v->nlabelled, v->rows->seen, j->rng, err);
	else if (j->constant)
		ret = marks_tie(&j->marks, v->end - v->first, v->labelled,
		    v->nlabelled, 0, err);
	else
		ret = marks_count(&j->marks, j->score, v->first, v->end,
		    v->labelled, v->nlabelled, err);
	for (size_t i = 0; ret == 0 && i < j->marks.n; i++)
		j->mark_set[i] = rowset_events(v->rows, j->marks.v[i].row);
	return ret;
}

/* Also completes the view: its positives. */
static int
set_steps(struct judge *j, struct err *err)
{
	if (set_marks(j, err) == -1)
		return -1;
	j->nstep = sweep_steps(j->step, &j->view, j->marks.v, j->mark_set, NULL,
	    j->marks.n);
	for (size_t i = 0; i < j->nstep; i++)
		j->view.pos += j->step[i].positives;
	return 0;
}

int
judge_view(struct judge *j, uint32_t place, uint32_t end, struct err *err)
{
	set_roles(j, 0, place, end);
	set_view(j, place, end);
	return set_steps(j, err);
}

int
judge_table(struct judge *j, const struct eval_table *t, struct err *err)
{
	set_roles(j, t->kind == TABLE_TYPE ? t->word : 0, t->place,
	    t->place_end);
	set_view(j, t->place, t->place_end);
	set_timeline(j);
	return set_steps(j, err);
}
