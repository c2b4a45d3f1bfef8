/*
 * scorer.c - apply one model or rule to the rows of a stream.
 */
#include "score/scorer.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/model_text.h"
#include "detect/reach.h"
#include "stream/row.h"

/* How far below 1/n a p-value may be. */
static const double P_DECADES = 1e-3;

static struct scorer *
scorer_new(const char *name, const struct symtab *syms, struct err *err)
{
	struct scorer *k = calloc(1, sizeof(*k));

	if (k == NULL) {
		err_errno(err, "%s", name);
		return NULL;
	}
	k->name = name;
	k->syms = syms;
	k->share = 1;
	alarm_init(&k->alarm);
	spots_init(&k->spots);
	return k;
}

/* The model is known: start the detector. */
static int
begin(struct scorer *k, struct err *err)
{
	series_init(&k->series, k->model->gap);
	k->word = calloc((size_t)k->model->d, sizeof(*k->word));
	if (k->word == NULL)
		return err_errno(err, "%s", k->name);
	if (runner_init(&k->runner, k->det, k->model->m, k->model->d, err) ==
	    -1)
		return -1;
	k->runner.states.syms = k->syms;
	if (k->pools || k->model->pooled)
		runner_pool(&k->runner);
	return 0;
}

/* Check the reasons in a model file: they are untrusted, like its numbers. */
static int
check_reasons(const struct scorer *k, struct err *err)
{
	struct err usage = { 0 };

	if (reasons_check(k->model->reasons, &usage) == 0)
		return 0;
	return err_set(err, "%s: metadata \"reasons\": %.300s", k->name,
	    usage.msg);
}

struct scorer *
scorer_new_model(struct model *m, const char *path, uint64_t sum, double learn,
    const struct symtab *syms, struct err *err)
{
	struct scorer *k = scorer_new(path, syms, err);

	if (k == NULL) {
		model_free(m);
		return NULL;
	}
	k->model = m;
	k->sum = sum;
	k->learn = learn;
	relearn_init(&k->relearn, learn);
	k->det = m->detector;
	if (learn > 0 && k->det->online != NULL)
		k->det = k->det->online(m->m, learn);
	if (check_reasons(k, err) == 0 && begin(k, err) == 0)
		return k;
	scorer_free(k);
	return NULL;
}

struct scorer *
scorer_new_detector(const struct detector *det, const void *opts,
    const char *features, const struct symtab *syms, struct err *err)
{
	struct scorer *k = scorer_new(det->name, syms, err);

	if (k == NULL)
		return NULL;
	k->det = det;
	k->opts = opts;
	k->features = det->inputs != NULL ? det->inputs : features;
	return k;
}

int
scorer_pool(struct scorer *k, struct err *err)
{
	if (scorer_is_rule(k) || (k->det->flags & DETECT_STATE) == 0)
		return 0;
	if ((k->det->flags & DETECT_POOLS) == 0)
		return err_usage(err,
		    "--pooled: %s compares a row with the rows before it of "
		    "the same symbol: leave one of the two out",
		    k->name);
	/* a model that learns only here has no calibration of such a state */
	if (k->model != NULL && k->det == k->model->detector &&
	    !k->model->pooled)
		return err_set(err,
		    "%s: --pooled: its scores were calibrated with one state "
		    "per symbol: make it with ticktrain --pooled",
		    k->name);
	k->pools = 1;
	if (k->model != NULL)
		runner_pool(&k->runner);
	return 1;
}

void
scorer_free(struct scorer *k)
{
	if (k == NULL)
		return;
	runner_fini(&k->runner);
	series_fini(&k->series);
	alarm_fini(&k->alarm);
	spots_fini(&k->spots);
	relearn_fini(&k->relearn);
	model_free(k->model);
	free(k->word);
	free(k);
}

int
scorer_schema(struct scorer *k, const struct schema *in, struct err *err)
{
	if (k->model != NULL) {
		if (features_match(&k->f, in, k->model->d,
			(const char *const *)k->model->names, err) == -1)
			return err_at(err, "%s", k->name);
		return 0;
	}
	if (features_choose(&k->f, in, k->features, err) == -1)
		return err_at(err, "%s", k->name);
	k->model = model_from_options(k->det, k->opts, k->f.d, k->f.name,
	    k->f.unit, err);
	return k->model != NULL && begin(k, err) == 0 ? 1 : -1;
}

void
scorer_threshold(struct scorer *k, double threshold, double explain)
{
	k->threshold = threshold;
	k->runner.why_from = explain;
}

const char *
scorer_label(const struct scorer *k)
{
	if (k->model != NULL && k->model->head[0] != '\0')
		return k->model->head;
	return k->det->name;
}

/* Refuse rows that other steps than the model's made. */
static int
check_def(struct scorer *k, uint64_t def, struct err *err)
{
	if (k->def_seen == def + 1)
		return 0;
	if (model_check(k->model, k->f.d, k->f.name, k->f.unit, def, err) == -1)
		return err_at(err, "%s", k->name);
	k->def_seen = def + 1;
	return 0;
}

