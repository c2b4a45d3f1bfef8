/*
 * sd.c - standard deviation (n-1) of the n rows preceding this one.
 */
#include "feat/fn/roll.h"
#include "math/kernel.h"

static inline double
sd_of(const struct kernels *k, const struct past *past, uint32_t n, double x)
{
	double m;

	if (isnan(x) || past->n < n)
		return NAN;
	m = k->sum(past->end - n, n) / n;
	return sqrt(k->sqdev(past->end - n, n, m) / (n - 1));
}

static double
sd_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return sd_of(kernels_best(), r->past, arg_count(arg, ROLL_N), r->in[0]);
}

static void
sd_steps(const void *arg, double *out, const struct fn_rows *r)
{
	const struct kernels *kernels = kernels_best();
	uint32_t n = arg_count(arg, ROLL_N);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = sd_of(kernels, &r->past[0][k], n, r->in[0][k]);
}

static const struct arg args[] = { ROLL_ARGS, ARGS_END };

const struct column_fn column_fn_sd = {
	.name = "sd",
	.summary = "standard deviation of the n rows before",
	.unit = "=",
	.args = args,
	.past = roll_past,
	.step = sd_step,
	.steps = sd_steps,
};
