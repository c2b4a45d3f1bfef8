/*
 * kernel_lanes.h - declarations shared by the kernels; private to lib/math.
 */
#ifndef MATH_KERNEL_LANES_H
#define MATH_KERNEL_LANES_H

#include "math/kernel.h"

enum { KERNEL_LANES = 8 };

#ifdef __x86_64__
extern const struct kernels kernels_avx2;   /* needs avx2 and fma */
extern const struct kernels kernels_avx512; /* needs avx512f */
#endif

/* Add the lanes in the fixed order. */
static inline double
kernel_fold(const double s[KERNEL_LANES])
{
	return ((s[0] + s[4]) + (s[2] + s[6])) +
	       ((s[1] + s[5]) + (s[3] + s[7]));
}

#endif
