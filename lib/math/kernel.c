/*
 * kernel.c - the portable twin of the kernels, and the choice among them.
 *
 * Plain C in the order of summation defined in kernel.h.  fma comes from the C
 * library: exact on every CPU, but slow without a hardware instruction.  The
 * vector code is tested against this code, which also runs on CPUs without
 * vector code.  With extra precision in double arithmetic (x87) the last bits
 * differ.
 *
 * The choice is the tail of a constant list, so nothing is initialised and
 * threads cannot race.
 */
#include <math.h>

#include "math/kernel.h"
#include "math/kernel_lanes.h"

static double
portable_sum(const double *x, size_t n)
{
	double s[KERNEL_LANES] = { 0 };
	size_t k;
	int l;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES)
		for (l = 0; l < KERNEL_LANES; l++)
			s[l] += x[k + l];
	for (l = 0; k < n; k++, l++)
		s[l] += x[k];
	return kernel_fold(s);
}

static double
portable_sqdev(const double *x, size_t n, double m)
{
	double s[KERNEL_LANES] = { 0 }, d;
	size_t k;
	int l;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES)
		for (l = 0; l < KERNEL_LANES; l++) {
			d = x[k + l] - m;
			s[l] = fma(d, d, s[l]);
		}
	for (l = 0; k < n; k++, l++) {
		d = x[k] - m;
		s[l] = fma(d, d, s[l]);
	}
	return kernel_fold(s);
}

static double
portable_dot(const double *x, const double *y, size_t n)
{
	double s[KERNEL_LANES] = { 0 };
	size_t k;
	int l;

	for (k = 0; n - k >= KERNEL_LANES; k += KERNEL_LANES)
		for (l = 0; l < KERNEL_LANES; l++)
			s[l] = fma(x[k + l], y[k + l], s[l]);
	for (l = 0; k < n; k++, l++)
		s[l] = fma(x[k], y[k], s[l]);
	return kernel_fold(s);
}

const struct kernels kernels_portable = {
	.name = "portable",
	.sum = portable_sum,
	.sqdev = portable_sqdev,
	.dot = portable_dot,
};

int
kernel_level(void)
{
#ifdef __x86_64__
	/* These also check for operating system support (XGETBV). */
	if (!(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")))
		return 2;
	return __builtin_cpu_supports("avx512f") ? 0 : 1;
#else
	return 2;
#endif
}

/* By kernel_level; each set runs wherever the one before it does. */
static const struct kernels *const by_speed[KERNEL_LEVELS + 1] = {
#ifdef __x86_64__
	&kernels_avx512,
	&kernels_avx2,
#endif
	[KERNEL_LEVELS - 1] = &kernels_portable,
};

const struct kernels *const *
kernels_all(void)
{
	return by_speed + kernel_level();
}

const struct kernels *
kernels_best(void)
{
	return kernels_all()[0];
}
