/*
 * engine_time.c - the clock of time: panes, and windows made of them.
 *
 * A record goes into the pane that its instants lie in.  A pane is over when
 * the watermark passes its end; what comes for it later is late for all its
 * windows.  Where records are taken in order, a track has one open pane.
 */
#include "base/num.h"
#include "window/engine.h"

static int
misfit(struct windows *w, const struct entry *e, const struct pane *bounds,
    struct err *err)
{
	char length[NUM_DURATION_MAX + 1], pane[NUM_DURATION_MAX + 1];
	char at[TS_ISO_LEN + 1];
	size_t len;

	length[num_put_duration(length, e->last - e->at + 1)] = '\0';
	pane[num_put_duration(pane, bounds->end - bounds->start)] = '\0';
	at[ts_put_iso(at, e->at)] = '\0';
	return err_set(err,
	    "%.60s: a %s of %s from %s on does not fit "
	    "into a pane of %s (--every, --slide, --origin)",
	    symtab_text(w->house->syms, e->symbol, &len), e->r->schema->kind,
	    length, at, pane);
}

/* The open pane that begins at start; *older: the one before that place. */
static struct pane *
pane_find(const struct track *t, uint64_t start, struct pane **older)
{
	struct pane *p = t->open.newest;

	while (p != NULL && p->start > start)
		p = p->older;
	*older = p;
	return p != NULL && p->start == start ? p : NULL;
}

/* When the track must be looked at: a pane ends, or a window of closed ones. */
static uint64_t
next_due(const struct windows *w, const struct track *t, uint64_t now)
{
	uint64_t due = TS_NULL, end;

	if (t->open.oldest != NULL)
		due = t->open.oldest->end;
	if (t->stacks == NULL || stacks_empty(t->stacks) ||
	    now == w->grid.close)
		return due;
	end = w->every_pane ? grid_pane_end(&w->grid, now)
			    : grid_end(&w->grid, now);
	return end < due ? end : due;
}

static int
pane_start(struct windows *w, struct track *t, const struct entry *e,
    const struct pane *bounds, struct pane **made, struct err *err)
{
	struct pane *p, *older;

	if (w->every_pane && t->stacks != NULL && t->seen &&
	    stacks_gap(w, t, bounds->start, err) == -1)
		return -1;
	pane_find(t, bounds->start, &older);
	if ((p = pane_new(w, bounds->start, bounds->end, err)) == NULL ||
	    def_index(w, &p->def, e, err) == -1)
		return -1;
	panes_add(&t->open, p, older);
	pane_open(w, t, p);
	t->seen = 1;
	*made = p;
	return p->end < due_of(t) ? due_at(w, t, p->end, err) : 0;
}

int
time_row(struct windows *w, struct track *t, const struct entry *e,
    struct err *err)
{
	struct pane *p = t->open.newest, *older, bounds;

	if (p == NULL || e->at < p->start || e->last >= p->end) {
		grid_find(&w->grid, e->at);
		grid_pane(&w->grid, e->at, &bounds.start, &bounds.end);
		if (e->last >= bounds.end)
			return misfit(w, e, &bounds, err);
		if (!w->ordered && bounds.end <= mark_of(w, t))
			return row_late(w, e->r, err);
		p = pane_find(t, bounds.start, &older);
		if (p == NULL && pane_start(w, t, e, &bounds, &p, err) == -1)
			return -1;
	}
	deliver(t, p, e);
	w->acc.used++;
	return 0;
}

int
time_fire(struct windows *w, struct track *t, uint64_t due, struct err *err)
{
	struct pane *p = t->open.oldest;

	grid_find(&w->grid, due - 1);
	if (p != NULL && p->end <= due) {
		panes_drop(&t->open, p);
		pane_close(w, t, p);
		if (t->stacks != NULL) {
			if (stacks_add(w, t, p, err) == -1)
				return -1;
		} else {
			if (bar_emit(w, t, p, err) == -1)
				return -1;
			pane_free(w, p);
		}
	} else if (w->every_pane && t->stacks != NULL &&
		   stacks_gap(w, t, due, err) == -1) {
		return -1;
	}
	if (t->stacks != NULL && stacks_emit(w, t, due, err) == -1)
		return -1;
	return due_at(w, t, next_due(w, t, due), err);
}
