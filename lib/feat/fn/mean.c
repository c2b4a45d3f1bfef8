/*
 * mean.c - mean of the n rows before this one, from the values each time.
 */
#include "feat/fn/roll.h"

static double
mean_step(void *state, const struct argv *a, const double *in)
{
	(void)a;
	return roll_step(state, in[0], lastn_mean);
}

static const struct arg args[] = { ROLL_ARGS("240"), ARGS_END };

const struct column_fn column_fn_mean = {
	.name = "mean",
	.summary = "mean of the n rows before",
	.unit = "=",
	.args = args,
	.state_size = roll_size,
	.init = roll_init,
	.step = mean_step,
};
