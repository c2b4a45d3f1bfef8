/*
 * slab.h - memory in large pieces, all freed together.
 *
 *	struct slab s = { 0 };
 *	(slab_get)* slab_fini
 *
 * For many small objects that live as long as their owner: windows, states per
 * symbol.  The owner keeps objects it frees earlier in its own free list.
 */
#ifndef BASE_SLAB_H
#define BASE_SLAB_H

#include <stddef.h>

struct slab_piece;

/* All zero: empty. */
struct slab {
	struct slab_piece *pieces; /* newest first */
	unsigned char *at;         /* unused bytes of the piece in use */
	size_t left;
	size_t total; /* of all pieces */
	int dirty;    /* the piece in use was not zeroed */
};

/* size bytes, zero, aligned for any type, until slab_fini; NULL without
 * memory.  A size of 0 counts as 1: no two pointers are equal. */
void *slab_get(struct slab *s, size_t size);
void slab_fini(struct slab *s);

#endif
