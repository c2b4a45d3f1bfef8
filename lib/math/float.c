/*
 * float.c - the portable twin of the kernels of float.h, packing, and the
 * choice of kernels.
 *
 * The twin is the same source with vectors of one float.  fmaf comes from the C
 * library: exact on every CPU, but slow without a hardware instruction.
 */
#include "math/float.h"

#include <math.h>
#include <string.h>

#define TARGET
#define NAME(f) portable_##f

#define W 1
#define V float
#define TILE_ROWS 4
#define TILE_VECS 2

#define V_LOAD(p) (*(p))
#define V_STORE(p, v) (*(p) = (v))
#define V_SET(x) ((float)(x))
#define V_PART(p, n) ((void)(n), *(p))
#define V_PUT(p, v, n) ((void)(n), *(p) = (v))
#define V_FMA(a, b, c) fmaf(a, b, c)
#define V_NFMA(a, b, c) fmaf(-(a), b, c)
#define V_ADD(a, b) ((a) + (b))
#define V_SUB(a, b) ((a) - (b))
#define V_MUL(a, b) ((a) * (b))
#define V_DIV(a, b) ((a) / (b))
#define V_MAX(a, b) portable_max(a, b)
#define V_SQRT(a) sqrtf(a)
#define V_ROUND(a) rintf(a)
#define V_POW2(n) ldexpf(1, (int)(n))
#define V_IF_POS(x, a) ((x) > 0 ? (a) : 0)

/* As MAXPS: the second if one is NaN or both are zero. */
static inline float
portable_max(float a, float b)
{
	return a > b ? a : b;
}

#include "math/float_body.h"
#include "math/kernel.h"

const struct float_kernels float_kernels_portable = FLOAT_KERNELS("portable");

/* By kernel_level; each set runs wherever the one before it does. */
static const struct float_kernels *const by_speed[KERNEL_LEVELS + 1] = {
#ifdef __x86_64__
	&float_kernels_avx512,
	&float_kernels_avx2,
#endif
	[KERNEL_LEVELS - 1] = &float_kernels_portable,
};

const struct float_kernels *const *
float_kernels_all(void)
{
	return by_speed + kernel_level();
}

const struct float_kernels *
float_kernels_best(void)
{
	return float_kernels_all()[0];
}

void
panel_pack_part(float *v, const float *b, size_t rows, size_t cols, size_t k,
    size_t n, size_t part, size_t of)
{
	size_t from = k * part / of, to = k * (part + 1) / of, j, p, i, w;
	float *at;

	for (j = 0; j < n; j += PANEL) {
		w = n - j < PANEL ? n - j : PANEL;
		at = v + j * k + from * PANEL;
		for (p = from; p < to; p++, at += PANEL) {
			if (cols == 1)
				memcpy(at, b + p * rows + j, w * sizeof(*at));
			else
				for (i = 0; i < w; i++)
					at[i] = b[p * rows + (j + i) * cols];
			memset(at + w, 0, (PANEL - w) * sizeof(*at));
		}
	}
}

void
panel_pack(float *v, const float *b, size_t rows, size_t cols, size_t k,
    size_t n)
{
	panel_pack_part(v, b, rows, cols, k, n, 0, 1);
}
