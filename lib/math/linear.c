/*
 * linear.c - y = x W^T + b, forward and backward.
 *
 *	dx = dy W	dW = dy^T x	db = sum over rows of dy
 */
#include "math/linear.h"

void
linear_take(struct linear *l, struct arena *a, int train)
{
	l->forward = arena_take(a, panel_size(l->in, l->out));
	l->backward = NULL;
	if (train)
		l->backward = arena_take(a, panel_size(l->out, l->in));
}

void
linear_pack(const struct linear *l, size_t part, size_t of)
{
	panel_pack_part(l->forward, l->w, 1, l->in, l->in, l->out, part, of);
	if (l->backward != NULL)
		panel_pack_part(l->backward, l->w, l->in, 1, l->out, l->in,
		    part, of);
}

void
linear_forward(const struct float_kernels *k, float *y, size_t ldy,
    const float *x, size_t ldx, size_t rows, const struct linear *l)
{
	const struct gemm g = { .c = y,
		.ldc = ldy,
		.a = x,
		.a_row = ldx,
		.a_col = 1,
		.b = l->forward,
		.m = rows,
		.n = l->out,
		.k = l->in,
		.start = GEMM_ZERO,
		.bias = l->b };

	k->gemm(&g);
}

void
column_sums(const struct float_kernels *k, float *sum, const float *y,
    size_t ldy, size_t rows, size_t n)
{
	size_t i;

	for (i = 0; i < rows; i++)
		k->add(sum, y + i * ldy, n);
}

void
linear_backward(const struct float_kernels *k, float *dx, size_t ldx,
    enum gemm_start dx_start, float *dw, float *db, const float *dy, size_t ldy,
    const float *x, size_t ldx_in, size_t rows, const struct linear *l,
    float *scratch)
{
	struct gemm g = { .c = dw,
		.ldc = l->in,
		.a = dy,
		.a_row = 1,
		.a_col = ldy,
		.b = scratch,
		.m = l->out,
		.n = l->in,
		.k = rows,
		.start = GEMM_ADD };

	panel_pack(scratch, x, ldx_in, 1, rows, l->in);
	k->gemm(&g);
	if (db != NULL)
		column_sums(k, db, dy, ldy, rows, l->out);
	if (dx == NULL)
		return;
	g = (struct gemm){ .c = dx,
		.ldc = ldx,
		.a = dy,
		.a_row = ldy,
		.a_col = 1,
		.b = l->backward,
		.m = rows,
		.n = l->in,
		.k = l->out,
		.start = dx_start };
	k->gemm(&g);
}
