/*
 * sign.c - sign: -1, 0 or 1.
 */
#include <math.h>

#include "feat/feat.h"

static double
sign_step(void *state, const struct argv *a, const double *in)
{
	(void)state;
	(void)a;
	return isnan(in[0]) ? NAN : (in[0] > 0) - (in[0] < 0);
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "the series" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_sign = {
	.name = "sign",
	.summary = "sign: -1, 0 or 1",
	.unit = "sign",
	.args = args,
	.step = sign_step,
};
