/*
 * sort.h - sort any number of rows by index time: an external merge sort.
 *
 *	sort_new (sort_add)* (sort_next)* sort_free
 *
 * Stable: rows of one time keep their input order, and a row without an index
 * time stays directly after the row before it.
 *
 * Rows are gathered up to opts.memory bytes, with 32 a row for the sort, and up
 * to 32 GiB; more are sorted and go to a temporary file (base/spill.h) run by
 * run, and the runs are merged, with the same memory.  Sorting is by radix, so
 * n rows cost up to 8 passes over n times 16 bytes; rows already in order cost
 * one pass.
 */
#ifndef STREAM_SORT_H
#define STREAM_SORT_H

#include "base/spill.h"
#include "stream/recs.h"

enum { SORT_MEMORY_MIN = 4 << 20 };

struct sort;

/*
 * opts is copied; the schemas of the rows outlive it.  option is for messages:
 * "--sort".
 */
struct sort *sort_new(const char *option, const struct spill_opts *opts,
    const struct schemas *schemas, struct err *err);

/* The rows are copied. */
int sort_add(struct sort *s, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err);
/* The same, in order of a key instead of the index time. */
int sort_add_key(struct sort *s, uint64_t key, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err);

/*
 * The next rows in order, once all were added: 1 and *b, borrowed until the
 * next call; 0 after the last; -1.
 */
int sort_next(struct sort *s, struct recs *b, struct err *err);

/* Bytes that went to temporary files. */
uint64_t sort_spilled(const struct sort *s);

void sort_free(struct sort *s); /* NULL is nothing */

#endif
