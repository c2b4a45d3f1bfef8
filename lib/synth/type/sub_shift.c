/*
 * sub_shift.c - a change of level that is easily overlooked.
 *
 *	all prices from here on times e^(k s)
 *
 * The first min(5 units, 60 s) are
 * labelled; after that it is the new normal.  A first bar opens as it did.
 */
#include "synth/type.h"

static struct inject_span
sub_shift_span(const struct inject_event *e)
{
	return inject_first_minute(e);
}

const struct inject_type inject_type_sub_shift = {
	.name = "sub_shift",
	.summary = "all later prices off by 1 to 3 s",
	.group = "subtle",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.k = { { 3, 3 }, { 2, 2 }, { 1, 1 } },
	.span = sub_shift_span,
	.apply = inject_level,
};
