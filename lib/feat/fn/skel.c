/*
 * skel.c - the starting point for a new column function: share of a total.
 *
 *	y_t = x_t / (sum of x over the rows before, decayed by `keep` a row)
 *
 * Copy this file, rename the functions and the struct, say above what is
 * computed and where it comes from (paper and equation), and put one line
 * COLUMN_FN(name) into list.h.  This one is compiled and tested but not
 * listed.
 *
 * The engine gives each symbol (SCOPE_SYMBOL) or all together (SCOPE_POOLED)
 * state_size bytes, zeroed; in[] holds the ARG_IN arguments in the order of
 * the table, then the hidden inputs asked for.  A result that is not finite
 * becomes NaN.
 */
#include <math.h>

#include "feat/feat.h"

enum { X, KEEP };

static size_t
skel_size(const struct argv *a)
{
	(void)a;
	return sizeof(double);
}

static double
skel_step(void *state, const struct argv *a, const double *in)
{
	double *sum = state, before = *sum;

	if (isnan(in[0]))
		return NAN;
	*sum = a->v[KEEP] * before + in[0];
	return before > 0 ? in[0] / before : NAN;
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "the series" },
	{ "keep", ARG_REAL, 0, 1, "0.5", "share of the sum kept a row" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_skel = {
	.name = "skel",
	.summary = "share of a decayed total",
	.unit = "ratio",
	.scope = SCOPE_SYMBOL,
	.args = args,
	.state_size = skel_size,
	.step = skel_step,
};
