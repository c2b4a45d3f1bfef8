/*
 * row_state.h - rows in a state file.
 *
 * Numbers of schemas and symbols belong to one process.  A state keeps a row
 * as its bytes, its symbols (of the state's table) beside them, and its schema
 * as kind and fields.
 */
#ifndef STREAM_ROW_STATE_H
#define STREAM_ROW_STATE_H

#include "base/walk.h"
#include "stream/schema.h"

/* Save: the kind and the fields of a schema. */
int schema_save(struct walk *w, const struct schema *s, struct err *err);
/* Load: the schema of this owner; NULL with *err. */
const struct schema *schema_load(struct walk *w, struct schemas *set,
    struct err *err);

/* Save: a row as its bytes and its symbols. */
int row_save(struct walk *w, const struct schema *s, unsigned char *row);

/*
 * Load: the bytes of a row, *size of them, and its symbols, *n of them.  Free
 * both, also after a failure.
 */
int row_load(struct walk *w, unsigned char **row, uint64_t *size,
    uint32_t **sym, uint64_t *n);
/* Then put its symbols into the row; -1: there are more or fewer. */
int row_put_symbols(unsigned char *row, const struct schema *s,
    const uint32_t *sym, uint64_t n, struct err *err);

#endif
