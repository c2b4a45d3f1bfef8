/*
 * imbalance.c - mean imbalance of the sizes at the best quotes.
 *
 *	(bs - as) / (bs + as) of each update, equal weights
 *
 * 1: all on the bid, -1: all on the ask.  NaN until an update has sizes
 * whose sum is positive.
 */
#include <math.h>

#include "window/window.h"

struct imbalance {
	double sum;
	int64_t n;
};

static void
imbalance_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct imbalance *s = state;
	double bid = rec_bid_size(r), ask = rec_ask_size(r);

	(void)arg;
	(void)carry;
	if (!(bid + ask > 0)) /* also drops NaN */
		return;
	s->sum += (bid - ask) / (bid + ask);
	s->n++;
}

static void
imbalance_merge(const void *arg, void *state, const void *later)
{
	struct imbalance *s = state;
	const struct imbalance *b = later;

	(void)arg;
	s->sum += b->sum;
	s->n += b->n;
}

static void
imbalance_emit(const void *arg, const void *state, union cell *out)
{
	const struct imbalance *s = state;

	(void)arg;
	out->d = s->n > 0 ? s->sum / (double)s->n : NAN;
}

static int
imbalance_walk(struct walk *w, const void *arg, void *state)
{
	struct imbalance *s = state;

	(void)arg;
	walk_scalar(w, "sum", TENSOR_F64, &s->sum);
	walk_scalar(w, "n", TENSOR_I64, &s->n);
	return walk_done(w);
}

const struct aggregate aggregate_imbalance = {
	.name = "imbalance",
	.unit = "ratio",
	.summary = "mean imbalance of the sizes at bid and ask",
	.sees = SEES_QUOTE,
	.state_size = sizeof(struct imbalance),
	.push = imbalance_push,
	.merge = imbalance_merge,
	.emit = imbalance_emit,
	.walk_state = imbalance_walk,
};
