/*
 * fill.c - x, or y if x is missing.
 */
#include "feat/column_fn.h"

static double
fill_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)arg;
	(void)state;
	return isnan(r->in[0]) ? r->in[1] : r->in[0];
}

static void
fill_steps(const void *arg, double *out, const struct fn_rows *r)
{
	size_t k;

	(void)arg;
	for (k = 0; k < r->n; k++)
		out[k] = isnan(r->in[0][k]) ? r->in[1][k] : r->in[0][k];
}

static const struct arg args[] = {
	ARG_SERIES("x", "the series"),
	{ .name = "y",
	    .kind = ARG_IN,
	    .def = "0",
	    .help = "value that replaces a missing one" },
	ARGS_END,
};

const struct column_fn column_fn_fill = {
	.name = "fill",
	.summary = "the series, with missing values replaced",
	.unit = "=",
	.args = args,
	.step = fill_step,
	.steps = fill_steps,
};
