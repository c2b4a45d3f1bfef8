/*
 * book.c - apply order messages to books.
 *
 * Messages of a snapshot change the book like any other; until the last of them
 * the book is partial and makes no rows.  For a venue without order ids (flag
 * TOB or MBP), each price and side is one order.
 */
#include "book/book.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "book/book_impl.h"
#include "stream/row.h"

enum { FLAG_LAST = 128, FLAG_TOB = 64, FLAG_MBP = 16 };

#define MAX_ORDERS (UINT64_C(1) << 24)

struct books *
books_new(const struct book_opts *o, struct vocab *vocab, struct err *err)
{
	struct books *b = calloc(1, sizeof(*b));

	if (b == NULL) {
		err_errno(err, "book");
		return NULL;
	}
	if (o->depth < 1 || o->depth > BOOK_DEPTH_MAX)
		BUG("a book of no depth");
	b->o = *o;
	b->vocab = vocab;
	snprintf(b->kind, sizeof(b->kind), "mbp-%d", o->depth);
	if (o->kind != NULL)
		snprintf(b->kind, sizeof(b->kind), "%s", o->kind);
	b->orders.max =
	    (size_t)(o->max_orders > 0 ? o->max_orders : MAX_ORDERS);
	return b;
}

void
books_free(struct books *b)
{
	uint32_t i;

	if (b == NULL)
		return;
	for (i = 0; i < b->n; i++) {
		side_fini(&b->book[i].bid);
		side_fini(&b->book[i].ask);
	}
	copy_plan_fini(&b->plan);
	free(b->orders.v);
	free(b->book);
	free(b->find);
	free(b->levels);
	free(b->row);
	free(b);
}

const struct book_account *
books_account(const struct books *b)
{
	return &b->acc;
}

/* ---- books by key ---- */

static uint32_t
key_hash(uint32_t publisher, uint32_t instrument, uint32_t symbol)
{
	const uint32_t key[3] = { publisher, instrument, symbol };

	return (uint32_t)hash_fnv1a(key, sizeof(key));
}

static int
is_book(const struct one_book *k, uint32_t publisher, uint32_t instrument,
    uint32_t symbol)
{
	return k->publisher == publisher && k->instrument == instrument &&
	       k->symbol == symbol;
}

/* The slot of a key in find: that of its book, or the empty one to use. */
static uint32_t
find_place(const struct books *b, uint32_t publisher, uint32_t instrument,
    uint32_t symbol)
{
	uint32_t i = key_hash(publisher, instrument, symbol);

	for (i &= b->find_room - 1; b->find[i] != 0;
	     i = (i + 1) & (b->find_room - 1))
		if (is_book(&b->book[b->find[i] - 1], publisher, instrument,
			symbol))
			break;
	return i;
}

static int
grow_books(struct books *b)
{
	uint32_t room = b->room ? b->room * 2 : 16, i;
	struct one_book *v = realloc(b->book, room * sizeof(*v));
	uint32_t *find;

	if (v == NULL)
		return -1;
	b->book = v;
	b->room = room;
	if ((find = calloc(room * 2, sizeof(*find))) == NULL)
		return -1;
	free(b->find);
	b->find = find;
	b->find_room = room * 2;
	for (i = 0; i < b->n; i++)
		b->find[find_place(b, v[i].publisher, v[i].instrument,
		    v[i].symbol)] = i + 1;
	return 0;
}

struct one_book *
books_get(struct books *b, uint32_t publisher, uint32_t instrument,
    uint32_t symbol, struct err *err)
{
	struct one_book *k;
	uint32_t at;

	if (b->n == b->room && grow_books(b) == -1) {
		err_errno(err, "%" PRIu32 " books", b->n);
		return NULL;
	}
	at = find_place(b, publisher, instrument, symbol);
	if (b->find[at] == 0) {
		k = &b->book[b->n];
		*k = (struct one_book){ .publisher = publisher,
			.instrument = instrument,
			.symbol = symbol,
			.bid.sign = 1,
			.ask.sign = -1 };
		b->find[at] = ++b->n;
	}
	b->last = b->find[at] - 1;
	return &b->book[b->last];
}

