/*
 * z.c - rolling z-score.
 *
 *	z_t = (x_t - m) / max(s, floor)
 *
 * m and s (divisor n-1) are over the n rows preceding row t; if row t were
 * included, |z| could not exceed (n-1)/sqrt(n).  With floor 0, s of n equal
 * values is half a step (math/step.h).  m and s are recomputed for each row, so
 * nothing drifts; O(n) per row.
 */
#include "feat/fn/floor.h"
#include "feat/fn/roll.h"
#include "math/kernel.h"

enum { SOME = 16 };

static inline double
least(const void *arg)
{
	double floor = arg_real(arg, ROLL_FLOOR);

	return floor > 0 ? floor : STEP_ROUNDING;
}

static inline double
z_of(double x, double m, double ss, uint32_t n, double floor)
{
	double sd = sqrt(ss / (n - 1));

	return (x - m) / (sd > floor ? sd : floor);
}

static double
z_row(const void *arg, double x, const struct past *past)
{
	const struct kernels *k = kernels_best();
	uint32_t n = arg_count(arg, ROLL_N);
	const double *v = past->end - n;
	double m;

	if (isnan(x) || past->n < n)
		return NAN;
	m = k->sum(v, n) / n;
	return z_of(x, m, k->sqdev(v, n, m), n, least(arg));
}

/* y, or z of x if the n values before are equal; then x is added. */
static inline double
z_stepped(struct step *s, double y, double x, uint32_t n)
{
	if (isnan(x))
		return y;
	if (s->run >= n && !isnan(y))
		y = (x - s->last) / step_floor(s, x);
	step_push(s, x);
	return y;
}

static double
z_step(const void *arg, void *state, const struct fn_row *r)
{
	double y = z_row(arg, r->in[0], r->past);

	if (arg_real(arg, ROLL_FLOOR) > 0)
		return y;
	return z_stepped(state, y, r->in[0], arg_count(arg, ROLL_N));
}

/*
 * SOME rows, one operation after the other: no row waits for the one before,
 * and compilers use vectors.  x[k] is NaN where there is no window.
 */
static void
z_some(const void *arg, double *out, const double *in, const struct past *past)
{
	const struct kernels *kernels = kernels_best();
	double x[SOME], m[SOME] = { 0 }, ss[SOME] = { 0 };
	double floor = least(arg);
	uint32_t n = arg_count(arg, ROLL_N);
	size_t k;

	for (k = 0; k < SOME; k++)
		x[k] = past[k].n < n ? NAN : in[k];
	for (k = 0; k < SOME; k++)
		if (!isnan(x[k]))
			m[k] = kernels->sum(past[k].end - n, n);
	for (k = 0; k < SOME; k++)
		m[k] /= n;
	for (k = 0; k < SOME; k++)
		if (!isnan(x[k]))
			ss[k] = kernels->sqdev(past[k].end - n, n, m[k]);
	for (k = 0; k < SOME; k++)
		out[k] = z_of(x[k], m[k], ss[k], n, floor);
}

static void
z_steps(const void *arg, double *out, const struct fn_rows *r)
{
	uint32_t n = arg_count(arg, ROLL_N);
	size_t g, k;

	for (k = 0; r->n - k >= SOME; k += SOME)
		z_some(arg, out + k, r->in[0] + k, r->past[0] + k);
	for (; k < r->n; k++)
		out[k] = z_row(arg, r->in[0][k], &r->past[0][k]);
	if (arg_real(arg, ROLL_FLOOR) > 0)
		return;
	EACH_ROW(r, g, k)
	out[k] = z_stepped(r->state[g], out[k], r->in[0][k], n);
}

static const struct arg args[] = { ROLL_ARGS, FLOOR_ARG("least sd"), ARGS_END };

const struct column_fn column_fn_z = {
	.name = "z",
	.summary = "z-score against the n rows before",
	.unit = "sd",
	.args = args,
	.state_size = floor_size,
	.walk_state = floor_walk,
	.past = roll_past,
	.step = z_step,
	.steps = z_steps,
};
