/*
 * open_rush.c - a decoy: the rush at the opening.
 *
 *	T = 10 units at the opening of the session: returns times k, sizes
 *	times k squared, as if trading time ran faster
 */
#include "synth/type.h"

enum { LENGTH = 10 };

static struct inject_span
open_rush_span(const struct inject_event *e)
{
	return inject_units(e, LENGTH);
}

static enum inject_reason
open_rush_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	return inject_hurry(e, rows, n, e->k);
}

const struct inject_type inject_type_open_rush = {
	.name = "open_rush",
	.summary =
	    "returns times k for 10 units at the opening, sizes times k^2",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.place = INJECT_AT_OPEN,
	.sign = 1,
	.decoy = 1,
	.k = { { 1.5, 2 }, { 1.5, 2 }, { 1.5, 2 } },
	.span = open_rush_span,
	.apply = open_rush_apply,
};
