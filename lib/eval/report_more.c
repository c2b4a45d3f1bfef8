/*
 * report_more.c - after the tables for people: the budget of false alarms,
 * figures without a column, single events.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/tstamp.h"
#include "eval/report.h"

enum { NAME = 30, CELL = 10, SHOWN = 4 };

static void
number(struct report *r, double v, int width)
{
	char buf[32];

	report_format(buf, v, SHARE);
	report_print(r, "%*s", width, buf);
}

/* Any figure; counts have no decimals. */
static void
figure(struct report *r, double v)
{
	if (fabs(v) >= 2 && fabs(v) < 1e9 && v == floor(v))
		report_print(r, "%*.0f", CELL, v);
	else
		number(r, v, CELL);
}

/* The floor of a figure; NULL if there is none. */
static const struct floor *
floor_at(const struct evaluation *e, const struct eval_table *t, int figure)
{
	for (int i = 0; i < e->nfloor; i++)
		if (e->floor_figure[i] == figure)
			return &t->floor[i];
	return NULL;
}

/* ---- the budget ---- */

/* The budget in the name of a figure, "recall_at_0.1"; NULL: another one. */
static const char *
budget_of(const struct figure *f)
{
	static const char before[] = "recall_at_";

	if (strcmp(f->metric->name, "budget") != 0 ||
	    strncmp(f->value, before, sizeof(before) - 1) != 0)
		return NULL;
	return f->value + sizeof(before) - 1;
}

void
report_budget(struct report *r, int table)
{
	const struct evaluation *e = r->e;
	const struct eval_table *t = &e->table[table];
	int any = 0;

	for (int i = 0; i < e->nfigure; i++)
		any |= budget_of(&e->figure[i]) != NULL;
	if (!any)
		return;
	report_print(r, "%-*s", NAME, "found* at false alarms per day");
	for (int i = 0; i < e->nfigure; i++)
		if (budget_of(&e->figure[i]) != NULL)
			report_print(r, "%*s", CELL, budget_of(&e->figure[i]));
	report_print(r, "\n");
	for (int s = 0; s <= e->nscorer; s++) {
		if (s < e->nscorer &&
		    (!e->scorer[s].known || e->scorer[s].kind == SCORER_ALWAYS))
			continue;
		if (s == e->nscorer && e->o.seeds == 0)
			continue;
		report_print(r, "  ");
		report_plain(r,
		    s < e->nscorer ? e->scorer[s].title : "random, mean",
		    NAME - 2);
		for (int i = 0; i < e->nfigure; i++)
			if (budget_of(&e->figure[i]) != NULL)
				number(r,
				    s < e->nscorer ? table_values(e, t, s)[i]
						   : floor_at(e, t, i)->mean,
				    CELL);
		report_print(r, "\n");
	}
}

/* ---- figures without a column ---- */

/* One column each for the models, the best baseline and chance. */
static void
extra_head(struct report *r, const struct eval_table *t)
{
	const struct evaluation *e = r->e;
	int best = t->verdict[0].best;

	report_print(r, "%-*s", NAME, "further figures");
	for (int s = 0; s < e->o.nmodel && s < SHOWN; s++) {
		report_print(r, " ");
		report_plain(r, e->scorer[s].title, CELL - 1);
	}
	if (best >= 0)
		report_print(r, "%*s", CELL, e->scorer[best].name);
	if (e->o.seeds > 0)
		report_print(r, "%*s%*s%*s", CELL, "random", CELL, "95 % from",
		    CELL, "to");
	report_print(r, "\n");
}

static void
extra_row(struct report *r, const struct eval_table *t, int index)
{
	const struct evaluation *e = r->e;
	const struct figure *f = &e->figure[index];
	const struct floor *chance = floor_at(e, t, index);
	int best = t->verdict[0].best;
	char name[2 * NAME];

	snprintf(name, sizeof(name), "  %.28s%s%.28s", f->metric->name,
	    *f->value != '\0' ? "." : "", f->value);
	report_plain(r, name, NAME);
	for (int s = 0; s < e->o.nmodel && s < SHOWN; s++)
		figure(r, table_values(e, t, s)[index]);
	if (best >= 0)
		figure(r, table_values(e, t, best)[index]);
	if (e->o.seeds > 0 && chance != NULL) {
		figure(r, chance->mean);
		figure(r, chance->low);
		figure(r, chance->high);
	}
	report_print(r, "\n");
}

void
report_extra(struct report *r, int table)
{
	const struct evaluation *e = r->e;
	const struct eval_table *t = &e->table[table];
	int n = 0;

	for (int i = 0; i < e->nfigure; i++) {
		const struct metric *m = e->figure[i].metric;

		if (!m->extra && !m->legacy)
			continue;
		if (n++ == 0)
			extra_head(r, t);
		extra_row(r, t, i);
	}
}

/* ---- events one by one ---- */

enum { RANKS_SHOWN = 3 };

static void
event_row(struct report *r, size_t i)
{
	const struct evaluation *e = r->e;
	const struct event *v = &e->events.v[i];
	const struct event_fate *f = &e->fate[i];
	char time[TS_ISO_LEN] = "-", delay[32];
	size_t n = v->start == TS_NULL ? 1 : ts_put_iso(time, v->start);

	report_format(delay, f->delay_seconds, SECONDS);
	report_plain(r, symtab_text(e->syms, v->type, NULL), 12);
	report_print(r, " ");
	report_plain(r, symtab_text(e->syms, v->symbol, NULL), 14);
	report_print(r, " %-31.*s%6" PRIu64 "%6" PRIu64 "%8s", (int)n, time,
	    v->rows, f->alarmed, delay);
	for (int s = 0; s < e->nscorer && s < RANKS_SHOWN; s++) {
		double rank = event_rank(e, i, s);

		if (isnan(rank))
			report_print(r, " %6s", "-");
		else
			report_print(r, " %6.0f", rank);
	}
	report_print(r, "\n");
}

void
report_events(struct report *r)
{
	const struct evaluation *e = r->e;

	report_print(r, "%-13s%-15s%-31s%6s%6s%8s", "event", "symbol", "from",
	    "rows", "alarm", "delay");
	for (int s = 0; s < e->nscorer && s < RANKS_SHOWN; s++) {
		report_print(r, " ");
		if (s == 0)
			report_print(r, "%6s", "rank");
		else
			report_plain(r, e->scorer[s].name, 6);
	}
	report_print(r, "\n");
	for (size_t i = 1; i < e->events.n; i++)
		if (!e->events.v[i].decoy &&
		    e->rows.of[e->events.v[i].series].part == 0)
			event_row(r, i);
}
