/*
 * ewdays.c - weighted mean of the earlier rows, with a half-life in days.
 *
 * The usual level over days, for changes to which local measures adapt too
 * quickly: abs(r)/sqrt(ewdays(r*r)) stays large throughout a crisis.  NaN for
 * the first `warm' rows.
 */
#include "feat/fn/days.h"

enum { X, DAYS, WARM };

struct ewdays {
	struct days days;
	double mean, weight;
	double n; /* rows in it */
};

static inline double
next(const void *arg, struct ewdays *s, double x, uint64_t end)
{
	double y;

	if (isnan(x) || end == TS_NULL)
		return NAN;
	days_at(&s->days, end);
	y = s->n >= arg_real(arg, WARM) ? s->mean : NAN;
	s->weight = days_lambda(&s->days, arg_real(arg, DAYS)) * s->weight + 1;
	s->mean += (x - s->mean) / s->weight;
	s->n++;
	if (!isfinite(s->mean))
		*s = (struct ewdays){ 0 };
	return y;
}

static double
ewdays_step(const void *arg, void *state, const struct fn_row *r)
{
	return next(arg, state, r->in[0], r->end);
}

static void
ewdays_steps(const void *arg, double *out, const struct fn_rows *r)
{
	size_t g, k;

	EACH_ROW(r, g, k)
	out[k] = next(arg, r->state[g], r->in[0][k], r->end[k]);
}

static size_t
ewdays_size(const void *arg)
{
	(void)arg;
	return sizeof(struct ewdays);
}

static int
ewdays_walk(struct walk *w, const void *arg, void *state)
{
	struct ewdays *s = state;

	(void)arg;
	days_walk(w, &s->days);
	walk_scalar(w, "mean", TENSOR_F64, &s->mean);
	walk_scalar(w, "weight", TENSOR_F64, &s->weight);
	walk_scalar(w, "n", TENSOR_F64, &s->n);
	return walk_done(w);
}

static const struct arg args[] = {
	ARG_SERIES("x", "the series"),
	DAYS_ARG,
	{ .name = "warm",
	    .kind = ARG_INT,
	    .min = 1,
	    .max = 1e9,
	    .def = "64",
	    .help = "rows before the first result" },
	ARGS_END,
};

const struct column_fn column_fn_ewdays = {
	.name = "ewdays",
	.summary = "weighted mean of the rows before, half-life in days",
	.unit = "=",
	.args = args,
	.state_size = ewdays_size,
	.walk_state = ewdays_walk,
	.step = ewdays_step,
	.steps = ewdays_steps,
};
