/*
 * lstm.c - an autoencoder of LSTM cells.
 *
 *	LSTM(F -> H), its last h at every step of LSTM(H -> H), a dense layer
 *	(H -> F) at each step
 *
 * By default the cells are tanh and the rows are reconstructed from last to
 * first (Srivastava et al. 2015, section 2.1).  Inside, arrays are steps first:
 * [W][n][F].  PyTorch keeps two biases per layer that act as their sum; here
 * there is one.
 */
#include <string.h>

#include "detect/net/import.h"
#include "math/lstm.h"

enum { E_IH, E_HH, E_B, D_IH, D_HH, D_B, O_W, O_B };

struct model {
	struct lstm encoder, decoder;
	struct linear output;
};

struct run {
	struct lstm_run encoder, decoder;
	float *x, *y; /* [W][batch][F], steps first */
	float *dy, *dh, *dlast;
	float *scratch;
};

static int
lstm_check(const struct net_dims *d, struct err *err)
{
	if (d->W < 1 || d->F < 1 || d->hidden < 1)
		return err_set(err, "lstm: layers of no size");
	return 0;
}

static void
lstm_params(struct net *n)
{
	uint64_t H = n->dims.hidden, F = n->dims.F;

	net_param_add(n, NET_GLOROT, 4 * H, F, "encoder.weight_ih_l0");
	net_param_add(n, NET_RECURRENT, 4 * H, H, "encoder.weight_hh_l0");
	net_param_add(n, NET_LSTM_BIAS, 4 * H, 0, "encoder.bias_ih_l0");
	net_param_add(n, NET_GLOROT, 4 * H, H, "decoder.weight_ih_l0");
	net_param_add(n, NET_RECURRENT, 4 * H, H, "decoder.weight_hh_l0");
	net_param_add(n, NET_LSTM_BIAS, 4 * H, 0, "decoder.bias_ih_l0");
	net_param_add(n, NET_GLOROT, F, H, "output.weight");
	net_param_add(n, NET_ZERO, F, 0, "output.bias");
}

static int
lstm_sizes(struct net_dims *d, const struct tensors *t)
{
	uint64_t s[2];

	if (!net_import_shape(s, t, "encoder.weight_hh_l0"))
		return -1;
	d->hidden = s[1];
	return 0;
}

static void
bind_layer(struct lstm *l, const struct net *n, const float *w, int first,
    size_t in, struct arena *a, int train)
{
	size_t H = (size_t)n->dims.hidden;

	*l = (struct lstm){ .H = H, .relu = n->dims.relu != 0 };
	l->ih = (struct linear){ .in = in,
		.out = 4 * H,
		.w = net_part(n, w, first + E_IH),
		.b = net_part(n, w, first + E_B) };
	l->hh = (struct linear){ .in = H,
		.out = 4 * H,
		.w = net_part(n, w, first + E_HH) };
	lstm_take(l, a, train);
}

static void
lstm_bind(void *layers, const struct net *n, const float *w, struct arena *a,
    int train)
{
	size_t H = (size_t)n->dims.hidden, F = (size_t)n->dims.F;
	struct model *m = layers;

	bind_layer(&m->encoder, n, w, E_IH, F, a, train);
	bind_layer(&m->decoder, n, w, D_IH, H, a, train);
	m->output = (struct linear){ .in = H,
		.out = F,
		.w = net_part(n, w, O_W),
		.b = net_part(n, w, O_B) };
	linear_take(&m->output, a, train);
}

static void
lstm_pack_all(const void *layers, const struct net *n, size_t part, size_t of)
{
	const struct model *m = layers;

	(void)n;
	lstm_pack(&m->encoder, part, of);
	lstm_pack(&m->decoder, part, of);
	linear_pack(&m->output, part, of);
}

