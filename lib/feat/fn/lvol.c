/*
 * lvol.c - local volatility that a single jump does not inflate.
 *
 *	sigma_t^2 = EW mean of (pi/2) |r_j| |r_{j-1}| over the rows before
 *
 * Bipower variation (Barndorff-Nielsen and Shephard 2004, equation 8) with
 * exponential weights.  Returns divided by tod(r) make it free of the
 * time of day: s=r/tod(r), x=s/lvol(s).  NaN for the first `warm` products;
 * never less than floor.
 */
#include "math/ew.h"
#include "feat/feat.h"

enum { R, HALFLIFE, WARM, FLOOR };

static const double HALF_PI = 1.5707963267948966;

struct lvol {
	struct ew ew;
	double last; /* |r| of the row before */
	double any;  /* 1 once there was one */
};

static size_t
lvol_size(const struct argv *a)
{
	(void)a;
	return sizeof(struct lvol);
}

static double
lvol_step(void *state, const struct argv *a, const double *in)
{
	struct lvol *s = state;
	double r = fabs(in[0]), y = NAN;

	if (isnan(r))
		return NAN;
	if ((double)s->ew.n >= a->v[WARM])
		y = fmax(sqrt(s->ew.mean), a->v[FLOOR]);
	if (s->any > 0)
		ew_add(&s->ew, HALF_PI * r * s->last, a->v[HALFLIFE], 0,
		    a->v[WARM], 0);
	s->last = r;
	s->any = 1;
	return y;
}

static const struct arg args[] = {
	{ "r", ARG_IN, 0, 0, NULL, "returns" },
	{ "hl", ARG_REAL, 0.1, 1e9, "60", "half-life, rows" },
	{ "warm", ARG_INT, 1, 1e9, "64", "products before the first value" },
	{ "floor", ARG_REAL, 1e-300, 1e300, "1e-12", "least value" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_lvol = {
	.name = "lvol",
	.summary = "local volatility by bipower variation",
	.source = "Barndorff-Nielsen and Shephard 2004, equation 8",
	.unit = "=",
	.args = args,
	.state_size = lvol_size,
	.step = lvol_step,
};
