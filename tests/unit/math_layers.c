/*
 * math_layers.c - layers forward and backward against PyTorch's values, for
 * every set of kernels that this CPU runs.
 */
#include "math/adam.h"
#include "math/block.h"
#include "math/lstm.h"

#include "math_torch.h"

static const struct float_kernels *k;

static float *
zeros(size_t n)
{
	float *p = aligned_alloc(64, (n * 4 + 127) / 64 * 64);

	if (p == NULL)
		exit(1);
	memset(p, 0, (n * 4 + 127) / 64 * 64);
	return p;
}

static float *
copied(const struct tensors *t, const char *name)
{
	size_t n = torch_count(t, name);
	float *p = zeros(n);

	memcpy(p, torch_get(t, name), n * sizeof(*p));
	return p;
}

/* ---- linear, activations, softmax, norm ---- */

static void
test_linear(const struct tensors *t)
{
	struct linear l = { .in = 7,
		.out = 4,
		.w = torch_get(t, "weight"),
		.b = torch_get(t, "bias") };
	struct arena a = { 0 };
	float *y = zeros(20), *dx = zeros(35), *dw = zeros(28), *db = zeros(4);
	float *scratch = zeros(panel_size(5, 7)), *base;

	linear_take(&l, &a, 1);
	base = a.base = zeros(a.used);
	a.used = 0;
	linear_take(&l, &a, 1);
	linear_pack(&l, 0, 1);
	linear_forward(k, y, 4, torch_get(t, "x"), 7, 5, &l);
	linear_backward(k, dx, 7, GEMM_ZERO, dw, db, torch_get(t, "dy"), 4,
	    torch_get(t, "x"), 7, 5, &l, scratch);
	torch_check(t, "y", y);
	torch_check(t, "dx", dx);
	torch_check(t, "dweight", dw);
	torch_check(t, "dbias", db);
	free(base);
	free(y);
	free(dx);
	free(dw);
	free(db);
	free(scratch);
}

static void
test_sigmoid(const struct tensors *t)
{
	float y[28];

	k->sigmoid(y, torch_get(t, "x"), 28);
	torch_check(t, "y", y);
}

static void
test_tanh(const struct tensors *t)
{
	float y[28];

	k->tanh(y, torch_get(t, "x"), 28);
	torch_check(t, "y", y);
}

/* Rows of the file are columns here. */
static void
test_softmax(const struct tensors *t)
{
	const float *x = torch_get(t, "x"), *dy = torch_get(t, "dy");
	float *s = zeros(9 * 16), *d = zeros(9 * 16), y[45], dx[45];
	int i, j;

	for (i = 0; i < 5; i++) {
		for (j = 0; j < 9; j++) {
			s[j * 16 + i] = x[i * 9 + j] / 0.5f;
			d[j * 16 + i] = dy[i * 9 + j];
		}
	}
	k->softmax_cols(s, 16, 9, 16, 0.5f);
	k->softmax_cols_back(d, s, 16, 9, 16, 1);
	for (i = 0; i < 5; i++) {
		for (j = 0; j < 9; j++) {
			y[i * 9 + j] = s[j * 16 + i];
			dx[i * 9 + j] = d[j * 16 + i];
		}
	}
	torch_check(t, "y", y);
	torch_check(t, "dx", dx);
	free(s);
	free(d);
}

static void
test_layernorm(const struct tensors *t)
{
	size_t rows = torch_count(t, "x") / 16, i;
	const float *x = torch_get(t, "x"), *w = torch_get(t, "weight");
	float *y = zeros(rows * 16), *dx = zeros(rows * 16);
	float dw[16] = { 0 }, db[16] = { 0 }, mean, rstd;

	for (i = 0; i < rows; i++) {
		k->layernorm(y + i * 16, &mean, &rstd, x + i * 16, w,
		    torch_get(t, "bias"), 16);
		k->layernorm_back(dx + i * 16, dw, db,
		    torch_get(t, "dy") + i * 16, x + i * 16, w, mean, rstd, 16);
	}
	torch_check(t, "y", y);
	torch_check(t, "dx", dx);
	torch_check(t, "dweight", dw);
	torch_check(t, "dbias", db);
	free(y);
	free(dx);
}

