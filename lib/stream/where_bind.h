/*
 * where_bind.h - the tests of an expression, bound to a schema; for where*.c
 * alone.
 */
#ifndef STREAM_WHERE_BIND_H
#define STREAM_WHERE_BIND_H

#include "stream/where_impl.h"

enum how {
	HOW_NO,      /* never: the row has no such field */
	HOW_YES,     /* always */
	HOW_NULL,    /* is [not] null */
	HOW_WHOLE,   /* in one of the ranges */
	HOW_DOUBLE,  /* f64, f32 */
	HOW_LETTER,  /* by a table */
	HOW_SYMBOL,  /* by its cached result */
	HOW_TEXT,    /* cN */
	HOW_WHOLES,  /* two fields of one unit */
	HOW_DOUBLES, /* two other numbers */
	HOW_TEXTS,
	HOW_CELL
};

struct bound {
	enum how how;
	int field, right;
	uint32_t off;
	enum ftype type;
	struct range *range; /* sorted */
	int nrange, not ;
	unsigned char *letter; /* [256] */
};

/*
 * All tests of e, in order; NULL with *err when one compares incompatible
 * types.
 */
struct bound *bound_new(const struct expr *e, const struct schema *s,
    struct err *err);
void bound_free(const struct expr *e, struct bound *b); /* NULL is nothing */

#endif
