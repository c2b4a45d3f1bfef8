/*
 * engine_due.c - when tracks must be processed.
 *
 * Tracks due at the same instant form a group; groups are chained in ascending
 * order of time.  A due time is usually the last one found or the next, so the
 * search for a group starts at the last one found.  When a group fires, its
 * tracks are processed in byte order of their symbols: the first 8 bytes,
 * compared as a number, decide nearly all comparisons.  A group of most
 * symbols, when none is new, is sorted by their ranks, without comparisons.
 */
#include <stdlib.h>

#include "base/huge.h"
#include "window/engine.h"

enum {
	AHEAD = 6,       /* tracks between a prefetch and its use */
	ROOM_MIN = 64,   /* of the order of a group that fires */
	RADIX_MIN = 2048 /* tracks from which on a sort by bytes is faster */
};

static int
before(const struct windows *w, struct due a, struct due b)
{
	if (a.prefix != b.prefix)
		return a.prefix < b.prefix;
	return symtab_cmp(w->vocab->syms, a.track->symbol, b.track->symbol) < 0;
}

#define SORT_NAME tracks
#define SORT_TYPE struct due
#define SORT_CTX const struct windows *
#define SORT_BEFORE(ctx, a, b) before(ctx, a, b)
#include "math/introsort.h"

#define RADIX_NAME dues
#define RADIX_TYPE struct due
#define RADIX_KEY(a) ((a).prefix)
#include "base/radixsort.h"

/* A new group behind prev (NULL: first of all). */
static struct group *
group_new(struct windows *w, struct group *prev, uint64_t due)
{
	struct group *g = w->free_groups;

	if (g != NULL)
		w->free_groups = g->next;
	else if ((g = slab_get(&w->slab, sizeof(*g))) == NULL)
		return NULL;
	g->due = due;
	g->first = g->last = NULL;
	g->n = 0;
	g->prev = prev;
	g->next = prev != NULL ? prev->next : w->groups;
	if (g->next != NULL)
		g->next->prev = g;
	else
		w->last = g;
	if (prev != NULL)
		prev->next = g;
	else
		w->groups = g;
	return g;
}

static struct group *
group_get(struct windows *w, uint64_t due)
{
	struct group *g = w->near != NULL ? w->near : w->last;

	while (g != NULL && g->due > due)
		g = g->prev;
	while (g != NULL && g->next != NULL && g->next->due <= due)
		g = g->next;
	if (g == NULL || g->due != due)
		g = group_new(w, g, due);
	w->near = g;
	return g;
}

static void
group_free(struct windows *w, struct group *g)
{
	if (g->prev != NULL)
		g->prev->next = g->next;
	else
		w->groups = g->next;
	if (g->next != NULL)
		g->next->prev = g->prev;
	else
		w->last = g->prev;
	if (w->near == g)
		w->near = NULL;
	g->next = w->free_groups;
	w->free_groups = g;
}

static void
leave(struct windows *w, struct track *t)
{
	struct group *g = t->group;

	if (t->prev != NULL)
		t->prev->next = t->next;
	else
		g->first = t->next;
	if (t->next != NULL)
		t->next->prev = t->prev;
	else
		g->last = t->prev;
	t->group = NULL;
	if (--g->n == 0)
		group_free(w, g);
}

static void
join(struct group *g, struct track *t)
{
	t->group = g;
	t->next = NULL;
	t->prev = g->last;
	if (g->last != NULL)
		g->last->next = t;
	else
		g->first = t;
	g->last = t;
	g->n++;
}

uint64_t
due_of(const struct track *t)
{
	if (t->own != NULL)
		return t->own->due;
	return t->group != NULL ? t->group->due : TS_NULL;
}

int
due_at(struct windows *w, struct track *t, uint64_t due, struct err *err)
{
	struct group *g;

	if (due_of(t) == due)
		return 0;
	if (t->own != NULL) {
		t->own->due = due;
		return 0;
	}
	if (t->group != NULL)
		leave(w, t);
	if (due == TS_NULL)
		return 0;
	if ((g = group_get(w, due)) == NULL)
		return err_errno(err, "windows");
	join(g, t);
	return 0;
}

static int
order_grow(struct windows *w, size_t n, struct err *err)
{
	size_t room = w->order_room > 0 ? w->order_room : ROOM_MIN;

	if (n <= w->order_room)
		return 0;
	while (room < n)
		room *= 2;
	free(w->order); /* what it holds is past */
	free(w->spare);
	w->order_room = 0;
	w->order = huge_get(room * sizeof(*w->order));
	w->spare = huge_get(room * sizeof(*w->spare));
	if (w->order == NULL || w->spare == NULL)
		return err_errno(err, "%zu windows of one end", n);
	w->order_room = room;
	return 0;
}

/* Many are sorted by their first 8 bytes, then those equal in them. */
static void
order_sort(struct windows *w, size_t n)
{
	struct due *sorted;
	size_t i, j;

	if (n < RADIX_MIN) {
		tracks_sort(w->order, n, w);
		return;
	}
	sorted = dues_radix(w->order, w->spare, n);
	if (sorted != w->order)
		memcpy(w->order, sorted, n * sizeof(*sorted));
	for (i = 0; i < n; i = j) {
		for (j = i + 1; j < n; j++)
			if (w->order[j].prefix != w->order[i].prefix)
				break;
		if (j - i > 1)
			tracks_sort(w->order + i, j - i, w);
	}
}

