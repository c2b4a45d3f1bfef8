/*
 * dip.c - the price falls and comes back, in the shape of a V.
 *
 *	T = 2 .. 5 units, depth d = k s / 1.3
 *	bars	close j times e^(-d v_j), v_j = 1 - |x_j| scaled to a largest
 *		value of 1, x_j the T inner points of T + 2 equal steps of
 *		[-1, 1]; the next open follows, high and low with their bar
 *	ticks	all prices times e^(-d (1 - |2 t / T - 1|)) at time t
 */
#include "synth/type.h"

static const double easier = 1.3; /* than one bar of the same size */

static int
length(const struct inject_event *e)
{
	return inject_between(e->u[0], 2, 5);
}

static struct inject_span
dip_span(const struct inject_event *e)
{
	return inject_units(e, length(e));
}

/* The V of ticks at t units; e->k is negative. */
static double
dip_path(const struct inject_event *e, double t)
{
	double x = 2 * t / length(e) - 1;

	return x < 1 ? e->k / easier * e->sigma * (1 - fabs(x)) : 0;
}

/* The V at bar j of T, its deepest bar at 1. */
static double
bar_depth(int j, int T)
{
	double x = 2.0 * (j + 1) / (T + 1) - 1;
	double deepest = T % 2 == 1 ? 1 : 1 - 1.0 / (T + 1);

	return (1 - fabs(x)) / deepest;
}

static enum inject_reason
dip_bars(struct inject_event *e, struct inject_row *rows, size_t n)
{
	double depth = e->k / easier * e->sigma, before = 0, now;
	enum inject_reason why = INJECT_OK;
	struct inject_ohlc b;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++) {
		now = depth * bar_depth((int)i, length(e));
		inject_ohlc_get(&b, &rows[i]);
		b.open *= exp(before);
		b.high *= exp(now);
		b.low *= exp(now);
		b.close *= exp(now);
		why = inject_ohlc_put(&rows[i], &b);
		before = now;
	}
	return why;
}

static enum inject_reason
dip_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why;

	if (e->bars)
		return dip_bars(e, rows, n);
	why = inject_follow(e, rows, n, dip_path);
	e->stay = 0;
	return why;
}

const struct inject_type inject_type_dip = {
	.name = "dip",
	.summary = "a fall of k s / 1.3 and back over 2 to 5 units",
	.group = "pattern",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.sign = -1,
	.k = { { 8, 12 }, { 5, 8 }, { 3, 5 } },
	.span = dip_span,
	.apply = dip_apply,
};
