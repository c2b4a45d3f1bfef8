/*
 * states.c - a detector's learning state per symbol, or pooled.
 */
#include "detect/states.h"

#include <stdlib.h>

void
states_init(struct states *s, const struct detector *det, const void *model)
{
	s->det = det;
	s->model = model;
	s->pooled = (det->flags & DETECT_POOLED) != 0;
	idmap_init(&s->slots, sizeof(struct state_slot), "symbols");
}

struct state_slot *
states_slot(struct states *s, uint32_t symbol, struct err *err)
{
	uint32_t id = s->pooled ? 0 : symbol; /* 0: `*' of a state file */
	struct state_slot *slot = idmap_get(&s->slots, id, err);
	size_t len;

	if (slot == NULL || slot->state != NULL)
		return slot;
	slot->state = calloc(1, s->det->state_size(s->model));
	if (slot->state == NULL) {
		err_errno(err, "state of %s", s->det->name);
		return NULL;
	}
	s->det->state_init(slot->state, s->model);
	if (s->det->state_symbol != NULL && s->syms != NULL)
		s->det->state_symbol(slot->state, s->model,
		    symtab_text(s->syms, id, &len));
	return slot;
}

static struct state_slot *
slot_at(const struct states *s, uint32_t i)
{
	return (struct state_slot *)(void *)s->slots.v + i;
}

/* ---- state ---- */

static void *
find_state(void *arg, uint32_t symbol)
{
	return slot_at(arg, symbol)->state;
}

static void *
get_state(void *arg, uint32_t symbol, struct err *err)
{
	struct state_slot *slot = states_slot(arg, symbol, err);

	return slot != NULL ? slot->state : NULL;
}

static int
walk_learnt(struct walk *w, void *arg, void *state)
{
	const struct states *s = arg;

	return s->det->walk_state(w, s->model, state);
}

static struct state_symbols
symbols_of(struct states *s)
{
	return (struct state_symbols){ s, s->slots.n, find_state, get_state,
		walk_learnt };
}

int
states_save(struct states *s, struct state *file, const char *table,
    struct err *err)
{
	struct state_symbols o = symbols_of(s);

	return state_save_symbols(&o, file, table, err);
}

int
states_load(struct states *s, struct state *file, const char *table,
    struct err *err)
{
	struct state_symbols o = symbols_of(s);

	return state_load_symbols(&o, file, table, err);
}

static void
state_drop(const struct states *s, void *state)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_FREE, .prefix = "", .err = &err };

	if (state == NULL)
		return;
	s->det->walk_state(&w, s->model, state);
	free(state);
}

void
states_fini(struct states *s)
{
	uint32_t i;

	for (i = 0; i < s->slots.n; i++)
		state_drop(s, slot_at(s, i)->state);
	idmap_fini(&s->slots);
}
