/*
 * ewz.c - exponentially weighted z-score with clipped updates.
 *
 *	z_t = (x_t - m) / max(sqrt(v), floor)
 *
 * with m and v of ew.h from the rows before; then row t is taken in.  NaN
 * for the first `warm` rows with a value.
 */
#include "math/ew.h"
#include "feat/feat.h"

enum { X, HALFLIFE, CLIP, WARM, FLOOR };

static size_t
ewz_size(const struct argv *a)
{
	(void)a;
	return sizeof(struct ew);
}

static double
ewz_step(void *state, const struct argv *a, const double *in)
{
	struct ew *e = state;
	double y = NAN;

	if (isnan(in[0]))
		return NAN;
	if ((double)e->n >= a->v[WARM])
		y = (in[0] - e->mean) / fmax(sqrt(e->var), a->v[FLOOR]);
	ew_add(e, in[0], a->v[HALFLIFE], a->v[CLIP], a->v[WARM], a->v[FLOOR]);
	return y;
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "the series" },
	{ "hl", ARG_REAL, 0.1, 1e9, "60", "half-life, rows" },
	{ "clip", ARG_REAL, 0, 1e9, "4", "updates held to so many sd; 0: not" },
	{ "warm", ARG_INT, 1, 1e9, "64", "rows before the first value" },
	{ "floor", ARG_REAL, 1e-300, 1e300, "1e-12", "least sd" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_ewz = {
	.name = "ewz",
	.summary = "exponentially weighted z-score with clipped updates",
	.source = "RiskMetrics 1996, section 5.2; clip as Huber's psi",
	.unit = "sd",
	.args = args,
	.state_size = ewz_size,
	.step = ewz_step,
};
