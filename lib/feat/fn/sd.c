/*
 * sd.c - standard deviation (n-1) of the n rows before this one.
 */
#include "feat/fn/roll.h"

static double
spread(const struct lastn *w)
{
	return lastn_sd(w, lastn_mean(w));
}

static double
sd_step(void *state, const struct argv *a, const double *in)
{
	(void)a;
	return roll_step(state, in[0], spread);
}

static const struct arg args[] = { ROLL_ARGS("240"), ARGS_END };

const struct column_fn column_fn_sd = {
	.name = "sd",
	.summary = "standard deviation of the n rows before",
	.unit = "=",
	.args = args,
	.state_size = roll_size,
	.init = roll_init,
	.step = sd_step,
};
