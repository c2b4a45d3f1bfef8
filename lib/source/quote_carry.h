/*
 * quote_carry.h - quotes whose unchanged side is left empty.
 */
#ifndef SOURCE_QUOTE_CARRY_H
#define SOURCE_QUOTE_CARRY_H

#include "stream/schema.h"

/* The last known sides; zero at first.  For inputs with one symbol. */
struct quote_carry {
	struct {
		int64_t px, sz;
		int seen;
	} side[2]; /* bid, ask */
};

/*
 * A side without a price takes price and size from the last row that had one;
 * before the first such row it stays null.  Rows of other kinds are unchanged.
 */
void quote_carry_row(struct quote_carry *k, unsigned char *row,
    const struct schema *s);

#endif
