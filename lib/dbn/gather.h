/*
 * gather.h - build metadata for records that came without any: which id is
 * which symbol on which days, times, schema, dataset.
 *
 *	gather_init (gather_add)* gather_meta gather_fini
 */
#ifndef DBN_GATHER_H
#define DBN_GATHER_H

#include "base/symtab.h"
#include "dbn/dbn.h"

struct gather_entry {
	uint32_t id, sym;
	uint32_t first, end; /* days since 1970, end exclusive */
	uint32_t before;     /* index + 1 of an older entry of the id */
};

struct gather {
	const struct symtab *syms;
	struct gather_entry *entry;
	uint32_t n;
	size_t room;
	uint32_t *slot; /* by hash of the id: index + 1 of its newest entry */
	uint32_t shift; /* 32 - log2(slots) */
	uint32_t ids;
	uint64_t first_time, last_time;
	int schema;  /* of all records; -1 none in common, -2 none yet */
	int dataset; /* publisher of one of them; -1 none known, -2 yet */
	/*
	 * rows that metadata cannot describe: an id with two symbols on one
	 * day, a symbol without a time, a record that names symbols itself
	 */
	uint64_t unsaid; /* their number */
};

int gather_init(struct gather *g, const struct symtab *syms, struct err *err);

/*
 * Add a whole record; s is the schema of its kind (dbn_schema), the symbol is
 * 0 for none.
 */
int gather_add(struct gather *g, const unsigned char *rec, int ts_out,
    int schema, uint32_t sym, struct err *err);

/* version and ts_out; dataset NULL: by the publishers. */
int gather_meta(struct dbn_meta *m, const struct gather *g, int version,
    int ts_out, const char *dataset, struct err *err);
void gather_fini(struct gather *g);

#endif
