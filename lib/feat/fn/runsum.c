/*
 * runsum.c - sum of the last n rows of the run, divided by the root of their
 * number.
 *
 *	y_t = (x_t + x_{t-1} + ...) / sqrt(m),  m <= n rows of the run
 *
 * Independent values of unit variance give a value of unit variance, also at
 * the beginning of a run, where there are fewer rows.  Rows without a value do
 * not count in m; NaN if x_t is missing.
 */
#include "feat/fn/run.h"

enum { X, N, RUN };

static inline double
sum(const struct past *past, uint32_t n, double x, double run)
{
	uint32_t rows = run_rows(run), i, m = 0;
	double v, s = 0;

	if (isnan(x))
		return NAN;
	for (i = 0; i < n && i < rows; i++) {
		v = run_at(past, x, i);
		if (!isnan(v)) {
			s += v;
			m++;
		}
	}
	return m > 0 ? s / sqrt(m) : NAN;
}

static double
runsum_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return sum(&r->past[0], arg_count(arg, N), r->in[0], r->in[1]);
}

static void
runsum_steps(const void *arg, double *out, const struct fn_rows *r)
{
	uint32_t n = arg_count(arg, N);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = sum(&r->past[0][k], n, r->in[0][k], r->in[1][k]);
}

static uint32_t
runsum_past(const void *arg, int series)
{
	return series == 0 ? arg_count(arg, N) - 1 : 0;
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	RUN_COUNT_ARG("n", 2, "5", "rows"), RUN_ARG, ARGS_END };

const struct column_fn column_fn_runsum = {
	.name = "runsum",
	.summary = "sum of the last n rows of the run over the root of their "
		   "number",
	.unit = "=",
	.args = args,
	.past = runsum_past,
	.past_missing = 1,
	.step = runsum_step,
	.steps = runsum_steps,
};
