/*
 * twap.c - time-weighted average price of a window.
 *
 *	integral of the last price over the window / its length
 *
 * The price before the window is valid until the window's first trade; if there
 * is none yet, the average begins at the first trade.  Times are index times.
 * Differences from the first price are summed, to keep precision.
 */
#include <math.h>

#include "window/window.h"

/* The current price. */
struct prior {
	double price;
	uint32_t any;
};

struct twap {
	double base; /* price that differences are taken from */
	double area; /* integral of price - base, in price ns */
	uint64_t from, at;
	uint32_t any;
};

static void
begin(struct twap *s, const struct prior *c, uint64_t t)
{
	s->any = 1;
	s->base = c->price;
	s->from = s->at = t;
}

static void
reach(struct twap *s, const struct prior *c, uint64_t t)
{
	s->area += (c->price - s->base) * (double)(t - s->at);
	s->at = t;
}

static void
twap_open(const void *arg, void *state, void *carry, uint64_t start)
{
	const struct prior *c = carry;

	(void)arg;
	if (c->any)
		begin(state, c, start);
}

static void
twap_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct twap *s = state;
	struct prior *c = carry;
	double p = rec_price(r);

	(void)arg;
	if (isnan(p))
		return;
	if (s->any)
		reach(s, c, rec_time(r));
	c->price = p;
	c->any = 1;
	if (!s->any)
		begin(s, c, rec_time(r));
}

static void
twap_close(const void *arg, void *state, void *carry, uint64_t end)
{
	struct twap *s = state;

	(void)arg;
	if (s->any)
		reach(s, carry, end);
}

static void
twap_merge(const void *arg, void *state, const void *later)
{
	struct twap *s = state;
	const struct twap *b = later;

	(void)arg;
	if (!s->any) {
		*s = *b;
		return;
	}
	s->area += b->area + (b->base - s->base) * (double)(b->at - b->from);
	s->at = b->at;
}

static void
twap_emit(const void *arg, const void *state, union cell *out)
{
	const struct twap *s = state;

	(void)arg;
	out->d = !s->any ? NAN
		 : s->at == s->from
		     ? s->base
		     : s->base + s->area / (double)(s->at - s->from);
}

static int
twap_walk(struct walk *w, const void *arg, void *state)
{
	struct twap *s = state;

	(void)arg;
	walk_scalar(w, "base", TENSOR_F64, &s->base);
	walk_scalar(w, "area", TENSOR_F64, &s->area);
	walk_scalar(w, "from", TENSOR_U64, &s->from);
	walk_scalar(w, "at", TENSOR_U64, &s->at);
	walk_scalar(w, "any", TENSOR_U32, &s->any);
	return walk_done(w);
}

static int
prior_walk(struct walk *w, const void *arg, void *carry)
{
	struct prior *c = carry;

	(void)arg;
	walk_scalar(w, "price", TENSOR_F64, &c->price);
	walk_scalar(w, "any", TENSOR_U32, &c->any);
	return walk_done(w);
}

const struct aggregate aggregate_twap = {
	.name = "twap",
	.unit = "price",
	.fill = "twap",
	.summary = "time-weighted average price",
	.state_size = sizeof(struct twap),
	.carry_size = sizeof(struct prior),
	.every_pane = 1,
	.open = twap_open,
	.push = twap_push,
	.close = twap_close,
	.merge = twap_merge,
	.emit = twap_emit,
	.walk_state = twap_walk,
	.walk_carry = prior_walk,
};
