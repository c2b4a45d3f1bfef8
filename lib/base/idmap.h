/*
 * idmap.h - a table by small dense ids (of symbols, of schemas).
 *
 *	idmap_init (idmap_get | idmap_find)* idmap_fini
 *
 * Elements are zero until they are written.  The table doubles, so its memory
 * is at most twice that of the largest id asked for.
 */
#ifndef BASE_IDMAP_H
#define BASE_IDMAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct idmap {
	unsigned char *v; /* [n] elements; may be indexed as their type */
	uint32_t n;
	size_t size;	  /* of an element */
	const char *what; /* what the ids number, for messages: "symbols";
			   * borrowed */
};

void idmap_init(struct idmap *m, size_t size, const char *what);
void idmap_fini(struct idmap *m); /* as after idmap_init */

/* For idmap_get. */
void *idmap_grow(struct idmap *m, uint32_t id, struct err *err);

/*
 * The element of an id; NULL with *err when out of memory.  The pointer is
 * valid until the table grows: until the next idmap_get of another id.
 */
static inline void *
idmap_get(struct idmap *m, uint32_t id, struct err *err)
{
	return id < m->n ? m->v + id * m->size : idmap_grow(m, id, err);
}

/* The element of an id, or NULL when the id is beyond the end of the table. */
static inline void *
idmap_find(const struct idmap *m, uint32_t id)
{
	return id < m->n ? m->v + id * m->size : NULL;
}

#endif
