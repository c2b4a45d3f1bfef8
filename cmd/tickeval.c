/*
 * tickeval - compare scores with labels.
 *
 * One pass over scored rows, with 32 bytes of memory per row, then a report:
 * the metrics of lib/eval for models, one-line baselines and the random floor
 * on the same rows.  Nothing is written until all input has been read without
 * error.
 *
 * Further streams of the same rows (--compare) are read in step with the first.
 */
#include "cmd.h"
#include "market_row.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "detect/model.h"
#include "eval/classes.h"
#include "eval/options.h"
#include "eval/report.h"
#include "eval/spans.h"
#include "stream/join.h"

static struct {
	struct opt_strs threshold, score, compare;
	const char *labels, *decoys, *labels_of, *output, *name, *class, *model;
	struct eval_choice report;
	double cost;
	uint64_t until;
	int to, events, choose;
} o;

#define AT(field) offsetof(__typeof__(o), field)

static const char *const forms[] = { "table", "json", "csv", NULL };
static const char *const choices[] = { "no", "f1", "youden", "cost", NULL };

static const struct opt opts[] = {
	{ .letter = 't',
	    .name = "to",
	    .type = OPT_ENUM,
	    .off = AT(to),
	    .arg = "FORMAT",
	    .def = "table",
	    .choices = forms,
	    .help = "format of the report" },
	{ .letter = 'o',
	    .name = "output",
	    .type = OPT_STR,
	    .off = AT(output),
	    .arg = "FILE",
	    .help = "write to FILE, put in place when complete" },
	{ .name = "labels",
	    .type = OPT_STR,
	    .off = AT(labels),
	    .arg = "FILE",
	    .help = "take labels from FILE, not from the rows" },
	{ .name = "labels-of",
	    .type = OPT_STR,
	    .off = AT(labels_of),
	    .arg = "NAME",
	    .help = "--labels: only its labels of this data file" },
	{ .name = "decoys",
	    .type = OPT_STR,
	    .off = AT(decoys),
	    .arg = "FILE",
	    .help = "count alarms on the decoys in FILE separately" },
	{ .name = "events",
	    .type = OPT_FLAG,
	    .off = AT(events),
	    .help = "list the events too (json always does)" },
	{ .name = "class",
	    .type = OPT_STR,
	    .off = AT(class),
	    .arg = "FILE",
	    .help = "print a table for each class of symbols" },
	{ .name = NULL },
};

static const struct opt model_opts[] = {
	{ .name = "compare",
	    .type = OPT_STRS,
	    .off = AT(compare),
	    .arg = "NAME=FILE",
	    .help = "compare with another model's scores" },
	{ .name = "score",
	    .type = OPT_STRS,
	    .off = AT(score),
	    .arg = "FIELD",
	    .help = "take the score from this field" },
	{ .name = "name",
	    .type = OPT_STR,
	    .off = AT(name),
	    .arg = "NAME",
	    .help = "name of the first model (default: model)" },
	{ .name = "threshold",
	    .type = OPT_STRS,
	    .off = AT(threshold),
	    .arg = "SCORE",
	    .help = "alarm at this score, or NAME=SCORE" },
	{ .name = "choose",
	    .type = OPT_ENUM,
	    .off = AT(choose),
	    .arg = "HOW",
	    .def = "no",
	    .choices = choices,
	    .help = "choose thresholds" },
	{ .name = "cost",
	    .type = OPT_REAL,
	    .off = AT(cost),
	    .arg = "RATIO",
	    .def = "10",
	    .max = INFINITY,
	    .help = "cost of a miss, in false alarms" },
	{ .name = "calibrate-until",
	    .type = OPT_TIME,
	    .off = AT(until),
	    .arg = "TIME",
	    .help = "choose on rows until TIME, evaluate on the rest" },
	{ .letter = 'm',
	    .name = "model",
	    .type = OPT_STR,
	    .off = AT(model),
	    .arg = "MODEL",
	    .help = "write the chosen threshold into this model" },
	{ .name = NULL },
};

/* ---- --list ---- */

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
		fprintf(f, "  %-18s %s%s%s\n", (*m)->name, (*m)->summary,
		    (*m)->oracle ? " (oracle)" : "",
		    (*m)->legacy  ? " (--legacy)"
		    : (*m)->extra ? " (--metrics)"
				  : "");
		list_values(f, *m);
		fprintf(f, "    source: %s\n", (*m)->source);
	}
	fprintf(f, "baselines, beside every model:\n");
	for (int i = 0; i < BASELINES; i++)
		fprintf(f, "  %-18s %s\n", baselines[i].name,
		    baselines[i].summary);
	fprintf(f, "  %-18s %s\n  %-18s %s\n", "always",
	    "an alarm on every row", "random",
	    "B0: mean and 95 % range over random orders of the rows");
}

