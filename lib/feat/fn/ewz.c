/*
 * ewz.c - exponentially weighted z-score with clipped updates.
 *
 *	z_t = (x_t - m) / max(sqrt(v), floor)
 *
 * with m and v of ew.h from the earlier rows; then row t is added.  NaN for the
 * first `warm' rows with a value.  The floor is a series.  Where it is not
 * above 0, the scale after a constant history is that of math/ewstep.h; only
 * then are steps looked for.
 */
#include "feat/fn/each.h"
#include "feat/fn/ew_args.h"
#include "feat/fn/floor.h"
#include "math/ewstep.h"

enum { X, HALFLIFE, CLIP, WARM };

/* After a history that may be constant. */
static double
constant_z(const void *arg, struct ewstep *s, double x)
{
	double warm = arg_real(arg, WARM), hl = arg_real(arg, HALFLIFE);
	double y = NAN;

	if ((double)s->ew.n >= warm && s->ew.n > 1)
		y = (x - s->ew.mean) / ewstep_sd(s, hl, x);
	ewstep_add(s, x, hl, arg_real(arg, CLIP), warm);
	return y;
}

static inline double
ewz_of(const void *arg, struct ewstep *s, double x, double floor)
{
	double warm = arg_real(arg, WARM), y = NAN;
	int steps = !(floor > 0);
	struct ew *e = &s->ew;

	if (isnan(x) || isnan(floor))
		return NAN;
	if (steps && ewstep_may_be_constant(s, warm))
		return constant_z(arg, s, x);
	if (steps)
		floor = ewstep_rounding(e);
	if ((double)e->n >= warm)
		y = (x - e->mean) / ew_sd(e, floor);
	ew_add(e, x, arg_real(arg, HALFLIFE), arg_real(arg, CLIP), warm, floor);
	if (steps)
		step_push(&s->step, x);
	return y;
}

EACH_STATE_FLOOR(ewz_of, struct ewstep)

static int
ewz_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	return ewstep_walk(w, state);
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	EW_HALFLIFE_ARG("rows"), EW_CLIP_ARG, EW_WARM_ARG("64", "rows"),
	FLOOR_SERIES_ARG("least sd"), ARGS_END };

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
