/*
 * report_csv.c - an evaluation as CSV: type,scorer,metric,value.
 *
 * The random floor has three rows per figure (.mean, .low, .high).  An interval
 * over days has the same, after `interval'.
 */
#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "eval/report.h"

static void
put_cell(struct report *r, const char *text)
{
	char buf[2 * TABLE_NAME_MAX + 2];

	report_put(r, buf, csv_put(buf, text, strlen(text), ','));
}

static void
csv_row(struct report *r, const char *type, const char *scorer,
    const struct figure *f, const char *part, double v)
{
	put_cell(r, type);
	report_print(r, ",");
	put_cell(r, scorer);
	report_print(r, ",%s%s%s%s,", f->metric->name,
	    *f->value != '\0' ? "." : "", f->value, part);
	report_number(r, v, "");
	report_print(r, "\n");
}

static void
csv_count(struct report *r, const char *type, const char *scorer,
    const char *name, double v)
{
	const struct metric m = { .name = name };
	const struct figure f = { &m, "" };

	csv_row(r, type, scorer, &f, "", v);
}

static void
csv_verdict(struct report *r, const char *type, const struct eval_table *t,
    int model)
{
	const struct verdict *v = &t->verdict[model];
	const char *name = r->e->scorer[model].name;

	csv_count(r, type, name, "no_better", v->no_better);
	csv_count(r, type, name, "difference", v->difference);
	if (isnan(v->low))
		return;
	csv_count(r, type, name, "difference.low", v->low);
	csv_count(r, type, name, "difference.high", v->high);
}

static void
csv_scorer(struct report *r, const char *type, const struct eval_table *t,
    int scorer)
{
	const struct evaluation *e = r->e;
	const char *name = e->scorer[scorer].name;

	for (int i = 0; i < e->nfigure; i++) {
		const struct floor *f;

		csv_row(r, type, name, &e->figure[i], "",
		    table_values(e, t, scorer)[i]);
		if (t->interval == NULL)
			continue;
		f = &t->interval[scorer * e->nfigure + i];
		if (isnan(f->mean))
			continue;
		csv_row(r, type, name, &e->figure[i], ".interval.low", f->low);
		csv_row(r, type, name, &e->figure[i], ".interval.high",
		    f->high);
	}
	if (e->scorer[scorer].kind == SCORER_MODEL)
		csv_verdict(r, type, t, scorer);
}

static void
csv_table(struct report *r, const struct eval_table *t)
{
	const struct evaluation *e = r->e;
	char type[TABLE_NAME_MAX];

	report_table_name(type, e, t);
	csv_count(r, type, "", "rows", (double)t->rows);
	csv_count(r, type, "", "positives", (double)t->positives);
	csv_count(r, type, "", "prevalence", t->prevalence);
	csv_count(r, type, "", "events", (double)t->events);
	csv_count(r, type, "", "equals_baseline", t->verdict[0].no_better);
	for (int s = 0; s < e->nscorer; s++)
		csv_scorer(r, type, t, s);
	for (int i = 0; i < e->nfloor; i++) {
		const struct figure *f = &e->figure[e->floor_figure[i]];

		csv_row(r, type, "random", f, ".mean", t->floor[i].mean);
		csv_row(r, type, "random", f, ".low", t->floor[i].low);
		csv_row(r, type, "random", f, ".high", t->floor[i].high);
	}
}

void
report_csv(struct report *r)
{
	const struct evaluation *e = r->e;

	report_print(r, "type,scorer,metric,value\n");
	csv_count(r, "all", "", "rows_in", (double)e->seen);
	csv_count(r, "all", "", "rows_not_scored", (double)e->not_scored);
	csv_count(r, "all", "", "rows_other", (double)e->other);
	csv_count(r, "all", "", "symbols", e->symbols);
	csv_count(r, "all", "", "symbol_days", e->symbol_days);
	csv_count(r, "all", "", "series_days", e->series_days);
	csv_count(r, "all", "", "alarms", (double)e->scorer[0].alarmed);
	csv_count(r, "all", "", "threshold", e->scorer[0].threshold);
	csv_count(r, "all", "", "seeds", e->o.seeds);
	if (e->o.choose != CHOOSE_NOT)
		for (int s = 0; s < e->nscorer; s++)
			csv_count(r, "all", e->scorer[s].name, "threshold",
			    e->scorer[s].threshold);
	for (int i = 0; i < e->ntable; i++)
		csv_table(r, &e->table[i]);
}
