/*
 * event.c - the labelled events of a stream, numbered as they come.
 *
 * Numbers go by first sight.  Events with an id are found again through a
 * hash table with open addressing, at most half full; runs through the state
 * of their symbol.
 */
#include "eval/event.h"

#include <stdlib.h>
#include <string.h>

enum { EVENTS_MAX = (1 << 30) - 1 };

/* Make room for one more element behind n; 0, or -1. */
static int
grow(void *array, size_t n, size_t *room, size_t size, struct err *err)
{
	size_t want = *room ? 2 * *room : 64;
	void *p, *old;

	if (n < *room)
		return 0;
	memcpy(&old, array, sizeof(old));
	if ((p = realloc(old, want * size)) == NULL)
		return err_errno(err, "%zu events", want);
	memcpy(array, &p, sizeof(p));
	*room = want;
	return 0;
}

/* A new event, all zero; its number, or 0. */
static uint32_t
event_new(struct events *t, struct err *err)
{
	if (t->n == EVENTS_MAX) {
		err_set(err, "more than %d labelled events", EVENTS_MAX);
		return 0;
	}
	if (grow(&t->v, t->n, &t->room, sizeof(*t->v), err) == -1)
		return 0;
	memset(&t->v[t->n], 0, sizeof(*t->v));
	t->v[t->n].id = EVENT_NO_ID;
	return (uint32_t)t->n++;
}

/* A new set without members; its number. */
static int
set_new(struct events *t, uint32_t symbol, struct err *err)
{
	if (t->nset == EVENTS_MAX)
		return err_set(err, "more than %d sets of events", EVENTS_MAX);
	if (grow(&t->set, t->nset, &t->room_set, sizeof(*t->set), err) == -1)
		return -1;
	t->set[t->nset++] =
	    (struct event_set){ .at = t->nmember, .symbol = symbol };
	return 0;
}

int
events_init(struct events *t, struct err *err)
{
	memset(t, 0, sizeof(*t));
	idmap_init(&t->series, sizeof(struct series), "symbols");
	event_new(t, err); /* number 0 */
	return err->set ? -1 : set_new(t, 0, err);
}

void
events_fini(struct events *t)
{
	free(t->v);
	free(t->slot);
	free(t->set);
	free(t->member);
	idmap_fini(&t->series);
	memset(t, 0, sizeof(*t));
}

uint32_t
events_set(struct events *t, uint32_t event, struct err *err)
{
	struct event *v = &t->v[event];

	if (v->set != 0)
		return v->set;
	if (grow(&t->member, t->nmember, &t->room_member, sizeof(*t->member),
		err) == -1 ||
	    set_new(t, v->symbol, err) == -1)
		return 0;
	t->member[t->nmember++] = event;
	t->set[t->nset - 1].n = 1;
	v->set = (uint32_t)(t->nset - 1);
	return v->set;
}

struct series *
events_series(struct events *t, uint32_t symbol, struct err *err)
{
	struct series *p = idmap_get(&t->series, symbol, err);

	if (p == NULL)
		return NULL;
	if (p->index == 0)
		p->index = ++t->symbols;
	return p;
}

/* The slot that holds (symbol, id), or the free one where it belongs. */
static uint32_t *
slot_of(const struct events *t, uint32_t symbol, uint32_t id)
{
	uint64_t h =
	    ((uint64_t)symbol << 32 | id) * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (h >> 32) & (t->nslot - 1);

	while (t->slot[i] != 0 &&
	       (t->v[t->slot[i]].symbol != symbol || t->v[t->slot[i]].id != id))
		i = (i + 1) & (t->nslot - 1);
	return &t->slot[i];
}

static int
grow_slots(struct events *t, struct err *err)
{
	size_t i;

	if (2 * (t->keyed + 1) <= t->nslot)
		return 0;
	free(t->slot);
	t->nslot = t->nslot ? 2 * t->nslot : 64;
	if ((t->slot = calloc(t->nslot, sizeof(*t->slot))) == NULL) {
		t->nslot = 0;
		return err_errno(err, "events");
	}
	for (i = 1; i < t->n; i++)
		if (t->v[i].id != EVENT_NO_ID)
			*slot_of(t, t->v[i].symbol, t->v[i].id) = (uint32_t)i;
	return 0;
}

static uint32_t
keyed_event(struct events *t, uint32_t symbol, uint32_t type, uint32_t id,
    struct err *err)
{
	uint32_t *slot;

	if (grow_slots(t, err) == -1)
		return 0;
	slot = slot_of(t, symbol, id);
	if (*slot != 0 || (*slot = event_new(t, err)) == 0)
		return *slot;
	t->v[*slot].symbol = symbol;
	t->v[*slot].type = type;
	t->v[*slot].id = id;
	t->keyed++;
	return *slot;
}

uint32_t
events_label(struct events *t, struct series *s, uint32_t symbol, uint32_t type,
    uint32_t id, struct err *err)
{
	if (id != EVENT_NO_ID) {
		s->run = 0;
		return keyed_event(t, symbol, type, id, err);
	}
	if (s->run != 0 && t->v[s->run].type == type)
		return s->run;
	s->run = event_new(t, err);
	if (s->run != 0) {
		t->v[s->run].symbol = symbol;
		t->v[s->run].type = type;
	}
	return s->run;
}
