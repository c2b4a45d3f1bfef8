/*
 * engine_grid.c - the grid of the clock of time.
 *
 *	windows start at open + k slide, also with a negative k, are as long
 *	as every, and are cut at open; panes are as long as the greatest common
 *	divisor of every and slide
 *
 * so a window is a whole number of panes.  Windows lie between open and close;
 * the last pane and the last window are cut at close.
 */
#include <inttypes.h>

#include "base/num.h"
#include "window/engine.h"

static uint64_t
gcd(uint64_t a, uint64_t b)
{
	uint64_t r;

	while (b != 0) {
		r = a % b;
		a = b;
		b = r;
	}
	return a;
}

int
grid_init(struct grid *g, const struct time_grid *t, uint64_t max_panes,
    struct err *err)
{
	char every[NUM_DURATION_MAX + 1], slide[NUM_DURATION_MAX + 1];

	g->every = t->every;
	g->slide = t->slide;
	g->pane = gcd(t->every, t->slide);
	g->panes = t->every / g->pane;
	g->open = t->origin;
	g->close = TS_NULL - 1;
	if (g->panes <= max_panes)
		return 0;
	every[num_put_duration(every, t->every)] = '\0';
	slide[num_put_duration(slide, t->slide)] = '\0';
	return err_usage(err,
	    "windows of %s every %s are made of %" PRIu64
	    " panes: at most %" PRIu64 " (--max-open)",
	    every, slide, g->panes, max_panes);
}

int
grid_find(struct grid *g, uint64_t t)
{
	return t >= g->open && t < g->close;
}

void
grid_pane(const struct grid *g, uint64_t t, uint64_t *start, uint64_t *end)
{
	*start = t - (t - g->open) % g->pane;
	*end = g->close - *start > g->pane ? *start + g->pane : g->close;
}

static uint64_t
later(const struct grid *g, uint64_t t, uint64_t by)
{
	return g->close - t > by ? t + by : g->close;
}

uint64_t
grid_end(const struct grid *g, uint64_t t)
{
	uint64_t first = g->every % g->slide, from = t - g->open;

	if (from < first)
		return later(g, g->open, first);
	return later(g, t, g->slide - (from - first) % g->slide);
}

uint64_t
grid_pane_end(const struct grid *g, uint64_t t)
{
	return later(g, t, g->pane - (t - g->open) % g->pane);
}
