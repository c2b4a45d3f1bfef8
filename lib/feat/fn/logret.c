/*
 * logret.c - log return from the previous row: ln(x_t / x_{t-1}).
 *
 * NaN in the first row and in rows where x is missing or not positive
 * (counted); such a row is ignored, and the next return spans it.  For prices
 * that may be negative use diff.
 */
#include "feat/column_fn.h"

static inline double
next(double *last, double x, struct fn_counts *counts)
{
	double before = *last;

	if (!(x > 0)) { /* also NaN */
		counts->not_positive += !isnan(x);
		return NAN;
	}
	*last = x;
	return before > 0 ? log(x / before) : NAN;
}

static double
logret_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)arg;
	return next(state, r->in[0], r->counts);
}

static void
logret_steps(const void *arg, double *out, const struct fn_rows *r)
{
	size_t g, k;

	(void)arg;
	EACH_ROW(r, g, k)
	out[k] = next(r->state[g], r->in[0][k], r->counts);
}

static size_t
logret_size(const void *arg)
{
	(void)arg;
	return sizeof(double);
}

static int
logret_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	walk_scalar(w, "last", TENSOR_F64, state);
	return walk_done(w);
}

static const struct arg args[] = {
	ARG_SERIES("x", "a positive series, a price"), ARGS_END
};

const struct column_fn column_fn_logret = {
	.name = "logret",
	.summary = "log return against the row before",
	.unit = "ln",
	.args = args,
	.state_size = logret_size,
	.walk_state = logret_walk,
	.step = logret_step,
	.steps = logret_steps,
};
