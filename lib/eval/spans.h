/*
 * spans.h - labels that stand in a file of their own.
 *
 *	spans_read (spans_find)* spans_fini
 *
 * A delimited text with a header.  Columns: t_start and t_end, or start and
 * end: instants, both belong to the span; symbol (missing or empty: of all
 * symbols); type, or kind; tz, the zone of times that have none.  Others are
 * passed over: the file of tickinject and lists of known events will do.
 */
#ifndef EVAL_SPANS_H
#define EVAL_SPANS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/symtab.h"

struct span {
	uint64_t start, end; /* ns, both in it */
	uint32_t symbol;     /* 0: any */
	uint32_t type;	     /* 0: not said */
	uint32_t id;	     /* place in the file, from 0 */
	int met;	     /* by a row */
};

struct spans {
	struct span *v;	 /* by symbol, start and id */
	uint64_t *until; /* latest end of the symbol's spans so far */
	size_t n, room;
};

/* s is all zero before.  Symbols and types are added to syms. */
int spans_read(struct spans *s, const char *path, struct symtab *syms,
    struct err *err);

/*
 * The first span by start that a row over [start, end) meets, its symbol's
 * own before those of all; NULL when there is none.  end <= start: a row of
 * one instant.  The span is marked as met.
 */
const struct span *spans_find(struct spans *s, uint32_t symbol, uint64_t start,
    uint64_t end);

size_t spans_met(const struct spans *s);
void spans_fini(struct spans *s);

#endif
