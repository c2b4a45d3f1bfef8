/*
 * detect_net.c - autoencoders against PyTorch's values: reconstructions,
 * gradients, ten steps of training; and batches that do not show.
 */
#include "base/rng.h"
#include "detect/net/net.h"
#include "math/adam.h"

#include "math_torch.h"

enum { SAMPLE = 29, STEPS = 10, TRAIN_BATCH = 8 };

static const struct {
	const char *name;
	const struct net_kind *kind;
	struct net_dims dims;
} models[] = {
	{ "dense", &net_dense,
	    { .W = 60, .F = 1, .hidden = 64, .latent = 16 } },
	{ "lstm_relu", &net_lstm,
	    { .W = 60, .F = 1, .hidden = 64, .relu = 1 } },
	{ "lstm_tanh", &net_lstm,
	    { .W = 60, .F = 5, .hidden = 32, .reversed = 1 } },
	{ "transformer_latent", &net_transformer,
	    { .W = 60,
		.F = 5,
		.latent = 16,
		.d = 64,
		.heads = 8,
		.ff = 128,
		.layers = 3 } },
	{ "transformer_cross", &net_transformer,
	    { .W = 60, .F = 5, .d = 64, .heads = 8, .ff = 128, .layers = 3 } },
};

/* ---- weights ---- */

/* "encoder.bias_ih_l0" to "encoder.bias_hh_l0"; 0 for other names. */
static int
other_bias(char *out, size_t size, const char *name)
{
	char *p;

	snprintf(out, size, "%s", name);
	if ((p = strstr(out, "bias_ih")) == NULL)
		return 0;
	memcpy(p, "bias_hh", 7);
	return 1;
}

static void
load_weights(struct net *n, const struct tensors *t)
{
	char other[NET_NAME_MAX];
	const float *b;
	size_t j;
	int i;

	for (i = 0; i < n->nparam; i++) {
		const struct net_param *p = &n->param[i];
		float *w = n->w + p->off;

		CHECK_INT(torch_count(t, p->name), p->n);
		memcpy(w, torch_get(t, p->name), p->n * sizeof(*w));
		if (!other_bias(other, sizeof(other), p->name))
			continue;
		b = torch_get(t, other);
		for (j = 0; j < p->n; j++)
			w[j] += b[j];
	}
}

/* ---- comparisons ---- */

/* The part's values as the file has them: all, or every 29th. */
static void
check_part(const struct tensors *io, const char *prefix,
    const struct net_param *p, const float *w, const float *minus)
{
	char name[2 * NET_NAME_MAX];
	float *got = malloc(p->n * sizeof(*got));
	size_t n = 0, i, step = p->n > 1024 ? SAMPLE : 1;

	for (i = 0; i < p->n; i += step)
		got[n++] = w[i] - (minus != NULL ? minus[i] : 0);
	snprintf(name, sizeof(name), "%s.%s", prefix, p->name);
	CHECK_INT(torch_count(io, name), n);
	torch_check(io, name, got);
	free(got);
}

/* The key third of an attention's bias has no gradient but rounding. */
static int
is_key_bias(const struct net_param *p)
{
	return strstr(p->name, "in_proj_bias") != NULL;
}

static void
check_forward(struct net_run *r, const struct tensors *io)
{
	const struct net_dims *d = &r->net->dims;
	size_t row = (size_t)d->F, size = (size_t)d->W * row, i, j;
	const float *x = torch_get(io, "x");
	float *recon = malloc(4 * size * sizeof(*recon)), mse[4], last[4], loss;
	double sum, tail, all = 0, e;

	net_forward(r, recon, x, 4);
	torch_check(io, "recon", recon);
	for (i = 0; i < 4; i++) {
		for (sum = tail = 0, j = 0; j < size; j++) {
			e = (double)recon[i * size + j] -
			    (double)x[i * size + j];
			sum += e * e;
			tail += j >= size - row ? e * e : 0;
		}
		mse[i] = (float)(sum / (double)size);
		last[i] = (float)(tail / (double)row);
		all += sum;
	}
	loss = (float)(all / (double)(4 * size));
	torch_check(io, "window_mse", mse);
	torch_check(io, "last_row_mse", last);
	torch_check(io, "loss", &loss);
	free(recon);
}

static void
check_gradients(struct net_run *r, const struct tensors *io)
{
	const struct net *n = r->net;
	size_t size = (size_t)(n->dims.W * n->dims.F);
	float *g = net_floats(n->nw), norm;
	int i;

	net_gradient(r, g, torch_get(io, "x"), 4, 1.0f / (float)(4 * size));
	for (i = 0; i < n->nparam; i++)
		check_part(io, "grad", &n->param[i], g + n->param[i].off, NULL);
	norm = (float)gradient_norm(g, n->nw);
	torch_check(io, "grad_norm", &norm);
	free(g);
}

