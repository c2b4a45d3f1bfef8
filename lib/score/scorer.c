/*
 * scorer.c - one model or rule at work on the rows of a stream.
 */
#include "score/scorer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stream/row.h"

/* How far below 1/n a p-value may be. */
static const double P_DECADES = 1e-3;

static struct scorer *
scorer_new(const char *name, struct err *err)
{
	struct scorer *k = calloc(1, sizeof(*k));

	if (k == NULL) {
		err_errno(err, "%s", name);
		return NULL;
	}
	k->name = name;
	k->share = 1;
	alarm_init(&k->alarm);
	return k;
}

/* A model is at hand: the detector goes to work. */
static int
begin(struct scorer *k, struct err *err)
{
	series_init(&k->series, k->model->gap);
	k->word = calloc((size_t)k->model->d, sizeof(*k->word));
	if (k->word == NULL)
		return err_errno(err, "%s", k->name);
	return runner_init(&k->runner, k->det, k->model->m, k->model->d, err);
}

/* Those in a model file are as little to be trusted as its numbers. */
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
scorer_new_model(struct model *m, const char *path, struct err *err)
{
	struct scorer *k = scorer_new(path, err);

	if (k == NULL) {
		model_free(m);
		return NULL;
	}
	k->model = m;
	k->det = m->detector;
	if (check_reasons(k, err) == 0 && begin(k, err) == 0)
		return k;
	scorer_free(k);
	return NULL;
}

struct scorer *
scorer_new_detector(const struct detector *det, const void *opts,
    const char *features, struct err *err)
{
	struct scorer *k = scorer_new(det->name, err);

	if (k == NULL)
		return NULL;
	k->det = det;
	k->opts = opts;
	k->features = det->inputs != NULL ? det->inputs : features;
	return k;
}

void
scorer_free(struct scorer *k)
{
	if (k == NULL)
		return;
	runner_fini(&k->runner);
	series_fini(&k->series);
	alarm_fini(&k->alarm);
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
	k->runner.why_from = k->det->reason == NULL ? explain : INFINITY;
}

const char *
scorer_label(const struct scorer *k)
{
	if (k->model != NULL && k->model->head[0] != '\0')
		return k->model->head;
	return k->det->name;
}

/* Rows made by other steps than the model's are refused. */
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

int
scorer_push(struct scorer *k, const struct rec *r, size_t at, struct err *err)
{
	struct runner_out out = { &k->score[at], k->why[at] };
	double x[FEATURES_MAX];
	int fresh = 0;

	if (check_def(k, row_def(r), err) == -1)
		return -1;
	features_get(&k->f, r, x);
	model_scale(k->model, x, x);
	if (k->runner.window > 1 &&
	    (fresh = series_fresh(&k->series, r, err)) == -1)
		return -1;
	return runner_push(&k->runner, x, rec_symbol(r), fresh, out, err);
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

/*
 * A fitted tail may end at a finite score; a row beyond it is stranger than
 * all seen, but n scores are no ground for a p many decades below 1/n.  A
 * power law has no end, and its order is worth keeping.
 */
double
scorer_p(const struct scorer *k, size_t at)
{
	const struct calib *c = &k->model->calib;
	double p;

	if (!calib_ready(c) || scorer_is_rule(k) || isnan(k->score[at]))
		return NAN;
	p = calib_p(c, k->score[at]);
	return c->law.n > 0 ? p : fmax(p, P_DECADES / ((double)c->seen + 1));
}

double
scorer_surprise(const struct scorer *k, size_t at)
{
	const struct calib *c = &k->model->calib;

	if (c->law.n > 0)
		return calib_surprise(c, k->score[at]);
	return fabs(log10(scorer_p(k, at))); /* not -0 */
}

static const char *
table_name(char out[64], const char *name, const char *part)
{
	snprintf(out, 64, "%s.%s", name, part);
	return out;
}

int
scorer_save(struct scorer *k, struct state *file, const char *name,
    struct err *err)
{
	char t[64];

	if (runner_save(&k->runner, file, name, err) == -1 ||
	    alarm_save(&k->alarm, file, table_name(t, name, "alarm"), err) ==
		-1)
		return -1;
	if (k->runner.window == 1) /* breaks mean nothing to it */
		return 0;
	return series_save(&k->series, file, table_name(t, name, "series"),
	    err);
}

int
scorer_load(struct scorer *k, struct state *file, const char *name,
    struct err *err)
{
	char t[64];

	if (runner_load(&k->runner, file, name, err) == -1 ||
	    alarm_load(&k->alarm, file, table_name(t, name, "alarm"), err) ==
		-1)
		return -1;
	if (k->runner.window == 1)
		return 0;
	return series_load(&k->series, file, table_name(t, name, "series"),
	    err);
}
