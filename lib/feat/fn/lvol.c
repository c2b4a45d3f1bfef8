/*
 * lvol.c - local volatility that a single jump does not inflate.
 *
 *	q_t = (pi/2) |r_t| |r_{t-1}|, held to within 1e-4 v and 16 v
 *	v   = lambda v + (1 - lambda) q,  sigma = sqrt(v) of the rows before
 *
 * Bipower variation (Barndorff-Nielsen and Shephard 2004, equation 8) with
 * exponential weights.  Returns divided by tod(r) make it free of the time of
 * day: s=r/tod(r), x=s/lvol(s).  v starts as the mean of the first `warm'
 * products (ew.h), NaN until then; sigma is never less than floor.
 */
#include "feat/fn/each.h"
#include "feat/fn/ew_args.h"

enum { R, HALFLIFE, WARM, FLOOR };

static const double HALF_PI = 1.5707963267948966;
static const double LEAST = 1e-4, MOST = 16; /* of a product, times v */
static const double WARM_CLIP = 4;

struct lvol {
	struct ew ew;
	double last; /* |r| of the row before */
	double any;  /* 1 once there was one */
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
	q = fmax(fmin(q, MOST * v), LEAST * v);
	e->mean = e->lambda * e->mean + (1 - e->lambda) * q;
	e->n++;
}

static inline double
lvol_of(const void *arg, struct lvol *s, double x)
{
	double r = fabs(x), warm = arg_real(arg, WARM), y = NAN;
	double floor = arg_real(arg, FLOOR);

	if (isnan(r))
		return NAN;
	if ((double)s->ew.n >= warm)
		y = fmax(sqrt(s->ew.mean), floor);
	if (s->any > 0)
		add(s, HALF_PI * r * s->last, arg_real(arg, HALFLIFE), warm,
		    floor);
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
