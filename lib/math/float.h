/*
 * float.h - the kernels of networks: products and activations in float.
 *
 * Each element of a product is one chain of fused multiply-adds over ascending
 * k, and each activation is a fixed sequence of roundings.  So the vector code
 * and its portable twin give the same bits, and a row has the same bits alone
 * and in a batch.  Nothing here calls BLAS or libm (except fmaf).
 *
 * Which code runs is chosen once, at run time, as for kernel.h.
 */
#ifndef MATH_FLOAT_H
#define MATH_FLOAT_H

#include <stddef.h>

/*
 * The right-hand matrix of a product, B [k][n], in panels of PANEL columns:
 * element (p, j) lies at v[(j / PANEL) * k * PANEL + p * PANEL + j % PANEL];
 * the last panel is filled up with zeros.
 */
enum { PANEL = 64 };

/* Floats of a packed B [k][n]. */
static inline size_t
panel_size(size_t k, size_t n)
{
	return (n + PANEL - 1) / PANEL * k * PANEL;
}

/* Pack b [k][n], whose element (p, j) is b[p * rows + j * cols]. */
void panel_pack(float *v, const float *b, size_t rows, size_t cols, size_t k,
    size_t n);
/* Part i of `of': all parts, in any order or at once, are panel_pack. */
void panel_pack_part(float *v, const float *b, size_t rows, size_t cols,
    size_t k, size_t n, size_t i, size_t of);

/* How C is updated. */
enum gemm_start {
	GEMM_ZERO, /* the product takes its place */
	GEMM_ADD   /* the product is added to it */
};

/* C [m][n] = (C +) (A [m][k] B [k][n] + bias [n]).  A's element (i, p) is
 * a[i * a_row + p * a_col]; rows of C lie ldc apart. */
struct gemm {
	float *c;
	size_t ldc;
	const float *a;
	size_t a_row, a_col;
	const float *b; /* packed */
	size_t m, n, k;
	enum gemm_start start;
	const float *bias; /* [n], NULL: none */
};

struct float_kernels {
	const char *name; /* "avx512", "avx2" or "portable" */
	void (*gemm)(const struct gemm *g);
	/* y[i] = f(x[i]); y may be x. */
	void (*sigmoid)(float *y, const float *x, size_t n);
	void (*tanh)(float *y, const float *x, size_t n);
	/* y[i] += x[i]. */
	void (*add)(float *y, const float *x, size_t n);
	/* y[i] = max(y[i], 0). */
	void (*relu)(float *y, size_t n);
	/* d[i] = 0 where y[i], which relu made, is 0. */
	void (*relu_back)(float *d, const float *y, size_t n);
	/*
	 * One step of H LSTM cells of one row.  g [4H]: sums of the gates
	 * i, f, g, o in, their activations out.  c [H]: new cell, from
	 * c_before.  a [H]: act(c).  h [H]: o act(c).  relu: act is relu, else
	 * tanh.
	 */
	void (*lstm_cell)(float *g, float *c, float *a, float *h,
	    const float *c_before, size_t H, int relu);
	/*
	 * Its gradient.  g, a, c_before as lstm_cell left or had them; dh [H]
	 * in; dc [H]: gradient of the new cell in, of c_before out; dg [4H]
	 * gradients of the sums out.
	 */
	void (*lstm_cell_back)(float *dg, float *dc, const float *dh,
	    const float *g, const float *a, const float *c_before, size_t H,
	    int relu);
	/*
	 * Softmax down the columns: s [rows][ld], each of the first n columns
	 * (n a multiple of 16 at most ld) becomes exp(scale s - max) / sum.
	 */
	void (*softmax_cols)(float *s, size_t ld, size_t rows, size_t n,
	    float scale);
	/* ds = scale p (dp - sum over the column of p dp), in place of dp. */
	void (*softmax_cols_back)(float *dp, const float *p, size_t ld,
	    size_t rows, size_t n, float scale);
	/* y = (x - mean) / sqrt(var + 1e-5) weight + bias over a row of n;
	 * *mean and *rstd (1 / sqrt) are kept for the gradient. */
	void (*layernorm)(float *y, float *mean, float *rstd, const float *x,
	    const float *weight, const float *bias, size_t n);
	/* dx += gradient; dweight, dbias += of one row. */
	void (*layernorm_back)(float *dx, float *dweight, float *dbias,
	    const float *dy, const float *x, const float *weight, float mean,
	    float rstd, size_t n);
	/* One step of Adam on n parameters: see adam.h. */
	void (*adam)(float *p, float *m, float *v, const float *g, size_t n,
	    const float *coef);
};

/* The fastest set that this CPU runs. */
const struct float_kernels *float_kernels_best(void);
extern const struct float_kernels float_kernels_portable;
/* All that this CPU runs, NULL-terminated: for tests. */
const struct float_kernels *const *float_kernels_all(void);

#ifdef __x86_64__
extern const struct float_kernels float_kernels_avx2;	/* avx2, fma */
extern const struct float_kernels float_kernels_avx512; /* avx512f */
#endif

#endif
