/*
 * linear.h - y = x W^T + b, forward and backward.
 *
 *	x	[rows][in]	rows lie ldx apart
 *	y	[rows][out]	rows lie ldy apart
 *	w	[out][in]	as in PyTorch's nn.Linear
 *	b	[out]
 *
 * The weights are packed once (linear_pack) for as long as they do not
 * change.  Backward adds to dw and db, and writes or adds to dx.
 */
#ifndef MATH_LINEAR_H
#define MATH_LINEAR_H

#include "math/arena.h"
#include "math/float.h"

struct linear {
	size_t in, out;
	const float *w, *b; /* b may be NULL: zeros */
	float *forward;	 /* packed W^T, k = in, n = out */
	float *backward; /* packed W, k = out, n = in; NULL: not trained */
};

/* Memory for the packed weights. */
void linear_take(struct linear *l, struct arena *a, int train);
/* Part of `of', for threads: all of them are to be packed. */
void linear_pack(const struct linear *l, size_t part, size_t of);

void linear_forward(const struct float_kernels *k, float *y, size_t ldy,
    const float *x, size_t ldx, size_t rows, const struct linear *l);

/* dx NULL: not needed.  scratch: panel_size(rows, in) floats. */
void linear_backward(const struct float_kernels *k, float *dx, size_t ldx,
    enum gemm_start dx_start, float *dw, float *db, const float *dy,
    size_t ldy, const float *x, size_t ldx_in, size_t rows,
    const struct linear *l, float *scratch);

/* sum[j] += sum over rows of y[i][j]. */
void column_sums(const struct float_kernels *k, float *sum, const float *y,
    size_t ldy, size_t rows, size_t n);

#endif
