/*
 * spool.h - rows kept until the last one has arrived, then returned in forward
 * or reverse order.
 *
 *	spool_new (spool_add)* (spool_forward | spool_back)* spool_free
 *
 * In memory up to opts.memory, then in a temporary file (base/spill.h).
 */
#ifndef STREAM_SPOOL_H
#define STREAM_SPOOL_H

#include "base/spill.h"
#include "stream/recs.h"

struct spool;

/* opts is copied; the schemas of the rows outlive it. */
struct spool *spool_new(const struct spill_opts *opts,
    const struct schemas *schemas, struct err *err);

/* The rows are copied. */
int spool_add(struct spool *s, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err);

/* Bytes in a temporary file. */
uint64_t spool_spilled(const struct spool *s);

/*
 * The next rows in input order, or in reverse: 1 and *b, borrowed until the
 * next call; 0 after the last; -1.  The first call fixes the direction.
 */
int spool_forward(struct spool *s, struct recs *b, struct err *err);
int spool_back(struct spool *s, struct recs *b, struct err *err);

void spool_free(struct spool *s); /* NULL is nothing */

#endif
