/*
 * engine_rows.c - many rows of one schema at once.
 *
 * Nearly every row goes into the newest pane of its symbol and needs nothing
 * else: no bar is due, no mid is needed, the symbol is known and, when rows
 * are taken in order, the row is next.  This file is the fast path for such
 * rows; it uses facts established once per schema.  row_push is the general
 * twin that takes any row.  Such rows are gathered with their panes, and each
 * aggregate takes all of them in one call.  Rows of a known symbol between
 * them take a short way of their own.  The tracks and panes of the following
 * rows are prefetched, because with many symbols they are scattered in memory.
 */
#include <string.h>

#include "stream/row.h"
#include "window/engine.h"

/* Rows between a prefetch and its use, about the latency of memory, for the
 * place of a symbol's track, for the track, and for its newest pane; cache
 * lines of a pane. */
enum { FAR = 30, AHEAD = 20, NEAR = 10, LINES = 4, LINE = 64 };

/* Rows of a batch; symbols whose states stay in the cache anyway.  After fewer
 * rows than are worth it, so many are taken singly. */
enum { BATCH = 256, FEW = 512, WORTH = 8, SINGLE = 32 };

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
	f->works = f->time >= 0 && f->symbol >= 0 && (s->sees & SEES_BAR) == 0;
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

/* Rows on their way into panes. */
struct batch {
	const struct calls *calls; /* NULL while n is 0 */
	size_t n;
	const unsigned char *row[BATCH];
	unsigned char *state[BATCH];
	struct track *track[BATCH];
};

/* What decides over a row, copied: it does not change while rows are
 * gathered, and the compiler need not think that it does. */
struct rule {
	struct fast f;
	struct track *const *track; /* by symbol, [ntrack] */
	uint32_t ntrack;
	int ordered;
	uint64_t lateness;
	uint64_t until; /* a mark from here on closes something */
};

/* The time, moved on, and what is counted. */
struct moved {
	uint64_t latest;
	size_t n, no_value;
};

static struct rule
rule_of(const struct windows *w, const struct kind *k)
{
	return (struct rule){ .f = k->fast,
		.track = (struct track *const *)w->tracks.v,
		.ntrack = w->tracks.n,
		.ordered = w->ordered,
		.lateness = w->o.lateness,
		.until = w->nheld > 0        ? 0
			 : w->groups != NULL ? w->groups->due
					     : TS_NULL };
}

/* The track of a row's symbol, or NULL. */
static inline struct track *
track_of(const struct rule *q, const unsigned char *v)
{
	uint32_t symbol = load_u32(v + q->f.symbol);

	return symbol < q->ntrack ? q->track[symbol] : NULL;
}

/* 1 when the row's time closes nothing and, where rows are taken in order, it
 * is next; *latest is the time with it. */
static inline int
on_time(const struct rule *q, uint64_t t, uint64_t *latest)
{
	if (t > *latest) {
		if (t <= q->lateness || t - q->lateness >= q->until)
			return 0;
		*latest = t;
	}
	return !q->ordered || t == *latest - q->lateness;
}

/* The newest pane of the row's symbol, if the row belongs there. */
static inline struct pane *
pane_of(const struct rule *q, const struct track *t, unsigned sees, uint64_t at)
{
	struct pane *p = t != NULL ? t->open.newest : NULL;

	if (p == NULL || at < p->start || at >= p->end ||
	    (q->f.prices && (sees & SEES_TRADE) != 0 &&
		t->prices != PRICES_TRADE))
		return NULL;
	return p;
}

/* Take a row into the batch; 0 when it must go the general way. */
static inline int
take_row(const struct rule *q, const struct calls *calls, struct batch *b,
    struct moved *m, const unsigned char *v)
{
	uint64_t t = load_u64(v + q->f.time), latest = m->latest;
	unsigned sees;
	const struct calls *c;
	struct track *tr;
	struct pane *p;

	if (t == 0 || t == TS_NULL || load_u32(v + q->f.symbol) == 0 ||
	    is_snapshot(&q->f, v) || !on_time(q, t, &latest))
		return 0;
	sees = sees_of(&q->f, v);
	c = calls + sees;
	if (c != b->calls) {
		if (!c->made)
			return 0;
		if (c->nasked == 0 && c->nwatch == 0) {
			m->latest = latest;
			m->no_value++;
			return 1;
		}
		if (b->calls != NULL || c->nasked == 0)
			return 0;
		b->calls = c;
	}
	tr = track_of(q, v);
	if ((p = pane_of(q, tr, sees, t)) == NULL)
		return 0;
	p->rows++;
	m->latest = latest;
	b->row[m->n] = v;
	b->track[m->n] = tr;
	b->state[m->n++] = p->state;
	return 1;
}

