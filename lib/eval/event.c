/*
 * event.c - the labelled events of a stream, numbered in order of appearance.
 *
 * Events with an id are found through a hash table with open addressing, at
 * most half full; runs through the state of their series; sets of several
 * events through a second table of the same form.
 */
#include "eval/event.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"

enum { EVENTS_MAX = (1 << 30) - 1 /* ROW_SET */ };

#define SORT_NAME numbers
#define SORT_TYPE uint32_t
#define SORT_CTX const void *
#define SORT_BEFORE(ctx, a, b) ((a) < (b))
#include "math/introsort.h"

/* Make room for more elements after n; 0, or -1. */
static int
grow(void *array, size_t n, size_t more, size_t *room, size_t size,
    struct err *err)
{
	if (array_grow(array, room, n + more, size) == -1)
		return err_errno(err, "%zu events", n + more);
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
	if (grow(&t->v, t->n, 1, &t->room, sizeof(*t->v), err) == -1)
		return 0;
	memset(&t->v[t->n], 0, sizeof(*t->v));
	t->v[t->n].id = EVENT_NO_ID;
	return (uint32_t)t->n++;
}

/* A new set of these members; its number, or 0. */
static uint32_t
set_new(struct events *t, const uint32_t *event, uint32_t n, struct err *err)
{
	if (t->nset == EVENTS_MAX) {
		err_set(err, "more than %d sets of events", EVENTS_MAX);
		return 0;
	}
	if (grow(&t->set, t->nset, 1, &t->room_set, sizeof(*t->set), err) ==
		-1 ||
	    grow(&t->member, t->nmember, n, &t->room_member, sizeof(*t->member),
		err) == -1)
		return 0;
	t->set[t->nset] = (struct event_set){ .at = t->nmember, .n = n };
	if (n > 0) {
		t->set[t->nset].series = t->v[event[0]].series;
		memcpy(t->member + t->nmember, event, n * sizeof(*event));
		t->nmember += n;
	}
	return (uint32_t)t->nset++;
}

int
events_init(struct events *t, struct err *err)
{
	memset(t, 0, sizeof(*t));
	idmap_init(&t->series[0], sizeof(struct series), "symbols");
	idmap_init(&t->series[1], sizeof(struct series), "symbols");
	idmap_init(&t->symbol, sizeof(uint32_t), "symbols");
	event_new(t, err);        /* number 0 */
	set_new(t, NULL, 0, err); /* number 0 */
	return err->set ? -1 : 0;
}

void
events_fini(struct events *t)
{
	free(t->v);
	free(t->slot);
	free(t->set);
	free(t->member);
	free(t->set_slot);
	idmap_fini(&t->series[0]);
	idmap_fini(&t->series[1]);
	idmap_fini(&t->symbol);
	memset(t, 0, sizeof(*t));
}

/* ---- series ---- */

struct series *
events_series(struct events *t, uint32_t symbol, int part, struct err *err)
{
	struct series *p = idmap_get(&t->series[part], symbol, err);
	uint32_t *name;

	if (p == NULL || p->index != 0)
		return p;
	if ((name = idmap_get(&t->symbol, t->nseries, err)) == NULL)
		return NULL;
	*name = 2 * symbol + (uint32_t)part;
	p->index = ++t->nseries;
	p->symbol = symbol;
	return p;
}

struct series *
events_series_at(const struct events *t, uint32_t number)
{
	const uint32_t *name = idmap_find(&t->symbol, number);

	return idmap_find(&t->series[*name & 1], *name / 2);
}

/* ---- events ---- */

/* The slot that holds (series, id), or the free one where it belongs. */
static uint32_t *
slot_of(const struct events *t, uint32_t series, uint32_t id)
{
	uint64_t h =
	    ((uint64_t)series << 32 | id) * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (h >> 32) & (t->nslot - 1);

	while (t->slot[i] != 0 &&
	       (t->v[t->slot[i]].series != series || t->v[t->slot[i]].id != id))
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
			*slot_of(t, t->v[i].series, t->v[i].id) = (uint32_t)i;
	return 0;
}