static const struct tool tool = {
	.name = "tickeval",
	.summary = "Compare scores with labels: metrics beside baselines and "
		   "random scores.",
	.usage = "[options] [file ...]",
	.example =
	    "  tickscore -m es.model feats.tks | tickeval\n"
	    "  tickeval --labels labels.csv --threshold 4 -t json scores.tks\n"
	    "  tickeval --name forest --compare ewz=ewz.tks forest.tks\n"
	    "  tickeval --metrics vus,affiliation,bootstrap scores.tks\n"
	    "  tickeval --choose f1 -m es.model calibration.tks\n",
	.rare = CMD_RARE " labels-of decoys class buffer join-false exact "
			 "resamples legacy seeds "
			 "window tmp score cost calibrate-until",
	.list = list,
};

/* ---- one row ---- */

/* The columns of a schema that an evaluation reads; -1: absent. */
struct columns_of {
	const struct schema *schema;
	int score[EVAL_MODELS_MAX]; /* of the stream's own models */
	struct market_columns market;
};

struct run {
	struct evaluation e;
	struct cmd *c;
	struct columns_of at;
	struct join other[EVAL_MODELS_MAX];
	char *name[EVAL_MODELS_MAX]; /* of others */
	const char *file[EVAL_MODELS_MAX];
	int nfield, nother; /* models of the first stream, of others */
	unsigned found;     /* a bit for each --score: rows have the field */
	struct model *model;
	double score[EVAL_MODELS_MAX];
	signed char alarm[EVAL_MODELS_MAX];
};

static void
find_columns(struct run *run, const struct schema *s)
{
	struct columns_of *at = &run->at;

	at->schema = s;
	for (int i = 0; i < o.score.n; i++) {
		at->score[i] = schema_find(s, o.score.v[i]);
		run->found |= (unsigned)(at->score[i] >= 0) << i;
	}
	if (o.score.n == 0)
		/* an alarm's row repeats a score that is in the stream */
		at->score[0] = strcmp(s->kind, "alarm") == 0 ? -1 : s->at.score;
	market_columns_none(&at->market); /* only baselines use them */
	if (!o.report.no_baselines)
		market_columns_find(&at->market, s);
}

static signed char
decision(const struct rec *r)
{
	int i = r->schema->at.anomaly;

	return i < 0 ? -1 : *rec_at(r, i) == 1;
}

/* The other models' scores of a row. */
static int
take_others(struct run *run, const struct rec *r, struct err *err)
{
	struct rec found;
	int got, k;

	for (int i = 0; i < run->nother; i++) {
		k = run->nfield + i;
		run->score[k] = NAN;
		run->alarm[k] = -1;
		if ((got = join_find(&run->other[i], &found, r, err)) == -1)
			return -1;
		if (got == 0 || found.schema->at.score < 0)
			continue;
		run->score[k] = rec_f64(&found, found.schema->at.score);
		run->alarm[k] = decision(&found);
	}
	return 0;
}

static int
take(void *arg, const struct rec *r, struct err *err)
{
	struct run *run = arg;
	struct eval_row row = { .symbol = rec_symbol(r),
		.score = run->score,
		.alarm = run->alarm };
	int i, k;

	if (r->schema != run->at.schema)
		find_columns(run, r->schema);
	for (i = 0; i < run->nfield; i++) {
		k = run->at.score[i];
		run->score[i] = k >= 0 ? rec_double(r, k) : NAN;
		run->alarm[i] = decision(r);
		row.scored |= k >= 0;
	}
	if (!row.scored)
		return evaluation_push(&run->e, &row, err);
	if (take_others(run, r, err) == -1)
		return -1;
	market_row(&row, &run->at.market, r);
	return evaluation_push(&run->e, &row, err);
}

/* ---- options ---- */

/* Split "NAME=VALUE": returns the value; *name is a copy of the name, or NULL
 * if there is none. */
static const char *
named_value(char **name, const char *text)
{
	const char *at = strchr(text, '=');

	*name = at == NULL ? NULL : strndup(text, (size_t)(at - text));
	return at == NULL ? text : at + 1;
}

