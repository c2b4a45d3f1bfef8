/*
 * spread.c - mean and largest spread of the quotes in a window.
 *
 *	mean	time-weighted mean of ask - bid over the time with both sides
 *		present
 *
 * The quote before the window is valid until its first quote.  A crossed book
 * counts with its negative spread.  NaN without a two-sided quote.
 */
#include <math.h>

#include "window/window.h"

/* The current spread. */
struct prior {
	double spread;
	uint32_t any;
};

struct spread {
	double area; /* in price ns */
	double max;
	uint64_t time; /* ns with a known spread */
	uint64_t at;
	uint32_t any;
};

/* A new spread is valid from now on. */
static void
meet(struct spread *s, double spread)
{
	if (!s->any || spread > s->max)
		s->max = spread;
	s->any = 1;
}

static void
reach(struct spread *s, const struct prior *c, uint64_t t)
{
	if (c->any) {
		s->area += c->spread * (double)(t - s->at);
		s->time += t - s->at;
	}
	s->at = t;
}

static void
spread_open(const void *arg, void *state, void *carry, uint64_t start)
{
	struct spread *s = state;
	const struct prior *c = carry;

	(void)arg;
	s->at = start;
	if (c->any)
		meet(s, c->spread);
}

static void
spread_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct spread *s = state;
	struct prior *c = carry;

	(void)arg;
	reach(s, c, rec_time(r));
	c->spread = rec_ask(r) - rec_bid(r);
	c->any = !isnan(c->spread);
	if (c->any)
		meet(s, c->spread);
	else
		c->spread = 0;
}

static void
spread_close(const void *arg, void *state, void *carry, uint64_t end)
{
	(void)arg;
	reach(state, carry, end);
}

static void
spread_merge(const void *arg, void *state, const void *later)
{
	struct spread *s = state;
	const struct spread *b = later;

	(void)arg;
	s->area += b->area;
	s->time += b->time;
	s->at = b->at;
	if (b->any)
		meet(s, b->max);
}

static void
spread_emit(const void *arg, const void *state, union cell *out)
{
	const struct spread *s = state;

	(void)arg;
	out[0].d = s->time > 0 ? s->area / (double)s->time : NAN;
	out[1].d = s->any ? s->max : NAN;
}

static int
spread_walk(struct walk *w, const void *arg, void *state)
{
	struct spread *s = state;

	(void)arg;
	walk_scalar(w, "area", TENSOR_F64, &s->area);
	walk_scalar(w, "max", TENSOR_F64, &s->max);
	walk_scalar(w, "time", TENSOR_U64, &s->time);
	walk_scalar(w, "at", TENSOR_U64, &s->at);
	walk_scalar(w, "any", TENSOR_U32, &s->any);
	return walk_done(w);
}

static int
prior_walk(struct walk *w, const void *arg, void *carry)
{
	struct prior *c = carry;

	(void)arg;
	walk_scalar(w, "spread", TENSOR_F64, &c->spread);
	walk_scalar(w, "any", TENSOR_U32, &c->any);
	return walk_done(w);
}

static const struct column columns[] = {
	{ .name = "spread", .type = F_F64, .unit = "price", .fill = "spread" },
	{ .name = "spread_max",
	    .type = F_F64,
	    .unit = "price",
	    .fill = "spread" },
	{ .name = NULL },
};

const struct aggregate aggregate_spread = {
	.name = "spread",
	.summary = "time-weighted mean and largest spread of the quotes",
	.sees = SEES_QUOTE,
	.table = columns,
	.state_size = sizeof(struct spread),
	.carry_size = sizeof(struct prior),
	.every_pane = 1,
	.open = spread_open,
	.push = spread_push,
	.close = spread_close,
	.merge = spread_merge,
	.emit = spread_emit,
	.walk_state = spread_walk,
	.walk_carry = prior_walk,
};
