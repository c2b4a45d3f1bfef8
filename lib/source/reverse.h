/*
 * reverse.h - the rows of a document that has its last row first.
 *
 *	(reverse_add)* reverse_ready (reverse_take)* reverse_fini
 *
 * All rows are kept, so the document is bounded: 64 MiB of rows.
 */
#ifndef SOURCE_REVERSE_H
#define SOURCE_REVERSE_H

#include "stream/batch.h"

struct reverse {
	unsigned char *buf;
	size_t used, room;
	struct {
		const struct schema *schema;
		size_t off, n;
	} *run;
	size_t nrun, run_room;
	size_t out;    /* runs taken */
	int ready, turned;
};

/* The rows are copied.  -1 when there are too many. */
int reverse_add(struct reverse *v, const struct batch *b, struct err *err);

/* All are in: turned around when the first is later than the last. */
void reverse_ready(struct reverse *v);

/* 1 and the next run, in the order of time; 0 when all are out, or before
 * reverse_ready. */
int reverse_take(struct reverse *v, struct batch *b);
void reverse_fini(struct reverse *v);

#endif
