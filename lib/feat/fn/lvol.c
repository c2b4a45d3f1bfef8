/*
 * lvol.c - local volatility that a single jump does not inflate.
 *
 *	sigma_t^2 = EW mean of (pi/2) |r_j| |r_{j-1}| over the rows before
 *
 * Bipower variation (Barndorff-Nielsen and Shephard 2004, equation 8) with
 * exponential weights.  Returns divided by tod(r) make it free of the
 * time of day: s=r/tod(r), x=s/lvol(s).  NaN for the first `warm' products;
 * never less than floor.
 */
#include "feat/fn/each.h"
#include "feat/fn/ew_args.h"

enum { R, HALFLIFE, WARM, FLOOR };

static const double HALF_PI = 1.5707963267948966;

struct lvol {
	struct ew ew;
	double last; /* |r| of the row before */
	double any;  /* 1 once there was one */
};

static inline double
lvol_of(const void *arg, struct lvol *s, double x)
{
	double r = fabs(x), warm = arg_real(arg, WARM), y = NAN;

	if (isnan(r))
		return NAN;
	if ((double)s->ew.n >= warm)
		y = fmax(sqrt(s->ew.mean), arg_real(arg, FLOOR));
	if (s->any > 0)
		ew_add(&s->ew, HALF_PI * r * s->last, arg_real(arg, HALFLIFE),
		    0, warm, 0);
	s->last = r;
	s->any = 1;
	return y;
}

EACH_STATE(lvol_of, struct lvol)

static int
lvol_walk(struct walk *w, const void *arg, void *state)
{
	struct lvol *s = state;

	(void)arg;
	(void)ew_walk(w, &s->ew);
	walk_scalar(w, "last", TENSOR_F64, &s->last);
	walk_scalar(w, "any", TENSOR_F64, &s->any);
	return walk_done(w);
}

static const struct arg args[] = { ARG_SERIES("r", "returns"),
	EW_HALFLIFE_ARG("rows"), EW_WARM_ARG("64", "products"),
	EW_FLOOR_ARG("least value"), ARGS_END };

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
