/*
 * train.c - rows in, a calibrated model out: the pass and the calibration.
 *
 * A detector that needs no fit and no scaling scores each row during the pass,
 * and the sample keeps only scores.  For all others the sample keeps rows:
 * train_fit.c.
 */
#include "detect/train.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/idmap.h"
#include "base/tstamp.h"
#include "detect/train_fit.h"

/* Rows per run: single rows if the detector does not use their neighbours. */
static size_t
run_rows(const struct train *t)
{
	const struct detector *det = t->o->det;

	if (t->streaming ||
	    ((det->flags & DETECT_STATE) == 0 && det->window == NULL))
		return 1;
	return t->o->run;
}

/* A model made from the options alone, used from the first row on. */
static int
stream_begin(struct train *t, struct err *err)
{
	const struct train_opts *o = t->o;

	if (model_fit_options(t->model, o->det_opts, err) == -1)
		return -1;
	if (runner_init(&t->runner, o->det, t->model->m, t->model->d, err) ==
	    -1)
		return -1;
	t->runner.states.syms = o->syms;
	if (o->pooled)
		runner_pool(&t->runner);
	return 0;
}

static int
check_pooled(const struct train_opts *o, struct err *err)
{
	const struct detector *det = o->det;

	if (!o->pooled || (det != NULL && (det->flags & DETECT_POOLS) != 0))
		return 0;
	return err_usage(err,
	    "--pooled: %s has no state that all symbols can share: leave "
	    "--pooled out, or see ticktrain --list",
	    det != NULL ? det->name : "the recommended detector");
}

static int
check_scale(const struct train_opts *o, struct err *err)
{
	const struct detector *det = o->det;

	if (o->scale == SCALE_NONE || det == NULL ||
	    (det->flags & (DETECT_RULE | DETECT_UNITS)) == 0)
		return 0;
	return err_usage(err,
	    "--scale: %s needs its column in the column's own unit: leave "
	    "--scale out",
	    det->name);
}

int
train_check(const struct train_opts *o, struct err *err)
{
	return check_pooled(o, err) == 0 ? check_scale(o, err) : -1;
}

struct train *
train_new(const struct train_opts *o, int d, const char *const *names,
    const char *const *units, struct err *err)
{
	struct train *t = calloc(1, sizeof(*t));

	if (t == NULL) {
		err_errno(err, "training");
		return NULL;
	}
	t->o = o;
	t->streaming =
	    (o->det->flags & DETECT_FIT) == 0 && o->scale == SCALE_NONE;
	idmap_init(&t->symbol, sizeof(struct train_symbol), "symbols");
	reservoir_init(&t->kept, t->streaming ? 0 : d, o->max_rows, run_rows(t),
	    o->seed);
	t->model = model_new(o->det, o->det_opts, d, names, units, err);
	if (t->model != NULL && (!t->streaming || stream_begin(t, err) == 0))
		return t;
	train_free(t);
	return NULL;
}

void
train_free(struct train *t)
{
	if (t == NULL)
		return;
	runner_fini(&t->runner);
	model_free(t->model);
	reservoir_fini(&t->kept);
	idmap_fini(&t->symbol);
	free(t);
}

/* ---- the pass ---- */

/* Does the model name its rarest rows?  A rule's are those over its limit. */
static int
names_rows(const struct train *t)
{
	return !t->o->nameless && (t->o->det->flags & DETECT_RULE) == 0;
}

/* The same symbol has the same key for all models. */
static uint64_t
symbol_key(const struct train *t, uint32_t symbol)
{
	const char *text = (const char *)&symbol;
	size_t len = sizeof(symbol);

	if (t->o->syms != NULL)
		text = symtab_text(t->o->syms, symbol, &len);
	return rarest_symbol(text, len);
}

/* Count a symbol's days by the start of its rows; *key: of the row. */
static int
count_row(uint64_t *key, struct train *t, const struct train_row *r,
    struct err *err)
{
	struct train_symbol *s = idmap_get(&t->symbol, r->symbol, err);
	uint64_t day = r->start == TS_NULL ? 1 : r->start / NS_DAY + 2;

	if (s == NULL)
		return -1;
	if (s->day == 0 && names_rows(t))
		s->key = symbol_key(t, r->symbol);
	t->symbols += s->day == 0;
	t->symbol_days += s->day != day;
	s->day = day;
	if (names_rows(t))
		*key = rarest_key(r->time, s->key);
	return 0;
}

/* Score the row with a detector that is already running. */
static int
stream_score(struct train *t, double *score, const struct train_row *r,
    struct err *err)
{
	struct runner_out out = { .score = score };

	if (runner_push(&t->runner, r->x, r->symbol, r->fresh, out, err) == -1)
		return -1;
	runner_flush(&t->runner);
	return 0;
}

static int
is_missing(const struct train *t, const double *x)
{
	int gappy = (t->o->det->flags & DETECT_GAPPY) != 0, there = 0, j;

	for (j = 0; j < t->model->d; j++)
		there += isfinite(x[j]) != 0;
	return there < (gappy ? 1 : t->model->d);
}

