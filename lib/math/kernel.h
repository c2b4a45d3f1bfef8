/*
 * kernel.h - sums in a fixed order, on every CPU.
 *
 * This is the order of summation of this project.  A sum over k = 0..n-1 uses 8
 * lanes: lane l adds the terms k = l, l+8, l+16, ... in ascending k, each with
 * one rounding (products by fma); then the lanes are added as
 *
 *	((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))
 *
 * The vector code and its portable twin give the same bits, so a row's value
 * is the same alone, in a batch, and on any machine with IEEE doubles.
 * Which code runs is chosen once, at run time.
 */
#ifndef MATH_KERNEL_H
#define MATH_KERNEL_H

#include <stddef.h>

struct kernels {
	const char *name; /* "avx512", "avx2" or "portable" */
	double (*sum)(const double *x, size_t n);
	/* sum of (x - m)^2 */
	double (*sqdev)(const double *x, size_t n, double m);
	double (*dot)(const double *x, const double *y, size_t n);
};

/* What this CPU and its operating system run: 0 AVX-512, 1 AVX2 with FMA,
 * 2 neither: the place in a list of kernels, fastest first. */
enum { KERNEL_LEVELS = 3 };
int kernel_level(void);

/* The fastest set that this CPU runs. */
const struct kernels *kernels_best(void);
/* The twin that the others are tested against. */
extern const struct kernels kernels_portable;
/* All that this CPU runs, NULL-terminated: for tests. */
const struct kernels *const *kernels_all(void);

#endif
