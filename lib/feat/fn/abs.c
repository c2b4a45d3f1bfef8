/*
 * abs.c - absolute value.
 */
#include "feat/fn/each.h"

static inline double
abs_of(double x)
{
	return fabs(x);
}

EACH_VALUE(abs_of)

static const struct arg args[] = { ARG_SERIES("x", "the series"), ARGS_END };

const struct column_fn column_fn_abs = {
	.name = "abs",
	.summary = "absolute value",
	.unit = "=",
	.args = args,
	.step = abs_of_step,
	.steps = abs_of_steps,
};
