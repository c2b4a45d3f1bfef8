/*
 * report_json.c - an evaluation as JSON: every figure in full.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"
#include "base/tstamp.h"
#include "eval/report.h"

static void
put_string(struct report *r, const char *s)
{
	char buf[6 * TABLE_NAME_MAX + 2];

	report_put(r, buf, json_put_string(buf, s, strlen(s)));
}

static void
put_named(struct report *r, const char *name, const char *text)
{
	report_print(r, ",\"%s\":", name);
	if (text != NULL)
		put_string(r, text);
	else
		report_print(r, "null");
}

/* ,"name":value */
static void
put_pair(struct report *r, const char *name, double v)
{
	report_print(r, ",\"%s\":", name);
	report_number(r, v, "null");
}

static void
put_floor(struct report *r, const struct floor *f)
{
	report_print(r, "{\"mean\":");
	report_number(r, f->mean, "null");
	put_pair(r, "low", f->low);
	put_pair(r, "high", f->high);
	report_print(r, "}");
}

/* ---- figures ---- */

/* The source of one figure's value. */
struct source {
	const double *value;       /* [nfigure], or NULL */
	const struct floor *floor; /* as figures are listed, or NULL */
};

/*
 * The figures of which[n], in one object per metric, unless the metric is a
 * single number.
 */
static void
put_figures(struct report *r, const int *which, int n, struct source from)
{
	const struct evaluation *e = r->e;
	const struct figure *g, *last = NULL;
	int i, open = 0;

	for (i = 0; i < n; i++, last = g) {
		g = &e->figure[which[i]];
		if (last != NULL && open && last->metric != g->metric) {
			report_print(r, "}");
			open = 0;
		}
		if (last == NULL || last->metric != g->metric)
			report_print(r, ",\"%s\":", g->metric->name);
		if (*g->value != '\0') {
			report_print(r, "%s\"%s\":", open ? "," : "{",
			    g->value);
			open = 1;
		}
		if (from.floor != NULL)
			put_floor(r, &from.floor[i]);
		else
			report_number(r, from.value[which[i]], "null");
	}
	if (open)
		report_print(r, "}");
}

/* Those figures of a scorer that have an interval over days. */
static void
put_intervals(struct report *r, const struct floor *interval)
{
	struct floor known[FIGURES_MAX];
	int which[FIGURES_MAX], i, n = 0;

	for (i = 0; i < r->e->nfigure; i++)
		if (!isnan(interval[i].mean)) {
			known[n] = interval[i];
			which[n++] = i;
		}
	report_print(r, ",\"interval\":{\"resamples\":%d", r->e->o.resamples);
	put_figures(r, which, n, (struct source){ .floor = known });
	report_print(r, "}");
}

static void
put_verdict(struct report *r, const struct verdict *v)
{
	report_print(r, ",\"verdict\":{\"no_better\":%s",
	    v->no_better ? "true" : "false");
	put_named(r, "best_baseline",
	    isnan(v->difference) ? NULL
	    : v->best < 0        ? "random"
				 : r->e->scorer[v->best].name);
	put_pair(r, "difference", v->difference);
	put_pair(r, "low", v->low);
	put_pair(r, "high", v->high);
	report_print(r, "}");
}

static void
put_scorer(struct report *r, const struct eval_table *t, int scorer)
{
	const struct evaluation *e = r->e;
	const struct scorer *s = &e->scorer[scorer];
	int all[FIGURES_MAX], i;

	for (i = 0; i < e->nfigure; i++)
		all[i] = i;
	report_print(r, "%s{\"scorer\":", scorer > 0 ? "," : "");
	put_string(r, s->name);
	if (s->kind == SCORER_MODEL)
		put_verdict(r, &t->verdict[scorer]);
	put_figures(r, all, e->nfigure,
	    (struct source){ .value = table_values(e, t, scorer) });
	if (t->interval != NULL)
		put_intervals(r, t->interval + scorer * e->nfigure);
	report_print(r, "}");
}

/* ---- tables ---- */

static void
put_table(struct report *r, const struct eval_table *t)
{
	static const char *const key[] = { "type", "type", "class", "symbol" };
	const struct evaluation *e = r->e;
	char name[TABLE_NAME_MAX];

	report_print(r, "{\"%s\":", key[t->kind]);
	if (t->kind == TABLE_TYPE || t->kind == TABLE_ALL)
		put_string(r, report_table_name(name, e, t));
	else
		put_string(r, evaluation_name(e, t));
	report_print(r, ",\"rows\":%" PRIu64 ",\"positives\":%" PRIu64, t->rows,
	    t->positives);
	put_pair(r, "prevalence", t->prevalence);
	report_print(r,
	    ",\"events\":%" PRIu64 ",\"equals_baseline\":%s,"
	    "\"scorers\":[",
	    t->events, t->verdict[0].no_better ? "true" : "false");
	for (int i = 0; i < e->nscorer; i++)
		put_scorer(r, t, i);
	report_print(r, ",{\"scorer\":\"random\"");
	put_figures(r, e->floor_figure, e->nfloor,
	    (struct source){ .floor = t->floor });
	report_print(r, "}]}");
}

/* The tables of some kinds as one list. */
static void
put_tables(struct report *r, const char *name, enum table_kind from,
    enum table_kind to)
{
	int n = 0;

	report_print(r, ",\"%s\":[", name);
	for (int i = 0; i < r->e->ntable; i++) {
		const struct eval_table *t = &r->e->table[i];

		if (t->kind < from || t->kind > to)
			continue;
		report_print(r, "%s", n++ > 0 ? "," : "");
		put_table(r, t);
	}
	report_print(r, "]");
}

