/*
 * abs.c - absolute value.
 */
#include <math.h>

#include "feat/feat.h"

static double
abs_step(void *state, const struct argv *a, const double *in)
{
	(void)state;
	(void)a;
	return fabs(in[0]);
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "the series" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_abs = {
	.name = "abs",
	.summary = "absolute value",
	.unit = "=",
	.args = args,
	.step = abs_step,
};
