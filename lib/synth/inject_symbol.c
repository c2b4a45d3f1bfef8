/*
 * inject_symbol.c - the injection's state of a symbol, from the input rows
 * before edits: its tick, session, volatility and plan.
 */
#include "stream/row.h"
#include "synth/inject_impl.h"

static int64_t
tick_of(const struct inject *j, uint32_t id)
{
	const struct inject_opts *o = &j->opts;
	size_t len;
	const char *name = symtab_text(j->vocab->syms, id, &len);
	int i;

	for (i = 0; i < o->nticks; i++)
		if (strcmp(o->ticks[i].symbol, name) == 0)
			return o->ticks[i].tick;
	return o->tick;
}

/* The unit of a bar is its length. */
static uint64_t
bar_length(const struct rec *r)
{
	struct row_span at;

	if (row_span(&at, r) == 0 && at.start < at.end &&
	    at.end - at.start <= NS_DAY)
		return at.end - at.start;
	return 60 * NS_SECOND;
}

static struct sym *
symbol_new(struct inject *j, const struct inject_view *w, const struct rec *r)
{
	uint64_t unit = j->opts.unit, grid = NS_SECOND;
	size_t size = sizeof(struct sym) + (j->past ? sizeof(struct past) : 0);
	struct sym *y = slab_get(&j->slab, size); /* in one, aligned once */

	if (y == NULL)
		return NULL;
	y->with_past = j->past != 0;
	if (w->on == INJECT_BARS)
		unit = grid = bar_length(r);
	vol_init(&y->vol, grid, unit);
	y->id = rec_symbol(r);
	y->on = (uint8_t)w->on;
	y->step = tick_of(j, y->id);
	y->fixed_step = y->step > 0;
	y->slope = 1;
	y->seen = y->day_open = NAN;
	y->low = y->high = NAN;
	y->due = UINT64_MAX;
	return y;
}

struct sym *
inject_symbol(struct inject *j, const struct inject_view *w,
    const struct rec *r, struct err *err)
{
	struct sym **y = idmap_get(&j->sym, rec_symbol(r), err);

	if (y == NULL)
		return NULL;
	if (*y == NULL && (*y = symbol_new(j, w, r)) == NULL)
		err_errno(err, "symbols");
	return *y;
}

void
inject_symbol_free(struct sym *y)
{
	if (y == NULL)
		return;
	vol_fini(&y->vol);
	if (y->with_past)
		past_fini(y->past);
}

void
inject_missed(struct inject *j, struct sym *y)
{
	j->account.not_placed[INJECT_NO_ROW] += (uint64_t)(y->nplan - y->next);
	y->nplan = y->next = 0;
	y->due = UINT64_MAX;
}

int
inject_plan_again(struct inject_plan *p, const struct inject *j,
    const struct sym *y)
{
	struct inject_day d = { .date = y->date,
		.open = y->plan_open,
		.close = y->plan_close,
		.unit = y->vol.unit,
		.on = y->on };

	d.symbol = symtab_text(j->vocab->syms, y->id, &d.len);
	return inject_plan_day(p, &j->opts, &d);
}

void
inject_next(struct sym *y, const struct inject_plan *p)
{
	y->due = UINT64_MAX;
	if (y->next == y->nplan)
		return;
	y->due = p[y->next].time;
	y->due_rows = (uint8_t)inject_list[p[y->next].type]->rows;
}

static void
make_plan(struct inject *j, struct sym *y)
{
	struct inject_plan plan[PLAN_MAX];
	int i, events = 0;

	y->nplan = (uint8_t)inject_plan_again(plan, j, y);
	for (i = 0; i < y->nplan; i++)
		events += !inject_list[plan[i].type]->decoy;
	j->account.planned += y->nplan;
	j->account.symbol_days++;
	j->account.quiet_days += events == 0;
	inject_next(y, plan);
}

/* The session, unless given, is that of the previous day; on the first day it
 * is the rest of the day. */
