/*
 * ewz.c - exponentially weighted z-score with clipped updates.
 *
 *	z_t = (x_t - m) / max(sqrt(v), floor)
 *
 * with m and v of ew.h from the earlier rows; then row t is added.  NaN for the
 * first `warm' rows with a value.
 */
#include "feat/fn/each.h"
#include "feat/fn/ew_args.h"

enum { X, HALFLIFE, CLIP, WARM, FLOOR };

static inline double
ewz_of(const void *arg, struct ew *e, double x)
{
	double warm = arg_real(arg, WARM), floor = arg_real(arg, FLOOR);
	double y = NAN;

	if (isnan(x))
		return NAN;
	if ((double)e->n >= warm)
		y = (x - e->mean) / ew_sd(e, floor);
	ew_add(e, x, arg_real(arg, HALFLIFE), arg_real(arg, CLIP), warm, floor);
	return y;
}

EACH_STATE(ewz_of, struct ew)

static int
ewz_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	return ew_walk(w, state);
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	EW_HALFLIFE_ARG("rows"), EW_CLIP_ARG, EW_WARM_ARG("64", "rows"),
	EW_FLOOR_ARG("least sd"), ARGS_END };

const struct column_fn column_fn_ewz = {
	.name = "ewz",
	.summary = "exponentially weighted z-score with clipped updates",
	.source = "RiskMetrics 1996, section 5.2; clip as Huber's psi",
	.unit = "sd",
	.args = args,
	.state_size = ewz_of_size,
	.walk_state = ewz_walk,
	.step = ewz_of_step,
	.steps = ewz_of_steps,
};
