/*
 * shift.c - the price level changes and stays.
 *
 *	all prices from here on times e^(k s)
 *
 * The first min(5 units, 60 s) are
 * labelled; after that it is the new normal.  A first bar opens as it did.
 */
#include "synth/type.h"

static struct inject_span
shift_span(const struct inject_event *e)
{
	return inject_first_minute(e);
}

const struct inject_type inject_type_shift = {
	.name = "shift",
	.summary = "all later prices off by k s",
	.group = "pattern",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.k = { { 8, 12 }, { 5, 8 }, { 3, 5 } },
	.span = shift_span,
	.apply = inject_level,
};