/* The names of the models, in order; those of --compare are freed later. */
static int
name_models(struct run *run, const char **names, struct err *err)
{
	int n = 0;

	if (o.score.n + o.compare.n >= EVAL_MODELS_MAX)
		return err_usage(err, "more than %d models",
		    EVAL_MODELS_MAX - 1);
	for (int i = 0; i < o.score.n; i++)
		names[n++] = i == 0 && o.name != NULL ? o.name : o.score.v[i];
	if (n == 0)
		names[n++] = o.name != NULL ? o.name : "model";
	run->nfield = n;
	for (int i = 0; i < o.compare.n; i++) {
		char *name;
		const char *file = named_value(&name, o.compare.v[i]);

		names[n++] = run->name[i] = name;
		if (name == NULL || *name == '\0' || *file == '\0')
			return err_usage(err,
			    "--compare: expected NAME=FILE: \"%s\"",
			    o.compare.v[i]);
		run->file[i] = file;
		run->nother++;
	}
	for (int i = 0; i < n; i++)
		for (int k = 0; k < i; k++)
			if (strcmp(names[i], names[k]) == 0)
				return err_usage(err,
				    "two models have the name \"%s\"",
				    names[i]);
	return 0;
}

static int
take_thresholds(double *threshold, const char *const *names, int n,
    struct err *err)
{
	for (int i = 0; i < n; i++)
		threshold[i] = NAN;
	for (int i = 0; i < o.threshold.n; i++) {
		char *name, *end;
		const char *text = named_value(&name, o.threshold.v[i]);
		double v = strtod(text, &end);
		int k = 0;

		if (*text == '\0' || *end != '\0' || isnan(v)) {
			free(name);
			return err_usage(err,
			    "--threshold: not a number: "
			    "\"%s\"",
			    text);
		}
		while (name != NULL && k < n && strcmp(names[k], name) != 0)
			k++;
		if (k == n)
			err_usage(err, "--threshold: no model \"%s\"", name);
		else if (name == NULL && n > 1)
			err_usage(err,
			    "--threshold: with several models "
			    "expected NAME=SCORE: \"%s\"",
			    o.threshold.v[i]);
		else
			threshold[k] = v;
		free(name);
		if (err->set)
			return -1;
	}
	return 0;
}

static int
check_options(struct err *err)
{
	if (o.model != NULL && o.choose == CHOOSE_NOT)
		return err_usage(err, "--model: needs --choose");
	if (o.until != 0 && o.choose == CHOOSE_NOT)
		return err_usage(err, "--calibrate-until: needs --choose");
	if (o.choose != CHOOSE_NOT && o.threshold.n > 0)
		return err_usage(err,
		    "--choose and --threshold exclude each other");
	if (o.labels_of != NULL && o.labels == NULL)
		return err_usage(err, "--labels-of: needs --labels");
	return 0;
}

/* The report must not replace what it is made from. */
static int
check_output(struct cmd *c)
{
	const char *const others[] = { o.labels, o.decoys, o.class, o.model };

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (cmd_apart(c, "--output", o.output, others[i]) == -1)
			return -1;
	return 0;
}

/* ---- the run ---- */

static int
open_others(struct run *run, struct err *err)
{
	struct cmd *c = run->c;

	for (int i = 0; i < run->nother; i++)
		if (join_open(&run->other[i], run->file[i], &c->vocab,
			&c->stream, err) == -1)
			return -1;
	return 0;
}

static int
end_others(struct run *run, struct err *err)
{
	for (int i = 0; i < run->nother; i++) {
		struct join *j = &run->other[i];

		if (join_end(j, err) == -1)
			return -1;
		if (j->alone > 0 || j->spare > 0)
			cmd_note(run->c,
			    "%s: %llu rows matched, %llu of the first stream "
			    "and %llu of this one did not",
			    j->name, (unsigned long long)j->met,
			    (unsigned long long)j->alone,
			    (unsigned long long)j->spare);
	}
	return 0;
}

