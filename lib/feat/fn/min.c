/*
 * min.c - least value of the n rows before this one.
 */
#include "feat/fn/roll.h"

static double
least(const struct lastn *w)
{
	const double *v = lastn_values(w);
	double y = v[0];
	uint32_t i;

	for (i = 1; i < w->count; i++)
		if (v[i] < y)
			y = v[i];
	return y;
}

static double
min_step(void *state, const struct argv *a, const double *in)
{
	(void)a;
	return roll_step(state, in[0], least);
}

static const struct arg args[] = { ROLL_ARGS("240"), ARGS_END };

const struct column_fn column_fn_min = {
	.name = "min",
	.summary = "least of the n rows before",
	.unit = "=",
	.args = args,
	.state_size = roll_size,
	.init = roll_init,
	.step = min_step,
};