/* Sort all tracks once.  0: no memory for it. */
static int
rank_tracks(struct windows *w)
{
	struct track **ranked = malloc(w->ntrack * sizeof(*ranked));
	uint64_t *bits = calloc(w->ntrack / 64 + 1, sizeof(*bits));
	struct err err = { 0 };
	size_t i;

	if (ranked == NULL || bits == NULL ||
	    order_grow(w, w->ntrack, &err) == -1) {
		free(ranked);
		free(bits);
		return 0;
	}
	for (i = 0; i < w->ntrack; i++)
		w->order[i] = (struct due){ w->track[i]->prefix, w->track[i] };
	order_sort(w, w->ntrack);
	for (i = 0; i < w->ntrack; i++) {
		ranked[i] = w->order[i].track;
		ranked[i]->rank = (uint32_t)i;
	}
	free(w->ranked);
	free(w->rank_bits);
	w->ranked = ranked;
	w->rank_bits = bits;
	w->nranked = w->ntrack;
	return 1;
}

/* 1 when the group is sorted by ranks: it holds most tracks, and no symbol is
 * new. */
static int
has_ranks(struct windows *w, const struct group *g)
{
	int stable = w->stable == w->ntrack;

	w->stable = w->ntrack;
	if (g->n < w->ntrack / 2 || !stable)
		return 0;
	return w->nranked == w->ntrack || rank_tracks(w);
}

/* As collect, without a comparison. */
static size_t
collect_ranked(struct windows *w, struct group *g)
{
	struct track *t, *next;
	size_t i, n = 0;
	uint64_t bits;

	for (t = g->first; t != NULL; t = next) {
		next = t->next;
		t->group = NULL;
		w->rank_bits[t->rank / 64] |= UINT64_C(1) << t->rank % 64;
	}
	group_free(w, g);
	for (i = 0; i <= w->nranked / 64; i++) {
		for (bits = w->rank_bits[i]; bits != 0; bits &= bits - 1)
			w->order[n++].track =
			    w->ranked[64 * i + (size_t)__builtin_ctzll(bits)];
		w->rank_bits[i] = 0;
	}
	return n;
}

/* The tracks of a group into w->order, sorted; tracks that came in order, as
 * those of hopping windows do, need no sort. */
static size_t
collect(struct windows *w, struct group *g)
{
	struct track *t, *next;
	size_t n = 0;
	int sorted = 1;

	for (t = g->first; t != NULL; t = next) {
		next = t->next;
		t->group = NULL;
		w->order[n] = (struct due){ t->prefix, t };
		if (sorted && n > 0 && before(w, w->order[n], w->order[n - 1]))
			sorted = 0;
		n++;
	}
	group_free(w, g);
	if (!sorted)
		order_sort(w, n);
	return n;
}

static int
fire(struct windows *w, struct track *t, uint64_t due, struct err *err)
{
	return (w->by_time ? time_fire : event_fire)(w, t, due, err);
}

/* What the tracks behind this one need; with many symbols all is scattered. */
static void
fetch(const struct windows *w, const struct due *order)
{
	const struct due *d = order + 3 * AHEAD;

	__builtin_prefetch(order[4 * AHEAD].track);
	symtab_fetch(w->vocab->syms, d->track->symbol, d[-AHEAD].track->symbol);
	d -= AHEAD;
	__builtin_prefetch(idmap_find(&w->ready, d->track->symbol), 1);
	__builtin_prefetch(d->track->open.oldest);
	__builtin_prefetch((const char *)d->track->open.oldest + 64);
}

static int
group_fire(struct windows *w, struct err *err)
{
	struct group *g = w->groups;
	uint64_t due = g->due;
	int ranks = has_ranks(w, g);
	size_t n, i;

	if (order_grow(w, g->n, err) == -1)
		return -1;
	n = ranks ? collect_ranked(w, g) : collect(w, g);
	for (i = 0; i < n; i++) {
		if (i + 4 * AHEAD < n)
			fetch(w, w->order + i);
		if (fire(w, w->order[i].track, due, err) == -1)
			return -1;
	}
	return 0;
}

int
due_fire(struct windows *w, uint64_t until, struct err *err)
{
	while (w->groups != NULL && w->groups->due <= until)
		if (group_fire(w, err) == -1)
			return -1;
	return 0;
}

int
due_fire_own(struct windows *w, struct track *t, uint64_t until,
    struct err *err)
{
	uint64_t due;

	while ((due = t->own->due) <= until && due != TS_NULL) {
		t->own->due = TS_NULL;
		if (fire(w, t, due, err) == -1)
			return -1;
	}
	return 0;
}

void
due_fini(struct windows *w)
{
	free(w->order);
	free(w->spare);
	free(w->ranked);
	free(w->rank_bits);
}
