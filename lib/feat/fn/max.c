/*
 * max.c - largest value of the n rows preceding this one.
 */
#include "feat/fn/extreme.h"

static void
max_init(const void *arg, void *work, const struct past *past)
{
	extreme_init(arg, work, past, 1);
}

static double
max_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return extreme_step(arg, r, 1);
}

static void
max_steps(const void *arg, double *out, const struct fn_rows *r)
{
	extreme_steps(arg, out, r, 1);
}

static const struct arg args[] = { ROLL_ARGS, ARGS_END };

const struct column_fn column_fn_max = {
	.name = "max",
	.summary = "largest of the n rows before",
	.source = "van Herk 1992",
	.unit = "=",
	.args = args,
	.past = roll_past,
	.work_size = extreme_size,
	.work_init = max_init,
	.step = max_step,
	.steps = max_steps,
};
