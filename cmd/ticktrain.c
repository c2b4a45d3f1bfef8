/*
 * ticktrain - fit a model, calibrate it, write one model file.
 *
 * The rows are read in one pass (detect/train.h), which keeps a seeded sample.
 * The model is fitted on the earlier part of the sample and scores the later
 * part.
 */
#include "cmd.h"
#include "detector_option.h"
#include "reasons.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "detect/fit_files.h"
#include "detect/fit_opts.h"
#include "detect/model_show.h"
#include "detect/net/train.h"
#include "detect/preset.h"
#include "detect/reach.h"
#include "detect/trainer.h"
#include "eval/spans.h"
#include "score/features.h"
#include "score/series.h"
#include "stream/row.h"

static struct {
	const char *detector, *features, *model, *show, *preset;
	const char *exclude, *exclude_of;
	struct fit_choice fit;
	struct opt_strs reason, share;
	int scale, force, pooled;
	int64_t max_rows, run, seed;
	uint64_t gap;
	double hold_back, quantile;
} o;

#define AT(field) offsetof(__typeof__(o), field)

/* auto, then enum scale */
static const char *const scales[] = { "auto", "none", "minmax", "robust", "z",
	NULL };

static const struct opt opts[] = {
	{ .letter = 'x',
	    .name = "preset",
	    .type = OPT_STR,
	    .off = AT(preset),
	    .arg = "NAME",
	    .help = "options of a known model, see --list; yours override" },
	{ .letter = 'd',
	    .name = "detector",
	    .type = OPT_STR,
	    .off = AT(detector),
	    .arg = "NAME",
	    .help = "detector to fit, see --list (default: recommended)" },
	{ .letter = 'o',
	    .name = "output",
	    .type = OPT_STR,
	    .off = AT(model),
	    .arg = "MODEL",
	    .help =
		"write the model to this file, put in place when complete" },
	{ .name = "features",
	    .type = OPT_STR,
	    .off = AT(features),
	    .arg = "LIST",
	    .help = "columns to use (default: all of tickfeat)" },
	{ .name = "scale",
	    .type = OPT_ENUM,
	    .off = AT(scale),
	    .arg = "HOW",
	    .def = "auto",
	    .choices = scales,
	    .help = "scale features (auto = robust for networks, else none)" },
	{ .name = "exclude",
	    .type = OPT_STR,
	    .off = AT(exclude),
	    .arg = "FILE",
	    .help = "leave out rows in the events of this file" },
	{ .name = "exclude-of",
	    .type = OPT_STR,
	    .off = AT(exclude_of),
	    .arg = "NAME",
	    .help = "--exclude: only its events of this data file" },
	{ .name = "hold-back",
	    .type = OPT_REAL,
	    .off = AT(hold_back),
	    .arg = "SHARE",
	    .def = "0.3",
	    .min = 0.01,
	    .max = 0.9,
	    .help = "last share of the rows, held back for calibration" },
	{ .name = "quantile",
	    .type = OPT_REAL,
	    .off = AT(quantile),
	    .arg = "Q",
	    .min = 0.5,
	    .max = 1,
	    .help =
		"threshold: quantile of the held-back scores (default: 0.999, "
		"less where they are few)" },
	{ .name = "max-rows",
	    .type = OPT_INT,
	    .off = AT(max_rows),
	    .arg = "N",
	    .def = "500000",
	    .min = 100,
	    .max = 1e9,
	    .help = "rows to fit on; larger inputs are sampled" },
	{ .name = "run",
	    .type = OPT_INT,
	    .off = AT(run),
	    .arg = "N",
	    .def = "512",
	    .min = 1,
	    .max = 1e6,
	    .help =
		"consecutive rows of a symbol to sample together (detectors "
		"with windows or state)" },
	{ .name = "gap",
	    .type = OPT_DURATION,
	    .off = AT(gap),
	    .arg = "TIME",
	    .min = 1,
	    .max = 1e18,
	    .help = "pause that ends a run of rows (default: 1h, and 5 rows' "
		    "length)" },
	{ .name = "reason",
	    .type = OPT_STRS,
	    .off = AT(reason),
	    .arg = "NAME=WORD",
	    .help = "name WORD as the reason of alarms by this feature" },
	{ .name = "share",
	    .type = OPT_STRS,
	    .off = AT(share),
	    .arg = "HEAD=SHARE",
	    .help = "share of a head of the recommended detector in the alarms "
		    "(0 = "
		    "off)" },
	{ .name = "pooled",
	    .type = OPT_FLAG,
	    .off = AT(pooled),
	    .help = "a detector that learns while it scores has one state for "
		    "all symbols" },
	{ .name = "force",
	    .type = OPT_FLAG,
	    .off = AT(force),
	    .help = "write a model that can never alarm, too" },
	{ .name = "seed",
	    .type = OPT_INT,
	    .off = AT(seed),
	    .arg = "N",
	    .def = "1",
	    .max = 9e15,
	    .help = "seed of the random numbers" },
	{ .name = "show",
	    .type = OPT_STR,
	    .off = AT(show),
	    .arg = "MODEL",
	    .help = "print the contents of a model file as JSON and exit" },
	{ 0 },
};

