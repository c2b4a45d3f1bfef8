/*
 * mid.c - last middle of the best bid and ask in a window.
 *
 *	(bid + ask) / 2, rounded to 1e-9, half to even
 *
 * Last by index time, of equal times the last to come.  Null while no quote
 * of the window has both sides.
 */
#include "window/agg/mid.h"
#include "window/window.h"

struct mid {
	uint64_t t;
	int64_t px;
	int any;
};

static void
mid_push(void *state, const struct rec *r)
{
	struct mid *m = state;
	int64_t px = mid_of(r);
	uint64_t t = rec_time(r);

	if (px == PX_NULL || (m->any && t < m->t))
		return;
	m->any = 1;
	m->px = px;
	m->t = t;
}

static void
mid_emit(const void *state, union cell *out)
{
	const struct mid *m = state;

	out->i = m->any ? m->px : PX_NULL;
}

static const struct column columns[] = {
	{ "mid", F_PX, "" },
	{ NULL, F_PX, NULL },
};

const struct aggregate aggregate_mid = {
	.name = "mid",
	.summary = "last middle of bid and ask",
	.sees = SEES_QUOTE,
	.state_size = sizeof(struct mid),
	.columns = columns,
	.push = mid_push,
	.emit_cells = mid_emit,
};
