/*
 * inject_row.c - the prices and sizes of a row, and editing them.
 *
 * A move is a whole number of steps added to a price, so that a price on the
 * grid stays on it whatever the grid's origin.  Rounding never swaps two
 * prices of a row that were in order (x -> x + round(c x), c > -1, does not
 * fall), so open, high, low and close stay consistent; ties that rounding
 * makes in a book are opened again, a step a level.
 */
#include <math.h>
#include <stdio.h>

#include "synth/inject_impl.h"

#define PRICE_LIMIT 4e18 /* 1e-9 */
#define SIZE_LIMIT 4e18

static int
find_px(const struct schema *s, const char *name)
{
	int i = schema_find(s, name);

	return i >= 0 && s->field[i].type == F_PX ? i : -1;
}

static void
add_price(struct inject_view *v, int i)
{
	if (i >= 0)
		v->price[v->nprice++] = i;
}

static void
find_prices(struct inject_view *v)
{
	const struct places *at = &v->out->at;
	char name[16];
	int i, bid, ask;

	add_price(v, at->price);
	add_price(v, at->open);
	add_price(v, at->high);
	add_price(v, at->low);
	add_price(v, at->close);
	for (i = 0; i < VIEW_LEVELS; i++) {
		snprintf(name, sizeof(name), "bid_px_%02d", i);
		bid = find_px(v->out, name);
		snprintf(name, sizeof(name), "ask_px_%02d", i);
		ask = find_px(v->out, name);
		if (bid < 0 || ask < 0)
			break;
		add_price(v, v->bid[i] = bid);
		add_price(v, v->ask[i] = ask);
	}
	v->nlevel = i;
}

/* Orders of mbo refer to each other's prices: they are passed on. */
static unsigned
place_on(const struct schema *s)
{
	if (s->at.symbol < 0 || s->time_first < 0 ||
	    strcmp(s->kind, "mbo") == 0)
		return 0;
	if ((s->sees & SEES_BAR) != 0)
		return INJECT_BARS;
	return (s->sees & (SEES_TRADE | SEES_QUOTE)) != 0 ? INJECT_TICKS : 0;
}

int
inject_view_init(struct inject_view *v, struct schemas *set,
    const struct schema *in, struct err *err)
{
	struct field more[3];
	int n = 0;

	memset(v, 0, sizeof(*v));
	v->in = in;
	if (in->at.label < 0)
		more[n++] = field_make("label", F_U8, "");
	if (in->at.label_type < 0)
		more[n++] = field_make("label_type", F_SYM, "");
	if (in->at.label_id < 0)
		more[n++] = field_make("label_id", F_U32, "");
	v->out = schema_extend(set, in, in->kind, more, n, err);
	if (v->out == NULL || copy_plan_init(&v->copy, v->out, in, err) == -1)
		return -1;
	v->label = v->out->at.label;
	v->label_type = v->out->at.label_type;
	v->label_id = v->out->at.label_id;
	v->on = place_on(in);
	find_prices(v);
	return 0;
}

static struct rec
rec_of(const struct inject_row *r)
{
	return (struct rec){ r->view->out, r->v };
}

double
inject_price(const struct inject_row *r)
{
	struct rec rec = rec_of(r);
	unsigned sees = rec_sees(&rec);

	if ((sees & SEES_BAR) != 0)
		return rec_double(&rec, r->view->out->at.close);
	if ((sees & SEES_TRADE) != 0)
		return rec_price(&rec);
	if ((sees & SEES_QUOTE) != 0)
		return (rec_bid(&rec) + rec_ask(&rec)) / 2;
	return NAN;
}

/* Steps of a move of a price (1e-9); 0 and *why when there are none. */
static int64_t
steps_of(enum inject_reason *why, double px, double move, int64_t step)
{
	double n = round(px * (exp(move) - 1) / (double)step);

	*why = INJECT_OK;
	if (!(fabs(n) * (double)step < PRICE_LIMIT)) {
		*why = INJECT_PRICE;
		return 0;
	}
	if (n == 0)
		*why = INJECT_SMALL;
	return (int64_t)n;
}

/* Add to a price field; a null or a price that is not positive stays. */
static enum inject_reason
add_steps(struct inject_row *r, int i, int64_t steps)
{
	struct rec rec = rec_of(r);
	int64_t px = rec_i64(&rec, i), to;

	if (px == PX_NULL || px <= 0 || steps == 0)
		return INJECT_OK;
	if (!((double)px + (double)steps * (double)r->step < PRICE_LIMIT))
		return INJECT_PRICE;
	to = px + steps * r->step;
	if (to <= 0)
		return INJECT_PRICE;
	row_put_i64(r->v, r->view->out, i, to);
	r->altered = 1;
	return INJECT_OK;
}

