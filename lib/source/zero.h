/*
 * zero.h - prices of 0 that mean "no price"; sources send them before the open
 * or for a side without orders.
 *
 * A side of a quote at price 0 with size 0, or without size, is null; a trade
 * at price 0 is left out.  Both are counted.  This does not apply to
 * Databento's records: they have an explicit null, and spreads quote and trade
 * at 0.
 */
#ifndef SOURCE_ZERO_H
#define SOURCE_ZERO_H

#include "source/recipe.h"
#include "stream/rec.h"

/* 1 when one of n consecutive rows has such a price. */
int zero_any(const unsigned char *rows, const struct schema *s, size_t n);

/* The same of one row. */
static inline int
zero_here(const unsigned char *row, const struct schema *s)
{
	const struct rec r = { s, row };
	const struct places *at = &s->at;

	return (at->price >= 0 && rec_i64(&r, at->price) == 0) ||
	       (at->bid_px >= 0 && rec_i64(&r, at->bid_px) == 0) ||
	       (at->ask_px >= 0 && rec_i64(&r, at->ask_px) == 0);
}

/* One row: 1 to keep, 0 to leave out. */
int zero_row(struct context *c, unsigned char *row, const struct schema *s);

#endif
