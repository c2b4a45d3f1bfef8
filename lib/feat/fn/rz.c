/*
 * rz.c - rolling robust z-score.
 *
 *	rz_t = 0.6744897501960817 (x_t - median) / MAD
 *
 * over the n rows before row t (Iglewicz and Hoaglin 1993, section 3.3). If MAD
 * is zero, the scale is IQR/1.349; it is never less than floor.  With floor 0,
 * a scale of 0 is replaced by half a step (math/step.h).  The values are
 * kept sorted (math/ordered.h): O(log n) and a move of at most n values per
 * row.
 */
#include "feat/fn/floor.h"
#include "feat/fn/roll.h"
#include "math/ordered.h"
#include "math/stats.h"

static size_t
rz_work_size(const void *arg)
{
	return arg_count(arg, ROLL_N) * sizeof(double);
}

static void
rz_work_init(const void *arg, void *work, const struct past *past)
{
	uint32_t n = arg_count(arg, ROLL_N);

	ordered_init(work, past->end - n, n);
}

static double
score(const double *ordered, uint32_t n, double x, double floor,
    const struct step *step)
{
	double median = ordered_median(ordered, n);
	double scale = ordered_mad(ordered, n, median) / NORMAL_MAD;

	if (scale == 0)
		scale = (stats_quantile(ordered, n, 0.75) -
			    stats_quantile(ordered, n, 0.25)) /
			NORMAL_IQR;
	if (floor > 0)
		return (x - median) / fmax(scale, floor);
	if (scale <= STEP_ROUNDING * fabs(median))
		scale = step_floor(step, x);
	return (x - median) / fmax(scale, STEP_ROUNDING);
}

static double
rz_step(const void *arg, void *state, const struct fn_row *r)
{
	uint32_t n = arg_count(arg, ROLL_N);
	double x = r->in[0], y = NAN;

	if (isnan(x))
		return NAN;
	if (r->past->n >= n) {
		y = score(r->work, n, x, arg_real(arg, ROLL_FLOOR), state);
		ordered_replace(r->work, n, r->past->end[-(ptrdiff_t)n], x);
	}
	step_push(state, x);
	return y;
}

static const struct arg args[] = { ROLL_ARGS, FLOOR_ARG("least scale"),
	ARGS_END };

const struct column_fn column_fn_rz = {
	.name = "rz",
	.summary = "robust z-score (median, MAD) against the n rows before",
	.source = "Iglewicz and Hoaglin 1993, section 3.3",
	.unit = "sd",
	.args = args,
	.state_size = floor_size,
	.walk_state = floor_walk,
	.past = roll_past,
	.work_size = rz_work_size,
	.work_init = rz_work_init,
	.step = rz_step,
};
