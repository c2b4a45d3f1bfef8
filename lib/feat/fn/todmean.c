/*
 * todmean.c - the usual value at this time of day: the mean of a bin over days,
 * minus the mean of the day.
 *
 *	g_k = EW over days of (mean of x in bin k - mean of x of the day)
 *
 * 0 until `days' days are over and in a new bin.  Bins and days are those of
 * tod.  x - todmean(x) has no time-of-day pattern; subtracting it from a
 * logarithm is like dividing the value by a factor.
 */
#include "feat/fn/bins.h"

enum { X, BIN, HALFLIFE, DAYS, SESSION, ZONE };

static int
todmean_bind(void *arg, const struct call *c, struct err *err)
{
	return bins_bind(arg, c->v[BIN].d, c->v[HALFLIFE].d, c->v[DAYS].d,
	    call_text(c, SESSION), call_text(c, ZONE), err);
}

static double
above_day(const struct bins *s, double mean)
{
	return mean - s->sum / s->n;
}

static inline double
next(const struct bins_arg *a, struct bins *s, struct hours_stretch *stretch,
    double x, uint64_t start, struct fn_counts *counts)
{
	uint32_t k;
	int first;
	double y;

	if (isnan(x) || start == TS_NULL)
		return NAN;
	k = bins_at(a, s, stretch, start, &first, counts, above_day);
	y = bins_average(a, s, k);
	bins_add(s, x);
	return isnan(y) ? 0 : y;
}

static double
todmean_step(const void *arg, void *state, const struct fn_row *r)
{
	struct hours_stretch stretch = { 0 };

	return next(arg, state, &stretch, r->in[0], r->start, r->counts);
}

static void
todmean_steps(const void *arg, double *out, const struct fn_rows *r)
{
	struct hours_stretch stretch = { 0 };
	size_t g, k;

	EACH_ROW(r, g, k)
	out[k] = next(arg, r->state[g], &stretch, r->in[0][k], r->start[k],
	    r->counts);
}

static const struct arg args[] = { ARG_SERIES("x", "the series"), BINS_ARGS,
	ARGS_END };

const struct column_fn column_fn_todmean = {
	.name = "todmean",
	.summary = "mean at this time of day minus the mean of the day",
	.source = "Andersen and Bollerslev 1997, section 3, for levels",
	.unit = "=",
	.args = args,
	.arg_size = sizeof(struct bins_arg),
	.bind = todmean_bind,
	.unbind = bins_unbind,
	.state_size = bins_size,
	.fini = bins_fini,
	.walk_state = bins_walk,
	.step = todmean_step,
	.steps = todmean_steps,
};