int
books_level(const struct books *b, uint32_t publisher, uint32_t instrument,
    uint32_t symbol, char side, int level, struct book_level *out)
{
	const struct book_level *l;
	const struct one_book *k;
	uint32_t at;

	if (b->find_room == 0 || level < 0)
		return 0;
	at = find_place(b, publisher, instrument, symbol);
	if (b->find[at] == 0)
		return 0;
	k = &b->book[b->find[at] - 1];
	l = side_level(side == 'B' ? &k->bid : &k->ask, (size_t)level);
	if (l == NULL)
		return 0;
	*out = *l;
	return 1;
}

/* ---- messages ---- */

/* One message, its fields read. */
struct message {
	uint64_t id;
	int64_t px;
	uint64_t size;
	char action, side;
	unsigned flags;
	int has_flags;
};

static void
find_fields(struct mbo_fields *f, const struct schema *s)
{
	f->schema = s;
	f->order_id = schema_find(s, "order_id");
	f->flags = s->at.flags;
	f->sequence = schema_find(s, "sequence");
	f->publisher = s->at.publisher_id;
	f->instrument = s->at.instrument_id;
}

static void
read_message(struct message *m, const struct mbo_fields *f, const struct rec *r)
{
	const struct places *at = &r->schema->at;
	int64_t size = at->size >= 0 ? rec_i64(r, at->size) : QTY_NULL;

	m->action = at->action >= 0 ? (char)*rec_at(r, at->action) : '\0';
	m->side = at->side >= 0 ? (char)*rec_at(r, at->side) : 'N';
	m->px = at->price >= 0 ? rec_i64(r, at->price) : PX_NULL;
	m->size = size == QTY_NULL || size < 0 ? 0 : (uint64_t)size;
	m->id = f->order_id >= 0 ? rec_u64(r, f->order_id) : ID_NULL;
	m->flags = f->flags >= 0 ? *rec_at(r, f->flags) : UINT8_MAX;
	m->has_flags = m->flags != UINT8_MAX;
	if (!m->has_flags)
		m->flags = FLAG_LAST;
	if ((m->flags & (FLAG_TOB | FLAG_MBP)) != 0 && m->px != PX_NULL)
		m->id = (uint64_t)m->px; /* one order a price */
}

/* A level changed at this index from the best. */
static int
touch(struct books *b, struct one_book *k, int place, struct err *err)
{
	if (place < 0)
		return err_errno(err, "book");
	if (place >= b->o.depth)
		return 0;
	if (!k->changed || place < k->level)
		k->level = place;
	k->changed = 1;
	return 0;
}

static struct side *
side_of(struct one_book *k, uint32_t ask)
{
	return ask ? &k->ask : &k->bid;
}

static uint32_t
number(const struct books *b, const struct one_book *k)
{
	return (uint32_t)(k - b->book);
}

static int
add_order(struct books *b, struct one_book *k, const struct message *m,
    struct err *err)
{
	uint32_t ask = m->side == 'A';
	struct order *p = orders_add(&b->orders, number(b, k), m->id);

	if (p == NULL)
		return b->orders.n == b->orders.max
			   ? err_set(err,
				 "book: more than %zu resting orders "
				 "(--max-orders)",
				 b->orders.max)
			   : err_errno(err, "book");
	p->px = m->px;
	p->size = m->size;
	p->ask = ask;
	b->acc.orders = b->orders.n;
	if (b->orders.n > b->acc.orders_max)
		b->acc.orders_max = b->orders.n;
	return touch(b, k,
	    side_add(side_of(k, ask), m->px, (int64_t)m->size, 1), err);
}

static int
take_off(struct books *b, struct one_book *k, struct order *p, uint64_t size,
    struct err *err)
{
	struct side *s = side_of(k, p->ask);
	int64_t px = p->px;

	if (size < p->size) {
		p->size -= size;
		return touch(b, k, side_add(s, px, -(int64_t)size, 0), err);
	}
	size = p->size;
	orders_erase(&b->orders, p);
	b->acc.orders = b->orders.n;
	return touch(b, k, side_add(s, px, -(int64_t)size, -1), err);
}

/* Best bid or ask in place of an order: the side is this level alone. */
static int
set_side(struct books *b, struct one_book *k, const struct message *m,
    struct err *err)
{
	struct side *s = side_of(k, m->side == 'A');
	const struct book_level *l;
	struct order *p;

