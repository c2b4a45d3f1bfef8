/*
 * z.c - rolling z-score.
 *
 *	z_t = (x_t - m) / max(s, floor)
 *
 * m and s (divisor n-1) are over the n rows preceding row t; if row t were
 * included, |z| could not exceed (n-1)/sqrt(n).  The floor keeps z finite after
 * a constant history; half a tick, in the unit of x, is a good choice.  m and s
 * are recomputed for each row, so nothing drifts; O(n) per row.
 */
#include "feat/fn/roll.h"
#include "math/kernel.h"

static inline double
z_of(const struct kernels *k, const struct past *past, uint32_t n, double floor,
    double x)
{
	const double *v = past->end - n;
	double m, sd;

	if (isnan(x) || past->n < n)
		return NAN;
	m = k->sum(v, n) / n;
	sd = sqrt(k->sqdev(v, n, m) / (n - 1));
	return (x - m) / fmax(sd, floor);
}

static double
z_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return z_of(kernels_best(), r->past, arg_count(arg, ROLL_N),
	    arg_real(arg, ROLL_FLOOR), r->in[0]);
}

static void
z_steps(const void *arg, double *out, const struct fn_rows *r)
{
	const struct kernels *kernels = kernels_best();
	double floor = arg_real(arg, ROLL_FLOOR);
	uint32_t n = arg_count(arg, ROLL_N);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = z_of(kernels, &r->past[0][k], n, floor, r->in[0][k]);
}

static const struct arg args[] = { ROLL_ARGS, ROLL_FLOOR_ARG("least sd"),
	ARGS_END };

const struct column_fn column_fn_z = {
	.name = "z",
	.summary = "z-score against the n rows before",
	.unit = "sd",
	.args = args,
	.past = roll_past,
	.step = z_step,
	.steps = z_steps,
};
