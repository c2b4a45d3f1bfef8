/*
 * skel.c - the starting point for a new clock: windows of n trades.
 *
 * Copy this file, rename the functions and the struct, say above when a
 * window ends and where that comes from (book or paper), put one line
 * CLOCK(name) into list.h and an entry into tickwin(1).  This one is compiled
 * and tested but not listed.
 *
 * State is flat memory of one symbol without pointers, zeroed at its first
 * record.  A clock whose windows depend only on time has a grid instead; see
 * time.c.
 */
#include "window/window.h"

enum { N };

static const struct arg args[] = {
	{ .name = "n",
	    .kind = ARG_INT,
	    .min = 1,
	    .max = 1e9,
	    .def = "1000",
	    .help = "trades of a window" },
	{ .name = NULL },
};

struct skel_arg {
	uint64_t n;
};

struct skel {
	uint64_t seen; /* trades of the open window */
};

static int
skel_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	(void)s;
	(void)err;
	((struct skel_arg *)arg)->n = (uint64_t)c->v[N].i;
	return 0;
}

static unsigned
skel_push(const void *arg, void *state, const struct rec *r)
{
	struct skel *s = state;

	(void)r;
	return ++s->seen >= ((const struct skel_arg *)arg)->n ? CLOCK_AFTER : 0;
}

static void
skel_reset(const void *arg, void *state)
{
	(void)arg;
	((struct skel *)state)->seen = 0;
}

static int
skel_walk(struct walk *w, const void *arg, void *state)
{
	struct skel *s = state;

	(void)arg;
	walk_scalar(w, "seen", TENSOR_U64, &s->seen);
	return walk_done(w);
}

const struct clock clock_skel = {
	.name = "skel",
	.summary = "windows of n trades",
	.example = "skel(7)",
	.sees = SEES_TRADE | SEES_BAR,
	.args = args,
	.arg_size = sizeof(struct skel_arg),
	.state_size = sizeof(struct skel),
	.bind = skel_bind,
	.push = skel_push,
	.reset = skel_reset,
	.walk_state = skel_walk,
};
