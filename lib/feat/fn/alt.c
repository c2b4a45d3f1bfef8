/*
 * alt.c - strength of an alternating movement.
 *
 *	y_t = |x_t - x_{t-1} + x_{t-2} - ...| / sqrt(n)
 *
 * over n rows of one run; NaN until the run has n rows, and if a value is
 * missing in one of them.
 */
#include "feat/fn/run.h"

enum { X, N, RUN };

static inline double
alternating(const struct past *past, uint32_t n, double x, double run)
{
	double s = 0;
	uint32_t i;

	if (run_rows(run) < n)
		return NAN;
	for (i = 0; i < n; i++)
		s += i % 2 == 0 ? run_at(past, x, i) : -run_at(past, x, i);
	return fabs(s) / sqrt(n);
}

static double
alt_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return alternating(&r->past[0], arg_count(arg, N), r->in[0], r->in[1]);
}

static void
alt_steps(const void *arg, double *out, const struct fn_rows *r)
{
	uint32_t n = arg_count(arg, N);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] =
		    alternating(&r->past[0][k], n, r->in[0][k], r->in[1][k]);
}

static uint32_t
alt_past(const void *arg, int series)
{
	return series == 0 ? arg_count(arg, N) - 1 : 0;
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	RUN_COUNT_ARG("n", 2, "6", "rows"), RUN_ARG, ARGS_END };

const struct column_fn column_fn_alt = {
	.name = "alt",
	.summary = "sum of n rows with alternating signs",
	.unit = "=",
	.args = args,
	.past = alt_past,
	.past_missing = 1,
	.step = alt_step,
	.steps = alt_steps,
};
