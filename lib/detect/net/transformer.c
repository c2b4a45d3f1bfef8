/*
 * transformer.c - an autoencoder of attention blocks.
 *
 *	s = x W_e + b_e + pe	encoder blocks	z = mean over rows W_l + b_l
 *	u = z W_f + b_f + pe	decoder blocks	y = u W_o + b_o
 *
 * Pre-norm (block.h).  The bottleneck z keeps the net from learning the
 * identity.  latent = 0: no bottleneck; the decoder starts from pe alone and
 * attends to the encoder's output in a second attention per block.  Windows are
 * processed one at a time, so that each stays in the cache.
 */
#include <stdio.h>
#include <string.h>

#include "detect/net/import.h"
#include "math/block.h"

enum { LAYERS_MAX = 8 };

struct model {
	float *pe; /* [W][d] */
	struct linear embed, to_latent, from_latent, output;
	struct block encoder[LAYERS_MAX], decoder[LAYERS_MAX];
	int embed_at, latent_at, output_at; /* parts in the net's table */
	int encoder_at[LAYERS_MAX], decoder_at[LAYERS_MAX];
};

struct run {
	float *s, *u;    /* streams, [W][d] */
	float *mean, *z; /* [d], [latent] */
	float *recon;    /* [W][F] */
	struct block_run encoder[LAYERS_MAX], decoder[LAYERS_MAX];
	float *dy, *du, *ds, *dmean, *dz;
	float *scratch;
};

static int
transformer_check(const struct net_dims *d, struct err *err)
{
	if (d->W < 1 || d->F < 1 || d->d < 1 || d->ff < 1 || d->layers < 1 ||
	    d->layers > LAYERS_MAX)
		return err_set(err, "transformer: layers of no size");
	if (d->heads < 1 || d->d % d->heads != 0)
		return err_set(err,
		    "transformer: %d heads do not divide a width of %d",
		    (int)d->heads, (int)d->d);
	return 0;
}

/* ---- parts by name ---- */

static void
attention_params(struct net *n, const char *at, const char *name)
{
	uint64_t d = n->dims.d;

	net_param_add(n, NET_GLOROT, 3 * d, d, "%s.%s.in_proj_weight", at,
	    name);
	net_param_add(n, NET_ZERO, 3 * d, 0, "%s.%s.in_proj_bias", at, name);
	net_param_add(n, NET_GLOROT, d, d, "%s.%s.out_proj.weight", at, name);
	net_param_add(n, NET_ZERO, d, 0, "%s.%s.out_proj.bias", at, name);
}

static void
linear_params(struct net *n, const char *name, uint64_t out, uint64_t in)
{
	net_param_add(n, NET_GLOROT, out, in, "%s.weight", name);
	net_param_add(n, NET_ZERO, out, 0, "%s.bias", name);
}

static void
block_params(struct net *n, const char *side, int i, int cross)
{
	char at[40], name[60];
	int j;

	snprintf(at, sizeof(at), "%s.layers.%d", side, i);
	attention_params(n, at, "self_attn");
	if (cross)
		attention_params(n, at, "multihead_attn");
	snprintf(name, sizeof(name), "%s.linear1", at);
	linear_params(n, name, n->dims.ff, n->dims.d);
	snprintf(name, sizeof(name), "%s.linear2", at);
	linear_params(n, name, n->dims.d, n->dims.ff);
	for (j = 1; j <= (cross ? 3 : 2); j++) {
		net_param_add(n, NET_ONE, n->dims.d, 0, "%s.norm%d.weight", at,
		    j);
		net_param_add(n, NET_ZERO, n->dims.d, 0, "%s.norm%d.bias", at,
		    j);
	}
}

static void
transformer_params(struct net *n)
{
	const struct net_dims *d = &n->dims;
	int i;

	linear_params(n, "embed", d->d, d->F);
	for (i = 0; i < (int)d->layers; i++)
		block_params(n, "encoder", i, 0);
	if (d->latent > 0) {
		linear_params(n, "to_latent", d->latent, d->d);
		linear_params(n, "from_latent", d->d, d->latent);
	}
	for (i = 0; i < (int)d->layers; i++)
		block_params(n, "decoder", i, d->latent == 0);
	linear_params(n, "output", d->F, d->d);
}

