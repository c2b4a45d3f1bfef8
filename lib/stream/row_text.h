/*
 * row_text.h - one row as a line of NDJSON, for messages and quarantines.
 *
 * Bulk goes through a sink (sink.h).
 */
#ifndef STREAM_ROW_TEXT_H
#define STREAM_ROW_TEXT_H

#include "base/symtab.h"
#include "stream/rec.h"

/* The line without its newline, NUL-terminated, to be freed by the caller; NULL
 * without memory. */
char *row_text(const struct rec *r, const struct symtab *syms);

#endif
