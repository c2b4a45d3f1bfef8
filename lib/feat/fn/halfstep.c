/*
 * halfstep.c - half the smallest change of a series so far: half a tick.
 *
 * A price is a multiple of its tick, so each change is a multiple of it, too.
 * As the smallest change of a young series may be a jump, half of it counts as
 * at most 0.5 % of the level, and before the first change the value is 0.1 % of
 * the level (math/step.h).
 */
#include "feat/fn/each.h"
#include "feat/fn/floor.h"

static inline double
halfstep_of(const void *arg, struct step *s, double x)
{
	double y;

	(void)arg;
	if (isnan(x))
		return NAN;
	y = step_half(s, x);
	step_push_any(s, x);
	return y;
}

EACH_STATE(halfstep_of, struct step)

static const struct arg args[] = { ARG_SERIES("x", "the series, a price"),
	ARGS_END };

const struct column_fn column_fn_halfstep = {
	.name = "halfstep",
	.summary = "half the smallest change so far, half a tick",
	.unit = "=",
	.args = args,
	.state_size = halfstep_of_size,
	.walk_state = floor_walk,
	.step = halfstep_of_step,
	.steps = halfstep_of_steps,
};
