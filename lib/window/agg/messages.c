/*
 * messages.c - number of records of any kind except bars in a window.
 */
#include "window/window.h"

struct messages {
	uint64_t n;
};

static void
messages_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	(void)arg;
	(void)carry;
	(void)r;
	((struct messages *)state)->n++;
}

static void
messages_merge(const void *arg, void *state, const void *later)
{
	(void)arg;
	((struct messages *)state)->n += ((const struct messages *)later)->n;
}

static void
messages_emit(const void *arg, const void *state, union cell *out)
{
	(void)arg;
	out->u = ((const struct messages *)state)->n;
}

static int
messages_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	walk_scalar(w, "n", TENSOR_U64, &((struct messages *)state)->n);
	return walk_done(w);
}

static const struct column columns[] = {
	{ .name = "messages", .type = F_U64, .unit = "" },
	{ .name = NULL },
};

const struct aggregate aggregate_messages = {
	.name = "messages",
	.summary = "number of records of any kind but bars",
	.sees = SEES_ALL & ~(unsigned)SEES_BAR,
	.table = columns,
	.state_size = sizeof(struct messages),
	.push = messages_push,
	.merge = messages_merge,
	.emit = messages_emit,
	.walk_state = messages_walk,
};
