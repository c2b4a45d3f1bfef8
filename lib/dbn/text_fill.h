/*
 * text_fill.h - complete rows that lack fields of their kind.
 *
 *	fill_new (fill_row)* fill_free
 */
#ifndef DBN_TEXT_FILL_H
#define DBN_TEXT_FILL_H

#include "stream/rec.h"

struct fill {
	const struct schema *from;
	struct fill *next; /* of the holder's */
	struct filling *how;
};

/* 1 when s, of a DBN kind, lacks a field of it other than the symbol. */
int fill_wanted(const struct schema *s);

struct fill *fill_new(struct schemas *set, const struct schema *s,
    struct err *err);
/*
 * Convert the row to one with all fields; missing fields get DBN's undefined
 * value.  *to is valid until the next call.  -1 when a value does not fit its
 * DBN field.
 */
int fill_row(struct fill *f, struct rec *to, const struct rec *r,
    struct err *err);
void fill_free(struct fill *f); /* NULL is nothing */

#endif
