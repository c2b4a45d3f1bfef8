/*
 * inject_last.c - changes that last after an event: a price level, the size of
 * returns for the rest of a day, and times without rows.
 *
 *	ln p' = ln p + stay + (slope - 1) (ln p - pivot)
 */
#include "synth/inject_impl.h"

static double
lasting_move(const struct sym *y, double price)
{
	double move = y->stay;

	if (y->slope != 1 && price > 0)
		move += (y->slope - 1) * (log(price) - y->pivot);
	return move;
}

double
inject_lasting_price(const struct sym *y, double price)
{
	return price > 0 ? price * exp(lasting_move(y, price)) : price;
}

/* Prices that would fall to zero stay on the first steps above it. */
static void
put_lowest(struct inject_row *r)
{
	const struct inject_view *w = r->view;
	struct rec rec = { w->out, r->v };
	int i;

	for (i = 0; i < w->nprice; i++)
		if (rec_i64(&rec, w->price[i]) != PX_NULL)
			row_put_i64(r->v, w->out, w->price[i], r->step);
	for (i = 0; i < w->nlevel; i++)
		if (rec_i64(&rec, w->ask[i]) != PX_NULL)
			row_put_i64(r->v, w->out, w->ask[i], (i + 2) * r->step);
	r->altered = 1;
}

void
inject_last(struct inject *j, const struct sym *y, struct inject_row *r)
{
	double move = y->stay;

	if ((move == 0 && y->slope == 1) || y->step == 0)
		return;
	if (y->slope != 1)
		move = lasting_move(y, inject_price(r));
	if (inject_shift(r, move) == INJECT_RANGE && move < 0)
		put_lowest(r);
	j->account.moved += (uint64_t)r->altered;
	r->altered = 0;
}

void
inject_leave(struct sym *y, const struct inject_event *e)
{
	y->stay += e->stay;
	if (e->slope > 0 && y->seen > 0) {
		y->pivot = log(y->seen);
		y->slope = e->slope;
	}
	if (e->mute > 0)
		y->mute = e->start + e->mute;
	if (e->mute_day)
		y->mute = TS_NULL;
}
