/*
 * shift.c - the price level changes and stays.
 *
 *	all prices from here on times e^(k s)
 *
 * detection.md 4.3, systems 0 and 2.  The first min(5 units, 60 s) are
 * labelled; after that it is the new normal.
 */
#include "synth/inject.h"

static struct inject_span
shift_span(const struct inject_event *e)
{
	uint64_t ns = 60 * NS_SECOND;

	return (struct inject_span){ UINT64_MAX,
		5 * e->unit < ns ? 5 * e->unit : ns };
}

static enum inject_reason
shift_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = INJECT_OK;
	size_t i;

	e->stay = e->k * e->sigma;
	for (i = 0; i < n && why == INJECT_OK; i++)
		why = inject_shift(&rows[i], e->stay);
	return why;
}

const struct inject_type inject_type_shift = {
	.name = "shift",
	.summary = "all later prices off by k s",
	.source = "detection.md 4.3",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.whole = 1,
	.k = { { 8, 12 }, { 5, 8 }, { 3, 5 } },
	.span = shift_span,
	.apply = shift_apply,
};
