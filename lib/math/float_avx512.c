/*
 * float_avx512.c - the kernels of float.h for x86-64 with AVX-512F.
 */
#include "math/float.h"

#ifdef __x86_64__

#include <immintrin.h>
#include <math.h>

#define TARGET __attribute__((target("avx512f")))
#define NAME(f) avx512_##f

#define W 16
#define V __m512
#define TILE_ROWS 6
#define TILE_VECS 4

#define MASK(n) ((__mmask16)((1u << (n)) - 1))
#define V_LOAD(p) _mm512_loadu_ps(p)
#define V_STORE(p, v) _mm512_storeu_ps(p, v)
#define V_SET(x) _mm512_set1_ps(x)
#define V_PART(p, n) _mm512_maskz_loadu_ps(MASK(n), p)
#define V_PUT(p, v, n) _mm512_mask_storeu_ps(p, MASK(n), v)
#define V_FMA(a, b, c) _mm512_fmadd_ps(a, b, c)
#define V_NFMA(a, b, c) _mm512_fnmadd_ps(a, b, c)
#define V_ADD(a, b) _mm512_add_ps(a, b)
#define V_SUB(a, b) _mm512_sub_ps(a, b)
#define V_MUL(a, b) _mm512_mul_ps(a, b)
#define V_DIV(a, b) _mm512_div_ps(a, b)
#define V_MAX(a, b) _mm512_max_ps(a, b)
#define V_SQRT(a) _mm512_sqrt_ps(a)
#define V_ROUND(a) _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT)
#define V_POW2(n)                                                              \
	_mm512_castsi512_ps(                                                   \
	    _mm512_slli_epi32(_mm512_add_epi32(_mm512_cvtps_epi32(n),          \
				  _mm512_set1_epi32(127)),                     \
		23))
#define V_IF_POS(x, a)                                                         \
	_mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x, _mm512_setzero_ps(),         \
				_CMP_GT_OQ),                                   \
	    a)

#include "math/float_body.h"

const struct float_kernels float_kernels_avx512 = FLOAT_KERNELS("avx512");

#endif
