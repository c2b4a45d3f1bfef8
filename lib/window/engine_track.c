/*
 * engine_track.c - the engine's state of each symbol.
 *
 * The dictionary also holds other words (label types, venues), so the table by
 * symbol id holds pointers, and only symbols with records have a track.
 */
#include <stdlib.h>

#include "base/array.h"
#include "window/engine.h"

enum { LINE = 64 }; /* of the cache: a track begins with one */

/* Never 0: a symbol's text is not empty. */
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

static int
list_add(struct windows *w, struct track *t)
{
	if (array_grow(&w->track, &w->track_room, w->ntrack + 1,
		sizeof(*w->track)) == -1)
		return -1;
	w->track[w->ntrack++] = t;
	return 0;
}

static struct track *
track_new(struct windows *w, uint32_t symbol, struct err *err)
{
	size_t clock = (w->o.clock->state_size + STATE_ALIGN - 1) /
		       STATE_ALIGN * STATE_ALIGN;
	size_t size = sizeof(struct track) + w->carry_size + clock;
	struct track *t = slab_get(&w->slab, (size + LINE - 1) / LINE * LINE);

	if (t == NULL)
		goto no_memory;
	if (!w->by_time || w->grid.panes > 1) {
		t->stacks = slab_get(&w->slab, sizeof(*t->stacks));
		if (t->stacks == NULL)
			goto no_memory;
	}
	if (w->o.marks.by == MARK_SYMBOL) {
		t->own = slab_get(&w->slab, sizeof(*t->own));
		if (t->own == NULL)
			goto no_memory;
		t->own->due = TS_NULL;
	}
	t->symbol = symbol;
	t->prefix = symbol_prefix(w->vocab->syms, symbol);
	if (list_add(w, t) == 0)
		return t;
no_memory:
	err_errno(err, "%zu symbols", w->ntrack);
	return NULL;
}

struct track *
track_get(struct windows *w, uint32_t symbol, struct err *err)
{
	struct track **t = idmap_get(&w->tracks, symbol, err);

	if (t == NULL)
		return NULL;
	if (*t == NULL)
		*t = track_new(w, symbol, err);
	return *t;
}

int
track_prices(struct windows *w, struct track *t, const struct entry *e,
    struct err *err)
{
	size_t len;

	if (e->mid != NULL)
		t->prices |= PRICES_MID;
	else if ((e->sees & SEES_TRADE) != 0)
		t->prices |= PRICES_TRADE;
	if (t->prices != (PRICES_TRADE | PRICES_MID))
		return 0;
	return err_set(err,
	    "%.60s: has both trades and quotes: choose --price trade or "
	    "--price mid",
	    symtab_text(w->vocab->syms, e->symbol, &len));
}