static enum inject_reason
move_price(struct inject_row *r, int i, double move)
{
	struct rec rec = rec_of(r);
	int64_t px = rec_i64(&rec, i), steps;
	enum inject_reason why;

	if (px == PX_NULL || px <= 0)
		return INJECT_OK;
	steps = steps_of(&why, (double)px, move, r->step);
	return why == INJECT_PRICE ? why : add_steps(r, i, steps);
}

/* One side of the book: each level at least a step beyond the one before,
 * where it was beyond it. */
static enum inject_reason
open_levels(struct inject_row *r, const int *at, int n, int dir,
    const int64_t *was, int64_t px, int64_t px_was)
{
	struct rec rec = rec_of(r);
	int64_t now;
	int i;

	for (i = 0; i < n; i++) {
		now = rec_i64(&rec, at[i]);
		if (now == PX_NULL || px == PX_NULL)
			return INJECT_OK;
		if (dir * (was[i] - px_was) > 0 && dir * (now - px) < r->step) {
			now = px + dir * r->step;
			if (now <= 0)
				return INJECT_PRICE;
			row_put_i64(r->v, r->view->out, at[i], now);
			r->altered = 1;
		}
		px = now;
		px_was = was[i];
	}
	return INJECT_OK;
}

enum inject_reason
inject_shift(struct inject_row *r, double move)
{
	const struct inject_view *v = r->view;
	struct rec rec = rec_of(r);
	int64_t bid[VIEW_LEVELS], ask[VIEW_LEVELS];
	enum inject_reason why = INJECT_OK;
	int i;

	for (i = 0; i < v->nlevel; i++) {
		bid[i] = rec_i64(&rec, v->bid[i]);
		ask[i] = rec_i64(&rec, v->ask[i]);
	}
	for (i = 0; i < v->nprice && why == INJECT_OK; i++)
		why = move_price(r, v->price[i], move);
	if (v->nlevel == 0 || why != INJECT_OK)
		return why;
	why = open_levels(r, v->ask, v->nlevel, 1, ask,
	    rec_i64(&rec, v->bid[0]), bid[0]);
	if (why == INJECT_OK)
		why = open_levels(r, v->bid + 1, v->nlevel - 1, -1, bid + 1,
		    rec_i64(&rec, v->bid[0]), bid[0]);
	return why;
}

static enum inject_reason
print_bar(struct inject_row *r, double move)
{
	const struct places *at = &r->view->out->at;
	struct rec rec = rec_of(r);
	enum inject_reason why;
	int64_t close = rec_i64(&rec, at->close);
	int64_t steps = steps_of(&why, (double)close, move, r->step);

	if (why == INJECT_OK)
		why = add_steps(r, at->close, steps);
	if (why != INJECT_OK)
		return why;
	close = rec_i64(&rec, at->close);
	if (close > rec_i64(&rec, at->high))
		row_put_i64(r->v, rec.schema, at->high, close);
	if (close < rec_i64(&rec, at->low))
		row_put_i64(r->v, rec.schema, at->low, close);
	return INJECT_OK;
}

enum inject_reason
inject_print(struct inject_row *r, double move)
{
	const struct inject_view *v = r->view;
	struct rec rec = rec_of(r);
	unsigned sees = rec_sees(&rec);
	double price = inject_price(r);
	enum inject_reason why;
	int64_t steps;
	int i;

	if (!(price > 0))
		return INJECT_PRICE;
	if ((sees & SEES_BAR) != 0)
		return print_bar(r, move);
	steps = steps_of(&why, price * 1e9, move, r->step);
	if (why != INJECT_OK)
		return why;
	if ((sees & SEES_TRADE) != 0)
		return add_steps(r, v->out->at.price, steps);
	for (i = 0; i < v->nlevel && why == INJECT_OK; i++) {
		why = add_steps(r, v->bid[i], steps);
		if (why == INJECT_OK)
			why = add_steps(r, v->ask[i], steps);
	}
	return why;
}

/* Field of the size: of a trade or a bar. */
static int
size_at(const struct inject_row *r)
{
	struct rec rec = rec_of(r);
	unsigned sees = rec_sees(&rec);

	if ((sees & SEES_BAR) != 0)
		return r->view->out->at.volume;
	return (sees & SEES_TRADE) != 0 ? r->view->out->at.size : -1;
}

double
inject_size(const struct inject_row *r)
{
	struct rec rec = rec_of(r);
	int i = size_at(r);

	return i < 0 ? NAN : rec_double(&rec, i);
}

enum inject_reason
inject_resize(struct inject_row *r, double size)
{
	struct rec rec = rec_of(r);
	int i = size_at(r);
	double v;

	if (i < 0)
		return INJECT_UNSUITED;
	v = round(rec.schema->field[i].scale == 9 ? size * 1e9 : size);
	if (!(v < SIZE_LIMIT))
		return INJECT_PRICE;
	v = v < 1 ? 1 : v;
	if ((int64_t)v == rec_i64(&rec, i))
		return INJECT_OK;
	row_put_i64(r->v, rec.schema, i, (int64_t)v);
	r->altered = 1;
	return INJECT_OK;
}
