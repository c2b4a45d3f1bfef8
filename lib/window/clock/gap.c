/*
 * gap.c - windows that end when a symbol has had no record for some time.
 *
 * A window contains records of one symbol that are less than the gap apart.
 * (Other systems call this a session window; here a session is a market's
 * trading hours.)  It ends when the watermark reaches its last record plus the
 * gap.
 */
#include "window/window.h"

static const struct arg args[] = {
	{ .name = "gap",
	    .kind = ARG_DURATION,
	    .min = 1,
	    .max = 3.2e16,
	    .def = "5m",
	    .help = "silence that ends a window" },
	{ .name = NULL },
};

struct gap_arg {
	uint64_t gap;
};

struct gap {
	uint64_t last; /* record of the open window; 0: none */
};

static int
gap_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	(void)s;
	(void)err;
	((struct gap_arg *)arg)->gap = (uint64_t)c->v[0].i;
	return 0;
}

static uint64_t
gap_due(const void *arg, const void *state)
{
	uint64_t gap = ((const struct gap_arg *)arg)->gap;
	uint64_t last = ((const struct gap *)state)->last;

	return last < TS_NULL - gap ? last + gap : TS_NULL;
}

static unsigned
gap_push(const void *arg, void *state, const struct rec *r)
{
	struct gap *s = state;
	uint64_t t = rec_time(r);

	if (s->last != 0 && t >= gap_due(arg, s))
		return CLOCK_BEFORE;
	s->last = t;
	return 0;
}

static void
gap_reset(const void *arg, void *state)
{
	(void)arg;
	((struct gap *)state)->last = 0;
}

static int
gap_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	walk_scalar(w, "last", TENSOR_U64, &((struct gap *)state)->last);
	return walk_done(w);
}

const struct clock clock_gap = {
	.name = "gap",
	.summary = "windows that end when a symbol is silent",
	.example = "gap(3s)",
	.args = args,
	.arg_size = sizeof(struct gap_arg),
	.state_size = sizeof(struct gap),
	.bind = gap_bind,
	.push = gap_push,
	.due = gap_due,
	.reset = gap_reset,
	.walk_state = gap_walk,
};
