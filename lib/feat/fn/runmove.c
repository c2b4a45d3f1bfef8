/*
 * runmove.c - difference from the value n rows earlier, or from the run's first
 * row.
 */
#include "feat/fn/run.h"

enum { X, N, RUN };

static inline double
move(const struct past *past, uint32_t n, double x, double run)
{
	uint32_t rows = run_rows(run);

	if (rows == 0)
		return NAN;
	return x - run_at(past, x, rows - 1 < n ? rows - 1 : n);
}

static double
runmove_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return move(&r->past[0], arg_count(arg, N), r->in[0], r->in[1]);
}

static void
runmove_steps(const void *arg, double *out, const struct fn_rows *r)
{
	uint32_t n = arg_count(arg, N);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = move(&r->past[0][k], n, r->in[0][k], r->in[1][k]);
}

static uint32_t
runmove_past(const void *arg, int series)
{
	return series == 0 ? arg_count(arg, N) : 0;
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	RUN_COUNT_ARG("n", 1, "10", "rows back"), RUN_ARG, ARGS_END };

const struct column_fn column_fn_runmove = {
	.name = "runmove",
	.summary = "difference from n rows before, or from the run's first row",
	.unit = "=",
	.args = args,
	.past = runmove_past,
	.past_missing = 1,
	.step = runmove_step,
	.steps = runmove_steps,
};
