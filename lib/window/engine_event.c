/*
 * engine_event.c - clocks other than the time clock.
 *
 * A symbol has at most one open window, which begins with a record.  Its clock
 * ends it: before a record, with a record, or at an instant without one.  The
 * window covers [first record, last record + 1 ns).  It waits in the track's
 * stacks until the watermark reaches its end.  Windows are emitted in order of
 * end, then symbol.  A window that is open when a session closes ends with the
 * session.
 */
#include "window/engine.h"

/* The open window is over. */
static void
window_end(struct windows *w, struct track *t)
{
	const struct clock *c = w->o.clock;
	struct pane *p = t->open.oldest;

	panes_drop(&t->open, p);
	pane_close(w, t, p);
	panes_add(&t->stacks->front, p, t->stacks->front.newest);
	if (c->reset != NULL)
		c->reset(w->clock_arg, track_clock(w, t));
}

/* Where the session of the open window ends. */
static uint64_t
session_end(struct windows *w, const struct track *t)
{
	if (w->grid.calendar == NULL ||
	    !grid_find(&w->grid, t->open.oldest->start))
		return TS_NULL;
	return w->grid.close;
}

static uint64_t
next_due(struct windows *w, const struct track *t)
{
	const struct pane *p = t->stacks->front.oldest;
	uint64_t due = TS_NULL, end;

	if (p != NULL)
		return p->end;
	if (t->open.oldest == NULL)
		return TS_NULL;
	if (w->o.clock->due != NULL)
		due = w->o.clock->due(w->clock_arg, track_clock(w, t));
	end = session_end(w, t);
	return end < due ? end : due;
}

/* What the clock says of a record. */
static unsigned
ask(struct windows *w, struct track *t, const struct entry *e)
{
	const struct clock *c = w->o.clock;
	const struct rec *r = e->r;
	const struct kind *k = e->kind;

	if (c->sees != 0 && e->mid != NULL && (c->sees & SEES_TRADE) != 0) {
		r = e->mid;
		k = w->price_kind;
	} else if (c->sees != 0 && (c->sees & e->sees) == 0) {
		return 0;
	}
	return c->push(k->clock_arg, track_clock(w, t), r);
}

static int
window_start(struct windows *w, struct track *t, const struct entry *e,
    struct err *err)
{
	struct pane *p = pane_new(w, e->at, e->last + 1, err);

	if (p == NULL || def_index(w, &p->def, e, err) == -1)
		return -1;
	panes_add(&t->open, p, NULL);
	pane_open(w, t, p);
	return 0;
}

int
event_row(struct windows *w, struct track *t, const struct entry *e,
    struct err *err)
{
	unsigned says = ask(w, t, e);

	if ((says & CLOCK_BEFORE) != 0 && t->open.oldest != NULL) {
		window_end(w, t);
		says = ask(w, t, e);
	}
	if (t->open.oldest == NULL && window_start(w, t, e, err) == -1)
		return -1;
	t->open.oldest->end = e->last + 1;
	deliver(t, t->open.oldest, e);
	w->acc.used++;
	if ((says & CLOCK_AFTER) != 0)
		window_end(w, t);
	/* What is due already is looked at then; the instant of an open window
	 * only moves on. */
	if (t->group != NULL && t->stacks->front.oldest == NULL)
		return 0;
	return due_at(w, t, next_due(w, t), err);
}

int
event_fire(struct windows *w, struct track *t, uint64_t due, struct err *err)
{
	struct panes *waiting = &t->stacks->front;
	struct pane *p;

	if (waiting->oldest == NULL && next_due(w, t) <= due) {
		/* What a break ends, ends there: bars stay in order. */
		if (session_end(w, t) == due)
			t->open.oldest->end = due;
		window_end(w, t);
	}
	while ((p = waiting->oldest) != NULL && p->end <= due) {
		if (bar_emit(w, t, p, err) == -1)
			return -1;
		panes_drop(waiting, p);
		pane_free(w, p);
	}
	return due_at(w, t, next_due(w, t), err);
}

int
event_end(struct windows *w, struct err *err)
{
	struct track *t;
	size_t i;

	for (i = 0; i < w->ntrack; i++) {
		t = w->track[i];
		if (t->open.oldest != NULL)
			window_end(w, t);
		if (due_at(w, t, next_due(w, t), err) == -1)
			return -1;
	}
	return 0;
}
