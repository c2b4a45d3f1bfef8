/*
 * databento.h - what Databento's CSV and JSON lines have in common.
 */
#ifndef SOURCE_DATABENTO_H
#define SOURCE_DATABENTO_H

#include "source/shape.h"

/* The kind of an rtype; NULL: none that is known. */
const char *databento_kind(const struct csv_field *rtype);

/* Which cell is the field of that name; -1. */
typedef int databento_find_fn(const struct sample *s, const char *field);

/*
 * The plan of a record of this kind: all fields of the kind, the missing ones
 * null, ts_out where it is there, and the instrument's id as the symbol where
 * nothing else is.
 */
int databento_kind_plan(struct plan_of_record *p, const struct sample *s,
    const char *kind, databento_find_fn *find, struct err *err);

#endif
