/*
 * engine_state_kind.c - save and load the input schemas and defs.
 *
 * Schemas are bound again in the order of their first record, so columns,
 * types and state sizes are the same as before.
 */
#include "stream/row_state.h"
#include "window/engine.h"

int
kinds_save(const struct windows *w, struct state *s, struct err *err)
{
	const struct kind *k;
	struct walk walk;
	uint64_t n = 0;
	uint32_t own; /* the engine's own: mids */

	if (state_save(&walk, s, "kinds", err) == -1)
		return state_done(&walk);
	for (k = w->first_kind; k != NULL; k = k->next) {
		own = k == w->price_kind;
		if (state_owner(&walk, 0, n++) == -1)
			break;
		walk_scalar(&walk, "own", TENSOR_U32, &own);
		if (schema_save(&walk, k->schema, err) == -1)
			break;
	}
	return state_done(&walk);
}

int
kinds_load(struct windows *w, struct state *s, struct err *err)
{
	const struct schema *schema;
	struct walk walk;
	uint64_t i, number;
	uint32_t symbol, own = 0;

	if (state_load(&walk, s, "kinds", err) == -1)
		return state_done(&walk);
	for (i = 0; i < state_owners(&walk); i++) {
		if (state_owner_at(&walk, i, &symbol, &number) == -1)
			break;
		walk_scalar(&walk, "own", TENSOR_U32, &own);
		walk_check(&walk, own <= 1, "a kind");
		schema =
		    schema_load(&walk, own ? w->own : w->vocab->schemas, err);
		if (schema == NULL)
			break;
		if ((own ? kind_price(w, err) : kind_get(w, schema, err)) ==
		    NULL) {
			walk.failed = 1;
			break;
		}
	}
	return state_done(&walk);
}

/* ---- defs ---- */

static int
def_walk(struct walk *k, struct known_def *d)
{
	uint32_t mid = (uint32_t)d->mid;

	walk_scalar(k, "before", TENSOR_U64, &d->before);
	walk_scalar(k, "mid", TENSOR_U32, &mid);
	walk_scalar(k, "def", TENSOR_U64, &d->def);
	walk_check(k, mid <= 1, "def");
	d->mid = (int)mid;
	return walk_done(k);
}

int
defs_save(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	uint32_t i;

	if (state_save(&walk, s, "defs", err) == 0)
		for (i = 0; i < w->ndef; i++)
			if (state_owner(&walk, 0, i) == -1 ||
			    def_walk(&walk, &w->defs[i]) == -1)
				break;
	return state_done(&walk);
}

int
defs_load(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	uint64_t i, number;
	uint32_t symbol;

	if (state_load(&walk, s, "defs", err) == -1)
		return state_done(&walk);
	walk_check(&walk, state_owners(&walk) <= DEFS_MAX, "defs");
	for (i = 0; walk_loading(&walk) && i < state_owners(&walk); i++)
		if (state_owner_at(&walk, i, &symbol, &number) == 0 &&
		    def_walk(&walk, &w->defs[i]) == 0)
			w->ndef = (uint32_t)i + 1;
	return state_done(&walk);
}
