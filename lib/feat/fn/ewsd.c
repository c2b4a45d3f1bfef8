/*
 * ewsd.c - exponentially weighted standard deviation of the earlier rows.
 *
 * sqrt(v) of ew.h, never less than floor; with floor 0, the scale of
 * math/ewstep.h.  NaN for the first `warm' rows with a value.
 */
#include "feat/fn/each.h"
#include "feat/fn/ew_args.h"
#include "feat/fn/floor.h"
#include "math/ewstep.h"

enum { X, HALFLIFE, CLIP, WARM, FLOOR };

/* After a history that may be constant. */
static double
constant_sd(const void *arg, struct ewstep *s, double x)
{
	double warm = arg_real(arg, WARM), hl = arg_real(arg, HALFLIFE), y;

	y = (double)s->ew.n >= warm ? ewstep_sd(s, hl, x) : NAN;
	ewstep_add(s, x, hl, arg_real(arg, CLIP), warm);
	return y;
}

static inline double
ewsd_of(const void *arg, struct ewstep *s, double x)
{
	double warm = arg_real(arg, WARM), floor = arg_real(arg, FLOOR), y;
	int steps = !(floor > 0);
	struct ew *e = &s->ew;

	if (isnan(x))
		return NAN;
	if (steps && ewstep_may_be_constant(s, warm))
		return constant_sd(arg, s, x);
	if (steps)
		floor = ewstep_rounding(e);
	y = (double)e->n >= warm ? ew_sd(e, floor) : NAN;
	ew_add(e, x, arg_real(arg, HALFLIFE), arg_real(arg, CLIP), warm, floor);
	if (steps)
		step_push(&s->step, x);
	return y;
}

EACH_STATE(ewsd_of, struct ewstep)

static int
ewsd_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	return ewstep_walk(w, state);
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	EW_HALFLIFE_ARG("rows"), EW_CLIP_ARG, EW_WARM_ARG("64", "rows"),
	FLOOR_ARG("least sd"), ARGS_END };

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
