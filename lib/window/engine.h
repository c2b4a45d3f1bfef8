/*
 * engine.h - what the parts of the window engine share; not for use outside
 * this room.
 *
 * An open window lies in two chains: that of its symbol, oldest first, and
 * that of its group, the windows of all symbols with one end.  Groups are
 * chained by rising end.  The clock's monotony makes the window that closes
 * first the oldest of its symbol.
 */
#ifndef WINDOW_ENGINE_H
#define WINDOW_ENGINE_H

#include <stddef.h>

#include "base/idmap.h"
#include "base/slab.h"
#include "window/window.h"

enum { SEES_ALL = 32, DEFS_MAX = 1024 };

/* The label columns a schema may have, and their bits. */
enum { HAS_LABEL = 1, HAS_TYPE = 2, HAS_ID = 4 };

struct win {
	uint64_t start, end;
	struct win *younger; /* of the symbol */
	struct win *peer;    /* of the group */
	uint64_t before;     /* def of the first record, 0: none */
	uint32_t symbol;
	uint32_t label_type, label_id; /* of the first labelled row */
	uint8_t label;
	uint8_t mid;  /* its prices are mids */
	uint8_t solo; /* its instants lie in no other window */
	_Alignas(max_align_t) unsigned char state[];
};

struct group {
	uint64_t end;
	struct win *first;
	size_t n;
	struct group *prev, *next;
};

/* One symbol. */
struct slot {
	struct win *oldest, *newest;
	uint64_t prefix; /* first 8 bytes of its text, big-endian; 0: unset */
	unsigned told;	 /* TOLD_*: what told its prices */
};
enum { TOLD_TRADE = 1, TOLD_MID = 2 };

/* What the engine knows of an input schema. */
struct kind {
	const struct schema *schema;
	unsigned mask;	 /* of rec_sees, what goes to the aggregates */
	uint8_t mid;	 /* its quotes become prices */
	uint8_t labels;	 /* HAS_* */
};

/* Aggregates that want records of one mask. */
struct calls {
	int n;
	struct call {
		void (*push)(void *state, const struct rec *r);
		size_t off;
	} c[WINDOW_AGGS_MAX];
};

/* A def that was given out. */
struct known_def {
	uint64_t before, def;
	int mid;
};

struct windows {
	struct window_opts o;
	struct house *house;
	window_emit_fn *emit;
	void *arg;
	struct window_account acc;

	uint64_t latest;   /* index time; the clock of the stream */
	uint64_t closed;   /* windows ending by then are closed */
	const struct kind *kind; /* of the last record */
	struct kind *kinds;
	uint32_t nkind, kind_cap;

	size_t off[WINDOW_AGGS_MAX]; /* of each aggregate's state */
	size_t win_size;
	struct calls calls[SEES_ALL];
	int priced; /* some aggregate sees trades */

	struct idmap slots; /* by symbol id */
	struct group *groups, *last, *near; /* first, last, last found */
	struct group *free_groups;
	struct win *free_wins;
	struct slab slab; /* of windows and groups */
	uint64_t nopen;
	struct win **order; /* of a group that closes */
	size_t order_cap;

	/* The bars: labels and scale grow with the inputs. */
	struct column column[WINDOW_COLS_MAX];
	union cell cell[WINDOW_COLS_MAX];
	int ncolumn;
	uint8_t labels;	   /* HAS_* of all inputs so far */
	uint8_t scale;	   /* of F_QTY */
	const struct schema *bar; /* NULL: to be made */
	unsigned char *row;
	/* Canonical, for trades and for mids. */
	char text[2][64 * WINDOW_AGGS_MAX + 512];
	struct known_def *defs;
	uint32_t ndef;

	/* The record that carries a mid. */
	struct schemas *own;
	struct rec price;
	unsigned char *price_row;
};

/*
 * engine_open.c: the window of (symbol, start), made when it is new.  *from is
 * the place in the symbol's chain to search from, NULL for its oldest window;
 * it is set to the place behind the window found, so that the windows of one
 * row are found in one walk.  NULL with *err: too many, no memory.
 */
struct win *win_open(struct windows *w, uint32_t symbol, uint64_t start,
    struct win ***from, struct err *err);
/* The slot of a symbol, NULL with *err when there is no memory. */
struct slot *slot_get(struct windows *w, uint32_t symbol, struct err *err);
/* The slot of a symbol that has one. */
static inline struct slot *
slot_of(const struct windows *w, uint32_t symbol)
{
	return (struct slot *)w->slots.v + symbol;
}
void wins_fini(struct windows *w);

/* engine_close.c: emit the first group. */
int group_close(struct windows *w, struct err *err);

/* engine_row.c: the columns, the schema, the row and the def of bars. */
int row_init(struct windows *w, struct err *err);
int row_emit(struct windows *w, struct win *win, struct err *err);
void row_fini(struct windows *w);

/* engine_price.c: the record that a mid is told by.  NULL: no mid. */
int price_init(struct windows *w, struct err *err);
const struct rec *price_of(struct windows *w, const struct rec *r,
    uint64_t t, uint32_t symbol);
void price_fini(struct windows *w);

#endif
