/*
 * engine_rows.c - many rows of one schema at once.
 *
 * Nearly every row goes into the newest pane of its symbol and needs nothing
 * else: no bar is due, no mid is needed, the symbol is known and, when rows
 * are taken in order, the row is next.  This file is the fast path for such
 * rows; it uses facts established once per schema.  row_push is the general
 * twin that takes any row.  Such rows are gathered with their panes, and each
 * aggregate takes all of them in one call.  Rows between them take a short way
 * of their own.
 *
 * With many symbols, panes are scattered in memory, and the time of a row is
 * that of its cache misses.  So w->ready leads from a symbol to its pane
 * without its track, and the panes of the rows to come are prefetched.
 */
#include <string.h>

#include "stream/row.h"
#include "window/engine.h"
#include "window/engine_fast.h"

/* Rows between a prefetch and its use, about the latency of memory: for the
 * place of a symbol's pane; without one, for that of its track; for pane or
 * track itself.  Cache lines of a pane. */
enum { FAR = 40, MIDDLE = 30, NEAR = 20, LINES = 4, LINE = 64 };

enum {
	BATCH = 256,    /* rows of a batch */
	SCATTERED = 64, /* the same with many symbols: panes in the L1 cache */
	FEW = 512,      /* symbols whose panes stay in the cache anyway */
	WORTH = 4,      /* after several batches of fewer rows than this ... */
	PATIENCE = 8,
	SINGLE = 32 /* ... so many rows are taken singly */
};

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

/* Rows on their way into panes. */
struct batch {
	const struct calls *calls; /* NULL while n is 0 */
	size_t n;
	const unsigned char *row[BATCH];
	unsigned char *state[BATCH];
};

/*
 * What decides over a row, copied: it does not change while rows are gathered,
 * and the compiler need not think that it does.
 */
struct rule {
	struct pane *const *ready;              /* by symbol, [nready] */
	uint64_t from, to;                      /* times that close nothing */
	int time, symbol, flags, action, price; /* offsets */
	uint32_t nready;
	uint8_t snapshot, known; /* bits of flags and of action; 0: none */
	uint8_t want;            /* action of most rows */
	int trades;              /* the kind can hold them */
	int ordered;
	uint64_t no_price; /* at price: not a trade */
};

/* The rows gathered: which, and what is counted. */
struct moved {
	uint64_t latest;
	size_t n, no_value;
	int trades; /* they are trades; -1 while n is 0 */
};

/*
 * The last time that closes nothing.  The engine's time is beyond the lateness,
 * so that every later one makes a mark.  Rows in order that must wait for a
 * mark are not gathered.
 */
static uint64_t
room_of(const struct windows *w)
{
	uint64_t due = w->groups != NULL ? w->groups->due : TS_NULL;

	if (w->nheld > 0 || w->latest <= w->o.lateness ||
	    (w->ordered && w->o.lateness > 0))
		return 0;
	return due < TS_NULL - w->o.lateness ? due - 1 + w->o.lateness
					     : TS_NULL - 1;
}

static struct rule
rule_of(const struct windows *w, const struct kind *k)
{
	const struct fast *f = &k->fast;
	const int trades = (f->sees & SEES_TRADE) != 0;

	return (struct rule){ .ready = (struct pane *const *)w->ready.v,
		.from = w->ordered ? w->latest : 1,
		.to = room_of(w),
		.time = f->time,
		.symbol = f->symbol,
		.flags = f->flags < 0 ? 0 : f->flags,
		.action = f->action < 0 ? 0 : f->action,
		.price = trades ? f->price : f->time,
		.nready = w->ready.n,
		.snapshot = f->flags < 0 ? 0 : REC_FLAG_SNAPSHOT,
		.known = trades && f->action >= 0 ? UINT8_MAX : 0,
		.want = trades && f->action >= 0 ? 'T' : 0,
		.trades = trades,
		.ordered = w->ordered,
		.no_price = trades ? (uint64_t)PX_NULL : 0 };
}

/*
 * A row of another sort than those of the batch: a trade after other rows, or
 * the reverse.  1: it is the first of the batch.  0: it is not for the batch.
 * 2: it has no value, and is counted.
 */
static __attribute__((noinline)) int
other_sort(const struct kind *k, struct batch *b, struct moved *m, int trade,
    uint32_t symbol)
{
	unsigned sees = k->fast.sees & ~(trade ? 0 : (unsigned)SEES_TRADE);
	const struct calls *c = &k->calls[sees];

	if (!c->made || symbol == 0)
		return 0;
	if (c->nasked == 0 && c->nwatch == 0) {
		m->no_value++;
		return 2;
	}
	if (m->n > 0 || c->nasked == 0)
		return 0;
	b->calls = c;
	m->trades = trade;
	return 1;
}

/*
 * Take a row into the batch; 0 when it must go the general way: when its time
 * closes something or, where rows are taken in order, it is not next, or when
 * no pane is ready for it.
 */
