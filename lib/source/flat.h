/*
 * flat.h - a JSON object to flat cells with names.
 */
#ifndef SOURCE_FLAT_H
#define SOURCE_FLAT_H

#include "source/shape.h"

/*
 * Fill the cells from one object.  Texts are borrowed from the line where
 * they need no unescaping, else they lie in c->text (freed by cells_fini).
 * Nested values have JSON Pointers for names; those beyond CELLS_MAX, or
 * beyond 64 KiB of names, are left out.  A key that comes twice: the last
 * counts.
 */
int flat_object(struct cells *c, const char *text, size_t len,
    struct err *err);
void cells_fini(struct cells *c);

#endif