/* ---- LSTM ---- */

enum { LB = 3, LT = 7, LIN = 4, LH = 5 };

/* [B][T][n] to [T][B][n] and back. */
static float *
by_step(const float *x, size_t n)
{
	float *y = zeros(LB * LT * n);
	size_t b, s;

	for (b = 0; b < LB; b++)
		for (s = 0; s < LT; s++)
			memcpy(y + (s * LB + b) * n, x + (b * LT + s) * n,
			    n * sizeof(*y));
	return y;
}

static void
check_steps(const struct tensors *t, const char *name, const float *y, size_t n)
{
	float *x = zeros(LB * LT * n);
	size_t b, s;

	for (b = 0; b < LB; b++)
		for (s = 0; s < LT; s++)
			memcpy(x + (b * LT + s) * n, y + (s * LB + b) * n,
			    n * sizeof(*y));
	torch_check(t, name, x);
	free(x);
}

static void
lstm_weights(struct lstm *l, float *b, const struct tensors *t, int relu)
{
	int i;

	for (i = 0; i < 4 * LH; i++)
		b[i] = torch_get(t, "bias_ih_l0")[i] +
		       torch_get(t, "bias_hh_l0")[i];
	*l = (struct lstm){ .H = LH, .relu = relu };
	l->ih = (struct linear){ .in = LIN,
		.out = 4 * LH,
		.w = torch_get(t, "weight_ih_l0"),
		.b = b };
	l->hh = (struct linear){ .in = LH,
		.out = 4 * LH,
		.w = torch_get(t, "weight_hh_l0") };
}

static void
lstm_layout(struct lstm *l, struct lstm_run *r, struct arena *a)
{
	lstm_take(l, a, 1);
	lstm_run_take(r, l, a, 0);
}

static void
run_lstm(const struct tensors *t, int relu, int state)
{
	float b[4 * LH], dw[80] = { 0 }, dh[100] = { 0 }, db[20] = { 0 };
	float dh0[LB * LH], dc0[LB * LH];
	float *x = by_step(torch_get(t, "x"), LIN), *dx = zeros(LB * LT * LIN);
	float *dy = by_step(torch_get(t, "dy"), LH), *scratch;
	struct lstm_run r = { .T = LT, .B = LB, .kept = 1 };
	struct lstm_grads g = { dw, dh, db, dx, dh0, dc0 };
	struct lstm_upstream up = { .h = dy };
	struct arena a = { 0 };
	struct lstm l;
	float *base;

	lstm_weights(&l, b, t, relu);
	lstm_layout(&l, &r, &a);
	base = a.base = zeros(a.used);
	a.used = 0;
	lstm_layout(&l, &r, &a);
	if (state) {
		r.h0 = torch_get(t, "h0");
		r.c0 = torch_get(t, "c0");
		up.h_last = torch_get(t, "dh_n");
		up.c_last = torch_get(t, "dc_n");
	}
	lstm_pack(&l, 0, 1);
	lstm_forward(k, &r, &l, x);
	check_steps(t, "y", lstm_h(&r, &l, 0), LH);
	check_steps(t, "gates", r.g, 4 * LH);
	torch_check(t, "h_n", lstm_h(&r, &l, LT - 1));
	torch_check(t, "c_n", r.c + LT * LB * LH);
	scratch = zeros(lstm_scratch(&r, &l));
	lstm_backward(k, &g, &r, &l, x, &up, scratch);
	check_steps(t, "dx", dx, LIN);
	torch_check(t, "dweight_ih_l0", dw);
	torch_check(t, "dweight_hh_l0", dh);
	torch_check(t, "dbias_ih_l0", db);
	if (state) {
		torch_check(t, "dh0", dh0);
		torch_check(t, "dc0", dc0);
	}
	free(base);
	free(scratch);
	free(x);
	free(dx);
	free(dy);
}

static void
test_lstm_tanh(const struct tensors *t)
{
	run_lstm(t, 0, 0);
}

static void
test_lstm_tanh_state(const struct tensors *t)
{
	run_lstm(t, 0, 1);
}

static void
test_lstm_relu(const struct tensors *t)
{
	run_lstm(t, 1, 0);
}

