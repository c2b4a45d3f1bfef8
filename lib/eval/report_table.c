/*
 * report_table.c - an evaluation as a table for people: 100 columns.
 *
 *	name (16)  any threshold (4 x 7)  at the alarms (5 x 7)  events (3 x 7)
 *
 * Shares have three decimals, four below 0.1; `-` means undefined or unknown.
 * Long names are cut; the JSON report has them in full.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "eval/report.h"

enum { NAME = 16, CELL = 7, TITLE = 40, TYPE = 15 };

static const struct column {
	const char *head, *metric, *value;
	enum number_form form;
} columns[] = {
	{ "AP", "average_precision", "", SHARE },
	{ "lift", "ap_lift", "", SHARE },
	{ "ROC", "roc_auc", "", SHARE },
	{ "F1*", "best_f1", "f", SHARE },
	{ "prec", "point", "precision", SHARE },
	{ "recall", "point", "recall", SHARE },
	{ "F1", "point", "f1", SHARE },
	{ "F2", "point", "f2", SHARE },
	{ "F4", "point", "f4", SHARE },
	{ "found", "events", "event_recall", SHARE },
	{ "delay", "events", "delay_median_seconds", SECONDS },
	{ "fa/day", "events", "false_alarms_per_symbol_day", RATE },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static void
cell(struct report *r, double v, enum number_form form)
{
	char buf[32];

	report_format(buf, v, form);
	report_print(r, "%*s", CELL, buf);
}

static void
rule(struct report *r)
{
	char dashes[NAME + COLUMNS * CELL + 1];

	memset(dashes, '-', sizeof(dashes) - 1);
	dashes[sizeof(dashes) - 1] = '\0';
	report_print(r, "%s\n", dashes);
}

static void
heads(struct report *r)
{
	report_print(r, "%*s%*s%*s%*s\n", NAME, "", 4 * CELL, "any threshold",
	    5 * CELL, "at the alarms", 3 * CELL, "events");
	report_print(r, "%*s", NAME, "");
	for (int i = 0; i < COLUMNS; i++)
		report_print(r, "%*s", CELL, columns[i].head);
	report_print(r, "\n");
}

/* ---- one table ---- */

/* A row of figures: of a scorer, or of floors listed by figure. */
static void
figure_row(struct report *r, const char *name, const double *value)
{
	const struct evaluation *e = r->e;

	report_plain(r, name, NAME - 1);
	report_print(r, " ");
	for (int i = 0; i < COLUMNS; i++) {
		int k = figure_find(e, columns[i].metric, columns[i].value);

		cell(r, k >= 0 ? value[k] : NAN, columns[i].form);
	}
	report_print(r, "\n");
}

enum part { MEAN, LOW, HIGH };

static double
part_of(const struct floor *f, enum part part)
{
	return part == LOW ? f->low : part == HIGH ? f->high : f->mean;
}

static void
floor_row(struct report *r, const struct eval_table *t, const char *name,
    enum part part)
{
	const struct evaluation *e = r->e;
	double value[FIGURES_MAX];

	for (int i = 0; i < e->nfigure; i++)
		value[i] = NAN;
	for (int i = 0; i < e->nfloor; i++)
		value[e->floor_figure[i]] = part_of(&t->floor[i], part);
	figure_row(r, name, value);
}

static void
interval_row(struct report *r, const struct eval_table *t, int scorer,
    const char *name, enum part part)
{
	const struct evaluation *e = r->e;
	double value[FIGURES_MAX];

	for (int i = 0; i < e->nfigure; i++)
		value[i] = part_of(&t->interval[scorer * e->nfigure + i], part);
	figure_row(r, name, value);
}

static void
scorer_rows(struct report *r, const struct eval_table *t)
{
	const struct evaluation *e = r->e;

	for (int s = 0; s < e->nscorer; s++) {
		if (!e->scorer[s].known && e->scorer[s].baseline > B2)
			continue; /* said below */
		figure_row(r, e->scorer[s].title, table_values(e, t, s));
		if (t->interval == NULL || e->days.count < 2 ||
		    e->scorer[s].kind != SCORER_MODEL)
			continue;
		interval_row(r, t, s, "  95 % from", LOW);
		interval_row(r, t, s, "  to", HIGH);
	}
	if (e->o.seeds == 0)
		return;
	floor_row(r, t, "random, mean", MEAN);
	floor_row(r, t, "  95 % from", LOW);
	floor_row(r, t, "  to", HIGH);
}

