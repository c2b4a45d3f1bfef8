/*
 * runmean.c - mean of the n rows preceding this one, all of the same run.
 *
 * NaN in the first n rows of a run and if one of the values is missing.
 */
#include "feat/fn/run.h"
#include "math/kernel.h"

enum { X, N, RUN };

static inline double
mean(const struct kernels *k, const struct past *past, uint32_t n, double run)
{
	if (run_rows(run) <= n || past->n < n)
		return NAN;
	return k->sum(past->end - n, n) / n;
}

static double
runmean_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return mean(kernels_best(), &r->past[0], arg_count(arg, N), r->in[1]);
}

static void
runmean_steps(const void *arg, double *out, const struct fn_rows *r)
{
	const struct kernels *kernels = kernels_best();
	uint32_t n = arg_count(arg, N);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = mean(kernels, &r->past[0][k], n, r->in[1][k]);
}

static uint32_t
runmean_past(const void *arg, int series)
{
	return series == 0 ? arg_count(arg, N) : 0;
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	RUN_COUNT_ARG("n", 2, "20", "rows"), RUN_ARG, ARGS_END };

const struct column_fn column_fn_runmean = {
	.name = "runmean",
	.summary = "mean of the n rows before, all of the run",
	.unit = "=",
	.args = args,
	.past = runmean_past,
	.past_missing = 1,
	.step = runmean_step,
	.steps = runmean_steps,
};
