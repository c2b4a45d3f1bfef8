/*
 * halt.c - a decoy: trading stops and resumes at another price.
 *
 *	no rows for 5 to 15 units after the first, then all prices times
 *	e^(k s)
 */
#include "synth/type.h"

static struct inject_span
halt_span(const struct inject_event *e)
{
	return (struct inject_span){ 1, e->unit };
}

static enum inject_reason
halt_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	(void)rows;
	(void)n;
	e->mute = (uint64_t)inject_between(e->u[0], 5, 15) * e->unit;
	e->stay = e->k * e->sigma;
	return INJECT_OK;
}

const struct inject_type inject_type_halt = {
	.name = "halt",
	.summary = "no rows for 5 to 15 units, then prices off by k s",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_PRICED,
	.decoy = 1,
	.k = { { 5, 10 }, { 5, 10 }, { 5, 10 } },
	.span = halt_span,
	.apply = halt_apply,
};
