/*
 * volume.c - windows of some traded size ("volume bars").
 *
 * Lopez de Prado 2018, section 2.3.1.3.  A window ends with the trade that
 * brings its volume to the size or beyond; trades are not divided, and the
 * next window begins with nothing.  Exact sums.
 */
#include "window/window.h"

static const struct arg args[] = {
	{ .name = "size",
	    .kind = ARG_REAL,
	    .min = 1e-9,
	    .max = 1e15,
	    .def = "1000",
	    .help = "volume of a window" },
	{ .name = NULL },
};

struct volume_arg {
	double size;
	int at; /* field of sizes, -1: none */
};

static int
volume_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct volume_arg *a = arg;

	(void)err;
	a->size = c->v[0].d;
	a->at = -1;
	if (s != NULL)
		a->at = s->sees & SEES_BAR ? s->at.volume : s->at.size;
	return 0;
}

static unsigned
volume_push(const void *arg, void *state, const struct rec *r)
{
	const struct volume_arg *a = arg;

	qty_add(state, r, a->at, 1);
	return qty_double(state) >= a->size ? CLOCK_AFTER : 0;
}

static void
volume_reset(const void *arg, void *state)
{
	(void)arg;
	memset(state, 0, sizeof(struct qty_sum));
}

static int
volume_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	return qty_walk(w, "sum", state);
}

const struct clock clock_volume = {
	.name = "volume",
	.summary = "windows of equal traded size",
	.source = "Lopez de Prado 2018, section 2.3.1.3",
	.example = "volume(20)",
	.sees = SEES_TRADE | SEES_BAR,
	.args = args,
	.arg_size = sizeof(struct volume_arg),
	.state_size = sizeof(struct qty_sum),
	.bind = volume_bind,
	.push = volume_push,
	.reset = volume_reset,
	.walk_state = volume_walk,
};
