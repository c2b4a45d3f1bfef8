/*
 * inject_row.c - editing the prices and sizes of a row.
 *
 * A move adds a whole number of steps to a price, so a price on the grid stays
 * on it, whatever the grid's origin.  Rounding keeps the order of two prices of
 * a row (x -> x + round(c x), c > -1, does not decrease), so open, high, low
 * and close stay consistent.  If rounding makes levels of a book equal, they
 * are separated again by one step each.
 *
 * Prices beyond PRICE_LIMIT are not changed: they mean "no price" in some
 * source, and differences of two smaller prices fit in 64 bits.
 */
#include "synth/inject_impl.h"

#define PRICE_LIMIT 4e18 /* 1e-9 */
#define SIZE_LIMIT 4e18

static struct rec
rec_of(const struct inject_row *r)
{
	return (struct rec){ r->view->out, r->v };
}

static int64_t
get(const struct inject_row *r, int i)
{
	struct rec rec = rec_of(r);

	return rec_i64(&rec, i);
}

static void
put(struct inject_row *r, int i, int64_t v)
{
	if (get(r, i) == v)
		return;
	row_put_i64(r->v, r->view->out, i, v);
	r->altered = 1;
}

/* A price that can be moved. */
static int
movable(int64_t px)
{
	return px > 0 && (double)px < PRICE_LIMIT;
}

/* Steps from px (1e-9) to px + by, rounded. */
static int64_t
steps_of(enum inject_reason *why, double by, int64_t step)
{
	double n = round(by / (double)step);

	*why = INJECT_OK;
	if (!(fabs(n) * (double)step < PRICE_LIMIT)) {
		*why = INJECT_RANGE;
		return 0;
	}
	if (n == 0)
		*why = INJECT_SMALL;
	return (int64_t)n;
}

static enum inject_reason
add_steps(struct inject_row *r, int i, int64_t steps)
{
	int64_t px = get(r, i), to;

	if (!movable(px) || steps == 0)
		return INJECT_OK;
	if (!((double)px + (double)steps * (double)r->step < PRICE_LIMIT))
		return INJECT_RANGE;
	to = px + steps * r->step;
	if (to <= 0)
		return INJECT_RANGE;
	put(r, i, to);
	return INJECT_OK;
}

static enum inject_reason
move_price(struct inject_row *r, int i, double move)
{
	int64_t px = get(r, i), steps;
	enum inject_reason why;

	if (!movable(px))
		return INJECT_OK;
	steps = steps_of(&why, (double)px * (exp(move) - 1), r->step);
	return why == INJECT_RANGE ? why : add_steps(r, i, steps);
}

/* One side of the book: each level at least a step beyond the one before,
 * where it was beyond it. */
static enum inject_reason
open_levels(struct inject_row *r, const int *at, int n, int dir,
    const int64_t *was, int64_t px, int64_t px_was)
{
	int64_t now;
	int i;

	for (i = 0; i < n; i++) {
		now = get(r, at[i]);
		if (!movable(now) || !movable(px) || !movable(was[i]) ||
		    !movable(px_was))
			return INJECT_OK;
		if (dir * (was[i] - px_was) > 0 && dir * (now - px) < r->step) {
			now = px + dir * r->step;
			if (now <= 0)
				return INJECT_RANGE;
			put(r, at[i], now);
		}
		px = now;
		px_was = was[i];
	}
	return INJECT_OK;
}

/* Ask against bid, then both sides outwards. */
static enum inject_reason
open_book(struct inject_row *r, const int64_t *bid, const int64_t *ask)
{
	const struct inject_view *v = r->view;
	enum inject_reason why;

	why = open_levels(r, v->ask, v->nlevel, 1, ask, get(r, v->bid[0]),
	    bid[0]);
	if (why == INJECT_OK)
		why = open_levels(r, v->bid + 1, v->nlevel - 1, -1, bid + 1,
		    get(r, v->bid[0]), bid[0]);
	return why;
}

static void
get_book(int64_t *bid, int64_t *ask, const struct inject_row *r)
{
	const struct inject_view *v = r->view;
	int i;

	for (i = 0; i < v->nlevel; i++) {
		bid[i] = get(r, v->bid[i]);
		ask[i] = get(r, v->ask[i]);
	}
}

