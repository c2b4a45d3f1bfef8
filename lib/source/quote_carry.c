/*
 * quote_carry.c - fill an unchanged side of a quote from the row before.
 */
#include "source/quote_carry.h"

#include "stream/rec.h"

void
quote_carry_row(struct quote_carry *k, unsigned char *row,
    const struct schema *s)
{
	const int px[2] = { s->at.bid_px, s->at.ask_px };
	const int sz[2] = { s->at.bid_sz, s->at.ask_sz };
	struct rec r = { s, row };
	int i;

	if (px[0] < 0 || px[1] < 0)
		return;
	for (i = 0; i < 2; i++) {
		if (rec_i64(&r, px[i]) != PX_NULL) {
			k->side[i].px = rec_i64(&r, px[i]);
			k->side[i].sz =
			    sz[i] < 0 ? QTY_NULL : rec_i64(&r, sz[i]);
			k->side[i].seen = 1;
		} else if (k->side[i].seen) {
			row_put_i64(row, s, px[i], k->side[i].px);
			if (sz[i] >= 0)
				row_put_i64(row, s, sz[i], k->side[i].sz);
		}
	}
}