static size_t
max(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void
lstm_run_take_all(void *run, const struct net *n, struct arena *a, size_t batch,
    int train)
{
	const struct model *m = n->layers;
	size_t W = (size_t)n->dims.W, F = (size_t)n->dims.F;
	size_t H = m->encoder.H, rows = W * batch;
	struct run *r = run;

	r->encoder = (struct lstm_run){ .T = W, .B = batch, .kept = train };
	r->decoder =
	    (struct lstm_run){ .T = W, .B = batch, .kept = train, .all_h = 1 };
	lstm_run_take(&r->encoder, &m->encoder, a, 0);
	lstm_run_take(&r->decoder, &m->decoder, a, 1);
	r->x = arena_take(a, rows * F);
	r->y = arena_take(a, rows * F);
	if (!train)
		return;
	r->dy = arena_take(a, rows * F);
	r->dh = arena_take(a, rows * H);
	r->dlast = arena_take(a, batch * H);
	r->scratch =
	    arena_take(a, max(max(lstm_scratch(&r->encoder, &m->encoder),
				  lstm_scratch(&r->decoder, &m->decoder)),
			      panel_size(rows, H)));
}

/* Transpose windows first to steps first, or back; reversed: last step
 * first. */
static void
turn(float *to, const float *from, const struct net_dims *d, size_t n, int back,
    int reversed)
{
	size_t W = (size_t)d->W, F = (size_t)d->F, t, b, s;
	size_t bytes = F * sizeof(*to);

	for (t = 0; t < W; t++) {
		s = reversed ? W - 1 - t : t;
		for (b = 0; b < n; b++) {
			if (back)
				memcpy(to + (b * W + s) * F,
				    from + (t * n + b) * F, bytes);
			else
				memcpy(to + (t * n + b) * F,
				    from + (b * W + s) * F, bytes);
		}
	}
}

/* r->x to r->y, both steps first, the decoder's in its own order. */
static void
run_steps(const struct float_kernels *k, const struct model *m, struct run *r,
    size_t n)
{
	size_t W = r->encoder.T, H = m->encoder.H;

	r->encoder.B = r->decoder.B = n;
	lstm_forward(k, &r->encoder, &m->encoder, r->x);
	lstm_forward(k, &r->decoder, &m->decoder,
	    lstm_h(&r->encoder, &m->encoder, W - 1));
	linear_forward(k, r->y, m->output.out,
	    lstm_h(&r->decoder, &m->decoder, 0), H, W * n, &m->output);
}

static void
lstm_recon(const struct float_kernels *k, const struct net *net, void *run,
    float *recon, const float *x, size_t n)
{
	struct run *r = run;

	turn(r->x, x, &net->dims, n, 0, 0);
	run_steps(k, net->layers, r, n);
	turn(recon, r->y, &net->dims, n, 1, net->dims.reversed != 0);
}

/* The gradient of the errors, steps first in the decoder's order; returns
 * the sum of their squares. */
static double
errors(struct run *r, const struct net *net, const float *x, size_t n,
    float scale)
{
	size_t size = (size_t)(net->dims.W * net->dims.F) * n, i;
	double sum = 0, e;

	turn(r->dy, x, &net->dims, n, 0, net->dims.reversed != 0);
	for (i = 0; i < size; i++) {
		e = (double)r->y[i] - (double)r->dy[i];
		sum += e * e;
		r->dy[i] = (float)(2 * (double)scale * e);
	}
	return sum;
}

static double
lstm_gradient(const struct float_kernels *k, const struct net *net, void *run,
    float *g, const float *x, size_t n, float scale)
{
	const struct model *m = net->layers;
	struct run *r = run;
	size_t W = r->encoder.T, H = m->encoder.H;
	struct lstm_grads e = { .w_ih = net_part(net, g, E_IH),
		.w_hh = net_part(net, g, E_HH),
		.b = net_part(net, g, E_B) };
	struct lstm_grads d = { .w_ih = net_part(net, g, D_IH),
		.w_hh = net_part(net, g, D_HH),
		.b = net_part(net, g, D_B),
		.x = r->dlast };
	struct lstm_upstream up = { .h = r->dh }, last = { .h_last = r->dlast };
	double sum;

	turn(r->x, x, &net->dims, n, 0, 0);
	run_steps(k, m, r, n);
	sum = errors(r, net, x, n, scale);
	linear_backward(k, r->dh, H, GEMM_ZERO, net_part(net, g, O_W),
	    net_part(net, g, O_B), r->dy, m->output.out,
	    lstm_h(&r->decoder, &m->decoder, 0), H, W * n, &m->output,
	    r->scratch);
	lstm_backward(k, &d, &r->decoder, &m->decoder,
	    lstm_h(&r->encoder, &m->encoder, W - 1), &up, r->scratch);
	lstm_backward(k, &e, &r->encoder, &m->encoder, r->x, &last, r->scratch);
	return sum;
}

const struct net_kind net_lstm = {
	.name = "lstm",
	.check = lstm_check,
	.params = lstm_params,
	.sizes = lstm_sizes,
	.layers_size = sizeof(struct model),
	.bind = lstm_bind,
	.pack = lstm_pack_all,
	.run_size = sizeof(struct run),
	.run_take = lstm_run_take_all,
	.forward = lstm_recon,
	.gradient = lstm_gradient,
};