enum inject_reason
inject_shift(struct inject_row *r, double move)
{
	const struct inject_view *v = r->view;
	int64_t bid[VIEW_LEVELS], ask[VIEW_LEVELS];
	enum inject_reason why = INJECT_OK;
	int i;

	get_book(bid, ask, r);
	for (i = 0; i < v->nprice && why == INJECT_OK; i++)
		why = move_price(r, v->price[i], move);
	if (v->nlevel == 0 || why != INJECT_OK)
		return why;
	return open_book(r, bid, ask);
}

static enum inject_reason
print_bar(struct inject_row *r, int64_t steps)
{
	const struct places *at = &r->view->out->at;
	enum inject_reason why = add_steps(r, at->close, steps);
	int64_t close = get(r, at->close);

	if (why != INJECT_OK)
		return why;
	if (close > get(r, at->high))
		put(r, at->high, close);
	if (close < get(r, at->low))
		put(r, at->low, close);
	return INJECT_OK;
}

enum inject_reason
inject_print_at(struct inject_row *r, double to)
{
	const struct inject_view *v = r->view;
	double price = inject_price(r);
	struct rec rec = rec_of(r);
	unsigned sees = rec_sees(&rec);
	enum inject_reason why;
	int64_t steps;
	int i;

	if (!(price > 0))
		return INJECT_RANGE;
	steps = steps_of(&why, (to - price) * 1e9, r->step);
	if (why != INJECT_OK)
		return why;
	if ((sees & SEES_BAR) != 0)
		return print_bar(r, steps);
	if ((sees & SEES_TRADE) != 0)
		return add_steps(r, v->out->at.price, steps);
	for (i = 0; i < v->nlevel && why == INJECT_OK; i++) {
		why = add_steps(r, v->bid[i], steps);
		if (why == INJECT_OK)
			why = add_steps(r, v->ask[i], steps);
	}
	return why;
}

enum inject_reason
inject_print(struct inject_row *r, double move)
{
	double price = inject_price(r);

	return inject_print_at(r, price * exp(move));
}

/* ---- sizes ---- */

static enum inject_reason
put_size(struct inject_row *r, int i, double size)
{
	double v = round(r->view->out->field[i].scale == 9 ? size * 1e9 : size);

	if (!(v < SIZE_LIMIT))
		return INJECT_RANGE;
	put(r, i, v < 1 ? 1 : (int64_t)v);
	return INJECT_OK;
}

enum inject_reason
inject_resize(struct inject_row *r, double size)
{
	const struct places *at = &r->view->out->at;
	struct rec rec = rec_of(r);
	unsigned sees = rec_sees(&rec);
	int i = -1;

	if ((sees & SEES_BAR) != 0)
		i = at->volume;
	else if ((sees & SEES_TRADE) != 0)
		i = at->size;
	return i < 0 ? INJECT_UNSUITED : put_size(r, i, size);
}

enum inject_reason
inject_depth(struct inject_row *r, int side, int first, int last, double factor)
{
	const struct inject_view *v = r->view;
	const int *at = side > 0 ? v->bid_size : v->ask_size;
	struct rec rec = rec_of(r);
	enum inject_reason why;
	double size;
	int i;

	for (i = first; i <= last && i < v->nlevel; i++) {
		size = at[i] < 0 ? NAN : rec_double(&rec, at[i]);
		if (!(size > 0))
			continue;
		if ((why = put_size(r, at[i], size * factor)) != INJECT_OK)
			return why;
	}
	return INJECT_OK;
}

/* ---- quotes ---- */

enum inject_reason
inject_widen(struct inject_row *r, double factor)
{
	const struct inject_view *v = r->view;
	int64_t bid[VIEW_LEVELS], ask[VIEW_LEVELS], more;
	enum inject_reason why = INJECT_OK;
	double gap;
	int i;

	get_book(bid, ask, r);
	if (v->nlevel == 0 || !movable(bid[0]) || !movable(ask[0]))
		return INJECT_OK;
	gap = (double)(ask[0] - bid[0]);
	if (!(gap > 0))
		return INJECT_OK;
	more = steps_of(&why, gap * (factor - 1), r->step);
	if (why != INJECT_OK)
		return why == INJECT_SMALL ? INJECT_OK : why;
	/* all levels of a side move alike */
	for (i = 0; i < v->nlevel && why == INJECT_OK; i++) {
		why = add_steps(r, v->bid[i], -(more / 2));
		if (why == INJECT_OK)
			why = add_steps(r, v->ask[i], more - more / 2);
	}
	return why == INJECT_OK ? open_book(r, bid, ask) : why;
}

