/*
 * carry.h - quotes that leave out a side which has not changed.
 */
#ifndef SOURCE_CARRY_H
#define SOURCE_CARRY_H

#include "stream/schema.h"

/* The sides seen last; all zero at first.  For inputs of one symbol. */
struct carry {
	struct {
		int64_t px, sz;
		int seen;
	} side[2]; /* bid, ask */
};

/* A side without a price gets price and size of the last row that had one;
 * it stays missing while there was none.  Rows of other kinds stay as they
 * are. */
void carry_quote(struct carry *k, unsigned char *row, const struct schema *s);

#endif