int
inject_begin_day(struct inject *j, struct sym *y, uint64_t t, struct err *err)
{
	const struct session *s = &j->opts.session;
	uint64_t midnight = t - t % NS_DAY;
	int64_t date = session_day(s, t);

	inject_missed(j, y);
	y->date = (int32_t)date;
	y->plan_open = t;
	y->plan_close = midnight + NS_DAY;
	if (s->open_s != s->close_s) {
		session_span(&y->plan_open, &y->plan_close, s, date);
	} else if (y->day_end != 0) {
		y->plan_open = midnight + y->first % NS_DAY;
		y->plan_close = midnight + y->last % NS_DAY + 1;
	}
	y->day_end = session_day_end(s, date);
	y->first = y->last = t;
	y->day_open = NAN;
	if (y->slope != 1) { /* returns as usual, from where prices are */
		y->stay += (y->slope - 1) * (log(y->seen) - y->pivot);
		y->slope = 1;
	}
	if (y->mute == TS_NULL)
		y->mute = 0;
	if (y->with_past && past_day(y->past, &j->past_store, err) == -1)
		return -1;
	make_plan(j, y);
	return 0;
}

/* The smallest step between prices of the symbol, from the unedited row. */
static void
note_step(struct sym *y, int64_t px)
{
	int64_t d;

	if (px == PX_NULL || px <= 0)
		return;
	d = px > y->px ? px - y->px : y->px - px;
	if (y->px != 0 && d != 0 && (y->step == 0 || d < y->step))
		y->step = d;
	y->px = px;
}

static void
learn_step(struct sym *y, const struct rec *r, unsigned sees)
{
	const struct places *at = &r->schema->at;

	if (y->fixed_step)
		return;
	if (y->on == INJECT_BARS) {
		note_step(y, rec_i64(r, at->open));
		note_step(y, rec_i64(r, at->high));
		note_step(y, rec_i64(r, at->low));
		note_step(y, rec_i64(r, at->close));
		return;
	}
	if ((sees & SEES_TRADE) != 0)
		note_step(y, rec_i64(r, at->price));
	if ((sees & SEES_QUOTE) != 0) {
		note_step(y, rec_i64(r, at->bid_px));
		note_step(y, rec_i64(r, at->ask_px));
	}
}

uint64_t
inject_when(const struct sym *y, const struct rec *r, uint64_t t)
{
	int i = r->schema->at.ts_event;
	uint64_t start = y->on == INJECT_BARS && i >= 0 ? rec_u64(r, i) : t;

	return start <= t ? start : t;
}

/* Trades give the price, or quotes if the symbol has no trades. */
void
inject_observe(double *price, double *size, const struct sym *y,
    const struct rec *r, unsigned sees)
{
	const struct places *at = &r->schema->at;

	*price = *size = NAN;
	if (y->on == INJECT_BARS) {
		*price = rec_double(r, at->close);
		if (at->volume >= 0)
			*size = rec_double(r, at->volume);
	} else if ((sees & SEES_TRADE) != 0) {
		*price = rec_price(r);
		*size = rec_size(r);
	} else if ((sees & SEES_QUOTE) != 0 && !y->trades) {
		*price = (rec_bid(r) + rec_ask(r)) / 2;
	}
	if (!(*price > 0))
		*price = 0;
}

int
inject_learn(struct inject *j, struct sym *y, const struct rec *r,
    unsigned sees, double price, double size, struct err *err)
{
	const struct places *at = &r->schema->at;
	struct inject_ohlc b = { price, price, price, price };

	learn_step(y, r, sees);
	if (y->on == INJECT_ORDERS)
		inject_edge_step(&y->low, &y->high, r, y->step);
	if (price > 0) {
		y->seen = price;
		if (isnan(y->day_open))
			y->day_open = price;
	}
	if (y->with_past && price > 0) {
		if (y->on == INJECT_BARS)
			b = (struct inject_ohlc){ rec_double(r, at->open),
				rec_double(r, at->high), rec_double(r, at->low),
				price };
		if (past_push(y->past, &j->past_store, j->when / y->vol.unit,
			&b, size, err) == -1)
			return -1;
	}
	return vol_push(&y->vol, j->when, price, size, err);
}
