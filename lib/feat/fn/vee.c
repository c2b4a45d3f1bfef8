/*
 * vee.c - a fall or a rise that was reversed.
 *
 *	f = sum of x over a rows / sqrt(a), then g = over b rows / sqrt(b)
 *	y_t = min(-f, g) if f < 0 < g, min(f, -g) if g < 0 < f, else 0
 *
 * The b rows end with this one.  NaN until the run has a + b rows before it and
 * if one of the a + b is missing.
 */
#include "feat/fn/run.h"

enum { X, A, B, RUN };

static inline double
vee(const struct past *past, uint32_t a, uint32_t b, double x, double run)
{
	double f = 0, g = 0;
	uint32_t i;

	if (run_rows(run) <= a + b)
		return NAN;
	for (i = 0; i < b; i++)
		g += run_at(past, x, i);
	for (i = b; i < a + b; i++)
		f += run_at(past, x, i);
	f /= sqrt(a);
	g /= sqrt(b);
	if (isnan(f) || isnan(g))
		return NAN;
	return f < 0 && g > 0 ? fmin(-f, g) : f > 0 && g < 0 ? fmin(f, -g) : 0;
}

static double
vee_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return vee(&r->past[0], arg_count(arg, A), arg_count(arg, B), r->in[0],
	    r->in[1]);
}

static void
vee_steps(const void *arg, double *out, const struct fn_rows *r)
{
	uint32_t a = arg_count(arg, A), b = arg_count(arg, B);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = vee(&r->past[0][k], a, b, r->in[0][k], r->in[1][k]);
}

static uint32_t
vee_past(const void *arg, int series)
{
	return series == 0 ? arg_count(arg, A) + arg_count(arg, B) - 1 : 0;
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	RUN_COUNT_ARG("a", 1, "1", "rows of the first leg"),
	RUN_COUNT_ARG("b", 1, "1", "rows of the second leg"), RUN_ARG,
	ARGS_END };

const struct column_fn column_fn_vee = {
	.name = "vee",
	.summary = "a fall and recovery, or a rise and fall",
	.unit = "=",
	.args = args,
	.past = vee_past,
	.past_missing = 1,
	.step = vee_step,
	.steps = vee_steps,
};
