/*
 * engine_jump.c - --max-jump: rows far ahead of their source wait outside the
 * windows (stream/jump.h).
 *
 * Each source has its own time.  A source is a partition when the watermark
 * follows sources, a symbol when each symbol has its own watermark, otherwise
 * a file.
 *
 * When a jump is undone, open panes that hold only its rows are dropped and
 * the watermark goes back.  It does not go back into windows already closed:
 * these keep their rows.  This applies to the time clock only; windows of
 * other clocks may hold rows of both times and are left unchanged.
 */
#include <stdlib.h>
#include <string.h>

#include "window/engine.h"

/* Rows whose times are compared before they go: what fits into the cache, so
 * that they are read from memory once. */
enum { NEAR_MAX = 512 };

struct at_hand {
	struct windows *w;
	struct kind *kind;
	const struct rec *r;
	uint64_t time;
	uint32_t symbol, source;
};

/* ---- callbacks for jump.h ---- */

static void *
keep(void *arg, struct err *err)
{
	struct at_hand *a = arg;
	struct held *h = held_new(a->w, a->kind, err);

	if (h == NULL)
		return NULL;
	h->at = a->w->marks.file;
	h->last = a->time;
	h->order = a->w->jumps.row;
	h->symbol = a->symbol;
	memcpy(h->row, a->r->v, a->kind->schema->row_size);
	return h;
}

static int
go(void *arg, void *row, struct err *err)
{
	struct at_hand *a = arg;
	const struct held *h = row;
	const struct rec r = { h->kind->schema, h->row };

	a->w->acc.in -= (h->order & JUMP_RESUMED) != 0;
	a->w->jumps.loaded -= (h->order & JUMP_RESUMED) != 0;
	return row_push(a->w, &r, err);
}

static int
say_early(struct windows *w, const struct held *h, struct err *err)
{
	const struct window_early e = { { h->kind->schema, h->row },
		(uint32_t)h->at, h->order & ~JUMP_RESUMED, h->last,
		(h->order & JUMP_RESUMED) != 0 };

	w->acc.early++;
	return w->o.early != NULL ? w->o.early(w->arg, &e, err) : 0;
}

static int
early(void *arg, void *row, struct err *err)
{
	struct at_hand *a = arg;
	const struct held *h = row;

	a->w->acc.in += (h->order & JUMP_RESUMED) == 0;
	a->w->jumps.loaded -= (h->order & JUMP_RESUMED) != 0;
	return say_early(a->w, h, err);
}

static void
drop(void *arg, void *row)
{
	(void)arg;
	held_free(row);
}

/* ---- a jump is undone ---- */

/* Of the jump's rows those that lie in a pane of a symbol. */
static uint64_t
rows_in(const struct jump_list *l, uint32_t symbol, const struct pane *p)
{
	uint64_t n = 0;
	uint32_t i;

	for (i = 0; i < l->n; i++)
		n += l->v[i].symbol == symbol && l->v[i].time >= p->start &&
		     l->v[i].time < p->end;
	return n;
}

static int
drop_pane(struct windows *w, struct track *t, struct pane *p,
    const struct jump_list *l, struct err *err)
{
	uint32_t i;
	int ret = 0;

	for (i = 0; i < l->n && ret == 0; i++)
		if (l->v[i].symbol == t->symbol && l->v[i].time >= p->start &&
		    l->v[i].time < p->end)
			ret = say_early(w, l->v[i].row, err);
	w->acc.used -= p->rows;
	panes_drop(&t->open, p);
	ready_drop(w, t);
	pane_free(w, p);
	memset(t->carry, 0, w->carry_size);
	return ret == -1 ? -1 : time_due(w, t, err);
}

/* The pane of an instant, if it contains only rows of the jump. */
static struct pane *
pane_of_jump(const struct track *t, const struct jump_list *l, uint64_t time)
{
	struct pane *p = t->open.newest;

	while (p != NULL && !(time >= p->start && time < p->end))
		p = p->older;
	return p != NULL && p->rows == rows_in(l, t->symbol, p) ? p : NULL;
}

/* Rows of the jump that were held to be put in order. */
static int
drop_held(struct windows *w, struct hold *q, const struct jump_list *l,
    struct err *err)
{
	struct held *h, *left = NULL;
	uint32_t i;
	int ret = 0;

