/*
 * kernel_avx2.c - the kernels for x86-64 with AVX2 and FMA.
 *
 * Lanes 0-3 and 4-7 of kernel.h are two registers.  The last n mod 8 terms
 * are a masked load, which never leaves the array.  In sums of values and of
 * squares the other lanes add a zero, which changes none: a lane begins as 0,
 * so it is never -0.  Only these functions are compiled for AVX2; the dispatch
 * in kernel.c keeps other CPUs out.
 */
#include "math/kernel_lanes.h"

#ifdef __x86_64__

#include <immintrin.h>
#include <stdint.h>

#define AVX2 __attribute__((target("avx2,fma")))

/* The lanes of the last n < 8 terms, of each register. */
AVX2 static inline void
rest_masks(__m256i mask[2], size_t n)
{
	static const int64_t ones[2 * KERNEL_LANES] = { -1, -1, -1, -1, -1, -1,
		-1, -1 };
	const int64_t *from = ones + KERNEL_LANES - n;

	mask[0] = _mm256_loadu_si256((const __m256i_u *)from);
	mask[1] = _mm256_loadu_si256((const __m256i_u *)(from + 4));
}

/* kernel_fold in three additions. */
AVX2 static inline double
fold(__m256d a, __m256d b)
{
	__m256d c = _mm256_add_pd(a, b);
	__m128d d =
	    _mm_add_pd(_mm256_castpd256_pd128(c), _mm256_extractf128_pd(c, 1));

	return _mm_cvtsd_f64(_mm_add_sd(d, _mm_unpackhi_pd(d, d)));
}

AVX2 static double
avx2_sum(const double *x, size_t n)
{
	__m256d a = _mm256_setzero_pd(), b = _mm256_setzero_pd();
	__m256i rest[2];
	size_t k;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES) {
		a = _mm256_add_pd(a, _mm256_loadu_pd(x + k));
		b = _mm256_add_pd(b, _mm256_loadu_pd(x + k + 4));
	}
	rest_masks(rest, n - k);
	a = _mm256_add_pd(a, _mm256_maskload_pd(x + k, rest[0]));
	b = _mm256_add_pd(b, _mm256_maskload_pd(x + k + 4, rest[1]));
	return fold(a, b);
}

AVX2 static double
avx2_sqdev(const double *x, size_t n, double m)
{
	__m256d a = _mm256_setzero_pd(), b = _mm256_setzero_pd();
	__m256d mm = _mm256_set1_pd(m), c, d;
	__m256i rest[2];
	size_t k;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES) {
		c = _mm256_sub_pd(_mm256_loadu_pd(x + k), mm);
		d = _mm256_sub_pd(_mm256_loadu_pd(x + k + 4), mm);
		a = _mm256_fmadd_pd(c, c, a);
		b = _mm256_fmadd_pd(d, d, b);
	}
	rest_masks(rest, n - k);
	c = _mm256_sub_pd(_mm256_maskload_pd(x + k, rest[0]), mm);
	d = _mm256_sub_pd(_mm256_maskload_pd(x + k + 4, rest[1]), mm);
	c = _mm256_and_pd(c, _mm256_castsi256_pd(rest[0]));
	d = _mm256_and_pd(d, _mm256_castsi256_pd(rest[1]));
	return fold(_mm256_fmadd_pd(c, c, a), _mm256_fmadd_pd(d, d, b));
}

AVX2 static double
avx2_dot(const double *x, const double *y, size_t n)
{
	__m256d a = _mm256_setzero_pd(), b = _mm256_setzero_pd(), c, d;
	__m256i rest[2];
	size_t k;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES) {
		a = _mm256_fmadd_pd(_mm256_loadu_pd(x + k),
		    _mm256_loadu_pd(y + k), a);
		b = _mm256_fmadd_pd(_mm256_loadu_pd(x + k + 4),
		    _mm256_loadu_pd(y + k + 4), b);
	}
	rest_masks(rest, n - k);
	c = _mm256_fmadd_pd(_mm256_maskload_pd(x + k, rest[0]),
	    _mm256_maskload_pd(y + k, rest[0]), a);
	d = _mm256_fmadd_pd(_mm256_maskload_pd(x + k + 4, rest[1]),
	    _mm256_maskload_pd(y + k + 4, rest[1]), b);
	/* A product may round to -0: other lanes must not add a zero. */
	a = _mm256_blendv_pd(a, c, _mm256_castsi256_pd(rest[0]));
	b = _mm256_blendv_pd(b, d, _mm256_castsi256_pd(rest[1]));
	return fold(a, b);
}

const struct kernels kernels_avx2 = {
	.name = "avx2",
	.sum = avx2_sum,
	.sqdev = avx2_sqdev,
	.dot = avx2_dot,
};

#endif