/* The verdict on each model, in words. */
static void
verdict_row(struct report *r, const struct eval_table *t, int model)
{
	const struct evaluation *e = r->e;
	const struct verdict *v = &t->verdict[model];
	char ours[32], other[32], less[32];
	double ap;
	int k = figure_find(e, "average_precision", "");

	if (k < 0 || isnan(v->difference) || (!v->no_better && isnan(v->low)))
		return;
	ap = table_values(e, t, model)[k];
	report_format(ours, ap, SHARE);
	report_format(other, ap - v->difference, SHARE);
	report_name(r, e->scorer[model].title, TITLE);
	report_print(r, " is %s than %s: AP %s against %s",
	    v->no_better ? "no better" : "better",
	    v->best < 0 ? "random" : e->scorer[v->best].name, ours, other);
	if (!isnan(v->low)) {
		report_format(ours, v->low, SHARE);
		report_format(less, v->high, SHARE);
		report_print(r, " (difference, 95 %%: %s to %s)", ours, less);
	}
	report_print(r, "\n");
}

static void
one_table(struct report *r, int table)
{
	const struct evaluation *e = r->e;
	const struct eval_table *t = &e->table[table];
	char name[TABLE_NAME_MAX];

	rule(r);
	report_table_name(name, e, t);
	if (t->kind == TABLE_CLASS && t->word == 0)
		report_print(r, "without a class");
	else
		report_name(r, name, TITLE);
	report_print(r,
	    ": %" PRIu64 " rows, %" PRIu64 " positive (%.4g %%), %" PRIu64
	    " event%s\n",
	    t->rows, t->positives, 100 * t->prevalence, t->events,
	    t->events == 1 ? "" : "s");
	scorer_rows(r, t);
	for (int m = 0; m < e->o.nmodel; m++)
		verdict_row(r, t, m);
	if (table == 0)
		report_budget(r, table);
	report_extra(r, table);
}

/* ---- above ---- */

static void
above_labels(struct report *r)
{
	const struct evaluation *e = r->e;
	size_t events = 0;
	int i, n = 0;

	if (!e->labelled) {
		report_print(r, "labels    none\n");
		return;
	}
	for (size_t k = 1; k < e->events.n; k++)
		events += !e->events.v[k].decoy &&
			  e->rows.of[e->events.v[k].series].part == 0;
	report_print(r, "labels    %zu events", events);
	for (i = 1; i < e->ntable; i++) {
		const char *name = evaluation_name(e, &e->table[i]);

		if (e->table[i].kind != TABLE_TYPE || n++ >= 5)
			continue;
		report_print(r, "%s", n > 1 ? ", " : ": ");
		report_name(r, name, TYPE);
	}
	report_print(r, "%s", n > 5 ? ", ..." : "");
	if (e->o.spans != NULL)
		report_print(r, "; %zu of %zu spans in the file contain rows",
		    spans_met(e->o.spans), e->o.spans->n);
	report_print(r, "\n");
}

static void
above_alarms(struct report *r)
{
	static const char *const choose[] = { "", "f1", "youden", "cost" };
	const struct evaluation *e = r->e;
	const struct scorer *s = &e->scorer[0];
	char buf[32];

	if (!evaluation_decided(e)) {
		report_print(r,
		    "alarms    none: rows have no anomaly field, and "
		    "no --threshold is given\n");
		return;
	}
	report_print(r, "alarms    %" PRIu64 " rows in %.0f runs, ", s->alarmed,
	    evaluation_figure(e, 0, 0, "events", "alarms"));
	if (!isnan(s->threshold))
		report_print(r, "score >= %.6g", s->threshold);
	else
		report_print(r, "as marked in the field anomaly");
	if (e->o.choose != CHOOSE_NOT)
		report_print(r, " (chosen by %s)", choose[e->o.choose]);
	report_print(r, "; ");
	if (s->undecided > 0)
		report_print(r, "%" PRIu64 " rows without it; ", s->undecided);
	report_format(buf,
	    evaluation_figure(e, 0, 0, "events", "false_alarms_per_symbol_day"),
	    RATE);
	report_print(r, "%s %sper symbol and day\n", buf,
	    e->table[0].positives > 0 ? "false " : "");
	if (e->o.decoys != NULL)
		report_print(r,
		    "decoys    %.0f, touched by %.0f alarms not counted as "
		    "false\n",
		    evaluation_figure(e, 0, 0, "events", "decoys"),
		    evaluation_figure(e, 0, 0, "events", "decoy_alarms"));
}