static uint32_t
typed_event(struct events *t, const struct series *s, uint32_t type,
    struct err *err)
{
	uint32_t n = event_new(t, err);

	if (n != 0) {
		t->v[n].series = s->index - 1;
		t->v[n].symbol = s->symbol;
		t->v[n].type = type;
	}
	return n;
}

static uint32_t
keyed_event(struct events *t, const struct series *s, uint32_t type,
    uint32_t id, struct err *err)
{
	uint32_t *slot;

	if (grow_slots(t, err) == -1)
		return 0;
	slot = slot_of(t, s->index - 1, id);
	if (*slot != 0 || (*slot = typed_event(t, s, type, err)) == 0)
		return *slot;
	t->v[*slot].id = id;
	t->keyed++;
	return *slot;
}

uint32_t
events_label(struct events *t, struct series *s, uint32_t type, uint32_t id,
    struct err *err)
{
	if (id != EVENT_NO_ID) {
		s->run = 0;
		return keyed_event(t, s, type, id, err);
	}
	if (s->run == 0 || t->v[s->run].type != type)
		s->run = typed_event(t, s, type, err);
	return s->run;
}

uint32_t
events_decoy(struct events *t, struct series *s, uint32_t type, struct err *err)
{
	if (s->decoy == 0 && (s->decoy = typed_event(t, s, type, err)) != 0)
		t->v[s->decoy].decoy = 1;
	return s->decoy;
}

/* ---- sets ---- */

static uint32_t
sort_distinct(uint32_t *event, uint32_t n)
{
	uint32_t i, k = 0;

	numbers_sort(event, n, NULL);
	for (i = 0; i < n; i++)
		if (k == 0 || event[i] != event[k - 1])
			event[k++] = event[i];
	return k;
}

static uint64_t
hash_of(const uint32_t *event, uint32_t n)
{
	return hash_xxh64(event, n * sizeof(*event), 0);
}

static uint32_t *
set_slot_of(const struct events *t, const uint32_t *event, uint32_t n)
{
	size_t i = hash_of(event, n) & (t->nset_slot - 1);

	for (; t->set_slot[i] != 0; i = (i + 1) & (t->nset_slot - 1)) {
		const struct event_set *s = &t->set[t->set_slot[i]];

		if (s->n == n &&
		    memcmp(t->member + s->at, event, n * sizeof(*event)) == 0)
			break;
	}
	return &t->set_slot[i];
}

static int
grow_set_slots(struct events *t, struct err *err)
{
	if (2 * (t->set_keyed + 1) <= t->nset_slot)
		return 0;
	free(t->set_slot);
	t->nset_slot = t->nset_slot ? 2 * t->nset_slot : 64;
	t->set_slot = calloc(t->nset_slot, sizeof(*t->set_slot));
	if (t->set_slot == NULL) {
		t->nset_slot = 0;
		return err_errno(err, "events");
	}
	for (size_t i = 1; i < t->nset; i++)
		if (t->set[i].n > 1)
			*set_slot_of(t, t->member + t->set[i].at, t->set[i].n) =
			    (uint32_t)i;
	return 0;
}

uint32_t
events_set(struct events *t, uint32_t *event, uint32_t n, struct err *err)
{
	struct event *v;
	uint32_t *slot;

	n = sort_distinct(event, n);
	v = &t->v[event[0]];
	if (n == 1) {
		if (v->set == 0)
			v->set = set_new(t, event, 1, err);
		return v->set;
	}
	if (grow_set_slots(t, err) == -1)
		return 0;
	slot = set_slot_of(t, event, n);
	if (*slot != 0 || (*slot = set_new(t, event, n, err)) == 0)
		return *slot;
	t->set_keyed++;
	return *slot;
}