static void
list(FILE *f)
{
	const struct detector *const *d;
	const struct train_preset *p;

	fprintf(f, "detectors:\n");
	for (d = detector_list; *d != NULL; d++)
		fprintf(f, "  %-14s %s%s%s (%s)\n", (*d)->name, (*d)->summary,
		    (*d)->flags & DETECT_FIT ? "; needs ticktrain" : "",
		    (*d)->flags & DETECT_POOLED  ? "; pooled"
		    : (*d)->flags & DETECT_POOLS ? "; --pooled"
						 : "",
		    (*d)->source != NULL ? (*d)->source : "by definition");
	fprintf(f, "presets:\n");
	for (p = train_presets; p->name != NULL; p++)
		fprintf(f, "  %-18s %s (%s)\n", p->name, p->summary,
		    p->columns);
}

static const struct tool tool = {
	.name = "ticktrain",
	.unknown = detector_option,
	.summary = "Fit a detector to rows, calibrate it, write a model file.",
	.usage = "[-d detector] -o model [options] [file ...]",
	.example = "  tickfeat -x default bars.tks | ticktrain -o es.model\n"
		   "  tickfeat -x bars bars.tks | ticktrain -d iforest -o m\n"
		   "  ticktrain -d lstm --exclude events.csv -o m feats.tks\n"
		   "  ticktrain --show es.model\n",
	.rare =
	    CMD_RARE " exclude-of run gap share pooled import warm-start log "
		     "checkpoint",
	.list = list,
};

struct run {
	struct cmd *c;
	struct train_opts how;
	struct features f;
	struct series series;
	struct trainer *trainer; /* NULL before the first row */
	double share[HEADS];     /* of --share; NaN: not given */
	struct fit_files files;  /* --log, --checkpoint */
	struct model *warm;      /* --warm-start */
	struct tensors *weights; /* --import */
	struct spans exclude;    /* --exclude */
	char *what;              /* of the checkpoint */
	uint64_t def;
	char *reasons;             /* of --reason */
	uint64_t fit_began, shown; /* ns; 0: not yet */
	uint64_t first_done;       /* steps of an earlier run */
};

/* ---- the pass ---- */

static int
begin(struct run *t, const struct rec *r, struct err *err)
{
	const char *inputs = t->how.det != NULL ? t->how.det->inputs : NULL;

	if (features_choose(&t->f, r->schema,
		o.features != NULL ? o.features : inputs, err) == -1)
		return -1;
	t->def = row_def(r);
	t->trainer =
	    trainer_new(&t->how, t->share, t->f.d, t->f.name, t->f.unit, err);
	return t->trainer != NULL ? 0 : -1;
}

