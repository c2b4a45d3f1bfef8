/*
 * keep.h - --keep-unknown: keys and columns that no field is read from become
 * fields of their own.
 *
 *	{"ts":1704103200,"symbol":"AB","price":5,"trader":"t-17",
 *	 "order":{"id":"0042"}}
 *
 * gives the row the fields trader and order_id.  Their type is what --field
 * says, else the vocabulary's where the first value reads so, else text, a
 * number or a truth value by the first one.
 */
#ifndef SOURCE_KEEP_H
#define SOURCE_KEEP_H

#include "source/found.h"

/*
 * Add them to a recipe, behind its own fields.  Elements of arrays are not
 * kept, nor what goes beyond the fields that a recipe may have.
 */
int keep_unknown(struct recipe *r, const struct sample *s,
    const struct found *f, struct err *err);

#endif
