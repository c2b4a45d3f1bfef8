/*
 * close_rush.c - a decoy: the rush at the close.
 *
 *	T = 10 units at the close of the session: returns times k, sizes
 *	times k squared, as if trading time ran faster
 */
#include "synth/type.h"

enum { LENGTH = 10 };

static struct inject_span
close_rush_span(const struct inject_event *e)
{
	return inject_units(e, LENGTH);
}

static enum inject_reason
close_rush_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	return inject_hurry(e, rows, n, e->k);
}

const struct inject_type inject_type_close_rush = {
	.name = "close_rush",
	.summary = "returns times k for 10 units at the close, sizes times k^2",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.place = INJECT_AT_CLOSE,
	.sign = 1,
	.decoy = 1,
	.k = { { 1.5, 2 }, { 1.5, 2 }, { 1.5, 2 } },
	.span = close_rush_span,
	.apply = close_rush_apply,
};
