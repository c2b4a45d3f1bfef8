/*
 * databento.h - what Databento's CSV and JSON lines have in common.
 */
#ifndef SOURCE_VENDOR_DATABENTO_H
#define SOURCE_VENDOR_DATABENTO_H

#include "source/layout.h"

/* The kind of an rtype; NULL: none that is known. */
const char *databento_kind(const struct csv_field *rtype);

/* Which cell is the field of that name; -1. */
typedef int databento_find_fn(const struct sample *s, const char *field);

/*
 * The plan of a record of this kind: all fields of the kind, the missing ones
 * null, ts_out where it is there, and the instrument's id as the symbol where
 * nothing else is.  Schemas mbp-1 and tbbo share an rtype and all columns:
 * it is tbbo where --tbbo says so, or the name of the file as Databento has
 * it: xnas-itch-20240102.tbbo.csv.zst.
 */
int databento_kind_plan(struct plan_of_record *p, const struct sample *s,
    const char *kind, databento_find_fn *find, struct err *err);

#endif
