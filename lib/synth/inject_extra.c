/*
 * inject_extra.c - rows that an event adds, while it is being applied.
 */
#include <stdlib.h>

#include "synth/inject_impl.h"

enum { EXTRAS_MAX = 1 << 18 };

static int
grow(struct inject_extras *x, size_t need)
{
	size_t room = x->room ? 2 * x->room : 64;
	size_t size = x->size ? x->size : 64 * 128;
	struct extra *row;
	unsigned char *bytes;

	if (x->n == EXTRAS_MAX)
		return -1;
	if (x->n == x->room) {
		if ((row = realloc(x->row, room * sizeof(*row))) == NULL)
			return -1;
		x->row = row;
		x->room = room;
	}
	while (size < x->used + need)
		size *= 2;
	if (size != x->size) {
		if ((bytes = realloc(x->bytes, size)) == NULL)
			return -1;
		x->bytes = bytes;
		x->size = size;
	}
	return 0;
}

/* A time field later by delay; undefined ones stay. */
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

int
inject_edges(double *low, double *high, const struct inject_event *e,
    const struct inject_row *rows, size_t n)
{
	const struct schema *s;
	struct rec rec;
	double price;
	size_t i;

	*low = e->low;
	*high = e->high;
	for (i = 0; i < n; i++) {
		s = rows[i].view->out;
		rec = (struct rec){ s, rows[i].v };
		price = s->at.price < 0 ? NAN : rec_price(&rec);
		if (!(price > 0))
			continue;
		if (inject_is_trade(&rows[i]) || inject_side(&rows[i]) == 'A')
			*low = fmin(*low, price);
		if (inject_is_trade(&rows[i]) || inject_side(&rows[i]) == 'B')
			*high = fmax(*high, price);
	}
	return *low > 0 && *high > 0 ? 0 : -1;
}
