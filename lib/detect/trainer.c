/*
 * trainer.c - rows in, all models of a file out.
 */
#include "detect/trainer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct trainer {
	struct train_opts o;
	void *tails_opts;   /* of the heads */
	struct heads heads; /* n = 0: one detector */
	struct train *train[HEADS];
	int n, d;
	const char *const *names;
	uint64_t used, missing, labelled;
	double *x; /* [d] columns of a row for one head */
};

/* Options of detector tails, for heads. */
static void *
tails_new(const struct detector *det, int two_sided, struct err *err)
{
	struct opt_group g = { .opts = det->opts };

	g.base = calloc(1, det->opts_size);
	if (g.base == NULL)
		err_errno(err, "heads");
	else if (opt_set(&g, "sides", two_sided ? "two" : "one", err) == 0)
		return g.base;
	free(g.base);
	return NULL;
}

static int
add_head(struct trainer *t, int i, const char *const *units, struct err *err)
{
	const char *name[DETECT_COLUMNS_MAX], *unit[DETECT_COLUMNS_MAX];
	int j;

	for (j = 0; j < t->heads.d[i]; j++) {
		name[j] = t->names[t->heads.column[i][j]];
		unit[j] = units[t->heads.column[i][j]];
	}
	t->train[i] = train_new(&t->o, t->heads.d[i], name, unit, err);
	if (t->train[i] == NULL)
		return -1;
	t->n++;
	return 0;
}

static int
begin_heads(struct trainer *t, const double *own, const char *const *units,
    struct err *err)
{
	int i;

	t->o.det = detector_find("tails");
	t->o.nameless = 1; /* alarms of a head are not single rows */
	if (heads_choose(&t->heads, t->names, t->d, own, err) == -1)
		return -1;
	t->tails_opts = tails_new(t->o.det, t->heads.two_sided, err);
	if (t->tails_opts == NULL)
		return -1;
	t->o.det_opts = t->tails_opts;
	for (i = 0; i < t->heads.n; i++)
		if (add_head(t, i, units, err) == -1)
			return -1;
	return 0;
}

struct trainer *
trainer_new(const struct train_opts *o, const double *own, int d,
    const char *const *names, const char *const *units, struct err *err)
{
	struct trainer *t = calloc(1, sizeof(*t));
	int rc;

	if (t == NULL || (t->x = calloc((size_t)d, sizeof(*t->x))) == NULL) {
		free(t);
		err_errno(err, "training");
		return NULL;
	}
	t->o = *o;
	t->d = d;
	t->names = names;
	if (o->det == NULL) {
		rc = begin_heads(t, own, units, err);
	} else {
		t->train[0] = train_new(&t->o, d, names, units, err);
		t->n = t->train[0] != NULL;
		rc = t->n == 1 ? 0 : -1;
	}
	if (rc == 0)
		return t;
	trainer_free(t);
	return NULL;
}

void
trainer_free(struct trainer *t)
{
	int i;

	if (t == NULL)
		return;
	for (i = 0; i < HEADS; i++)
		train_free(t->train[i]);
	heads_fini(&t->heads);
	free(t->tails_opts);
	free(t->x);
	free(t);
}

/* ---- the pass ---- */

/* 1 when head i uses the row. */
static int
head_add(struct trainer *t, int i, const struct train_row *r, struct err *err)
{
	struct train_row row = *r;
	int j;

	if (t->heads.n > 0) {
		for (j = 0; j < t->heads.d[i]; j++)
			t->x[j] = r->x[t->heads.column[i][j]];
		row.x = t->x;
	}
	return train_add(t->train[i], &row, err);
}

int
trainer_add(struct trainer *t, const struct train_row *r, struct err *err)
{
	int i, rc, taken = 0;

	for (i = 0; i < t->n; i++) {
		if ((rc = head_add(t, i, r, err)) == -1)
			return -1;
		taken |= rc;
	}
	if (taken)
		t->used++;
	else if (train_count(t->train[0]).labelled > t->labelled)
		t->labelled++;
	else
		t->missing++;
	return 0;
}

struct train_counts
trainer_count(const struct trainer *t)
{
	struct train_counts n = { 0 };

	if (t == NULL)
		return n;
	n = train_count(t->train[0]);
	n.used = t->used;
	n.missing = t->missing;
	n.labelled = t->labelled;
	return n;
}

double
trainer_days(const struct trainer *t)
{
	struct train_counts n = train_count(t->train[0]);

	return n.symbols > 0 ? (double)n.symbol_days / (double)n.symbols : 0;
}

static int
is_used(const struct trainer *t, int j)
{
	int i, k;

	for (i = 0; i < t->heads.n; i++)
		for (k = 0; k < t->heads.d[i]; k++)
			if (t->heads.column[i][k] == j)
				return 1;
	return 0;
}

void
trainer_columns(const struct trainer *t, char *buf, size_t size)
{
	size_t len = 0;
	int j;

	buf[0] = '\0';
	if (t->heads.n > 0 && t->heads.two_sided)
		snprintf(buf, size,
		    "no column of the recommended detector (tickfeat -x "
		    "default): one head of all columns");
	for (j = 0; t->heads.n > 0 && j < t->d && len + 100 < size; j++)
		if (!is_used(t, j) && !heads_spare(t->names[j]))
			len +=
			    (size_t)snprintf(buf + len, size - len, "%s%.60s",
				len > 0 ? ", " : "columns that no head uses: ",
				t->names[j]);
}

/* ---- the models ---- */

/* Further entries of a head's model. */
static int
describe_head(const struct trainer *t, int i, struct model *m, struct err *err)
{
	const struct head *h = t->heads.head[i];
	char how[128];

	m->share = t->heads.share[i];
	m->gain = h->gain;
	m->cooldown = h->cooldown;
	snprintf(how, sizeof(how),
	    "%g of the budget, by %" PRIu64 " held-back scores", m->share,
	    m->calib.seen);
	free(m->head);
	free(m->how);
	m->head = strdup(h->name);
	m->how = strdup(how);
	if (m->head == NULL || m->how == NULL)
		return err_errno(err, "model");
	return 0;
}

/* The budget counts rows, and some rows lack a head's columns: all heads must
 * use the same count. */
static void
share_days(struct models *ms)
{
	double most = 0;
	int i;

	for (i = 0; i < ms->n; i++)
		most = fmax(most, ms->v[i]->calib.rows_per_day);
	for (i = 0; i < ms->n; i++)
		ms->v[i]->calib.rows_per_day = most;
}

int
trainer_finish(struct trainer *t, struct models *out, struct err *err)
{
	int i;

	out->n = 0;
	if (t->heads.n > 0 && t->used < TRAINER_ROWS_MIN)
		return err_set(err,
		    "%" PRIu64 " usable rows (%" PRIu64
		    " with missing features, %" PRIu64
		    " labelled), expected at least %d",
		    t->used, t->missing, t->labelled, TRAINER_ROWS_MIN);
	for (i = 0; i < t->n; i++) {
		out->v[i] = train_finish(t->train[i], err);
		if (out->v[i] == NULL)
			goto fail;
		out->n++;
		if (t->heads.n > 0 && describe_head(t, i, out->v[i], err) == -1)
			goto fail;
	}
	share_days(out);
	return 0;
fail:
	if (t->heads.n > 0)
		err_at(err, "head %s", t->heads.head[i]->name);
	models_free(out);
	return -1;
}
