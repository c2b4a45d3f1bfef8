/*
 * half_day.c - a decoy: the session ends at midday.
 *
 *	no rows after it on that day, for all symbols
 */
#include "synth/type.h"

static struct inject_span
half_day_span(const struct inject_event *e)
{
	return (struct inject_span){ 1, e->unit };
}

static enum inject_reason
half_day_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	(void)rows;
	(void)n;
	e->mute_day = 1;
	return INJECT_OK;
}

const struct inject_type inject_type_half_day = {
	.name = "half_day",
	.summary = "no symbol has rows after midday",
	.on = INJECT_TICKS | INJECT_BARS,
	.rows = INJECT_PRICED,
	.place = INJECT_MIDDAY,
	.sign = 1,
	.decoy = 1,
	.together = 1,
	.k = { { 1, 1 }, { 1, 1 }, { 1, 1 } },
	.span = half_day_span,
	.apply = half_day_apply,
};
