/*
 * renamed.h - --as for rows of our own streams and of DBN.
 *
 * The reader of foreign text gives its rows the symbol itself.  These rows
 * are borrowed from blocks of the input, so they are copied.
 */
#ifndef SOURCE_RENAMED_H
#define SOURCE_RENAMED_H

#include "stream/recs.h"
#include "stream/stream.h"

struct renamed {
	uint32_t as;     /* 0: rows keep their symbols */
	uint64_t others; /* rows that had another one */
	unsigned char *rows;
	size_t room;
};

/* The symbol of --as; text NULL: 0.  A usage error if it cannot be one. */
int as_symbol(uint32_t *as, struct vocab *vocab, const char *text,
    struct err *err);

/* Give rows the symbol of --as; b is then borrowed until the next call. */
int renamed_rows(struct renamed *r, struct recs *b, struct err *err);
void renamed_fini(struct renamed *r);

#endif
