/*
 * engine.c - records into windows.
 *
 *	windows_new [windows_load] (windows_push)*
 *	    (windows_flush | windows_save) windows_free
 *
 * The watermark is the latest index time of any record, whatever its kind,
 * minus the lateness (engine_mark.c has other modes).  A window is over when
 * the watermark reaches its end.  A record that no aggregate uses moves the
 * watermark but opens no window.
 *
 * When an aggregate has a carry, or the clock is not the time clock, records
 * are taken in time order: records newer than the watermark are held, older
 * ones are late.  Otherwise records may come in any order while their pane is
 * open.
 *
 * A bar used as input is an interval [s, e).  It belongs to the pane that
 * contains all of it.  It moves the clock to its last instant e - 1, not to e,
 * because all its trades lie before e.  So when the bars of several symbols
 * end together with a window, all of them still get into it.
 *
 * Cost: one array look-up for a record that belongs to the newest pane of its
 * symbol.  Memory is bounded by symbols, open panes and held rows.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "window/engine.h"

#define MAX_OPEN (UINT64_C(1) << 24)
#define MAX_HELD (UINT64_C(1) << 22)

static int
clock_init(struct windows *w, struct err *err)
{
	const struct clock *c = w->o.clock;
	struct time_grid grid;

	w->by_time = c->grid != NULL;
	w->ordered = !w->by_time;
	w->clock_arg = slab_get(&w->slab, c->arg_size);
	if (w->clock_arg == NULL)
		return err_errno(err, "clock %s", c->name);
	if (c->bind != NULL &&
	    c->bind(w->clock_arg, &w->o.clock_call, NULL, err) == -1)
		return err_at(err, "clock %s", c->name);
	if (w->by_time) {
		c->grid(w->clock_arg, &grid);
		return grid_init(&w->grid, &grid, w->o.calendar, w->o.max_open,
		    err);
	}
	if (w->o.fill != FILL_NONE)
		return err_usage(err,
		    "--fill: only with time windows, not with clock %s",
		    c->name);
	grid = (struct time_grid){ 1, 1, 0 };
	return grid_init(&w->grid, &grid, w->o.calendar, 1, err);
}

struct windows *
windows_new(const struct window_opts *opts, struct vocab *vocab,
    window_emit_fn *emit, void *arg, struct err *err)
{
	struct windows *w = calloc(1, sizeof(*w));

	if (w == NULL) {
		err_errno(err, "windows");
		return NULL;
	}
	w->o = *opts;
	w->vocab = vocab;
	w->emit = emit;
	w->arg = arg;
	idmap_init(&w->jumps.sources, sizeof(struct jump), "sources");
	idmap_init(&w->kinds, sizeof(struct kind *), "kinds");
	idmap_init(&w->tracks, sizeof(struct track *), "symbols");
	idmap_init(&w->ready, sizeof(struct pane *), "symbols");
	if (w->o.max_open == 0)
		w->o.max_open = MAX_OPEN;
	if (w->o.max_held == 0)
		w->o.max_held = MAX_HELD;
	if (w->o.clock == NULL || w->o.nagg < 1)
		BUG("windows without a clock or aggregates");
	if (clock_init(w, err) == -1 || insts_init(w, err) == -1 ||
	    columns_make(w, NULL, err) == -1 || text_make(w, err) == -1 ||
	    price_init(w, err) == -1) {
		windows_free(w);
		return NULL;
	}
	return w;
}

/*
 * A bar of which only the end is known: its ts_event is the end.  The end is
 * exclusive, so the bar belongs to the window before it.
 */
static int
is_end_alone(const struct rec *r, const struct row_span *span)
{
	const struct schema *s = r->schema;

	return (s->sees & SEES_BAR) != 0 && s->at.ts_end >= 0 &&
	       span->end > 0 && rec_u64(r, s->at.ts_end) == span->end;
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
	} else if (is_end_alone(e->r, &span)) {
		e->at = e->last = span.end - 1;
	}
	return 1;
}