int
train_add(struct train *t, const struct train_row *r, struct err *err)
{
	struct reservoir_row row = { .x = r->x,
		.symbol = r->symbol,
		.time = r->time,
		.label = r->label,
		.fresh = r->fresh,
		.score = NAN };

	if (t->streaming && stream_score(t, &row.score, r, err) == -1)
		return -1;
	if (isnan(row.score) && is_missing(t, r->x)) {
		t->missing++;
		return reservoir_skip(&t->kept, r->symbol, err);
	}
	if (r->label) {
		t->labelled++;
		return reservoir_skip(&t->kept, r->symbol, err);
	}
	t->sum = hash_xxh64(r->x, (size_t)t->model->d * sizeof(*r->x), t->sum);
	if (count_row(&row.key, t, r, err) == -1 ||
	    reservoir_add(&t->kept, &row, err) == -1)
		return -1;
	return 1;
}

struct train_counts
train_count(const struct train *t)
{
	struct train_counts c = { 0 };

	if (t == NULL)
		return c;
	c.used = t->kept.seen;
	c.kept = t->kept.n < t->kept.max ? t->kept.n : t->kept.max;
	c.missing = t->missing;
	c.labelled = t->labelled;
	c.symbols = t->symbols;
	c.symbol_days = t->symbol_days;
	return c;
}

/* ---- after the pass ---- */

/* The border: the fit uses the rows before it. */
static size_t
first_held_back(const struct train *t)
{
	const struct reservoir *k = &t->kept;
	uint64_t border;
	size_t n = 0;

	border = k->seen - (uint64_t)((double)k->seen * t->o->hold_back);
	while (n < k->n && k->place[n] < border)
		n++;
	return n;
}

static int
set_how(struct model *m, const struct train_opts *o, double quantile,
    size_t scores, struct err *err)
{
	char how[96] = "the rule's own limit";

	if ((o->det->flags & DETECT_RULE) == 0)
		snprintf(how, sizeof(how),
		    "quantile %.6g of %zu held-back scores", quantile, scores);
	free(m->how);
	m->how = strdup(how);
	return m->how != NULL ? 0 : err_errno(err, "model");
}

/* Compute p-values and threshold from score[n]; NaN are removed. */
static int
calibrate(struct train *t, double *score, const uint64_t *key, size_t n,
    struct err *err)
{
	int law = (t->o->det->flags & DETECT_SURPRISE) != 0;
	struct model *m = t->model;
	double per_day, quantile = t->o->quantile;
	size_t i, scored = 0;

	if (names_rows(t) && rarest_fit(&m->rarest, score, key, n, err) == -1)
		return -1;
	for (i = 0; i < n; i++)
		if (!isnan(score[i]))
			score[scored++] = score[i];
	per_day = (double)t->kept.seen /
		  (double)(t->symbol_days > 0 ? t->symbol_days : 1);
	if (scored == 0)
		return err_set(err,
		    "no held-back row was scored: %" PRIu64 " rows are too few",
		    t->kept.seen);
	if ((law ? calib_fit_law : calib_fit)(&m->calib, score, scored, per_day,
		err) == -1)
		return -1;
	if ((t->o->det->flags & DETECT_RULE) == 0)
		m->threshold = calib_threshold(&m->calib, 1 - quantile);
	if (m->threshold == INFINITY && t->o->quantile_least) {
		quantile = 1 - 1 / ((double)scored + 1);
		/* slightly above that p, because of rounding */
		m->threshold =
		    calib_threshold(&m->calib, (1 - quantile) * (1 + 1e-9));
	}
	return set_how(m, t->o, quantile, scored, err);
}

static int
fit_and_calibrate(struct train *t, struct err *err)
{
	size_t from = first_held_back(t);

	if (!t->streaming && train_fit(t, from, err) == -1)
		return -1;
	return calibrate(t, t->kept.score + from, t->kept.key + from,
	    t->kept.n - from, err);
}

struct model *
train_finish(struct train *t, struct err *err)
{
	struct model *m;

	if (t->kept.seen < TRAIN_ROWS_MIN) {
		err_set(err,
		    "%" PRIu64 " usable rows (%" PRIu64
		    " with missing features, %" PRIu64
		    " labelled), expected at least %d",
		    t->kept.seen, t->missing, t->labelled, TRAIN_ROWS_MIN);
		return NULL;
	}
	if (reservoir_finish(&t->kept, err) == -1 ||
	    fit_and_calibrate(t, err) == -1)
		return NULL;
	m = t->model;
	m->seed = t->o->seed;
	m->pooled = t->o->pooled != 0;
	m->rows = t->kept.seen;
	m->symbols = t->symbols;
	m->data_sum = t->sum;
	runner_fini(&t->runner); /* it borrows the model */
	t->model = NULL;
	return m;
}
