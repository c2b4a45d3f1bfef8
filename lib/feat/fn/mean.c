/*
 * mean.c - mean of the n rows preceding this one, recomputed for each row.
 */
#include "feat/fn/roll.h"
#include "math/kernel.h"

static inline double
mean_of(const struct kernels *k, const struct past *past, uint32_t n, double x)
{
	if (isnan(x) || past->n < n)
		return NAN;
	return k->sum(past->end - n, n) / n;
}

static double
mean_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return mean_of(kernels_best(), r->past, arg_count(arg, ROLL_N),
	    r->in[0]);
}

static void
mean_steps(const void *arg, double *out, const struct fn_rows *r)
{
	const struct kernels *kernels = kernels_best();
	uint32_t n = arg_count(arg, ROLL_N);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = mean_of(kernels, &r->past[0][k], n, r->in[0][k]);
}

static const struct arg args[] = { ROLL_ARGS, ARGS_END };

const struct column_fn column_fn_mean = {
	.name = "mean",
	.summary = "mean of the n rows before",
	.unit = "=",
	.args = args,
	.past = roll_past,
	.step = mean_step,
	.steps = mean_steps,
};
