/*
 * engine.c - records into windows.
 *
 *	windows_new (windows_push)* [windows_flush] windows_free
 *
 * The clock of the stream is the latest index time of any record, whatever
 * its kind.  A window is over when that time less the lateness reaches its
 * end; until then rows may come in any order.  A record that no aggregate
 * wants moves the clock and opens no window.
 *
 * A bar that is windowed again is an interval [s, e): it belongs to the
 * windows that hold all of it, and moves the clock to its last instant
 * e - 1, not to e, for all its trades lie before e; so the bars of all
 * symbols that end with a window still get into it.
 *
 * Cost: a record whose symbol's newest window holds it finds that window by
 * one array look-up; memory is bounded by symbols and open windows.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "stream/row.h"
#include "window/engine.h"

enum { STATE_ALIGN = _Alignof(max_align_t) };

/* One record on its way into windows. */
struct entry {
	const struct rec *r;
	const struct rec *mid; /* told as a price too, or NULL */
	const struct calls *calls;
	uint64_t at, last; /* first and last instant */
	uint64_t before;   /* def */
	int by_mid;
};

static size_t
align(size_t n)
{
	return (n + STATE_ALIGN - 1) / STATE_ALIGN * STATE_ALIGN;
}

static unsigned
agg_sees(const struct aggregate *a)
{
	return a->sees != 0 ? a->sees : SEES_TRADE;
}

/* Lay out the states of a window, and say who is called for what. */
static void
plan(struct windows *w)
{
	const struct aggregate *a;
	struct calls *c;
	unsigned mask;
	size_t off = 0;
	int i;

	for (i = 0; i < w->o.nagg; i++) {
		a = w->o.agg[i];
		w->off[i] = off;
		off += align(a->state_size);
		if (agg_sees(a) & SEES_TRADE)
			w->priced = 1;
		for (mask = 0; mask < SEES_ALL; mask++) {
			c = &w->calls[mask];
			if ((agg_sees(a) & mask) == 0)
				continue;
			c->c[c->n].push = a->push;
			c->c[c->n++].off = w->off[i];
		}
	}
	w->win_size = align(sizeof(struct win) + off);
}

struct windows *
windows_new(const struct window_opts *opts, struct house *house,
    window_emit_fn *emit, void *arg, struct err *err)
{
	struct windows *w = calloc(1, sizeof(*w));

	if (w == NULL) {
		err_errno(err, "windows");
		return NULL;
	}
	w->o = *opts;
	w->house = house;
	idmap_init(&w->slots, sizeof(struct slot), "symbols");
	w->emit = emit;
	w->arg = arg;
	if (w->o.max_open == 0)
		w->o.max_open = UINT64_C(1) << 24;
	if (w->o.clock == NULL || w->o.nagg < 1)
		BUG("windows want a clock and aggregates");
	plan(w);
	if (w->o.clock->check(&w->o.args, err) == -1 ||
	    row_init(w, err) == -1 || price_init(w, err) == -1) {
		windows_free(w);
		return NULL;
	}
	return w;
}

static uint8_t
label_columns(const struct schema *s)
{
	return (uint8_t)((s->at.label >= 0 ? HAS_LABEL : 0) |
			 (s->at.label_type >= 0 ? HAS_TYPE : 0) |
			 (s->at.label_id >= 0 ? HAS_ID : 0));
}

/* The scale that a schema's sizes or volumes ask of the bars. */
static uint8_t
size_scale(const struct schema *s)
{
	int i = s->sees & SEES_BAR ? s->at.volume : s->at.size;

	return i >= 0 ? s->field[i].scale : 0;
}

