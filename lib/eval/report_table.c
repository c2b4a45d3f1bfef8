/*
 * report_table.c - an evaluation as a table for people: 100 columns.
 *
 *	name (16)  any threshold (4 x 7)  at the alarms (5 x 7)  events (3 x 7)
 *
 * Shares have three decimals, four below 0.1; `-` is what is not defined or
 * not known.  Names are cut, the JSON has them whole.
 */
#include "eval/report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/tstamp.h"

enum { NAME = 16, CELL = 7 };
enum form { SHARE, SECONDS, RATE };

static const struct column {
	const char *head, *metric, *value;
	enum form form;
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

/* A number in as many decimals as it deserves. */
static void
format(char out[32], double v, enum form form)
{
	int decimals = 0;

	if (!isfinite(v)) {
		strcpy(out, isnan(v) ? "-" : v > 0 ? "inf" : "-inf");
		return;
	}
	if (v < 0 && v > -0.0005)
		v = 0; /* not "-0.000" */
	if (form == SHARE)
		decimals = v > 0 && v < 0.1 ? 4 : 3;
	else if (form == SECONDS)
		decimals = v < 1 && v > 0 ? 3 : v < 100 ? 1 : 0;
	else
		decimals = v < 10 ? 2 : v < 1000 ? 1 : 0;
	if (fabs(v) < 1e6)
		snprintf(out, 32, "%.*f", decimals, v);
	else
		snprintf(out, 32, "%.0e", v);
}

static void
cell(struct report *r, double v, enum form form)
{
	char buf[32];

	format(buf, v, form);
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
	int i;

	report_print(r, "%*s%*s%*s%*s\n", NAME, "", 4 * CELL, "any threshold",
	    5 * CELL, "at the alarms", 3 * CELL, "events");
	report_print(r, "%*s", NAME, "");
	for (i = 0; i < COLUMNS; i++)
		report_print(r, "%*s", CELL, columns[i].head);
	report_print(r, "\n");
}

static void
scorer_row(struct report *r, int table, int scorer)
{
	const struct evaluation *e = r->e;
	const struct eval_table *t = &e->table[table];
	int i, mark = scorer == 0 && t->equals_baseline;

	report_print(r, "%-*s", NAME,
	    mark ? "model = baseline" : e->scorer[scorer].title);
	for (i = 0; i < COLUMNS; i++)
		cell(r,
		    evaluation_figure(e, table, scorer, columns[i].metric,
			columns[i].value),
		    columns[i].form);
	report_print(r, "\n");
}

/* The floor of a column; NULL where there is none. */
static const struct floor *
floor_at(const struct evaluation *e, const struct eval_table *t,
    const struct column *c)
{
	int i, figure = figure_find(e, c->metric, c->value);

	for (i = 0; i < e->nfloor; i++)
		if (e->floor_figure[i] == figure)
			return &t->floor[i];
	return NULL;
}

static void
floor_row(struct report *r, int table, const char *name, int which)
{
	const struct floor *f;
	int i;

	report_print(r, "%-*s", NAME, name);
	for (i = 0; i < COLUMNS; i++) {
		f = floor_at(r->e, &r->e->table[table], &columns[i]);
		cell(r,
		    f == NULL   ? NAN
		    : which < 0 ? f->low
		    : which > 0 ? f->high
				: f->mean,
		    columns[i].form);
	}
	report_print(r, "\n");
}

/* A name cut to width, without what a terminal would obey. */
static const char *
plain(char out[64], const char *name, int width)
{
	int i;

	for (i = 0; i < width && name[i] != '\0'; i++)
		out[i] = (unsigned char)name[i] < ' ' || name[i] == 127
			     ? '?'
			     : name[i];
	out[i] = '\0';
	return out;
}

static void
one_table(struct report *r, int table)
{
	const struct evaluation *e = r->e;
	const struct eval_table *t = &e->table[table];
	char name[64];
	int i;

	rule(r);
	plain(name, evaluation_type(e, t->type), 40);
	report_print(r,
	    "%s: %" PRIu64 " rows, %" PRIu64 " positive "
	    "(%.4g %%), %" PRIu64 " event%s\n",
	    name, t->rows, t->positives, 100 * t->prevalence, t->events,
	    t->events == 1 ? "" : "s");
	for (i = 0; i < e->nscorer; i++)
		scorer_row(r, table, i);
	if (e->o.seeds == 0)
		return;
	floor_row(r, table, "random, mean", 0);
	floor_row(r, table, "  95 % from", -1);
	floor_row(r, table, "  to", 1);
}

/* ---- above and below ---- */

static void
above_labels(struct report *r)
{
	const struct evaluation *e = r->e;
	char name[64];
	int i;

	if (!e->labelled) {
		report_print(r, "labels    none\n");
		return;
	}
	report_print(r, "labels    %zu events", e->events.n - 1);
	for (i = 1; i < e->ntable && i <= 5; i++)
		report_print(r, "%s%s", i > 1 ? ", " : ": ",
		    plain(name, evaluation_type(e, e->table[i].type), 12));
	report_print(r, "%s", e->ntable > 6 ? ", ..." : "");
	if (e->o.spans != NULL)
		report_print(r, "; %zu of %zu spans of the file met rows",
		    spans_met(e->o.spans), e->o.spans->n);
	report_print(r, "\n");
}

static void
above_alarms(struct report *r)
{
	const struct evaluation *e = r->e;
	char buf[32];

	if (!evaluation_decided(e)) {
		report_print(r, "alarms    none: no column anomaly, and no "
				"--threshold\n");
		return;
	}
	report_print(r, "alarms    %" PRIu64 " rows in %.0f runs, ",
	    e->scorer[0].alarmed,
	    evaluation_figure(e, 0, 0, "events", "alarms"));
	if (!isnan(e->o.threshold))
		report_print(r, "score >= %.6g; ", e->o.threshold);
	else
		report_print(r, "by the stream's own column anomaly; ");
	if (e->scorer[0].undecided > 0)
		report_print(r, "%" PRIu64 " rows lack it; ",
		    e->scorer[0].undecided);
	format(buf,
	    evaluation_figure(e, 0, 0, "events", "false_alarms_per_symbol_day"),
	    RATE);
	report_print(r, "%s %sa symbol and day\n", buf,
	    e->table[0].positives > 0 ? "false " : "");
}

static void
above(struct report *r)
{
	const struct evaluation *e = r->e;
	double days = evaluation_figure(e, 0, 0, "events", "symbol_days");

	report_print(r,
	    "rows      %" PRIu64 ": %zu scored, %" PRIu64
	    " not scored, %" PRIu64 " of other kinds\n",
	    e->seen, e->rows.n, e->not_scored, e->other);
	report_print(r, "symbols   %" PRIu32 ", %.0f symbol-days\n",
	    e->events.symbols, isnan(days) ? 0 : days);
	if (e->rows.n == 0)
		return;
	above_labels(r);
	above_alarms(r);
}

static void
below(struct report *r)
{
	const struct evaluation *e = r->e;
	char ours[32], never[32];

	rule(r);
	format(ours, evaluation_figure(e, 0, 0, "point", "accuracy"), SHARE);
	format(never, evaluation_figure(e, 0, 0, "point", "accuracy_never"),
	    SHARE);
	report_print(r, "F1* is an oracle: its threshold was chosen on these "
			"very labels. found: events with an alarm.\n");
	report_print(r, "delay: median seconds from an event's start. "
			"fa/day: alarms in vain a symbol and day.\n");
	report_print(r,
	    "B1, B2, random alarm on their strangest rows, as "
	    "many as the model (%" PRIu64 "), ties as one.\n",
	    e->scorer[0].alarmed);
	if (!e->scorer[e->o.nmodel].known)
		report_print(r, "B1, B2: no column close, price or value.\n");
	report_print(r,
	    "random: %d seeds.  Accuracy %s, that of never "
	    "alarming %s.\n",
	    e->o.seeds, ours, never);
}

/* ---- events one by one ---- */

static void
event_row(struct report *r, size_t number)
{
	const struct evaluation *e = r->e;
	const struct event *v = &e->events.v[number];
	const struct event_fate *f = &e->fate[number];
	char time[TS_ISO_LEN] = "-", delay[32];
	char type[64], symbol[64];
	size_t n = v->start == TS_NULL ? 1 : ts_put_iso(time, v->start);
	int i;

	format(delay, f->delay_seconds, SECONDS);
	plain(type, evaluation_type(e, v->type), 12);
	plain(symbol, symtab_text(e->syms, v->symbol, NULL), 14);
	report_print(r, "%-13s%-15s%-31.*s%6" PRIu64 "%6" PRIu64 "%8s", type,
	    symbol, (int)n, time, v->rows, f->alarmed, delay);
	for (i = 0; i < e->nscorer; i++) {
		double rank = event_rank(e, number, i);

		if (isnan(rank))
			report_print(r, " %6s", "-");
		else
			report_print(r, " %6.0f", rank);
	}
	report_print(r, "\n");
}

static void
event_rows(struct report *r)
{
	size_t i;

	rule(r);
	report_print(r, "%-13s%-15s%-31s%6s%6s%8s %6s %6s %6s\n", "event",
	    "symbol", "from", "rows", "alarm", "delay", "rank", "B1", "B2");
	for (i = 1; i < r->e->events.n; i++)
		event_row(r, i);
}

void
report_table(struct report *r)
{
	const struct evaluation *e = r->e;
	int i;

	above(r);
	if (e->rows.n > 0 && e->table[0].positives == 0)
		report_print(r, "note      no scored row is labelled: "
				"nothing to compare the scores with\n");
	if (e->table[0].positives == 0)
		return;
	heads(r);
	/* of a single type the table of all says everything */
	for (i = 0; i < (e->ntable > 2 ? e->ntable : 1); i++)
		one_table(r, i);
	below(r);
	if (r->each_event)
		event_rows(r);
}
