/*
 * reverse.h - reverse the rows of a document that has its newest row first.
 *
 *	(reverse_add)* reverse_ready (reverse_take)* reverse_fini
 *
 * All rows are kept (stream/spool.h) until the last one has arrived.
 */
#ifndef SOURCE_REVERSE_H
#define SOURCE_REVERSE_H

#include "stream/spool.h"

/* Zero it before use. */
struct reverse {
	struct spool *spool;
	uint64_t first, last; /* ts_event of the first row, of the last */
	int ready;
};

/* The rows are copied.  spill and schemas are used by the first call. */
int reverse_add(struct reverse *v, const struct recs *b,
    const struct spill_opts *spill, const struct schemas *schemas,
    struct err *err);

/*
 * All rows were added.  They are reversed if the first is later than the last.
 */
void reverse_ready(struct reverse *v);

/*
 * 1 and the next run, in the order of time; 0 after the last, or before
 * reverse_ready; -1.
 */
int reverse_take(struct reverse *v, struct recs *b, struct err *err);
void reverse_fini(struct reverse *v);

#endif
