/*
 * flat.h - a JSON object or array to flat cells.
 */
#ifndef SOURCE_FLAT_H
#define SOURCE_FLAT_H

#include "source/layout.h"

/*
 * Fill the cells from one object, or one array: its elements by place, then
 * c->nameless is set.  Texts are borrowed from the line where they need no
 * unescaping, else they lie in c->text (freed by cells_fini).  Nested values
 * of an object have JSON Pointers for names; those beyond CELLS_MAX, or beyond
 * 64 KiB of names, are left out.  Of duplicate keys the last one counts.  On
 * -1, c->cut is set when the text ended too early.
 */
int flat_value(struct cells *c, const char *text, size_t len,
    struct err *err);
void cells_fini(struct cells *c);

#endif