	while (hold_first(q) != NULL) {
		h = hold_take(q);
		for (i = 0; i < l->n; i++)
			if (l->v[i].symbol == h->symbol &&
			    l->v[i].time == h->last)
				break;
		if (i == l->n) {
			h->next = left;
			left = h;
			continue;
		}
		if (ret == 0)
			ret = say_early(w, l->v[i].row, err);
		w->nheld--;
		held_free(h);
	}
	while ((h = left) != NULL) {
		left = h->next;
		hold_put(q, h);
	}
	return ret;
}

/* The end of the last window that a row of the time before the jump is in: up
 * to it windows were closed. */
static uint64_t
closed_until(struct windows *w, uint64_t before, uint64_t mark)
{
	uint64_t start, end;

	if (before == 0)
		return 0;
	if (w->by_time && grid_seek(&w->grid, before)) {
		grid_pane(&w->grid, before, &start, &end);
		before = grid_last_end(&w->grid, start);
	}
	return before < mark ? before : mark;
}

/* A watermark goes back to time `to', or as far as it can. */
static void
mark_back(const struct windows *w, uint64_t *latest, uint64_t *mark,
    uint64_t floor, uint64_t to)
{
	uint64_t m = to > w->o.lateness ? to - w->o.lateness : 0;

	m = m > floor ? m : floor;
	*mark = m < *mark ? m : *mark;
	*latest = to > *mark ? to : *mark;
}

static int
undone(void *arg, const struct jump_list *l, uint64_t before, uint64_t to,
    struct err *err)
{
	struct at_hand *a = arg;
	struct windows *w = a->w;
	struct track *t = NULL;
	struct pane *p;
	uint64_t floor;
	uint32_t i;

	for (i = 0; i < l->n && w->by_time; i++) {
		if ((t = track_find(w, l->v[i].symbol)) == NULL)
			continue;
		if (t->own != NULL && drop_held(w, &t->own->hold, l, err) == -1)
			return -1;
		p = pane_of_jump(t, l, l->v[i].time);
		if (p != NULL && drop_pane(w, t, p, l, err) == -1)
			return -1;
	}
	if (w->by_time && drop_held(w, &w->hold, l, err) == -1)
		return -1;
	w->acc.undone++;
	t = track_find(w, a->symbol);
	if (w->o.marks.by == MARK_SYMBOL) {
		if (t == NULL || t->own == NULL)
			return 0;
		floor = closed_until(w, before, t->own->mark);
		mark_back(w, &t->own->latest, &t->own->mark, floor, to);
		return 0;
	}
	floor = closed_until(w, before, w->mark);
	if (w->o.marks.by == MARK_SOURCE)
		to = mark_source_back(w, a->source, to);
	mark_back(w, &w->latest, &w->mark, floor, to);
	return 0;
}

/* ---- rows ---- */

static struct jump_ops
ops_of(struct at_hand *a)
{
	return (struct jump_ops){ .max = a->w->o.max_jump,
		.keep = keep,
		.go = go,
		.early = early,
		.undone = undone,
		.drop = drop,
		.arg = a };
}

/* The time of a row's source; NULL with *err. */
static struct jump *
jump_of(struct windows *w, const struct kind *k, const struct rec *r,
    uint32_t *id, struct err *err)
{
	*id = w->marks.file;
	if (w->o.marks.by == MARK_SYMBOL)
		*id = rec_symbol(r);
	else if (w->o.marks.by == MARK_SOURCE &&
		 mark_source(w, k, r, id, err) == -1)
		return NULL;
	return idmap_get(&w->jumps.sources, *id, err);
}

/* One row: now, or later. */
static int
row_in(struct windows *w, struct kind *k, const struct rec *r, struct err *err)
{
	struct at_hand a = { w, k, r, 0, rec_symbol(r), 0 };
	struct row_span span;
	struct jump_ops o;
	struct jump *j;
	uint32_t waited;
	int got;

	w->jumps.row++;
	if (row_is_snapshot(r) || row_span(&span, r) == -1)
		return row_push(w, r, err);
	if ((j = jump_of(w, k, r, &a.source, err)) == NULL)
		return -1;
	a.time = span.end;
	if (jump_plain(j, w->o.max_jump, a.time, a.symbol))
		return row_push(w, r, err);
	o = ops_of(&a);
	waited = jump_waiting(j);
	got = jump_row(j, &o, a.time, a.symbol, err);
	w->jumps.waiting += jump_waiting(j);
	w->jumps.waiting -= waited;
	w->jumps.idle = 0;
	return got == 1 ? row_push(w, r, err) : got;
}

