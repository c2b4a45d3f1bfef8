/*
 * ties.c - the rows of one input, with rows of one index time ordered by
 * symbol.
 *
 * A merge orders by index time, then symbol bytes, then input.  The result
 * must not depend on how rows were distributed over the inputs, so rows of one
 * input with the same index time must be in that order, too.  They are held
 * back until a row with another time arrives, then sorted by symbol; rows of
 * one symbol keep their order.
 *
 * Rows already in order are returned without a copy; only groups out of order
 * and the last group of each batch are copied.  Up to TIES_MAX rows of one
 * time are held: a longer group is sorted in pieces of that size, and rows
 * that belong in an earlier piece are counted.
 *
 * A row without an index time stays after the row before it.  A row whose time
 * steps back starts a new group at its position, and is counted.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "cat/feed_impl.h"

enum { TIES_MAX = 1 << 16 };

struct held {
	const struct schema *schema;
	const char *symbol; /* of the symtab */
	uint32_t i;         /* place in the group */
	size_t at;          /* of the row, in the pool */
};

/* Rows one after the other; each length is a multiple of 8. */
struct pool {
	unsigned char *p;
	size_t n, room;
};

struct ties {
	const struct feed_env *env;
	const struct symtab *syms;
	int file;
	struct recs in;       /* of the source, not looked at or not taken */
	struct merge_key key; /* of the row taken last */
	uint64_t row;         /* rows taken */
	const char *cut;      /* the group goes on: the last symbol so far */

	struct held *held; /* [TIES_MAX]: of one group */
	size_t n;
	struct pool rows, sorted;
	size_t left, next; /* of those sorted: rows, and where the next is */

	uint64_t tied; /* rows in their final order, in front; of a state */
	int ended;     /* the source: 1 cleanly, -1 with: */
	struct err failed;
	struct feed_order order;
};

void
merge_key_of(struct merge_key *k, const struct rec *r)
{
	int first = r->schema->time_first;
	uint64_t t = first < 0 ? TS_NULL : rec_u64(r, first);

	if (t == TS_NULL || t == 0)
		t = rec_time(r);
	if (t == TS_NULL)
		return;
	k->time = t;
	k->symbol = rec_symbol(r);
}

/* ---- rows already in order ---- */

/* The row that comes next begins a group of this time. */
static void
note_back(struct ties *t, uint64_t before, uint64_t time, uint64_t row)
{
	if (time >= before)
		return;
	if (t->order.back++ == 0)
		t->order.back_row = row;
}

/*
 * The number of rows before the last group, or before the first that is not in
 * order; they count as taken.
 */
static size_t
take_ordered(struct ties *t)
{
	struct rec r = { t->in.schema, t->in.rows };
	struct merge_key key = t->key, before, group;
	uint64_t time = t->key.time; /* of the group before this one */
	size_t i, start = 0;

	merge_key_of(&key, &r);
	group = key;
	for (i = 1; i < t->in.n; i++) {
		before = key;
		r.v += r.schema->row_size;
		merge_key_of(&key, &r);
		if (key.time != before.time) {
			note_back(t, time, group.time, t->row + start + 1);
			time = group.time;
			group = key;
			start = i;
			t->key = before;
		} else if (key.symbol != before.symbol &&
			   symtab_cmp(t->syms, key.symbol, before.symbol) < 0) {
			break;
		}
	}
	t->row += start;
	return start;
}

/* ---- rows held back ---- */

static int
pool_room(struct pool *p, size_t n, struct err *err)
{
	if (array_grow(&p->p, &p->room, p->n + n, 1) == -1)
		return err_errno(err, "merge");
	return 0;
}

static int
hold_row(struct ties *t, struct err *err)
{
	const struct schema *s = t->in.schema;
	const char *symbol = symtab_text(t->syms, t->key.symbol, NULL);

	if (pool_room(&t->rows, s->row_size, err) == -1)
		return -1;
	if (t->cut != NULL && strcmp(symbol, t->cut) < 0 &&
	    t->order.apart++ == 0)
		t->order.apart_row = t->row + 1;
	memcpy(t->rows.p + t->rows.n, t->in.rows, s->row_size);
	t->held[t->n] = (struct held){ s, symbol, (uint32_t)t->n, t->rows.n };
	t->n++;
	t->row++;
	t->rows.n += s->row_size;
	t->in.rows += s->row_size;
	t->in.n--;
	return 0;
}

/*
 * Take rows of one time: 1 when there are no more, or the limit is reached; 0
 * when the next batch must decide; -1.
 */
static int
hold(struct ties *t, struct err *err)
{
	struct merge_key key;
	struct rec r;

	while (t->in.n > 0 && t->n < TIES_MAX) {
		key = t->key;
		r = (struct rec){ t->in.schema, t->in.rows };
		merge_key_of(&key, &r);
		if (key.time != t->key.time && (t->n > 0 || t->cut != NULL)) {
			t->cut = NULL;
			return 1;
		}
		note_back(t, t->key.time, key.time, t->row + 1);
		t->key = key;
		if (hold_row(t, err) == -1)
			return -1;
	}
	if (t->n < TIES_MAX)
		return 0;
	t->cut = t->cut == NULL ? "" : t->cut;
	return 1;
}

static int
cmp_held(const void *a, const void *b)
{
	const struct held *x = a, *y = b;
	int c = x->symbol == y->symbol ? 0 : strcmp(x->symbol, y->symbol);

	return c != 0 ? c : (x->i > y->i) - (x->i < y->i);
}

