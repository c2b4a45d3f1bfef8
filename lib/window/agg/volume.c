/*
 * volume.c - traded size of a window, exact.
 *
 * Sizes that are missing add nothing; the volume is null when all are, as
 * with bare prices and mids of quotes.
 */
#include "window/window.h"

static void
volume_push(void *state, const struct rec *r)
{
	const struct places *at = &r->schema->at;

	qty_add(state, r, r->schema->sees & SEES_BAR ? at->volume : at->size,
	    1);
}

static void
volume_emit(const void *state, union cell *out)
{
	out->q = *(const struct qty_sum *)state;
}

static const struct column columns[] = {
	{ "volume", F_QTY, "" },
	{ NULL, F_QTY, NULL },
};

const struct aggregate aggregate_volume = {
	.name = "volume",
	.summary = "traded size",
	.sees = SEES_TRADE | SEES_BAR,
	.state_size = sizeof(struct qty_sum),
	.columns = columns,
	.push = volume_push,
	.emit_cells = volume_emit,
};