/* Nearly always so, and without a branch for each. */
int
times_follow(uint64_t *time, uint64_t max, const unsigned char *p, size_t size,
    size_t n)
{
	const unsigned char *end = p + n * size;
	uint64_t before = *time, t = before;
	unsigned back = 0;

#pragma GCC unroll 4
	for (; p < end; p += size, before = t) {
		memcpy(&t, p, sizeof(t));
		back |= t < before;
	}
	if (back || t - *time > max)
		return 0;
	*time = t;
	return 1;
}

/* The first of n rows at times p that is more than max from the time, or has
 * none; the time moves on. */
static size_t
rows_near(uint64_t *time, uint64_t max, const unsigned char *p, size_t size,
    size_t n)
{
	uint64_t latest = *time, low = latest > max ? latest - max : 0, t;
	size_t i;

	for (i = 0; i < n; i++, p += size) {
		memcpy(&t, p, sizeof(t));
		if (t - low > max + (latest - low))
			break;
		if (t > latest) {
			latest = t;
			low = latest > max ? latest - max : 0;
		}
	}
	*time = latest;
	return i;
}

/* How many rows of n have this symbol. */
static size_t
rows_of(uint32_t symbol, const unsigned char *p, size_t size, size_t n)
{
	uint32_t s;
	size_t i;

	for (i = 0; i < n; i++, p += size) {
		memcpy(&s, p, sizeof(s));
		if (s != symbol)
			break;
	}
	return i;
}

/* How many rows from the first on go at once and change but the time; sorted:
 * they are known to be in order. */
static size_t
plain_rows(struct windows *w, struct kind *k, const struct rec *first, size_t n,
    int *sorted, struct err *err)
{
	const struct schema *s = first->schema;
	const unsigned char *times;
	struct jump *j;
	uint32_t id;

	if (s->time_first < 0 || s->at.symbol < 0 ||
	    (s->sees & SEES_BAR) != 0 || w->o.marks.by != MARK_STREAM)
		return 0;
	j = jump_of(w, k, first, &id, err);
	if (j == NULL || !jump_quiet(j))
		return 0;
	if (!j->several)
		n = rows_of(j->symbol, rec_at(first, s->at.symbol), s->row_size,
		    n);
	/* 0 is far from any time */
	times = rec_at(first, s->time_first);
	*sorted = times_follow(&j->time, w->o.max_jump, times, s->row_size, n);
	if (!*sorted)
		n = rows_near(&j->time, w->o.max_jump, times, s->row_size, n);
	w->jumps.row += n;
	return n;
}

int
jumps_rows(struct windows *w, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct kind *k = kind_get(w, s, err);
	struct rec r = { s, rows };
	int sorted = 0;
	size_t m;

	if (k == NULL)
		return -1;
	while (n > 0) {
		m = plain_rows(w, k, &r, n < NEAR_MAX ? n : NEAR_MAX, &sorted,
		    err);
		if (m > 0 && rows_push(w, s, r.v, m, n - m, sorted, err) == -1)
			return -1;
		r.v += m * s->row_size;
		n -= m;
		if (n == 0)
			break;
		if (m == NEAR_MAX)
			continue;
		if (row_in(w, k, &r, err) == -1)
			return -1;
		r.v += s->row_size;
		n--;
	}
	return 0;
}

/* ---- ends ---- */

int
jumps_settle(struct windows *w, uint32_t id, struct err *err)
{
	struct jump *j = idmap_find(&w->jumps.sources, id);
	struct at_hand a = { .w = w };
	struct jump_ops o = ops_of(&a);
	int ret;

	if (j == NULL || jump_waiting(j) == 0)
		return 0;
	w->jumps.waiting -= jump_waiting(j);
	ret = jump_settle(j, &o, err);
	return ret;
}

int
jumps_settle_all(struct windows *w, struct err *err)
{
	uint32_t i;

	for (i = 0; i < w->jumps.sources.n && w->jumps.waiting > 0; i++)
		if (jumps_settle(w, i, err) == -1)
			return -1;
	return 0;
}

int
jumps_idle(struct windows *w, uint64_t ns, struct err *err)
{
	if (w->jumps.waiting == 0)
		return 0;
	w->jumps.idle += ns;
	return w->jumps.idle >= w->o.marks.idle ? jumps_settle_all(w, err) : 0;
}

void
jumps_fini(struct windows *w)
{
	struct at_hand a = { .w = w };
	struct jump_ops o = ops_of(&a);
	uint32_t i;

	for (i = 0; i < w->jumps.sources.n; i++)
		jump_fini(idmap_find(&w->jumps.sources, i), &o);
	idmap_fini(&w->jumps.sources);
}
