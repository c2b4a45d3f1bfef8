/*
 * mid.h - the middle of two prices, exact to the last digit.
 */
#ifndef WINDOW_MID_H
#define WINDOW_MID_H

#include "stream/rec.h"

/* (bid + ask) / 2 in 1e-9, half to even; PX_NULL when one is missing. */
static inline int64_t
mid_px(int64_t bid, int64_t ask)
{
	int64_t floor;

	if (bid == PX_NULL || ask == PX_NULL)
		return PX_NULL;
	/* What both share plus half of what they do not: no overflow. */
	floor = (bid & ask) + ((bid ^ ask) >> 1);
	return floor + (((bid ^ ask) & 1) != 0 && (floor & 1) != 0);
}

/* Of a record that sees quotes. */
static inline int64_t
mid_of(const struct rec *r)
{
	return mid_px(rec_i64(r, r->schema->at.bid_px),
	    rec_i64(r, r->schema->at.ask_px));
}

#endif
