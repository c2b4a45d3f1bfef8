/*
 * model.c - a detector that is a net: fit, walk, score.
 *
 *	score = mean over the window (or its last row) of (recon - x)^2
 *
 * The contributions are the columns' errors, each divided by its mean on
 * windows the net was not trained on, with the sign of x - recon, and the row
 * where each is largest.  A window with a missing value is not scored.
 *
 * Scratch memory belongs to a pool of a few workers that calls take and return,
 * so that score neither allocates per call nor shares scratch memory.
 */
#include <inttypes.h>
#include <math.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "detect/net/import.h"
#include "detect/net/train.h"

enum { POOL = NET_JOBS_MAX };

const char *const net_inputs[] = { "level", "return", NULL };

struct worker {
	struct net_run run;
	float *x, *recon; /* [NET_BATCH][W][F] */
};

struct net_pool {
	_Atomic(struct worker *) slot[POOL];
};

/* ---- the pool ---- */

static void
worker_free(struct worker *k)
{
	if (k == NULL)
		return;
	net_run_fini(&k->run);
	free(k->x);
	free(k->recon);
	free(k);
}

static struct worker *
worker_new(const struct net *n, struct err *err)
{
	size_t size = (size_t)(n->dims.W * n->dims.F);
	struct worker *k = calloc(1, sizeof(*k));

	if (k == NULL) {
		err_errno(err, "%s", n->kind->name);
		return NULL;
	}
	k->x = net_floats(NET_BATCH * size);
	k->recon = net_floats(NET_BATCH * size);
	if (k->x != NULL && k->recon != NULL &&
	    net_run_init(&k->run, n, NET_BATCH, 0, err) == 0)
		return k;
	err_errno(err, "%s", n->kind->name);
	worker_free(k);
	return NULL;
}

/* Take a worker.  The first one was made with the model, so waiting for one
 * always ends. */
static struct worker *
worker_take(const struct net_model *m)
{
	struct err none = { 0 };
	struct worker *k;
	int i;

	for (i = 0; i < POOL; i++)
		if ((k = atomic_exchange(&m->pool->slot[i], NULL)) != NULL)
			return k;
	if ((k = worker_new(&m->net, &none)) != NULL)
		return k;
	for (;;) {
		for (i = 0; i < POOL; i++)
			if ((k = atomic_exchange(&m->pool->slot[i], NULL)) !=
			    NULL)
				return k;
		sched_yield();
	}
}

static void
worker_give(const struct net_model *m, struct worker *k)
{
	struct worker *none;
	int i;

	for (i = 0; i < POOL; i++) {
		none = NULL;
		if (atomic_compare_exchange_strong(&m->pool->slot[i], &none, k))
			return;
	}
	worker_free(k);
}

static void
pool_free(struct net_pool *p)
{
	int i;

	for (i = 0; p != NULL && i < POOL; i++)
		worker_free(atomic_load(&p->slot[i]));
	free(p);
}

/* The weights are known: prepare to score. */
static int
pool_new(struct net_model *m, struct err *err)
{
	struct worker *k;

	net_pack(&m->net);
	if ((m->pool = calloc(1, sizeof(*m->pool))) == NULL)
		return err_errno(err, "%s", m->net.kind->name);
	if ((k = worker_new(&m->net, err)) == NULL)
		return -1;
	atomic_store(&m->pool->slot[0], k);
	return 0;
}

/* ---- fit ---- */

static int
warm_start(struct net_model *m, const struct net_model *warm, struct err *err)
{
	if (memcmp(&m->dims, &warm->dims, sizeof(m->dims)) != 0)
		return err_set(err,
		    "the model to start from has other sizes: %" PRIu64
		    " rows and %zu weights, this one %" PRIu64 " and %zu",
		    warm->dims.W, warm->net.nw, m->dims.W, m->net.nw);
	memcpy(m->net.w, warm->net.w, m->net.nw * sizeof(*m->net.w));
	return 0;
}

