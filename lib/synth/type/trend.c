/*
 * trend.c - the price drifts, then stays at the new level.
 *
 *	T = 10 .. 30 units, a move of k s sqrt(T) in equal parts
 */
#include "synth/type.h"

static int
length(const struct inject_event *e)
{
	return inject_between(e->u[0], 10, 30);
}

static struct inject_span
trend_span(const struct inject_event *e)
{
	return inject_units(e, length(e));
}

static double
trend_path(const struct inject_event *e, double t)
{
	double T = length(e);

	return e->k * e->sigma * sqrt(T) * (t < T ? t / T : 1);
}

static enum inject_reason
trend_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	return inject_follow(e, rows, n, trend_path);
}

const struct inject_type inject_type_trend = {
	.name = "trend",
	.summary = "a drift of k s sqrt(T) over T = 10 to 30 units",
	.group = "pattern",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.k = { { 6, 9 }, { 4, 6 }, { 2, 4 } },
	.span = trend_span,
	.apply = trend_apply,
};