static inline int
take_row(struct rule *q, const struct kind *k, struct batch *b, struct moved *m,
    const unsigned char *v)
{
	uint64_t t = load_u64(v + q->time);
	uint32_t symbol = load_u32(v + q->symbol);
	unsigned char action = v[q->action] & q->known;
	int trade = q->trades && (action == 'T' || action == 0) &&
		    (int64_t)load_u64(v + q->price) != PX_NULL,
	    sort;
	struct pane *p;

	if (t < q->from || t > q->to ||
	    ((v[q->flags] & q->snapshot) != 0 &&
		row_flags_snapshot(v[q->flags])))
		return 0;
	if (trade != m->trades &&
	    (sort = other_sort(k, b, m, trade, symbol)) != 1) {
		m->latest = sort == 2 && t > m->latest ? t : m->latest;
		q->from = sort == 2 && q->ordered ? t : q->from;
		return sort;
	}
	p = symbol < q->nready ? q->ready[symbol] : NULL;
	if (p == NULL || t < p->start || t >= p->end || p->trades < trade)
		return 0;
	p->rows++;
	m->latest = t > m->latest ? t : m->latest;
	q->from = q->ordered ? t : q->from;
	b->row[m->n] = v;
	b->state[m->n++] = p->state;
	return 1;
}

/* With many symbols, the distance at which rows to come are looked up. */
static size_t
far_of(const struct windows *w)
{
	return w->ntrack < FEW ? SIZE_MAX : FAR;
}

/*
 * Fetch what the rows behind v need.  Inlined by force: gcc 12 takes a function
 * of nothing but prefetches for one without effect and drops the calls.
 */
static inline __attribute__((always_inline)) void
fetch(const struct windows *w, const struct kind *k, const unsigned char *v)
{
	const size_t size = k->schema->row_size;
	const unsigned char *symbol = v + k->fast.symbol;
	size_t pane_size = sizeof(struct pane) + w->state_size, off;
	struct pane *const *ready = (struct pane *const *)w->ready.v;
	struct track *const *track = (struct track *const *)w->tracks.v;
	uint32_t middle = load_u32(symbol + MIDDLE * size);
	uint32_t near = load_u32(symbol + NEAR * size);
	const struct pane *p = near < w->ready.n ? ready[near] : NULL;

	__builtin_prefetch(ready + load_u32(symbol + FAR * size));
	if (middle >= w->ready.n || ready[middle] == NULL)
		__builtin_prefetch(track + middle);
	if (p == NULL && near < w->tracks.n)
		__builtin_prefetch(track[near], 1);
	if (pane_size > LINES * LINE)
		pane_size = LINES * LINE;
	for (off = 0; p != NULL && off < pane_size; off += LINE)
		__builtin_prefetch((const char *)p + off, 1);
}

