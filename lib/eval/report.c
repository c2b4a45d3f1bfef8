/*
 * report.c - an evaluation as JSON and as CSV.
 *
 * Both walk the same figures, so a metric that is added to lib/eval shows up
 * in both by its names.
 */
#include "eval/report.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/num.h"
#include "base/tstamp.h"

enum { SHORT_MAX = 512 };

static void
put(struct report *r, const char *s, size_t n)
{
	if (!r->failed && out_write(r->out, s, n, r->err) == -1)
		r->failed = 1;
}

void
report_print(struct report *r, const char *fmt, ...)
{
	char buf[SHORT_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(buf))
		BUG("a piece of a report that is too long");
	put(r, buf, (size_t)n);
}

/* The shortest decimal with the same bits; other is for what is no number. */
static void
put_number(struct report *r, double v, const char *other)
{
	char buf[NUM_F64_MAX];

	if (isfinite(v))
		put(r, buf, num_put_f64(buf, v));
	else
		put(r, other, strlen(other));
}

/* ---- JSON ---- */

static void
put_string(struct report *r, const char *s)
{
	char buf[6 * SYM_LEN_MAX + 2];

	put(r, buf, json_put_string(buf, s, strlen(s)));
}

/* ,"name":value */
static void
put_pair(struct report *r, const char *name, double v)
{
	report_print(r, ",\"%s\":", name);
	put_number(r, v, "null");
}

static void
put_floor(struct report *r, const struct floor *f)
{
	report_print(r, "{\"mean\":");
	put_number(r, f->mean, "null");
	put_pair(r, "low", f->low);
	put_pair(r, "high", f->high);
	report_print(r, "}");
}

/*
 * The figures of which[n], falling in one object a metric unless the metric
 * is one number.  With a floor its three numbers stand for each.
 */
static void
put_figures(struct report *r, const int *which, int n, const double *value,
    const struct floor *floor)
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
		if (floor != NULL)
			put_floor(r, &floor[i]);
		else
			put_number(r, value[which[i]], "null");
	}
	if (open)
		report_print(r, "}");
}

static void
json_table(struct report *r, const struct eval_table *t)
{
	const struct evaluation *e = r->e;
	int all[FIGURES_MAX], i;

	report_print(r, "{\"type\":");
	put_string(r, evaluation_type(e, t->type));
	report_print(r, ",\"rows\":%" PRIu64 ",\"positives\":%" PRIu64, t->rows,
	    t->positives);
	put_pair(r, "prevalence", t->prevalence);
	report_print(r,
	    ",\"events\":%" PRIu64 ",\"equals_baseline\":%s,"
	    "\"scorers\":[",
	    t->events, t->equals_baseline ? "true" : "false");
	for (i = 0; i < e->nfigure; i++)
		all[i] = i;
	for (i = 0; i < e->nscorer; i++) {
		report_print(r, "%s{\"scorer\":", i > 0 ? "," : "");
		put_string(r, e->scorer[i].name);
		put_figures(r, all, e->nfigure, table_values(e, t, i), NULL);
		report_print(r, "}");
	}
	report_print(r, ",{\"scorer\":\"random\"");
	put_figures(r, e->floor_figure, e->nfloor, NULL, t->floor);
	report_print(r, "}]}");
}

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

/* Where each event stood, for those who look at single ones. */
static void
json_events(struct report *r)
{
	const struct evaluation *e = r->e;
	const struct event *v;
	size_t i;
	int k;

	for (i = 1; i < e->events.n; i++) {
		v = &e->events.v[i];
		report_print(r, "%s{\"type\":", i > 1 ? "," : "");
		put_string(r, evaluation_type(e, v->type));
		report_print(r, ",\"symbol\":");
		put_string(r, symtab_text(e->syms, v->symbol, NULL));
		put_time(r, "start", v->start);
		put_time(r, "end", v->end);
		report_print(r,
		    ",\"rows\":%" PRIu64 ",\"scored\":%" PRIu64
		    ",\"alarmed\":%" PRIu64,
		    v->rows, v->scored, e->fate[i].alarmed);
		put_pair(r, "delay_rows", e->fate[i].delay_rows);
		put_pair(r, "delay_seconds", e->fate[i].delay_seconds);
		report_print(r, ",\"rank\":{");
		for (k = 0; k < e->nscorer; k++) {
			report_print(r, "%s", k > 0 ? "," : "");
			put_string(r, e->scorer[k].name);
			report_print(r, ":");
			put_number(r, event_rank(e, i, k), "null");
		}
		report_print(r, "}}");
	}
}

static const char *
labels_from(const struct evaluation *e)
{
	if (e->o.spans != NULL)
		return "file";
	return e->labelled ? "stream" : NULL;
}

