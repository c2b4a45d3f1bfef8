/*
 * ladder.c - tickinject --ladder: choose magnitudes by how well one-line
 * baselines detect the events.
 *
 * A trial injects a single type into the whole input and evaluates the
 * baselines B1 to B8 on the result.  Bars are used as they are; ticks are
 * aggregated into bars of --unit.  synth/ladder.h searches for the scale.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/num.h"
#include "ladder.h"
#include "market_row.h"
#include "synth/ladder.h"
#include "window/window.h"

struct trial {
	struct cmd *c;
	struct inject_opts *opts; /* of this type alone */
	int place;                /* of the type in inject_list */
	struct inject *inject;
	struct windows *windows;
	struct evaluation e;
	const struct schema *schema; /* of the columns below */
	struct market_columns at;
};

/* ---- the path of a row: injection, bar, evaluation ---- */

static int
judge(void *arg, const struct rec *bar, struct err *err)
{
	static const double no_score[1];
	static const signed char no_alarm[1] = { -1 };
	struct trial *t = arg;
	struct eval_row row = { .symbol = rec_symbol(bar),
		.scored = 1,
		.score = no_score,
		.alarm = no_alarm };

	if (bar->schema != t->schema) {
		t->schema = bar->schema;
		market_columns_find(&t->at, bar->schema);
	}
	market_row(&row, &t->at, bar);
	return evaluation_push(&t->e, &row, err);
}

static int
injected(void *arg, const struct rec *r, struct err *err)
{
	struct trial *t = arg;

	if ((r->schema->sees & SEES_BAR) != 0)
		return judge(t, r, err);
	return windows_push(t->windows, r, err);
}

static int
push(void *arg, const struct schema *schema, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct trial *t = arg;

	return inject_rows(t->inject, schema, rows, n, err);
}

/* ---- a trial ---- */

static int
open_windows(struct trial *t, struct err *err)
{
	char unit[NUM_DURATION_MAX + 1], clock[NUM_DURATION_MAX + 16];
	struct window_opts w = { .price = -1 };

	unit[num_put_duration(unit, t->opts->unit)] = '\0';
	snprintf(clock, sizeof(clock), "time(%s)", unit);
	if (window_opts_clock(&w, clock, "--unit", err) == -1 ||
	    window_opts_aggs(&w, "ohlc,volume", "--ladder", err) == -1)
		return -1;
	t->windows = windows_new(&w, &t->c->vocab, judge, t, err);
	return t->windows == NULL ? -1 : 0;
}

static int
open_evaluation(struct trial *t, struct err *err)
{
	static const char *const model[] = { "none" };
	const struct metric *metrics[METRICS_MAX + 1];
	struct eval_opts how = { .models = model,
		.nmodel = 1,
		.metrics = metrics };

	if (metrics_choose(metrics, "none,average_precision", 0, err) == -1)
		return -1;
	return evaluation_init(&t->e, t->c->vocab.syms, &how, err);
}

static int
pass(struct trial *t, struct err *err)
{
	if (open_windows(t, err) == -1 || open_evaluation(t, err) == -1)
		return -1;
	t->inject = inject_new(t->opts, &t->c->vocab, injected, NULL, t, err);
	if (t->inject == NULL || cmd_each_rows(t->c, push, t) == -1 ||
	    inject_flush(t->inject, err) == -1 ||
	    windows_flush(t->windows, err) == -1)
		return -1;
	return t->e.seen == 0 ? 0 : evaluation_finish(&t->e, err);
}

/* The best baseline in the table of the type. */
static void
read_best(struct ladder_trial *out, const struct trial *t)
{
	const struct evaluation *e = &t->e;
	const struct eval_table *table;
	double ap;

	for (int k = 0; k < e->ntable; k++) {
		table = &e->table[k];
		if (table->kind != TABLE_TYPE ||
		    strcmp(evaluation_name(e, table),
			inject_list[t->place]->name) != 0)
			continue;
		out->events = table->events;
		for (int i = 0; i < e->nscorer; i++) {
			ap =
			    evaluation_figure(e, k, i, "average_precision", "");
			if (e->scorer[i].kind == SCORER_BASELINE &&
			    !(ap <= out->ap) && !isnan(ap)) {
				out->ap = ap;
				out->by = e->scorer[i].baseline;
			}
		}
	}
}

/* A trial has its own symbols, schemas and counts; out gets the previous
 * cmd. */
static int
begin_apart(struct cmd *c, struct cmd *out, struct err *err)
{
	*out = *c;
	if (vocab_init(&c->vocab, cmd_max_symbols(c), err) == -1)
		return -1;
	c->bad.to = NULL;
	c->no_sink = 1;
	c->o.quiet = 1; /* the last pass says it */
	c->where = c->o.where == NULL
		       ? NULL
		       : where_new(c->o.where, &c->vocab, 0, err);
	return err->set ? -1 : 0;
}

