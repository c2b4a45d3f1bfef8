/*
 * attention.c - multi-head attention over one window, forward and backward.
 *
 * Columns of a panel past the window's end are computed too (they are finite)
 * but never read.
 */
#include "math/attention.h"

#include <math.h>
#include <string.h>

static size_t
panels(size_t T)
{
	return (T + PANEL - 1) / PANEL;
}

/* Rows of the window in panel j. */
static size_t
width(size_t T, size_t j)
{
	return T - j * PANEL < PANEL ? T - j * PANEL : PANEL;
}

void
attention_take(struct attention *at, struct arena *a, int train)
{
	size_t C = at->C;

	at->kv = (struct linear){ .in = C, .out = 2 * C };
	at->out = (struct linear){ .in = C, .out = C };
	if (at->in_w != NULL) {
		at->kv.w = at->in_w + C * C;
		at->kv.b = at->in_b + C;
		at->out.w = at->out_w;
		at->out.b = at->out_b;
	}
	linear_take(&at->kv, a, train);
	linear_take(&at->out, a, train);
	at->q_back = train ? arena_take(a, panel_size(C, C)) : NULL;
}

void
attention_pack(const struct attention *at, size_t part, size_t of)
{
	linear_pack(&at->kv, part, of);
	linear_pack(&at->out, part, of);
	if (at->q_back != NULL)
		panel_pack_part(at->q_back, at->in_w, at->C, 1, at->C, at->C,
		    part, of);
}

void
attention_run_take(struct attention_run *r, const struct attention *at,
    struct arena *a)
{
	size_t n = panels(r->T);

	r->x_panel = arena_take(a, panel_size(at->C, r->T));
	r->q = arena_take(a, n * at->C * PANEL);
	r->kv = arena_take(a, r->M * 2 * at->C);
	r->p = arena_take(a, (r->kept ? at->heads * n : 1) * r->M * PANEL);
	r->o = arena_take(a, n * at->C * PANEL);
}

static float *
p_at(const struct attention_run *r, size_t head, size_t j)
{
	if (!r->kept)
		return r->p;
	return r->p + (head * panels(r->T) + j) * r->M * PANEL;
}

/* Q^T of panel j. */
static void
queries(const struct float_kernels *k, const struct attention_run *r,
    const struct attention *at, size_t j)
{
	size_t C = at->C, c, i;
	float *q = r->q + j * C * PANEL;
	const struct gemm g = { .c = q,
		.ldc = PANEL,
		.a = at->in_w,
		.a_row = C,
		.a_col = 1,
		.b = r->x_panel + j * C * PANEL,
		.m = C,
		.n = PANEL,
		.k = C,
		.start = GEMM_ADD };

	for (c = 0; c < C; c++)
		for (i = 0; i < PANEL; i++)
			q[c * PANEL + i] = at->in_b[c];
	k->gemm(&g);
}

/* O^T of one head and panel, from Q^T, K and V. */
static void
head(const struct float_kernels *k, const struct attention_run *r,
    const struct attention *at, size_t h, size_t j)
{
	size_t C = at->C, d = C / at->heads;
	float *p = p_at(r, h, j);
	struct gemm g = { .c = p,
		.ldc = PANEL,
		.a = r->kv + h * d,
		.a_row = 2 * C,
		.a_col = 1,
		.b = r->q + (j * C + h * d) * PANEL,
		.m = r->M,
		.n = PANEL,
		.k = d,
		.start = GEMM_ZERO };

	k->gemm(&g);
	k->softmax_cols(p, PANEL, r->M, PANEL, 1 / sqrtf((float)d));
	g = (struct gemm){ .c = r->o + (j * C + h * d) * PANEL,
		.ldc = PANEL,
		.a = r->kv + C + h * d,
		.a_row = 1,
		.a_col = 2 * C,
		.b = p,
		.m = d,
		.n = PANEL,
		.k = r->M,
		.start = GEMM_ZERO };
	k->gemm(&g);
}

void
attention_forward(const struct float_kernels *k, float *y,
    struct attention_run *r, const struct attention *at, const float *x,
    const float *memory)
{
	size_t C = at->C, T = r->T, j, h;
	struct gemm g = { .ldc = C,
		.a_row = 1,
		.a_col = PANEL,
		.b = at->out.forward,
		.n = C,
		.k = C,
		.start = GEMM_ADD,
		.bias = at->out_b };

	panel_pack(r->x_panel, x, 1, C, C, T);
	linear_forward(k, r->kv, 2 * C, memory, C, r->M, &at->kv);
	for (j = 0; j < panels(T); j++) {
		queries(k, r, at, j);
		for (h = 0; h < at->heads; h++)
			head(k, r, at, h, j);
		g.c = y + j * PANEL * C;
		g.a = r->o + j * C * PANEL;
		g.m = width(T, j);
		k->gemm(&g);
	}
}

/* ---- backward ---- */

struct scratch {
	float *dkv;   /* [M][2C] */
	float *dq;    /* dQ^T [C][PANEL] */
	float *d_o;   /* dO^T [C][PANEL] */
	float *dp;    /* dP^T [M][PANEL] */
	float *panel; /* packed operands */
};

static size_t
scratch_take(struct scratch *s, struct arena *a, size_t M, size_t C)
{
	size_t rows = M > PANEL ? M : PANEL;

	s->dkv = arena_take(a, M * 2 * C);
	s->dq = arena_take(a, C * PANEL);
	s->d_o = arena_take(a, C * PANEL);
	s->dp = arena_take(a, M * PANEL);
	s->panel =
	    arena_take(a, panel_size(rows > C ? rows : C, rows > C ? rows : C));
	return a->used;
}

