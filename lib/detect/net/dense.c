/*
 * dense.c - an autoencoder of dense layers.
 *
 *	WF - hidden - hidden/2 - latent - hidden/2 - hidden - WF
 *
 * tanh after every layer but the last, also after the latent one.  The window
 * is one vector.
 */
#include <stdlib.h>
#include <string.h>

#include "detect/net/import.h"
#include "math/linear.h"

enum { LAYERS = 6 };

struct dense {
	struct linear l[LAYERS];
};

struct run {
	float *y[LAYERS]; /* [batch][out]; the last: the reconstruction */
	float *d[2];      /* gradients, [batch][widest] */
	float *scratch;
};

static void
sizes(uint64_t s[LAYERS + 1], const struct net_dims *d)
{
	s[0] = s[6] = d->W * d->F;
	s[1] = s[5] = d->hidden;
	s[2] = s[4] = d->hidden / 2;
	s[3] = d->latent;
}

static int
dense_check(const struct net_dims *d, struct err *err)
{
	if (d->W < 1 || d->F < 1 || d->hidden < 2 || d->latent < 1)
		return err_set(err, "dense: layers of no size");
	return 0;
}

static void
dense_params(struct net *n)
{
	uint64_t s[LAYERS + 1];
	int i;

	sizes(s, &n->dims);
	for (i = 0; i < LAYERS; i++) {
		const char *side = i < 3 ? "encoder" : "decoder";

		net_param_add(n, NET_GLOROT, s[i + 1], s[i], "%s.%d.weight",
		    side, i % 3 * 2);
		net_param_add(n, NET_ZERO, s[i + 1], 0, "%s.%d.bias", side,
		    i % 3 * 2);
	}
}

/* The window follows from the columns. */
static int
dense_sizes(struct net_dims *d, const struct tensors *t)
{
	uint64_t first[2], latent[2];

	if (!net_import_shape(first, t, "encoder.0.weight") ||
	    !net_import_shape(latent, t, "encoder.4.weight") ||
	    first[1] % d->F != 0)
		return -1;
	d->W = first[1] / d->F;
	d->hidden = first[0];
	d->latent = latent[0];
	return 0;
}

static void
dense_bind(void *layers, const struct net *n, const float *w, struct arena *a,
    int train)
{
	struct dense *m = layers;
	uint64_t s[LAYERS + 1];
	int i;

	sizes(s, &n->dims);
	for (i = 0; i < LAYERS; i++) {
		m->l[i] = (struct linear){ .in = (size_t)s[i],
			.out = (size_t)s[i + 1],
			.w = net_part(n, w, 2 * i),
			.b = net_part(n, w, 2 * i + 1) };
		linear_take(&m->l[i], a, train);
	}
}

static void
dense_pack(const void *layers, const struct net *n, size_t part, size_t of)
{
	const struct dense *m = layers;
	int i;

	(void)n;
	for (i = 0; i < LAYERS; i++)
		linear_pack(&m->l[i], part, of);
}

static void
dense_run_take(void *run, const struct net *n, struct arena *a, size_t batch,
    int train)
{
	struct run *r = run;
	uint64_t s[LAYERS + 1];
	size_t widest = 0;
	int i;

	sizes(s, &n->dims);
	for (i = 0; i < LAYERS; i++) {
		r->y[i] = arena_take(a, batch * (size_t)s[i + 1]);
		if (s[i] > widest)
			widest = (size_t)s[i];
	}
	if (!train)
		return;
	r->d[0] = arena_take(a, batch * widest);
	r->d[1] = arena_take(a, batch * widest);
	r->scratch = arena_take(a, panel_size(batch, widest));
}

static void
run_layers(const struct float_kernels *k, const struct dense *m,
    const struct run *r, float *recon, const float *x, size_t n)
{
	size_t in, out;
	int i;

	for (i = 0; i < LAYERS; i++) {
		in = m->l[i].in;
		out = m->l[i].out;
		if (i + 1 == LAYERS) {
			linear_forward(k, recon, out, x, in, n, &m->l[i]);
			return;
		}
		linear_forward(k, r->y[i], out, x, in, n, &m->l[i]);
		k->tanh(r->y[i], r->y[i], n * out);
		x = r->y[i];
	}
}

static void
dense_forward(const struct float_kernels *k, const struct net *net, void *run,
    float *recon, const float *x, size_t n)
{
	run_layers(k, net->layers, run, recon, x, n);
}

static double
dense_gradient(const struct float_kernels *k, const struct net *net, void *run,
    float *g, const float *x, size_t n, float scale)
{
	const struct dense *m = net->layers;
	struct run *r = run;
	float *recon = r->y[LAYERS - 1], *d = r->d[0], *next = r->d[1], *t;
	size_t size = n * m->l[0].in, j;
	double sum = 0, e;
	int i;

	run_layers(k, m, r, recon, x, n);
	for (j = 0; j < size; j++) {
		e = (double)recon[j] - (double)x[j];
		sum += e * e;
		d[j] = (float)(2 * (double)scale * e);
	}
	for (i = LAYERS - 1; i >= 0; i--) {
		const float *in = i > 0 ? r->y[i - 1] : x;

		linear_backward(k, i > 0 ? next : NULL, m->l[i].in, GEMM_ZERO,
		    net_part(net, g, 2 * i), net_part(net, g, 2 * i + 1), d,
		    m->l[i].out, in, m->l[i].in, n, &m->l[i], r->scratch);
		for (j = 0; i > 0 && j < n * m->l[i].in; j++)
			next[j] *= 1 - in[j] * in[j];
		t = d;
		d = next;
		next = t;
	}
	return sum;
}

const struct net_kind net_dense = {
	.name = "dense",
	.check = dense_check,
	.params = dense_params,
	.sizes = dense_sizes,
	.layers_size = sizeof(struct dense),
	.bind = dense_bind,
	.pack = dense_pack,
	.run_size = sizeof(struct run),
	.run_take = dense_run_take,
	.forward = dense_forward,
	.gradient = dense_gradient,
};
