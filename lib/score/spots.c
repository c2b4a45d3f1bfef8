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

	return p != NULL ? spot_row(&p->spot, score, threshold, err) : -1;
}

int
spots_save(struct spots *s, struct state *file, const char *table,
    struct err *err)
{
	struct spots_symbol *p;
	struct walk w;
	uint32_t i;

	if (state_save(&w, file, table, err) == -1)
		return state_done(&w);
	for (i = 0; i < s->symbols.n; i++) {
		p = idmap_find(&s->symbols, i);
		if (p->known && (state_owner(&w, i, 0) == -1 ||
				    spot_walk(&w, &p->spot) == -1))
			break;
	}
	return state_done(&w);
}

int
spots_load(struct spots *s, struct state *file, const char *table,
    struct err *err)
{
	struct spots_symbol *p;
	struct walk w;
	uint64_t i, number;
	uint32_t symbol;
	int rc = state_load(&w, file, table, err);

	for (i = 0; rc == 1 && i < state_owners(&w); i++) {
		if (state_owner_at(&w, i, &symbol, &number) == -1)
			break;
		if ((p = symbol_get(s, symbol, err)) == NULL) {
			w.failed = 1;
			break;
		}
		if (spot_walk(&w, &p->spot) == -1)
			break;
	}
	return state_done(&w);
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
