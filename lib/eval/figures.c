/*
 * figures.c - the tables, and the figures of one scorer in one of them.
 *
 * Ranking metrics and the tallies that went along with the rows are those of
 * lib/eval.  Of a type, or of a baseline, the times of rows are gone: counts
 * by event make the point metrics (the order of rows does not matter to
 * them), event recall and, for the model, the delays.
 */
#include "eval/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/stats.h"

/* ---- tables ---- */

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

int
figures_tables(struct evaluation *e, struct err *err)
{
	struct eval_table *t;
	size_t i;
	int k, s;

	if ((e->table = calloc(1, sizeof(*e->table))) == NULL)
		return err_errno(err, "tables");
	e->ntable = 1;
	for (i = 1; i < e->events.n; i++) {
		if (type_at(e, e->events.v[i].type) != 0)
			continue;
		if (e->ntable > TYPES_MAX)
			return err_set(err, "more than %d types of labels",
			    TYPES_MAX);
		t = realloc(e->table, (size_t)(e->ntable + 1) * sizeof(*t));
		if (t == NULL)
			return err_errno(err, "tables");
		e->table = t;
		memset(&t[e->ntable], 0, sizeof(*t));
		t[e->ntable++].type = e->events.v[i].type;
	}
	sort_types(e);
	for (k = 0; k < e->ntable; k++)
		for (s = 0; s < SCORERS; s++)
			for (i = 0; i < FIGURES_MAX; i++)
				e->table[k].of[s].v[i] = NAN;
	return 0;
}

void
figures_roles(const struct work *w, const struct eval_table *t)
{
	const struct events *ev = &w->e->events;
	size_t i;

	w->role[0] = 0;
	for (i = 1; i < ev->n; i++)
		w->role[i] = t->type == 0 || ev->v[i].type == t->type ? 1 : -1;
}

void
figures_count(const struct work *w, struct eval_table *t)
{
	const struct events *ev = &w->e->events;
	size_t i;

	for (i = 0; i < ev->n; i++) {
		if (w->role[i] < 0)
			continue;
		t->rows += ev->v[i].scored;
		t->positives += w->role[i] > 0 ? ev->v[i].scored : 0;
		t->events += w->role[i] > 0 && ev->v[i].scored > 0;
	}
	t->prevalence =
	    t->rows > 0 ? (double)t->positives / (double)t->rows : NAN;
}

/* ---- figures of one scorer in one table ---- */

static void
put_metric(const struct evaluation *e, struct figures *f,
    const struct metric *m, const double *out)
{
	int i, k;

	for (i = 0; e->figure[i].metric != m; i++)
		;
	for (k = 0; m->values[k] != NULL; k++)
		f->v[i + k] = out[k];
}

static void
put_value(const struct evaluation *e, struct figures *f, const char *metric,
    const char *value, double x)
{
	int i = figure_find(e, metric, value);

	if (i >= 0)
		f->v[i] = x;
}

void
figures_rank(const struct work *w, struct figures *f, int floor)
{
	const struct evaluation *e = w->e;
	struct ranking r = { e->n, e->score, e->order, e->event, w->role };
	double out[EVAL_VALUES_MAX];
	const struct metric *m;
	int i, k, wanted;

	for (i = 0; (m = metric_list[i]) != NULL; i++) {
		wanted = m->rank != NULL && !floor;
		for (k = 0; floor && m->rank != NULL && k < e->nfloor; k++)
			wanted |= e->figure[e->floor_figure[k]].metric == m;
		if (!wanted)
			continue;
		m->rank(out, &r);
		put_metric(e, f, m, out);
	}
}

/* Confusion counts do not look at the order of rows: events will do. */
static int
point_metric(const struct work *w, struct figures *f, struct err *err)
{
	const struct metric *m = metric_find("point");
	const struct events *ev = &w->e->events;
	struct tally_row row = { 0 };
	double out[EVAL_VALUES_MAX];
	void *tally;
	uint64_t k;
	size_t i;
	int ret = 0;

	if (m == NULL)
		return 0;
	if ((tally = m->tally_new(err)) == NULL)
		return -1;
	for (i = 0; i < ev->n && ret == 0; i++) {
		row.event = (uint32_t)i;
		row.role = w->role[i];
		for (k = 0; k < ev->v[i].rows && ret == 0; k++) {
			row.scored = k < ev->v[i].scored;
			row.alarm = k < w->hits[i];
			ret = m->tally_push(tally, &row, err);
		}
	}
	m->tally_emit(out, tally);
	m->tally_free(tally);
	put_metric(w->e, f, m, out);
	return ret;
}