/*
 * A fitted tail may end at a finite score.  A row beyond the end is more
 * extreme than all rows seen, but n scores do not justify a p many decades
 * below 1/n.  A power law has no end, so its p keeps the order of the rows.
 */
static double
p_of(const struct scorer *k, double score)
{
	const struct calib *c = &k->model->calib;
	double p;

	if (!calib_ready(c) || scorer_is_rule(k) || isnan(score))
		return NAN;
	p = calib_p(c, score);
	return c->law.n > 0 ? p : fmax(p, P_DECADES / ((double)c->seen + 1));
}

static double
surprise_of(const struct scorer *k, double score)
{
	const struct calib *c = &k->model->calib;

	if (c->law.n > 0)
		return calib_surprise(c, score);
	return fabs(log10(p_of(k, score))); /* not -0 */
}

/* 1 + the first feature that is missing and prevents a score; 0 if none. */
static int
missing(const struct scorer *k, const double *x)
{
	/* each feature warms up separately */
	int gappy =
	    (k->det->flags & DETECT_GAPPY) != 0 || k->det->warmup != NULL;
	int first = 0, j;

	for (j = 0; j < k->f.d; j++) {
		if (isfinite(x[j])) {
			if (gappy)
				return 0;
		} else if (first == 0) {
			first = 1 + j;
		}
	}
	return first;
}

static int
push(struct scorer *k, const struct rec *r, struct scored *got, size_t at,
    struct err *err)
{
	struct runner_out out = { &got->score[at], got->why[at] };
	double x[FEATURES_MAX];
	int fresh = 0;

	features_get(&k->f, r, x);
	got->gone[at] = missing(k, x);
	model_scale(k->model, x, x);
	if (k->runner.window > 1 &&
	    (fresh = series_fresh(&k->series, r, err)) == -1)
		return -1;
	got->fresh[at] = k->runner.window > 1 ? fresh : 1;
	return runner_push(&k->runner, x, rec_symbol(r), fresh, out, err);
}

int
scorer_is_pure(const struct scorer *k)
{
	return (k->det->flags & DETECT_STATE) == 0 && k->runner.window == 1;
}

/* Another thread needs the features only: rows of many columns would cost more
 * to fetch than to score.  got->fresh stays 1. */
static void
take_features(const struct scorer *k, const struct schema *in,
    const unsigned char *rows, size_t n, struct scored *got, size_t at)
{
	double *x = got->x + at * (size_t)k->f.d;
	struct rec r = { in, rows };
	size_t i;

	for (i = at; i < at + n; i++, r.v += in->row_size, x += k->f.d) {
		features_get(&k->f, &r, x);
		got->gone[i] = missing(k, x);
	}
}

int
scorer_rows(struct scorer *k, const struct schema *in,
    const unsigned char *rows, size_t n, struct scored *got, size_t at,
    struct err *err)
{
	struct rec r = { in, rows };
	size_t i;

	if (check_def(k, row_def(&r), err) == -1)
		return -1;
	if (scorer_is_pure(k)) {
		take_features(k, in, rows, n, got, at);
		return 0;
	}
	for (i = 0; i < n; i++, r.v += in->row_size)
		if (push(k, &r, got, at + i, err) == -1)
			return -1;
	return 0;
}

void
scorer_weigh(const struct scorer *k, struct scored *got, size_t n)
{
	size_t i;

	for (i = 0; k->weighs_p && i < n; i++)
		got->p[i] = p_of(k, got->score[i]);
	for (i = 0; k->weighs_surprise && i < n; i++)
		got->surprise[i] = surprise_of(k, got->score[i]);
}

void
scorer_batch(const struct scorer *k, struct scored *got, size_t n)
{
	size_t d = (size_t)k->f.d, i;
	double again;

	if (scorer_is_pure(k)) {
		for (i = 0; i < n; i++)
			model_scale(k->model, got->x + i * d, got->x + i * d);
		k->det->score(got->score, NULL, k->model->m, NULL, got->x, n);
		for (i = 0; i < n; i++)
			if (got->score[i] >= k->runner.why_from)
				k->det->score(&again, got->why[i], k->model->m,
				    NULL, got->x + i * d, 1);
	}
	scorer_weigh(k, got, n);
}

size_t
scorer_warmup(const struct scorer *k)
{
	return k->model != NULL ? detector_warmup(k->det, k->model->m) : 0;
}

void
scorer_flush(struct scorer *k)
{
	runner_flush(&k->runner);
}

const char *
scorer_word(struct scorer *k, int feature, const char *own)
{
	char *word = k->word[feature];

	if (word[0] == '\0')
		reason_of(word, k->f.name[feature], own, k->model->reasons);
	return word;
}

double
scorer_p(const struct scorer *k, size_t at)
{
	return p_of(k, k->got->score[at]);
}

double
scorer_surprise(const struct scorer *k, size_t at)
{
	return surprise_of(k, k->got->score[at]);
}

