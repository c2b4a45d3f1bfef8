/*
 * engine_state.c - save to and load from a state file what later windows need.
 *
 *	windows	 the watermark
 *	sources	 partitions or files, and the latest time of each
 *	kinds	 input schemas in the order of their first record, because
 *	fields	 columns, types and sizes of states follow from them
 *	defs	 of the rows so far
 *	tracks	 by symbol: carry, clock, place in its block of panes
 *	panes	 by symbol and start: open, in the stacks or waiting
 *	held.N	 rows of kind N that wait for their turn
 *	jumps, jump.N  sources and rows of --max-jump
 *	bars	 last bar of each symbol, for --fill last
 *
 * The due times of windows are kept with the tracks.  Everything else in the
 * engine is derived from these tables.
 */
#include <stdio.h>
#include <string.h>

#include "window/engine.h"

/* Where a pane is. */
enum { AT_OPEN, AT_FRONT, AT_BACK, AT_SUM, PLACES };

/* ---- the stream ---- */

static int
stream_walk(struct walk *k, struct windows *w)
{
	walk_scalar(k, "latest", TENSOR_U64, &w->latest);
	walk_scalar(k, "mark", TENSOR_U64, &w->mark);
	walk_scalar(k, "order", TENSOR_U64, &w->order_next);
	walk_scalar(k, "fill_until", TENSOR_U64, &w->fill_until);
	walk_scalar(k, "by", TENSOR_I32, &w->o.marks.by);
	walk_check(k, w->o.marks.by >= 0 && w->o.marks.by <= MARK_AUTO, "by");
	walk_scalar(k, "complete", TENSOR_I32, &w->marks.complete);
	walk_check(k, w->mark <= w->latest, "watermark");
	return walk_done(k);
}

/* ---- tracks and panes ---- */

/* "3-twap.": the names of one aggregate's values. */
static const char *
prefix_of(char buf[64], const struct windows *w, const struct inst *i)
{
	snprintf(buf, 64, "%d-%s.", (int)(i - w->inst), i->agg->name);
	return buf;
}

static int
track_walk(struct walk *k, struct windows *w, struct track *t, uint64_t *due)
{
	const struct clock *c = w->o.clock;
	const struct inst *i;
	char prefix[64];

	walk_scalar(k, "due", TENSOR_U64, due);
	walk_scalar(k, "prices", TENSOR_U8, &t->prices);
	walk_scalar(k, "seen", TENSOR_U8, &t->seen);
	walk_scalar(k, "session", TENSOR_U64, &t->session);
	walk_scalar(k, "def", TENSOR_U32, &t->def);
	if (t->own != NULL) {
		walk_scalar(k, "latest", TENSOR_U64, &t->own->latest);
		walk_scalar(k, "mark", TENSOR_U64, &t->own->mark);
	}
	if (t->stacks != NULL) {
		walk_scalar(k, "open", TENSOR_U64, &t->stacks->open);
		walk_scalar(k, "block", TENSOR_U64, &t->stacks->block);
		walk_scalar(k, "fresh", TENSOR_U64, &t->stacks->fresh);
	}
	for (i = w->inst; i < w->inst + w->ninst; i++) {
		k->prefix = prefix_of(prefix, w, i);
		if (i->agg->walk_carry != NULL)
			i->agg->walk_carry(k, i->arg, t->carry + i->carry);
	}
	k->prefix = "clock.";
	if (c->walk_state != NULL)
		c->walk_state(k, w->clock_arg, track_clock(w, t));
	k->prefix = "";
	return walk_done(k);
}

static int
tracks_save(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	uint64_t due;
	size_t i;

	if (state_save(&walk, s, "tracks", err) == 0)
		for (i = 0; i < w->ntrack; i++) {
			due = due_of(w->track[i]);
			if (state_owner(&walk, w->track[i]->symbol, 0) == -1 ||
			    track_walk(&walk, w, w->track[i], &due) == -1)
				break;
		}
	return state_done(&walk);
}

static int
tracks_load(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	struct track *t;
	uint64_t i, number, due = TS_NULL;
	uint32_t symbol;

	if (state_load(&walk, s, "tracks", err) == -1)
		return state_done(&walk);
	for (i = 0; i < state_owners(&walk); i++) {
		if (state_owner_at(&walk, i, &symbol, &number) == -1 ||
		    (t = track_get(w, symbol, err)) == NULL ||
		    track_walk(&walk, w, t, &due) == -1 ||
		    due_at(w, t, due, err) == -1) {
			state_done(&walk);
			return -1;
		}
	}
	return state_done(&walk);
}

