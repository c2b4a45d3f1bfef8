/*
 * log.c - natural logarithm; NaN where x is not positive.
 */
#include "feat/fn/each.h"

static inline double
log_of(double x)
{
	return x > 0 ? log(x) : NAN;
}

EACH_VALUE(log_of)

static const struct arg args[] = { ARG_SERIES("x", "the series"), ARGS_END };

const struct column_fn column_fn_log = {
	.name = "log",
	.summary = "natural logarithm",
	.unit = "ln",
	.args = args,
	.step = log_of_step,
	.steps = log_of_steps,
};
