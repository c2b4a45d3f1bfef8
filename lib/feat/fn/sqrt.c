/*
 * sqrt.c - square root; NaN where x is negative.
 */
#include "feat/fn/each.h"

static inline double
sqrt_of(double x)
{
	return x >= 0 ? sqrt(x) : NAN;
}

EACH_VALUE(sqrt_of)

static const struct arg args[] = { ARG_SERIES("x", "the series"), ARGS_END };

const struct column_fn column_fn_sqrt = {
	.name = "sqrt",
	.summary = "square root",
	.unit = "",
	.args = args,
	.step = sqrt_of_step,
	.steps = sqrt_of_steps,
};
