/*
 * skel.c - the starting point for a new column function: share of a total.
 *
 *	y_t = x_t / (sum of x over the rows before, decayed by `keep' a row)
 *
 * Copy this file, rename the functions and the struct, say above what is
 * computed and where it comes from (paper and equation), put one line
 * COLUMN_FN(name) into list.h and an entry into tick-features.7.  This one is
 * compiled and tested but not listed.
 *
 * The engine provides state_size zeroed bytes per symbol (SCOPE_SYMBOL) or for
 * all symbols together (SCOPE_POOLED).  `steps' is optional: it is for speed.
 */
#include "feat/column_fn.h"

enum { X, KEEP };

static size_t
skel_size(const void *arg)
{
	(void)arg;
	return sizeof(double);
}

static int
skel_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	walk_scalar(w, "sum", TENSOR_F64, state);
	return walk_done(w);
}

static double
skel_step(const void *arg, void *state, const struct fn_row *r)
{
	double *sum = state, before = *sum, x = r->in[X];

	if (isnan(x))
		return NAN;
	*sum = arg_real(arg, KEEP) * before + x;
	return before > 0 ? x / before : NAN;
}

static const struct arg args[] = {
	ARG_SERIES("x", "the series"),
	{ .name = "keep",
	    .kind = ARG_REAL,
	    .min = 0,
	    .max = 1,
	    .def = "0.5",
	    .help = "share of the sum kept a row" },
	ARGS_END,
};

const struct column_fn column_fn_skel = {
	.name = "skel",
	.summary = "share of a decayed total",
	.unit = "ratio",
	.scope = SCOPE_SYMBOL,
	.args = args,
	.state_size = skel_size,
	.walk_state = skel_walk,
	.step = skel_step,
};