static const struct kind *
kind_add(struct windows *w, const struct schema *s, struct err *err)
{
	struct kind *k;
	uint8_t labels = w->labels | label_columns(s);
	uint8_t scale = w->scale > size_scale(s) ? w->scale : size_scale(s);
	uint32_t cap = w->kind_cap ? w->kind_cap * 2 : 16;

	if (w->nkind == w->kind_cap) {
		k = realloc(w->kinds, cap * sizeof(*k));
		if (k == NULL) {
			err_errno(err, "windows");
			return NULL;
		}
		w->kinds = k;
		w->kind_cap = cap;
	}
	if (labels != w->labels || scale != w->scale)
		w->bar = NULL;
	w->labels = labels;
	w->scale = scale;
	k = &w->kinds[w->nkind++];
	k->schema = s;
	k->labels = label_columns(s);
	k->mid = (s->sees & SEES_QUOTE) != 0 &&
		 (w->o.price == 1 ||
		     (w->o.price == -1 && (s->sees & SEES_TRADE) == 0));
	k->mask = w->o.price == 1 ? ~(unsigned)SEES_TRADE : ~0u;
	return k;
}

static const struct kind *
kind_get(struct windows *w, const struct schema *s, struct err *err)
{
	uint32_t i;

	if (w->kind != NULL && w->kind->schema == s)
		return w->kind;
	w->kind = NULL;
	for (i = 0; i < w->nkind; i++)
		if (w->kinds[i].schema == s)
			return w->kind = &w->kinds[i];
	return w->kind = kind_add(w, s, err);
}

/* First and last instant of a record; 0 when it has no time. */
static int
instants(struct entry *e)
{
	struct row_span span;

	if (row_span(&span, e->r) == -1)
		return 0;
	e->at = e->last = span.end;
	if ((e->r->schema->sees & SEES_BAR) != 0 && span.start < span.end) {
		e->at = span.start;
		e->last = span.end - 1;
	}
	return 1;
}

/* Move the clock, and emit what is over by then. */
static int
advance(struct windows *w, uint64_t t, struct err *err)
{
	if (t <= w->latest)
		return 0;
	w->latest = t;
	if (t <= w->o.lateness)
		return 0;
	w->closed = t - w->o.lateness;
	while (w->groups != NULL && w->groups->end <= w->closed)
		if (group_close(w, err) == -1)
			return -1;
	return 0;
}

static void
take_label(struct win *win, const struct rec *r)
{
	const struct places *at = &r->schema->at;
	unsigned label = *rec_at(r, at->label);

	if (win->label || label == 0 || label == UINT8_MAX)
		return;
	win->label = 1;
	if (at->label_type >= 0)
		win->label_type = rec_u32(r, at->label_type);
	win->label_id =
	    at->label_id >= 0 ? rec_u32(r, at->label_id) : UINT32_MAX;
}

static void
take(const struct windows *w, struct win *win, const struct entry *e)
{
	const struct calls *c = e->calls;
	const struct calls *trade = &w->calls[SEES_TRADE];
	int i;

	for (i = 0; i < c->n; i++)
		c->c[i].push(win->state + c->c[i].off, e->r);
	if (e->mid != NULL)
		for (i = 0; i < trade->n; i++)
			trade->c[i].push(win->state + trade->c[i].off, e->mid);
	if (e->r->schema->at.label >= 0)
		take_label(win, e->r);
}

static struct win *
open_for(struct windows *w, uint32_t symbol, uint64_t start, struct win ***at,
    const struct entry *e, struct err *err)
{
	uint64_t n = w->nopen;
	struct win *win = win_open(w, symbol, start, at, err);

	if (win != NULL && w->nopen != n) {
		win->before = e->before;
		win->mid = (uint8_t)e->by_mid;
		win->label_id = UINT32_MAX;
	}
	return win;
}

static int
misfit(struct windows *w, uint32_t symbol, const struct entry *e,
    struct err *err)
{
	size_t len;

	return err_set(err,
	    "%.60s: a %s of %" PRIu64 " ns from %" PRIu64
	    " on lies in no window whole",
	    symtab_text(w->house->syms, symbol, &len), e->r->schema->kind,
	    e->last - e->at + 1, e->at);
}

