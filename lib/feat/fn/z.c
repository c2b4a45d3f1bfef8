/*
 * z.c - rolling z-score.
 *
 *	z_t = (x_t - m) / max(s, floor)
 *
 * m and s (divisor n-1) over the n rows before row t, which is not among
 * them: within, |z| could not exceed (n-1)/sqrt(n).  The floor keeps a
 * history without change from giving infinity; half a tick, in the unit of
 * x, is a good one.  Computed from the values each time, so nothing drifts;
 * cost O(n) a row.
 */
#include "feat/fn/roll.h"

enum { FLOOR = ROLL_N + 1 };

static double
z_step(void *state, const struct argv *a, const double *in)
{
	struct lastn *w = state;
	double m, y = NAN;

	if (isnan(in[0]))
		return NAN;
	if (roll_full(w)) {
		m = lastn_mean(w);
		y = (in[0] - m) / fmax(lastn_sd(w, m), a->v[FLOOR]);
	}
	lastn_push(w, in[0]);
	return y;
}

static const struct arg args[] = {
	ROLL_ARGS("240"),
	{ "floor", ARG_REAL, 1e-300, 1e300, "1e-12", "least sd" },
	ARGS_END,
};

const struct column_fn column_fn_z = {
	.name = "z",
	.summary = "z-score against the n rows before",
	.unit = "sd",
	.args = args,
	.state_size = roll_size,
	.init = roll_init,
	.step = z_step,
};
