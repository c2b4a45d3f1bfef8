/*
 * spike.c - the price is off, then back.
 *
 *	bars	close times e^(k s) in one bar; high and low follow
 *	ticks	1 to 5 consecutive prints times e^(k s); sizes as they are
 *	orders	as many further prints beside the book, off by k s
 *
 * It ends after a minute, even if fewer prints have arrived.
 */
#include "synth/type.h"

enum { PRINTS_MAX = 5 };

static struct inject_span
spike_span(const struct inject_event *e)
{
	if (e->bars)
		return (struct inject_span){ 1, e->unit };
	return (struct inject_span){
		(uint64_t)inject_between(e->u[0], 1, PRINTS_MAX), 60 * NS_SECOND
	};
}

static enum inject_reason
spike_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = INJECT_OK;
	double move = e->k * e->sigma;
	struct inject_row *r;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++) {
		r = &rows[i];
		if (inject_is_order(r) && (r = inject_copy(e, r, 0)) == NULL)
			return INJECT_OK; /* the engine reports it */
		why = inject_print(r, move);
	}
	return why;
}

const struct inject_type inject_type_spike = {
	.name = "spike",
	.summary = "a bar's close, or 1 to 5 prints, off by k s, then back",
	.group = "pattern",
	.on = INJECT_TICKS | INJECT_BARS | INJECT_ORDERS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_PRICED,
	.k = { { 8, 12 }, { 5, 8 }, { 3, 5 } },
	.span = spike_span,
	.apply = spike_apply,
};