/* How many of n sorted times, at p, are not beyond `to'. */
static size_t
times_until(const unsigned char *p, size_t size, size_t n, uint64_t to)
{
	size_t low = 0, high = n, middle;

	if (load_u64(p + (n - 1) * size) <= to)
		return n;
	while (low < high) {
		middle = (low + high) / 2;
		if (load_u64(p + middle * size) <= to)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * As gather, of n rows in order of time, none of which is older than the
 * engine's time: nothing needs to be found out about the time of each.  Only
 * rows of the sort that most are: trades, where the kind has them.
 */
static __attribute__((noinline)) size_t
gather_sorted(struct windows *w, const struct kind *k, struct batch *b,
    const unsigned char *v, size_t n, size_t behind)
{
	const struct rule q = rule_of(w, k);
	const struct calls *c = &k->calls[k->fast.sees];
	const size_t size = k->schema->row_size, far = far_of(w);
	const size_t most = far == FAR ? SCATTERED : BATCH;
	const size_t fetched = far < n + behind ? n + behind - far : 0;
	const uint64_t length = w->grid.pane;
	struct pane *p;
	uint32_t symbol;
	size_t i;

	if (!c->made || c->nasked == 0)
		return 0;
	n = times_until(v + q.time, size, n, q.to);
	n = n < most ? n : most;
	for (i = 0; i < n; i++, v += size) {
		if (i < fetched)
			fetch(w, k, v);
		symbol = load_u32(v + q.symbol);
		if (symbol >= q.nready || (p = q.ready[symbol]) == NULL ||
		    load_u64(v + q.time) - p->start >= length ||
		    ((v[q.flags] & q.snapshot) != 0 &&
			row_flags_snapshot(v[q.flags])) ||
		    (v[q.action] & q.known) != q.want ||
		    load_u64(v + q.price) == q.no_price || p->trades < q.trades)
			break;
		p->rows++;
		b->row[i] = v;
		b->state[i] = p->state;
	}
	if (i == 0)
		return 0;
	b->calls = c;
	b->n = i;
	w->latest = load_u64(v - size + q.time);
	w->mark = w->latest - w->o.lateness;
	w->acc.in += i;
	w->acc.used += i;
	return i;
}

/* As many of n rows as can be taken at once; how many.  Not inlined: its loop
 * needs all registers. */
static __attribute__((noinline)) size_t
gather(struct windows *w, const struct kind *k, struct batch *b,
    const unsigned char *v, size_t n, size_t behind)
{
	struct rule q = rule_of(w, k);
	const size_t size = k->schema->row_size, far = far_of(w);
	const size_t most = far == FAR ? SCATTERED : BATCH;
	const unsigned char *first = v, *end = v + n * size, *fetched = v;
	struct moved m = { w->latest, 0, 0, -1 };

	if (far < n + behind)
		fetched += (n + behind - far) * size;
	for (; v < end && m.n < most; v += size) {
		if (v < fetched)
			fetch(w, k, v);
		if (!take_row(&q, k, b, &m, v))
			break;
	}
	if (m.latest > w->latest) {
		w->latest = m.latest;
		w->mark = m.latest - w->o.lateness;
	}
	n = (size_t)(v - first) / size;
	b->n = m.n;
	w->acc.in += n;
	w->acc.used += m.n;
	w->acc.no_value += m.no_value;
	return n;
}

/* What a row's symbol remembers between windows; its track is known. */
static inline unsigned char *
carry_of(const struct windows *w, const struct kind *k, const unsigned char *v)
{
	uint32_t symbol = load_u32(v + k->fast.symbol);

	return ((struct track **)w->tracks.v)[symbol]->carry;
}

/* Each record to the aggregates that look at more than the record. */
static void
push_watched(const struct windows *w, const struct kind *k,
    const struct batch *b, struct rec *r)
{
	const struct calls *c = b->calls;
	const struct call_watch *q;
	const struct call_push *f;
	unsigned char *carry;
	size_t i;

	for (i = 0; i < b->n; i++) {
		r->v = b->row[i];
		carry = carry_of(w, k, r->v);
		for (q = c->watch; q < c->watch + c->nwatch; q++)
			q->watch(q->arg, carry + q->carry, r);
		for (f = c->push; f < c->push + c->npush; f++)
			f->push(f->arg, b->state[i] + f->state,
			    carry + f->carry, r);
	}
}

/* All records to one aggregate after the other: none sees what another does. */
static void
push_batch(const struct windows *w, const struct kind *k, const struct batch *b)
{
	const struct calls *c = b->calls;
	const struct agg_rows rows = { k->schema, b->n, b->row, b->state };
	const struct call_push *f;
	struct rec r = { k->schema, NULL };
	size_t i;

	if (b->n == 0)
		return;
	if (c->nwatch > 0) {
		push_watched(w, k, b, &r);
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
			    carry_of(w, k, r.v) + f->carry, &r);
		}
	}
}

static int
take_rows(struct windows *w, struct kind *k, struct rec *r, size_t n,
    size_t behind, int sorted, struct err *err)
{
	const size_t size = r->schema->row_size;
	struct batch b;
	size_t m, single = k->mid ? SIZE_MAX : 0, few = 0;
	int ret;

	while (n > 0) {
		if (single == 0) {
			b.calls = NULL;
			b.n = m = 0;
			if (sorted &&
			    load_u64(r->v + k->fast.time) >= w->latest)
				m = gather_sorted(w, k, &b, r->v, n, behind);
			if (m == 0)
				m = gather(w, k, &b, r->v, n, behind);
			push_batch(w, k, &b);
			r->v += m * size;
			n -= m;
			if (n == 0 || b.n >= SCATTERED)
				continue;
			few = m < WORTH ? few + 1 : 0;
			single = few > PATIENCE ? SINGLE : 1;
		}
		single--;
		if (far_of(w) < n + behind)
			fetch(w, k, r->v);
		if ((ret = fast_row(w, k, r, err)) == 0)
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
    size_t n, size_t behind, int sorted, struct err *err)
{
	struct kind *k = kind_get(w, s, err);
	struct rec r = { s, rows };
	size_t i;

	if (k == NULL)
		return -1;
	if (w->by_time && w->grid.calendar == NULL &&
	    w->o.marks.by == MARK_STREAM && k->fast.works)
		return take_rows(w, k, &r, n, behind, sorted, err);
	for (i = 0; i < n; i++, r.v += s->row_size)
		if (row_push(w, &r, err) == -1)
			return -1;
	return 0;
}

/* 1 when the times of n rows do not decrease. */
static int
in_order(const struct schema *s, const unsigned char *rows, size_t n)
{
	uint64_t time = 0;

	return s->time_first >= 0 &&
	       times_follow(&time, UINT64_MAX,
		   rows + s->field[s->time_first].off, s->row_size, n);
}

int
windows_rows(struct windows *w, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	return w->o.max_jump > 0
		   ? jumps_rows(w, s, rows, n, err)
		   : rows_push(w, s, rows, n, 0, in_order(s, rows, n), err);
}