/* ---- single events ---- */

static void
put_time(struct report *r, const char *name, uint64_t ns)
{
	char buf[TS_ISO_LEN];

	if (ns == TS_NULL)
		report_print(r, ",\"%s\":null", name);
	else
		report_print(r, ",\"%s\":\"%.*s\"", name,
		    (int)ts_put_iso(buf, ns), buf);
}

static void
put_event(struct report *r, size_t i)
{
	const struct evaluation *e = r->e;
	const struct event *v = &e->events.v[i];

	report_print(r, "{\"type\":");
	put_string(r, symtab_text(e->syms, v->type, NULL));
	put_named(r, "symbol", symtab_text(e->syms, v->symbol, NULL));
	put_time(r, "start", v->start);
	put_time(r, "end", v->end);
	report_print(r,
	    ",\"rows\":%" PRIu64 ",\"scored\":%" PRIu64 ",\"alarmed\":%" PRIu64,
	    v->rows, v->scored, e->fate[i].alarmed);
	put_pair(r, "delay_rows", e->fate[i].delay_rows);
	put_pair(r, "delay_seconds", e->fate[i].delay_seconds);
	report_print(r, ",\"rank\":{");
	for (int k = 0; k < e->nscorer; k++) {
		report_print(r, "%s", k > 0 ? "," : "");
		put_string(r, e->scorer[k].name);
		report_print(r, ":");
		report_number(r, event_rank(e, i, k), "null");
	}
	report_print(r, "}}");
}

static void
put_events(struct report *r)
{
	const struct evaluation *e = r->e;
	int n = 0;

	report_print(r, ",\"event_list\":[");
	for (size_t i = 1; i < e->events.n; i++) {
		if (e->events.v[i].decoy ||
		    e->rows.of[e->events.v[i].series].part != 0)
			continue;
		report_print(r, "%s", n++ > 0 ? "," : "");
		put_event(r, i);
	}
	report_print(r, "]");
}

/* ---- the account ---- */

static void
put_labels(struct report *r)
{
	const struct evaluation *e = r->e;

	report_print(r, ",\"labels\":{\"from\":%s",
	    e->o.spans != NULL ? "\"file\""
	    : e->labelled      ? "\"stream\""
			       : "null");
	if (e->o.spans != NULL)
		report_print(r, ",\"spans\":%zu,\"spans_met\":%zu",
		    e->o.spans->n, spans_met(e->o.spans));
	report_print(r, "}");
}

static void
put_alarms(struct report *r)
{
	static const char *const choose[] = { NULL, "f1", "youden", "cost" };
	const struct evaluation *e = r->e;
	const struct scorer *s = &e->scorer[0];

	report_print(r, ",\"alarms\":{\"by\":%s",
	    e->o.choose != CHOOSE_NOT ? "\"choose\""
	    : !isnan(s->threshold)    ? "\"threshold\""
	    : evaluation_decided(e)   ? "\"anomaly\""
				      : "null");
	if (e->o.choose != CHOOSE_NOT)
		put_named(r, "choose", choose[e->o.choose]);
	put_pair(r, "threshold", s->threshold);
	report_print(r, ",\"rows\":%" PRIu64 ",\"undecided\":%" PRIu64 "}",
	    s->alarmed, s->undecided);
}

/* Each scorer, with the source of its alarms. */
static void
put_scorers(struct report *r)
{
	const struct evaluation *e = r->e;

	report_print(r, ",\"scorers\":[");
	for (int i = 0; i < e->nscorer; i++) {
		const struct scorer *s = &e->scorer[i];

		report_print(r, "%s{\"scorer\":", i > 0 ? "," : "");
		put_string(r, s->name);
		put_pair(r, "threshold", s->threshold);
		put_pair(r, "alarms", s->known ? (double)s->alarmed : NAN);
		if (s->kind == SCORER_MODEL)
			put_pair(r, "scored", (double)s->scored);
		report_print(r, "}");
	}
	report_print(r, "]");
}

static void
put_account(struct report *r)
{
	const struct evaluation *e = r->e;

	report_print(r,
	    "{\"rows\":{\"in\":%" PRIu64 ",\"scored\":%zu,"
	    "\"not_scored\":%" PRIu64 ",\"other\":%" PRIu64,
	    e->seen, e->nrow, e->not_scored, e->other);
	if (e->o.calibrate_until != 0)
		report_print(r, ",\"calibration\":%" PRIu64, e->calibration);
	report_print(r, "},\"symbols\":%" PRIu32, e->symbols);
	put_pair(r, "symbol_days", e->symbol_days);
	put_pair(r, "series_days", e->series_days);
	put_labels(r);
	put_alarms(r);
	report_print(r, ",\"seeds\":%d", e->o.seeds);
	if (e->o.window > 0)
		report_print(r, ",\"window\":%d", e->o.window);
	put_pair(r, "accuracy",
	    evaluation_figure(e, 0, 0, "point", "accuracy"));
	put_pair(r, "accuracy_never",
	    evaluation_figure(e, 0, 0, "point", "accuracy_never"));
	put_scorers(r);
}

void
report_json(struct report *r)
{
	put_account(r);
	put_tables(r, "types", TABLE_ALL, TABLE_TYPE);
	if (r->e->o.classes != NULL)
		put_tables(r, "by_class", TABLE_CLASS, TABLE_CLASS);
	if (r->e->o.per_symbol)
		put_tables(r, "by_symbol", TABLE_SYMBOL, TABLE_SYMBOL);
	put_events(r);
	report_print(r, "}\n");
}
