/*
 * engine_state_jump.c - save and load the sources and rows of --max-jump.
 *
 *	jumps	 by source: its time, and the jump that may be undone
 *	jump.N	 rows of kind N that wait, or may be removed again
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "window/engine.h"

enum { LISTS = 3 };

static struct jump_list *
list_of(struct jump *j, int which)
{
	return which == 0 ? &j->ahead : which == 1 ? &j->behind : &j->rows;
}

static int
jump_walk(struct walk *k, struct jump *j)
{
	uint32_t jumped = (uint32_t)j->jumped, several = (uint32_t)j->several;

	walk_scalar(k, "time", TENSOR_U64, &j->time);
	walk_scalar(k, "before", TENSOR_U64, &j->before);
	walk_scalar(k, "jumped", TENSOR_U32, &jumped);
	walk_scalar(k, "several", TENSOR_U32, &several);
	walk_symbol(k, "symbol", &j->symbol);
	walk_check(k, jumped <= 1 && several <= 1, "a source");
	j->jumped = (int)jumped;
	j->several = (int)several;
	return walk_done(k);
}

/* A row of a list: of which source and list, and what jump.h knows of it. */
struct place {
	uint32_t source, list;
};

static int
kept_walk(struct walk *k, struct place *p, struct jump_kept *e, struct held *h)
{
	walk_scalar(k, "source", TENSOR_U32, &p->source);
	walk_scalar(k, "list", TENSOR_U32, &p->list);
	walk_check(k, p->list < LISTS, "a list");
	walk_scalar(k, "time", TENSOR_U64, &e->time);
	walk_scalar(k, "back", TENSOR_U32, &e->back);
	walk_scalar(k, "number", TENSOR_U64, &h->order);
	return row_walk(k, h->kind->schema, h->row);
}

/* The last file's source goes on as the first one of the next piece. */
static uint32_t
source_number(const struct windows *w, uint32_t id)
{
	return w->o.marks.by == MARK_STREAM && id == w->marks.file ? 0 : id;
}

static int
is_saved(const struct windows *w, uint32_t id)
{
	return w->o.marks.by != MARK_STREAM || id == w->marks.file;
}

static int
sources_save(struct windows *w, struct state *s, struct err *err)
{
	int by_symbol = w->o.marks.by == MARK_SYMBOL;
	struct jump *j = (struct jump *)w->jumps.sources.v;
	struct walk walk;
	uint32_t i;

	if (state_save(&walk, s, "jumps", err) == 0)
		for (i = 0; i < w->jumps.sources.n; i++, j++)
			if (is_saved(w, i) && (j->time | j->ahead.n) != 0 &&
			    (state_owner(&walk, by_symbol ? i : 0,
				 by_symbol ? 0 : source_number(w, i)) == -1 ||
				jump_walk(&walk, j) == -1))
				break;
	return state_done(&walk);
}

/* The rows of one kind, numbered over all kinds. */
static int
kind_save(struct windows *w, struct state *s, const struct kind *k,
    uint64_t number, struct err *err)
{
	struct jump *j = (struct jump *)w->jumps.sources.v;
	struct jump_list *l;
	struct held *h;
	struct place p;
	struct walk walk;
	char table[32];
	uint64_t n = 0;
	uint32_t e;
	int i;

	snprintf(table, sizeof(table), "jump.%u", (unsigned)number);
	if (state_save(&walk, s, table, err) == -1)
		return state_done(&walk);
	for (p.source = 0; p.source < w->jumps.sources.n; p.source++, j++)
		for (i = 0; i < LISTS && is_saved(w, p.source); i++) {
			l = list_of(j, i);
			for (e = 0; e < l->n; e++, n++) {
				struct place q = { source_number(w, p.source),
					(uint32_t)i };

				h = l->v[e].row;
				if (h->kind != k)
					continue;
				if (state_owner(&walk, h->symbol, n) == -1 ||
				    kept_walk(&walk, &q, &l->v[e], h) == -1)
					return state_done(&walk);
			}
		}
	return state_done(&walk);
}

int
jumps_save(struct windows *w, struct state *s, struct err *err)
{
	const struct kind *k;
	uint64_t number = 0;

	if (w->o.max_jump == 0)
		return 0;
	if (sources_save(w, s, err) == -1)
		return -1;
	for (k = w->first_kind; k != NULL; k = k->next, number++)
		if (k != w->price_kind && kind_save(w, s, k, number, err) == -1)
			return -1;
	return 0;
}

