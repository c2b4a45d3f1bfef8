/*
 * idmap.c - a table by small dense ids.
 */
#include "base/idmap.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 64 };

void
idmap_init(struct idmap *m, size_t size, const char *what)
{
	m->v = NULL;
	m->n = 0;
	m->size = size;
	m->what = what;
}

void
idmap_fini(struct idmap *m)
{
	free(m->v);
	m->v = NULL;
	m->n = 0;
}

void *
idmap_grow(struct idmap *m, uint32_t id, struct err *err)
{
	uint64_t n = m->n ? m->n : FIRST;
	unsigned char *v = NULL;

	while (n <= id)
		n *= 2;
	if (n <= UINT32_MAX && n <= SIZE_MAX / m->size)
		v = realloc(m->v, (size_t)n * m->size);
	if (v == NULL) {
		err_set(err, "%" PRIu64 " %s: out of memory", n, m->what);
		return NULL;
	}
	memset(v + m->n * m->size, 0, (size_t)(n - m->n) * m->size);
	m->v = v;
	m->n = (uint32_t)n;
	return m->v + id * m->size;
}
