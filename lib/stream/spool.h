/*
 * spool.h - rows kept until the last one is there, then handed out from the
 * first on or from the last back.
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

uint64_t spool_rows(const struct spool *s);
/* Bytes in a temporary file. */
uint64_t spool_spilled(const struct spool *s);

/*
 * The next rows in the order in which they came, or in the opposite one: 1 and
 * *b, borrowed until the next call; 0 all are out; -1.  The order is that of
 * the first call.
 */
int spool_forward(struct spool *s, struct recs *b, struct err *err);
int spool_back(struct spool *s, struct recs *b, struct err *err);

void spool_free(struct spool *s); /* NULL is nothing */

#endif
