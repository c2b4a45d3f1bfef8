/*
 * engine_time.c - the time clock: panes, and windows made of them.
 *
 * A record goes into the pane that contains it.  A pane is over when the
 * watermark passes its end; a record that comes for it later is late for all
 * its windows.  When records are taken in order, a track has one open pane.
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
	    symtab_text(w->vocab->syms, e->symbol, &len), e->r->schema->kind,
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

/* When the track must be looked at: a pane ends, or a window of closed ones,
 * or one without records that is to be filled. */
static uint64_t
next_due(struct windows *w, const struct track *t, uint64_t now)
{
	uint64_t due = TS_NULL, end = TS_NULL;

	if (t->open.oldest != NULL)
		due = t->open.oldest->end;
	if (w->o.fill != FILL_NONE)
		end = grid_next(&w->grid, now, t->stacks != NULL);
	else if (t->stacks != NULL && !stacks_empty(t->stacks) &&
		 now != w->grid.close)
		end = w->every_pane ? grid_pane_end(&w->grid, now)
				    : grid_end(&w->grid, now);
	if (w->o.fill != FILL_NONE && !fills(w, end))
		end = TS_NULL;
	return end < due ? end : due;
}

/* At the end windows are filled up to the last one with a record. */
static void
note_end(struct windows *w, uint64_t start)
{
	uint64_t end = grid_last_end(&w->grid, start);

	if (end > w->fill_until)
		w->fill_until = end;
}

static int
pane_start(struct windows *w, struct track *t, const struct entry *e,
    const struct pane *bounds, struct pane **made, struct err *err)
{
	struct pane *p, *older;

	track_enter(w, t);
	if (w->every_pane && t->stacks != NULL && t->seen &&
	    stacks_gap(w, t, bounds->start, err) == -1)
		return -1;
	if (w->o.fill != FILL_NONE)
		note_end(w, bounds->start);
	pane_find(t, bounds->start, &older);
	if ((p = pane_new(w, bounds->start, bounds->end, err)) == NULL ||
	    def_index(w, &p->def, e, err) == -1)
		return -1;
	t->def = p->def;
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

/* A window of a tumbling clock is over: one with records, or one without. */
static int
tumble(struct windows *w, struct track *t, struct pane *p, uint64_t due,
    struct err *err)
{
	uint64_t start, end;

	if (p == NULL && !fills(w, due))
		return 0;
	if (p == NULL) {
		grid_pane(&w->grid, due - 1, &start, &end);
		if ((p = pane_new(w, start, end, err)) == NULL)
			return -1;
		p->fill = 1;
		p->def = t->def;
		track_enter(w, t);
		pane_open(w, t, p);
		pane_close(w, t, p);
	}
	if (bar_emit(w, t, p, err) == -1)
		return -1;
	pane_free(w, p);
	return 0;
}

int
time_fire(struct windows *w, struct track *t, uint64_t due, struct err *err)
{
	struct pane *p = t->open.oldest;

	grid_find(&w->grid, due - 1);
	if (p != NULL && p->end <= due) {
		panes_drop(&t->open, p);
		ready_drop(w, t);
		pane_close(w, t, p);
	} else {
		p = NULL;
	}
	if (t->stacks == NULL) {
		if (tumble(w, t, p, due, err) == -1)
			return -1;
	} else {
		if (p != NULL
			? stacks_add(w, t, p, err) == -1
			: w->every_pane && stacks_gap(w, t, due, err) == -1)
			return -1;
		if (stacks_emit(w, t, due, err) == -1)
			return -1;
	}
	return due_at(w, t, next_due(w, t, due), err);
}

int
time_due(struct windows *w, struct track *t, struct err *err)
{
	return due_at(w, t, next_due(w, t, mark_of(w, t)), err);
}
