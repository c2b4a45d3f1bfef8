/*
 * runret.c - log return within a run: ln(x_t / x_{t-1}), 0 at its first row.
 *
 * The return over a night or a pause is not comparable to that of a minute, so
 * it is left out.  A row in which x is missing or not positive (counted) has no
 * value; the next return spans it.
 */
#include "feat/fn/run.h"

struct runret {
	double last; /* 0: none in this run yet */
	double run;  /* of the row before */
};

static inline double
next(struct runret *s, double x, double run, struct fn_counts *counts)
{
	double before;

	if (!(run > s->run))
		s->last = 0;
	s->run = run;
	if (!(x > 0)) { /* also NaN */
		counts->not_positive += !isnan(x);
		return NAN;
	}
	before = s->last;
	s->last = x;
	return before > 0 ? log(x / before) : 0;
}

static double
runret_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)arg;
	return next(state, r->in[0], r->in[1], r->counts);
}

static void
runret_steps(const void *arg, double *out, const struct fn_rows *r)
{
	size_t g, k;

	(void)arg;
	EACH_ROW(r, g, k)
	out[k] = next(r->state[g], r->in[0][k], r->in[1][k], r->counts);
}

static size_t
runret_size(const void *arg)
{
	(void)arg;
	return sizeof(struct runret);
}

static int
runret_walk(struct walk *w, const void *arg, void *state)
{
	struct runret *s = state;

	(void)arg;
	walk_scalar(w, "last", TENSOR_F64, &s->last);
	walk_scalar(w, "run", TENSOR_F64, &s->run);
	return walk_done(w);
}

static const struct arg args[] = {
	ARG_SERIES("x", "a positive series, a price"), RUN_ARG, ARGS_END
};

const struct column_fn column_fn_runret = {
	.name = "runret",
	.summary = "log return within a run, 0 at its first row",
	.unit = "ln",
	.args = args,
	.state_size = runret_size,
	.walk_state = runret_walk,
	.step = runret_step,
	.steps = runret_steps,
};
