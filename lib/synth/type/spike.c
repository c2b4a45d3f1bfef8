/*
 * spike.c - the price is off, then back.
 *
 *	bars	close times e^(k s) in one bar; high and low follow
 *	ticks	1 to 5 consecutive prints times e^(k s); sizes as they are
 *
 * detection.md 4.3, systems 0, 2 and 3.  Prints that take more than a minute
 * to come are no spike: it ends there.
 */
#include "synth/inject.h"

enum { PRINTS_MAX = 5 };

static struct inject_span
spike_span(const struct inject_event *e)
{
	if (e->bars)
		return (struct inject_span){ 1, e->unit };
	return (struct inject_span){ 1 + (uint64_t)(e->u * PRINTS_MAX),
		60 * NS_SECOND };
}

static enum inject_reason
spike_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = INJECT_OK;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++)
		why = inject_print(&rows[i], e->k * e->sigma);
	return why;
}

const struct inject_type inject_type_spike = {
	.name = "spike",
	.summary = "a bar's close, or 1 to 5 prints, off by k s, then back",
	.source = "detection.md 4.3",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.k = { { 8, 12 }, { 5, 8 }, { 3, 5 } },
	.span = spike_span,
	.apply = spike_apply,
};
