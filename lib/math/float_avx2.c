/*
 * float_avx2.c - the kernels of float.h for x86-64 with AVX2 and FMA.
 */
#include "math/float.h"

#ifdef __x86_64__

#include <immintrin.h>
#include <math.h>

#define TARGET __attribute__((target("avx2,fma")))
#define NAME(f) avx2_##f

#define W 8
#define V __m256
#define TILE_ROWS 6
#define TILE_VECS 2

/* The first n < 8 lanes. */
TARGET static inline __m256i
avx2_mask(size_t n)
{
	const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);

	return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), lane);
}

#define V_LOAD(p) _mm256_loadu_ps(p)
#define V_STORE(p, v) _mm256_storeu_ps(p, v)
#define V_SET(x) _mm256_set1_ps(x)
#define V_PART(p, n) _mm256_maskload_ps(p, avx2_mask(n))
#define V_PUT(p, v, n) _mm256_maskstore_ps(p, avx2_mask(n), v)
#define V_FMA(a, b, c) _mm256_fmadd_ps(a, b, c)
#define V_NFMA(a, b, c) _mm256_fnmadd_ps(a, b, c)
#define V_ADD(a, b) _mm256_add_ps(a, b)
#define V_SUB(a, b) _mm256_sub_ps(a, b)
#define V_MUL(a, b) _mm256_mul_ps(a, b)
#define V_DIV(a, b) _mm256_div_ps(a, b)
#define V_MAX(a, b) _mm256_max_ps(a, b)
#define V_SQRT(a) _mm256_sqrt_ps(a)
#define V_ROUND(a)                                                             \
	_mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
#define V_POW2(n)                                                              \
	_mm256_castsi256_ps(                                                   \
	    _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n),          \
				  _mm256_set1_epi32(127)),                     \
		23))
#define V_IF_POS(x, a)                                                         \
	_mm256_and_ps(_mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_GT_OQ), a)

#include "math/float_body.h"

const struct float_kernels float_kernels_avx2 = FLOAT_KERNELS("avx2");

#endif
