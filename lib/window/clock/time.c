/*
 * time.c - windows of equal length, tumbling or hopping.
 *
 *	start_k = origin + k slide,  end_k = start_k + every
 *
 * slide = every: each instant lies in one window; slide < every: in
 * every/slide of them.  A longer slide would leave instants out and is
 * refused.  Only the remainder of origin by slide matters, so that is what
 * is kept.  No window starts before it, none ends after the last instant of
 * the type.
 */
#include <stdio.h>

#include "base/num.h"
#include "window/window.h"

enum { EVERY, SLIDE, ORIGIN };

static const struct arg args[] = {
	{ .name = "every",
	    .kind = ARG_DURATION,
	    .min = 1,
	    .max = 3.2e16,
	    .def = "1m",
	    .help = "length of a window" },
	{ .name = "slide",
	    .kind = ARG_DURATION,
	    .max = 3.2e16,
	    .def = "0s",
	    .help = "time between starts (0s = the length)" },
	{ .name = "origin",
	    .kind = ARG_DURATION,
	    .max = 3.2e16,
	    .def = "0s",
	    .help = "offset of the starts from the epoch" },
	{ .name = NULL },
};

static int
time_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct time_grid *g = arg;

	(void)s;
	g->every = (uint64_t)c->v[EVERY].i;
	g->slide = (uint64_t)c->v[SLIDE].i;
	if (g->slide == 0)
		g->slide = g->every;
	if (g->slide > g->every)
		return err_usage(err,
		    "a slide longer than the windows would leave rows out");
	g->origin = (uint64_t)c->v[ORIGIN].i % g->slide;
	return 0;
}

static void
time_grid(const void *arg, struct time_grid *g)
{
	*g = *(const struct time_grid *)arg;
}

static const char *
duration(char text[NUM_DURATION_MAX + 1], uint64_t ns)
{
	if (ns == 0)
		return "0";
	text[num_put_duration(text, ns)] = '\0';
	return text;
}

static size_t
time_text(const void *arg, char *buf, size_t size)
{
	const struct time_grid *g = arg;
	char every[NUM_DURATION_MAX + 1], slide[NUM_DURATION_MAX + 1];
	char origin[NUM_DURATION_MAX + 1];

	return (size_t)snprintf(buf, size, "time(%s,slide=%s,origin=%s)",
	    duration(every, g->every), duration(slide, g->slide),
	    duration(origin, g->origin));
}

const struct clock clock_time = {
	.name = "time",
	.summary = "windows of equal length, tumbling or hopping",
	.args = args,
	.arg_size = sizeof(struct time_grid),
	.bind = time_bind,
	.grid = time_grid,
	.text = time_text,
};
