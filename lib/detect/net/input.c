/*
 * input.c - from the rows of a stream to the numbers that a net sees.
 */
#include "detect/net/input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int
net_input_init(struct net_input *in, int returns, size_t F, struct err *err)
{
	size_t j;

	*in = (struct net_input){ .returns = returns, .F = F };
	in->center = calloc(F, sizeof(*in->center));
	in->scale = calloc(F, sizeof(*in->scale));
	if (in->center == NULL || in->scale == NULL)
		return err_errno(err, "%zu columns", F);
	for (j = 0; j < F; j++)
		in->scale[j] = 1;
	return 0;
}

void
net_input_fini(struct net_input *in)
{
	free(in->center);
	free(in->scale);
	memset(in, 0, sizeof(*in));
}

/* Column j of a row before scaling; not finite: missing. */
static double
value(const struct net_input *in, const double *x, size_t j)
{
	if (in->returns == 0)
		return x[j];
	if (!(x[j] > 0 && (x - in->F)[j] > 0))
		return NAN;
	return log(x[j] / (x - in->F)[j]);
}

int
net_input_row(float *to, const struct net_input *in, const double *x)
{
	size_t j;
	double v;

	for (j = 0; j < in->F; j++) {
		v = (value(in, x, j) - in->center[j]) / in->scale[j];
		to[j] = (float)v;
		if (!isfinite(to[j]))
			return 0;
	}
	return 1;
}

/* Write a row's values to v[F]; 0 if one is missing. */
static int
take(double *v, const struct net_input *in, const double *x)
{
	size_t j;

	for (j = 0; j < in->F; j++)
		if (!isfinite(v[j] = value(in, x, j)))
			return 0;
	return 1;
}

int
net_input_fit(struct net_input *in, const struct rows *r, enum scale how,
    struct err *err)
{
	size_t F = (size_t)in->F, i, row, n = 0;
	double *v;
	int rc = 0;

	if (how == SCALE_NONE || r->n == 0)
		return 0;
	if ((v = malloc(r->n * F * sizeof(*v))) == NULL)
		return err_errno(err, "scaling of %zu rows", r->n);
	for (i = 0; i < r->runs; i++)
		for (row = r->run[i] + (in->returns != 0); row < r->run[i + 1];
		     row++)
			if (r->label == NULL || r->label[row] == 0)
				n +=
				    (size_t)take(v + n * F, in, r->x + row * F);
	if (n > 0)
		rc = scale_fit(in->center, in->scale, v, n, (int)F, how, err);
	free(v);
	return rc;
}

void
net_input_walk(struct walk *w, struct net_input *in)
{
	uint64_t j;

	walk_scalar(w, "returns", TENSOR_I64, &in->returns);
	walk_check(w, in->returns == 0 || in->returns == 1,
	    "returns: out of range");
	walk_shaped(w, "center", TENSOR_F64, (void **)&in->center, 1, &in->F);
	walk_shaped(w, "scale", TENSOR_F64, (void **)&in->scale, 1, &in->F);
	for (j = 0; walk_loading(w) && j < in->F; j++)
		walk_check(w,
		    isfinite(in->center[j]) && isfinite(in->scale[j]) &&
			in->scale[j] > 0,
		    "center, scale: not finite, or a scale not above 0");
}
