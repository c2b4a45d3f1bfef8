/*
 * train.c - a net's training.
 *
 * A batch is worked on in slices.  Each has a gradient of its own, and each
 * thread the memory of one run, small enough for a core's own cache.  Slice s
 * is worked on by thread s mod jobs.  Then the threads share the weights, in
 * blocks: a block's gradients are added in the order of the slices.
 */
#include "detect/net/train.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "detect/jobs.h"
#include "detect/net/windows.h"
#include "math/adam.h"

enum { VALID_WINDOWS = 4096, SLICES_MAX = NET_BATCH_MAX / NET_SLICE };

/* The state of a training without its rows, kept between epochs. */
struct work {
	struct net *net;
	float *m, *v, *best; /* [nw] Adam's state, the best weights */
	uint64_t epoch, steps;
	uint64_t bad; /* epochs since the best */
	double best_loss;
	uint64_t nw;
	uint64_t sum; /* of the windows: others are refused */
};

struct worker {
	struct net_run run;
	float *x, *recon; /* [NET_SLICE][W][F] */
};

struct slice {
	float *g;       /* [nw] */
	double sum;     /* of squared errors */
	double *spread; /* [F] the same by column; NULL: not asked for */
};

struct training {
	const struct fit *f;
	const struct net_opts *o;
	struct work work;
	struct windows_of train, valid;
	struct slice *slice;
	size_t nslice;
	double *squares;       /* of each block's gradient */
	struct worker *worker; /* [jobs] */
	struct jobs *threads;
	int jobs;
	/* of the current batch */
	const struct windows_of *from;
	size_t first, count;
	float scale; /* of the errors; 0: no gradient */
	float coef[ADAM_COEFS];
};

static int
work_walk(struct walk *w, void *arg)
{
	struct work *k = arg;
	uint64_t sum = k->sum;

	walk_scalar(w, "windows", TENSOR_U64, &sum);
	walk_check(w, sum == k->sum,
	    "kept from a training on other rows, or with another --input or "
	    "--scale: remove the file to start anew");
	walk_scalar(w, "epoch", TENSOR_U64, &k->epoch);
	walk_scalar(w, "steps", TENSOR_U64, &k->steps);
	walk_scalar(w, "bad", TENSOR_U64, &k->bad);
	walk_scalar(w, "best_loss", TENSOR_F64, &k->best_loss);
	walk_vector(w, "weights", TENSOR_F32, k->net->w, k->nw);
	walk_vector(w, "adam.m", TENSOR_F32, k->m, k->nw);
	walk_vector(w, "adam.v", TENSOR_F32, k->v, k->nw);
	walk_vector(w, "best", TENSOR_F32, k->best, k->nw);
	return walk_done(w);
}

/* ---- batches ---- */

/* The squared errors of a slice's windows. */
static void
slice_errors(struct slice *p, struct worker *k, const struct windows_of *w,
    size_t n)
{
	size_t i;
	double e;

	net_forward(&k->run, k->recon, k->x, n);
	for (i = 0; i < n * w->W * w->F; i++) {
		e = (double)k->recon[i] - (double)k->x[i];
		p->sum += e * e;
		if (p->spread != NULL)
			p->spread[i % w->F] += e * e;
	}
}

/* Slices s = job, job + jobs, ... of the batch. */
static void
run_slices(void *arg, int job)
{
	struct training *t = arg;
	size_t s, i, n, at, size = t->from->W * t->from->F;
	struct worker *k = &t->worker[job];
	struct slice *p;

	for (s = (size_t)job; s < t->nslice; s += (size_t)t->jobs) {
		p = &t->slice[s];
		at = s * NET_SLICE;
		n = at < t->count ? t->count - at : 0;
		if (n > NET_SLICE)
			n = NET_SLICE;
		for (i = 0; i < n; i++)
			windows_get(k->x + i * size, t->from,
			    t->first + at + i);
		p->sum = 0;
		if (t->scale == 0) {
			slice_errors(p, k, t->from, n);
			continue;
		}
		memset(p->g, 0, t->work.nw * sizeof(*p->g));
		if (n > 0)
			p->sum = net_gradient(&k->run, p->g, k->x, n, t->scale);
	}
}