static int
check_row(struct run *t, const struct rec *r, struct err *err)
{
	if (t->trainer == NULL && begin(t, r, err) == -1)
		return -1;
	if (t->f.schema != r->schema &&
	    features_match(&t->f, r->schema, t->f.d, t->f.name, err) == -1)
		return -1;
	if (row_def(r) == t->def)
		return 0;
	return err_set(err,
	    "rows made by different steps: def %" PRIu64 " and %" PRIu64,
	    t->def, row_def(r));
}

/* A row of a known event. */
static int
is_excluded(struct run *t, const struct train_row *r)
{
	uint64_t start = r->start == TS_NULL ? r->time : r->start;

	return o.exclude != NULL &&
	       spans_meet(&t->exclude, r->symbol, start, r->time) > 0;
}

static int
take(void *arg, const struct rec *r, struct err *err)
{
	int label = r->schema->at.label, event = r->schema->at.ts_event;
	struct run *t = arg;
	double x[FEATURES_MAX];
	struct train_row row = { .x = x,
		.symbol = rec_symbol(r),
		.time = rec_time(r) };

	if (check_row(t, r, err) == -1 ||
	    (row.fresh = series_fresh(&t->series, r, err)) == -1)
		return -1;
	row.start = event >= 0 ? rec_u64(r, event) : row.time;
	row.label =
	    is_excluded(t, &row) || (label >= 0 && *rec_at(r, label) == 1);
	features_get(&t->f, r, x);
	return trainer_add(t->trainer, &row, err);
}

/* ---- the model ---- */

static int
set_text(char **at, const char *text, struct err *err)
{
	char *copy = strdup(text);

	if (copy == NULL)
		return err_errno(err, "model");
	free(*at);
	*at = copy;
	return 0;
}

/* Set the model's entries about its training stream. */
static int
describe(struct run *t, struct model *m, struct err *err)
{
	m->def = t->def;
	m->gap = o.gap;
	if (t->c->def_text != NULL && t->def != 0 &&
	    set_text(&m->def_text, t->c->def_text, err) == -1)
		return -1;
	if (set_text(&m->reasons, t->reasons, err) == -1)
		return -1;
	return set_text(&m->tool, "ticktrain " TT_VERSION, err);
}

/* Notes for the user on the training of the recommended detector. */
static void
note_heads(const struct run *t)
{
	double days = trainer_days(t->trainer);
	char note[256];

	if (t->how.det != NULL)
		return;
	trainer_columns(t->trainer, note, sizeof(note));
	if (note[0] != '\0')
		cmd_note(t->c, "%s", note);
	if (days < TRAINER_DAYS)
		cmd_note(t->c,
		    "%.3g day%s per symbol: the rarest scores are known from "
		    "%d days on",
		    days, fabs(days - 1) < 0.005 ? "" : "s", TRAINER_DAYS);
}

/* An event without rows mostly belongs to another file or time zone. */
static void
note_exclude(const struct run *t)
{
	size_t met = spans_met(&t->exclude);

	if (o.exclude != NULL && met < t->exclude.n)
		cmd_note(t->c, "%s: %zu of %zu spans meet no row", o.exclude,
		    t->exclude.n - met, t->exclude.n);
}

/* A model that can never alarm is a mistake unless requested. */
static int
check_reach(const struct run *t, const struct model *m, struct err *err)
{
	struct err why = { 0 };

	if (model_check_reach(m, m->threshold, &why) == 0)
		return 0;
	if (!o.force)
		return err_set(err,
		    "%s (--force writes the model all the same)", why.msg);
	cmd_note(t->c, "%s", why.msg);
	return 0;
}

static int
finish(struct run *t, struct err *err)
{
	const struct reason_names features = { t->f.name, t->f.d };
	struct models ms;
	int i, ret;

	if (t->trainer == NULL)
		return err_set(err, "no rows: the input is empty");
	if (trainer_finish(t->trainer, &ms, err) == -1)
		return -1;
	for (i = ret = 0; ret == 0 && i < ms.n; i++) {
		ret = check_reach(t, ms.v[i], err);
		if (ret == 0)
			ret = describe(t, ms.v[i], err);
	}
	if (ret == 0)
		ret = models_save(&ms, o.model, 1, err);
	if (ret == 0) {
		note_heads(t);
		note_reasons(t->c, t->reasons, &features, 1);
		note_exclude(t);
	}
	models_free(&ms);
	return ret;
}

