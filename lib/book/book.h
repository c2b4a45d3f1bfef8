/*
 * book.h - order messages (kind mbo) to levels of the book.
 *
 *	books_new (books_push)* [books_walk] books_free
 *
 * One book for each publisher and instrument (each symbol where the rows have
 * no instrument_id).  Actions as Databento defines them (Schemas, "MBO"): Add,
 * Cancel (of a part or the whole), Modify (an unknown order is added), cleaR
 * (all orders of the book); Trade, Fill and None change nothing.  A book begins
 * empty, or from a snapshot; while it may be incomplete (a snapshot that is
 * not over) its levels are not handed out.
 *
 * After an event - a message with the flag LAST, or any where the source has
 * no flags - the book's state is a row, when one of the best `depth' levels of
 * a side is not what it was in the row before.
 *
 * Memory: 32 bytes for a resting order at a load of at most 3/4, 24 for a
 * level; more than max_orders is an error.  Cost: a hash look-up for an order,
 * a binary search for its level and a move of the levels better than a new
 * one, which are few.
 */
#ifndef BOOK_BOOK_H
#define BOOK_BOOK_H

#include "base/walk.h"
#include "stream/stream.h"

enum { BOOK_DEPTH_MAX = 100 };

struct book_opts {
	int depth;	  /* levels a side in a row, 1..BOOK_DEPTH_MAX */
	const char *kind; /* of the rows: "quote"; NULL: mbp-DEPTH */
	int trades;	  /* each trade makes a row too (action T), as in
			   * Databento's mbp schemas */
	uint64_t max_orders; /* 0: 2^24 */
};

struct book_account {
	uint64_t in;	  /* rows of kind mbo */
	uint64_t out;	  /* rows made */
	uint64_t unknown; /* cancels of an order that is not there */
	uint64_t bad;	  /* without order, side, price or size */
	uint64_t orders, orders_max; /* resting now, and at most */
};

struct books;

struct books *books_new(const struct book_opts *o, struct vocab *vocab,
    struct err *err);
void books_free(struct books *b);

/*
 * Take a message.  1: *out is the book's state after it, borrowed until the
 * next call; 0: nothing to say; -1: *err.  Rows of other kinds give 0.  The
 * row's times, symbol, publisher_id, instrument_id, action, side, price, size,
 * flags and sequence are those of the message; its depth is the best level,
 * from 0, that has changed.
 */
int books_push(struct books *b, struct rec *out, const struct rec *r,
    struct err *err);

const struct book_account *books_account(const struct books *b);

/* One level of a book: false when there are not so many. */
struct book_level {
	int64_t px;	/* 1e-9 */
	uint64_t size;	/* in the source's units of size */
	uint32_t count; /* orders */
};
int books_level(const struct books *b, uint32_t publisher, uint32_t instrument,
    uint32_t symbol, char side, int level, struct book_level *out);

struct state;

/* All books into, or out of, a state file's tables "books" and "orders". */
int books_save(const struct books *b, struct state *s, struct err *err);
int books_load(struct books *b, struct state *s, struct err *err);

#endif