double
scorer_surprise_most(const struct scorer *k)
{
	const struct calib *c = &k->model->calib;
	double most = calib_surprise(c, fmin(model_most(k->model), DBL_MAX));

	return c->law.n > 0
		   ? most
		   : fmin(most, log10(((double)c->seen + 1) / P_DECADES));
}

static const char *
table_name(char out[64], const char *name, const char *part)
{
	snprintf(out, 64, "%s.%s", name, part);
	return out;
}

/*
 * The text that a state must match: the contents of the model file, whatever
 * its name, or a detector and its options.  On the heap.
 */
static char *
scorer_text(const struct scorer *k, struct err *err)
{
	char *options = NULL, *text = NULL;
	size_t size;

	if (k->sum == 0 && (options = model_options(k->det, k->opts)) == NULL)
		goto out;
	size = strlen(options != NULL ? options : "") + 256 +
	       strlen(k->features != NULL ? k->features : "");
	if ((text = malloc(size)) == NULL)
		goto out;
	if (k->sum != 0)
		snprintf(text, size, "model %s (%.60s) %016" PRIx64,
		    scorer_label(k), k->det->name, k->sum);
	else
		snprintf(text, size, "detector %s %s of %s", k->det->name,
		    options, k->features != NULL ? k->features : "all columns");
out:
	free(options);
	if (text == NULL)
		err_errno(err, "%s", k->name);
	return text;
}

static int
save_features(const struct scorer *k, struct state *file, const char *name,
    struct err *err)
{
	char key[64], *text;
	int rc;

	text = model_features_text((const char *const *)k->model->names,
	    (const char *const *)k->model->units, k->model->d);
	if (text == NULL)
		return err_errno(err, "%s", k->name);
	rc = state_meta(file, table_name(key, name, "features"), text, err);
	free(text);
	return rc;
}

/* Save the identity of the scorer and its features. */
static int
save_entries(const struct scorer *k, struct state *file, const char *name,
    struct err *err)
{
	char *text = scorer_text(k, err);
	int rc;

	if (text == NULL)
		return -1;
	rc = state_meta(file, name, text, err);
	free(text);
	return rc == 0 && k->model != NULL && k->sum == 0
		   ? save_features(k, file, name, err)
		   : rc;
}

/* Make a model with the features it had; none if it had seen no row. */
static int
restore_model(struct scorer *k, struct state *file, const char *name,
    struct err *err)
{
	char *names[FEATURES_MAX] = { 0 }, *units[FEATURES_MAX] = { 0 };
	char key[64];
	const char *text =
	    state_get_meta(file, table_name(key, name, "features"));
	int d, j;

	if (text == NULL)
		return 0;
	d = model_features_parse(text, names, units, FEATURES_MAX, err);
	if (d > 0)
		k->model = model_from_options(k->det, k->opts, d,
		    (const char *const *)names, (const char *const *)units,
		    err);
	for (j = 0; j < FEATURES_MAX; j++) {
		free(names[j]);
		free(units[j]);
	}
	return k->model != NULL ? begin(k, err) : err_at(err, "%s", key);
}

static int
check_text(const struct scorer *k, const struct state *file, const char *name,
    struct err *err)
{
	char *text = scorer_text(k, err);
	int rc;

	if (text == NULL)
		return -1;
	rc = state_expect(file, name, "models and detectors", text, err);
	free(text);
	return rc;
}

int
scorer_save(struct scorer *k, struct state *file, const char *name,
    struct err *err)
{
	char t[64];

	if (save_entries(k, file, name, err) == -1)
		return -1;
	if (k->model == NULL)
		return 0;
	if (runner_save(&k->runner, file, name, err) == -1 ||
	    alarm_save(&k->alarm, file, table_name(t, name, "alarm"), err) ==
		-1)
		return -1;
	if (spots_save(&k->spots, file, table_name(t, name, "spot"), err) == -1)
		return -1;
	if (scorer_relearns(k) && relearn_save(&k->relearn, k->model, file,
				      table_name(t, name, "calib"), err) == -1)
		return -1;
	if (k->runner.window == 1) /* it ignores breaks */
		return 0;
	return series_save(&k->series, file, table_name(t, name, "series"),
	    err);
}

int
scorer_load(struct scorer *k, struct state *file, const char *name,
    struct err *err)
{
	char t[64];

	if (check_text(k, file, name, err) == -1 ||
	    (k->model == NULL && restore_model(k, file, name, err) == -1))
		return -1;
	if (k->model == NULL)
		return 0;
	if (runner_load(&k->runner, file, name, err) == -1 ||
	    alarm_load(&k->alarm, file, table_name(t, name, "alarm"), err) ==
		-1)
		return -1;
	if (spots_load(&k->spots, file, table_name(t, name, "spot"), err) == -1)
		return -1;
	if (scorer_relearns(k) && relearn_load(&k->relearn, k->model, file,
				      table_name(t, name, "calib"), err) == -1)
		return -1;
	if (k->runner.window == 1)
		return 0;
	return series_load(&k->series, file, table_name(t, name, "series"),
	    err);
}
