/*
 * state.h - a tool's state between two runs, as one file.
 *
 * A state file is a safetensors file (tensor.h).  Its metadata say who made
 * it (tool, version, options, def); its arrays form tables.  A table has
 * owners: a symbol, a symbol and a number (a window's start), or `*' for what
 * all symbols share (symbol 0, number 0).  Each value that a walk function
 * names is a column with the owner as first axis; values of different lengths
 * are one array with the rows' offsets beside it (NAME.rows).  Symbols are
 * text.  A checksum over all of it (XXH64) refuses a damaged file.
 *
 *	save:	state_new state_meta*
 *		(state_save (state_owner walk)* state_done)*
 *		state_write state_free
 *	load:	state_read state_expect*
 *		(state_load (state_owner_at walk)* state_done)* state_free
 *
 * A walk function is that of walk.h: the same calls for every owner, in the
 * same order.
 *
 *	static int
 *	ewz_walk_state(struct walk *w, const void *arg, void *state)
 *	{
 *		struct ewz *s = state;
 *
 *		walk_scalar(w, "mean", TENSOR_F64, &s->mean);
 *		walk_scalar(w, "seen", TENSOR_U32, &s->seen);
 *		walk_check(w, s->seen <= SEEN_MAX, "seen out of range");
 *		return walk_done(w);
 *	}
 */
#ifndef BASE_STATE_H
#define BASE_STATE_H

#include "base/symtab.h"
#include "base/walk.h"

struct state;

/* Empty; NULL without memory.  syms names the symbols of owners. */
struct state *state_new(struct symtab *syms, struct err *err);
/* Read and check a whole file; its symbols are added to syms.  The error
 * names the path. */
struct state *state_read(const char *path, struct symtab *syms,
    struct err *err);
void state_free(struct state *s);

int state_meta(struct state *s, const char *key, const char *value,
    struct err *err);
/* NULL when there is none. */
const char *state_get_meta(const struct state *s, const char *key);
/*
 * Refuse a state whose entry differs from this run's; the message shows both:
 * "PATH: state of other options: --every 1m, this run has --every 5m".  what
 * is the noun ("options").
 */
int state_expect(const struct state *s, const char *key, const char *what,
    const char *value, struct err *err);

/* Write beside PATH, sync, rename.  The error names the path. */
int state_write(struct state *s, const char *path, struct err *err);

/* ---- tables ---- */

/* Begin to save a table: w is filled.  -1: the name is taken. */
int state_save(struct walk *w, struct state *s, const char *table,
    struct err *err);
/* The values that are walked next belong to this owner. */
int state_owner(struct walk *w, uint32_t symbol, uint64_t number);

/* Begin to load a table: 1, or 0 when the file has no such table. */
int state_load(struct walk *w, struct state *s, const char *table,
    struct err *err);
uint64_t state_owners(const struct walk *w);
/* The values that are walked next are those of owner i. */
int state_owner_at(struct walk *w, uint64_t i, uint32_t *symbol,
    uint64_t *number);

/*
 * All owners are done.  0, or -1 with the walk's error; loading also refuses
 * columns that were not read.  Must be called after a failure, too.
 */
int state_done(struct walk *w);

/*
 * A table with one object per symbol.  find and get return NULL for a symbol
 * without one; get makes it, or sets *err.  walk is a walk function.
 */
struct state_symbols {
	void *arg;  /* the first argument of find and get, walk's second */
	uint32_t n; /* find is asked for the symbols below this */
	void *(*find)(void *arg, uint32_t symbol);
	void *(*get)(void *arg, uint32_t symbol, struct err *err);
	int (*walk)(struct walk *w, void *arg, void *object);
};

int state_save_symbols(const struct state_symbols *o, struct state *s,
    const char *table, struct err *err);
/* Nothing happens where the file has no such table. */
int state_load_symbols(const struct state_symbols *o, struct state *s,
    const char *table, struct err *err);

#endif
