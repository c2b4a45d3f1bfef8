/*
 * huge.h - memory on huge pages, where the system has them.
 *
 * Large tables that are visited in any order cost fewer page faults and fewer
 * misses of the table of pages there.
 */
#ifndef BASE_HUGE_H
#define BASE_HUGE_H

#include <stddef.h>

enum { HUGE_SIZE = 1 << 21 };

/* Memory for free(), or NULL.  From HUGE_SIZE on it is whole huge pages, so
 * that all of a page is resident when some of it was touched. */
void *huge_get(size_t size);
void *huge_zero(size_t size); /* zeroed */

/* Ask for huge pages where they fit into these bytes. */
void huge_ask(unsigned char *p, size_t size);

static inline size_t
huge_round(size_t size)
{
	return (size + HUGE_SIZE - 1) / HUGE_SIZE * HUGE_SIZE;
}

#endif