static void
close_others(struct run *run)
{
	for (int i = 0; i < EVAL_MODELS_MAX; i++) {
		join_close(&run->other[i]);
		free(run->name[i]);
	}
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

/* Store the chosen threshold of the first model in the model's file. */
static int
write_threshold(struct model *m, const struct evaluation *e, struct err *err)
{
	size_t n = e->o.calibrate_until != 0 ? (size_t)e->calibration : e->nrow;
	char how[128];

	snprintf(how, sizeof(how), "%s on %zu rows (tickeval)",
	    choices[o.choose], n);
	m->threshold = e->scorer[0].threshold;
	free(m->how);
	m->how = strdup(how);
	if (m->how == NULL)
		return err_errno(err, "%s", o.model);
	return model_save(m, o.model, 1, err);
}

/* A field without which there is no model: the name is wrong. */
static int
check_fields(const struct run *run, struct err *err)
{
	for (int i = 0; run->e.seen > 0 && i < o.score.n; i++)
		if ((run->found >> i & 1) == 0)
			return err_set(err,
			    "--score: no row has a field \"%s\"", o.score.v[i]);
	return 0;
}

/* What was given and met no row. */
static void
note_unmet(struct cmd *c, const struct evaluation *e)
{
	int classes = 0;

	if (e->seen == 0)
		return;
	if (e->o.spans != NULL && spans_met(e->o.spans) == 0)
		cmd_note(c, "%s: no row falls into a labelled span", o.labels);
	if (e->o.decoys != NULL && spans_met(e->o.decoys) == 0)
		cmd_note(c, "%s: no row falls into a decoy", o.decoys);
	for (int i = 0; i < e->ntable; i++)
		classes +=
		    e->table[i].kind == TABLE_CLASS && e->table[i].word != 0;
	if (e->o.classes != NULL && classes == 0)
		cmd_note(c, "%s: no row has one of its symbols", o.class);
}

static int
evaluate(struct run *run, const struct eval_opts *how)
{
	struct cmd *c = run->c;
	struct evaluation *e = &run->e;

	if (evaluation_init(e, c->vocab.syms, how, &c->err) == -1 ||
	    open_others(run, &c->err) == -1 || cmd_each(c, take, run) == -1 ||
	    end_others(run, &c->err) == -1 ||
	    check_fields(run, &c->err) == -1 ||
	    evaluation_finish(e, &c->err) == -1)
		return -1;
	note_unmet(c, e);
	if (write_report(c, e) == -1)
		return -1;
	c->rows_used = e->nrow + e->calibration;
	cmd_count(c, "not_scored", e->not_scored, ACCOUNT_DROPPED);
	cmd_count(c, "no_score_column", e->other, ACCOUNT_DROPPED);
	if (o.model != NULL && write_threshold(run->model, e, &c->err) == -1)
		return -1;
	return 0;
}

static int
run(struct cmd *c)
{
	const struct metric *metrics[METRICS_MAX + 1];
	const char *names[EVAL_MODELS_MAX];
	double threshold[EVAL_MODELS_MAX];
	struct idmap classes = { 0 };
	struct spans spans = { 0 }, decoys = { 0 };
	struct run r = { .c = c };
	struct eval_opts how = { .models = names,
		.threshold = threshold,
		.choose = (enum choose)o.choose,
		.cost = o.cost,
		.calibrate_until = o.until };
	int ret = -1;

	c->no_sink = 1;
	if (check_options(&c->err) == -1 || check_output(c) == -1 ||
	    name_models(&r, names, &c->err) == -1 ||
	    eval_choice_take(&how, metrics, &o.report, &c->err) == -1)
		goto out;
	if (o.model != NULL && (r.model = model_load(o.model, &c->err)) == NULL)
		goto out;
	how.nmodel = r.nfield + r.nother;
	if (take_thresholds(threshold, names, how.nmodel, &c->err) == -1)
		goto out;
	if (o.labels != NULL) {
		if (spans_read(&spans, o.labels, o.labels_of, c->vocab.syms,
			&c->err) == -1)
			goto out;
		how.spans = &spans;
	}
	if (o.decoys != NULL) {
		if (spans_read(&decoys, o.decoys, NULL, c->vocab.syms,
			&c->err) == -1)
			goto out;
		how.decoys = &decoys;
	}
	if (o.class != NULL) {
		if (classes_read(&classes, o.class, c->vocab.syms, &c->err) ==
		    -1)
			goto out;
		how.classes = &classes;
	}
	ret = evaluate(&r, &how);
out:
	evaluation_fini(&r.e);
	model_free(r.model);
	close_others(&r);
	spans_fini(&spans);
	spans_fini(&decoys);
	idmap_fini(&classes);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ opts, &o, "Report" },
		{ eval_choice_opts, &o.report, "Metrics and baselines" },
		{ model_opts, &o, "Models and thresholds" },
		{ cmd_input_opts, NULL, "Input" },
		{ cmd_list_opts, NULL, "Other" },
		{ cmd_misc_opts, NULL, NULL },
	};

	return cmd_main(&tool, groups, 6, run, argc, argv);
}
