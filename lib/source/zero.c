/*
 * zero.c - prices of 0 that mean "no price".
 */
#include "source/zero.h"

/* Is one of two fields, which may be the same, 0 in one of the rows?  No
 * branch per row. */
static int
has_zero(const unsigned char *rows, const struct schema *s, size_t n, int a,
    int b)
{
	const unsigned char *p = rows + s->field[a].off;
	const unsigned char *q = rows + s->field[b].off;
	size_t i, step = s->row_size;
	int64_t v, w;
	int any = 0;

	for (i = 0; i < n; i++, p += step, q += step) {
		memcpy(&v, p, 8);
		memcpy(&w, q, 8);
		any |= (v == 0) | (w == 0);
	}
	return any;
}

int
zero_any(const unsigned char *rows, const struct schema *s, size_t n)
{
	const struct places *at = &s->at;
	int a = at->bid_px >= 0 ? at->bid_px : at->ask_px;
	int b = at->ask_px >= 0 ? at->ask_px : at->bid_px;

	return (a >= 0 && has_zero(rows, s, n, a, b)) ||
	       (at->price >= 0 && has_zero(rows, s, n, at->price, at->price));
}

/* One side of a quote. */
static void
side(struct context *c, unsigned char *row, const struct schema *s, int px,
    int sz)
{
	const struct rec r = { s, row };

	if (px < 0 || rec_i64(&r, px) != 0)
		return;
	if (sz >= 0 && rec_i64(&r, sz) != 0 && rec_i64(&r, sz) != QTY_NULL)
		return;
	row_put_null(row, s, px);
	if (sz >= 0)
		row_put_null(row, s, sz);
	c->count[COUNT_ZERO_SIDE]++;
}

int
zero_row(struct context *c, unsigned char *row, const struct schema *s)
{
	const struct rec r = { s, row };

	side(c, row, s, s->at.bid_px, s->at.bid_sz);
	side(c, row, s, s->at.ask_px, s->at.ask_sz);
	if (s->at.price < 0 || rec_i64(&r, s->at.price) != 0)
		return 1;
	c->count[COUNT_ZERO_PRICE]++;
	return 0;
}