static int
pane_walk(struct walk *k, const struct windows *w, struct pane *p,
    uint32_t *where)
{
	const struct inst *i;
	uint32_t fill = p->fill;
	char prefix[64];

	walk_scalar(k, "where", TENSOR_U32, where);
	walk_scalar(k, "end", TENSOR_U64, &p->end);
	walk_scalar(k, "rows", TENSOR_U64, &p->rows);
	walk_scalar(k, "def", TENSOR_U32, &p->def);
	walk_scalar(k, "fill", TENSOR_U32, &fill);
	p->fill = fill != 0;
	walk_check(k,
	    *where < PLACES && p->end > p->start &&
		(p->def < w->ndef || p->rows == 0),
	    "a pane");
	for (i = w->inst; i < w->inst + w->ninst; i++) {
		k->prefix = prefix_of(prefix, w, i);
		if (i->agg->walk_state != NULL)
			i->agg->walk_state(k, i->arg, p->state + i->state);
	}
	k->prefix = "";
	return walk_done(k);
}

static int
panes_save(struct walk *k, const struct windows *w, const struct track *t,
    struct pane *p, uint32_t where)
{
	for (; p != NULL; p = p->younger)
		if (state_owner(k, t->symbol, p->start) == -1 ||
		    pane_walk(k, w, p, &where) == -1)
			return -1;
	return 0;
}

static int
all_panes_save(struct windows *w, struct state *s, struct err *err)
{
	const struct stacks *st;
	struct walk walk;
	struct track *t;
	size_t i;

	if (state_save(&walk, s, "panes", err) == -1)
		return state_done(&walk);
	for (i = 0; i < w->ntrack; i++) {
		t = w->track[i];
		st = t->stacks;
		if (panes_save(&walk, w, t, t->open.oldest, AT_OPEN) == -1)
			break;
		if (st == NULL)
			continue;
		if (panes_save(&walk, w, t, st->front.oldest, AT_FRONT) == -1 ||
		    panes_save(&walk, w, t, st->back.oldest, AT_BACK) == -1 ||
		    panes_save(&walk, w, t, st->sum, AT_SUM) == -1)
			break;
	}
	return state_done(&walk);
}

/* Panes come in the order of their lists. */
static int
pane_place(struct walk *k, struct track *t, struct pane *p, uint32_t where)
{
	struct panes *l = &t->open;

	walk_check(k, where == AT_OPEN || t->stacks != NULL, "a pane");
	if (!walk_loading(k))
		return -1;
	if (where == AT_SUM) {
		t->stacks->sum = p;
		return 0;
	}
	if (where != AT_OPEN)
		l = where == AT_FRONT ? &t->stacks->front : &t->stacks->back;
	walk_check(k, l->newest == NULL || l->newest->start <= p->start,
	    "order of panes");
	panes_add(l, p, l->newest);
	return walk_done(k);
}

static int
all_panes_load(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	uint64_t i, start;
	uint32_t symbol, where = AT_OPEN;
	struct track *t;
	struct pane *p;

	if (state_load(&walk, s, "panes", err) == -1)
		return state_done(&walk);
	for (i = 0; i < state_owners(&walk); i++) {
		if (state_owner_at(&walk, i, &symbol, &start) == -1 ||
		    (t = track_get(w, symbol, err)) == NULL ||
		    (p = pane_new(w, start, start, err)) == NULL ||
		    pane_walk(&walk, w, p, &where) == -1 ||
		    pane_place(&walk, t, p, where) == -1) {
			state_done(&walk);
			return -1;
		}
	}
	return state_done(&walk);
}

/* ---- all of it ---- */

int
windows_save(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;

	if (state_save(&walk, s, "windows", err) == 0 &&
	    state_owner(&walk, 0, 0) == 0)
		stream_walk(&walk, w);
	if (state_done(&walk) == -1)
		return -1;
	if (watermarks_save(w, s, err) == -1 || kinds_save(w, s, err) == -1 ||
	    defs_save(w, s, err) == -1 || tracks_save(w, s, err) == -1 ||
	    all_panes_save(w, s, err) == -1)
		return -1;
	if (held_save(w, s, err) == -1 || jumps_save(w, s, err) == -1)
		return -1;
	return fills_save(w, s, err);
}

int
windows_load(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	uint64_t number;
	uint32_t symbol;
	int ret;

	ret = state_load(&walk, s, "windows", err);
	if (ret == 1 && state_owners(&walk) == 1 &&
	    state_owner_at(&walk, 0, &symbol, &number) == 0)
		stream_walk(&walk, w);
	if (state_done(&walk) == -1)
		return -1;
	if (ret != 1)
		return err_set(err, "a state without windows");
	if (watermarks_load(w, s, err) == -1 || kinds_load(w, s, err) == -1 ||
	    defs_load(w, s, err) == -1 || tracks_load(w, s, err) == -1 ||
	    all_panes_load(w, s, err) == -1 || held_load(w, s, err) == -1 ||
	    jumps_load(w, s, err) == -1 || fills_load(w, s, err) == -1)
		return -1;
	w->resumed = open_rows(w);
	return 0;
}
