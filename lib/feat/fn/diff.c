/*
 * diff.c - difference from n rows before: x_t - x_{t-n}.
 */
#include "feat/fn/lag.h"

static double
diff_step(void *state, const struct argv *a, const double *in)
{
	return in[0] - lag_step_n(state, (uint32_t)a->v[LAG_N], in[0]);
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "the series" },
	{ "n", ARG_INT, 1, LAG_MAX, "1", "rows back" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_diff = {
	.name = "diff",
	.summary = "difference from n rows before",
	.unit = "=",
	.args = args,
	.state_size = lag_size,
	.step = diff_step,
};