/* The sum of squared errors of windows first .. first+count-1, and with scale
 * the slices' gradients. */
static double
run_batch(struct training *t, const struct windows_of *from, size_t first,
    size_t count, float scale)
{
	double sum = 0;
	size_t s;

	t->from = from;
	t->first = first;
	t->count = count;
	t->scale = scale;
	jobs_run(t->threads, t->jobs, run_slices, t);
	for (s = 0; s < t->nslice; s++)
		sum += t->slice[s].sum;
	return sum;
}

/* ---- steps ---- */

static size_t
blocks(const struct training *t)
{
	return ((size_t)t->work.nw + ADAM_BLOCK - 1) / ADAM_BLOCK;
}

/* The first weight of the part of thread job. */
static size_t
share(const struct training *t, int job)
{
	size_t n = blocks(t) * (size_t)job / (size_t)t->jobs * ADAM_BLOCK;

	return n < t->work.nw ? n : (size_t)t->work.nw;
}

/* Add the slices' gradients of a thread's weights. */
static void
add_slices(void *arg, int job)
{
	struct training *t = arg;
	size_t from = share(t, job), to = share(t, job + 1), at, n, s;
	float *g = t->slice[0].g;

	for (at = from; at < to; at += n) {
		n = to - at < ADAM_BLOCK ? to - at : ADAM_BLOCK;
		for (s = 1; s < t->nslice; s++)
			float_kernels_best()->add(g + at, t->slice[s].g + at,
			    n);
		t->squares[at / ADAM_BLOCK] = gradient_squares(g + at, n);
	}
}

static void
change_weights(void *arg, int job)
{
	struct training *t = arg;
	struct work *k = &t->work;
	size_t from = share(t, job), n = share(t, job + 1) - from;

	float_kernels_best()->adam(k->net->w + from, k->m + from, k->v + from,
	    t->slice[0].g + from, n, t->coef);
}

static void
pack_weights(void *arg, int job)
{
	struct training *t = arg;

	net_pack_part(t->work.net, (size_t)job, (size_t)t->jobs);
}

static int
step(struct training *t, const struct adam_opts *o, struct err *err)
{
	struct work *k = &t->work;
	double sum = 0;
	size_t i;

	jobs_run(t->threads, t->jobs, add_slices, t);
	for (i = 0; i < blocks(t); i++)
		sum += t->squares[i];
	k->steps++;
	if (!isfinite(sum))
		return err_set(err,
		    "epoch %" PRIu64 ", step %" PRIu64 ": the gradient is "
		    "not finite: lower --lr or --clip",
		    k->epoch + 1, k->steps);
	adam_coefs(t->coef, sqrt(sum), k->steps, o);
	jobs_run(t->threads, t->jobs, change_weights, t);
	jobs_run(t->threads, t->jobs, pack_weights, t);
	return 0;
}

/* ---- epochs ---- */

static size_t
epoch_windows(const struct training *t)
{
	size_t n = t->train.n, most = (size_t)t->o->windows;

	return n < most ? n : most;
}

/* One epoch of steps; *loss: the mean of its batches. */
static int
run_epoch(struct training *t, double *loss, struct err *err)
{
	const struct fit_hooks *h = &t->f->hooks;
	size_t n = epoch_windows(t), batch = (size_t)t->o->batch, i, m;
	size_t size = t->train.W * t->train.F;
	struct adam_opts o = { .b1 = 0.9,
		.b2 = 0.999,
		.eps = 1e-7,
		.clip = t->o->clip };
	double sum = 0;

	windows_shuffle(&t->train, t->f->seed, t->work.epoch);
	for (i = 0; i < n; i += m) {
		m = n - i < batch ? n - i : batch;
		sum += run_batch(t, &t->train, i, m, 1 / (float)(m * size));
		o.lr =
		    t->o->lr * pow(t->o->decay, (double)t->work.steps / 1000);
		if (step(t, &o, err) == -1)
			return -1;
		if (h->progress != NULL &&
		    h->progress(h->arg, t->work.epoch * n + i + m,
			(uint64_t)t->o->epochs * n,
			sum / (double)((i + m) * size)) != 0)
			return err_set(err, "training interrupted");
	}
	*loss = sum / (double)(n * size);
	return 0;
}

