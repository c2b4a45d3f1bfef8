/*
 * math_float.c - the kernels of networks: one result on every CPU, alone and
 * in any batch, and the gradients against central differences.
 */
#include "math/attention.h"
#include "math/float.h"

#include "base/rng.h"
#include "test.h"

static struct rng rng;

static float
draw(void)
{
	return (float)(rng_unit(&rng) * 4 - 2);
}

static float *
floats(size_t n)
{
	float *p = aligned_alloc(64, (n * 4 + 127) / 64 * 64);
	size_t i;

	if (p == NULL)
		exit(1);
	for (i = 0; i < n; i++)
		p[i] = draw();
	return p;
}

/* ---- products ---- */

/* A product with odd strides, its C filled with what start needs. */
static void
product(const struct float_kernels *k, float *c, const float *a, const float *b,
    size_t m, size_t n, size_t kk, enum gemm_start start, const float *bias)
{
	float *packed = floats(panel_size(kk, n));
	struct gemm g = { c, n + 3, a, kk + 1, 1, packed, m, n, kk, start,
		bias };

	panel_pack(packed, b, n, 1, kk, n);
	k->gemm(&g);
	free(packed);
}

static void
check_product(size_t m, size_t n, size_t kk, enum gemm_start start)
{
	float *a = floats(m * (kk + 1)), *b = floats(kk * n);
	float *bias = floats(n), *c = floats(m * (n + 3));
	float *got = floats(m * (n + 3)), *want = floats(m * (n + 3));
	const struct float_kernels *const *set;
	size_t i, bytes = m * (n + 3) * sizeof(*c);

	memcpy(want, c, bytes);
	product(&float_kernels_portable, want, a, b, m, n, kk, start, bias);
	for (set = float_kernels_all(); *set != NULL; set++) {
		memcpy(got, c, bytes);
		product(*set, got, a, b, m, n, kk, start, bias);
		CHECK(memcmp(got, want, bytes) == 0);
		/* each row alone */
		memcpy(got, c, bytes);
		for (i = 0; i < m; i++)
			product(*set, got + i * (n + 3), a + i * (kk + 1), b, 1,
			    n, kk, start, bias);
		CHECK(memcmp(got, want, bytes) == 0);
	}
	free(a);
	free(b);
	free(bias);
	free(c);
	free(got);
	free(want);
}

static void
test_products(void)
{
	static const size_t m[] = { 1, 2, 5, 6, 7, 13, 60 };
	static const size_t n[] = { 1, 5, 8, 15, 16, 17, 63, 64, 65, 100, 256 };
	size_t i, j;
	int start;

	test_begin("a product has the same bits on every CPU and row by row");
	for (i = 0; i < sizeof(m) / sizeof(*m); i++)
		for (j = 0; j < sizeof(n) / sizeof(*n); j++)
			for (start = GEMM_ZERO; start <= GEMM_ADD; start++)
				check_product(m[i], n[j], 1 + (i * j) % 70,
				    start);

	test_begin("a product is the sum that it says");
	float a[2 * 4] = { 1, 2, 3, 0, -1, 0.5f, 4, 0 };
	float b[3 * 2] = { 1, 2, 3, 4, 5, 6 }, c[2 * 5];
	product(float_kernels_best(), c, a, b, 2, 2, 3, GEMM_ZERO, NULL);
	CHECK(c[0] == 22 && c[1] == 28 && c[5] == 20.5f && c[6] == 24);
}

/* ---- elementwise ---- */

static void
check_elements(size_t n)
{
	float *x = floats(n), *got = floats(n), *want = floats(n);
	const struct float_kernels *const *set;
	size_t i;

	for (i = 0; i < n; i++)
		x[i] *= i % 7 == 0 ? 60 : 3;
	for (set = float_kernels_all(); *set != NULL; set++) {
		float_kernels_portable.tanh(want, x, n);
		(*set)->tanh(got, x, n);
		CHECK(memcmp(got, want, n * sizeof(*x)) == 0);
		for (i = 0; i < n; i++)
			CHECK(fabs(got[i] - tanh(x[i])) < 3e-7);
		float_kernels_portable.sigmoid(want, x, n);
		(*set)->sigmoid(got, x, n);
		CHECK(memcmp(got, want, n * sizeof(*x)) == 0);
		for (i = 0; i < n; i++)
			CHECK(fabs(got[i] - 1 / (1 + exp(-x[i]))) < 3e-7);
	}
	free(x);
	free(got);
	free(want);
}

static void
check_cells(size_t H, int relu)
{
	float *sums = floats(4 * H), *before = floats(H);
	float *g = floats(8 * H), *out = floats(6 * H);
	const struct float_kernels *const *set;
	float *want = out + 3 * H;

	memcpy(g + 4 * H, sums, 4 * H * sizeof(*g));
	float_kernels_portable.lstm_cell(g + 4 * H, want, want + H,
	    want + 2 * H, before, H, relu);
	for (set = float_kernels_all(); *set != NULL; set++) {
		memcpy(g, sums, 4 * H * sizeof(*g));
		(*set)->lstm_cell(g, out, out + H, out + 2 * H, before, H,
		    relu);
		CHECK(memcmp(g, g + 4 * H, 4 * H * sizeof(*g)) == 0);
		CHECK(memcmp(out, want, 3 * H * sizeof(*out)) == 0);
	}
	free(sums);
	free(before);
	free(g);
	free(out);
}

