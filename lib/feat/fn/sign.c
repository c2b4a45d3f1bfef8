/*
 * sign.c - sign: -1, 0 or 1.
 */
#include "feat/fn/each.h"

static inline double
sign_of(double x)
{
	return isnan(x) ? NAN : (x > 0) - (x < 0);
}

EACH_VALUE(sign_of)

static const struct arg args[] = { ARG_SERIES("x", "the series"), ARGS_END };

const struct column_fn column_fn_sign = {
	.name = "sign",
	.summary = "sign: -1, 0 or 1",
	.unit = "sign",
	.args = args,
	.step = sign_of_step,
	.steps = sign_of_steps,
};