/* A source that is known here: the watermarks were loaded before. */
static int
is_source(const struct windows *w, uint64_t id)
{
	return w->o.marks.by == MARK_STREAM   ? id == 0
	       : w->o.marks.by == MARK_SOURCE ? id < w->marks.n
					      : 1; /* a symbol, by its text */
}

static int
sources_load(struct windows *w, struct state *s, struct err *err)
{
	int by_symbol = w->o.marks.by == MARK_SYMBOL;
	struct walk walk;
	struct jump *j;
	uint64_t i, number;
	uint32_t symbol;

	if (state_load(&walk, s, "jumps", err) == -1)
		return state_done(&walk);
	for (i = 0; i < state_owners(&walk); i++) {
		if (state_owner_at(&walk, i, &symbol, &number) == -1)
			break;
		walk_check(&walk, is_source(w, number), "a source");
		if (walk_done(&walk) == -1)
			break;
		j = idmap_get(&w->jumps.sources,
		    by_symbol ? symbol : (uint32_t)number, err);
		if (j == NULL || jump_walk(&walk, j) == -1)
			break;
	}
	return state_done(&walk);
}

/* A row that was loaded, to be put where it was. */
struct loaded {
	uint64_t number;
	struct place place;
	struct jump_kept kept;
};

struct all_loaded {
	struct loaded *v;
	size_t n, room;
};

static int
cmp_loaded(const void *a, const void *b)
{
	const struct loaded *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static int
kind_load(struct windows *w, struct state *s, struct kind *k, uint64_t number,
    struct all_loaded *all, struct err *err)
{
	size_t room = 2 * all->room + 64;
	struct loaded *v, one;
	struct held *h;
	struct walk walk;
	char table[32];
	uint64_t i;
	uint32_t symbol;

	snprintf(table, sizeof(table), "jump.%u", (unsigned)number);
	if (state_load(&walk, s, table, err) == -1)
		return state_done(&walk);
	for (i = 0; i < state_owners(&walk); i++) {
		if (state_owner_at(&walk, i, &symbol, &one.number) == -1 ||
		    (h = held_new(w, k, err)) == NULL)
			break;
		(void)kept_walk(&walk, &one.place, &one.kept, h);
		walk_check(&walk, is_source(w, one.place.source), "a source");
		if (walk_done(&walk) == -1) {
			held_free(h);
			break;
		}
		h->symbol = one.kept.symbol = symbol;
		if (w->o.marks.by == MARK_SYMBOL)
			one.place.source = symbol;
		h->last = one.kept.time;
		h->at = 0;
		h->order |= JUMP_RESUMED;
		one.kept.row = h;
		if (all->n == all->room) {
			v = realloc(all->v, room * sizeof(*v));
			if (v == NULL) {
				err_errno(err, "windows");
				held_free(h);
				walk.failed = 1;
				break;
			}
			all->v = v;
			all->room = room;
			room *= 2;
		}
		all->v[all->n++] = one;
	}
	return state_done(&walk);
}

/* The lists own the rows that were put; *put is their number. */
static int
put_loaded(struct windows *w, const struct all_loaded *all, size_t *put,
    struct err *err)
{
	const struct loaded *l = all->v;
	struct jump *j;

	for (; l < all->v + all->n; l++, ++*put) {
		j = idmap_get(&w->jumps.sources, l->place.source, err);
		if (j == NULL || jump_list_add(list_of(j, (int)l->place.list),
				     &l->kept, err) == -1)
			return -1;
		w->jumps.waiting += l->place.list < 2;
		w->jumps.resumed += l->place.list < 2;
	}
	w->jumps.loaded = w->jumps.resumed;
	return 0;
}

int
jumps_load(struct windows *w, struct state *s, struct err *err)
{
	struct all_loaded all = { 0 };
	uint64_t number = 0;
	struct kind *k;
	size_t put = 0;
	int ret = 0;

	if (w->o.max_jump == 0)
		return 0;
	if (sources_load(w, s, err) == -1)
		return -1;
	for (k = w->first_kind; k != NULL && ret == 0; k = k->next, number++)
		if (k != w->price_kind)
			ret = kind_load(w, s, k, number, &all, err);
	if (all.n > 0)
		qsort(all.v, all.n, sizeof(*all.v), cmp_loaded);
	if (ret == 0)
		ret = put_loaded(w, &all, &put, err);
	for (; put < all.n; put++)
		held_free(all.v[put].kept.row);
	free(all.v);
	return ret;
}