static void
check_rows(size_t n)
{
	float *x = floats(n), *w = floats(n), *b = floats(n);
	float *got = floats(n), *want = floats(n), mean, rstd, m, r;
	const struct float_kernels *const *set;

	float_kernels_portable.layernorm(want, &m, &r, x, w, b, n);
	for (set = float_kernels_all(); *set != NULL; set++) {
		(*set)->layernorm(got, &mean, &rstd, x, w, b, n);
		CHECK(mean == m && rstd == r);
		CHECK(memcmp(got, want, n * sizeof(*got)) == 0);
	}
	free(x);
	free(w);
	free(b);
	free(got);
	free(want);
}

static void
check_softmax(size_t rows)
{
	float *x = floats(rows * 64), *got = floats(rows * 64);
	float *want = floats(rows * 64);
	const struct float_kernels *const *set;
	size_t bytes = rows * 64 * sizeof(*x), i;
	double sum = 0;

	memcpy(want, x, bytes);
	float_kernels_portable.softmax_cols(want, 64, rows, 64, 0.7f);
	for (i = 0; i < rows; i++)
		sum += want[i * 64 + 5];
	CHECK_NEAR(sum, 1, 1e-5);
	for (set = float_kernels_all(); *set != NULL; set++) {
		memcpy(got, x, bytes);
		(*set)->softmax_cols(got, 64, rows, 64, 0.7f);
		CHECK(memcmp(got, want, bytes) == 0);
	}
	free(x);
	free(got);
	free(want);
}

static void
test_elements(void)
{
	size_t n;

	test_begin("activations have the same bits on every CPU");
	for (n = 1; n < 70; n += 3)
		check_elements(n);

	test_begin("LSTM cells have the same bits on every CPU");
	for (n = 1; n < 70; n += 3) {
		check_cells(n, 0);
		check_cells(n, 1);
	}

	test_begin("a normed row has the same bits on every CPU");
	for (n = 1; n < 130; n += 3)
		check_rows(n);

	test_begin("a softmax has the same bits on every CPU and sums to 1");
	for (n = 1; n < 70; n += 7)
		check_softmax(n);
}

/* ---- a gradient, over more than one panel ---- */

enum { C = 8, T = 70, HEADS = 2 };

struct net {
	struct attention at;
	struct attention_run r;
	float *w, *base;
};

static void
net_layout(struct net *n, struct arena *a)
{
	attention_take(&n->at, a, 1);
	attention_run_take(&n->r, &n->at, a);
}

static double
net_loss(const struct float_kernels *k, struct net *n, const float *x,
    const float *dy)
{
	static float y[T * C];
	double sum = 0;
	int i;

	memset(y, 0, sizeof(y));
	attention_pack(&n->at, 0, 1);
	attention_forward(k, y, &n->r, &n->at, x, x);
	for (i = 0; i < T * C; i++)
		sum += (double)y[i] * (double)dy[i];
	return sum;
}

/* The gradient at value p against central differences. */
static void
check_gradient(const struct float_kernels *k, struct net *n, float *p,
    double want, const float *x, const float *dy)
{
	const float h = 1e-2f, was = *p;
	double up, down;

	*p = was + h;
	up = net_loss(k, n, x, dy);
	*p = was - h;
	down = net_loss(k, n, x, dy);
	*p = was;
	CHECK_NEAR((up - down) / (2 * (double)h), want,
	    2e-2 * fabs(want) + 0.02);
}

static void
test_gradient(void)
{
	const struct float_kernels *k = float_kernels_best();
	size_t nw = 4 * C * C + 4 * C, i;
	float *w = floats(nw), *x = floats(T * C), *dy = floats(T * C);
	float *dw = floats(nw), *dx = floats(T * C), *scratch;
	struct net n = { .r = { .T = T, .M = T, .kept = 1 } };
	struct attention_grads g = { dw, dw + 3 * C * C, dw + 3 * C * C + 3 * C,
		dw + 4 * C * C + 3 * C };
	struct arena a = { 0 };

	test_begin("attention over several panels has the right gradient");
	for (i = 0; i < nw; i++)
		w[i] *= 0.3f;
	memset(dw, 0, nw * sizeof(*dw));
	memset(dx, 0, T * C * sizeof(*dx));
	n.at = (struct attention){ C, HEADS, w, w + 3 * C * C,
		w + 3 * C * C + 3 * C, w + 4 * C * C + 3 * C, { 0 }, { 0 },
		NULL };
	net_layout(&n, &a);
	n.base = a.base = floats(a.used);
	a.used = 0;
	net_layout(&n, &a);
	scratch = floats(attention_scratch(&n.r, &n.at));
	net_loss(k, &n, x, dy);
	attention_backward(k, &g, dx, dx, &n.r, &n.at, x, x, dy, scratch);
	for (i = 0; i < nw; i += 7)
		check_gradient(k, &n, w + i, dw[i], x, dy);
	for (i = 0; i < T * C; i += 41)
		check_gradient(k, &n, x + i, dx[i], x, dy);
	free(w);
	free(x);
	free(dy);
	free(dw);
	free(dx);
	free(scratch);
	free(n.base);
}

int
main(void)
{
	rng_init(&rng, 5, 0);
	printf("# seed 5\n");
	test_products();
	test_elements();
	test_gradient();
	return test_end();
}
