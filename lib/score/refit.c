/*
 * refit.c - models that are fitted again, after a drift or on a schedule.
 */
#include "score/refit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "detect/model_text.h"
#include "detect/train.h"
#include "score/refit_impl.h"
#include "stream/row.h"

static const double HOLD_BACK = 0.3, QUANTILE = 0.99;
enum { RUN = 512 };

void
refit_init(struct refit *f, uint64_t n, uint64_t every)
{
	memset(f, 0, sizeof(*f));
	f->n = n;
	f->every = every;
	f->due = every;
	f->jobs = 1;
}

void
refit_rows_clear(struct refit_rows *r)
{
	free(r->x);
	free(r->symbol);
	free(r->time);
	free(r->start);
	free(r->fresh);
	memset(r, 0, sizeof(*r));
}

void
refit_fini(struct refit *f)
{
	int i;

	for (i = 0; i < SCORERS_MAX; i++)
		refit_rows_clear(&f->rows[i]);
}

int
refit_fits(const struct scorer *k)
{
	return k->model != NULL && (k->det->flags & DETECT_FIT) != 0 &&
	       (k->det->flags & (DETECT_VALID | DETECT_STATE)) == 0 &&
	       calib_ready(&k->model->calib);
}

int
refit_check(const struct judge *j, struct err *err)
{
	int i;

	for (i = 0; i < j->n; i++)
		if (refit_fits(j->scorer[i]))
			return 0;
	return err_usage(err,
	    "--refit: no model can be fitted again: networks, detectors "
	    "without a fit and, with --learn, principal components cannot");
}

/* ---- collecting ---- */

void
refit_trigger(struct refit *f, uint64_t rows, uint32_t symbol)
{
	if (f->n == 0 || f->due > 0)
		return;
	f->due = rows + f->n;
	f->symbol = symbol;
}

int
refit_rows_grow(struct refit_rows *r, size_t d, size_t room, struct err *err)
{
	void *x = realloc(r->x, room * d * sizeof(*r->x)), *symbol, *time;
	void *start, *fresh;

	r->x = x != NULL ? x : r->x;
	symbol = realloc(r->symbol, room * sizeof(*r->symbol));
	r->symbol = symbol != NULL ? symbol : r->symbol;
	time = realloc(r->time, room * sizeof(*r->time));
	r->time = time != NULL ? time : r->time;
	start = realloc(r->start, room * sizeof(*r->start));
	r->start = start != NULL ? start : r->start;
	fresh = realloc(r->fresh, room * sizeof(*r->fresh));
	r->fresh = fresh != NULL ? fresh : r->fresh;
	if (x == NULL || symbol == NULL || time == NULL || start == NULL ||
	    fresh == NULL)
		return err_errno(err, "--refit: %zu rows", room);
	r->room = room;
	return 0;
}

void
refit_rows_newest(struct refit_rows *r, size_t d, size_t n)
{
	size_t from = r->n - n;

	if (r->n <= n)
		return;
	memmove(r->x, r->x + from * d, n * d * sizeof(*r->x));
	memmove(r->symbol, r->symbol + from, n * sizeof(*r->symbol));
	memmove(r->time, r->time + from, n * sizeof(*r->time));
	memmove(r->start, r->start + from, n * sizeof(*r->start));
	memmove(r->fresh, r->fresh + from, n * sizeof(*r->fresh));
	r->n = n;
}

static int
keep_row(struct refit_rows *rows, const struct scorer *k, const struct rec *r,
    size_t at, struct err *err)
{
	size_t d = (size_t)k->model->d, n = rows->n;
	double x[FEATURES_MAX];
	int event = r->schema->at.ts_event;

	if (n == rows->room &&
	    refit_rows_grow(rows, d, n > 0 ? 2 * n : REFIT_MIN, err) == -1)
		return -1;
	features_get(&k->f, r, x);
	model_scale(k->model, rows->x + n * d, x);
	rows->symbol[n] = rec_symbol(r);
	rows->time[n] = rec_time(r);
	rows->start[n] = event >= 0 ? rec_u64(r, event) : rec_time(r);
	rows->fresh[n] = (uint8_t)k->got->fresh[at];
	rows->n++;
	return 0;
}