/* Find the aggregates that get a record: 1; 0 if none does; -1. */
static int
address(struct windows *w, struct entry *e, struct kind *k, struct err *err)
{
	struct kind *price;

	e->kind = k;
	e->sees = rec_sees(e->r) & k->mask;
	e->mid = NULL;
	if ((e->calls = kind_calls(w, k, e->sees, err)) == NULL)
		return -1;
	if (k->mid)
		e->mid = price_of(w, e->r, e->last, e->symbol);
	if (e->mid != NULL) {
		if ((price = kind_price(w, err)) == NULL)
			return -1;
		e->mid_calls = kind_calls(w, price, SEES_TRADE, err);
		if (e->mid_calls == NULL)
			return -1;
	}
	return e->calls->nasked > 0 || e->calls->nwatch > 0 || e->mid != NULL;
}

/* Process a record that is next in order. */
static int
take(struct windows *w, struct track *t, const struct entry *e, struct err *err)
{
	if (w->o.price == -1 && w->priced && track_prices(w, t, e, err) == -1)
		return -1;
	if (w->grid.calendar != NULL && grid_find(&w->grid, e->at))
		track_enter(w, t);
	watch(t, e);
	if (e->calls->nasked == 0 && e->mid == NULL) {
		w->acc.used++;
		return 0;
	}
	return (w->by_time ? time_row : event_row)(w, t, e, err);
}

/* Process a held row that is next in order. */
static int
release(struct windows *w, struct hold *q, struct err *err)
{
	struct held *h = hold_take(q);
	struct rec r = { h->kind->schema, h->row };
	struct entry e = { .r = &r,
		.at = h->at,
		.last = h->last,
		.symbol = h->symbol };
	struct track *t = track_get(w, h->symbol, err);
	int ret = t != NULL ? address(w, &e, h->kind, err) : -1;

	w->nheld--;
	if (ret == 1)
		ret = take(w, t, &e, err);
	held_free(h);
	return ret;
}

int
advance(struct windows *w, uint64_t mark, struct err *err)
{
	const struct held *h;

	w->mark = mark;
	while ((h = hold_first(&w->hold)) != NULL && h->last <= mark)
		if (due_fire(w, h->last, err) == -1 ||
		    release(w, &w->hold, err) == -1)
			return -1;
	return due_fire(w, mark, err);
}

/* The same for one symbol. */
static int
advance_own(struct windows *w, struct track *t, uint64_t mark, struct err *err)
{
	const struct held *h;

	t->own->mark = mark;
	while ((h = hold_first(&t->own->hold)) != NULL && h->last <= mark)
		if (due_fire_own(w, t, h->last, err) == -1 ||
		    release(w, &t->own->hold, err) == -1)
			return -1;
	return due_fire_own(w, t, mark, err);
}

/* The watermark after a row of time t. */
static int
move_clock(struct windows *w, const struct kind *k, const struct entry *e,
    struct err *err)
{
	uint64_t t = e->last, mark = w->mark;

	if (w->o.marks.by == MARK_SYMBOL)
		return 0;
	if (t > w->latest)
		w->latest = t;
	if (w->o.marks.by == MARK_SOURCE) {
		if (mark_row(w, k, e->r, t, &mark, err) == -1)
			return -1;
	} else if (w->latest > w->o.lateness) {
		mark = w->latest - w->o.lateness;
	}
	return mark > w->mark ? advance(w, mark, err) : 0;
}

static int
move_own(struct windows *w, struct track *t, uint64_t at, struct err *err)
{
	struct own *own = t->own;

	if (at <= own->latest)
		return 0;
	own->latest = at;
	if (at <= w->o.lateness)
		return 0;
	return advance_own(w, t, at - w->o.lateness, err);
}

int
row_late(struct windows *w, const struct rec *r, struct err *err)
{
	w->acc.late++;
	return w->o.late != NULL ? w->o.late(w->arg, r, err) : 0;
}

/* A row of a known symbol: now, later, or too late. */
static int
place_row(struct windows *w, struct track *t, struct entry *e, struct err *err)
{
	struct hold *q = t->own != NULL ? &t->own->hold : &w->hold;
	uint64_t mark = mark_of(w, t);

	if (!grid_find(&w->grid, e->at)) {
		*(w->o.calendar ? &w->acc.off_session : &w->acc.no_time) += 1;
		return 0;
	}
	if (w->ordered && e->last < mark)
		return row_late(w, e->r, err);
	if (w->ordered && e->last > mark)
		return hold_add(w, q, e, err);
	return take(w, t, e, err);
}

