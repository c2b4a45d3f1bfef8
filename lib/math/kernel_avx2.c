/*
 * kernel_avx2.c - the kernels for x86-64 with AVX2 and FMA.
 *
 * Lanes 0-3 and 4-7 of kernel.h are two registers.  The last n mod 8 terms
 * go to their lanes one by one, as in the portable twin.  Only these
 * functions are compiled for AVX2; the dispatch in kernel.c keeps other CPUs
 * out.
 */
#include "math/kernel_lanes.h"

#ifdef __x86_64__

#include <immintrin.h>
#include <math.h>

#define AVX2 __attribute__((target("avx2,fma")))

AVX2 static double
avx2_sum(const double *x, size_t n)
{
	__m256d a = _mm256_setzero_pd(), b = _mm256_setzero_pd();
	double s[KERNEL_LANES];
	size_t k;
	int l;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES) {
		a = _mm256_add_pd(a, _mm256_loadu_pd(x + k));
		b = _mm256_add_pd(b, _mm256_loadu_pd(x + k + 4));
	}
	_mm256_storeu_pd(s, a);
	_mm256_storeu_pd(s + 4, b);
	for (l = 0; k < n; k++, l++)
		s[l] += x[k];
	return kernel_fold(s);
}

AVX2 static double
avx2_sqdev(const double *x, size_t n, double m)
{
	__m256d a = _mm256_setzero_pd(), b = _mm256_setzero_pd();
	__m256d mm = _mm256_set1_pd(m), c, d;
	double s[KERNEL_LANES], e;
	size_t k;
	int l;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES) {
		c = _mm256_sub_pd(_mm256_loadu_pd(x + k), mm);
		d = _mm256_sub_pd(_mm256_loadu_pd(x + k + 4), mm);
		a = _mm256_fmadd_pd(c, c, a);
		b = _mm256_fmadd_pd(d, d, b);
	}
	_mm256_storeu_pd(s, a);
	_mm256_storeu_pd(s + 4, b);
	for (l = 0; k < n; k++, l++) {
		e = x[k] - m;
		s[l] = fma(e, e, s[l]);
	}
	return kernel_fold(s);
}

AVX2 static double
avx2_dot(const double *x, const double *y, size_t n)
{
	__m256d a = _mm256_setzero_pd(), b = _mm256_setzero_pd();
	double s[KERNEL_LANES];
	size_t k;
	int l;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES) {
		a = _mm256_fmadd_pd(_mm256_loadu_pd(x + k),
		    _mm256_loadu_pd(y + k), a);
		b = _mm256_fmadd_pd(_mm256_loadu_pd(x + k + 4),
		    _mm256_loadu_pd(y + k + 4), b);
	}
	_mm256_storeu_pd(s, a);
	_mm256_storeu_pd(s + 4, b);
	for (l = 0; k < n; k++, l++)
		s[l] = fma(x[k], y[k], s[l]);
	return kernel_fold(s);
}

const struct kernels kernels_avx2 = {
	.name = "avx2",
	.sum = avx2_sum,
	.sqdev = avx2_sqdev,
	.dot = avx2_dot,
};

#endif
