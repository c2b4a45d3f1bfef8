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
	idmap_init(&s->slots, sizeof(struct state_slot), "symbols");
}

struct state_slot *
states_slot(struct states *s, uint32_t symbol, struct err *err)
{
	uint32_t id = (s->det->flags & DETECT_POOLED) != 0 ? 0 : symbol;
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

int
states_save(struct states *s, struct state *file, const char *table,
    struct err *err)
{
	struct walk w;
	uint32_t i;

	if (state_save(&w, file, table, err) == -1)
		return state_done(&w);
	for (i = 0; i < s->slots.n; i++) {
		if (slot_at(s, i)->state == NULL)
			continue;
		if (state_owner(&w, i, 0) == -1 ||
		    s->det->walk_state(&w, s->model, slot_at(s, i)->state) ==
			-1)
			break;
	}
	return state_done(&w);
}

int
states_load(struct states *s, struct state *file, const char *table,
    struct err *err)
{
	struct state_slot *slot;
	struct walk w;
	uint64_t i, number;
	uint32_t symbol;
	int rc = state_load(&w, file, table, err);

	for (i = 0; rc == 1 && i < state_owners(&w); i++) {
		if (state_owner_at(&w, i, &symbol, &number) == -1)
			break;
		if ((slot = states_slot(s, symbol, err)) == NULL) {
			w.failed = 1;
			break;
		}
		if (s->det->walk_state(&w, s->model, slot->state) == -1)
			break;
	}
	return state_done(&w);
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
