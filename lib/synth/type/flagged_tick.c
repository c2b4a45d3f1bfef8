/*
 * flagged_tick.c - a decoy: a bad print that the feed itself has flagged.
 *
 *	one print times e^(k s), its flag "maybe bad" set
 *
 * Only for kinds with flags.
 */
#include "synth/type.h"

static struct inject_span
flagged_tick_span(const struct inject_event *e)
{
	return (struct inject_span){ 1, e->unit };
}

static enum inject_reason
flagged_tick_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	(void)n;
	if (!inject_has_flags(&rows[0]))
		return INJECT_UNSUITED;
	inject_set_flags(&rows[0], inject_flags(&rows[0]) | INJECT_FLAG_BAD);
	return inject_print(&rows[0], e->k * e->sigma);
}

const struct inject_type inject_type_flagged_tick = {
	.name = "flagged_tick",
	.summary = "a print off by k s that its flags call bad",
	.on = INJECT_TICKS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_PRICED,
	.decoy = 1,
	.k = { { 8, 12 }, { 5, 8 }, { 3, 5 } },
	.span = flagged_tick_span,
	.apply = flagged_tick_apply,
};
