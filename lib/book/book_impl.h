/*
 * book_impl.h - shared declarations; private to lib/book.
 */
#ifndef BOOK_BOOK_IMPL_H
#define BOOK_BOOK_IMPL_H

#include "book/book.h"

/* Levels of one side, the best last. */
struct side {
	struct book_level *v;
	size_t n, room;
	int sign; /* 1: a higher price is better (bids) */
};

/* A resting order; its key is id and book. */
struct order {
	uint64_t id;
	int64_t px;
	uint64_t size;
	uint32_t book; /* number + 1; 0: an empty place */
	uint32_t ask;  /* 1: of the ask side */
};

/* Hash table with linear probing; erasing moves later entries back. */
struct orders {
	struct order *v;
	size_t room; /* a power of two */
	size_t n, max;
};

struct one_book {
	uint32_t publisher, instrument, symbol; /* its key */
	struct side bid, ask;
	int partial; /* in the middle of a snapshot */
	int changed; /* a level of the output changed since the last row */
	uint64_t shown; /* hash of the levels of the last row */
	int level;   /* best level that changed, from 0 */
};

/* Indexes of the fields of a mbo schema; -1: missing. */
struct mbo_fields {
	const struct schema *schema;
	int order_id, flags, sequence, publisher, instrument;
};

struct books {
	struct book_opts o;
	struct vocab *vocab;
	struct book_account acc;
	struct orders orders;
	struct one_book *book;
	uint32_t n, room;
	uint32_t last; /* the book of the message before */
	uint32_t *find; /* [find_room] book + 1 by hash of its key */
	uint32_t find_room;
	struct mbo_fields f;
	/* the rows */
	const struct schema *out; /* of schema out_of */
	const struct schema *out_of;
	struct copy_plan plan;
	int first; /* bid_px_00 of out */
	int depth; /* the field of that name */
	char kind[KIND_MAX + 1];
	unsigned char *row;
	struct book_level *levels; /* [2 * depth], for a hash */
};

/* ---- side.c ---- */

/* Add size and count (may be negative) at a price.  Returns the level's index
 * from the best (0), or -1 without memory.  An empty level is removed. */
int side_add(struct side *s, int64_t px, int64_t size, int count);
void side_clear(struct side *s);
void side_fini(struct side *s);
static inline const struct book_level *
side_level(const struct side *s, size_t i)
{
	return i < s->n ? &s->v[s->n - 1 - i] : NULL;
}

/* ---- orders.c ---- */

struct order *orders_find(const struct orders *o, uint32_t book, uint64_t id);
/* Add an order with its key set and the rest zero; NULL: full or no memory. */
struct order *orders_add(struct orders *o, uint32_t book, uint64_t id);
void orders_erase(struct orders *o, struct order *p);
/* Erase all orders of a book. */
void orders_erase_book(struct orders *o, uint32_t book);

/* ---- quote.c ---- */

/* A hash of the levels in the output. */
int quote_hash(struct books *b, uint64_t *hash, const struct one_book *k,
    struct err *err);
/* Make a row of b->out from a book's state, after a change of this level. */
int quote_make(struct books *b, struct rec *out, const struct one_book *k,
    const struct rec *r, int level, struct err *err);

/* ---- book.c ---- */

/* Find or make the book of a key; NULL with *err. */
struct one_book *books_get(struct books *b, uint32_t publisher,
    uint32_t instrument, uint32_t symbol, struct err *err);

#endif
