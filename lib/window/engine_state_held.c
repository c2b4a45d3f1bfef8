/*
 * engine_state_held.c - save and load the held rows: one table per kind in a
 * state file, symbols as text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/row_state.h"
#include "window/engine.h"

static int
held_before(const struct held *a, const struct held *b)
{
	return a->last != b->last ? a->last < b->last : a->order < b->order;
}

#define SORT_NAME held
#define SORT_TYPE struct held *
#define SORT_CTX const void *
#define SORT_BEFORE(ctx, a, b) held_before(a, b)
#include "math/introsort.h"

/* The rows of one hold behind n others; returns how many there are then. */
static size_t
list_hold(struct held **list, size_t n, const struct hold *q)
{
	struct held *h;
	size_t at;

	for (h = q->first; h != NULL; h = h->next)
		list[n++] = h;
	at = n;
	if (q->heap != NULL)
		list[n++] = q->heap;
	/* The heap's nodes from `at' on are not looked into yet: their
	 * children come behind. */
	for (; at < n; at++)
		for (h = list[at]->child; h != NULL; h = h->next)
			list[n++] = h;
	return n;
}

/* All held rows in order, on the heap of the process. */
static struct held **
held_list(const struct windows *w, struct err *err)
{
	struct held **list = calloc((size_t)w->nheld + 1, sizeof(*list));
	size_t n, i;

	if (list == NULL) {
		err_errno(err, "windows");
		return NULL;
	}
	n = list_hold(list, 0, &w->hold);
	for (i = 0; i < w->ntrack; i++)
		if (w->track[i]->own != NULL)
			n = list_hold(list, n, &w->track[i]->own->hold);
	if (n != w->nheld)
		BUG("held rows that were not counted");
	held_sort(list, n, NULL);
	return list;
}

int
row_walk(struct walk *k, const struct schema *s, unsigned char *row)
{
	unsigned char *bytes;
	uint64_t size, n;
	uint32_t *symbols;

	if (k->mode == WALK_SAVE)
		return row_save(k, s, row);
	if (row_load(k, &bytes, &size, &symbols, &n) == 0)
		walk_check(k, size == s->row_size, "a row of another kind");
	if (walk_loading(k)) {
		memcpy(row, bytes, s->row_size);
		if (row_put_symbols(row, s, symbols, n, k->err) == -1)
			k->failed = 1;
	}
	free(bytes);
	free(symbols);
	return walk_done(k);
}

static int
held_walk(struct walk *k, const struct schema *s, struct held *h)
{
	walk_scalar(k, "at", TENSOR_U64, &h->at);
	walk_scalar(k, "last", TENSOR_U64, &h->last);
	walk_check(k, h->at <= h->last, "a held row");
	return row_walk(k, s, h->row);
}

static int
kind_save(struct state *s, const struct kind *k, uint64_t number,
    struct held **list, uint64_t n, struct err *err)
{
	struct walk walk;
	char table[32];
	uint64_t i;

	snprintf(table, sizeof(table), "held.%u", (unsigned)number);
	if (state_save(&walk, s, table, err) == 0)
		for (i = 0; i < n; i++)
			if (list[i]->kind == k &&
			    (state_owner(&walk, list[i]->symbol,
				 list[i]->order) == -1 ||
				held_walk(&walk, k->schema, list[i]) == -1))
				break;
	return state_done(&walk);
}

int
held_save(struct windows *w, struct state *s, struct err *err)
{
	struct held **list = held_list(w, err);
	const struct kind *k;
	uint64_t number = 0;
	int ret = 0;

	if (list == NULL)
		return -1;
	for (k = w->first_kind; k != NULL && ret == 0; k = k->next, number++)
		if (k != w->price_kind)
			ret = kind_save(s, k, number, list, w->nheld, err);
	free(list);
	return ret;
}

static int
kind_load(struct windows *w, struct state *s, struct kind *k, uint64_t number,
    struct err *err)
{
	struct track *t;
	struct held *h;
	struct walk walk;
	char table[32];
	uint64_t i, order;
	uint32_t symbol;

	snprintf(table, sizeof(table), "held.%u", (unsigned)number);
	if (state_load(&walk, s, table, err) == -1)
		return state_done(&walk);
	for (i = 0; i < state_owners(&walk); i++) {
		if (state_owner_at(&walk, i, &symbol, &order) == -1 ||
		    (t = track_get(w, symbol, err)) == NULL ||
		    (h = held_new(w, k, err)) == NULL ||
		    held_walk(&walk, k->schema, h) == -1) {
			state_done(&walk);
			return -1;
		}
		h->symbol = symbol;
		h->order = order;
		hold_put(t->own != NULL ? &t->own->hold : &w->hold, h);
		w->nheld++;
	}
	return state_done(&walk);
}

int
held_load(struct windows *w, struct state *s, struct err *err)
{
	struct kind *k;
	uint64_t number = 0;

	for (k = w->first_kind; k != NULL; k = k->next, number++)
		if (k != w->price_kind && kind_load(w, s, k, number, err) == -1)
			return -1;
	return 0;
}
