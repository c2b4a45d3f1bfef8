/*
 * symtab.h - symbol texts to dense ids, for one process.
 *
 * Id 0 is the missing symbol and has the empty text.  Ids are assigned in
 * order of first appearance and never released; their number is bounded.
 */
#ifndef BASE_SYMTAB_H
#define BASE_SYMTAB_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct symtab;

enum { SYMTAB_DEFAULT_MAX = 1 << 20, SYM_LEN_MAX = 1023 };

/* max counts the symbols without the missing one.  NULL: no memory. */
struct symtab *symtab_new(uint32_t max);
void symtab_free(struct symtab *t);

/* The id of a text, made when it is new.  0 and *err set when the table is
 * full or the text too long; 0 and no error for the empty text. */
uint32_t symtab_add(struct symtab *t, const char *s, size_t len,
    struct err *err);

/*
 * The same for many texts of which some may be new: all of symtab_hash first,
 * which also brings into the cache what the look-ups will read.
 */
uint32_t symtab_hash(const struct symtab *t, const char *s, size_t len);
uint32_t symtab_add_hashed(struct symtab *t, uint32_t hash, const char *s,
    size_t len, struct err *err);

/* The id of a text, or 0. */
uint32_t symtab_find(const struct symtab *t, const char *s, size_t len);

/* Borrowed NUL-terminated text; it stays where it is for the table's life. */
const char *symtab_text(const struct symtab *t, uint32_t id, size_t *len);

/*
 * Bring into the cache what symtab_text will read, in two steps: ids that are
 * soon asked for are given as far first, and some ids later as near.
 */
void symtab_fetch(const struct symtab *t, uint32_t far, uint32_t near);

/* Ids are 0 .. count-1. */
uint32_t symtab_count(const struct symtab *t);

/* strcmp order of the texts of two ids (bytes, unsigned). */
int symtab_cmp(const struct symtab *t, uint32_t a, uint32_t b);

#endif
