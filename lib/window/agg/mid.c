/*
 * mid.c - last middle of the best bid and ask in a window.
 *
 *	(bid + ask) / 2, rounded to 1e-9, half to even
 *
 * Last by index time; of equal times, the last to arrive.  Null if no quote of
 * the window has both sides.
 */
#include "window/mid.h"
#include "window/window.h"

struct mid {
	uint64_t t;
	int64_t px;
	uint32_t any;
};

static void
mid_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct mid *m = state;
	int64_t px = mid_of(r);
	uint64_t t = rec_time(r);

	(void)arg;
	(void)carry;
	if (px == PX_NULL || (m->any && t < m->t))
		return;
	m->any = 1;
	m->px = px;
	m->t = t;
}

static void
mid_merge(const void *arg, void *state, const void *later)
{
	const struct mid *b = later;

	(void)arg;
	if (b->any)
		*(struct mid *)state = *b;
}

static void
mid_emit(const void *arg, const void *state, union cell *out)
{
	const struct mid *m = state;

	(void)arg;
	out->i = m->any ? m->px : PX_NULL;
}

static int
mid_walk(struct walk *w, const void *arg, void *state)
{
	struct mid *m = state;

	(void)arg;
	walk_scalar(w, "t", TENSOR_U64, &m->t);
	walk_scalar(w, "px", TENSOR_I64, &m->px);
	walk_scalar(w, "any", TENSOR_U32, &m->any);
	return walk_done(w);
}

static const struct column columns[] = {
	{ .name = "mid", .type = F_PX, .unit = "", .fill = "mid" },
	{ .name = NULL },
};

const struct aggregate aggregate_mid = {
	.name = "mid",
	.summary = "last midpoint of bid and ask",
	.sees = SEES_QUOTE,
	.table = columns,
	.state_size = sizeof(struct mid),
	.push = mid_push,
	.merge = mid_merge,
	.emit = mid_emit,
	.walk_state = mid_walk,
};