int
net_model_fit(struct net_model *m, const struct net_kind *kind,
    struct net_dims dims, const struct net_opts *o, const struct fit *f,
    struct err *err)
{
	dims.W = (uint64_t)o->window;
	dims.F = (uint64_t)f->d;
	if (f->weights != NULL &&
	    net_import_dims(&dims, kind, f->weights, err) == -1)
		return -1;
	m->dims = dims;
	m->d = f->d;
	m->last = o->last;
	m->nspread = dims.F;
	if (net_init(&m->net, kind, &dims, 1, err) == -1)
		return -1;
	m->spread = calloc((size_t)dims.F, sizeof(*m->spread));
	if (m->spread == NULL)
		return err_errno(err, "%s", kind->name);
	if (net_input_init(&m->input, o->returns, (size_t)dims.F, err) == -1 ||
	    net_input_fit(&m->input, &f->train, f->scale, err) == -1)
		return -1;
	if (f->weights != NULL &&
	    (net_import_weights(&m->net, f->weights, err) == -1 ||
		net_import_scale(&m->input, f->weights, err) == -1))
		return -1;
	if (f->weights == NULL)
		net_start(&m->net, f->seed);
	if (f->warm != NULL && warm_start(m, f->warm, err) == -1)
		return -1;
	if (net_model_train(m, o, f, err) == -1)
		return -1;
	return pool_new(m, err);
}

/* ---- walk ---- */

static void
walk_dims(struct walk *w, struct net_model *m)
{
	struct net_dims *d = &m->dims;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_scalar(w, "window", TENSOR_U64, &d->W);
	walk_scalar(w, "hidden", TENSOR_U64, &d->hidden);
	walk_scalar(w, "latent", TENSOR_U64, &d->latent);
	walk_scalar(w, "width", TENSOR_U64, &d->d);
	walk_scalar(w, "heads", TENSOR_U64, &d->heads);
	walk_scalar(w, "ff", TENSOR_U64, &d->ff);
	walk_scalar(w, "layers", TENSOR_U64, &d->layers);
	walk_scalar(w, "relu", TENSOR_U64, &d->relu);
	walk_scalar(w, "reversed", TENSOR_U64, &d->reversed);
	walk_scalar(w, "last_row", TENSOR_I64, &m->last);
	walk_check(w,
	    m->d >= 1 && m->d <= DETECT_COLUMNS_MAX && d->W >= 1 &&
		d->W <= 1024 && d->hidden <= 4096 && d->latent <= 4096 &&
		d->d <= 4096 && d->heads <= 4096 && d->ff <= 16384 &&
		d->layers <= 64,
	    "sizes: out of range");
	m->input.F = (uint64_t)m->d;
	if (!w->failed)
		net_input_walk(w, &m->input);
	walk_array(w, "spread", TENSOR_F64, (void **)&m->spread, &m->nspread);
	walk_check(w, m->nspread == (uint64_t)m->d, "spread: out of range");
}

/* PyTorch has a second bias per LSTM: zeros in our files, added when
 * loading. */
static void
walk_second_bias(struct walk *w, const struct net_param *p, float *to)
{
	char name[NET_NAME_MAX];
	void *zeros = NULL;
	char *at;
	size_t i;

	memcpy(name, p->name, sizeof(name));
	if ((at = strstr(name, "bias_ih")) == NULL)
		return;
	memcpy(at, "bias_hh", 7);
	if (w->mode == WALK_SAVE && (zeros = net_floats(p->n)) == NULL) {
		err_errno(w->err, "%s", name);
		w->failed = 1;
		return;
	}
	walk_shaped(w, name, TENSOR_F32, &zeros, p->ndim, p->shape);
	for (i = 0; walk_loading(w) && i < p->n; i++)
		to[i] += ((const float *)zeros)[i];
	free(zeros);
}

static void
walk_part(struct walk *w, const struct net_param *p, float *to)
{
	void *data = w->mode == WALK_SAVE ? to : NULL;
	size_t i;
	int finite = 1;

	walk_shaped(w, p->name, TENSOR_F32, &data, p->ndim, p->shape);
	if (walk_loading(w)) {
		memcpy(to, data, p->n * sizeof(*to));
		for (i = 0; i < p->n; i++)
			finite &= isfinite(to[i]) != 0;
		walk_check(w, finite, "weights: not finite");
	}
	if (w->mode == WALK_LOAD)
		free(data);
	walk_second_bias(w, p, to);
}

static void
net_model_fini(struct net_model *m)
{
	pool_free(m->pool);
	m->pool = NULL;
	net_fini(&m->net);
	net_input_fini(&m->input);
	free(m->spread);
	m->spread = NULL;
}