static void
test_lstm_relu_state(const struct tensors *t)
{
	run_lstm(t, 1, 1);
}

/* ---- attention ---- */

struct attended {
	struct attention at;
	struct attention_run r;
};

static void
attended_layout(struct attended *p, struct arena *a)
{
	attention_take(&p->at, a, 1);
	attention_run_take(&p->r, &p->at, a);
}

static void
test_attention(const struct tensors *t)
{
	int heads = atoi(tensors_get_meta(t, "heads"));
	size_t C = (size_t)atoi(tensors_get_meta(t, "d")), i;
	int cross = strstr(tensors_get_meta(t, "what"), "memory") != NULL;
	size_t T = torch_count(t, "x") / C / 2;
	size_t M = cross ? torch_count(t, "memory") / C / 2 : T;
	const float *x = torch_get(t, "x");
	const float *memory = cross ? torch_get(t, "memory") : x;
	float *y = zeros(2 * T * C), *dx = zeros(2 * T * C);
	float *dm = cross ? zeros(2 * M * C) : dx;
	float *diw = zeros(3 * C * C), *dib = zeros(3 * C);
	float *dow = zeros(C * C), *dob = zeros(C), *base, *scratch;
	struct attended p = { 0 };
	struct attention_grads g = { diw, dib, dow, dob };
	struct arena a = { 0 };

	p.at = (struct attention){ .C = C,
		.heads = (size_t)heads,
		.in_w = torch_get(t, "in_proj_weight"),
		.in_b = torch_get(t, "in_proj_bias"),
		.out_w = torch_get(t, "out_proj.weight"),
		.out_b = torch_get(t, "out_proj.bias") };
	p.r = (struct attention_run){ .T = T, .M = M, .kept = 1 };
	attended_layout(&p, &a);
	base = a.base = zeros(a.used);
	a.used = 0;
	attended_layout(&p, &a);
	attention_pack(&p.at, 0, 1);
	scratch = zeros(attention_scratch(&p.r, &p.at));
	for (i = 0; i < 2; i++) {
		attention_forward(k, y + i * T * C, &p.r, &p.at, x + i * T * C,
		    memory + i * M * C);
		attention_backward(k, &g, dx + i * T * C, dm + i * M * C, &p.r,
		    &p.at, x + i * T * C, memory + i * M * C,
		    torch_get(t, "dy") + i * T * C, scratch);
	}
	torch_check(t, "y", y);
	torch_check(t, "dx", dx);
	if (cross)
		torch_check(t, "dmemory", dm);
	torch_check(t, "din_proj_weight", diw);
	torch_check(t, "din_proj_bias", dib);
	torch_check(t, "dout_proj.weight", dow);
	torch_check(t, "dout_proj.bias", dob);
	if (cross)
		free(dm);
	free(y);
	free(dx);
	free(diw);
	free(dib);
	free(dow);
	free(dob);
	free(base);
	free(scratch);
}

/* ---- blocks ---- */

enum { BC = 16, BFF = 24, BT = 6, BM = 5 };

static void
block_weights(struct block *b, const struct tensors *t)
{
	char name[64];
	int i, n = b->cross ? 3 : 2;

	for (i = 0; i < n; i++) {
		struct norm *norm = &b->norm[b->cross || i == 0 ? i : 2];

		snprintf(name, sizeof(name), "norm%d.weight", i + 1);
		norm->weight = torch_get(t, name);
		snprintf(name, sizeof(name), "norm%d.bias", i + 1);
		norm->bias = torch_get(t, name);
	}
	b->self = (struct attention){ BC, 4,
		torch_get(t, "self_attn.in_proj_weight"),
		torch_get(t, "self_attn.in_proj_bias"),
		torch_get(t, "self_attn.out_proj.weight"),
		torch_get(t, "self_attn.out_proj.bias"), { 0 }, { 0 }, NULL };
	if (b->cross)
		b->over = (struct attention){ BC, 4,
			torch_get(t, "multihead_attn.in_proj_weight"),
			torch_get(t, "multihead_attn.in_proj_bias"),
			torch_get(t, "multihead_attn.out_proj.weight"),
			torch_get(t, "multihead_attn.out_proj.bias"), { 0 },
			{ 0 }, NULL };
	b->up = (struct linear){ .in = BC,
		.out = BFF,
		.w = torch_get(t, "linear1.weight"),
		.b = torch_get(t, "linear1.bias") };
	b->down = (struct linear){ .in = BFF,
		.out = BC,
		.w = torch_get(t, "linear2.weight"),
		.b = torch_get(t, "linear2.bias") };
}

