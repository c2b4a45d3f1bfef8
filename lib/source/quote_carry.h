/*
 * quote_carry.h - quotes whose unchanged side is left empty.
 */
#ifndef SOURCE_QUOTE_CARRY_H
#define SOURCE_QUOTE_CARRY_H

#include "stream/schema.h"

/* The sides seen last; zero at first.  For inputs of one symbol. */
struct quote_carry {
	struct {
		int64_t px, sz;
		int seen;
	} side[2]; /* bid, ask */
};

/* A side without a price takes price and size of the last row that had one,
 * and stays null before the first.  Rows of other kinds are unchanged. */
void quote_carry_row(struct quote_carry *k, unsigned char *row,
    const struct schema *s);

#endif
