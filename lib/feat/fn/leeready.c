/*
 * leeready.c - side of a trade against the quote before it.
 *
 * A trade above the mid is a buy (1), one below it a sale (-1).  At the mid,
 * and before the first quote, the tick rule decides.  Lee and Ready 1991.  Rows
 * of quotes have no value; the quote in the trade's own row is the one after
 * the trade.
 */
#include "feat/fn/side.h"

struct leeready {
	struct side side;
	struct quote quote;
};

static double
leeready_step(const void *arg, void *state, const struct fn_row *r)
{
	struct leeready *s = state;
	double p = r->in[0], mid = (s->quote.bid + s->quote.ask) / 2;
	double y = side_by_tick(&s->side, p);

	(void)arg;
	if (p > mid)
		y = 1;
	else if (p < mid)
		y = -1;
	quote_take(&s->quote, r->in[1], r->in[2]);
	return y;
}

static size_t
leeready_size(const void *arg)
{
	(void)arg;
	return sizeof(struct leeready);
}

static void
leeready_init(const void *arg, void *state)
{
	struct leeready *s = state;

	(void)arg;
	s->quote = (struct quote){ NAN, NAN };
}

static int
leeready_walk(struct walk *w, const void *arg, void *state)
{
	struct leeready *s = state;

	(void)arg;
	side_walk(w, &s->side);
	quote_walk(w, &s->quote);
	return walk_done(w);
}

static const struct arg args[] = {
	TRADE_PRICE_ARG,
	BID_ARG,
	ASK_ARG,
	ARGS_END,
};

const struct column_fn column_fn_leeready = {
	.name = "leeready",
	.summary = "side of a trade against the quote before it",
	.source = "Lee and Ready 1991",
	.unit = "sign",
	.args = args,
	.state_size = leeready_size,
	.init = leeready_init,
	.walk_state = leeready_walk,
	.step = leeready_step,
};