/* Into each window that holds the record and is not closed. */
static int
spread(struct windows *w, uint32_t symbol, const struct entry *e,
    struct err *err)
{
	const struct clock *c = w->o.clock;
	uint64_t start = c->first(&w->o.args, e->at), end;
	struct win **at = NULL, *win;
	int taken = 0, late = 0;

	if (start > e->at) {
		w->acc.no_time++;
		return 0;
	}
	for (; start <= e->at; start = c->next(&w->o.args, start)) {
		end = c->end(&w->o.args, start);
		if (e->last >= end)
			continue;
		if (end <= w->closed) {
			late = 1;
			continue;
		}
		if ((win = open_for(w, symbol, start, &at, e, err)) == NULL)
			return -1;
		take(w, win, e);
		taken = 1;
	}
	if (!taken && !late)
		return misfit(w, symbol, e, err);
	w->acc.used += taken != 0;
	w->acc.late_part += taken && late;
	w->acc.late += !taken;
	return 0;
}

/* A symbol's prices are trades or mids, never both by chance. */
static int
check_told(struct windows *w, uint32_t symbol, unsigned what, struct err *err)
{
	struct slot *slot = slot_of(w, symbol);
	size_t len;

	slot->told |= what;
	if (slot->told != (TOLD_TRADE | TOLD_MID))
		return 0;
	return err_set(err,
	    "%.60s: both trades and quotes tell its price: "
	    "wants --price trade or --price mid",
	    symtab_text(w->house->syms, symbol, &len));
}

/* What of the record goes where; 0 when no aggregate wants it. */
static int
address(struct windows *w, struct entry *e, const struct kind *k,
    uint32_t symbol, struct err *err)
{
	unsigned sees = rec_sees(e->r) & k->mask;

	e->calls = &w->calls[sees];
	e->mid = NULL;
	e->by_mid = k->mid;
	if (k->mid && w->priced)
		e->mid = price_of(w, e->r, e->last, symbol);
	if (e->calls->n == 0 && e->mid == NULL)
		return 0;
	if (w->o.price == -1 && w->priced &&
	    (e->mid != NULL || (sees & SEES_TRADE) != 0) &&
	    check_told(w, symbol, e->mid != NULL ? TOLD_MID : TOLD_TRADE,
		err) == -1)
		return -1;
	return 1;
}

int
windows_push(struct windows *w, const struct rec *r, struct err *err)
{
	const struct kind *k = kind_get(w, r->schema, err);
	struct entry e = { .r = r };
	uint32_t symbol = rec_symbol(r);
	struct slot *slot;
	int wanted;

	if (k == NULL)
		return -1;
	w->acc.in++;
	if (row_is_snapshot(r)) {
		w->acc.snapshot++;
		return 0;
	}
	if (!instants(&e)) {
		w->acc.no_time++;
		return 0;
	}
	if (advance(w, e.last, err) == -1)
		return -1;
	if (symbol == 0) {
		w->acc.no_symbol++;
		return 0;
	}
	if ((slot = slot_get(w, symbol, err)) == NULL)
		return -1;
	if ((wanted = address(w, &e, k, symbol, err)) != 1) {
		w->acc.nothing += wanted == 0;
		return wanted;
	}
	if (slot->newest != NULL && slot->newest->solo &&
	    e.at >= slot->newest->start && e.last < slot->newest->end) {
		take(w, slot->newest, &e);
		w->acc.used++;
		return 0;
	}
	e.before = row_def(r);
	return spread(w, symbol, &e, err);
}

int
windows_flush(struct windows *w, struct err *err)
{
	while (w->groups != NULL)
		if (group_close(w, err) == -1)
			return -1;
	return 0;
}

const struct window_account *
windows_account(const struct windows *w)
{
	return &w->acc;
}

void
windows_free(struct windows *w)
{
	if (w == NULL)
		return;
	wins_fini(w);
	row_fini(w);
	price_fini(w);
	free(w->kinds);
	free(w);
}
