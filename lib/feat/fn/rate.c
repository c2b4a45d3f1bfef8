/*
 * rate.c - rate of rows relative to the usual rate.
 *
 *	N <- 1 + N exp(-dt / tau),  y = ln N - (slow mean of ln N before)
 *
 * Rows in which x is missing are not counted and have no value.  The slow mean
 * has a half-life of `slow' rows; NaN for the first 64.
 */
#include "feat/fn/ew_args.h"

enum { X, TAU, SLOW };

enum { WARM = 64 };

static const double CLIP = 4, FLOOR = 1e-6;

struct rate {
	uint64_t time; /* of the row before */
	double n;
	struct ew slow;
};

static double
rate_step(const void *arg, void *state, const struct fn_row *r)
{
	struct rate *s = state;
	double dt, y, tau = arg_real(arg, TAU);

	if (isnan(r->in[0]) || r->end == TS_NULL)
		return NAN;
	dt = r->end > s->time ? (double)(r->end - s->time) : 0;
	s->n = 1 + (s->n > 0 ? s->n * exp(-dt / tau) : 0);
	s->time = r->end;
	y = log(s->n);
	dt = s->slow.n >= WARM ? y - s->slow.mean : NAN;
	ew_add(&s->slow, y, arg_real(arg, SLOW), CLIP, WARM, FLOOR);
	return dt;
}

static size_t
rate_size(const void *arg)
{
	(void)arg;
	return sizeof(struct rate);
}

static int
rate_walk(struct walk *w, const void *arg, void *state)
{
	struct rate *s = state;

	(void)arg;
	walk_scalar(w, "time", TENSOR_U64, &s->time);
	walk_scalar(w, "rows", TENSOR_F64, &s->n);
	return ew_walk(w, &s->slow);
}

static const struct arg args[] = {
	{ .name = "x",
	    .kind = ARG_IN,
	    .def = "1",
	    .help = "rows without it are not counted" },
	{ .name = "tau",
	    .kind = ARG_DURATION,
	    .min = 1e3,
	    .max = 1e18,
	    .def = "10s",
	    .help = "time over which rows are counted" },
	{ .name = "slow",
	    .kind = ARG_REAL,
	    .min = 1,
	    .max = 1e9,
	    .def = "1000",
	    .help = "half-life of the average rate, in rows" },
	ARGS_END,
};

const struct column_fn column_fn_rate = {
	.name = "rate",
	.summary = "log of the row rate minus its average",
	.unit = "ln",
	.args = args,
	.state_size = rate_size,
	.walk_state = rate_walk,
	.step = rate_step,
};
