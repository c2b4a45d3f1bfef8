/*
 * ticktrain - fit a model, calibrate it, write one model file.
 *
 * The rows are taken in one pass (detect/train.h): a seeded sample of them is
 * fitted on in its earlier part and scored in its later part.
 */
#include "cmd.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "detect/fit_files.h"
#include "detect/model_show.h"
#include "detect/net/train.h"
#include "detect/trainer.h"
#include "score/features.h"
#include "score/reason.h"
#include "score/series.h"
#include "stream/row.h"

static struct {
	const char *detector, *features, *model, *show;
	const char *log, *checkpoint, *warm;
	struct opt_strs reason, share;
	int scale;
	int64_t max_rows, run, seed, jobs;
	uint64_t gap;
	double hold_back, quantile;
} o;

#define AT(field) offsetof(__typeof__(o), field)

static const struct opt opts[] = {
	{ .letter = 'd',
	    .name = "detector",
	    .type = OPT_STR,
	    .off = AT(detector),
	    .arg = "NAME",
	    .help = "detector to fit, see --list (default: the recommended "
		    "one)" },
	{ .letter = 'o',
	    .name = "output",
	    .type = OPT_STR,
	    .off = AT(model),
	    .arg = "MODEL",
	    .help = "write the model to this file, whole or not at all" },
	{ .name = "features",
	    .type = OPT_STR,
	    .off = AT(features),
	    .arg = "LIST",
	    .help = "columns to use (default: all that tickfeat computed)" },
	{ .name = "scale",
	    .type = OPT_ENUM,
	    .off = AT(scale),
	    .arg = "HOW",
	    .def = "none",
	    .choices = scale_names,
	    .help = "scaling of the features before the detector" },
	{ .name = "hold-back",
	    .type = OPT_REAL,
	    .off = AT(hold_back),
	    .arg = "SHARE",
	    .def = "0.3",
	    .min = 0.01,
	    .max = 0.9,
	    .help = "later share of the rows, kept for the calibration" },
	{ .name = "quantile",
	    .type = OPT_REAL,
	    .off = AT(quantile),
	    .arg = "Q",
	    .def = "0.999",
	    .min = 0.5,
	    .max = 1,
	    .help = "threshold: this quantile of the held-back scores" },
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
	    .help = "consecutive rows of a symbol that are sampled together, "
		    "for detectors that learn or look at windows" },
	{ .name = "gap",
	    .type = OPT_DURATION,
	    .off = AT(gap),
	    .arg = "TIME",
	    .min = 1,
	    .max = 1e18,
	    .help = "pause that ends a symbol's run of rows (default: 1h, and "
		    "5 rows' length)" },
	{ .name = "reason",
	    .type = OPT_STRS,
	    .off = AT(reason),
	    .arg = "NAME=WORD",
	    .help = "call alarms of this feature WORD (repeatable)" },
	{ .name = "share",
	    .type = OPT_STRS,
	    .off = AT(share),
	    .arg = "HEAD=SHARE",
	    .help = "share of a head of the recommended detector in the "
		    "alarms (0 = leave it out; repeatable)" },
	{ .name = "seed",
	    .type = OPT_INT,
	    .off = AT(seed),
	    .arg = "N",
	    .def = "1",
	    .max = 9e15,
	    .help = "seed of all that is random" },
	{ .name = "warm-start",
	    .type = OPT_STR,
	    .off = AT(warm),
	    .arg = "MODEL",
	    .help = "start from the weights of this model (networks)" },
	{ .name = "log",
	    .type = OPT_STR,
	    .off = AT(log),
	    .arg = "FILE",
	    .help = "write one JSON line per epoch to this file (networks)" },
	{ .name = "checkpoint",
	    .type = OPT_STR,
	    .off = AT(checkpoint),
	    .arg = "FILE",
	    .help = "keep the work of each epoch in this file and go on from "
		    "it (networks)" },
	{ .letter = 'j',
	    .name = "jobs",
	    .type = OPT_INT,
	    .off = AT(jobs),
	    .arg = "N",
	    .def = "0",
	    .max = NET_JOBS_MAX,
	    .help = "threads (0 = one for each processor); the model does not "
		    "depend on it" },
	{ .name = "show",
	    .type = OPT_STR,
	    .off = AT(show),
	    .arg = "MODEL",
	    .help = "print what is in a model file as JSON and exit" },
	{ 0 },
};