static void
json_account(struct report *r)
{
	const struct evaluation *e = r->e;
	const char *from = labels_from(e);

	report_print(r,
	    "{\"rows\":{\"in\":%" PRIu64 ",\"scored\":%zu,"
	    "\"not_scored\":%" PRIu64 ",\"other\":%" PRIu64 "}",
	    e->seen, e->rows.n, e->not_scored, e->other);
	report_print(r, ",\"symbols\":%" PRIu32, e->events.symbols);
	put_pair(r, "symbol_days",
	    evaluation_figure(e, 0, 0, "events", "symbol_days"));
	put_pair(r, "series_days",
	    evaluation_figure(e, 0, 0, "events", "series_days"));
	report_print(r, ",\"labels\":{\"from\":%s%s%s", from ? "\"" : "",
	    from ? from : "null", from ? "\"" : "");
	if (e->o.spans != NULL)
		report_print(r, ",\"spans\":%zu,\"spans_met\":%zu",
		    e->o.spans->n, spans_met(e->o.spans));
	report_print(r, "},\"alarms\":{\"by\":%s",
	    !isnan(e->o.threshold)  ? "\"threshold\""
	    : evaluation_decided(e) ? "\"anomaly\""
				    : "null");
	put_pair(r, "threshold", e->o.threshold);
	report_print(r,
	    ",\"rows\":%" PRIu64 ",\"undecided\":%" PRIu64 "},\"seeds\":%d",
	    e->scorer[0].alarmed, e->scorer[0].undecided, e->o.seeds);
	put_pair(r, "accuracy",
	    evaluation_figure(e, 0, 0, "point", "accuracy"));
	put_pair(r, "accuracy_never",
	    evaluation_figure(e, 0, 0, "point", "accuracy_never"));
}

static void
report_json(struct report *r)
{
	int i;

	json_account(r);
	report_print(r, ",\"types\":[");
	for (i = 0; i < r->e->ntable; i++) {
		report_print(r, "%s", i > 0 ? "," : "");
		json_table(r, &r->e->table[i]);
	}
	report_print(r, "],\"event_list\":[");
	json_events(r);
	report_print(r, "]}\n");
}

/* ---- CSV ---- */

static void
csv_row(struct report *r, const char *type, const char *scorer,
    const struct figure *f, const char *part, double v)
{
	char buf[2 * SYM_LEN_MAX + 2];

	put(r, buf, csv_put(buf, type, strlen(type), ','));
	report_print(r, ",%s,%s%s%s%s%s,", scorer, f->metric->name,
	    *f->value != '\0' ? "." : "", f->value, *part != '\0' ? "." : "",
	    part);
	put_number(r, v, "");
	report_print(r, "\n");
}

static void
csv_count(struct report *r, const char *type, const char *name, double v)
{
	const struct metric m = { .name = name };
	const struct figure f = { &m, "" };

	csv_row(r, type, "", &f, "", v);
}

static void
csv_table(struct report *r, const struct eval_table *t)
{
	const struct evaluation *e = r->e;
	const char *type = evaluation_type(e, t->type);
	const struct figure *f;
	int i, s;

	csv_count(r, type, "rows", (double)t->rows);
	csv_count(r, type, "positives", (double)t->positives);
	csv_count(r, type, "prevalence", t->prevalence);
	csv_count(r, type, "events", (double)t->events);
	csv_count(r, type, "equals_baseline", t->equals_baseline);
	for (s = 0; s < e->nscorer; s++)
		for (i = 0; i < e->nfigure; i++)
			csv_row(r, type, e->scorer[s].name, &e->figure[i], "",
			    table_values(e, t, s)[i]);
	for (i = 0; i < e->nfloor; i++) {
		f = &e->figure[e->floor_figure[i]];
		csv_row(r, type, "random", f, "mean", t->floor[i].mean);
		csv_row(r, type, "random", f, "low", t->floor[i].low);
		csv_row(r, type, "random", f, "high", t->floor[i].high);
	}
}

static void
report_csv(struct report *r)
{
	const struct evaluation *e = r->e;
	int i;

	report_print(r, "type,scorer,metric,value\n");
	csv_count(r, "all", "rows_in", (double)e->seen);
	csv_count(r, "all", "rows_not_scored", (double)e->not_scored);
	csv_count(r, "all", "rows_other", (double)e->other);
	csv_count(r, "all", "symbols", e->events.symbols);
	csv_count(r, "all", "alarms", (double)e->scorer[0].alarmed);
	csv_count(r, "all", "threshold", e->o.threshold);
	csv_count(r, "all", "seeds", e->o.seeds);
	for (i = 0; i < e->ntable; i++)
		csv_table(r, &e->table[i]);
}

int
report_write(struct report *r, int form)
{
	if (form == REPORT_JSON)
		report_json(r);
	else if (form == REPORT_CSV)
		report_csv(r);
	else
		report_table(r);
	return r->failed ? -1 : 0;
}
