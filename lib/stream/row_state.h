/*
 * row_state.h - rows in a state file: their schemas and symbols as text.
 *
 * Numbers of schemas and symbols belong to one process.  A state keeps a row
 * as its bytes, its symbols beside them, and its schema as kind and fields.
 */
#ifndef STREAM_ROW_STATE_H
#define STREAM_ROW_STATE_H

#include "base/symtab.h"
#include "base/walk.h"
#include "stream/schema.h"

/* Save: the kind and the fields of a schema. */
int schema_save(struct walk *w, const struct schema *s, struct err *err);
/* Load: the schema of this owner; NULL with *err. */
const struct schema *schema_load(struct walk *w, struct schemas *set,
    struct err *err);

/* Save: a row as its bytes and the texts of its symbols. */
int row_save(struct walk *w, const struct symtab *syms, const struct schema *s,
    unsigned char *row, struct err *err);

/*
 * Load: the bytes of a row, *size of them, and its texts, *n of them.  Free
 * both, also after a failure.
 */
int row_load(struct walk *w, unsigned char **row, uint64_t *size, char **text,
    uint64_t *n);
/* Then put the ids of its symbols into the row; -1: the texts do not fit. */
int row_put_symbols(unsigned char *row, const struct schema *s,
    struct symtab *syms, const char *text, uint64_t n, struct err *err);

#endif
