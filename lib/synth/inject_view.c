/*
 * inject_view.c - find and read the fields of a row.
 */
#include <stdio.h>
#include <stdlib.h>

#include "synth/inject_impl.h"

static int
find(const struct schema *s, const char *form, int level, enum ftype t)
{
	char name[32];
	int i;

	snprintf(name, sizeof(name), form, level);
	i = schema_find(s, name);
	return i >= 0 && s->field[i].type == t ? i : -1;
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
	const struct schema *s = v->out;
	int i, bid, ask;

	add_price(v, s->at.price);
	add_price(v, s->at.open);
	add_price(v, s->at.high);
	add_price(v, s->at.low);
	add_price(v, s->at.close);
	for (i = 0; i < VIEW_LEVELS; i++) {
		bid = find(s, "bid_px_%02d", i, F_PX);
		ask = find(s, "ask_px_%02d", i, F_PX);
		if (bid < 0 || ask < 0)
			break;
		add_price(v, v->bid[i] = bid);
		add_price(v, v->ask[i] = ask);
		v->bid_size[i] = find(s, "bid_sz_%02d", i, F_QTY);
		v->ask_size[i] = find(s, "ask_sz_%02d", i, F_QTY);
	}
	v->nlevel = i;
}

static unsigned
place_on(const struct schema *s)
{
	if (s->at.symbol < 0 || s->time_first < 0)
		return 0;
	if (strcmp(s->kind, "mbo") == 0)
		return INJECT_ORDERS;
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
	if ((v->blank = calloc(1, v->out->row_size)) == NULL)
		return err_errno(err, "injection");
	row_put_null(v->blank, v->out, v->out->at.label_type);
	row_put_null(v->blank, v->out, v->out->at.label_id);
	v->label = v->out->at.label;
	v->label_type = v->out->at.label_type;
	v->label_id = v->out->at.label_id;
	v->order_id = find(v->out, "order_id", 0, F_ID);
	v->on = place_on(in);
	find_prices(v);
	return 0;
}

void
inject_view_fini(struct inject_view *v)
{
	copy_plan_fini(&v->copy);
	free(v->blank);
}

/* ---- reading a row ---- */

static struct rec
rec_of(const struct inject_row *r)
{
	return (struct rec){ r->view->out, r->v };
}

static unsigned
sees(const struct inject_row *r)
{
	struct rec rec = rec_of(r);

	return rec_sees(&rec);
}

int
inject_is_trade(const struct inject_row *r)
{
	return (sees(r) & SEES_TRADE) != 0;
}

int
inject_is_quote(const struct inject_row *r)
{
	return (sees(r) & SEES_QUOTE) != 0;
}

int
inject_is_order(const struct inject_row *r)
{
	return r->view->on == INJECT_ORDERS;
}

int
inject_touch(double *bid, double *ask, const struct inject_row *r)
{
	struct rec rec = rec_of(r);

	if ((rec_sees(&rec) & SEES_QUOTE) == 0)
		return -1;
	*bid = rec_bid(&rec);
	*ask = rec_ask(&rec);
	return isnan(*bid) || isnan(*ask) ? -1 : 0;
}

double
inject_price(const struct inject_row *r)
{
	struct rec rec = rec_of(r);
	unsigned is = rec_sees(&rec);

	if ((is & SEES_BAR) != 0)
		return rec_double(&rec, r->view->out->at.close);
	if ((is & SEES_TRADE) != 0)
		return rec_price(&rec);
	return (is & SEES_QUOTE) != 0 ? (rec_bid(&rec) + rec_ask(&rec)) / 2
				      : NAN;
}

double
inject_size(const struct inject_row *r)
{
	struct rec rec = rec_of(r);
	const struct places *at = &r->view->out->at;
	unsigned is = rec_sees(&rec);

	if ((is & SEES_BAR) != 0)
		return at->volume < 0 ? NAN : rec_double(&rec, at->volume);
	return (is & SEES_TRADE) != 0 && at->size >= 0 ? rec_size(&rec) : NAN;
}

static int
byte_at(const struct inject_row *r, int i)
{
	return i < 0 ? 0 : r->v[r->view->out->field[i].off];
}

int
inject_action(const struct inject_row *r)
{
	return byte_at(r, r->view->out->at.action);
}

int
inject_side(const struct inject_row *r)
{
	return byte_at(r, r->view->out->at.side);
}

int
inject_has_flags(const struct inject_row *r)
{
	return r->view->out->at.flags >= 0;
}

unsigned
inject_flags(const struct inject_row *r)
{
	return (unsigned)byte_at(r, r->view->out->at.flags);
}
