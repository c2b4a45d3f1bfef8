/*
 * offquote.c - how far a trade is from the quote before it.
 *
 *	(p - mid) / max((ask - bid) / 2, tick)
 *
 * -1 and 1 are the best bid and ask; beyond them the trade is off the quote.
 * NaN before the first quote, in rows without a trade, and if the spread is not
 * positive and no tick is given.
 */
#include "feat/fn/side.h"

enum { TICK = 3 };

static double
offquote_step(const void *arg, void *state, const struct fn_row *r)
{
	struct quote *q = state;
	double mid = (q->bid + q->ask) / 2;
	double half = fmax((q->ask - q->bid) / 2, arg_real(arg, TICK));
	double y = half > 0 ? (r->in[0] - mid) / half : NAN;

	quote_take(q, r->in[1], r->in[2]);
	return y;
}

static size_t
offquote_size(const void *arg)
{
	(void)arg;
	return sizeof(struct quote);
}

static void
offquote_init(const void *arg, void *state)
{
	(void)arg;
	*(struct quote *)state = (struct quote){ NAN, NAN };
}

static int
offquote_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	quote_walk(w, state);
	return walk_done(w);
}

static const struct arg args[] = {
	TRADE_PRICE_ARG,
	BID_ARG,
	ASK_ARG,
	{ .name = "tick",
	    .kind = ARG_REAL,
	    .min = 0,
	    .max = 1e300,
	    .def = "0",
	    .help = "least half spread" },
	ARGS_END,
};

const struct column_fn column_fn_offquote = {
	.name = "offquote",
	.summary = "distance of a trade from the quote before it",
	.unit = "half spreads",
	.args = args,
	.state_size = offquote_size,
	.init = offquote_init,
	.walk_state = offquote_walk,
	.step = offquote_step,
};
