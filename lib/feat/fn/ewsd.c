/*
 * ewsd.c - exponentially weighted standard deviation of the earlier rows.
 *
 * sqrt(v) of ew.h, never less than floor.  NaN for the first `warm' rows
 * with a value.
 */
#include "feat/fn/each.h"
#include "feat/fn/ew_args.h"

enum { X, HALFLIFE, CLIP, WARM, FLOOR };

static inline double
ewsd_of(const void *arg, struct ew *e, double x)
{
	double warm = arg_real(arg, WARM), floor = arg_real(arg, FLOOR), y;

	if (isnan(x))
		return NAN;
	y = (double)e->n >= warm ? ew_sd(e, floor) : NAN;
	ew_add(e, x, arg_real(arg, HALFLIFE), arg_real(arg, CLIP), warm, floor);
	return y;
}

EACH_STATE(ewsd_of, struct ew)

static int
ewsd_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	return ew_walk(w, state);
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	EW_HALFLIFE_ARG("rows"), EW_CLIP_ARG, EW_WARM_ARG("64", "rows"),
	EW_FLOOR_ARG("least sd"), ARGS_END };

const struct column_fn column_fn_ewsd = {
	.name = "ewsd",
	.summary = "exponentially weighted sd with clipped updates",
	.source = "RiskMetrics 1996, section 5.2; clip as Huber's psi",
	.unit = "=",
	.args = args,
	.state_size = ewsd_of_size,
	.walk_state = ewsd_walk,
	.step = ewsd_of_step,
	.steps = ewsd_of_steps,
};
