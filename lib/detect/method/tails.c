/*
 * tails.c - how rare the rarest of a row's columns is.
 *
 *	score = max over columns of -log10 p_j(x_j)
 *
 * p_j is the column's own tail, fitted over all symbols: the sample's share up
 * to its 99.5 % quantile, a power law beyond (math/tail.h).  A statistic is
 * one-sided: large values are anomalous.  Any other column is scored by its
 * distance from the median.  A missing column is left out of the maximum; a row
 * without any value is not scored.  Put columns that describe one kind of event
 * into one model, and other kinds into another: each further column adds its
 * share of false alarms.
 */
#include "detect/detect.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "math/stats.h"
#include "math/tail.h"

enum { SIDES_ONE, SIDES_TWO };

static const char *const sides[] = { "one", "two", NULL };

struct tails_opts {
	int sides;
};

static const struct opt tails_options[] = {
	{ .name = "sides",
	    .type = OPT_ENUM,
	    .off = offsetof(struct tails_opts, sides),
	    .arg = "SIDES",
	    .def = "two",
	    .choices = sides,
	    .help =
		"which tails are anomalous: large values, or small ones too" },
	{ 0 },
};

struct tails {
	int64_t d;
	int64_t two;       /* by the distance from center */
	double *center;    /* [d] median; 0 where one-sided */
	struct tail *tail; /* [d] */
	uint64_t ntail;
};

/* The value of column j that its tail is fitted to. */
static double
statistic(const struct tails *m, int64_t j, double x)
{
	if (!isfinite(x))
		return NAN;
	return m->two ? fabs(x - m->center[j]) : x;
}

/* Copy the finite values of a column to v; returns their number. */
static size_t
column_values(double *v, const struct rows *r, int64_t j, int64_t d)
{
	size_t n = 0, i;
	double x;

	for (i = 0; i < r->n; i++) {
		x = r->x[i * (size_t)d + (size_t)j];
		if (isfinite(x))
			v[n++] = x;
	}
	return n;
}

static int
column_fit(struct tails *m, const struct rows *r, int64_t j, double *v,
    struct err *err)
{
	size_t n = column_values(v, r, j, m->d), i;

	if (m->two && n > 0) {
		m->center[j] = stats_median(v, n);
		n = column_values(v, r, j, m->d);
		for (i = 0; i < n; i++)
			v[i] = score_finite(statistic(m, j, v[i]));
	}
	return tail_fit(&m->tail[j], v, n, 0, err);
}

static int
tails_fit(void *model, const struct fit *f, struct err *err)
{
	const struct tails_opts *o = f->opts;
	struct tails *m = model;
	int64_t j, rc = 0;
	double *v;

	if (fit_columns(f, 1, DETECT_COLUMNS_MAX, err) < 0)
		return -1;
	m->d = f->d;
	m->two = o->sides == SIDES_TWO;
	m->center = calloc((size_t)m->d, sizeof(*m->center));
	m->tail = calloc((size_t)m->d, sizeof(*m->tail));
	v = malloc((f->train.n + 1) * sizeof(*v));
	if (m->center == NULL || m->tail == NULL || v == NULL) {
		free(v);
		return err_errno(err, "%zu rows", f->train.n);
	}
	m->ntail = (uint64_t)m->d;
	for (j = 0; rc == 0 && j < m->d; j++)
		rc = column_fit(m, &f->train, j, v, err);
	free(v);
	return (int)rc;
}

/* The tails of all columns, each under its number. */
static int
tails_walk_all(struct walk *w, struct tails *m)
{
	const char *prefix = w->prefix;
	char name[TENSOR_NAME_MAX + 1];
	uint64_t j;

	for (j = 0; j < m->ntail; j++) {
		snprintf(name, sizeof(name), "%stail%d.", prefix, (int)j);
		w->prefix = name;
		tail_walk(w, &m->tail[j]);
	}
	w->prefix = prefix;
	return walk_done(w);
}

static int
tails_walk(struct walk *w, void *model)
{
	struct tails *m = model;
	uint64_t d;
	int64_t j;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d >= 1 && m->d <= DETECT_COLUMNS_MAX,
	    "d: out of range");
	walk_scalar(w, "two_sided", TENSOR_I64, &m->two);
	walk_check(w, m->two == 0 || m->two == 1, "two_sided: out of range");
	d = (uint64_t)m->d;
	walk_shaped(w, "center", TENSOR_F64, (void **)&m->center, 1, &d);
	for (j = 0; walk_loading(w) && j < m->d; j++)
		walk_check(w, isfinite(m->center[j]), "center: out of range");
	if (walk_loading(w)) {
		m->tail = calloc((size_t)d, sizeof(*m->tail));
		walk_check(w, m->tail != NULL, "out of memory");
		m->ntail = m->tail != NULL ? d : 0;
	}
	tails_walk_all(w, m);
	if (w->mode == WALK_FREE) {
		free(m->tail);
		m->tail = NULL;
		m->ntail = 0;
	}
	return walk_done(w);
}

static void
tails_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct tails *m = model;
	double part[DETECT_COLUMNS_MAX], most;
	size_t i;
	int64_t j;

	(void)state;
	for (i = 0; i < n; i++, x += m->d) {
		most = NAN;
		for (j = 0; j < m->d; j++) {
			part[j] =
			    tail_surprise(&m->tail[j], statistic(m, j, x[j]));
			most = score_max(most, part[j]);
			if (m->two && x[j] < m->center[j])
				part[j] = -part[j];
		}
		score[i] = most;
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, part, (int)m->d);
	}
}

const struct detector detector_tails = {
	.name = "tails",
	.summary = "-log10 p of the rarest column, from its fitted tail",
	.source = "Hill 1975, over the 99.5 % quantile",
	.flags = DETECT_FIT | DETECT_GAPPY | DETECT_SURPRISE,
	.opts = tails_options,
	.opts_size = sizeof(struct tails_opts),
	.model_size = sizeof(struct tails),
	.fit = tails_fit,
	.walk = tails_walk,
	.score = tails_score,
};