/* ---- the command ---- */

static int
check_options(struct run *t, struct err *err)
{
	int i;

	if (o.model == NULL)
		return err_usage(err, "no output: give -o MODEL");
	if (o.share.n > 0 && t->how.det != NULL)
		return err_usage(err,
		    "--share: only for the recommended detector: leave out -d");
	if (train_check(&t->how, err) == -1)
		return -1;
	for (i = 0; i < HEADS; i++)
		t->share[i] = NAN;
	for (i = 0; i < o.share.n; i++)
		if (heads_share(t->share, o.share.v[i], err) == -1)
			return -1;
	if (o.exclude_of != NULL && o.exclude == NULL)
		return err_usage(err, "--exclude-of: give --exclude too");
	t->reasons = reasons_join(&o.reason, err);
	return t->reasons != NULL ? 0 : -1;
}

static void
set_how(struct train_opts *how, const struct detector *det,
    const void *det_opts)
{
	how->det = det;
	how->det_opts = det_opts;
	if (o.scale > 0)
		how->scale = (enum scale)(o.scale - 1);
	else if (det != NULL && (det->flags & DETECT_SCALES) != 0)
		how->scale = SCALE_ROBUST;
	else
		how->scale = SCALE_NONE;
	how->hold_back = o.hold_back;
	how->quantile = isnan(o.quantile) ? 0.999 : o.quantile;
	how->quantile_least = isnan(o.quantile);
	how->pooled = o.pooled;
	how->max_rows = (size_t)o.max_rows;
	how->run = (size_t)o.run;
	how->seed = (uint64_t)o.seed;
	how->jobs = jobs_of_option(o.fit.jobs);
}

/* ---- long fits ---- */

enum { PROGRESS_NS = 200000000 };

/* The hook of progress; its argument is that of the files. */
static int
on_progress(void *arg, uint64_t done, uint64_t total, double loss)
{
	struct run *t =
	    (struct run *)((char *)arg - offsetof(struct run, files));
	uint64_t now = io_now();
	double spent;

	if (io_signal() != 0)
		return 1;
	if (t->fit_began == 0) {
		t->fit_began = now;
		t->first_done = done;
	}
	if (!t->c->progress || now - t->shown < PROGRESS_NS)
		return 0;
	t->shown = now;
	spent = (double)(now - t->fit_began) / 1e9;
	fprintf(stderr,
	    "\rticktrain: %.0f %% of the epochs, loss %.3g, at most %.0f s "
	    "left ",
	    100 * (double)done / (double)total, loss,
	    done > t->first_done ? spent * (double)(total - done) /
				       (double)(done - t->first_done)
				 : 0.0);
	return 0;
}

static int
begin_fit(struct run *t, const struct detector *det, const void *det_opts,
    struct err *err)
{
	int is_net = det != NULL && (det->flags & DETECT_VALID) != 0;

	if (fit_choice_check(&o.fit, is_net, err) == -1)
		return -1;
	if (!is_net)
		return 0;
	if (o.fit.import != NULL) {
		t->weights = tensors_read(o.fit.import, err);
		t->how.weights = t->weights;
		return t->weights != NULL ? 0 : -1;
	}
	if (o.fit.warm != NULL) {
		if ((t->warm = model_load(o.fit.warm, err)) == NULL)
			return -1;
		if (t->warm->detector != det)
			return err_set(err, "%s: a model of %s: expected %s",
			    o.fit.warm, t->warm->detector->name, det->name);
		t->how.warm = t->warm->m;
	}
	if ((t->what = fit_name(det, det_opts, o.seed, err)) == NULL ||
	    fit_files_open(&t->files, &t->how.hooks, o.fit.log,
		o.fit.checkpoint, t->what, err) == -1)
		return -1;
	t->how.hooks.progress = on_progress;
	return 0;
}