/*
 * As many of n rows as can be taken at once; how many.  With many symbols the
 * rows to come are looked up ahead.  The prefetches stay in this loop: gcc 12
 * takes a function of nothing but prefetches for one without effect and drops
 * the calls.
 */
static size_t
gather(struct windows *w, const struct kind *k, struct batch *b,
    const unsigned char *v, size_t size, size_t n)
{
	const struct rule q = rule_of(w, k);
	const size_t far = w->ntrack < FEW ? n : FAR;
	size_t pane_size = sizeof(struct pane) + w->state_size, i, off;
	struct moved m = { w->latest, 0, 0 };
	const struct track *t;

	if (pane_size > LINES * LINE)
		pane_size = LINES * LINE;
	for (i = 0; i < n && m.n < BATCH; i++, v += size) {
		if (i + far < n) {
			__builtin_prefetch(
			    q.track + load_u32(v + FAR * size + q.f.symbol));
			__builtin_prefetch(track_of(&q, v + AHEAD * size));
			t = track_of(&q, v + NEAR * size);
			for (off = 0; t != NULL && off < pane_size; off += LINE)
				__builtin_prefetch((const char *)
							   t->open.newest +
						       off,
				    1);
		}
		if (!take_row(&q, k->calls, b, &m, v))
			break;
	}
	if (m.latest > w->latest) {
		w->latest = m.latest;
		w->mark = m.latest - w->o.lateness;
	}
	b->n = m.n;
	w->acc.in += i;
	w->acc.used += m.n;
	w->acc.no_value += m.no_value;
	return i;
}

/* Each record to the aggregates that look at more than the record. */
static void
push_watched(const struct batch *b, struct rec *r)
{
	const struct calls *c = b->calls;
	const struct call_watch *q;
	const struct call_push *f;
	size_t i;

	for (i = 0; i < b->n; i++) {
		r->v = b->row[i];
		for (q = c->watch; q < c->watch + c->nwatch; q++)
			q->watch(q->arg, b->track[i]->carry + q->carry, r);
		for (f = c->push; f < c->push + c->npush; f++)
			f->push(f->arg, b->state[i] + f->state,
			    b->track[i]->carry + f->carry, r);
	}
}

/* All records to one aggregate after the other: none sees what another does. */
static void
push_batch(const struct batch *b, const struct schema *s)
{
	const struct calls *c = b->calls;
	const struct agg_rows rows = { s, b->n, b->row, b->state };
	const struct call_push *f;
	struct rec r = { s, NULL };
	size_t i;

	if (b->n == 0)
		return;
	if (c->nwatch > 0) {
		push_watched(b, &r);
		return;
	}
	for (f = c->push; f < c->push + c->npush; f++) {
		if (f->push_rows != NULL) {
			f->push_rows(f->arg, &rows, f->state);
			continue;
		}
		for (i = 0; i < b->n; i++) {
			r.v = b->row[i];
			f->push(f->arg, b->state[i] + f->state,
			    b->track[i]->carry + f->carry, &r);
		}
	}
}

/* ---- single rows ---- */

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

/* A row that was not gathered, of a known symbol: it closes a window, is the
 * first of one, brings a mid or is only watched.  1; 0: the general way must
 * take it; -1. */
static inline int
take_one(struct windows *w, struct kind *k, const struct rec *r,
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
	tr = symbol < w->tracks.n ? ((struct track **)w->tracks.v)[symbol]
				  : NULL;
	if (tr == NULL || (f->prices && !same_prices(tr, &e, sees)))
		return 0;
	p = tr->open.newest;
	inside = p != NULL && t >= p->start && t < p->end;
	if (!inside && !grid_find(&w->grid, t))
		return 0;
	watch(tr, &e);
	w->acc.in++;
	if (!inside && (c->nasked > 0 || e.mid != NULL))
		return time_row(w, tr, &e, err) == -1 ? -1 : 1;
	if (c->nasked > 0 || e.mid != NULL)
		deliver(tr, p, &e);
	w->acc.used++;
	return 1;
}

static int
take_rows(struct windows *w, struct kind *k, struct rec *r, size_t n,
    struct err *err)
{
	const size_t size = r->schema->row_size;
	struct batch b;
	size_t m, single = k->mid ? SIZE_MAX : 0;
	int ret;

	while (n > 0) {
		if (single == 0) {
			b.calls = NULL;
			m = gather(w, k, &b, r->v, size, n);
			push_batch(&b, r->schema);
			r->v += m * size;
			n -= m;
			if (n == 0 || b.n == BATCH)
				continue;
			single = m < WORTH ? SINGLE : 1;
		}
		single--;
		if ((ret = take_one(w, k, r, err)) == 0)
			ret = row_push(w, r, err);
		if (ret == -1)
			return -1;
		r->v += size;
		n--;
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
