/*
 * spread.c - quotes move apart while the mid does not change.
 *
 *	bid and ask k times as far apart for 10 to 60 s
 */
#include "synth/type.h"

static struct inject_span
spread_span(const struct inject_event *e)
{
	return (struct inject_span){ INJECT_ANY_ROWS,
		(uint64_t)inject_between(e->u[0], 10, 60) * NS_SECOND };
}

static enum inject_reason
spread_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = INJECT_OK;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++)
		why = inject_widen(&rows[i], e->k);
	return why;
}

const struct inject_type inject_type_spread = {
	.name = "spread",
	.summary = "bid and ask k times as far apart for 10 to 60 s",
	.group = "feed",
	.on = INJECT_TICKS,
	.needs = INJECT_SIGMA | INJECT_QUOTES,
	.rows = INJECT_ALL,
	.sign = 1,
	.k = { { 8, 8 }, { 4, 4 }, { 2, 2 } },
	.span = spread_span,
	.apply = spread_apply,
};
