/*
 * engine_ring.c - the earlier values of a series, shared by all its readers.
 *
 * The values are contiguous, the newest last; when the buffer is full, the
 * values still needed move to its front.  It grows with the rows seen: 16, 64,
 * then by doubling until there is room for the values needed and a quarter
 * more, so a value moves at most four times.
 */
#include <stdlib.h>
#include <string.h>

#include "feat/engine.h"

enum { ROOM_LEAST = 16, ROOM_SECOND = 64, AHEAD = 8 };

/* Room for more values behind those that are still needed. */
static int
make_room(struct ring *r, uint32_t most, uint32_t more)
{
	uint32_t keep = r->n < most ? r->n : most;
	uint32_t full = most + most / 4 + ROOM_LEAST;
	uint32_t need = keep + more, room = r->room;
	double *v;

	/* Where everything kept would soon move again, grow. */
	if (need > room ||
	    (keep == most && room < full && need + most / 4 > room)) {
		room = room == 0 ? ROOM_LEAST : room;
		if (room < need)
			room = room < ROOM_SECOND ? ROOM_SECOND : 2 * room;
		if (room > full || keep == most)
			room = full;
		if (room < need)
			room = need;
	}
	if (room == r->room) {
		memmove(r->v, r->v + r->n - keep, keep * sizeof(*r->v));
	} else {
		if ((v = malloc(room * sizeof(*v))) == NULL)
			return -1;
		if (keep > 0)
			memcpy(v, r->v + r->n - keep, keep * sizeof(*v));
		free(r->v);
		r->v = v;
		r->room = room;
	}
	r->n = keep;
	return 0;
}

/* The places of one symbol. */
static void
take(struct ring *r, const struct store *s, struct past *past, const double *x,
    size_t n)
{
	size_t k;

	for (k = 0; k < n; k++) {
		past[k].end = r->v + r->n;
		past[k].n = r->n < s->most ? r->n : s->most;
		if (s->missing || !isnan(x[k]))
			r->v[r->n++] = x[k];
	}
}

int
rings_take(struct feats *f, int store, struct err *err)
{
	const struct store *s = &f->prog.store[store];
	struct block *b = &f->block;
	struct ring *r;
	uint32_t at, n;
	size_t g;

	for (g = 0; g < b->ngroup; g++) {
		if (g + AHEAD < b->ngroup) { /* with many symbols */
			r = &symbol_rings(f, b->symbol[g + AHEAD])[store];
			__builtin_prefetch(r->v + r->n, 1);
		}
		at = b->group[g];
		n = b->group[g + 1] - at;
		r = &symbol_rings(f, b->symbol[g])[store];
		if (r->room - r->n < n && make_room(r, s->most, n) == -1)
			return err_errno(err, "columns");
		take(r, s, b->past[store] + at, b->value[s->node] + at, n);
	}
	return 0;
}
