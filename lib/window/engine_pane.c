/*
 * engine_pane.c - where panes live, and their aggregates' states.
 *
 * Panes come from slabs and return to a free list: nothing is allocated per
 * record, and memory is bounded by the largest number of panes open at once.
 * When a later schema adds a column or needs a longer state, all panes move to
 * a larger layout.
 */
#include <inttypes.h>
#include <string.h>

#include "window/engine.h"

static size_t
pane_size(const struct windows *w)
{
	return sizeof(struct pane) + w->state_size;
}

/* Zeroed; not counted. */
static struct pane *
pane_memory(struct windows *w)
{
	struct pane *p = w->free_panes;

	if (p == NULL)
		return slab_get(&w->pane_slab, pane_size(w));
	w->free_panes = p->older;
	memset(p, 0, pane_size(w));
	return p;
}

struct pane *
pane_new(struct windows *w, uint64_t start, uint64_t end, struct err *err)
{
	struct pane *p;

	if (w->npanes == w->o.max_open) {
		err_set(err,
		    "more than %" PRIu64
		    " open windows: use fewer symbols, a longer "
		    "slide, less lateness or a larger --max-open",
		    w->o.max_open);
		return NULL;
	}
	if ((p = pane_memory(w)) == NULL) {
		err_errno(err, "%" PRIu64 " open windows", w->npanes);
		return NULL;
	}
	p->start = start;
	p->end = end;
	w->npanes++;
	return p;
}

void
pane_free(struct windows *w, struct pane *p)
{
	p->older = w->free_panes;
	w->free_panes = p;
	w->npanes--;
}

void
pane_open(struct windows *w, struct track *t, struct pane *p)
{
	const struct inst *i;

	for (i = w->inst; i < w->inst + w->ninst; i++)
		if (i->agg->open != NULL)
			i->agg->open(i->arg, p->state + i->state,
			    t->carry + i->carry, p->start);
}

void
pane_close(struct windows *w, struct track *t, struct pane *p)
{
	const struct inst *i;

	for (i = w->inst; i < w->inst + w->ninst; i++)
		if (i->agg->close != NULL)
			i->agg->close(i->arg, p->state + i->state,
			    t->carry + i->carry, p->end);
}

void
panes_add(struct panes *l, struct pane *p, struct pane *older)
{
	p->older = older;
	p->younger = older != NULL ? older->younger : l->oldest;
	if (p->younger != NULL)
		p->younger->older = p;
	else
		l->newest = p;
	if (older != NULL)
		older->younger = p;
	else
		l->oldest = p;
}

void
panes_drop(struct panes *l, struct pane *p)
{
	if (p->older != NULL)
		p->older->younger = p->younger;
	else
		l->oldest = p->younger;
	if (p->younger != NULL)
		p->younger->older = p->older;
	else
		l->newest = p->older;
}

/* ---- another layout ---- */

struct move {
	const size_t *from, *size;
	int n;
};

static struct pane *
pane_move(struct windows *w, const struct pane *old, const struct move *m)
{
	struct pane *p = pane_memory(w);
	int i;

	if (p == NULL)
		return NULL;
	memcpy(p, old, offsetof(struct pane, state));
	for (i = 0; i < m->n; i++)
		memcpy(p->state + w->inst[i].state, old->state + m->from[i],
		    m->size[i]);
	return p;
}

static int
list_move(struct windows *w, struct panes *l, const struct move *m)
{
	const struct pane *old = l->oldest;
	struct pane *p;

	*l = (struct panes){ NULL, NULL };
	for (; old != NULL; old = old->younger) {
		if ((p = pane_move(w, old, m)) == NULL)
			return -1;
		panes_add(l, p, l->newest);
	}
	return 0;
}

static int
track_move(struct windows *w, struct track *t, const struct move *m)
{
	struct stacks *s = t->stacks;

	if (list_move(w, &t->open, m) == -1)
		return -1;
	if (s == NULL)
		return 0;
	if (list_move(w, &s->front, m) == -1 || list_move(w, &s->back, m) == -1)
		return -1;
	if (s->sum != NULL && (s->sum = pane_move(w, s->sum, m)) == NULL)
		return -1;
	return 0;
}

int
panes_move(struct windows *w, const size_t *from, const size_t *size, int n,
    struct err *err)
{
	struct move m = { from, size, n };
	struct slab old = w->pane_slab;
	size_t i;
	int ret = 0;

	w->pane_slab = (struct slab){ 0 };
	w->free_panes = NULL;
	if (w->ready.n > 0)
		memset(w->ready.v, 0, w->ready.n * w->ready.size);
	for (i = 0; i < w->ntrack && ret == 0; i++)
		ret = track_move(w, w->track[i], &m);
	if (ret == 0 && (w->scratch = pane_memory(w)) == NULL)
		ret = -1;
	slab_fini(&old);
	return ret == 0 ? 0 : err_errno(err, "%" PRIu64 " windows", w->npanes);
}
