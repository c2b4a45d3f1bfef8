/*
 * inject_extra.c - rows that an event adds, while it is being applied.
 */
#include <stdlib.h>

#include "base/array.h"
#include "synth/inject_impl.h"

enum { EXTRAS_MAX = 1 << 18 };

static int
grow(struct inject_extras *x, size_t need)
{
	if (x->n == EXTRAS_MAX)
		return -1;
	if (array_grow(&x->row, &x->room, x->n + 1, sizeof(*x->row)) == -1)
		return -1;
	return array_grow(&x->bytes, &x->size, x->used + need, 1);
}

/* Delay a time field; undefined times do not change. */
static void
put_later(unsigned char *row, const struct schema *s, int i, uint64_t delay)
{
	struct rec r = { s, row };

	if (i >= 0 && rec_u64(&r, i) < TS_NULL - delay && rec_u64(&r, i) != 0)
		row_put_u64(row, s, i, rec_u64(&r, i) + delay);
}

struct inject_row *
inject_copy(struct inject_event *e, const struct inject_row *r, uint64_t delay)
{
	struct inject_extras *x = e->extras;
	const struct schema *s = r->view->out;
	unsigned char *row;

	if (x->failed || grow(x, s->row_size) == -1 ||
	    r->time >= TS_NULL - delay) {
		x->failed = 1;
		return NULL;
	}
	row = x->bytes + x->used;
	memcpy(row, r->v, s->row_size);
	put_later(row, s, s->at.ts_event, delay);
	put_later(row, s, s->at.ts_recv, delay);
	put_later(row, s, s->at.ts_end, delay);
	x->row[x->n++] =
	    (struct extra){ r->number, r->time + delay, r->view, x->used };
	x->used += s->row_size;
	x->last = (struct inject_row){ r->view, row, r->step, r->time + delay,
		r->number, 1 };
	return &x->last;
}

uint64_t
inject_order_id(const struct inject_event *e, uint32_t n)
{
	return UINT64_C(1) << 63 | (uint64_t)(e->id & 0x7fffffff) << 32 | n;
}

/*
 * A message of a bid shows that every ask lies above it; an order at the asks
 * may lie below what was known.  Both bounds hold without a book of all
 * orders.  A cleared book is unknown again.
 */
void
inject_edge_step(double *low, double *high, const struct rec *r, int64_t step)
{
	const struct places *at = &r->schema->at;
	int action = at->action < 0 ? 0 : *rec_at(r, at->action);
	int side = at->side < 0 ? 0 : *rec_at(r, at->side);
	double price = at->price < 0 ? NAN : rec_price(r);
	double tick = (double)step / 1e9;

	if (action == 'R')
		*low = *high = NAN;
	if (!(price > 0) || action == 'T')
		return;
	if (side == 'B') {
		*low = fmax(*low, price + tick); /* NaN is not a number here */
		if (action != 'C' && !isnan(*high))
			*high = fmax(*high, price);
	} else if (side == 'A') {
		*high = fmin(*high, price - tick);
		if (action != 'C' && !isnan(*low))
			*low = fmin(*low, price);
	}
}

int
inject_edges(double *low, double *high, const struct inject_event *e,
    const struct inject_row *rows, size_t n)
{
	double l = e->low, h = e->high;
	struct rec rec;
	size_t i;

	*low = l;
	*high = h;
	for (i = 0; i < n; i++) {
		rec = (struct rec){ rows[i].view->out, rows[i].v };
		inject_edge_step(&l, &h, &rec, rows[i].step);
		if (isnan(l) || isnan(h)) /* cleared within the event */
			return -1;
		*low = fmin(*low, l);
		*high = fmax(*high, h);
	}
	return *low > 0 && *high > 0 ? 0 : -1;
}