static void
list(FILE *f)
{
	const struct detector *const *d;

	fprintf(f, "detectors:\n");
	for (d = detector_list; *d != NULL; d++)
		fprintf(f, "  %-14s %s%s%s (%s)\n", (*d)->name, (*d)->summary,
		    (*d)->flags & DETECT_FIT ? "; needs ticktrain" : "",
		    (*d)->flags & DETECT_POOLED ? "; pooled" : "",
		    (*d)->source != NULL ? (*d)->source : "plain definition");
}

static const struct tool tool = {
	.name = "ticktrain",
	.summary = "Fit a detector to rows, calibrate it, write a model.",
	.usage = "[-d detector] -o model [options] [file ...]",
	.example = "  tickfeat bars.tks | ticktrain -o es.model\n"
		   "  tickfeat -x bars bars.tks | ticktrain -d iforest -o "
		   "es.model\n",
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
	row.label = label >= 0 && *rec_at(r, label) == 1;
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

/* What the model says of the stream it was made from. */
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

/* What a user should know of the recommended detector's training. */
static void
note_heads(const struct run *t)
{
	double days = trainer_days(t->trainer);
	char unused[256];

	if (t->how.det != NULL)
		return;
	trainer_unused(t->trainer, unused, sizeof(unused));
	if (unused[0] != '\0')
		cmd_note(t->c, "columns that no head looks at: %s", unused);
	if (days < TRAINER_DAYS)
		cmd_note(t->c,
		    "%.3g days per symbol: the rarest scores are known from "
		    "%d days on",
		    days, TRAINER_DAYS);
}

static int
finish(struct run *t, struct err *err)
{
	struct models ms;
	int i, ret;

	if (t->trainer == NULL)
		return err_set(err, "no rows: the input is empty");
	if (trainer_finish(t->trainer, &ms, err) == -1)
		return -1;
	for (i = ret = 0; ret == 0 && i < ms.n; i++)
		ret = describe(t, ms.v[i], err);
	if (ret == 0)
		ret = models_save(&ms, o.model, 1, err);
	if (ret == 0)
		note_heads(t);
	models_free(&ms);
	return ret;
}

/* ---- the command ---- */

/* "row=0.6" of --share. */
static int
parse_share(double *share, const char *text, struct err *err)
{
	size_t len = strcspn(text, "=");
	char *end;
	double v;
	int i;

	for (i = 0; i < HEADS; i++)
		if (strlen(head_table[i].name) == len &&
		    memcmp(head_table[i].name, text, len) == 0)
			break;
	if (i == HEADS || text[len] != '=')
		return err_usage(err,
		    "--share: \"%s\": expected HEAD=SHARE, a head being row, "
		    "window, regime or feed",
		    text);
	v = strtod(text + len + 1, &end);
	if (end == text + len + 1 || *end != '\0' || !(v >= 0 && v <= 1))
		return err_usage(err,
		    "--share: \"%s\": expected a share from 0 to 1", text);
	share[i] = v;
	return 0;
}

static int
check_options(struct run *t, struct err *err)
{
	int i;

	if (o.model == NULL)
		return err_usage(err, "no output: give -o MODEL");
	if (o.share.n > 0 && t->how.det != NULL)
		return err_usage(err,
		    "--share is for the recommended detector, without -d");
	for (i = 0; i < HEADS; i++)
		t->share[i] = NAN;
	for (i = 0; i < o.share.n; i++)
		if (parse_share(t->share, o.share.v[i], err) == -1)
			return -1;
	t->reasons = reasons_join(&o.reason, err);
	return t->reasons != NULL ? 0 : -1;
}

static int
processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > NET_JOBS_MAX ? NET_JOBS_MAX : (int)n;
}