static void
end_apart(struct cmd *c, const struct cmd *out)
{
	where_free(c->where);
	vocab_fini(&c->vocab);
	c->vocab = out->vocab;
	c->bad = out->bad;
	c->where = out->where;
	c->seen = out->seen;
	c->timed = out->timed;
	c->no_sink = out->no_sink;
	c->o.quiet = out->o.quiet;
	c->rows_in = out->rows_in;
	c->not_selected = out->not_selected;
	c->unknown_type = out->unknown_type;
	c->unmapped = out->unmapped;
	c->order = out->order;
}

static int
measure(void *arg, struct ladder_trial *out, struct err *err)
{
	struct trial *t = arg;
	struct cmd before;
	int ret;

	t->opts->scale[t->place] = out->scale;
	ret = begin_apart(t->c, &before, err);
	if (ret == 0)
		ret = pass(t, err);
	if (ret == 0)
		read_best(out, t);
	evaluation_fini(&t->e);
	windows_free(t->windows);
	inject_free(t->inject);
	t->windows = NULL;
	t->inject = NULL;
	t->schema = NULL;
	memset(&t->e, 0, sizeof(t->e));
	end_apart(t->c, &before);
	return ret;
}

/* ---- the table ---- */

static void
say_trial(const struct ladder_trial *t)
{
	if (t->by < 0)
		fprintf(stderr, "     -   -");
	else
		fprintf(stderr, " %5.3f  %s", t->ap, baselines[t->by].name);
}

static void
say(const struct inject_type *type, const struct inject_opts *j,
    const struct ladder_result *r)
{
	double low = j->high > 0 ? j->low : type->k[j->level][0];
	double high = j->high > 0 ? j->high : type->k[j->level][1];
	char k[64];

	snprintf(k, sizeof(k), "%.4g-%.4g", low * r->first.scale,
	    high * r->first.scale);
	fprintf(stderr, "%-12s %7llu  %-12s", type->name,
	    (unsigned long long)r->first.events, k);
	say_trial(&r->first);
	if (r->verdict == LADDER_RESCALED) {
		snprintf(k, sizeof(k), "%.4g-%.4g", low * r->last.scale,
		    high * r->last.scale);
		fprintf(stderr, "  %-12s", k);
		say_trial(&r->last);
	} else {
		fprintf(stderr, "  %-12s           ", "");
	}
	fprintf(stderr, "  %s\n", ladder_verdicts[r->verdict]);
}

static void
say_heading(const struct inject_opts *j)
{
	const struct ladder_band *b = &ladder_bands[j->level];

	fprintf(stderr,
	    "level %s: average precision of the best one-liner %g to %g\n"
	    "%-12s %7s  %-12s %5s  %s  %-12s %5s  %s  verdict\n",
	    inject_level_names[j->level], b->low, b->high, "type", "events",
	    "magnitude", "AP", "by", "rescaled", "AP", "by");
}

/* Print the scales as options, for other streams or for a pipe. */
static void
say_scales(const struct inject_opts *j)
{
	char scale[NUM_F64_MAX + 1];
	int any = 0;

	for (int i = 0; inject_list[i] != NULL; i++) {
		if (!(j->scale[i] > 0) || j->scale[i] == 1)
			continue;
		scale[num_put_f64(scale, j->scale[i])] = '\0';
		fprintf(stderr, "%s --scale %s=%s",
		    any++ ? "" : "as options:", inject_list[i]->name, scale);
	}
	if (any)
		fprintf(stderr, "\n");
}

/* ---- all types ---- */

static int
check_files(struct cmd *c)
{
	struct stat s;

	for (int i = 0; i < c->nfiles; i++) {
		if (strcmp(c->files[i], "-") == 0)
			return err_usage(&c->err,
			    "--ladder reads its input several times: expected "
			    "files, not a pipe");
		if (stat(c->files[i], &s) == -1)
			return err_errno(&c->err, "%s", c->files[i]);
		if (!S_ISREG(s.st_mode))
			return err_set(&c->err,
			    "%s: --ladder reads its input several times: "
			    "expected a regular file",
			    c->files[i]);
	}
	return 0;
}

/* Find the scale of one type and store it in j. */
static int
rescale(struct trial *t, struct inject_opts *j, const struct inject_type *type)
{
	struct inject_opts alone = *j;
	struct ladder_result r;
	double start;

	alone.type[0] = type;
	alone.ntype = 1;
	t->opts = &alone;
	for (t->place = 0; inject_list[t->place] != type; t->place++)
		;
	start = j->scale[t->place] > 0 ? j->scale[t->place] : 1;
	if (ladder_find(&r, j->level, start, measure, t, &t->c->err) == -1)
		return -1;
	j->scale[t->place] = r.last.scale;
	if (!t->c->o.quiet)
		say(type, j, &r);
	return 0;
}

int
ladder_run(struct cmd *c, struct inject_opts *j)
{
	struct trial t = { .c = c };

	if (check_files(c) == -1)
		return -1;
	if (!c->o.quiet)
		say_heading(j);
	for (int i = 0; i < j->ntype && io_signal() == 0; i++)
		if (rescale(&t, j, j->type[i]) == -1)
			return -1;
	j->calibrated = 1;
	if (!c->o.quiet)
		say_scales(j);
	return 0;
}
