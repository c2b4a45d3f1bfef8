/*
 * tod.c - how active this time of day is, as a factor of mean 1.
 *
 *	f_k = EW over days of (mean |r| in bin k) / sigma_day
 *
 * normalised to mean 1 over the bins seen; 1 until `days' days are over and in
 * a new bin.  Bins are parts of the day from the session's opening (midnight
 * without one) by the start of the row, sigma_day is the root mean square of
 * the day's returns, and a day counts once it is over, so the factor knows
 * nothing of its own day.  The first return of a day spans the night and is
 * left out.  Never less than `least', so that a bin without trading for days
 * does not turn a small return into a large one.  A return counts as at most 20
 * times the mean of the earlier days.  A row without a return has a factor too.
 */
#include "feat/fn/bins.h"

enum { R, BIN, HALFLIFE, DAYS, SESSION, ZONE, LEAST };

static const double MOST = 20;

static int
tod_bind(void *arg, const struct call *c, struct err *err)
{
	struct bins_arg *a = arg;

	a->least = c->v[LEAST].d;
	return bins_bind(a, c->v[BIN].d, c->v[HALFLIFE].d, c->v[DAYS].d,
	    call_text(c, SESSION), call_text(c, ZONE), err);
}

static double
share_of_day(const struct bins *s, double mean)
{
	return mean / sqrt(s->squares / s->n);
}

static double
factor(const struct bins_arg *a, const struct bins *s, uint32_t k)
{
	double f = bins_average(a, s, k) / s->norm;

	return isfinite(f) ? fmax(f, a->least) : 1;
}

static inline double
next(const struct bins_arg *a, struct bins *s, struct hours_stretch *stretch,
    double r, uint64_t start, struct fn_counts *counts)
{
	double mean = s->n > 0 ? s->sum / s->n : 0, y;
	int first;
	uint32_t k;

	if (start == TS_NULL)
		return NAN;
	k = bins_at(a, s, stretch, start, &first, counts, share_of_day);
	y = factor(a, s, k);
	if (first && mean > 0 && isfinite(mean))
		s->typical = mean;
	if (first || isnan(r))
		return y;
	r = fabs(r);
	if (s->typical > 0)
		r = fmin(r, MOST * s->typical);
	bins_add(s, r);
	return y;
}

static double
tod_step(const void *arg, void *state, const struct fn_row *r)
{
	struct hours_stretch stretch = { 0 };

	return next(arg, state, &stretch, r->in[0], r->start, r->counts);
}

static void
tod_steps(const void *arg, double *out, const struct fn_rows *r)
{
	struct hours_stretch stretch = { 0 };
	size_t g, k;

	EACH_ROW(r, g, k)
	out[k] = next(arg, r->state[g], &stretch, r->in[0][k], r->start[k],
	    r->counts);
}

static const struct arg args[] = {
	ARG_SERIES("r", "returns"),
	BINS_ARGS,
	{ .name = "least",
	    .kind = ARG_REAL,
	    .min = 0.001,
	    .max = 1,
	    .def = "0.2",
	    .help = "least factor" },
	ARGS_END,
};

const struct column_fn column_fn_tod = {
	.name = "tod",
	.summary = "time-of-day factor of volatility, mean 1",
	.source = "Andersen and Bollerslev 1997, section 3, by mean |r|",
	.unit = "ratio",
	.args = args,
	.arg_size = sizeof(struct bins_arg),
	.bind = tod_bind,
	.unbind = bins_unbind,
	.state_size = bins_size,
	.fini = bins_fini,
	.walk_state = bins_walk,
	.step = tod_step,
	.steps = tod_steps,
};
