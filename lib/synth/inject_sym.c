/*
 * inject_sym.c - what the injection knows of a symbol, from the rows as they
 * came: its step of price, its session, its volatility and its plan.
 */
#include <math.h>
#include <stdlib.h>

#include "synth/inject_impl.h"

static int64_t
tick_of(const struct inject *j, uint32_t id)
{
	const struct inject_opts *o = &j->opts;
	size_t len;
	const char *name = symtab_text(j->house->syms, id, &len);
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
	const struct schema *s = r->schema;
	uint64_t start, end;

	if (s->cadence > 0)
		return (uint64_t)s->cadence;
	if (s->at.ts_event < 0 || s->at.ts_end < 0)
		return 60 * NS_SECOND;
	start = rec_u64(r, s->at.ts_event);
	end = rec_u64(r, s->at.ts_end);
	return start < end && end - start <= NS_DAY ? end - start
						    : 60 * NS_SECOND;
}

struct sym *
inject_sym(struct inject *j, const struct inject_view *w, const struct rec *r,
    struct err *err)
{
	uint32_t id = rec_symbol(r), room = inject_room(j->nsym, id);
	uint64_t unit = j->opts.unit, grid = NS_SECOND;
	struct sym **v, *y;

	if (id < j->nsym && j->sym[id] != NULL)
		return j->sym[id];
	if (id >= j->nsym) {
		if ((v = realloc(j->sym, room * sizeof(*v))) == NULL) {
			err_errno(err, "symbols");
			return NULL;
		}
		while (j->nsym < room)
			v[j->nsym++] = NULL;
		j->sym = v;
	}
	if ((y = calloc(1, sizeof(*y))) == NULL) {
		err_errno(err, "symbols");
		return NULL;
	}
	if (w->on == INJECT_BARS)
		unit = grid = bar_length(r);
	vol_init(&y->vol, grid, unit);
	y->id = id;
	y->bars = w->on == INJECT_BARS;
	y->step = tick_of(j, id);
	y->fixed_step = y->step > 0;
	j->sym[id] = y;
	return y;
}

void
inject_missed(struct inject *j, struct sym *y)
{
	j->account.not_placed[INJECT_NO_ROW] += (uint64_t)(y->nplan - y->next);
	y->next = y->nplan;
}

/*
 * The first row of a symbol on a date.  The session is that of the day
 * before unless it was given; on the first day all of the rest of the day.
 */
void
inject_day(struct inject *j, struct sym *y, uint64_t t)
{
	const struct inject_opts *o = &j->opts;
	uint64_t midnight = t - t % NS_DAY, open = t, close;
	const char *name;
	size_t len;
	int i, events = 0;

	inject_missed(j, y);
	close = midnight + NS_DAY;
	if (o->close_s > 0) {
		open = midnight + o->open_s * NS_SECOND;
		close = midnight + o->close_s * NS_SECOND;
	} else if (y->date != 0) {
		open = midnight + y->first;
		close = midnight + y->last + 1;
	}
	y->date = t / NS_DAY;
	y->first = y->last = t % NS_DAY;
	name = symtab_text(j->house->syms, y->id, &len);
	y->nplan = inject_plan_day(y->plan, o, name, len, y->date, open, close);
	y->next = 0;
	for (i = 0; i < y->nplan; i++)
		events += !y->plan[i].type->decoy;
	j->account.planned += (uint64_t)y->nplan;
	j->account.symbol_days++;
	j->account.quiet_days += events == 0;
}

/* The smallest step between prices of the symbol, on the row as it came. */
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

void
inject_note_step(struct sym *y, const struct rec *r)
{
	const struct places *at = &r->schema->at;
	unsigned sees = rec_sees(r);

	if (y->fixed_step)
		return;
	if (y->bars) {
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
	uint64_t start = y->bars && i >= 0 ? rec_u64(r, i) : t;

	return start <= t ? start : t;
}

/* Trades tell the price; quotes where the symbol has none. */
void
inject_tells(double *price, double *size, const struct sym *y,
    const struct rec *r)
{
	const struct places *at = &r->schema->at;
	unsigned sees = rec_sees(r);

	*price = *size = NAN;
	if (y->bars) {
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
