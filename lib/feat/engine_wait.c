/*
 * engine_wait.c - waiting rows: for late ones (--lateness), and for the other
 * symbol of at().
 *
 * Copies of rows in time order, equal times in order of arrival.  A row is
 * ready when time has moved on by more than the lateness.  A row of exactly
 * that time is ready when no at() needs another row of that time.
 */
#include <stdlib.h>
#include <string.h>

#include "feat/engine.h"

enum { HELD_MAX = 1 << 22, ROOM_LEAST = 256 };

static int
rows_grow(struct waiting *h)
{
	size_t room = h->room ? 2 * h->room : ROOM_LEAST;
	struct held *grown;

	if (h->begin > h->room / 2) { /* the front half is free */
		memmove(h->row, h->row + h->begin,
		    (h->end - h->begin) * sizeof(*h->row));
		h->end -= h->begin;
		h->begin = 0;
		return 0;
	}
	if ((grown = realloc(h->row, room * sizeof(*grown))) == NULL)
		return -1;
	h->row = grown;
	h->room = room;
	return 0;
}

/* Room for rows of this size in each slot, and for n slots. */
static int
slots_grow(struct waiting *h, size_t size, uint32_t n)
{
	unsigned char *bytes;
	uint32_t i, *list;

	size = size > h->slot_size ? size : h->slot_size;
	n = n > h->nslot ? n : h->nslot;
	if ((list = realloc(h->free, n * sizeof(*list))) == NULL)
		return -1;
	h->free = list;
	if ((bytes = malloc(n * size)) == NULL)
		return -1;
	for (i = 0; i < h->nslot; i++)
		memcpy(bytes + i * size, h->bytes + i * h->slot_size,
		    h->slot_size);
	for (i = n; i > h->nslot; i--)
		h->free[h->nfree++] = i - 1;
	free(h->bytes);
	h->bytes = bytes;
	h->slot_size = size;
	h->nslot = n;
	return 0;
}

/* Where a row of time t belongs: behind all that are not later. */
static size_t
place_of(const struct waiting *h, uint64_t t)
{
	size_t lo = h->begin, hi = h->end, mid;

	if (hi > lo && h->row[hi - 1].row.span.end <= t)
		return hi; /* the usual case */
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (h->row[mid].row.span.end <= t)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

int
wait_row(struct feats *f, const struct row_in *row, struct err *err)
{
	size_t size = row->shape->in->row_size, at;
	struct waiting *h = &f->waiting;
	struct held *held;
	uint32_t slots = h->nslot ? h->nslot : ROOM_LEAST;

	if (h->end - h->begin == HELD_MAX)
		return err_set(err,
		    "more than %d rows are held back for late ones: use a "
		    "shorter --lateness",
		    HELD_MAX);
	if (h->nfree == 0 && h->nslot > 0)
		slots *= 2;
	if ((h->end == h->room && rows_grow(h) == -1) ||
	    ((size > h->slot_size || h->nfree == 0) &&
		slots_grow(h, size, slots) == -1))
		return err_errno(err, "rows that wait");
	at = place_of(h, row->span.end);
	held = &h->row[at];
	memmove(held + 1, held, (h->end - at) * sizeof(*held));
	h->end++;
	held->row = *row;
	held->slot = h->free[--h->nfree];
	memcpy(h->bytes + held->slot * h->slot_size, row->v, size);
	return 0;
}

size_t
wait_ready(const struct feats *f, int all)
{
	const struct waiting *h = &f->waiting;
	const struct held *row = h->row + h->begin;
	size_t n = h->end - h->begin, i, ready = 0;
	uint64_t now = f->time.last;
	uint64_t w = now > f->lateness ? now - f->lateness : 0;
	uint32_t every =
	    f->prog.nat < 32 ? (1u << f->prog.nat) - 1 : UINT32_MAX;
	uint32_t seen = at_complete(f, w) ? every : 0;

	if (all)
		return n;
	for (i = 0; i < n && row[i].row.span.end <= w; i++) {
		if (row[i].row.span.end == w && row[i].row.symbol->at > 0)
			seen |= 1u << (row[i].row.symbol->at - 1);
		if (row[i].row.span.end < w || seen == every)
			ready = i + 1;
	}
	return ready;
}

void
wait_drop(struct feats *f, size_t n)
{
	struct waiting *h = &f->waiting;
	size_t i;

	for (i = 0; i < n; i++)
		h->free[h->nfree++] = h->row[h->begin + i].slot;
	h->begin += n;
	if (h->begin == h->end)
		h->begin = h->end = 0;
}

void
wait_fini(struct waiting *h)
{
	free(h->row);
	free(h->bytes);
	free(h->free);
}
