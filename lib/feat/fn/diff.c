/*
 * diff.c - difference from the value n rows earlier: x_t - x_{t-n}.
 */
#include "feat/fn/lag.h"

static void
diff_steps(const void *arg, double *out, const struct fn_rows *r)
{
	uint32_t n = arg_count(arg, LAG_N);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = r->in[0][k] - lag_value(&r->past[0][k], n);
}

static double
diff_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return r->in[0] - lag_value(r->past, arg_count(arg, LAG_N));
}

static const struct arg args[] = { LAG_ARGS, ARGS_END };

const struct column_fn column_fn_diff = {
	.name = "diff",
	.summary = "difference from n rows before",
	.unit = "=",
	.args = args,
	.past = lag_past,
	.past_missing = 1,
	.step = diff_step,
	.steps = diff_steps,
};