static void
set_how(struct train_opts *how, const struct detector *det,
    const void *det_opts)
{
	how->det = det;
	how->det_opts = det_opts;
	how->scale = (enum scale)o.scale;
	how->hold_back = o.hold_back;
	how->quantile = o.quantile;
	how->max_rows = (size_t)o.max_rows;
	how->run = (size_t)o.run;
	how->seed = (uint64_t)o.seed;
	how->jobs = o.jobs > 0 ? (int)o.jobs : processors();
}

/* ---- long fits ---- */

enum { PROGRESS_NS = 200000000 };

static uint64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * NS_SECOND + (uint64_t)t.tv_nsec;
}

/* The hook of progress; its argument is that of the files. */
static int
on_progress(void *arg, uint64_t done, uint64_t total, double loss)
{
	struct run *t =
	    (struct run *)((char *)arg - offsetof(struct run, files));
	uint64_t now = now_ns();
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

/* Detector, its options and the seed: what a checkpoint must agree with. */
static int
name_fit(struct run *t, const struct detector *det, const void *det_opts,
    struct err *err)
{
	char *options = model_options(det, det_opts);
	size_t size;

	if (options == NULL)
		return err_errno(err, "fit");
	size = strlen(options) + strlen(det->name) + 64;
	if ((t->what = malloc(size)) == NULL)
		err_errno(err, "fit");
	else
		snprintf(t->what, size, "%s seed=%" PRId64 " %s", det->name,
		    o.seed, options);
	free(options);
	return t->what != NULL ? 0 : -1;
}

static int
begin_fit(struct run *t, const struct detector *det, const void *det_opts,
    struct err *err)
{
	int is_net = det != NULL && (det->flags & DETECT_VALID) != 0;

	if (!is_net) {
		if (o.warm != NULL || o.log != NULL || o.checkpoint != NULL)
			return err_usage(err,
			    "--warm-start, --log and --checkpoint are for -d "
			    "dense, lstm and transformer");
		return 0;
	}
	if (o.warm != NULL) {
		if ((t->warm = model_load(o.warm, err)) == NULL)
			return -1;
		if (t->warm->detector != det)
			return err_set(err, "%s: a model of %s, expected %s",
			    o.warm, t->warm->detector->name, det->name);
		t->how.warm = t->warm->m;
	}
	if (name_fit(t, det, det_opts, err) == -1 ||
	    fit_files_open(&t->files, &t->how.hooks, o.log, o.checkpoint,
		t->what, err) == -1)
		return -1;
	t->how.hooks.progress = on_progress;
	return 0;
}

/* Returns ret, or -1 where the log could not be closed. */
static int
end_fit(struct run *t, int ret, struct err *err)
{
	if (t->shown != 0)
		fputc('\n', stderr);
	if (fit_files_close(&t->files, ret == 0, err) == -1)
		ret = -1;
	model_free(t->warm);
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
	if (check_options(&t, &c->err) == -1 ||
	    begin_fit(&t, det, det_opts, &c->err) == -1) {
		free(t.reasons);
		return end_fit(&t, -1, &c->err);
	}
	series_init(&t.series, o.gap);
	c->no_sink = 1;
	ret = cmd_each(c, take, &t);
	/* A model of part of the data would look like one of all. */
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
		{ opts, &o, NULL },
		{ cmd_list_opts, NULL, NULL },
		{ cmd_input_opts, NULL, "input" },
		{ cmd_misc_opts, NULL, "other" },
		{ NULL, NULL, "of the detector" },
	};
	const struct detector *det = NULL;
	const char *name;
	void *det_opts = NULL;
	struct cmd c;
	int n = 4, ret;

	/* A detector's options are known once its name is. */
	name = opt_peek(argc, argv, groups, n, "detector");
	if (name != NULL && (det = detector_find(name)) != NULL &&
	    det->opts != NULL) {
		det_opts = calloc(1, det->opts_size);
		groups[n].opts = det->opts;
		groups[n++].base = det_opts;
	}
	cmd_begin(&c, &tool, groups, n, argc, argv);
	if (name != NULL && det == NULL)
		ret = err_usage(&c.err,
		    "-d: \"%s\": unknown detector; see "
		    "ticktrain --list",
		    name);
	else
		ret = run(&c, det, det_opts);
	ret = cmd_end(&c, ret);
	free(det_opts);
	return ret;
}
