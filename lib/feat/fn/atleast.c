/*
 * atleast.c - the larger of two series; a missing second one is no limit.
 */
#include "feat/column_fn.h"

static inline double
larger(double x, double least)
{
	return x < least ? least : x;
}

static double
atleast_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)arg;
	(void)state;
	return larger(r->in[0], r->in[1]);
}

static void
atleast_steps(const void *arg, double *out, const struct fn_rows *r)
{
	const double *x = r->in[0], *least = r->in[1];
	size_t k;

	(void)arg;
	for (k = 0; k < r->n; k++)
		out[k] = larger(x[k], least[k]);
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	ARG_SERIES("least", "its least value"), ARGS_END };

const struct column_fn column_fn_atleast = {
	.name = "atleast",
	.summary = "the larger of two series",
	.unit = "=",
	.args = args,
	.step = atleast_step,
	.steps = atleast_steps,
};