enum inject_reason
inject_repeat(struct inject_row *r, const struct inject_row *as)
{
	const struct inject_view *v = r->view;
	const struct places *at = &v->out->at;
	int i;

	if (as->view != v)
		return INJECT_UNSUITED;
	for (i = 0; i < v->nprice; i++)
		put(r, v->price[i], get(as, v->price[i]));
	for (i = 0; i < v->nlevel; i++) {
		if (v->bid_size[i] >= 0)
			put(r, v->bid_size[i], get(as, v->bid_size[i]));
		if (v->ask_size[i] >= 0)
			put(r, v->ask_size[i], get(as, v->ask_size[i]));
	}
	if (at->size >= 0)
		put(r, at->size, get(as, at->size));
	return INJECT_OK;
}

/* ---- bars ---- */

void
inject_ohlc_get(struct inject_ohlc *b, const struct inject_row *r)
{
	const struct places *at = &r->view->out->at;
	struct rec rec = rec_of(r);

	b->open = rec_double(&rec, at->open);
	b->high = rec_double(&rec, at->high);
	b->low = rec_double(&rec, at->low);
	b->close = rec_double(&rec, at->close);
}

/* To a price, in whole steps from where the field is. */
static enum inject_reason
put_price(struct inject_row *r, int i, double to)
{
	int64_t px = get(r, i), steps;
	enum inject_reason why;

	if (!movable(px))
		return INJECT_OK;
	steps = steps_of(&why, to * 1e9 - (double)px, r->step);
	return why == INJECT_RANGE ? why : add_steps(r, i, steps);
}

enum inject_reason
inject_ohlc_put(struct inject_row *r, const struct inject_ohlc *b)
{
	const struct places *at = &r->view->out->at;
	enum inject_reason why = put_price(r, at->open, b->open);
	int64_t top, bottom;

	if (why == INJECT_OK)
		why = put_price(r, at->close, b->close);
	if (why == INJECT_OK)
		why = put_price(r, at->high, b->high);
	if (why == INJECT_OK)
		why = put_price(r, at->low, b->low);
	if (why != INJECT_OK)
		return why;
	top = bottom = get(r, at->open);
	if (get(r, at->close) > top)
		top = get(r, at->close);
	else
		bottom = get(r, at->close);
	if (get(r, at->high) < top)
		put(r, at->high, top);
	if (get(r, at->low) > bottom)
		put(r, at->low, bottom);
	return INJECT_OK;
}

/* ---- other fields ---- */

static void
put_byte(struct inject_row *r, int i, int v)
{
	if (i < 0)
		return;
	r->v[r->view->out->field[i].off] = (unsigned char)v;
	r->altered = 1;
}

enum inject_reason
inject_set_price(struct inject_row *r, double price)
{
	int i = r->view->out->at.price;
	double n;

	if (i < 0)
		return INJECT_UNSUITED;
	if (movable(get(r, i)))
		return put_price(r, i, price);
	n = round(price * 1e9 / (double)r->step);
	if (!(n > 0 && n * (double)r->step < PRICE_LIMIT))
		return INJECT_RANGE;
	put(r, i, (int64_t)n * r->step);
	return INJECT_OK;
}

enum inject_reason
inject_set_size(struct inject_row *r, double size)
{
	int i = r->view->out->at.size;

	return i < 0 ? INJECT_UNSUITED : put_size(r, i, size);
}

void
inject_set_action(struct inject_row *r, int action)
{
	put_byte(r, r->view->out->at.action, action);
}

void
inject_set_side(struct inject_row *r, int side)
{
	put_byte(r, r->view->out->at.side, side);
}

void
inject_set_flags(struct inject_row *r, unsigned flags)
{
	put_byte(r, r->view->out->at.flags, (int)flags);
}

void
inject_set_order(struct inject_row *r, uint64_t order_id)
{
	if (r->view->order_id >= 0) {
		row_put_u64(r->v, r->view->out, r->view->order_id, order_id);
		r->altered = 1;
	}
}