/* The gradients, named as in the file, one after the other in p; returns the
 * number of floats. */
static size_t
block_gradients(struct block_grads *g, float *p, int cross)
{
	float *q = p;
	int i;

	for (i = 0; i < 3; i++) {
		g->norm_weight[i] = q, q += BC;
		g->norm_bias[i] = q, q += BC;
	}
	g->self.in_w = q, q += 3 * BC * BC;
	g->self.in_b = q, q += 3 * BC;
	g->self.out_w = q, q += BC * BC;
	g->self.out_b = q, q += BC;
	if (cross) {
		g->over.in_w = q, q += 3 * BC * BC;
		g->over.in_b = q, q += 3 * BC;
		g->over.out_w = q, q += BC * BC;
		g->over.out_b = q, q += BC;
	}
	g->up_w = q, q += BFF * BC;
	g->up_b = q, q += BFF;
	g->down_w = q, q += BC * BFF;
	g->down_b = q, q += BC;
	return (size_t)(q - p);
}

static void
check_block(const struct tensors *t, const struct block_grads *g, int cross)
{
	torch_check(t, "dself_attn.in_proj_weight", g->self.in_w);
	torch_check(t, "dself_attn.in_proj_bias", g->self.in_b);
	torch_check(t, "dself_attn.out_proj.weight", g->self.out_w);
	torch_check(t, "dself_attn.out_proj.bias", g->self.out_b);
	torch_check(t, "dlinear1.weight", g->up_w);
	torch_check(t, "dlinear1.bias", g->up_b);
	torch_check(t, "dlinear2.weight", g->down_w);
	torch_check(t, "dlinear2.bias", g->down_b);
	torch_check(t, "dnorm1.weight", g->norm_weight[0]);
	torch_check(t, "dnorm1.bias", g->norm_bias[0]);
	torch_check(t, "dnorm2.weight", g->norm_weight[cross ? 1 : 2]);
	torch_check(t, "dnorm2.bias", g->norm_bias[cross ? 1 : 2]);
	if (!cross)
		return;
	torch_check(t, "dnorm3.weight", g->norm_weight[2]);
	torch_check(t, "dnorm3.bias", g->norm_bias[2]);
	torch_check(t, "dmultihead_attn.in_proj_weight", g->over.in_w);
	torch_check(t, "dmultihead_attn.in_proj_bias", g->over.in_b);
	torch_check(t, "dmultihead_attn.out_proj.weight", g->over.out_w);
	torch_check(t, "dmultihead_attn.out_proj.bias", g->over.out_b);
}

static void
run_block(const struct tensors *t, int cross)
{
	struct block b = { .C = BC, .heads = 4, .ff = BFF, .cross = cross };
	struct block_run r = { .T = BT, .M = BM, .kept = 1 };
	struct block_grads g;
	struct arena a = { 0 };
	float *x = copied(t, "x"), *d = copied(t, "dy"), *grads, *base;
	float *dm = zeros(2 * BM * BC), *scratch;
	const float *m = cross ? torch_get(t, "memory") : NULL;
	size_t i;

	memset(&g, 0, sizeof(g));
	grads = zeros(8 * 1024);
	block_gradients(&g, grads, cross);
	block_weights(&b, t);
	block_take(&b, &a, 1);
	block_run_take(&r, &b, &a);
	base = a.base = zeros(a.used);
	a.used = 0;
	block_take(&b, &a, 1);
	block_run_take(&r, &b, &a);
	block_pack(&b, 0, 1);
	scratch = zeros(block_scratch(&r, &b));
	for (i = 0; i < 2; i++) {
		block_forward(k, x + i * BT * BC, &r, &b,
		    m != NULL ? m + i * BM * BC : NULL);
		block_backward(k, &g, d + i * BT * BC, dm + i * BM * BC, &r, &b,
		    m != NULL ? m + i * BM * BC : NULL, scratch);
	}
	torch_check(t, "y", x);
	torch_check(t, "dx", d);
	if (cross)
		torch_check(t, "dmemory", dm);
	check_block(t, &g, cross);
	free(base);
	free(x);
	free(d);
	free(dm);
	free(grads);
	free(scratch);
}