	while ((l = side_level(s, 0)) != NULL) {
		p = orders_find(&b->orders, number(b, k), (uint64_t)l->px);
		if (p == NULL)
			BUG("a level without its order");
		if (take_off(b, k, p, p->size, err) == -1)
			return -1;
	}
	if (m->px == PX_NULL || m->size == 0)
		return 0;
	return add_order(b, k, m, err);
}

static int
modify(struct books *b, struct one_book *k, const struct message *m,
    struct err *err)
{
	struct order *p = orders_find(&b->orders, number(b, k), m->id);

	if (p != NULL && take_off(b, k, p, p->size, err) == -1)
		return -1;
	return m->size > 0 ? add_order(b, k, m, err) : 0;
}

static int
cancel(struct books *b, struct one_book *k, const struct message *m,
    struct err *err)
{
	struct order *p = orders_find(&b->orders, number(b, k), m->id);

	if (p == NULL) {
		b->acc.unknown++;
		return 0;
	}
	return take_off(b, k, p, m->size, err);
}

static void
clear(struct books *b, struct one_book *k)
{
	if (k->bid.n > 0 || k->ask.n > 0) {
		k->changed = 1;
		k->level = 0;
	}
	orders_erase_book(&b->orders, number(b, k));
	b->acc.orders = b->orders.n;
	side_clear(&k->bid);
	side_clear(&k->ask);
}

/* Does an add, cancel or modify have the fields it needs? */
static int
is_whole(const struct message *m)
{
	return m->id != ID_NULL && (m->side == 'A' || m->side == 'B') &&
	       (m->px != PX_NULL || m->action == 'C');
}

static int
apply(struct books *b, struct one_book *k, const struct message *m,
    struct err *err)
{
	switch (m->action) {
	case 'R':
		clear(b, k);
		return 0;
	case 'A':
	case 'M':
	case 'C':
		break;
	default:
		return 0;
	}
	if ((m->flags & FLAG_TOB) != 0 && m->action != 'C' &&
	    (m->side == 'A' || m->side == 'B'))
		return set_side(b, k, m, err);
	if (!is_whole(m)) {
		b->acc.bad++;
		return 0;
	}
	if (m->action == 'C')
		return cancel(b, k, m, err);
	return modify(b, k, m, err);
}

static struct one_book *
book_of(struct books *b, const struct rec *r, struct err *err)
{
	uint32_t publisher = 0, instrument = 0, symbol = rec_symbol(r);
	uint16_t p;

	if (b->f.publisher >= 0) {
		memcpy(&p, rec_at(r, b->f.publisher), sizeof(p));
		publisher = p;
	}
	if (b->f.instrument >= 0)
		instrument = rec_u32(r, b->f.instrument);
	if (b->last < b->n &&
	    is_book(&b->book[b->last], publisher, instrument, symbol))
		return &b->book[b->last];
	return books_get(b, publisher, instrument, symbol, err);
}

int
books_push(struct books *b, struct rec *out, const struct rec *r,
    struct err *err)
{
	struct one_book *k;
	struct message m;
	uint64_t shown;
	int snapshot;

	if (b->f.schema != r->schema) {
		if (strcmp(r->schema->kind, "mbo") != 0)
			return 0;
		find_fields(&b->f, r->schema);
	}
	b->acc.in++;
	if ((k = book_of(b, r, err)) == NULL)
		return -1;
	read_message(&m, &b->f, r);
	snapshot = row_is_snapshot(r);
	if (apply(b, k, &m, err) == -1)
		return -1;
	k->partial = snapshot && (m.flags & FLAG_LAST) == 0;
	if (k->partial)
		return 0;
	if (!(b->o.trades && m.action == 'T' && !snapshot)) {
		if (!k->changed || (m.flags & FLAG_LAST) == 0)
			return 0;
		k->changed = 0;
		if (quote_hash(b, &shown, k, err) == -1)
			return -1;
		if (shown == k->shown) /* restore them */
			return 0;
		k->shown = shown;
	}
	if (quote_make(b, out, k, r, m.action == 'T' ? 0 : k->level, err) == -1)
		return -1;
	b->acc.out++;
	return 1;
}
