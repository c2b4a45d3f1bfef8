/*
 * burst.c - a burst of volatility.
 *
 *	T = 10 .. 20 units; returns times k, ranges too
 *	bars	close to close, and high and low beyond open and close, times
 *		k; the gap from close to open as it was
 *	ticks	returns since the beginning times k; of trades beside quotes
 *		those of the mid
 *
 * The sum of the returns does not change.
 */
#include "synth/type.h"

static int
length(const struct inject_event *e)
{
	return inject_between(e->u[0], 10, 20);
}

static struct inject_span
burst_span(const struct inject_event *e)
{
	return inject_units(e, length(e));
}

static enum inject_reason
burst_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	struct inject_shape now[INJECT_UNITS_MAX], want[INJECT_UNITS_MAX];
	int i, count;

	if (!e->bars)
		return inject_stretch(e, rows, n, e->k);
	count = inject_shapes(now, e, rows, n);
	for (i = 0; i < count; i++) {
		want[i] = now[i];
		want[i].close *= e->k;
		want[i].high *= e->k;
		want[i].low *= e->k;
	}
	return inject_reshape(e, rows, n, now, want, count);
}

const struct inject_type inject_type_burst = {
	.name = "burst",
	.summary = "returns and ranges times k over 10 to 20 units",
	.group = "activity",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.sign = 1,
	.k = { { 4, 5 }, { 2.5, 4 }, { 1.6, 2.5 } },
	.span = burst_span,
	.apply = burst_apply,
};
