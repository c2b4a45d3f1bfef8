/*
 * count.c - windows of n trades ("tick bars").
 *
 * Lopez de Prado 2018, section 2.3.1.2.  Bars of the input count as one each,
 * mids where the price is the mid.  A window ends with its n-th trade.
 */
#include "window/window.h"

static const struct arg args[] = {
	{ .name = "n",
	    .kind = ARG_INT,
	    .min = 1,
	    .max = 1e9,
	    .def = "1000",
	    .help = "trades of a window" },
	{ .name = NULL },
};

struct count_arg {
	uint64_t n;
};

struct count {
	uint64_t seen; /* trades of the open window */
};

static int
count_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	(void)s;
	(void)err;
	((struct count_arg *)arg)->n = (uint64_t)c->v[0].i;
	return 0;
}

static unsigned
count_push(const void *arg, void *state, const struct rec *r)
{
	struct count *s = state;

	(void)r;
	return ++s->seen >= ((const struct count_arg *)arg)->n ? CLOCK_AFTER
							       : 0;
}

static void
count_reset(const void *arg, void *state)
{
	(void)arg;
	((struct count *)state)->seen = 0;
}

static int
count_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	walk_scalar(w, "seen", TENSOR_U64, &((struct count *)state)->seen);
	return walk_done(w);
}

const struct clock clock_count = {
	.name = "count",
	.summary = "windows of n trades",
	.source = "Lopez de Prado 2018, section 2.3.1.2",
	.example = "count(7)",
	.sees = SEES_TRADE | SEES_BAR,
	.args = args,
	.arg_size = sizeof(struct count_arg),
	.state_size = sizeof(struct count),
	.bind = count_bind,
	.push = count_push,
	.reset = count_reset,
	.walk_state = count_walk,
};
