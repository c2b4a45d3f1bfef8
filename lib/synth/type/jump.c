/*
 * jump.c - one return that no volume and no other symbol explains.
 *
 *	all prices from here on times e^(k s)
 *
 * The first min(5 units, 60 s) are
 * labelled; after that it is the new normal.  A first bar opens as it did.
 */
#include "synth/type.h"

static struct inject_span
jump_span(const struct inject_event *e)
{
	return inject_first_minute(e);
}

const struct inject_type inject_type_jump = {
	.name = "jump",
	.summary = "one return of k s, volume as it was",
	.group = "collective",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.k = { { 8, 12 }, { 5, 8 }, { 3, 5 } },
	.span = jump_span,
	.apply = inject_level,
};
