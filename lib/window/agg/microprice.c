/*
 * microprice.c - last microprice of a window.
 *
 *	(b as + a bs) / (bs + as)
 *
 * with best bid b, best ask a and their sizes bs, as: the middle, drawn to the
 * side with less size (Gatheral and Oomen 2010, section 2).  Last by index
 * time; of equal times, the last to arrive.  NaN if no quote of the window has
 * prices and sizes on both sides.
 */
#include <math.h>

#include "window/window.h"

struct microprice {
	uint64_t t;
	double px;
	uint32_t any;
};

static void
microprice_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct microprice *s = state;
	double b = rec_bid(r), a = rec_ask(r);
	double bs = rec_bid_size(r), as = rec_ask_size(r);
	uint64_t t = rec_time(r);

	(void)arg;
	(void)carry;
	if (isnan(b) || isnan(a) || !(bs >= 0 && as >= 0 && bs + as > 0) ||
	    (s->any && t < s->t))
		return;
	s->any = 1;
	s->px = b + (a - b) * (bs / (bs + as));
	s->t = t;
}

static void
microprice_merge(const void *arg, void *state, const void *later)
{
	const struct microprice *b = later;

	(void)arg;
	if (b->any)
		*(struct microprice *)state = *b;
}

static void
microprice_emit(const void *arg, const void *state, union cell *out)
{
	const struct microprice *s = state;

	(void)arg;
	out->d = s->any ? s->px : NAN;
}

static int
microprice_walk(struct walk *w, const void *arg, void *state)
{
	struct microprice *s = state;

	(void)arg;
	walk_scalar(w, "t", TENSOR_U64, &s->t);
	walk_scalar(w, "px", TENSOR_F64, &s->px);
	walk_scalar(w, "any", TENSOR_U32, &s->any);
	return walk_done(w);
}

const struct aggregate aggregate_microprice = {
	.name = "microprice",
	.unit = "price",
	.fill = "microprice",
	.summary = "last midpoint of bid and ask, weighted by the other's size",
	.source = "Gatheral and Oomen 2010, section 2",
	.sees = SEES_QUOTE,
	.state_size = sizeof(struct microprice),
	.push = microprice_push,
	.merge = microprice_merge,
	.emit = microprice_emit,
	.walk_state = microprice_walk,
};