static int
transformer_sizes(struct net_dims *d, const struct tensors *t)
{
	char name[60];
	uint64_t s[2];

	if (!net_import_shape(s, t, "encoder.layers.0.linear1.weight"))
		return -1;
	d->ff = s[0];
	d->d = s[1];
	d->latent = net_import_shape(s, t, "to_latent.weight") ? s[0] : 0;
	for (d->layers = 0; d->layers < LAYERS_MAX; d->layers++) {
		snprintf(name, sizeof(name), "encoder.layers.%d.linear1.weight",
		    (int)d->layers);
		if (!net_import_shape(s, t, name))
			break;
	}
	return 0;
}

/* ---- layers over the parts ---- */

static struct linear
linear_at(const struct net *n, const float *w, int *at)
{
	struct linear l = { .in = (size_t)n->param[*at].shape[1],
		.out = (size_t)n->param[*at].shape[0],
		.w = net_part(n, w, *at),
		.b = net_part(n, w, *at + 1) };

	*at += 2;
	return l;
}

static struct attention
attention_at(const struct net *n, const float *w, int *at)
{
	struct attention a = { .C = (size_t)n->dims.d,
		.heads = (size_t)n->dims.heads,
		.in_w = net_part(n, w, *at),
		.in_b = net_part(n, w, *at + 1),
		.out_w = net_part(n, w, *at + 2),
		.out_b = net_part(n, w, *at + 3) };

	*at += 4;
	return a;
}

/* Which part of a block its j-th norm belongs to. */
static int
norm_part(int cross, int j)
{
	return cross || j == 0 ? j : BLOCK_PARTS - 1;
}

static void
block_bind(struct block *b, const struct net *n, const float *w, int *at,
    int cross, struct arena *a, int train)
{
	int j;

	*b = (struct block){ .C = (size_t)n->dims.d,
		.heads = (size_t)n->dims.heads,
		.ff = (size_t)n->dims.ff,
		.cross = cross };
	b->self = attention_at(n, w, at);
	if (cross)
		b->over = attention_at(n, w, at);
	b->up = linear_at(n, w, at);
	b->down = linear_at(n, w, at);
	for (j = 0; j < (cross ? 3 : 2); j++, *at += 2)
		b->norm[norm_part(cross, j)] =
		    (struct norm){ net_part(n, w, *at),
			    net_part(n, w, *at + 1) };
	block_take(b, a, train);
}

static void
transformer_bind(void *layers, const struct net *n, const float *w,
    struct arena *a, int train)
{
	const struct net_dims *d = &n->dims;
	struct model *m = layers;
	int i, at = 0;

	m->pe = arena_take(a, (size_t)(d->W * d->d));
	m->embed_at = at;
	m->embed = linear_at(n, w, &at);
	linear_take(&m->embed, a, train);
	for (i = 0; i < (int)d->layers; i++) {
		m->encoder_at[i] = at;
		block_bind(&m->encoder[i], n, w, &at, 0, a, train);
	}
	m->latent_at = at;
	if (d->latent > 0) {
		m->to_latent = linear_at(n, w, &at);
		m->from_latent = linear_at(n, w, &at);
		linear_take(&m->to_latent, a, train);
		linear_take(&m->from_latent, a, train);
	}
	for (i = 0; i < (int)d->layers; i++) {
		m->decoder_at[i] = at;
		block_bind(&m->decoder[i], n, w, &at, d->latent == 0, a, train);
	}
	m->output_at = at;
	m->output = linear_at(n, w, &at);
	linear_take(&m->output, a, train);
}

static void
transformer_pack(const void *layers, const struct net *n, size_t part,
    size_t of)
{
	const struct model *m = layers;
	int i;

	if (part == 0)
		positional_encoding(m->pe, (size_t)n->dims.W,
		    (size_t)n->dims.d);
	linear_pack(&m->embed, part, of);
	linear_pack(&m->output, part, of);
	if (n->dims.latent > 0) {
		linear_pack(&m->to_latent, part, of);
		linear_pack(&m->from_latent, part, of);
	}
	for (i = 0; i < (int)n->dims.layers; i++) {
		block_pack(&m->encoder[i], part, of);
		block_pack(&m->decoder[i], part, of);
	}
}

