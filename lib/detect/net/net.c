/*
 * net.c - autoencoders: memory, starting weights, batches.
 */
#include "detect/net/net.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

float *
net_floats(size_t n)
{
	size_t bytes = (n * sizeof(float) + 63) / 64 * 64;
	float *p = aligned_alloc(64, bytes > 0 ? bytes : 64);

	if (p != NULL)
		memset(p, 0, bytes);
	return p;
}

void
net_param_add(struct net *n, enum net_start start, uint64_t rows, uint64_t cols,
    const char *fmt, ...)
{
	struct net_param *p = &n->param[n->nparam];
	va_list ap;

	if (n->nparam++ == NET_PARAMS_MAX)
		BUG("a net of too many parts");
	va_start(ap, fmt);
	vsnprintf(p->name, sizeof(p->name), fmt, ap);
	va_end(ap);
	p->start = start;
	p->ndim = cols > 0 ? 2 : 1;
	p->shape[0] = rows;
	p->shape[1] = cols;
	p->n = (size_t)(rows * (cols > 0 ? cols : 1));
	p->off = n->nw;
	n->nw += p->n;
}

int
net_init(struct net *n, const struct net_kind *kind,
    const struct net_dims *dims, int train, struct err *err)
{
	struct arena a = { 0 };

	memset(n, 0, sizeof(*n));
	n->kind = kind;
	n->dims = *dims;
	if (kind->check(dims, err) == -1)
		return -1;
	kind->params(n);
	n->layers = calloc(1, kind->layers_size);
	n->w = net_floats(n->nw);
	if (n->layers == NULL || n->w == NULL)
		return err_errno(err, "%s: %zu weights", kind->name, n->nw);
	kind->bind(n->layers, n, n->w, &a, train);
	if ((n->packed = net_floats(a.used)) == NULL)
		return err_errno(err, "%s: %zu weights", kind->name, n->nw);
	a = (struct arena){ .base = n->packed };
	kind->bind(n->layers, n, n->w, &a, train);
	return 0;
}

void
net_fini(struct net *n)
{
	free(n->w);
	free(n->layers);
	free(n->packed);
	n->w = n->packed = NULL;
	n->layers = NULL;
}

void
net_pack_part(const struct net *n, size_t part, size_t of)
{
	n->kind->pack(n->layers, n, part, of);
}

void
net_pack(const struct net *n)
{
	net_pack_part(n, 0, 1);
}

/* ---- starting weights ---- */

/* Make the rows of a square matrix orthonormal (Gram-Schmidt, twice because of
 * rounding). */
static void
orthogonalise(double *m, size_t n)
{
	size_t i, j, c, pass;
	double dot, norm;

	for (i = 0; i < n; i++) {
		for (pass = 0; pass < 2; pass++) {
			for (j = 0; j < i; j++) {
				for (dot = 0, c = 0; c < n; c++)
					dot += m[i * n + c] * m[j * n + c];
				for (c = 0; c < n; c++)
					m[i * n + c] -= dot * m[j * n + c];
			}
		}
		for (norm = 0, c = 0; c < n; c++)
			norm += m[i * n + c] * m[i * n + c];
		for (c = 0; c < n; c++)
			m[i * n + c] /= sqrt(norm);
	}
}

/* The square matrices of the part, stacked. */
static void
start_recurrent(float *w, const struct net_param *p, struct rng *rng)
{
	size_t n = (size_t)p->shape[1], i, at;
	double *m = calloc(n * n, sizeof(*m));

	for (at = 0; m != NULL && at + n * n <= p->n; at += n * n) {
		for (i = 0; i < n * n; i++)
			m[i] = rng_normal(rng);
		orthogonalise(m, n);
		for (i = 0; i < n * n; i++)
			w[at + i] = (float)m[i];
	}
	free(m);
}

static void
start_part(float *w, const struct net_param *p, struct rng *rng)
{
	double limit;
	size_t i;

	switch (p->start) {
	case NET_ZERO:
		break;
	case NET_ONE:
		for (i = 0; i < p->n; i++)
			w[i] = 1;
		break;
	case NET_GLOROT:
		limit = sqrt(6.0 / (double)(p->shape[0] + p->shape[1]));
		for (i = 0; i < p->n; i++)
			w[i] = (float)((2 * rng_unit(rng) - 1) * limit);
		break;
	case NET_RECURRENT:
		start_recurrent(w, p, rng);
		break;
	case NET_LSTM_BIAS:
		for (i = p->n / 4; i < p->n / 2; i++)
			w[i] = 1;
		break;
	}
}

void
net_start(struct net *n, uint64_t seed)
{
	struct rng rng;
	int i;

	memset(n->w, 0, n->nw * sizeof(*n->w));
	for (i = 0; i < n->nparam; i++) {
		rng_init(&rng, seed, (uint64_t)i);
		start_part(n->w + n->param[i].off, &n->param[i], &rng);
	}
}

/* ---- runs ---- */

int
net_run_init(struct net_run *r, const struct net *n, size_t batch, int train,
    struct err *err)
{
	struct arena a = { 0 };

	*r = (struct net_run){ .net = n, .batch = batch };
	if ((r->run = calloc(1, n->kind->run_size)) == NULL)
		return err_errno(err, "%s", n->kind->name);
	n->kind->run_take(r->run, n, &a, batch, train);
	if ((r->base = net_floats(a.used)) == NULL)
		return err_errno(err, "%s", n->kind->name);
	a = (struct arena){ .base = r->base };
	n->kind->run_take(r->run, n, &a, batch, train);
	return 0;
}

void
net_run_fini(struct net_run *r)
{
	free(r->run);
	free(r->base);
	r->run = NULL;
	r->base = NULL;
}

void
net_forward(struct net_run *r, float *recon, const float *x, size_t n)
{
	const struct net *net = r->net;
	size_t size = (size_t)(net->dims.W * net->dims.F), i, m;

	for (i = 0; i < n; i += m) {
		m = n - i < r->batch ? n - i : r->batch;
		net->kind->forward(float_kernels_best(), net, r->run,
		    recon + i * size, x + i * size, m);
	}
}

double
net_gradient(struct net_run *r, float *g, const float *x, size_t n, float scale)
{
	const struct net *net = r->net;
	size_t size = (size_t)(net->dims.W * net->dims.F), i, m;
	double sum = 0;

	for (i = 0; i < n; i += m) {
		m = n - i < r->batch ? n - i : r->batch;
		sum += net->kind->gradient(float_kernels_best(), net, r->run, g,
		    x + i * size, m, scale);
	}
	return sum;
}