static void
event_recall(const struct work *w, struct figures *f)
{
	const struct events *ev = &w->e->events;
	double n = 0, found = 0;
	size_t i;

	for (i = 1; i < ev->n; i++) {
		if (w->role[i] <= 0 || ev->v[i].scored == 0)
			continue;
		n++;
		found += w->hits[i] > 0;
	}
	put_value(w->e, f, "events", "events", n);
	put_value(w->e, f, "events", "detected", found);
	put_value(w->e, f, "events", "event_recall", n > 0 ? found / n : 0);
}

/* Mean, median and, where it is named, 95 % quantile of n delays. */
static void
put_delays(const struct work *w, struct figures *f, size_t n,
    const char *const *names)
{
	double sum = 0;
	size_t i;

	if (n == 0)
		return;
	stats_sort(w->delay, n);
	for (i = 0; i < n; i++)
		sum += w->delay[i];
	put_value(w->e, f, "events", names[0], sum / (double)n);
	put_value(w->e, f, "events", names[1],
	    stats_quantile(w->delay, n, 0.5));
	if (names[2] != NULL)
		put_value(w->e, f, "events", names[2],
		    stats_quantile(w->delay, n, 0.95));
}

/* Delays of the model; of others the times are gone. */
static void
event_delays(const struct work *w, struct figures *f)
{
	static const char *const rows[] = { "delay_mean_rows",
		"delay_median_rows", NULL };
	static const char *const seconds[] = { "delay_mean_seconds",
		"delay_median_seconds", "delay_p95_seconds" };
	const struct events *ev = &w->e->events;
	size_t i, n = 0;

	for (i = 1; i < ev->n; i++)
		if (w->role[i] > 0 && !isnan(ev->v[i].delay_rows))
			w->delay[n++] = ev->v[i].delay_rows;
	put_delays(w, f, n, rows);
	for (n = 0, i = 1; i < ev->n; i++)
		if (w->role[i] > 0 && !isnan(ev->v[i].delay_seconds))
			w->delay[n++] = ev->v[i].delay_seconds;
	put_delays(w, f, n, seconds);
}

/* The tallies that went along with the rows: all types, the model. */
static void
emit_tallies(const struct evaluation *e, struct figures *f)
{
	double out[EVAL_VALUES_MAX];
	int i;

	for (i = 0; metric_list[i] != NULL; i++) {
		if (e->tally[i] == NULL)
			continue;
		metric_list[i]->tally_emit(out, e->tally[i]);
		put_metric(e, f, metric_list[i], out);
	}
}

/* Without decisions the tallies know how long the stream was, no more. */
static void
forget_decisions(const struct evaluation *e, struct figures *f)
{
	static const char *const kept[] = { "symbol_days", "series_days" };
	double days[2];
	int i;

	for (i = 0; i < 2; i++)
		days[i] = f->v[figure_find(e, "events", kept[i])];
	for (i = 0; i < e->nfigure; i++)
		if (e->figure[i].metric->tally_new != NULL)
			f->v[i] = NAN;
	for (i = 0; i < 2; i++)
		put_value(e, f, "events", kept[i], days[i]);
}

void
figures_tally(const struct work *w, struct figures *f)
{
	emit_tallies(w->e, f);
	if (!evaluation_decided(w->e))
		forget_decisions(w->e, f);
}

int
figures_alarms(const struct work *w, struct figures *f, int delays,
    struct err *err)
{
	if (!evaluation_decided(w->e))
		return 0;
	if (point_metric(w, f, err) == -1)
		return -1;
	event_recall(w, f);
	if (delays)
		event_delays(w, f);
	return 0;
}