static size_t
max(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void
transformer_run_take(void *run, const struct net *n, struct arena *a,
    size_t batch, int train)
{
	const struct net_dims *d = &n->dims;
	const struct model *m = n->layers;
	size_t W = (size_t)d->W, C = (size_t)d->d, widest, scratch;
	struct run *r = run;
	int i;

	(void)batch;
	r->s = arena_take(a, W * C);
	r->u = arena_take(a, W * C);
	r->mean = arena_take(a, C);
	r->z = arena_take(a, (size_t)d->latent);
	r->recon = arena_take(a, W * (size_t)d->F);
	widest =
	    max(max(C, (size_t)d->F), max((size_t)d->latent, (size_t)d->ff));
	scratch = panel_size(W, widest);
	for (i = 0; i < (int)d->layers; i++) {
		r->encoder[i] = r->decoder[i] =
		    (struct block_run){ .T = W, .M = W, .kept = train };
		block_run_take(&r->encoder[i], &m->encoder[i], a);
		block_run_take(&r->decoder[i], &m->decoder[i], a);
		scratch =
		    max(scratch, block_scratch(&r->decoder[i], &m->decoder[i]));
	}
	if (!train)
		return;
	r->dy = arena_take(a, W * (size_t)d->F);
	r->du = arena_take(a, W * C);
	r->ds = arena_take(a, W * C);
	r->dmean = arena_take(a, C);
	r->dz = arena_take(a, (size_t)d->latent);
	r->scratch = arena_take(a, scratch);
}

/* ---- forward ---- */

/* The initial stream of the decoder. */
static void
begin_decoder(const struct float_kernels *k, const struct model *m,
    struct run *r, size_t W, size_t C, size_t latent)
{
	size_t t, j;

	if (latent == 0) {
		memcpy(r->u, m->pe, W * C * sizeof(*r->u));
		return;
	}
	memset(r->mean, 0, C * sizeof(*r->mean));
	column_sums(k, r->mean, r->s, C, W, C);
	for (j = 0; j < C; j++)
		r->mean[j] /= (float)W;
	linear_forward(k, r->z, latent, r->mean, C, 1, &m->to_latent);
	linear_forward(k, r->u, C, r->z, latent, 1, &m->from_latent);
	for (t = W; t-- > 0;)
		for (j = 0; j < C; j++)
			r->u[t * C + j] = r->u[j] + m->pe[t * C + j];
}

static void
window(const struct float_kernels *k, const struct net *net, struct run *r,
    float *recon, const float *x)
{
	const struct net_dims *d = &net->dims;
	const struct model *m = net->layers;
	size_t W = (size_t)d->W, F = (size_t)d->F, C = (size_t)d->d, i;

	linear_forward(k, r->s, C, x, F, W, &m->embed);
	k->add(r->s, m->pe, W * C);
	for (i = 0; i < d->layers; i++)
		block_forward(k, r->s, &r->encoder[i], &m->encoder[i], NULL);
	begin_decoder(k, m, r, W, C, (size_t)d->latent);
	for (i = 0; i < d->layers; i++)
		block_forward(k, r->u, &r->decoder[i], &m->decoder[i], r->s);
	linear_forward(k, recon, F, r->u, C, W, &m->output);
}

static void
transformer_forward(const struct float_kernels *k, const struct net *net,
    void *run, float *recon, const float *x, size_t n)
{
	size_t size = (size_t)(net->dims.W * net->dims.F), i;

	for (i = 0; i < n; i++)
		window(k, net, run, recon + i * size, x + i * size);
}

/* ---- backward ---- */

static void
attention_grads_at(struct attention_grads *g, const struct net *n, float *w,
    int *at)
{
	g->in_w = net_part(n, w, *at);
	g->in_b = net_part(n, w, *at + 1);
	g->out_w = net_part(n, w, *at + 2);
	g->out_b = net_part(n, w, *at + 3);
	*at += 4;
}

static struct block_grads
block_grads_at(const struct net *n, float *w, int at, int cross)
{
	struct block_grads g;
	int j, part;

	memset(&g, 0, sizeof(g));
	attention_grads_at(&g.self, n, w, &at);
	if (cross)
		attention_grads_at(&g.over, n, w, &at);
	g.up_w = net_part(n, w, at);
	g.up_b = net_part(n, w, at + 1);
	g.down_w = net_part(n, w, at + 2);
	g.down_b = net_part(n, w, at + 3);
	at += 4;
	for (j = 0; j < (cross ? 3 : 2); j++, at += 2) {
		part = norm_part(cross, j);
		g.norm_weight[part] = net_part(n, w, at);
		g.norm_bias[part] = net_part(n, w, at + 1);
	}
	return g;
}

/* From du at the decoder's start to ds at the encoder's end. */
static void
bottleneck_back(const struct float_kernels *k, const struct net *net,
    struct run *r, float *g)
{
	const struct model *m = net->layers;
	size_t W = (size_t)net->dims.W, C = (size_t)net->dims.d, t, j;
	size_t latent = (size_t)net->dims.latent;
	int at = m->latent_at;

	memset(r->dmean, 0, C * sizeof(*r->dmean));
	column_sums(k, r->dmean, r->du, C, W, C);
	linear_backward(k, r->dz, latent, GEMM_ZERO, net_part(net, g, at + 2),
	    net_part(net, g, at + 3), r->dmean, C, r->z, latent, 1,
	    &m->from_latent, r->scratch);
	linear_backward(k, r->dmean, C, GEMM_ZERO, net_part(net, g, at),
	    net_part(net, g, at + 1), r->dz, latent, r->mean, C, 1,
	    &m->to_latent, r->scratch);
	for (t = 0; t < W; t++)
		for (j = 0; j < C; j++)
			r->ds[t * C + j] += r->dmean[j] / (float)W;
}

static void
window_back(const struct float_kernels *k, const struct net *net, struct run *r,
    float *g, const float *x)
{
	const struct net_dims *d = &net->dims;
	const struct model *m = net->layers;
	size_t W = (size_t)d->W, F = (size_t)d->F, C = (size_t)d->d, i;
	struct block_grads b;

	linear_backward(k, r->du, C, GEMM_ZERO, net_part(net, g, m->output_at),
	    net_part(net, g, m->output_at + 1), r->dy, F, r->u, C, W,
	    &m->output, r->scratch);
	memset(r->ds, 0, W * C * sizeof(*r->ds));
	for (i = (size_t)d->layers; i-- > 0;) {
		b = block_grads_at(net, g, m->decoder_at[i],
		    m->decoder[i].cross);
		block_backward(k, &b, r->du, r->ds, &r->decoder[i],
		    &m->decoder[i], r->s, r->scratch);
	}
	if (d->latent > 0)
		bottleneck_back(k, net, r, g);
	for (i = (size_t)d->layers; i-- > 0;) {
		b = block_grads_at(net, g, m->encoder_at[i], 0);
		block_backward(k, &b, r->ds, NULL, &r->encoder[i],
		    &m->encoder[i], NULL, r->scratch);
	}
	linear_backward(k, NULL, 0, GEMM_ZERO, net_part(net, g, m->embed_at),
	    net_part(net, g, m->embed_at + 1), r->ds, C, x, F, W, &m->embed,
	    r->scratch);
}

static double
transformer_gradient(const struct float_kernels *k, const struct net *net,
    void *run, float *g, const float *x, size_t n, float scale)
{
	size_t size = (size_t)(net->dims.W * net->dims.F), i, j;
	struct run *r = run;
	double sum = 0, e;

	for (i = 0; i < n; i++, x += size) {
		window(k, net, r, r->recon, x);
		for (j = 0; j < size; j++) {
			e = (double)r->recon[j] - (double)x[j];
			sum += e * e;
			r->dy[j] = (float)(2 * (double)scale * e);
		}
		window_back(k, net, r, g, x);
	}
	return sum;
}

const struct net_kind net_transformer = {
	.name = "transformer",
	.check = transformer_check,
	.params = transformer_params,
	.sizes = transformer_sizes,
	.layers_size = sizeof(struct model),
	.bind = transformer_bind,
	.pack = transformer_pack,
	.run_size = sizeof(struct run),
	.run_take = transformer_run_take,
	.forward = transformer_forward,
	.gradient = transformer_gradient,
};
