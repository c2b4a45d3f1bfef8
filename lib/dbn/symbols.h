/*
 * symbols.h - which symbol an instrument id names at an instant (dbn.md 9).
 *
 * Ids lie in an open-addressing table.  A slot holds the span of time that
 * was asked for last with its symbol, so that the usual question costs one
 * cache line; other spans of the id are found by bisection.  Texts enter the
 * symbol table when a record first needs them, not before: metadata may name
 * thousands that never come.
 *
 * symbols_init (symbols_load | symbols_learn | symbols_at)* symbols_fini
 */
#ifndef DBN_SYMBOLS_H
#define DBN_SYMBOLS_H

#include "base/symtab.h"
#include "dbn/dbn.h"

#define SYMBOL_FAILED UINT32_MAX

struct symbol_slot {
	uint64_t start, span; /* start <= t <= start + span */
	uint32_t id;
	uint32_t sym;	/* of that span; 0: ask the slow way */
	union {
		uint32_t first; /* index of its spans */
		uint32_t firm;	/* live: told by a symbol mapping */
	};
	uint32_t n; /* how many spans; 0: the slot is free */
};

/* From start to the next span's start. */
struct symbol_span {
	uint64_t start;
	const char *text; /* NULL: no symbol */
	uint32_t sym;	  /* once asked for */
};

struct symbols {
	struct symtab *syms;
	struct symbol_slot *slot;
	uint32_t shift; /* 32 - log2(slots) */
	uint32_t used;
	struct symbol_span *span;
	int live; /* no mappings in the metadata: learn from records */
	struct err fail; /* of a symbols_at that gave SYMBOL_FAILED */
};

int symbols_init(struct symbols *s, struct symtab *syms, struct err *err);
void symbols_fini(struct symbols *s);

/* The map of new metadata, in place of what was known.  m must outlive its
 * use.  NULL: a fragment, learn from records. */
int symbols_load(struct symbols *s, const struct dbn_meta *m,
    struct err *err);

/*
 * A live stream says that from now on id is the text.  firm: a symbol
 * mapping says so, which a definition does not overrule.  Nothing happens
 * where the metadata had mappings.
 */
int symbols_learn(struct symbols *s, uint32_t id, const char *text,
    size_t len, int firm, struct err *err);

/* First instant of a date YYYYMMDD, clamped to what a u64 of ns holds. */
uint64_t symbols_date(uint32_t date);

/* What symbols_at does when the slot's span is another: 0 unknown. */
uint32_t symbols_ask(struct symbols *s, uint32_t id, uint64_t t);

static inline uint32_t
symbols_hash(uint32_t id, uint32_t shift)
{
	return (id * UINT32_C(2654435769)) >> shift;
}

/* Symbol of an id at an instant; 0 unknown, SYMBOL_FAILED with s->fail. */
static inline uint32_t
symbols_at(struct symbols *s, uint32_t id, uint64_t t)
{
	const struct symbol_slot *slot = &s->slot[symbols_hash(id, s->shift)];

	if (slot->id == id && slot->sym != 0 && t - slot->start <= slot->span)
		return slot->sym;
	return symbols_ask(s, id, t);
}

#endif
