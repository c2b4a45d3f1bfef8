/*
 * symbols.h - which symbol an instrument id names at an instant (dbn.md 9).
 *
 * Ids lie in an open-addressing table.  A slot caches the time span of the
 * last lookup and its symbol, so that the usual lookup costs one cache line;
 * other spans of the id are found by binary search.  Texts enter the symbol
 * table only when a record first needs them: metadata may name thousands of
 * symbols that never occur.
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
	uint32_t sym;	/* of that span; 0: use the slow lookup */
	union {
		uint32_t first; /* index of its spans */
		uint32_t firm;	/* live: set by a symbol mapping */
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

/*
 * Load the mappings of new metadata, replacing the old ones.  m must outlive
 * its use.  NULL: a fragment, learn from records.
 */
int symbols_load(struct symbols *s, const struct dbn_meta *m,
    struct err *err);

/*
 * A live stream maps id to the text from now on.  firm: by a symbol mapping,
 * which a definition does not override.  Does nothing if the metadata had
 * mappings.
 */
int symbols_learn(struct symbols *s, uint32_t id, const char *text,
    size_t len, int firm, struct err *err);

/* First instant of a date YYYYMMDD, clamped to the range of a u64 of ns. */
uint64_t symbols_date(uint32_t date);

/* The slow path of symbols_at, when the slot holds another span: 0 unknown. */
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
