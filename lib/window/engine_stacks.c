/*
 * engine_stacks.c - hopping windows from closed panes, by two stacks.
 *
 * Panes are numbered from the opening of the grid.  K panes make a window; a
 * block is K panes that start at a multiple of K.  A window is the end of one
 * block and the beginning of the next:
 *
 *	front	the previous block: each pane merged with all later ones
 *	back	the panes of this block, and `sum`, all of them merged
 *
 * The cost is one merge when a pane is added, one when its block becomes the
 * front, and one for the window itself (Tangwongsan, Hirzel and Schneider
 * 2015, "General incremental sliding-window aggregation", two stacks; flipped
 * at fixed places as in van Herk 1992).  Blocks start at multiples of K from
 * the opening of the grid, so the order of additions, and the last bits of
 * sums, do not depend on where the stream begins.
 *
 * Panes without a record are not kept, unless an aggregate needs every pane.
 */
#include <string.h>

#include "window/engine.h"

int
stacks_empty(const struct stacks *s)
{
	return s->front.oldest == NULL && s->back.oldest == NULL;
}

static uint64_t
number(const struct windows *w, uint64_t start)
{
	return (start - w->grid.open) / w->grid.pane;
}

static void
merge(const struct windows *w, unsigned char *state, const unsigned char *later)
{
	const struct inst *i;

	for (i = w->inst; i < w->inst + w->ninst; i++)
		i->agg->merge(i->arg, state + i->state, later + i->state);
}

static void
drop_all(struct windows *w, struct panes *l)
{
	struct pane *p;

	while ((p = l->oldest) != NULL) {
		panes_drop(l, p);
		pane_free(w, p);
	}
}

static void
drop_sum(struct windows *w, struct stacks *s)
{
	if (s->sum != NULL)
		pane_free(w, s->sum);
	s->sum = NULL;
}

static void
clear(struct windows *w, struct stacks *s)
{
	drop_all(w, &s->front);
	drop_all(w, &s->back);
	drop_sum(w, s);
}

/* The present block becomes the front of the next. */
static void
turn(struct windows *w, struct stacks *s)
{
	struct pane *p;

	drop_all(w, &s->front);
	drop_sum(w, s);
	s->front = s->back;
	s->back = (struct panes){ NULL, NULL };
	if ((p = s->front.newest) == NULL)
		return;
	for (; p->older != NULL; p = p->older) {
		merge(w, p->older->state, p->state);
		p->older->rows += p->rows;
	}
}

/* Go on to the block of a pane. */
static void
reach(struct windows *w, struct stacks *s, uint64_t n)
{
	uint64_t block = n / w->grid.panes;

	if (s->open != w->grid.open) {
		clear(w, s);
		s->open = w->grid.open;
		s->block = block;
	}
	if (block == s->block)
		return;
	turn(w, s);
	if (block > s->block + 1)
		drop_all(w, &s->front);
	s->block = block;
}

static int
sum_add(struct windows *w, struct stacks *s, const struct pane *p,
    struct err *err)
{
	struct pane *sum = s->sum;

	if (sum != NULL) {
		merge(w, sum->state, p->state);
		sum->rows += p->rows;
		return 0;
	}
	if ((sum = pane_new(w, p->start, p->end, err)) == NULL)
		return -1;
	sum->def = p->def;
	sum->rows = p->rows;
	memcpy(sum->state, p->state, w->state_size);
	s->sum = sum;
	return 0;
}

int
stacks_add(struct windows *w, struct track *t, struct pane *p, struct err *err)
{
	struct stacks *s = t->stacks;

	reach(w, s, number(w, p->start));
	panes_add(&s->back, p, s->back.newest);
	s->fresh += p->rows;
	return sum_add(w, s, p, err);
}

/* The oldest pane that a window needs, and its number; a pane of the front
 * holds all after it.  NULL: there is none in the front. */
static struct pane *
front_of(struct windows *w, struct stacks *s, uint64_t start)
{
	struct pane *p;

	while ((p = s->front.oldest) != NULL && p->start < start) {
		panes_drop(&s->front, p);
		pane_free(w, p);
	}
	return p;
}

static int
window_emit(struct windows *w, struct track *t, const struct pane *from,
    uint64_t start, uint64_t end, struct err *err)
{
	struct stacks *s = t->stacks;
	struct pane *p = w->scratch;

	memcpy(p, from, sizeof(*p) + w->state_size);
	if (from != s->sum && s->sum != NULL) {
		merge(w, p->state, s->sum->state);
		p->rows += s->sum->rows;
	}
	if (p->rows == 0 && !fills(w, end)) {
		clear(w, s); /* nor have the windows after it */
		return 0;
	}
	p->fill = p->rows == 0;
	p->start = start;
	p->end = end;
	s->fresh = 0;
	return bar_emit(w, t, p, err);
}

int
stacks_emit(struct windows *w, struct track *t, uint64_t end, struct err *err)
{
	const struct grid *g = &w->grid;
	uint64_t n = number(w, end - 1) + 1, first = 0;
	struct stacks *s = t->stacks;
	const struct pane *from;
	int ret = 0;

	if (stacks_empty(s) || grid_end(g, end - 1) != end)
		return 0;
	if (n > g->panes)
		first = n - g->panes;
	reach(w, s, n - 1);
	from = front_of(w, s, g->open + first * g->pane);
	if (from == NULL)
		from = s->sum;
	if (from != NULL)
		ret = window_emit(w, t, from, g->open + first * g->pane, end,
		    err);
	if (end == g->close)
		clear(w, s);
	return ret;
}

/* A pane that is cut at close is one all the same. */
int
stacks_gap(struct windows *w, struct track *t, uint64_t until, struct err *err)
{
	const struct grid *g = &w->grid;
	struct stacks *s = t->stacks;
	uint64_t end = until > g->open ? number(w, until - 1) + 1 : 0, n = 0;
	const struct pane *last =
	    s->back.newest != NULL ? s->back.newest : s->front.newest;
	uint64_t start, stop;
	struct pane *p;

	track_enter(w, t);
	if (end >= g->panes)
		n = end - g->panes + 1;
	if (last != NULL && s->open == g->open && number(w, last->start) >= n)
		n = number(w, last->start) + 1;
	for (; n < end; n++) {
		grid_pane(g, g->open + n * g->pane, &start, &stop);
		if ((p = pane_new(w, start, stop, err)) == NULL)
			return -1;
		p->def = t->def;
		pane_open(w, t, p);
		pane_close(w, t, p);
		if (stacks_add(w, t, p, err) == -1)
			return -1;
	}
	return 0;
}
