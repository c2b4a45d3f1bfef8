/*
 * classes.h - classes of symbols, from a file.
 *
 * Delimited text with a header and columns symbol and class: for tables of
 * each class.  A symbol that is not in the file has the class "".
 */
#ifndef EVAL_CLASSES_H
#define EVAL_CLASSES_H

#include "base/err.h"
#include "base/idmap.h"
#include "base/symtab.h"

/* map: of uint32_t words by symbol, initialised here; words are added to
 * syms.  A symbol in two classes is an error. */
int classes_read(struct idmap *map, const char *path, struct symtab *syms,
    struct err *err);

#endif
