/*
 * ret.c - simple return from the previous row: x_t / x_{t-1} - 1.
 *
 * NaN in the first row, after a zero and if x is missing; a row with a missing
 * x is ignored, and the next return spans it.
 */
#include "feat/fn/each.h"

struct ret {
	double last;
	double any; /* 1 once there was a row */
};

static inline double
ret_of(const void *arg, struct ret *s, double x)
{
	double y;

	(void)arg;
	if (isnan(x))
		return NAN;
	y = s->any > 0 && s->last != 0 ? x / s->last - 1 : NAN;
	s->last = x;
	s->any = 1;
	return y;
}

EACH_STATE(ret_of, struct ret)

static int
ret_walk(struct walk *w, const void *arg, void *state)
{
	struct ret *s = state;

	(void)arg;
	walk_scalar(w, "last", TENSOR_F64, &s->last);
	walk_scalar(w, "any", TENSOR_F64, &s->any);
	return walk_done(w);
}

static const struct arg args[] = { ARG_SERIES("x", "a series, a price"),
	ARGS_END };

const struct column_fn column_fn_ret = {
	.name = "ret",
	.summary = "simple return against the row before",
	.unit = "ratio",
	.args = args,
	.state_size = ret_of_size,
	.walk_state = ret_walk,
	.step = ret_of_step,
	.steps = ret_of_steps,
};