static void
test_encoder_block(const struct tensors *t)
{
	run_block(t, 0);
}

static void
test_decoder_block(const struct tensors *t)
{
	run_block(t, 1);
}

static void
test_positional(const struct tensors *t)
{
	float *pe = zeros(60 * 64);

	positional_encoding(pe, 60, 64);
	torch_check(t, "pe_60x64", pe);
	positional_encoding(pe, 400, 6);
	torch_check(t, "pe_400x6", pe);
	free(pe);
}

/* ---- Adam ---- */

static void
test_adam(const struct tensors *t)
{
	struct adam_opts o = { .lr = 0.01,
		.b1 = 0.9,
		.b2 = 0.999,
		.eps = strtod(tensors_get_meta(t, "eps"), NULL) };
	float p[8], m[8] = { 0 }, v[8] = { 0 }, ps[24], ms[24], vs[24];
	int i;

	memcpy(p, torch_get(t, "p0"), sizeof(p));
	for (i = 0; i < 3; i++) {
		adam_step(k, p, m, v, torch_get(t, "g") + i * 8, 8,
		    (uint64_t)i + 1, &o);
		memcpy(ps + i * 8, p, sizeof(p));
		memcpy(ms + i * 8, m, sizeof(m));
		memcpy(vs + i * 8, v, sizeof(v));
	}
	torch_check(t, "p", ps);
	torch_check(t, "m", ms);
	torch_check(t, "v", vs);
}

static void
test_clip(const struct tensors *t)
{
	float g[25];
	double norm;

	memcpy(g, torch_get(t, "a"), 12 * sizeof(*g));
	memcpy(g + 12, torch_get(t, "b"), 5 * sizeof(*g));
	memcpy(g + 17, torch_get(t, "c"), 8 * sizeof(*g));
	norm = gradient_norm(g, 25);
	CHECK_NEAR(norm, torch_get(t, "norm")[0], 1e-5);
}

static const struct {
	const char *file;
	void (*test)(const struct tensors *t);
} tests[] = {
	{ "layer_linear", test_linear },
	{ "layer_sigmoid", test_sigmoid },
	{ "layer_tanh", test_tanh },
	{ "layer_softmax", test_softmax },
	{ "layer_layernorm", test_layernorm },
	{ "layer_layernorm_edge", test_layernorm },
	{ "layer_lstm_tanh", test_lstm_tanh },
	{ "layer_lstm_tanh_state", test_lstm_tanh_state },
	{ "layer_lstm_relu", test_lstm_relu },
	{ "layer_lstm_relu_state", test_lstm_relu_state },
	{ "layer_attention_self_h2", test_attention },
	{ "layer_attention_self_h8", test_attention },
	{ "layer_attention_cross_h2", test_attention },
	{ "layer_attention_cross_h8", test_attention },
	{ "layer_encoder_block", test_encoder_block },
	{ "layer_decoder_block", test_decoder_block },
	{ "layer_positional", test_positional },
	{ "layer_adam_eps1e-7", test_adam },
	{ "layer_adam_eps1e-8", test_adam },
	{ "layer_clip", test_clip },
};

int
main(void)
{
	const struct float_kernels *const *set;
	struct tensors *t;
	char name[200];
	size_t i;

	for (set = float_kernels_all(); *set != NULL; set++) {
		k = *set;
		for (i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
			snprintf(name, sizeof(name), "%s is PyTorch's (%s)",
			    tests[i].file, k->name);
			test_begin(name);
			t = torch_open(tests[i].file);
			if (t == NULL)
				test_skip("no golden files beside the "
					  "checkout");
			else
				tests[i].test(t);
			tensors_free(t);
			test_close();
			test_name = NULL;
		}
	}
	return test_end();
}
