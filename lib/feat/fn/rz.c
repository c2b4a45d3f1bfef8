/*
 * rz.c - rolling robust z-score.
 *
 *	rz_t = 0.6744897501960817 (x_t - median) / MAD
 *
 * over the n rows before row t (Iglewicz and Hoaglin 1993, section 3.3).
 * Where MAD is zero the scale is IQR/1.349, and never less than floor.
 * Cost O(n) a row, and a sort where MAD is zero.
 */
#include "feat/fn/roll.h"
#include "math/stats.h"

enum { FLOOR = ROLL_N + 1 };

/* The window, and behind it room for a copy of its values. */
static size_t
rz_size(const struct argv *a)
{
	return roll_size(a) + (size_t)a->v[ROLL_N] * sizeof(double);
}

static double
score(const struct lastn *w, double *scratch, double x, double floor)
{
	double median = lastn_median(w, scratch);
	double scale = lastn_mad(w, median, scratch) / NORMAL_MAD;

	if (scale == 0)
		scale = lastn_iqr(w, scratch) / NORMAL_IQR;
	return (x - median) / fmax(scale, floor);
}

static double
rz_step(void *state, const struct argv *a, const double *in)
{
	struct lastn *w = state;
	double *scratch = w->v + 2 * (size_t)w->cap, y = NAN;

	if (isnan(in[0]))
		return NAN;
	if (roll_full(w))
		y = score(w, scratch, in[0], a->v[FLOOR]);
	lastn_push(w, in[0]);
	return y;
}

static const struct arg args[] = {
	ROLL_ARGS("240"),
	{ "floor", ARG_REAL, 1e-300, 1e300, "1e-12", "least scale" },
	ARGS_END,
};

const struct column_fn column_fn_rz = {
	.name = "rz",
	.summary = "robust z-score (median, MAD) against the n rows before",
	.source = "Iglewicz and Hoaglin 1993, section 3.3",
	.unit = "sd",
	.args = args,
	.state_size = rz_size,
	.init = roll_init,
	.step = rz_step,
};