int
refit_row(struct refit *f, const struct judge *j, const struct rec *r,
    size_t at, struct err *err)
{
	struct scorer *k;
	int i;

	for (i = 0; f->due > 0 && i < j->n; i++) {
		k = j->scorer[i];
		if (!refit_fits(k))
			continue;
		if (f->rows[i].n == 2 * f->n)
			refit_rows_newest(&f->rows[i], (size_t)k->model->d,
			    f->n);
		if (keep_row(&f->rows[i], k, r, at, err) == -1)
			return -1;
	}
	return 0;
}

/* ---- fitting ---- */

static struct model *
fit(const struct train_opts *how, const struct refit_rows *rows,
    const struct model *old, struct err *err)
{
	struct train *t =
	    train_new(how, old->d, (const char *const *)old->names,
		(const char *const *)old->units, err);
	struct model *m = NULL;
	size_t i;
	int rc = t != NULL ? 0 : -1;

	for (i = 0; rc != -1 && i < rows->n; i++) {
		struct train_row r = { .x = rows->x + i * (size_t)old->d,
			.symbol = rows->symbol[i],
			.time = rows->time[i],
			.start = rows->start[i],
			.fresh = rows->fresh[i] };

		rc = train_add(t, &r, err);
	}
	if (rc != -1)
		m = train_finish(t, err);
	train_free(t);
	return m;
}

/* Give k what was fitted in m; p of its threshold and rows a day are kept. */
static void
adopt(struct scorer *k, struct model *m)
{
	struct model *old = k->model;
	double p = calib_p(&old->calib, old->threshold);
	double per_day = old->calib.rows_per_day;
	struct calib calib = old->calib;
	struct rarest rarest = old->rarest;
	void *fitted = old->m;

	old->m = m->m;
	m->m = fitted;
	old->calib = m->calib;
	m->calib = calib;
	old->rarest = m->rarest;
	m->rarest = rarest;
	old->calib.rows_per_day = per_day;
	if (p > 0 && isfinite(old->threshold))
		old->threshold = calib_threshold(&old->calib, p);
	k->runner.model = old->m;
	k->refits++;
	relearn_restart(&k->relearn);
}

/* 1: fitted; 0: the rows do not suffice. */
static int
refit_one(struct refit *f, struct scorer *k, const struct refit_rows *rows,
    struct err *err)
{
	const struct model *old = k->model;
	struct train_opts how = { .det = old->detector,
		.scale = SCALE_NONE,
		.hold_back = HOLD_BACK,
		.quantile = QUANTILE,
		.quantile_least = 1,
		.max_rows = rows->n > 100 ? rows->n : 100,
		.run = RUN,
		.seed = old->seed,
		.jobs = f->jobs,
		.syms = k->syms };
	struct err why = { 0 };
	struct model *m;
	void *opts;

	opts = model_options_parse(old->detector, old->options, err);
	if (opts == NULL)
		return err_at(err, "%s", k->name);
	how.det_opts = opts;
	m = fit(&how, rows, old, &why);
	free(opts);
	if (m == NULL)
		return 0;
	adopt(k, m);
	model_free(m);
	return 1;
}

int
refit_turn(struct refit *f, struct judge *j, struct refit_change *c,
    struct err *err)
{
	struct scorer *k;
	int i, rc, any = 0;

	*c = (struct refit_change){ f->n, NAN, NAN };
	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (!refit_fits(k))
			continue;
		if (!any)
			c->before = k->model->threshold;
		refit_rows_newest(&f->rows[i], (size_t)k->model->d, f->n);
		c->rows = f->rows[i].n;
		if ((rc = refit_one(f, k, &f->rows[i], err)) == -1)
			return -1;
		if (rc == 1 && !any)
			c->after = k->model->threshold;
		any |= rc;
		if (f->every == 0)
			refit_rows_clear(&f->rows[i]);
	}
	f->due = f->every > 0 ? f->due + f->every : 0;
	f->done += any != 0;
	f->failed += any == 0;
	return any;
}
