/*
 * text_version.h - the columns of one version of a record, in text order.
 *
 * Rows have the fields of version 3 and those it dropped.  Five record types
 * had other fields in older versions (dbn.md 4.3 and 8); their text has the
 * columns, widths and undefined values of their own version.
 */
#ifndef DBN_TEXT_VERSION_H
#define DBN_TEXT_VERSION_H

#include "dbn/layout.h"

/* 1 when records of the kind are the same in all versions. */
int version_same(const struct rtype *t);

/* The field of that name in a version's record; NULL: it has none. */
const struct layout_field *version_field(const struct rtype *t, int version,
    const char *name);

/* For a field that version 3 dropped: the field before it; else NULL. */
const char *version_behind(const char *name);

#endif
