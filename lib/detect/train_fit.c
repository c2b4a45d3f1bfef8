/*
 * train_fit.c - scale, fit and score a sample of rows.
 *
 * A detector with DETECT_VALID gets the last part of the rows before the
 * held-back part for early stopping.  A window never contains rows of two
 * parts.
 */
#include "detect/train_fit.h"

#include <math.h>
#include <stdlib.h>

#include "detect/grouped.h"

/* Share of the rows before the border that is used for early stopping. */
static const double VALID_SHARE = 0.2;

/* Rows of the sample by run: rows for the fit, then rows for early stopping. */
struct parts {
	struct grouped train, valid;
	size_t border; /* first row of valid */
};

static int
scale_rows(struct train *t, size_t n, struct err *err)
{
	struct model *m = t->model;
	size_t d = (size_t)m->d, i;

	if (t->o->scale == SCALE_NONE ||
	    (t->o->det->flags & DETECT_SCALES) != 0)
		return 0;
	if (scale_fit(m->center, m->scale, t->kept.x, n, m->d, t->o->scale,
		err) == -1)
		return -1;
	for (i = 0; i < t->kept.n; i++)
		model_scale(m, t->kept.x + i * d, t->kept.x + i * d);
	return 0;
}

static int
fit(struct train *t, const struct parts *p, struct err *err)
{
	const struct train_opts *o = t->o;
	struct fit f = { .opts = o->det_opts,
		.names = (const char *const *)t->model->names,
		.d = t->model->d,
		.train = p->train.rows,
		.valid = p->valid.rows,
		.scale = o->scale,
		.warm = o->warm,
		.weights = o->weights,
		.seed = o->seed,
		.jobs = o->jobs,
		.hooks = o->hooks };

	return o->det->fit(t->model->m, &f, err);
}

/* ---- scores ---- */

/* Detects whether row i of the sample directly follows the symbol's previous
 * row in it. */
struct follow {
	struct idmap serial; /* uint32_t by symbol: from its last row */
};

static int
is_fresh(struct follow *f, const struct reservoir *k, size_t i, uint32_t symbol,
    struct err *err)
{
	uint32_t *last;
	int fresh;

	if (k->serial == NULL)
		return 1;
	if ((last = idmap_get(&f->serial, symbol, err)) == NULL)
		return -1;
	fresh = k->serial[i] != *last + 1;
	*last = k->serial[i];
	return fresh;
}

/* The current place of row i of the part before the border. */
static size_t
place_of(const struct parts *p, size_t i)
{
	const struct grouped *g = i < p->border ? &p->train : &p->valid;
	size_t from = i < p->border ? 0 : p->border;

	return g->place != NULL ? from + g->place[i - from] : i;
}

/* Run rows i .. to - 1 of the sample, in stream order, through the runner. */
static int
run_rows(struct train *t, struct runner *r, struct follow *f,
    const struct parts *p, size_t i, size_t to, struct err *err)
{
	struct reservoir *k = &t->kept;
	size_t part = p->border + p->valid.rows.n, at;
	struct runner_out out = { 0 };
	int fresh;

	for (; i < to; i++) {
		at = i < part ? place_of(p, i) : i;
		fresh = is_fresh(f, k, i, k->symbol[at], err);
		out.score = &k->score[i];
		if (fresh == -1 || runner_push(r, k->x + at * k->d,
				       k->symbol[at], fresh, out, err) == -1)
			return -1;
	}
	runner_flush(r);
	return 0;
}

/*
 * Score the rows from the border on.  A learning detector first gets the rows
 * before it, so that its state at the border is as in the stream.
 */
static int
score_rows(struct train *t, const struct parts *p, size_t from, struct err *err)
{
	int learns = (t->o->det->flags & DETECT_STATE) != 0, rc;
	struct reservoir *k = &t->kept;
	struct follow follow;
	struct runner r;

	k->score = malloc((k->n > 0 ? k->n : 1) * sizeof(*k->score));
	if (k->score == NULL)
		return err_errno(err, "%zu scores", k->n);
	idmap_init(&follow.serial, sizeof(uint32_t), "symbols");
	rc = runner_init(&r, t->o->det, t->model->m, t->model->d, err);
	r.jobs = t->o->jobs;
	r.states.syms = t->o->syms;
	if (rc == 0 && t->o->pooled)
		runner_pool(&r);
	if (rc == 0 && learns)
		rc = run_rows(t, &r, &follow, p, 0, from, err);
	if (rc == 0) {
		runner_break(&r);
		rc = run_rows(t, &r, &follow, p, from, k->n, err);
	}
	runner_fini(&r);
	idmap_fini(&follow.serial);
	return rc;
}

int
train_fit(struct train *t, size_t from, struct err *err)
{
	struct parts p = { .border = from };
	struct reservoir *k = &t->kept;
	int fits = (t->o->det->flags & DETECT_FIT) != 0, rc = -1;

	if ((t->o->det->flags & DETECT_VALID) != 0)
		p.border -= (size_t)((double)from * VALID_SHARE);
	if (p.border == 0 || from == k->n)
		return err_set(err,
		    "%zu rows before and %zu after the border of the "
		    "held-back part: too few rows in too long runs",
		    p.border, k->n - from);
	if (scale_rows(t, p.border, err) == -1)
		return -1;
	if (!fits)
		rc = model_fit_options(t->model, t->o->det_opts, err);
	else if (grouped_init(&p.train, k, 0, p.border, err) == 0 &&
		 grouped_init(&p.valid, k, p.border, from, err) == 0)
		rc = fit(t, &p, err);
	if (rc == 0)
		rc = score_rows(t, &p, from, err);
	grouped_fini(&p.train);
	grouped_fini(&p.valid);
	return rc;
}
