/*
 * clip.c - x held between two limits.
 */
#include "feat/column_fn.h"

enum { X, LOW, HIGH };

static int
clip_bind(void *arg, const struct call *c, struct err *err)
{
	*(struct call *)arg = *c;
	if (c->v[LOW].d <= c->v[HIGH].d)
		return 0;
	return err_usage(err, "low is above high");
}

static inline double
clip(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

static double
clip_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)state;
	return clip(r->in[0], arg_real(arg, LOW), arg_real(arg, HIGH));
}

static void
clip_steps(const void *arg, double *out, const struct fn_rows *r)
{
	double low = arg_real(arg, LOW), high = arg_real(arg, HIGH);
	size_t k;

	for (k = 0; k < r->n; k++)
		out[k] = clip(r->in[0][k], low, high);
}

static const struct arg args[] = {
	ARG_SERIES("x", "the series"),
	{ .name = "low",
	    .kind = ARG_REAL,
	    .def = "-1e300",
	    .help = "least value" },
	{ .name = "high",
	    .kind = ARG_REAL,
	    .def = "1e300",
	    .help = "largest value" },
	ARGS_END,
};

const struct column_fn column_fn_clip = {
	.name = "clip",
	.summary = "the series held between two limits",
	.unit = "=",
	.args = args,
	.arg_size = sizeof(struct call),
	.bind = clip_bind,
	.step = clip_step,
	.steps = clip_steps,
};
