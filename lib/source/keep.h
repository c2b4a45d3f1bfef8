/*
 * keep.h - --keep-unknown: unused keys and columns become additional fields.
 *
 *	{"ts":1704103200,"symbol":"AB","price":5,"trader":"t-17",
 *	 "order":{"id":"0042"}}
 *
 * gives the row the fields trader and order_id.  Their type is the one given
 * by --field, else the vocabulary's if the first value fits it, else text,
 * number or boolean, by the first value.  A name that the row already has, or
 * that is reserved in our streams (kind, flags), gets the prefix x_.
 */
#ifndef SOURCE_KEEP_H
#define SOURCE_KEEP_H

#include "source/found.h"

/*
 * Add them to a recipe of p, after its own fields.  Elements of arrays are not
 * kept, nor fields beyond a recipe's limit.
 */
int keep_unknown(const struct plan_of_record *p, struct recipe *r,
    const struct sample *s, const struct found *f, struct err *err);

#endif
