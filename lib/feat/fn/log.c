/*
 * log.c - natural logarithm; NaN where x is not positive.
 */
#include <math.h>

#include "feat/feat.h"

static double
log_step(void *state, const struct argv *a, const double *in)
{
	(void)state;
	(void)a;
	return in[0] > 0 ? log(in[0]) : NAN;
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "the series" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_log = {
	.name = "log",
	.summary = "natural logarithm",
	.unit = "ln",
	.args = args,
	.step = log_step,
};