int
row_push(struct windows *w, const struct rec *r, struct err *err)
{
	struct kind *k = kind_get(w, r->schema, err);
	struct entry e = { .r = r, .symbol = rec_symbol(r) };
	struct track *t;
	int ret;

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
	if (move_clock(w, k, &e, err) == -1)
		return -1;
	if (e.symbol == 0) {
		w->acc.no_symbol++;
		return 0;
	}
	if ((t = track_get(w, e.symbol, err)) == NULL)
		return -1;
	if (t->own != NULL && move_own(w, t, e.last, err) == -1)
		return -1;
	if ((ret = address(w, &e, k, err)) != 1) {
		w->acc.no_value += ret == 0;
		return ret;
	}
	return place_row(w, t, &e, err);
}

int
windows_push(struct windows *w, const struct rec *r, struct err *err)
{
	return w->o.max_jump > 0 ? jumps_rows(w, r->schema, r->v, 1, err)
				 : row_push(w, r, err);
}

static int
names_field(const struct aggregate *a)
{
	return a->args != NULL && a->args[0].kind == ARG_FIELD;
}

/* Fail for a column of a field that no row had: its name is wrong. */
static int
check_columns(const struct windows *w, struct err *err)
{
	const struct inst *i;
	char text[CALL_TEXT_MAX + 128];

	for (i = w->inst; i < w->inst + w->nasked; i++) {
		if (i->ncolumn > 0 || w->acc.in == 0)
			continue;
		call_put(text, sizeof(text), i->agg->name, &i->call);
		return err_set(err, "%s: no row has %s", text,
		    names_field(i->agg) ? "this field"
					: "the fields that it reads");
	}
	return 0;
}

/* At the end the symbols' times are one, so that bars come out in order. */
static int
join_own(struct windows *w, struct err *err)
{
	struct track *t;
	struct own *own;
	size_t i;

	for (i = 0; w->o.marks.by == MARK_SYMBOL && i < w->ntrack; i++) {
		t = w->track[i];
		if ((own = t->own) == NULL)
			continue;
		t->own = NULL;
		if (due_at(w, t, own->due, err) == -1)
			return -1;
		while (hold_first(&own->hold) != NULL)
			hold_put(&w->hold, hold_take(&own->hold));
	}
	return 0;
}

int
windows_flush(struct windows *w, struct err *err)
{
	if (jumps_settle_all(w, err) == -1)
		return -1;
	w->at_end = 1;
	if (check_columns(w, err) == -1 || join_own(w, err) == -1 ||
	    advance(w, TS_NULL, err) == -1)
		return -1;
	if (w->by_time)
		return 0;
	return event_end(w, err) == -1 ? -1 : due_fire(w, TS_NULL, err);
}

uint64_t
open_rows(const struct windows *w)
{
	const struct track *t;
	const struct pane *p;
	uint64_t n = w->nheld;
	size_t i;

	for (i = 0; i < w->ntrack; i++) {
		t = w->track[i];
		for (p = t->open.oldest; p != NULL; p = p->younger)
			n += p->rows;
		if (t->stacks == NULL)
			continue;
		n += t->stacks->fresh;
		for (p = t->stacks->front.oldest; !w->by_time && p != NULL;
		     p = p->younger)
			n += p->rows;
	}
	return n;
}

void
windows_account(const struct windows *w, struct window_account *a)
{
	*a = w->acc;
	a->open = open_rows(w);
	a->resumed = w->resumed;
	a->used = a->used + w->nheld + w->resumed - a->open;
	a->in += w->jumps.waiting - w->jumps.loaded;
	a->open += w->jumps.waiting;
	a->resumed += w->jumps.resumed;
}

const char *
windows_text(const struct windows *w)
{
	return w->options;
}

int
windows_ordered(const struct windows *w, const char **who)
{
	const struct inst *i;

	if (!w->by_time)
		*who = w->o.clock->name;
	for (i = w->inst; w->by_time && i < w->inst + w->ninst; i++)
		if (i->carry_size > 0) {
			*who = i->agg->name;
			break;
		}
	return w->ordered;
}

void
windows_free(struct windows *w)
{
	if (w == NULL)
		return;
	jumps_fini(w);
	kinds_fini(w);
	due_fini(w);
	bar_fini(w);
	price_fini(w);
	watermarks_fini(&w->marks);
	idmap_fini(&w->tracks);
	idmap_fini(&w->ready);
	slab_fini(&w->pane_slab);
	slab_fini(&w->slab);
	free(w->track);
	free(w);
}
