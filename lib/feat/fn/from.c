/*
 * from.c - x from the n-th row of its run on, NaN before.
 */
#include "feat/fn/run.h"

enum { X, N, RUN };

static double
from_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return r->in[1] >= arg_real(arg, N) ? r->in[0] : NAN;
}

static void
from_steps(const void *arg, double *out, const struct fn_rows *r)
{
	double n = arg_real(arg, N);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = r->in[1][k] >= n ? r->in[0][k] : NAN;
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	RUN_COUNT_ARG("n", 1, "3", "first row with a value"), RUN_ARG,
	ARGS_END };

const struct column_fn column_fn_from = {
	.name = "from",
	.summary = "the series from the n-th row of a run on",
	.unit = "=",
	.args = args,
	.step = from_step,
	.steps = from_steps,
};
