/*
 * logret.c - log return against the row before: ln(x_t / x_{t-1}).
 *
 * NaN without a predecessor and where x is missing or not positive; such a
 * row is passed over, the next return spans it.  For prices that may be
 * negative use diff.
 */
#include <math.h>

#include "feat/feat.h"

static size_t
logret_size(const struct argv *a)
{
	(void)a;
	return sizeof(double);
}

static double
logret_step(void *state, const struct argv *a, const double *in)
{
	double *last = state, before = *last, x = in[0];

	(void)a;
	if (!(x > 0)) /* also NaN */
		return NAN;
	*last = x;
	return before > 0 ? log(x / before) : NAN;
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "a positive series, a price" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_logret = {
	.name = "logret",
	.summary = "log return against the row before",
	.unit = "ln",
	.args = args,
	.state_size = logret_size,
	.step = logret_step,
};
