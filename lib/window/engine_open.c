/*
 * engine_open.c - where open windows live.
 *
 * Windows and groups come from slabs and go back to free lists: nothing is
 * allocated a record, and memory is bounded by the most windows that were
 * open at once.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "window/engine.h"

/* A new group behind prev (NULL: first of all). */
static struct group *
group_new(struct windows *w, struct group *prev, uint64_t end)
{
	struct group *g = w->free_groups;

	if (g != NULL)
		w->free_groups = g->next;
	else if ((g = slab_get(&w->slab, sizeof(*g))) == NULL)
		return NULL;
	g->end = end;
	g->first = NULL;
	g->n = 0;
	g->prev = prev;
	g->next = prev != NULL ? prev->next : w->groups;
	if (g->next != NULL)
		g->next->prev = g;
	else
		w->last = g;
	if (prev != NULL)
		prev->next = g;
	else
		w->groups = g;
	return g;
}

/* Ends mostly come again or come next, so look around the last one. */
static struct group *
group_get(struct windows *w, uint64_t end)
{
	struct group *g = w->near != NULL ? w->near : w->last;

	while (g != NULL && g->end > end)
		g = g->prev;
	while (g != NULL && g->next != NULL && g->next->end <= end)
		g = g->next;
	if (g == NULL || g->end != end)
		g = group_new(w, g, end);
	w->near = g;
	return g;
}

/* Never 0, for a symbol's text is not empty. */
static uint64_t
symbol_prefix(const struct symtab *t, uint32_t symbol)
{
	uint64_t v = 0;
	size_t i, len;
	const char *s = symtab_text(t, symbol, &len);

	for (i = 0; i < 8; i++)
		v = v << 8 | (i < len ? (unsigned char)s[i] : 0);
	return v;
}

struct slot *
slot_get(struct windows *w, uint32_t symbol, struct err *err)
{
	return idmap_get(&w->slots, symbol, err);
}

static struct win *
win_new(struct windows *w, struct err *err)
{
	struct win *win = w->free_wins;

	if (w->nopen == w->o.max_open) {
		err_set(err,
		    "more than %" PRIu64 " open windows: wants fewer "
		    "symbols, a longer slide or less lateness",
		    w->o.max_open);
		return NULL;
	}
	if (win != NULL) {
		w->free_wins = win->peer;
		memset(win, 0, w->win_size);
	} else if ((win = slab_get(&w->slab, w->win_size)) == NULL) {
		err_errno(err, "%" PRIu64 " open windows", w->nopen);
		return NULL;
	}
	w->nopen++;
	return win;
}

static void
states_init(const struct windows *w, struct win *win)
{
	int i;

	for (i = 0; i < w->o.nagg; i++)
		if (w->o.agg[i]->init != NULL)
			w->o.agg[i]->init(win->state + w->off[i]);
}

/* All instants of [start, end) have start as their first and only window. */
static int
is_solo(const struct windows *w, uint64_t start, uint64_t end)
{
	const struct clock *c = w->o.clock;

	return c->first(&w->o.args, start) == start &&
	       c->first(&w->o.args, end - 1) == start &&
	       c->next(&w->o.args, start) >= end;
}

struct win *
win_open(struct windows *w, uint32_t symbol, uint64_t start, struct win ***from,
    struct err *err)
{
	struct slot *slot = slot_of(w, symbol);
	struct win **at = *from != NULL ? *from : &slot->oldest, *win;
	struct group *g;

	if (slot->newest != NULL && slot->newest->start < start)
		at = &slot->newest->younger;
	while (*at != NULL && (*at)->start < start)
		at = &(*at)->younger;
	if (*at != NULL && (*at)->start == start) {
		*from = &(*at)->younger;
		return *at;
	}
	if ((win = win_new(w, err)) == NULL)
		return NULL;
	if (slot->prefix == 0)
		slot->prefix = symbol_prefix(w->house->syms, symbol);
	win->start = start;
	win->end = w->o.clock->end(&w->o.args, start);
	win->symbol = symbol;
	win->solo = (uint8_t)is_solo(w, start, win->end);
	states_init(w, win);
	if ((g = group_get(w, win->end)) == NULL) {
		win->peer = w->free_wins;
		w->free_wins = win;
		err_errno(err, "windows");
		return NULL;
	}
	win->peer = g->first;
	g->first = win;
	g->n++;
	win->younger = *at;
	*at = win;
	if (win->younger == NULL)
		slot->newest = win;
	*from = &win->younger;
	return win;
}

void
wins_fini(struct windows *w)
{
	slab_fini(&w->slab);
	idmap_fini(&w->slots);
	free(w->order);
}
