/*
 * sqrt.c - square root; NaN where x is negative.
 */
#include <math.h>

#include "feat/feat.h"

static double
sqrt_step(void *state, const struct argv *a, const double *in)
{
	(void)state;
	(void)a;
	return in[0] >= 0 ? sqrt(in[0]) : NAN;
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "the series" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_sqrt = {
	.name = "sqrt",
	.summary = "square root",
	.unit = "",
	.args = args,
	.step = sqrt_step,
};