int
net_model_walk(struct walk *w, struct net_model *m, const struct net_kind *kind)
{
	int i;

	if (w->mode == WALK_FREE) {
		net_model_fini(m);
		return 0;
	}
	walk_dims(w, m);
	if (walk_loading(w)) {
		m->dims.F = (uint64_t)m->d;
		if (net_init(&m->net, kind, &m->dims, 0, w->err) == -1)
			w->failed = 1;
	}
	for (i = 0; !w->failed && i < m->net.nparam; i++)
		walk_part(w, &m->net.param[i], m->net.w + m->net.param[i].off);
	if (walk_loading(w) && pool_new(m, w->err) == -1)
		w->failed = 1;
	return walk_done(w);
}

/* ---- score ---- */

size_t
net_model_window(const void *model)
{
	const struct net_model *m = model;

	return net_input_rows(&m->input, (size_t)m->dims.W);
}

/* A window as the net sees it; 0 if a value is missing. */
static int
take_window(float *to, const struct net_model *m, const double *x)
{
	size_t F = (size_t)m->d, W = (size_t)m->dims.W, t;

	if (m->input.returns)
		x += F;
	for (t = 0; t < W; t++)
		if (!net_input_row(to + t * F, &m->input, x + t * F))
			return 0;
	return 1;
}

/* A column's part of a window's error. */
struct column_error {
	double sum, side; /* of squares; of differences */
	double most;      /* the largest square */
	int row;          /* where it is, rows before the last */
};

/* The columns with the largest errors relative to their usual ones. */
static void
give_reasons(struct contrib *why, const struct net_model *m,
    const struct column_error *c)
{
	double part[DETECT_COLUMNS_MAX], usual;
	int F = (int)m->d, j, k;

	for (j = 0; j < F; j++) {
		usual = m->spread[j] > 0 ? m->spread[j] : 1e-12;
		part[j] = copysign(c[j].sum / usual, c[j].side);
	}
	contrib_top(why, part, F);
	for (k = 0; k < DETECT_WHY; k++)
		if (why[k].feature >= 0)
			why[k].row = c[why[k].feature].row;
}

/* Score and contributions from a window and its reconstruction. */
static double
judge(struct contrib *why, const struct net_model *m, const float *x,
    const float *recon)
{
	size_t F = (size_t)m->d, W = (size_t)m->dims.W, t, j;
	struct column_error c[DETECT_COLUMNS_MAX];
	size_t from = m->last ? W - 1 : 0;
	double sum = 0, e;

	for (j = 0; j < F; j++)
		c[j] = (struct column_error){ .most = -1 };

	for (t = from; t < W; t++) {
		for (j = 0; j < F; j++) {
			e = (double)x[t * F + j] - (double)recon[t * F + j];
			sum += e * e;
			c[j].sum += e * e;
			c[j].side += e;
			if (e * e > c[j].most) {
				c[j].most = e * e;
				c[j].row = (int)(W - 1 - t);
			}
		}
	}
	if (why != NULL)
		give_reasons(why, m, c);
	return score_finite(sum / (double)((W - from) * F));
}

static void
no_reasons(struct contrib *why)
{
	int i;

	for (i = 0; i < DETECT_WHY; i++)
		why[i] = (struct contrib){ .feature = -1 };
}

/* Up to NET_BATCH rows. */
static void
score_batch(double *score, struct contrib *why, const struct net_model *m,
    struct worker *k, const double *x, size_t n)
{
	size_t size = (size_t)(m->dims.W * m->dims.F), i, used = 0;
	size_t given = net_model_window(m) * (size_t)m->d, of[NET_BATCH];

	for (i = 0; i < n; i++) {
		score[i] = NAN;
		if (why != NULL)
			no_reasons(why + i * DETECT_WHY);
		if (take_window(k->x + used * size, m, x + i * given))
			of[used++] = i;
	}
	net_forward(&k->run, k->recon, k->x, used);
	for (i = 0; i < used; i++)
		score[of[i]] =
		    judge(why != NULL ? why + of[i] * DETECT_WHY : NULL, m,
			k->x + i * size, k->recon + i * size);
}

void
net_model_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct net_model *m = model;
	size_t given = net_model_window(m) * (size_t)m->d, i, c;
	struct worker *k = worker_take(m);

	(void)state;
	for (i = 0; i < n; i += c) {
		c = n - i < NET_BATCH ? n - i : NET_BATCH;
		score_batch(score + i,
		    why != NULL ? why + i * DETECT_WHY : NULL, m, k,
		    x + i * given, c);
	}
	worker_give(m, k);
}
