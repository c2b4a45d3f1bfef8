/*
 * state.c - books in a state file.
 *
 * Only orders are saved.  Levels are sums of orders, exact in any order, so
 * loading computes them again.
 */
#include "base/state.h"
#include "book/book_impl.h"

static void
walk_book(struct walk *w, struct one_book *k)
{
	uint8_t changed = (uint8_t)k->changed, partial = (uint8_t)k->partial;
	uint8_t level = (uint8_t)k->level;

	walk_scalar(w, "publisher_id", TENSOR_U32, &k->publisher);
	walk_scalar(w, "instrument_id", TENSOR_U32, &k->instrument);
	walk_scalar(w, "changed", TENSOR_U8, &changed);
	walk_scalar(w, "partial", TENSOR_U8, &partial);
	walk_scalar(w, "level", TENSOR_U8, &level);
	walk_scalar(w, "shown", TENSOR_U64, &k->shown);
	walk_check(w, changed <= 1 && partial <= 1, "book: out of range");
	k->changed = changed;
	k->partial = partial;
	k->level = level;
}

/* The owner's number is the book's. */
static void
walk_order(struct walk *w, struct order *p)
{
	uint8_t ask = (uint8_t)p->ask;

	walk_scalar(w, "order_id", TENSOR_U64, &p->id);
	walk_scalar(w, "price", TENSOR_I64, &p->px);
	walk_scalar(w, "size", TENSOR_U64, &p->size);
	walk_scalar(w, "ask", TENSOR_U8, &ask);
	walk_check(w, ask <= 1 && p->size <= INT64_MAX, "order: out of range");
	p->ask = ask;
}

int
books_save(const struct books *b, struct state *s, struct err *err)
{
	struct one_book k;
	struct order p;
	struct walk w;
	uint32_t i;
	size_t j;

	state_save(&w, s, "books", err);
	for (i = 0; i < b->n; i++) {
		k = b->book[i];
		state_owner(&w, k.symbol, i);
		walk_book(&w, &k);
	}
	if (state_done(&w) == -1)
		return -1;
	state_save(&w, s, "orders", err);
	for (j = 0; j < b->orders.room; j++) {
		p = b->orders.v[j];
		if (p.book == 0)
			continue;
		state_owner(&w, 0, p.book - 1);
		walk_order(&w, &p);
	}
	return state_done(&w);
}

static int
load_books(struct books *b, struct state *s, struct err *err)
{
	struct one_book k, *to;
	uint64_t i, number;
	struct walk w;
	int rc = state_load(&w, s, "books", err);

	for (i = 0; rc == 1 && i < state_owners(&w); i++) {
		k = (struct one_book){ 0 };
		state_owner_at(&w, i, &k.symbol, &number);
		walk_book(&w, &k);
		if (walk_done(&w) == -1)
			break;
		to = books_get(b, k.publisher, k.instrument, k.symbol, err);
		if (to == NULL)
			break;
		to->changed = k.changed;
		to->partial = k.partial;
		to->level = k.level;
		to->shown = k.shown;
		walk_check(&w, number == i && b->n == i + 1,
		    "book: out of order");
	}
	return state_done(&w) == -1 || err->set ? -1 : 0;
}

/* One order and its part of a level. */
static int
load_order(struct books *b, const struct order *from, uint32_t book,
    struct err *err)
{
	struct one_book *k = &b->book[book];
	struct order *p;

	if (orders_find(&b->orders, book, from->id) != NULL)
		return err_set(err, "order: duplicate");
	if ((p = orders_add(&b->orders, book, from->id)) == NULL)
		return err_set(err, "book: more than %zu resting orders",
		    b->orders.max);
	p->px = from->px;
	p->size = from->size;
	p->ask = from->ask;
	if (side_add(from->ask ? &k->ask : &k->bid, p->px, (int64_t)p->size,
		1) == -1)
		return err_errno(err, "book");
	return 0;
}

int
books_load(struct books *b, struct state *s, struct err *err)
{
	uint64_t i, number;
	struct order p;
	struct walk w;
	uint32_t none;
	int rc;

	if (load_books(b, s, err) == -1)
		return -1;
	rc = state_load(&w, s, "orders", err);
	for (i = 0; rc == 1 && i < state_owners(&w); i++) {
		p = (struct order){ 0 };
		state_owner_at(&w, i, &none, &number);
		walk_order(&w, &p);
		walk_check(&w, number < b->n, "order: belongs to no book");
		if (walk_done(&w) == -1 ||
		    load_order(b, &p, (uint32_t)number, err) == -1)
			break;
	}
	b->acc.orders = b->acc.orders_max = b->orders.n;
	return state_done(&w) == -1 || err->set ? -1 : 0;
}
