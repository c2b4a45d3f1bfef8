/*
 * last_price.h - the price of the last trade before a window, for returns
 * across its border.
 */
#ifndef WINDOW_AGG_LAST_PRICE_H
#define WINDOW_AGG_LAST_PRICE_H

#include "window/window.h"

/* What a symbol remembers between windows. */
struct last_price {
	double price; /* 0: no trade yet */
};

/* An aggregate's walk_carry. */
static inline int
last_price_walk(struct walk *w, const void *arg, void *carry)
{
	struct last_price *last = carry;

	(void)arg;
	walk_scalar(w, "price", TENSOR_F64, &last->price);
	return walk_done(w);
}

#endif
