/*
 * engine_row.c - a row that cannot be taken with others.
 *
 * It closes a window, is the first of one or of its symbol, brings a mid or is
 * only watched.  Its pane then takes the symbol's next rows at once (w->ready).
 */
#include "window/engine.h"
#include "window/engine_fast.h"

void
ready_drop(struct windows *w, const struct track *t)
{
	struct pane **p = idmap_find(&w->ready, t->symbol);

	if (p != NULL)
		*p = NULL;
}

/* The newest pane of a track takes its next rows at once. */
static int
ready_set(struct windows *w, const struct kind *k, const struct track *t,
    struct err *err)
{
	struct pane **p = idmap_get(&w->ready, t->symbol, err);

	if (p == NULL)
		return -1;
	*p = t->open.newest;
	if (*p != NULL)
		(*p)->trades = !k->fast.prices || t->prices == PRICES_TRADE;
	return 0;
}

/* The watermark after a row of time t: 1, or 0 when the general way must find
 * out; -1. */
static inline int
move_on(struct windows *w, uint64_t t, struct err *err)
{
	if (t > w->latest) {
		if (w->nheld > 0 || t <= w->o.lateness)
			return 0;
		w->latest = t;
		w->mark = t - w->o.lateness;
		if (w->groups != NULL && w->groups->due <= w->mark &&
		    due_fire(w, w->mark, err) == -1)
			return -1;
	}
	return !w->ordered || t == w->mark;
}

/* The mid of a quote, if it is a price here; 0: the general way must find
 * out. */
static inline int
find_mid(struct windows *w, const struct kind *k, struct entry *e, uint64_t t,
    uint32_t symbol)
{
	if (!k->mid)
		return 1;
	if (w->price_kind == NULL || !w->price_kind->calls[SEES_TRADE].made)
		return 0;
	e->mid_calls = &w->price_kind->calls[SEES_TRADE];
	e->mid = price_of(w, e->r, t, symbol);
	return 1;
}

/* The row brings no price, or one of the sort that its symbol has had. */
static inline int
same_prices(const struct track *t, const struct entry *e, unsigned sees)
{
	if (e->mid != NULL)
		return t->prices == PRICES_MID;
	return (sees & SEES_TRADE) == 0 || t->prices == PRICES_TRADE;
}

int
fast_row(struct windows *w, struct kind *k, const struct rec *r,
    struct err *err)
{
	const struct fast *f = &k->fast;
	uint64_t t = load_u64(r->v + f->time);
	uint32_t symbol = load_u32(r->v + f->symbol);
	struct entry e = { .r = r,
		.kind = k,
		.at = t,
		.last = t,
		.symbol = symbol };
	const struct calls *c;
	struct track *tr;
	struct pane *p;
	unsigned sees;
	int ret, inside;

	if (t == 0 || t == TS_NULL || symbol == 0 || is_snapshot(f, r->v))
		return 0;
	if ((ret = move_on(w, t, err)) != 1)
		return ret;
	sees = sees_of(f, r->v);
	e.sees = sees;
	e.calls = c = &k->calls[sees];
	if (!c->made || !find_mid(w, k, &e, t, symbol))
		return 0;
	if (c->nasked == 0 && c->nwatch == 0 && e.mid == NULL) {
		w->acc.in++;
		w->acc.no_value++;
		return 1;
	}
	if ((tr = track_find(w, symbol)) == NULL &&
	    (tr = track_get(w, symbol, err)) == NULL)
		return -1;
	if (f->prices && !same_prices(tr, &e, sees) &&
	    track_prices(w, tr, &e, err) == -1)
		return -1;
	p = tr->open.newest;
	inside = p != NULL && t >= p->start && t < p->end;
	if (!inside && !grid_find(&w->grid, t))
		return 0;
	watch(tr, &e);
	w->acc.in++;
	if (!inside && (c->nasked > 0 || e.mid != NULL)) {
		if (time_row(w, tr, &e, err) == -1)
			return -1;
	} else {
		if (c->nasked > 0 || e.mid != NULL)
			deliver(tr, p, &e);
		w->acc.used++;
	}
	return ready_set(w, k, tr, err) == -1 ? -1 : 1;
}
