/*
 * kernel_avx512.c - the kernels for x86-64 with AVX-512F.
 *
 * The 8 lanes of kernel.h are one register.  The last n mod 8 terms are a
 * masked step: lanes outside the mask are neither read nor added to, so a load
 * never leaves the array and no lane adds an extra zero.
 */
#include "math/kernel_lanes.h"

#ifdef __x86_64__

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f")))

/* The lanes of the last n < 8 terms. */
AVX512 static inline __mmask8
rest_mask(size_t n)
{
	return (__mmask8)((1u << n) - 1);
}

/* kernel_fold in three additions. */
AVX512 static inline double
fold512(__m512d a)
{
	__m256d b = _mm256_add_pd(_mm512_castpd512_pd256(a),
	    _mm512_extractf64x4_pd(a, 1));
	__m128d c =
	    _mm_add_pd(_mm256_castpd256_pd128(b), _mm256_extractf128_pd(b, 1));

	return _mm_cvtsd_f64(_mm_add_sd(c, _mm_unpackhi_pd(c, c)));
}

AVX512 static double
avx512_sum(const double *x, size_t n)
{
	__m512d a = _mm512_setzero_pd();
	__mmask8 rest;
	size_t k;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES)
		a = _mm512_add_pd(a, _mm512_loadu_pd(x + k));
	rest = rest_mask(n - k);
	a = _mm512_mask_add_pd(a, rest, a, _mm512_maskz_loadu_pd(rest, x + k));
	return fold512(a);
}

AVX512 static double
avx512_sqdev(const double *x, size_t n, double m)
{
	__m512d a = _mm512_setzero_pd(), mm = _mm512_set1_pd(m), d;
	__mmask8 rest;
	size_t k;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES) {
		d = _mm512_sub_pd(_mm512_loadu_pd(x + k), mm);
		a = _mm512_fmadd_pd(d, d, a);
	}
	rest = rest_mask(n - k);
	d = _mm512_maskz_loadu_pd(rest, x + k);
	d = _mm512_sub_pd(d, mm);
	a = _mm512_mask3_fmadd_pd(d, d, a, rest);
	return fold512(a);
}

AVX512 static double
avx512_dot(const double *x, const double *y, size_t n)
{
	__m512d a = _mm512_setzero_pd(), c, d;
	__mmask8 rest;
	size_t k;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES)
		a = _mm512_fmadd_pd(_mm512_loadu_pd(x + k),
		    _mm512_loadu_pd(y + k), a);
	rest = rest_mask(n - k);
	c = _mm512_maskz_loadu_pd(rest, x + k);
	d = _mm512_maskz_loadu_pd(rest, y + k);
	a = _mm512_mask3_fmadd_pd(c, d, a, rest);
	return fold512(a);
}

const struct kernels kernels_avx512 = {
	.name = "avx512",
	.sum = avx512_sum,
	.sqdev = avx512_sqdev,
	.dot = avx512_dot,
};

#endif
