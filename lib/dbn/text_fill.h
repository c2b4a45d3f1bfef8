/*
 * text_fill.h - rows that lack fields of their kind, as rows with all of them.
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

/* 1 when s, of a kind of DBN, lacks a field of it; a symbol is no such. */
int fill_wanted(const struct schema *s);

struct fill *fill_new(struct schemas *set, const struct schema *s,
    struct err *err);
/*
 * The row as one with all fields, those that are missing as undefined as
 * DBN has them; *to holds until the next call.  -1 when a value does not fit
 * its field of DBN.
 */
int fill_row(struct fill *f, struct rec *to, const struct rec *r,
    struct err *err);
void fill_free(struct fill *f); /* NULL is nothing */

#endif