/* Returns ret, or -1 when the log could not be closed. */
static int
end_fit(struct run *t, int ret, struct err *err)
{
	if (t->shown != 0)
		fputc('\n', stderr);
	if (fit_files_close(&t->files, ret == 0, err) == -1)
		ret = -1;
	model_free(t->warm);
	tensors_free(t->weights);
	spans_fini(&t->exclude);
	free(t->what);
	return ret;
}

static int
run(struct cmd *c, const struct detector *det, void *det_opts)
{
	struct train_counts n;
	struct run t = { .c = c };
	int ret;

	if (o.show != NULL)
		return model_show(o.show, stdout, &c->err);
	set_how(&t.how, det, det_opts);
	t.how.syms = c->vocab.syms;
	if (cmd_apart(c, "--output", o.model, o.exclude) == -1 ||
	    check_options(&t, &c->err) == -1 ||
	    begin_fit(&t, det, det_opts, &c->err) == -1 ||
	    (o.exclude != NULL &&
		spans_read(&t.exclude, o.exclude, o.exclude_of, c->vocab.syms,
		    &c->err) == -1)) {
		free(t.reasons);
		return end_fit(&t, -1, &c->err);
	}
	series_init(&t.series, o.gap);
	c->no_sink = 1;
	/* progress cannot mix with rows, as stdout has none */
	c->progress = !c->o.quiet && isatty(STDERR_FILENO);
	ret = cmd_each(c, take, &t);
	/* A model of part of the data would look like a model of all of it. */
	if (ret == 0 && (io_signal() != 0 || c->end == END_INTERRUPTED))
		ret = err_set(&c->err, "the input was interrupted: no model "
				       "is written");
	if (ret == 0)
		ret = finish(&t, &c->err);
	ret = end_fit(&t, ret, &c->err);
	n = trainer_count(t.trainer);
	c->rows_used = n.used;
	cmd_count(c, "kept", n.kept, ACCOUNT_SAYS);
	cmd_count(c, "missing", n.missing, ACCOUNT_DROPPED);
	cmd_count(c, "labelled", n.labelled, ACCOUNT_DROPPED);
	trainer_free(t.trainer);
	series_fini(&t.series);
	free(t.reasons);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ opts, &o, "Training" },
		{ fit_choice_opts, &o.fit, "Networks" },
		{ cmd_input_opts, NULL, "Input" },
		{ cmd_list_opts, NULL, "Other" },
		{ cmd_misc_opts, NULL, NULL },
		{ NULL, NULL, "Detector" },
	};
	const struct detector *det = NULL;
	const char *name, *preset;
	void *det_opts = NULL;
	char **own = NULL;
	struct err err = { 0 };
	struct cmd c;
	int n = 5, ret;

	/* A preset's options come first, so that the user's override them. */
	preset = opt_peek(argc, argv, groups, n, "preset");
	name = opt_peek(argc, argv, groups, n, "detector");
	if (preset != NULL &&
	    (own = train_preset_args(preset, name, &argc, argv, &err)) != NULL)
		argv = own;
	/* The name of the detector determines the valid options. */
	name = opt_peek(argc, argv, groups, n, "detector");
	if (name != NULL && (det = detector_find(name)) != NULL &&
	    det->opts != NULL) {
		det_opts = calloc(1, det->opts_size);
		groups[n].opts = det->opts;
		groups[n++].base = det_opts;
	}
	o.quantile = NAN;
	cmd_begin(&c, &tool, groups, n, argc, argv);
	if (err.set) {
		c.err = err;
		ret = -1;
	} else if (name != NULL && det == NULL) {
		ret = err_usage(&c.err,
		    "-d: \"%s\": unknown detector; see ticktrain --list", name);
	} else {
		ret = run(&c, det, det_opts);
	}
	ret = cmd_end(&c, ret);
	free(det_opts);
	free(own);
	return ret;
}
