/*
 * lag.c - the value n rows earlier: x_{t-n}.
 */
#include "feat/fn/lag.h"

static void
lag_steps(const void *arg, double *out, const struct fn_rows *r)
{
	uint32_t n = arg_count(arg, LAG_N);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = lag_value(&r->past[0][k], n);
}

static double
lag_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return lag_value(r->past, arg_count(arg, LAG_N));
}

static const struct arg args[] = { LAG_ARGS, ARGS_END };

const struct column_fn column_fn_lag = {
	.name = "lag",
	.summary = "the value n rows before",
	.unit = "=",
	.args = args,
	.past = lag_past,
	.past_missing = 1,
	.step = lag_step,
	.steps = lag_steps,
};
