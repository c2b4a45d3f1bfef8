/*
 * spots.c - a SPOT threshold for each symbol.
 */
#include "score/spots.h"

#include <string.h>

void
spots_init(struct spots *s)
{
	memset(s, 0, sizeof(*s));
	idmap_init(&s->symbols, sizeof(struct spots_symbol), "symbols");
}

static struct spots_symbol *
symbol_get(struct spots *s, uint32_t symbol, struct err *err)
{
	struct spots_symbol *p = idmap_get(&s->symbols, symbol, err);

	if (p != NULL && !p->known) {
		spot_init(&p->spot, s->q, s->drifts);
		p->known = 1;
	}
	return p;
}

int
spots_row(struct spots *s, uint32_t symbol, double score, double *threshold,
    struct err *err)
{
	struct spots_symbol *p = symbol_get(s, symbol, err);

	if (p == NULL)
		return -1;
	/* the state was loaded before the share was known */
	p->spot.q = s->q;
	p->spot.drifts = s->drifts;
	return spot_row(&p->spot, score, threshold, err);
}

/* ---- state ---- */

static void *
find_symbol(void *arg, uint32_t symbol)
{
	struct spots *s = arg;
	struct spots_symbol *p = idmap_find(&s->symbols, symbol);

	return p->known ? p : NULL;
}

static void *
get_symbol(void *arg, uint32_t symbol, struct err *err)
{
	return symbol_get(arg, symbol, err);
}

static int
walk_one(struct walk *w, void *arg, void *one)
{
	struct spots_symbol *p = one;

	(void)arg;
	return spot_walk(w, &p->spot);
}

static struct state_symbols
symbols_of(struct spots *s)
{
	return (struct state_symbols){ s, s->symbols.n, find_symbol, get_symbol,
		walk_one };
}

int
spots_save(struct spots *s, struct state *file, const char *table,
    struct err *err)
{
	struct state_symbols o = symbols_of(s);

	return s->symbols.n > 0 ? state_save_symbols(&o, file, table, err) : 0;
}

int
spots_load(struct spots *s, struct state *file, const char *table,
    struct err *err)
{
	struct state_symbols o = symbols_of(s);

	return state_load_symbols(&o, file, table, err);
}

void
spots_fini(struct spots *s)
{
	struct spots_symbol *p;
	uint32_t i;

	for (i = 0; i < s->symbols.n; i++) {
		p = idmap_find(&s->symbols, i);
		spot_fini(&p->spot);
	}
	idmap_fini(&s->symbols);
}
