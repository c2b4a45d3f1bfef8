/*
 * engine_grid.c - the grid of the time clock.
 *
 *	windows start at open + k slide, also with a negative k, are as long
 *	as every, and are cut at open; panes are as long as the greatest common
 *	divisor of every and slide
 *
 * so a window is a whole number of panes.  Windows lie between open and close;
 * the last pane and the last window are cut at close.  With a calendar, open
 * and close belong to the session that was looked up last.  A window of one
 * day is a whole calendar day, whatever its length.
 */
#include <inttypes.h>

#include "base/num.h"
#include "window/engine.h"

#define DAY (24 * 3600 * NS_SECOND)

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
grid_init(struct grid *g, const struct time_grid *t, struct calendar *calendar,
    uint64_t max_panes, struct err *err)
{
	char every[NUM_DURATION_MAX + 1], slide[NUM_DURATION_MAX + 1];

	g->every = t->every;
	g->slide = t->slide;
	/* A local day may have 25 hours; longer windows are cut at its end. */
	if (calendar != NULL && !calendar->breaks && t->every == DAY &&
	    t->slide == DAY)
		g->every = g->slide = 2 * DAY;
	g->pane = gcd(g->every, g->slide);
	g->panes = g->every / g->pane;
	g->open = t->origin;
	g->close = TS_NULL - 1;
	if (calendar != NULL) {
		g->calendar = calendar;
		g->open = g->close = 0;
	}
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
grid_seek(struct grid *g, uint64_t t)
{
	uint64_t open, close;

	if (g->calendar == NULL ||
	    !calendar_find(g->calendar, t, &open, &close))
		return 0;
	g->open = open;
	g->close = close;
	return 1;
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
grid_last_end(const struct grid *g, uint64_t start)
{
	uint64_t first = g->every % g->slide, from = start - g->open + g->every;

	if (g->close - start <= g->every)
		return g->close;
	return start + g->every - (from - first) % g->slide;
}

uint64_t
grid_pane_end(const struct grid *g, uint64_t t)
{
	return later(g, t, g->pane - (t - g->open) % g->pane);
}

uint64_t
grid_next(struct grid *g, uint64_t t, int pane)
{
	uint64_t open, close;

	if (!grid_find(g, t)) {
		if (g->calendar == NULL ||
		    !calendar_next(g->calendar, t, &open, &close))
			return TS_NULL;
		g->open = t = open;
		g->close = close;
	}
	return pane ? grid_pane_end(g, t) : grid_end(g, t);
}
