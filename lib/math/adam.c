/*
 * adam.c - the optimiser of the networks.
 *
 * Squares are summed in double: gradients of relu cells reach norms whose
 * squares leave the range of a float.
 */
#include "math/adam.h"

#include <math.h>

double
gradient_norm(const float *g, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (double)g[i] * (double)g[i];
	return sqrt(sum);
}

double
adam_step(const struct float_kernels *k, float *p, float *m, float *v,
    const float *g, size_t n, uint64_t t, const struct adam_opts *o)
{
	double norm = gradient_norm(g, n), scale = 1;
	float coef[8];

	if (!isfinite(norm))
		return norm;
	if (o->clip > 0)
		scale = fmin(1, o->clip / (norm + 1e-6));
	coef[0] = (float)(o->lr / (1 - pow(o->b1, (double)t)));
	coef[1] = (float)o->b1;
	coef[2] = (float)(1 - o->b1);
	coef[3] = (float)o->b2;
	coef[4] = (float)(1 - o->b2);
	coef[5] = (float)(1 / sqrt(1 - pow(o->b2, (double)t)));
	coef[6] = (float)o->eps;
	coef[7] = (float)scale;
	k->adam(p, m, v, g, n, coef);
	return norm;
}
