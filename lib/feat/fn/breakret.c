/*
 * breakret.c - log return over the break between two runs.
 *
 *	ln(x_t / x_s), s the last row of the runs before that has x
 *
 * in the first row of a run that has x; NaN in the other rows.  The returns of
 * nights and pauses are so a series of their own, with its own deviation;
 * runret.c has the returns inside runs, and counts rows that are not positive.
 */
#include "feat/fn/run.h"

struct breakret {
	double last;  /* 0: none yet */
	double run;   /* of the row before */
	double fresh; /* 1: last is of a run before this one */
};

static inline double
next(struct breakret *s, double x, double run)
{
	double y;

	if (!(run > s->run))
		s->fresh = 1;
	s->run = run;
	if (!(x > 0)) /* also NaN */
		return NAN;
	y = s->fresh != 0 && s->last > 0 ? log(x / s->last) : NAN;
	s->last = x;
	s->fresh = 0;
	return y;
}

static double
breakret_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)arg;
	return next(state, r->in[0], r->in[1]);
}

static void
breakret_steps(const void *arg, double *out, const struct fn_rows *r)
{
	size_t g, k;

	(void)arg;
	EACH_ROW(r, g, k)
	out[k] = next(r->state[g], r->in[0][k], r->in[1][k]);
}

static size_t
breakret_size(const void *arg)
{
	(void)arg;
	return sizeof(struct breakret);
}

static int
breakret_walk(struct walk *w, const void *arg, void *state)
{
	struct breakret *s = state;

	(void)arg;
	walk_scalar(w, "last", TENSOR_F64, &s->last);
	walk_scalar(w, "run", TENSOR_F64, &s->run);
	walk_scalar(w, "fresh", TENSOR_F64, &s->fresh);
	return walk_done(w);
}

static const struct arg args[] = {
	ARG_SERIES("x", "a positive series, a price"), RUN_ARG, ARGS_END
};

const struct column_fn column_fn_breakret = {
	.name = "breakret",
	.summary = "log return over the break before a run, NaN in other rows",
	.unit = "ln",
	.args = args,
	.state_size = breakret_size,
	.walk_state = breakret_walk,
	.step = breakret_step,
	.steps = breakret_steps,
};