static void
above(struct report *r)
{
	const struct evaluation *e = r->e;

	report_print(r,
	    "rows      %" PRIu64 ": %zu scored, %" PRIu64
	    " not scored, %" PRIu64 " of other kinds\n",
	    e->seen, e->nrow, e->not_scored, e->other);
	if (e->o.calibrate_until != 0)
		report_print(r,
		    "          %" PRIu64
		    " more were used to choose thresholds\n",
		    e->calibration);
	report_print(r, "symbols   %" PRIu32 ", %.0f symbol-days\n", e->symbols,
	    e->symbol_days);
	if (e->o.window > 0)
		report_print(r,
		    "windows   of %d rows, one per row: highest score and all "
		    "labels in the window\n",
		    e->o.window);
	if (e->nrow == 0)
		return;
	above_labels(r);
	above_alarms(r);
}

/* ---- below ---- */

/* Missing baselines, and why they are missing. */
static void
below_missing(struct report *r)
{
	const struct evaluation *e = r->e;
	unsigned needs = 0;

	if (e->o.no_baselines)
		return;
	for (int s = 0; s < e->nscorer; s++)
		if (!e->scorer[s].known)
			needs |= baselines[e->scorer[s].baseline].needs;
	if (needs & NEEDS_PRICE)
		report_print(r, "B1-B4, B7, B8 need a field close, price or "
				"value.\n");
	if (needs & NEEDS_VOLUME)
		report_print(r, "B5 needs a field volume or size.\n");
	if (needs & NEEDS_RANGE)
		report_print(r, "B6 needs fields high and low.\n");
}

static void
below(struct report *r)
{
	const struct evaluation *e = r->e;
	char ours[32], never[32];

	rule(r);
	report_format(ours, evaluation_figure(e, 0, 0, "point", "accuracy"),
	    SHARE);
	report_format(never,
	    evaluation_figure(e, 0, 0, "point", "accuracy_never"), SHARE);
	report_print(r, "F1* is an oracle: its threshold was chosen on these "
			"labels. found: share of events with an alarm.\n");
	report_print(r, "delay: median seconds from an event's start. "
			"fa/day: false alarms per symbol and day.\n");
	if (e->o.choose != CHOOSE_NOT)
		report_print(r,
		    "Each has its own alarm threshold, chosen on %s.\n",
		    e->o.calibrate_until != 0
			? "the rows before --calibrate-until"
			: "these labels");
	else
		report_print(r,
		    "Baselines and random alarm on as many rows as the model "
		    "(%" PRIu64 "): those of the highest scores.\n",
		    e->scorer[0].alarmed);
	below_missing(r);
	report_print(r, "random: %d seeds.", e->o.seeds);
	if (figure_find(e, "point", "accuracy") >= 0)
		report_print(r, "  Accuracy %s; %s for no alarms at all.", ours,
		    never);
	report_print(r, "\n");
}

/* With a single type, the table of all types is sufficient. */
static int
worth_a_table(const struct evaluation *e, int table)
{
	int types = 0;

	for (int i = 0; i < e->ntable; i++)
		types += e->table[i].kind == TABLE_TYPE;
	return e->table[table].kind != TABLE_TYPE || types > 1;
}

void
report_table(struct report *r)
{
	const struct evaluation *e = r->e;

	above(r);
	if (e->nrow > 0 && e->table[0].positives == 0)
		report_print(r, "note      no scored row is labelled: "
				"nothing to compare the scores with\n");
	if (e->table[0].positives == 0)
		return;
	if (e->o.resamples > 0 && e->days.count < 2)
		report_print(r, "note      no intervals: they need rows of "
				"several days\n");
	heads(r);
	for (int i = 0; i < e->ntable; i++)
		if (worth_a_table(e, i))
			one_table(r, i);
	below(r);
	if (r->each_event)
		report_events(r);
}
