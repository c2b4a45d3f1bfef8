/*
 * adam.c - the optimiser of the networks.
 *
 * Squares are summed in double: gradients of relu cells reach norms whose
 * squares leave the range of a float.
 */
#include "math/adam.h"

#include <math.h>

enum { LANES = 8 };

double
gradient_squares(const float *g, size_t n)
{
	double sum[LANES] = { 0 }, all = 0;
	size_t i, k;

	for (i = 0; i + LANES <= n; i += LANES)
		for (k = 0; k < LANES; k++)
			sum[k] += (double)g[i + k] * (double)g[i + k];
	for (; i < n; i++)
		sum[i % LANES] += (double)g[i] * (double)g[i];
	for (k = 0; k < LANES; k++)
		all += sum[k];
	return all;
}

double
gradient_norm(const float *g, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i += ADAM_BLOCK)
		sum += gradient_squares(g + i,
		    n - i < ADAM_BLOCK ? n - i : ADAM_BLOCK);
	return sqrt(sum);
}

void
adam_coefs(float coef[ADAM_COEFS], double norm, uint64_t t,
    const struct adam_opts *o)
{
	double scale = o->clip > 0 ? fmin(1, o->clip / (norm + 1e-6)) : 1;

	coef[0] = (float)(o->lr / (1 - pow(o->b1, (double)t)));
	coef[1] = (float)o->b1;
	coef[2] = (float)(1 - o->b1);
	coef[3] = (float)o->b2;
	coef[4] = (float)(1 - o->b2);
	coef[5] = (float)(1 / sqrt(1 - pow(o->b2, (double)t)));
	coef[6] = (float)o->eps;
	coef[7] = (float)scale;
}

double
adam_step(const struct float_kernels *k, float *p, float *m, float *v,
    const float *g, size_t n, uint64_t t, const struct adam_opts *o)
{
	double norm = gradient_norm(g, n);
	float coef[ADAM_COEFS];

	if (!isfinite(norm))
		return norm;
	adam_coefs(coef, norm, t, o);
	k->adam(p, m, v, g, n, coef);
	return norm;
}
