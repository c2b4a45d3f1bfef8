/*
 * tickeval - compare scores with labels.
 *
 * One pass over scored rows, 32 bytes of memory for each, then a report: the
 * metrics of lib/eval for the model, the one-liner baselines and the random
 * floor on the very same rows, for all labelled events and for each type.
 * Nothing is written before all of the input was good.
 */
#include "cmd.h"

#include <math.h>
#include <stddef.h>

#include "eval/report.h"
#include "eval/spans.h"

static struct {
	double threshold;
	const char *labels, *output, *tmp;
	int64_t seeds;
	int to, events;
} o;

#define AT(field) offsetof(__typeof__(o), field)

static const char *const forms[] = { "table", "json", "csv", NULL };

/* clang-format off */
static const struct opt opts[] = {
	{'t', "to", OPT_ENUM, AT(to), "FORMAT", "table", 0, 0, forms,
	    "form of the report"},
	{'o', "output", OPT_STR, AT(output), "FILE", NULL, 0, 0, NULL,
	    "write FILE, whole or not at all"},
	{0, "threshold", OPT_REAL, AT(threshold), "SCORE", NULL, -INFINITY,
	    INFINITY, NULL, "alarm at this score; else the column anomaly"},
	{0, "labels", OPT_STR, AT(labels), "FILE", NULL, 0, 0, NULL,
	    "labelled spans of time, in place of labels inside"},
	{0, "seeds", OPT_INT, AT(seeds), "N", "32", 0, EVAL_SEEDS_MAX, NULL,
	    "random orders behind the random floor"},
	{0, "events", OPT_FLAG, AT(events), NULL, NULL, 0, 0, NULL,
	    "table: a line for each event too; json has them"},
	{0, "tmp", OPT_STR, AT(tmp), "DIR", NULL, 0, 0, NULL,
	    "folder for the temporary file (default: TMPDIR)"},
	{0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL},
};
/* clang-format on */

static void
list_values(FILE *f, const struct metric *m)
{
	int i, at = 4;

	for (i = 0; m->values[i] != NULL; i++) {
		if (*m->values[i] == '\0')
			continue;
		if (i == 0)
			fprintf(f, "   ");
		at += (int)strlen(m->values[i]) + 1;
		if (at > 78) {
			fprintf(f, "\n   ");
			at = 4 + (int)strlen(m->values[i]);
		}
		fprintf(f, " %s", m->values[i]);
	}
	if (at > 4)
		fprintf(f, "\n");
}

static void
list(FILE *f)
{
	const struct metric *const *m;

	fprintf(f, "metrics:\n");
	for (m = metric_list; *m != NULL; m++) {
		fprintf(f, "  %-18s %s%s\n", (*m)->name, (*m)->summary,
		    (*m)->oracle ? " (oracle)" : "");
		list_values(f, *m);
		fprintf(f, "    source: %s\n", (*m)->source);
	}
	fprintf(f,
	    "baselines, beside every model:\n"
	    "  %-18s %s\n  %-18s %s\n  %-18s %s\n",
	    "B1", "|r|, r the log return of close, or of price", "B2",
	    "|r| over its exponentially weighted sd (causal)", "random",
	    "mean and 95 % range of random orders of the rows");
}

static const struct tool tool = {
	.name = "tickeval",
	.summary = "Compare scores with labels, beside honest baselines.",
	.usage = "[options] [file ...]",
	.example = "  tickscore -m es.model feats.tks | tickeval\n"
		   "  tickeval --labels labels.csv --threshold 4 -t json "
		   "scores.tks\n",
	.list = list,
};

/* Where the rows of a schema have what an evaluation reads; -1: nowhere. */
struct places_of {
	const struct schema *schema;
	int price;
	int difference; /* a plain value */
};

struct run {
	struct evaluation e;
	struct places_of at;
};