size_t
attention_scratch(const struct attention_run *r, const struct attention *at)
{
	struct arena a = { 0 };
	struct scratch s;

	return scratch_take(&s, &a, r->M, at->C);
}

/* A [rows][PANEL] times the transpose of b [d][PANEL], over n columns, added
 * to c [rows][..]. */
static void
times_transposed(const struct float_kernels *k, float *c, size_t ldc,
    const float *a, size_t rows, const float *b, size_t d, size_t n,
    float *panel)
{
	const struct gemm g = { .c = c,
		.ldc = ldc,
		.a = a,
		.a_row = PANEL,
		.a_col = 1,
		.b = panel,
		.m = rows,
		.n = d,
		.k = n,
		.start = GEMM_ADD };

	panel_pack(panel, b, 1, PANEL, n, d);
	k->gemm(&g);
}

/* From dO^T: dQ^T, dK and dV of one head and panel. */
static void
head_back(const struct float_kernels *k, const struct attention_run *r,
    const struct attention *at, const struct scratch *s, size_t h, size_t j)
{
	size_t C = at->C, d = C / at->heads, M = r->M, n = width(r->T, j);
	const float *p = p_at(r, h, j);
	struct gemm g = { .c = s->dp,
		.ldc = PANEL,
		.a = r->kv + C + h * d,
		.a_row = 2 * C,
		.a_col = 1,
		.b = s->d_o + h * d * PANEL,
		.m = M,
		.n = PANEL,
		.k = d,
		.start = GEMM_ZERO };

	k->gemm(&g);
	k->softmax_cols_back(s->dp, p, PANEL, M, PANEL, 1 / sqrtf((float)d));
	times_transposed(k, s->dkv + C + h * d, 2 * C, p, M,
	    s->d_o + h * d * PANEL, d, n, s->panel);
	times_transposed(k, s->dkv + h * d, 2 * C, s->dp, M,
	    r->q + (j * C + h * d) * PANEL, d, n, s->panel);
	g = (struct gemm){ .c = s->dq + h * d * PANEL,
		.ldc = PANEL,
		.a = r->kv + h * d,
		.a_row = 1,
		.a_col = 2 * C,
		.b = s->dp,
		.m = d,
		.n = PANEL,
		.k = M,
		.start = GEMM_ZERO };
	k->gemm(&g);
}

/* The output's weights, and dO^T of panel j. */
static void
out_back(const struct float_kernels *k, const struct attention_grads *grads,
    const struct attention_run *r, const struct attention *at,
    const struct scratch *s, const float *dy, size_t j)
{
	size_t C = at->C, n = width(r->T, j);
	const float *d = dy + j * PANEL * C;
	struct gemm g = { .c = grads->out_w,
		.ldc = C,
		.a = d,
		.a_row = 1,
		.a_col = C,
		.b = s->panel,
		.m = C,
		.n = C,
		.k = n,
		.start = GEMM_ADD };

	panel_pack(s->panel, r->o + j * C * PANEL, 1, PANEL, n, C);
	k->gemm(&g);
	column_sums(k, grads->out_b, d, C, n, C);
	panel_pack(s->panel, d, 1, C, C, n);
	g = (struct gemm){ .c = s->d_o,
		.ldc = PANEL,
		.a = at->out_w,
		.a_row = 1,
		.a_col = C,
		.b = s->panel,
		.m = C,
		.n = PANEL,
		.k = C,
		.start = GEMM_ZERO };
	k->gemm(&g);
}

/* From dQ^T: the query's weights, and dx of panel j. */
static void
queries_back(const struct float_kernels *k, const struct attention_grads *grads,
    float *dx, const struct attention_run *r, const struct attention *at,
    const struct scratch *s, const float *x, size_t j)
{
	size_t C = at->C, n = width(r->T, j), c, i;
	struct gemm g = { .c = grads->in_w,
		.ldc = C,
		.a = s->dq,
		.a_row = PANEL,
		.a_col = 1,
		.b = s->panel,
		.m = C,
		.n = C,
		.k = n,
		.start = GEMM_ADD };

	panel_pack(s->panel, x + j * PANEL * C, C, 1, n, C);
	k->gemm(&g);
	for (c = 0; c < C; c++)
		for (i = 0; i < n; i++)
			grads->in_b[c] += s->dq[c * PANEL + i];
	g = (struct gemm){ .c = dx + j * PANEL * C,
		.ldc = C,
		.a = s->dq,
		.a_row = 1,
		.a_col = PANEL,
		.b = at->q_back,
		.m = n,
		.n = C,
		.k = C,
		.start = GEMM_ADD };
	k->gemm(&g);
}

void
attention_backward(const struct float_kernels *k,
    const struct attention_grads *grads, float *dx, float *dmemory,
    const struct attention_run *r, const struct attention *at, const float *x,
    const float *memory, const float *dy, float *scratch)
{
	size_t C = at->C, T = r->T, j, h;
	struct arena a = { .base = scratch };
	struct scratch s;

	scratch_take(&s, &a, r->M, C);
	memset(s.dkv, 0, r->M * 2 * C * sizeof(*s.dkv));
	for (j = 0; j < panels(T); j++) {
		out_back(k, grads, r, at, &s, dy, j);
		for (h = 0; h < at->heads; h++)
			head_back(k, r, at, &s, h, j);
		queries_back(k, grads, dx, r, at, &s, x, j);
	}
	linear_backward(k, dmemory, C, GEMM_ADD, grads->in_w + C * C,
	    grads->in_b + C, s.dkv, 2 * C, memory, C, r->M, &at->kv, s.panel);
}
