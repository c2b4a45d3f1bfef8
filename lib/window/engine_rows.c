/*
 * engine_rows.c - many rows of one schema at once.
 *
 * Nearly every row goes into the newest pane of its symbol and needs nothing
 * else: no bar is due, no mid is needed, the symbol is known and, when rows
 * are taken in order, the row is next.  This file is the fast path for such
 * rows; it uses facts established once per schema.  row_push is the general
 * twin that takes any row.  The tracks and panes of the following rows are
 * prefetched, because with many symbols they are scattered in memory.
 */
#include <string.h>

#include "stream/row.h"
#include "window/engine.h"

/* Rows between a prefetch and its use, about the latency of memory, for the
 * place of a symbol's track, for the track, and for its newest pane; cache
 * lines of a pane. */
enum { FAR = 30, AHEAD = 20, NEAR = 10, LINES = 4, LINE = 64 };

static inline uint64_t
load_u64(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint32_t
load_u32(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static int
offset(const struct schema *s, int field)
{
	return field < 0 ? -1 : (int)s->field[field].off;
}

void
fast_init(struct windows *w, struct kind *k)
{
	const struct schema *s = k->schema;
	struct fast *f = &k->fast;

	f->time = offset(s, s->time_first);
	f->symbol = offset(s, s->at.symbol);
	f->flags = offset(s, s->at.flags);
	f->action = offset(s, s->at.action);
	f->price = offset(s, s->at.price);
	f->sees = s->sees & k->mask;
	f->works = f->time >= 0 && f->symbol >= 0 && !k->mid &&
		   (s->sees & SEES_BAR) == 0;
	f->prices = w->o.price == -1 && w->priced;
}

/* What aggregates may see of a row that is not a snapshot: as rec_sees. */
static inline unsigned
sees_of(const struct fast *f, const unsigned char *v)
{
	unsigned char action;

	if ((f->sees & SEES_TRADE) == 0)
		return f->sees;
	action = f->action < 0 ? 'T' : v[f->action];
	if ((action != 'T' && action != 0) ||
	    (int64_t)load_u64(v + f->price) == PX_NULL)
		return f->sees & ~(unsigned)SEES_TRADE;
	return f->sees;
}

static inline int
is_snapshot(const struct fast *f, const unsigned char *v)
{
	return f->flags >= 0 && row_flags_snapshot(v[f->flags]);
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

/* A row in the newest pane of its symbol: 1; 0 it is not; -1. */
static inline int
take_row(struct windows *w, struct kind *k, const struct rec *r,
    struct err *err)
{
	const struct fast *f = &k->fast;
	uint64_t t = load_u64(r->v + f->time);
	uint32_t symbol = load_u32(r->v + f->symbol);
	const struct calls *c;
	struct entry e;
	struct track *tr;
	struct pane *p;
	unsigned sees;
	int ret;

	if (t == 0 || t == TS_NULL || symbol == 0 || is_snapshot(f, r->v))
		return 0;
	if ((ret = move_on(w, t, err)) != 1)
		return ret;
	sees = sees_of(f, r->v);
	c = &k->calls[sees];
	if (!c->made)
		return 0;
	if (c->nasked == 0 && c->nwatch == 0) {
		w->acc.in++;
		w->acc.no_value++;
		return 1;
	}
	tr = symbol < w->tracks.n ? ((struct track **)w->tracks.v)[symbol]
				  : NULL;
	if (tr == NULL || (p = tr->open.newest) == NULL || t < p->start ||
	    t >= p->end || c->nasked == 0)
		return 0;
	if (f->prices && (sees & SEES_TRADE) != 0 && tr->prices != PRICES_TRADE)
		return 0;
	e.r = r;
	e.mid = NULL;
	e.calls = c;
	watch(tr, &e);
	deliver(tr, p, &e);
	w->acc.in++;
	w->acc.used++;
	return 1;
}

/* Where the track of a row's symbol is, or NULL. */
static inline struct track *const *
track_at(const struct windows *w, const struct fast *f, const unsigned char *v)
{
	uint32_t symbol = load_u32(v + f->symbol);

	return symbol < w->tracks.n ? (struct track **)w->tracks.v + symbol
				    : NULL;
}

/*
 * Rows of a kind that can take the fast path.  The prefetches stay in the
 * loop: gcc 12 takes a function of nothing but prefetches for one without
 * effect and drops the calls.
 */
static int
take_rows(struct windows *w, struct kind *k, struct rec *r, size_t n,
    struct err *err)
{
	const struct fast *f = &k->fast;
	size_t size = r->schema->row_size, i, off;
	const size_t pane_size = sizeof(struct pane) + w->state_size;
	const size_t fetch =
	    pane_size < LINES * LINE ? pane_size : LINES * LINE;
	struct track *const *t;
	int ret;

	for (i = 0; i < n; i++, r->v += size) {
		if (i + FAR < n) {
			__builtin_prefetch(track_at(w, f, r->v + FAR * size));
			t = track_at(w, f, r->v + AHEAD * size);
			if (t != NULL)
				__builtin_prefetch(*t);
			t = track_at(w, f, r->v + NEAR * size);
			for (off = 0; t != NULL && *t != NULL && off < fetch;
			     off += LINE)
				__builtin_prefetch((const char *)(*t)
							   ->open.newest +
						       off,
				    1);
		}
		if ((ret = take_row(w, k, r, err)) == 0)
			ret = row_push(w, r, err);
		if (ret == -1)
			return -1;
	}
	return 0;
}

int
rows_push(struct windows *w, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct kind *k = kind_get(w, s, err);
	struct rec r = { s, rows };
	size_t i;

	if (k == NULL)
		return -1;
	if (w->by_time && w->grid.calendar == NULL &&
	    w->o.marks.by == MARK_STREAM && k->fast.works)
		return take_rows(w, k, &r, n, err);
	for (i = 0; i < n; i++, r.v += s->row_size)
		if (row_push(w, &r, err) == -1)
			return -1;
	return 0;
}

int
windows_rows(struct windows *w, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	return w->o.max_jump > 0 ? jumps_rows(w, s, rows, n, err)
				 : rows_push(w, s, rows, n, err);
}
