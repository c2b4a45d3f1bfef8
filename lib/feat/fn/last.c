/*
 * last.c - the newest value of a series, up to this row.
 *
 * For rows of several kinds: last(mid) is the mid at the time of a trade.
 */
#include "feat/fn/each.h"

static inline double
last_of(const void *arg, double *last, double x)
{
	(void)arg;
	if (!isnan(x))
		*last = x;
	return *last;
}

EACH_STATE(last_of, double)

static void
last_init(const void *arg, void *state)
{
	(void)arg;
	*(double *)state = NAN;
}

static int
last_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	walk_scalar(w, "last", TENSOR_F64, state);
	return walk_done(w);
}

static const struct arg args[] = { ARG_SERIES("x", "the series"), ARGS_END };

const struct column_fn column_fn_last = {
	.name = "last",
	.summary = "the newest value so far",
	.unit = "=",
	.args = args,
	.state_size = last_of_size,
	.init = last_init,
	.walk_state = last_walk,
	.step = last_of_step,
	.steps = last_of_steps,
};
