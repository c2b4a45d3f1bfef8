/*
 * logstep.c - half of what one more step adds to the logarithm of a series.
 *
 *	max(ln(1 + 2 s_t / m) / 2, least)
 *
 * s is half a step, m the weighted mean of x over the earlier rows (x_t at the
 * first).  It is the floor of the scale of log(x): one more step than usual is
 * two floors.  The logarithm is computed only where it can exceed `least',
 * because ln(1 + 2 u) / 2 is at most u.  x is positive, otherwise NaN.
 */
#include "feat/fn/ew_args.h"

enum { X, STEP, HALFLIFE, LEAST };

struct logstep {
	double n, mean;
	double share; /* the least of a value in the mean */
};

static inline double
next(const void *arg, struct logstep *s, double x, double step)
{
	double least = arg_real(arg, LEAST), y = least, share;

	if (!(x > 0)) /* also NaN */
		return NAN;
	if (s->n == 0) {
		s->share = 1 - ew_lambda(arg_real(arg, HALFLIFE));
		s->mean = x;
	}
	if (step > least * s->mean)
		y = fmax(log1p(2 * step / s->mean) / 2, least);
	s->n++;
	share = s->share * s->n < 1 ? 1 / s->n : s->share;
	s->mean = ew_mean(s->mean, x - s->mean, share);
	return y;
}

static double
logstep_step(const void *arg, void *state, const struct fn_row *r)
{
	return next(arg, state, r->in[0], r->in[1]);
}

static void
logstep_steps(const void *arg, double *out, const struct fn_rows *r)
{
	size_t g, k;

	EACH_ROW(r, g, k)
	out[k] = next(arg, r->state[g], r->in[0][k], r->in[1][k]);
}

static size_t
logstep_size(const void *arg)
{
	(void)arg;
	return sizeof(struct logstep);
}

static int
logstep_walk(struct walk *w, const void *arg, void *state)
{
	struct logstep *s = state;

	(void)arg;
	walk_scalar(w, "n", TENSOR_F64, &s->n);
	walk_scalar(w, "mean", TENSOR_F64, &s->mean);
	walk_scalar(w, "share", TENSOR_F64, &s->share);
	return walk_done(w);
}

static const struct arg args[] = {
	ARG_SERIES("x", "a positive series"),
	ARG_SERIES("s", "half a step of it"),
	EW_HALFLIFE_ARG("rows"),
	{ .name = "least",
	    .kind = ARG_REAL,
	    .min = 0,
	    .max = 1e300,
	    .def = "0.05",
	    .help = "least value" },
	ARGS_END,
};

const struct column_fn column_fn_logstep = {
	.name = "logstep",
	.summary = "half of what one more step adds to the log of a series",
	.unit = "ln",
	.args = args,
	.state_size = logstep_size,
	.walk_state = logstep_walk,
	.step = logstep_step,
	.steps = logstep_steps,
};