/* The loss on later windows, NaN without any. */
static double
valid_loss(struct training *t)
{
	size_t n = t->valid.n < VALID_WINDOWS ? t->valid.n : VALID_WINDOWS;
	size_t i, m, room = t->nslice * NET_SLICE;
	double sum = 0;

	for (i = 0; i < n; i += m) {
		m = n - i < room ? n - i : room;
		sum += run_batch(t, &t->valid, i, m, 0);
	}
	return n > 0 ? sum / (double)(n * t->valid.W * t->valid.F) : NAN;
}

static int
log_epoch(const struct training *t, double loss, double valid, struct err *err)
{
	const struct fit_hooks *h = &t->f->hooks;
	char a[NUM_F64_MAX + 1], b[NUM_F64_MAX + 1] = "null", line[256];

	if (h->log == NULL)
		return 0;
	a[num_put_f64(a, loss)] = '\0';
	if (isfinite(valid))
		b[num_put_f64(b, valid)] = '\0';
	snprintf(line, sizeof(line),
	    "{\"epoch\":%" PRIu64 ",\"steps\":%" PRIu64
	    ",\"loss\":%s,\"valid_loss\":%s,\"best\":%s}",
	    t->work.epoch, t->work.steps, a, b,
	    t->work.bad == 0 ? "true" : "false");
	return h->log(h->arg, line, err);
}

/* Record an epoch's loss; 1 if training is over. */
static int
end_epoch(struct training *t, double loss, double valid)
{
	struct work *k = &t->work;
	double judged = isnan(valid) ? loss : valid;

	k->epoch++;
	k->bad++;
	if (judged < k->best_loss) {
		k->best_loss = judged;
		k->bad = 0;
		memcpy(k->best, k->net->w, (size_t)k->nw * sizeof(*k->best));
	}
	return k->epoch >= (uint64_t)t->o->epochs ||
	       k->bad >= (uint64_t)t->o->patience;
}

static int
run_epochs(struct training *t, struct err *err)
{
	const struct fit_hooks *h = &t->f->hooks;
	struct work *k = &t->work;
	double loss = NAN, valid;
	int over = k->epoch >= (uint64_t)t->o->epochs ||
		   k->bad >= (uint64_t)t->o->patience;

	while (!over) {
		if (run_epoch(t, &loss, err) == -1)
			return -1;
		valid = valid_loss(t);
		if (!isfinite(loss) || (t->valid.n > 0 && !isfinite(valid)))
			return err_set(err,
			    "epoch %" PRIu64 ": the loss is not finite: "
			    "lower --lr",
			    k->epoch + 1);
		over = end_epoch(t, loss, valid);
		if (log_epoch(t, loss, valid, err) == -1)
			return -1;
		if (h->keep != NULL && h->keep(h->arg, work_walk, k, err) == -1)
			return -1;
	}
	memcpy(k->net->w, k->best, (size_t)k->nw * sizeof(*k->best));
	net_pack(k->net);
	return 0;
}

/* ---- life of a training ---- */

static void
training_fini(struct training *t)
{
	size_t i;

	jobs_free(t->threads);
	windows_fini(&t->train);
	windows_fini(&t->valid);
	for (i = 0; t->slice != NULL && i < t->nslice; i++)
		free(t->slice[i].g);
	for (i = 0; t->worker != NULL && i < (size_t)t->jobs; i++) {
		net_run_fini(&t->worker[i].run);
		free(t->worker[i].x);
		free(t->worker[i].recon);
	}
	free(t->slice);
	free(t->worker);
	free(t->squares);
	free(t->work.m);
	free(t->work.v);
	free(t->work.best);
}

static int
worker_init(struct worker *k, const struct net *n, struct err *err)
{
	size_t size = (size_t)(n->dims.W * n->dims.F);

	k->x = net_floats(NET_SLICE * size);
	k->recon = net_floats(NET_SLICE * size);
	if (k->x == NULL || k->recon == NULL)
		return err_errno(err, "training");
	return net_run_init(&k->run, n, NET_SLICE, 1, err);
}

