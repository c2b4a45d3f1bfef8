/*
 * engine_close.c - emitting the windows of one end, in the order of their
 * symbols' bytes.
 *
 * The first 8 bytes of a symbol's text, as a number, decide nearly all
 * comparisons; the rest is symtab_cmp's.
 */
#include <stdlib.h>

#include "window/engine.h"

static int
before(const struct windows *w, const struct win *a, const struct win *b)
{
	uint64_t x = slot_of(w, a->symbol)->prefix;
	uint64_t y = slot_of(w, b->symbol)->prefix;

	return x != y ? x < y
		      : symtab_cmp(w->house->syms, a->symbol, b->symbol) < 0;
}

#define SORT_NAME wins
#define SORT_TYPE struct win *
#define SORT_CTX const struct windows *
#define SORT_BEFORE(ctx, a, b) before(ctx, a, b)
#include "math/introsort.h"

static int
order_grow(struct windows *w, size_t n, struct err *err)
{
	struct win **order;
	size_t cap = w->order_cap ? w->order_cap : 64;

	if (n <= w->order_cap)
		return 0;
	while (cap < n)
		cap *= 2;
	order = realloc(w->order, cap * sizeof(*order));
	if (order == NULL)
		return err_errno(err, "%zu windows of one end", n);
	w->order = order;
	w->order_cap = cap;
	return 0;
}

/* Take a window out of its symbol's chain, where it is the oldest. */
static void
win_drop(struct windows *w, struct win *win)
{
	struct slot *slot = slot_of(w, win->symbol);

	if (slot->oldest != win)
		BUG("a window closes before an older one of its symbol");
	slot->oldest = win->younger;
	if (slot->newest == win)
		slot->newest = NULL;
	win->peer = w->free_wins;
	w->free_wins = win;
	w->nopen--;
}

static void
group_drop(struct windows *w, struct group *g)
{
	w->groups = g->next;
	if (g->next != NULL)
		g->next->prev = NULL;
	else
		w->last = NULL;
	if (w->near == g)
		w->near = NULL;
	g->next = w->free_groups;
	w->free_groups = g;
}

int
group_close(struct windows *w, struct err *err)
{
	struct group *g = w->groups;
	struct win *win;
	size_t n = g->n, i = 0;
	int ret = 0;

	if (order_grow(w, n, err) == -1)
		return -1;
	for (win = g->first; win != NULL; win = win->peer)
		w->order[i++] = win;
	wins_sort(w->order, n, w);
	group_drop(w, g);
	for (i = 0; i < n; i++) {
		if (ret == 0)
			ret = row_emit(w, w->order[i], err);
		win_drop(w, w->order[i]);
	}
	return ret;
}
