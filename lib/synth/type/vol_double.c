/*
 * vol_double.c - a decoy: volatility grows and stays.
 *
 *	returns of the rest of the day times k
 *
 * A new regime: one alarm at its start is not an error.
 */
#include "synth/type.h"

static struct inject_span
vol_double_span(const struct inject_event *e)
{
	return (struct inject_span){ 1, e->unit };
}

static enum inject_reason
vol_double_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	(void)rows;
	(void)n;
	e->slope = e->k;
	return INJECT_OK;
}

const struct inject_type inject_type_vol_double = {
	.name = "vol_double",
	.summary = "returns of the rest of the day times k",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_PRICED,
	.sign = 1,
	.decoy = 1,
	.k = { { 2, 2 }, { 2, 2 }, { 2, 2 } },
	.span = vol_double_span,
	.apply = vol_double_apply,
};