static int
slices_init(struct training *t, const struct net *n, struct err *err)
{
	size_t i;

	t->nslice = ((size_t)t->o->batch + NET_SLICE - 1) / NET_SLICE;
	t->jobs = t->f->jobs < 1 ? 1 : t->f->jobs;
	if (t->jobs > (int)t->nslice)
		t->jobs = (int)t->nslice;
	if (t->jobs > NET_JOBS_MAX)
		t->jobs = NET_JOBS_MAX;
	t->slice = calloc(t->nslice, sizeof(*t->slice));
	t->worker = calloc((size_t)t->jobs, sizeof(*t->worker));
	t->squares = calloc(blocks(t), sizeof(*t->squares));
	if (t->slice == NULL || t->worker == NULL || t->squares == NULL)
		return err_errno(err, "training");
	for (i = 0; i < t->nslice; i++)
		if ((t->slice[i].g = net_floats(n->nw)) == NULL)
			return err_errno(err, "training");
	for (i = 0; i < (size_t)t->jobs; i++)
		if (worker_init(&t->worker[i], n, err) == -1)
			return -1;
	t->threads = jobs_new(t->jobs);
	return 0;
}

static int
work_init(struct work *k, struct net *n, uint64_t sum, struct err *err)
{
	*k = (struct work){ .net = n, .nw = n->nw, .best_loss = INFINITY };
	k->m = net_floats(n->nw);
	k->v = net_floats(n->nw);
	k->best = net_floats(n->nw);
	k->sum = sum;
	if (k->m == NULL || k->v == NULL || k->best == NULL)
		return err_errno(err, "training");
	return 0;
}

static uint64_t
windows_both(const struct training *t)
{
	return windows_sum(&t->valid, t->f->valid.n,
	    windows_sum(&t->train, t->f->train.n, 0));
}

/* Mean squared error by column over the later windows (or, without any, the
 * earlier ones). */
static int
find_spread(struct net_model *m, struct training *t, struct err *err)
{
	const struct windows_of *w = t->valid.n > 0 ? &t->valid : &t->train;
	size_t n = w->n < VALID_WINDOWS ? w->n : VALID_WINDOWS, i, c, s;
	size_t room = t->nslice * NET_SLICE, F = w->F;
	double *of = calloc(t->nslice * F, sizeof(*of));

	if (of == NULL)
		return err_errno(err, "training");
	for (s = 0; s < t->nslice; s++)
		t->slice[s].spread = of + s * F;
	for (i = 0; i < n; i += c) {
		c = n - i < room ? n - i : room;
		run_batch(t, w, i, c, 0);
	}
	for (s = 0; s < t->nslice * F; s++)
		m->spread[s % F] += of[s] / (double)(n * w->W);
	free(of);
	return 0;
}

int
net_model_train(struct net_model *m, const struct net_opts *o,
    const struct fit *f, struct err *err)
{
	struct training t = { .f = f, .o = o };
	struct net *n = &m->net;
	size_t W = (size_t)n->dims.W;
	int rc = -1;

	if (windows_init(&t.train, &f->train, &m->input, W, 0, err) == -1 ||
	    windows_init(&t.valid, &f->valid, &m->input, W, W, err) == -1 ||
	    work_init(&t.work, n, windows_both(&t), err) == -1 ||
	    slices_init(&t, n, err) == -1)
		goto out;
	if (t.train.n == 0) {
		err_set(err,
		    "no window of %zu rows without a gap: make --window "
		    "shorter or --run longer",
		    W);
		goto out;
	}
	/* Later windows are visited in one evenly spread order. */
	windows_shuffle(&t.valid, f->seed, UINT32_MAX);
	if (f->weights != NULL) {
		net_pack(n);
		rc = find_spread(m, &t, err);
		goto out;
	}
	if (f->hooks.resume != NULL &&
	    f->hooks.resume(f->hooks.arg, work_walk, &t.work, err) == -1)
		goto out;
	net_pack(n);
	rc = run_epochs(&t, err);
	if (rc == 0)
		rc = find_spread(m, &t, err);
out:
	training_fini(&t);
	return rc;
}
