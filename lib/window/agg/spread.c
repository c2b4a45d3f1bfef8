/*
 * spread.c - mean and largest spread of the quotes in a window.
 *
 *	ask - bid of each update with both sides, equal weights
 *
 * A crossed book counts with its negative spread.  NaN without a quote.
 */
#include <math.h>

#include "window/window.h"

struct spread {
	double sum, max;
	long n;
};

static void
spread_push(void *state, const struct rec *r)
{
	struct spread *s = state;
	double x = rec_ask(r) - rec_bid(r);

	if (isnan(x))
		return;
	if (s->n == 0 || x > s->max)
		s->max = x;
	s->sum += x;
	s->n++;
}

static void
spread_emit(const void *state, union cell *out)
{
	const struct spread *s = state;

	out[0].d = s->n > 0 ? s->sum / (double)s->n : NAN;
	out[1].d = s->n > 0 ? s->max : NAN;
}

static const struct column columns[] = {
	{ "spread", F_F64, "price" },
	{ "spread_max", F_F64, "price" },
	{ NULL, F_F64, NULL },
};

const struct aggregate aggregate_spread = {
	.name = "spread",
	.summary = "mean and largest spread of the quotes",
	.sees = SEES_QUOTE,
	.state_size = sizeof(struct spread),
	.columns = columns,
	.push = spread_push,
	.emit_cells = spread_emit,
};
