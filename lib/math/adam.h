/*
 * adam.h - the optimiser of the networks.
 *
 *	m = b1 m + (1 - b1) g		v = b2 v + (1 - b2) g^2
 *	p -= lr / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps)
 *
 * Kingma and Ba 2015, algorithm 1, as PyTorch computes it (Keras adds eps
 * before the correction).  Gradients are clipped by one norm over all
 * parameters: g *= min(1, max / (norm + 1e-6)), Pascanu et al. 2013.
 */
#ifndef MATH_ADAM_H
#define MATH_ADAM_H

#include <stdint.h>

#include "math/float.h"

struct adam_opts {
	double lr, b1, b2, eps;
	double clip; /* largest norm of the gradient; 0: not clipped */
};

/* Norm of g [n]: the root of the squares of each block, added in order, so that
 * threads may share the blocks. */
enum { ADAM_BLOCK = 4096 };
double gradient_norm(const float *g, size_t n);
/* The sum of squares of a block, in double. */
double gradient_squares(const float *g, size_t n);

/* What the kernel adam takes: of step t (from 1) and a gradient of this norm,
 * before clipping. */
enum { ADAM_COEFS = 8 };
void adam_coefs(float coef[ADAM_COEFS], double norm, uint64_t t,
    const struct adam_opts *o);

/*
 * Step t (from 1) on parameters p [n] with state m, v [n], zero at first.
 * Returns the norm of the gradient before clipping; nothing is changed when
 * that is not finite.
 */
double adam_step(const struct float_kernels *k, float *p, float *m, float *v,
    const float *g, size_t n, uint64_t t, const struct adam_opts *o);

#endif
