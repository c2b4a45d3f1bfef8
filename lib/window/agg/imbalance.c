/*
 * imbalance.c - mean imbalance of the sizes at the best quotes.
 *
 *	(bs - as) / (bs + as) of each update, equal weights
 *
 * 1: all on the bid, -1: all on the ask.  NaN while no update has sizes
 * whose sum is positive.
 */
#include <math.h>

#include "window/window.h"

struct imbalance {
	double sum;
	long n;
};

static void
imbalance_push(void *state, const struct rec *r)
{
	struct imbalance *s = state;
	double bid = rec_bid_size(r), ask = rec_ask_size(r);

	if (!(bid + ask > 0)) /* also drops NaN */
		return;
	s->sum += (bid - ask) / (bid + ask);
	s->n++;
}

static double
imbalance_emit(const void *state)
{
	const struct imbalance *s = state;

	return s->n > 0 ? s->sum / (double)s->n : NAN;
}

const struct aggregate aggregate_imbalance = {
	.name = "imbalance",
	.unit = "ratio",
	.summary = "mean imbalance of the sizes at bid and ask",
	.sees = SEES_QUOTE,
	.state_size = sizeof(struct imbalance),
	.push = imbalance_push,
	.emit = imbalance_emit,
};
