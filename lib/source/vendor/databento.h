/*
 * databento.h - shared by Databento's CSV and JSON lines.
 */
#ifndef SOURCE_VENDOR_DATABENTO_H
#define SOURCE_VENDOR_DATABENTO_H

#include "source/layout.h"

/* The kind of an rtype; NULL when it is unknown. */
const char *databento_kind(const struct csv_field *rtype);

/* The cell of the field with that name; -1 if none. */
typedef int databento_find_fn(const struct sample *s, const char *field);

/*
 * The plan of a record of this kind: all fields of the kind, the missing ones
 * null, ts_out if present, and the instrument's id as the symbol if there is no
 * other.  Schemas mbp-1 and tbbo share an rtype and all columns.  It is tbbo
 * with --tbbo, or when the file has Databento's name for it:
 * xnas-itch-20240102.tbbo.csv.zst.
 */
int databento_kind_plan(struct plan_of_record *p, const struct sample *s,
    const char *kind, databento_find_fn *find, struct err *err);

#endif
