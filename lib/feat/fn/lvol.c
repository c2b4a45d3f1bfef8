/*
 * lvol.c - local volatility that a single jump does not inflate.
 *
 *	q_t = (pi/2) |r_t| |r_{t-1}|, held to within 1e-4 v and 16 v
 *	v   = lambda v + (1 - lambda) q,  sigma = sqrt(v) of the rows before
 *
 * Bipower variation (Barndorff-Nielsen and Shephard 2004, equation 8) with
 * exponential weights.  Returns divided by tod(r) make it free of the time of
 * day: s=r/tod(r), x=s/lvol(s).  v starts as the mean of the first `warm'
 * products (ew.h), NaN until then.
 *
 * sigma is never less than floor, nor is it in the limit 16 v.  The floor is a
 * series.  Where it is not above 0, the floor of a constant history is half a
 * step of r (math/step.h), and v does not follow a long run of returns of 0
 * (math/ewstep.h).
 */
#include "feat/fn/each.h"
#include "feat/fn/ew_args.h"
#include "feat/fn/floor.h"
#include "math/ewstep.h"

enum { R, HALFLIFE, WARM };

static const double HALF_PI = 1.5707963267948966;
static const double LEAST = 1e-4, MOST = 16; /* of a product, times v */
static const double WARM_CLIP = 4;

struct lvol {
	struct ew ew;
	struct step step; /* of r; its last is that of the row before */
};

/* Add a product. */
static inline void
add(struct lvol *s, double q, double halflife, double warm, double floor)
{
	struct ew *e = &s->ew;
	double v = fmax(e->mean, floor * floor);

	if ((double)e->n < warm) {
		ew_add(e, fmin(q, 1e300), halflife, WARM_CLIP, warm, 0);
		return;
	}
	q = fmax(fmin(q, MOST * v), LEAST * e->mean);
	e->mean = e->lambda * e->mean + (1 - e->lambda) * q;
	e->n++;
}

/* The least sigma for x where the floor is half a step.  *held: x is one more 0
 * after a long run of them, which v does not follow. */
static double
floor_of(struct lvol *s, double x, double halflife, int *held)
{
	const struct step *step = &s->step;
	double sd = sqrt(s->ew.mean), floor = STEP_ROUNDING;

	if (sd == 0 || step_run_is_long(step, halflife)) {
		floor = step_floor(step, x);
		*held = x == 0 && step->last == 0 && sd > 0;
	}
	step_push(&s->step, x);
	return floor;
}

static inline double
lvol_of(const void *arg, struct lvol *s, double x, double floor)
{
	double warm = arg_real(arg, WARM), hl = arg_real(arg, HALFLIFE);
	double q = HALF_PI * fabs(x) * fabs(s->step.last), y = NAN;
	int first = s->step.run == 0, held = 0;

	if (isnan(x) || isnan(floor))
		return NAN;
	if (floor > 0) {
		s->step.last = x;
		s->step.run = 1;
	} else {
		floor = floor_of(s, x, hl, &held);
	}
	if ((double)s->ew.n >= warm)
		y = fmax(sqrt(s->ew.mean), floor);
	if (!first && !held)
		add(s, q, hl, warm, floor);
	return y;
}

EACH_STATE_FLOOR(lvol_of, struct lvol)

static int
lvol_walk(struct walk *w, const void *arg, void *state)
{
	struct lvol *s = state;

	(void)arg;
	(void)ew_walk(w, &s->ew);
	return step_walk(w, &s->step);
}

static const struct arg args[] = { ARG_SERIES("r", "returns"),
	EW_HALFLIFE_ARG("rows"), EW_WARM_ARG("64", "products"),
	FLOOR_SERIES_ARG("least value"), ARGS_END };

const struct column_fn column_fn_lvol = {
	.name = "lvol",
	.summary = "local volatility by bipower variation",
	.source = "Barndorff-Nielsen and Shephard 2004, equation 8",
	.unit = "=",
	.args = args,
	.state_size = lvol_of_size,
	.walk_state = lvol_walk,
	.step = lvol_of_step,
	.steps = lvol_of_steps,
};
