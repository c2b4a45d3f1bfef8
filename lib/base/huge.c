/*
 * huge.c - memory on huge pages, where the system has them.
 */
#include "base/huge.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void
huge_ask(unsigned char *p, size_t size)
{
	size_t skip = -(uintptr_t)p % HUGE_SIZE;

#ifdef MADV_HUGEPAGE
	if (size >= skip + HUGE_SIZE) /* a wish: the result does not matter */
		(void)madvise(p + skip, (size - skip) / HUGE_SIZE * HUGE_SIZE,
		    MADV_HUGEPAGE);
#else
	(void)p, (void)size, (void)skip;
#endif
}

void *
huge_get(size_t size)
{
	void *p;

	if (size < HUGE_SIZE)
		return malloc(size > 0 ? size : 1);
	if (size > PTRDIFF_MAX - HUGE_SIZE)
		return NULL;
	size = huge_round(size);
	if ((p = aligned_alloc(HUGE_SIZE, size)) != NULL)
		huge_ask(p, size);
	return p;
}

void *
huge_zero(size_t size)
{
	void *p;

	if (size < HUGE_SIZE)
		return calloc(1, size);
	p = huge_get(size);
	return p != NULL ? memset(p, 0, size) : NULL;
}
