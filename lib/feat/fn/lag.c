/*
 * lag.c - the series n rows before: x_{t-n}.
 *
 * Its value does not depend on whether row t itself has one.
 */
#include "feat/fn/lag.h"

static double
lag_step(void *state, const struct argv *a, const double *in)
{
	return lag_step_n(state, (uint32_t)a->v[LAG_N], in[0]);
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "the series" },
	{ "n", ARG_INT, 1, LAG_MAX, "1", "rows back" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_lag = {
	.name = "lag",
	.summary = "the value n rows before",
	.unit = "=",
	.args = args,
	.state_size = lag_size,
	.step = lag_step,
};