static void
check_training(struct net *n, struct net_run *r, const struct tensors *t,
    const struct tensors *io)
{
	const struct adam_opts o = { 1e-3, 0.9, 0.999, 1e-7, 1 };
	size_t size = (size_t)(n->dims.W * n->dims.F);
	float *g = net_floats(n->nw), *m = net_floats(n->nw);
	float *v = net_floats(n->nw), before[STEPS], norm[STEPS];
	const float *x, *other = NULL;
	char name[NET_NAME_MAX];
	double sum;
	int k, i;

	for (k = 0; k < STEPS; k++) {
		x = torch_get(io, "train_x") +
		    (size_t)(k % 3) * TRAIN_BATCH * size;
		memset(g, 0, n->nw * sizeof(*g));
		sum = net_gradient(r, g, x, TRAIN_BATCH,
		    1.0f / (float)(TRAIN_BATCH * size));
		before[k] = (float)(sum / (double)(TRAIN_BATCH * size));
		norm[k] = (float)adam_step(float_kernels_best(), n->w, m, v, g,
		    n->nw, (uint64_t)k + 1, &o);
		net_pack(n);
	}
	torch_check(io, "train.loss_before", before);
	torch_check(io, "train.grad_norm", norm);
	for (i = 0; i < n->nparam; i++) {
		if (is_key_bias(&n->param[i]))
			continue;
		other = other_bias(name, sizeof(name), n->param[i].name)
			    ? torch_get(t, name)
			    : NULL;
		check_part(io, "final", &n->param[i], n->w + n->param[i].off,
		    other);
	}
	free(g);
	free(m);
	free(v);
}

static void
test_model(size_t which)
{
	struct tensors *t = torch_open(models[which].name), *io;
	struct net_run r;
	struct err err = { 0 };
	char name[200];
	struct net n;

	snprintf(name, sizeof(name), "%s.io", models[which].name);
	io = torch_open(name);
	snprintf(name, sizeof(name), "the model %s is PyTorch's",
	    models[which].name);
	test_begin(name);
	if (t == NULL || io == NULL) {
		test_skip("no golden files beside the checkout");
	} else {
		CHECK(net_init(&n, models[which].kind, &models[which].dims, 1,
			  &err) == 0);
		load_weights(&n, t);
		net_pack(&n);
		CHECK(net_run_init(&r, &n, TRAIN_BATCH, 1, &err) == 0);
		check_forward(&r, io);
		check_gradients(&r, io);
		check_training(&n, &r, t, io);
		net_run_fini(&r);
		net_fini(&n);
	}
	tensors_free(t);
	tensors_free(io);
	test_close();
	test_name = NULL;
}

/* ---- without golden values ---- */

static void
test_batches(size_t which)
{
	enum { N = 37 };
	struct net_dims d = models[which].dims;
	struct net_run one, many, trained;
	struct err err = { 0 };
	struct rng rng;
	float *x, *a, *b;
	size_t size, i;
	struct net n;
	char name[200];

	snprintf(name, sizeof(name),
	    "%s: a window has the same bits alone and in any batch",
	    models[which].name);
	test_begin(name);
	d.W = 66; /* more than a panel */
	CHECK(net_init(&n, models[which].kind, &d, 0, &err) == 0);
	net_start(&n, 7);
	net_pack(&n);
	size = (size_t)(d.W * d.F);
	x = net_floats(N * size);
	a = net_floats(N * size);
	b = net_floats(N * size);
	rng_init(&rng, 7, 0);
	for (i = 0; i < N * size; i++)
		x[i] = (float)rng_normal(&rng);
	net_run_init(&one, &n, 1, 0, &err);
	net_run_init(&many, &n, 16, 0, &err);
	net_run_init(&trained, &n, 5, 1, &err);
	CHECK(!err.set);
	net_forward(&one, a, x, N);
	net_forward(&many, b, x, N);
	CHECK(memcmp(a, b, N * size * sizeof(*a)) == 0);
	net_forward(&trained, b, x, N);
	CHECK(memcmp(a, b, N * size * sizeof(*a)) == 0);
	for (i = 0; i < N * size; i++)
		if (!isfinite(a[i]))
			test_bad = 1;
	net_run_fini(&one);
	net_run_fini(&many);
	net_run_fini(&trained);
	net_fini(&n);
	free(x);
	free(a);
	free(b);
	test_close();
	test_name = NULL;
}

static void
test_sizes(void)
{
	static const size_t want[] = { 13068, 49985, 13349, 203669, 251845 };
	struct net_dims bad = models[3].dims;
	struct err err = { 0 };
	struct net n;
	size_t i;

	test_begin("the models have as many weights as their papers' sizes");
	for (i = 0; i < sizeof(models) / sizeof(*models); i++) {
		CHECK(net_init(&n, models[i].kind, &models[i].dims, 0, &err) ==
		      0);
		CHECK_INT(n.nw, want[i]);
		net_fini(&n);
	}

	test_begin("heads that do not divide the width are refused");
	bad.heads = 7;
	CHECK(net_init(&n, &net_transformer, &bad, 0, &err) == -1);
	CHECK(err.set);
	net_fini(&n);
}

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof(models) / sizeof(*models); i++) {
		test_model(i);
		test_batches(i);
	}
	test_sizes();
	return test_end();
}
