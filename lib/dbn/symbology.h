/*
 * symbology.h - symbols for records that have only instrument ids: the
 * symbology.json of a batch folder (dbn.md 2).
 *
 *	symbology_open (symbology_at | symbology_meta)* symbology_close
 */
#ifndef DBN_SYMBOLOGY_H
#define DBN_SYMBOLOGY_H

#include "base/symtab.h"
#include "dbn/dbn.h"

struct symbology;

/* Read the file (also compressed); syms is borrowed. */
struct symbology *symbology_open(const char *path, struct symtab *syms,
    struct err *err);

/*
 * The symbol of an instrument at an instant (index time): its id in syms, 0 if
 * unknown, UINT32_MAX when syms is full.
 */
uint32_t symbology_at(struct symbology *s, uint32_t instrument_id,
    uint64_t ns);

/* The mappings as metadata: for dbn_opts, and to make a header from. */
const struct dbn_meta *symbology_meta(const struct symbology *s);
void symbology_close(struct symbology *s); /* accepts NULL */

/* Parse the text of such a file into metadata. */
int symbology_parse(struct dbn_meta *m, const char *text, size_t len,
    struct err *err);

#endif
