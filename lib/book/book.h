/*
 * book.h - build order books (price levels) from order messages (kind mbo).
 *
 *	books_new (books_push)* [books_walk] books_free
 *
 * There is one book per publisher and instrument (per symbol if the rows have
 * no instrument_id).  Actions are those of Databento (Schemas, "MBO"): Add,
 * Cancel (all or part of an order), Modify (an unknown order is added), cleaR
 * (all orders of the book); Trade, Fill and None change nothing.  A book begins
 * empty or from a snapshot; until a snapshot is complete, no levels are
 * returned.
 *
 * An event ends with a message that has the flag LAST; if the source has no
 * flags, each message is an event.  After an event, the book's state becomes a
 * row if one of the best `depth' levels of a side differs from the last row.
 *
 * books_save and books_load are for a tool that keeps books between two runs.
 *
 * Memory: 32 bytes per resting order at a load of at most 3/4, 24 per level;
 * more than max_orders is an error.  Cost: a hash look-up per order, a binary
 * search for its level, and for a new level a move of the better levels, which
 * are few.
 */
#ifndef BOOK_BOOK_H
#define BOOK_BOOK_H

#include "base/walk.h"
#include "stream/stream.h"

enum { BOOK_DEPTH_MAX = 100 };

struct book_opts {
	int depth;           /* levels per side in a row, 1..BOOK_DEPTH_MAX */
	const char *kind;    /* of the rows: "quote"; NULL: mbp-DEPTH */
	int trades;          /* also make a row for each trade (action T), as in
			   * Databento's mbp schemas */
	uint64_t max_orders; /* 0: 2^24 */
};

struct book_account {
	uint64_t in;                 /* rows of kind mbo */
	uint64_t out;                /* rows made */
	uint64_t unknown;            /* cancels of an unknown order */
	uint64_t bad;                /* without order, side, price or size */
	uint64_t orders, orders_max; /* resting now, and at most */
};

struct books;

struct books *books_new(const struct book_opts *o, struct vocab *vocab,
    struct err *err);
void books_free(struct books *b);

/*
 * Take a message.  1: *out is the book's state after it, borrowed until the
 * next call; 0: no row; -1: *err.  Rows of other kinds return 0.  The row has
 * the times, symbol, publisher_id, instrument_id, action, side, price, size,
 * flags and sequence of the message; its depth is the best level that changed,
 * from 0.
 */
int books_push(struct books *b, struct rec *out, const struct rec *r,
    struct err *err);

/* The same in a stream of several kinds: a row of another kind than mbo is
 * returned unchanged. */
int books_row(struct books *b, struct rec *out, const struct rec *r,
    struct err *err);

const struct book_account *books_account(const struct books *b);

/* At the end: report order messages that are missing.  rows: the number of rows
 * read, of all kinds. */
void books_notes(const struct books *b, uint64_t rows,
    void (*note)(void *arg, const char *text), void *arg);

/* One level of a book; books_level returns 0 if the level does not exist. */
struct book_level {
	int64_t px;     /* 1e-9 */
	uint64_t size;  /* in the source's units of size */
	uint32_t count; /* orders */
};
int books_level(const struct books *b, uint32_t publisher, uint32_t instrument,
    uint32_t symbol, char side, int level, struct book_level *out);

struct state;

/* Save or load all books: tables "books" and "orders" of a state file. */
int books_save(const struct books *b, struct state *s, struct err *err);
int books_load(struct books *b, struct state *s, struct err *err);

#endif
