/*
 * table.c - the tables of an evaluation, and the roles of events in them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/judge.h"

static int
type_at(const struct evaluation *e, uint32_t type)
{
	int i;

	for (i = 1; i < e->ntable; i++)
		if (e->table[i].type == type)
			return i;
	return 0;
}

/* By name; there are few. */
static void
sort_types(struct evaluation *e)
{
	uint32_t type;
	int i, j;

	for (i = 2; i < e->ntable; i++) {
		type = e->table[i].type;
		for (j = i; j > 1 &&
			    symtab_cmp(e->syms, e->table[j - 1].type, type) > 0;
		     j--)
			e->table[j].type = e->table[j - 1].type;
		e->table[j].type = type;
	}
}

static int
table_new(struct evaluation *e, uint32_t type, struct err *err)
{
	size_t n = (size_t)e->nscorer * (size_t)e->nfigure;
	struct eval_table *t;

	t = realloc(e->table, (size_t)(e->ntable + 1) * sizeof(*t));
	if (t == NULL)
		return err_errno(err, "tables");
	e->table = t;
	t += e->ntable;
	memset(t, 0, sizeof(*t));
	t->type = type;
	if ((t->value = malloc(n * sizeof(*t->value))) == NULL)
		return err_errno(err, "tables");
	e->ntable++;
	for (size_t i = 0; i < n; i++)
		t->value[i] = NAN;
	return 0;
}

int
tables_make(struct evaluation *e, struct err *err)
{
	if (table_new(e, 0, err) == -1)
		return -1;
	for (size_t i = 1; i < e->events.n; i++) {
		if (type_at(e, e->events.v[i].type) != 0)
			continue;
		if (e->ntable > TYPES_MAX)
			return err_set(err, "more than %d types of labels",
			    TYPES_MAX);
		if (table_new(e, e->events.v[i].type, err) == -1)
			return -1;
	}
	sort_types(e);
	return 0;
}

/* ---- the table at hand ---- */

static int
set_has(const struct judge *j, uint32_t set)
{
	const uint32_t *event;
	uint32_t n = events_of_set(&j->e->events, set, &event);

	for (uint32_t i = 0; i < n; i++)
		if (j->counts[event[i]])
			return 1;
	return 0;
}

static void
set_roles(struct judge *j, const struct eval_table *t)
{
	const struct events *ev = &j->e->events;

	j->counts[0] = 0;
	for (size_t i = 1; i < ev->n; i++)
		j->counts[i] = t->type == 0 || ev->v[i].type == t->type;
	j->role[0] = 0;
	for (uint32_t s = 1; s < ev->nset; s++)
		j->role[s] = set_has(j, s) ? 1 : -1;
}

/* Rows without a score, but those left out. */
static uint64_t
count_unscored(const struct judge *j)
{
	const struct evaluation *e = j->e;
	uint64_t n = 0;

	for (uint32_t s = 0; s < e->rows.nseries; s++) {
		const struct series *p =
		    idmap_find(&e->events.series, e->rows.of[s].symbol);

		n += p->missed;
	}
	for (uint32_t s = 1; s < e->events.nset; s++)
		n += j->role[s] == 1 ? e->events.set[s].missed : 0;
	return n;
}

static void
set_days(struct judge *j)
{
	const struct evaluation *e = j->e;
	struct cover_sum sum = { 0 };

	for (uint32_t s = 0; s < e->rows.nseries; s++) {
		const struct series *p =
		    idmap_find(&e->events.series, e->rows.of[s].symbol);

		cover_add(&sum, &p->cover);
	}
	j->timeline.series_days = cover_days(&sum);
	j->timeline.symbol_days = (double)sum.dates;
}

void
judge_table(struct judge *j, const struct eval_table *t)
{
	const struct evaluation *e = j->e;
	struct view *v = &j->view;

	set_roles(j, t);
	*v = (struct view){
		.rows = &e->rows,
		.end = e->rows.n,
		.events = &e->events,
		.role = j->role,
		.counts = j->counts,
		.neg = e->rows.n - j->nlabelled,
	};
	for (size_t i = 0; i < j->nlabelled; i++)
		v->pos += j->role[rowset_events(&e->rows, j->labelled[i])] == 1;
	j->timeline = (struct timeline){
		.view = v,
		.alarm = j->alarm,
		.nalarm = j->nalarm,
		.unscored = count_unscored(j),
	};
	set_days(j);
}
