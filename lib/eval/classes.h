/*
 * classes.h - classes of symbols, from a file.
 *
 * Delimited text with a header and the columns symbol and class; reports then
 * have a table for each class.  A symbol that is not in the file has class "".
 */
#ifndef EVAL_CLASSES_H
#define EVAL_CLASSES_H

#include "base/err.h"
#include "base/idmap.h"
#include "base/symtab.h"

/* map: uint32_t words by symbol, initialised here; the words are added to
 * syms.  A symbol with two classes is an error. */
int classes_read(struct idmap *map, const char *path, struct symtab *syms,
    struct err *err);

#endif
