/*
 * side.h - the side of trades from their prices.
 */
#ifndef FEAT_FN_SIDE_H
#define FEAT_FN_SIDE_H

#include "feat/column_fn.h"

struct side {
	double price; /* of the trade before; 0 before there was one */
	double any;   /* 1 once there was one */
	double side;  /* of the last change; 0: none yet */
};

static inline double
side_by_tick(struct side *s, double x)
{
	if (isnan(x))
		return NAN;
	if (s->any > 0 && x != s->price)
		s->side = x > s->price ? 1 : -1;
	s->price = x;
	s->any = 1;
	return s->side != 0 ? s->side : NAN;
}

static inline void
side_walk(struct walk *w, struct side *s)
{
	walk_scalar(w, "price", TENSOR_F64, &s->price);
	walk_scalar(w, "any", TENSOR_F64, &s->any);
	walk_scalar(w, "side", TENSOR_F64, &s->side);
}

/* The best quote of the earlier rows. */
struct quote {
	double bid, ask; /* NaN: none yet */
};

static inline void
quote_take(struct quote *q, double bid, double ask)
{
	if (!isnan(bid) && !isnan(ask)) {
		q->bid = bid;
		q->ask = ask;
	}
}

static inline void
quote_walk(struct walk *w, struct quote *q)
{
	walk_scalar(w, "bid", TENSOR_F64, &q->bid);
	walk_scalar(w, "ask", TENSOR_F64, &q->ask);
}

#define TRADE_PRICE_ARG                                                        \
	{                                                                      \
		.name = "p", .kind = ARG_IN, .def = "trade_price",             \
		.help = "price of trades"                                      \
	}
#define BID_ARG                                                                \
	{                                                                      \
		.name = "bid", .kind = ARG_IN, .def = "bid",                   \
		.help = "best bid"                                             \
	}
#define ASK_ARG                                                                \
	{                                                                      \
		.name = "ask", .kind = ARG_IN, .def = "ask",                   \
		.help = "best ask"                                             \
	}
#define QUOTE_ARGS                                                             \
	BID_ARG,                                                               \
	    { .name = "bs",                                                    \
		    .kind = ARG_IN,                                            \
		    .def = "bid_size",                                         \
		    .help = "its size" },                                      \
	    ASK_ARG,                                                           \
	{                                                                      \
		.name = "as", .kind = ARG_IN, .def = "ask_size",               \
		.help = "its size"                                             \
	}

#endif