/* Prices by preference: close, price, then a plain value. */
static void
find_columns(struct places_of *at, const struct schema *s)
{
	at->schema = s;
	at->difference = 0;
	at->price = schema_find(s, "close");
	if (at->price < 0)
		at->price = schema_find(s, "price");
	if (at->price < 0) {
		at->price = schema_find(s, "value");
		at->difference = 1;
	}
}

static void
take_times(struct eval_row *row, const struct rec *r)
{
	const struct places *at = &r->schema->at;

	row->end = at->ts_end >= 0 ? rec_u64(r, at->ts_end) : TS_NULL;
	row->start = at->ts_event >= 0 ? rec_u64(r, at->ts_event) : row->end;
	if (row->end == TS_NULL)
		row->end = row->start;
}

static void
take_label(struct eval_row *row, const struct rec *r)
{
	const struct places *at = &r->schema->at;

	row->id = EVENT_NO_ID;
	row->label = -1;
	if (at->label < 0)
		return;
	row->label = *rec_at(r, at->label) == 1;
	if (at->label_type >= 0)
		row->type = rec_u32(r, at->label_type);
	if (at->label_id >= 0)
		row->id = rec_u32(r, at->label_id);
}

static int
take(void *arg, const struct rec *r, struct err *err)
{
	struct run *run = arg;
	const struct places *at = &r->schema->at;
	struct eval_row row = { .symbol = rec_symbol(r) };
	signed char alarm = -1;
	double score;

	if (at->score < 0)
		return evaluation_push(&run->e, &row, err);
	if (r->schema != run->at.schema)
		find_columns(&run->at, r->schema);
	row.scored = 1;
	score = rec_f64(r, at->score);
	row.score = &score;
	if (at->anomaly >= 0)
		alarm = *rec_at(r, at->anomaly) == 1;
	row.alarm = &alarm;
	take_times(&row, r);
	take_label(&row, r);
	row.priced = run->at.price >= 0;
	row.difference = run->at.difference;
	if (row.priced)
		row.price = rec_double(r, run->at.price);
	return evaluation_push(&run->e, &row, err);
}

static int
write_report(struct cmd *c, const struct evaluation *e)
{
	struct report r = { .e = e, .err = &c->err, .each_event = o.events };
	int ret;

	if ((r.out = out_open(o.output, 0, &c->err)) == NULL)
		return -1;
	ret = report_write(&r, o.to);
	if (ret == 0 && c->end == END_INTERRUPTED)
		ret = out_cut(r.out, &c->err);
	if (out_close(r.out, ret == -1, &c->err) == -1)
		ret = -1;
	return ret;
}

static int
run(struct cmd *c)
{
	struct spans spans = { 0 };
	struct run r = { 0 };
	struct eval_opts how = { .threshold = o.threshold,
		.seeds = (int)o.seeds,
		.tmp = o.tmp };
	int ret = -1;

	c->no_sink = 1;
	if (o.labels != NULL) {
		if (spans_read(&spans, o.labels, c->house.syms, &c->err) == -1)
			goto out;
		how.spans = &spans;
	}
	if (evaluation_init(&r.e, c->house.syms, &how, &c->err) == -1 ||
	    cmd_each(c, take, &r) == -1 ||
	    evaluation_finish(&r.e, &c->err) == -1)
		goto out;
	ret = write_report(c, &r.e);
	c->rows_used = r.e.rows.n;
	cmd_count(c, "not_scored", r.e.not_scored, ACCOUNT_DROPPED);
	cmd_count(c, "no_score_column", r.e.other, ACCOUNT_DROPPED);
out:
	evaluation_fini(&r.e);
	spans_fini(&spans);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ opts, &o, NULL },
		{ cmd_list_opts, NULL, NULL },
		{ cmd_input_opts, NULL, "input" },
		{ cmd_misc_opts, NULL, "other" },
	};
	struct cmd c;

	o.threshold = NAN;
	cmd_begin(&c, &tool, groups, 4, argc, argv);
	return cmd_end(&c, run(&c));
}