static int
sort_held(struct ties *t, struct err *err)
{
	size_t i;

	t->sorted.n = 0;
	if (pool_room(&t->sorted, t->rows.n, err) == -1)
		return -1;
	qsort(t->held, t->n, sizeof(*t->held), cmp_held);
	for (i = 0; i < t->n; i++) {
		memcpy(t->sorted.p + t->sorted.n, t->rows.p + t->held[i].at,
		    t->held[i].schema->row_size);
		t->sorted.n += t->held[i].schema->row_size;
	}
	if (t->cut != NULL && t->n > 0 &&
	    strcmp(t->held[t->n - 1].symbol, t->cut) > 0)
		t->cut = t->held[t->n - 1].symbol;
	t->left = t->n;
	t->next = 0;
	t->rows.n = 0;
	return 0;
}

/* Those of one schema that lie side by side. */
static void
take_sorted(struct ties *t, struct recs *b)
{
	const struct held *h = &t->held[t->n - t->left];
	size_t n = 1;

	while (n < t->left && h[n].schema == h->schema)
		n++;
	*b = (struct recs){ h->schema, t->sorted.p + t->next, n };
	t->next += n * h->schema->row_size;
	t->left -= n;
	if (t->left == 0)
		t->n = 0;
}

/* ---- all of it ---- */

/* The position of the input at the end of the previous piece. */
static void
resume(struct ties *t)
{
	const struct piece_mark *m = piece_mark(t->env->piece, t->file);

	t->tied = m->tied;
	t->key = (struct merge_key){ m->group_time, m->group_symbol };
	if (m->cut)
		t->cut = symtab_text(t->syms, m->cut_symbol, NULL);
}

struct ties *
ties_new(const struct feed_env *e, int file, const struct recs *first,
    struct err *err)
{
	struct ties *t = calloc(1, sizeof(*t));

	if (t != NULL &&
	    (t->held = malloc(TIES_MAX * sizeof(*t->held))) != NULL) {
		t->env = e;
		t->file = file;
		t->syms = e->vocab->syms;
		t->in = *first;
		if (e->piece != NULL)
			resume(t);
		return t;
	}
	err_errno(err, "merge");
	ties_free(t);
	return NULL;
}

/* More rows of the source in t->in, unless it has ended. */
static void
read_more(struct ties *t, struct source *s)
{
	int got = feed_file_next(t->env, t->file, s, &t->in, &t->failed);

	t->ended = got == 1 ? 0 : got == 0 ? 1 : -1;
	t->in.n = got == 1 ? t->in.n : 0;
}

/* Rows in their final order: 1 and *b, or 0. */
static int
take_front(struct ties *t, struct recs *b)
{
	size_t n = 0;

	if (t->in.n == 0)
		return 0;
	if (t->tied > 0) {
		n = t->in.n < t->tied ? t->in.n : (size_t)t->tied;
		t->tied -= n;
	} else if (t->n == 0 && t->cut == NULL) {
		n = take_ordered(t);
	}
	*b = (struct recs){ t->in.schema, t->in.rows, n };
	t->in.rows += n * t->in.schema->row_size;
	t->in.n -= n;
	return n > 0;
}

int
ties_next(struct ties *t, struct source *s, struct recs *b, struct err *err)
{
	int got;

	for (;;) {
		if (t->left > 0) {
			take_sorted(t, b);
			return 1;
		}
		if (t->in.n == 0 && t->ended == 0)
			read_more(t, s);
		if (t->in.n == 0 && t->ended != 0 && t->n == 0)
			return t->ended == 1 ? 0 : err_copy(err, &t->failed);
		if (take_front(t, b))
			return 1;
		got = hold(t, err);
		if (got == 0 && t->ended == 1 && piece_pauses(t->env->piece))
			return 0; /* more rows of this time may come */
		if (got == 1 || (got == 0 && t->ended != 0))
			got = sort_held(t, err);
		if (got == -1)
			return -1;
	}
}

/* ---- a pause ---- */

uint64_t
ties_time(const struct ties *t)
{
	return t->n > 0 || t->cut != NULL ? t->key.time : 0;
}

/* The rows of the group that is not complete, in input order. */
static int
hold_group(struct ties *t, struct err *err)
{
	struct recs b;
	size_t i;

	for (i = 0; i < t->n; i++) {
		b = (struct recs){ t->held[i].schema, t->rows.p + t->held[i].at,
			1 };
		if (piece_hold(t->env->piece, t->file, &b, err) == -1)
			return -1;
	}
	t->n = 0;
	return 0;
}

int
ties_hold(struct ties *t, struct source *s, const struct recs *b,
    struct err *err)
{
	struct piece *p = t->env->piece;
	struct piece_mark *m = piece_mark(p, t->file);
	struct recs more;

	m->tied = t->tied + b->n + t->left;
	m->group_time = t->key.time;
	m->group_symbol = t->key.symbol;
	m->cut = t->cut != NULL;
	if (t->cut != NULL)
		m->cut_symbol = symtab_find(t->syms, t->cut, strlen(t->cut));
	if (b->n > 0 && piece_hold(p, t->file, b, err) == -1)
		return -1;
	while (t->left > 0) {
		take_sorted(t, &more);
		if (piece_hold(p, t->file, &more, err) == -1)
			return -1;
	}
	if (hold_group(t, err) == -1)
		return -1;
	for (;;) {
		if (t->in.n > 0 && piece_hold(p, t->file, &t->in, err) == -1)
			return -1;
		if (t->ended != 0)
			return t->ended == 1 ? 0 : err_copy(err, &t->failed);
		read_more(t, s);
	}
}

const struct feed_order *
ties_order(const struct ties *t)
{
	return &t->order;
}

void
ties_free(struct ties *t)
{
	if (t == NULL)
		return;
	free(t->held);
	free(t->rows.p);
	free(t->sorted.p);
	free(t);
}
