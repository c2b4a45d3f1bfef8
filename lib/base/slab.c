/*
 * slab.c - memory in large pieces, all freed together.
 *
 * An object of more than an eighth of a piece gets one of its own, so at most
 * that share of a piece is lost at its end.  An object is aligned to the
 * largest power of two, up to a cache line, that divides its size: it then
 * touches as few lines as it can.
 *
 * A new piece is half as large as all pieces before it: the system gives memory
 * only when it is touched.  Pieces of a megabyte and more are whole huge pages,
 * because each small page costs a fault, and a hundred thousand symbols fill
 * many of them.
 */
#include "base/slab.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/huge.h"

enum {
	PIECE_LEAST = 1 << 16,
	PIECE_HUGE = 1 << 20, /* from here on, in huge pages */
	PIECE_MOST = 1 << 25,
	LINE = 64
};

struct slab_piece {
	struct slab_piece *next;
	_Alignas(max_align_t) unsigned char bytes[];
};

static unsigned char *
piece_add(struct slab *s, struct slab_piece *p, size_t size)
{
	if (p == NULL)
		return NULL;
	p->next = s->pieces;
	s->pieces = p;
	s->total += size;
	return p->bytes;
}

static unsigned char *
piece_new(struct slab *s, size_t size)
{
	const size_t head = sizeof(struct slab_piece);
	unsigned char *p;

	if (size > SIZE_MAX - head)
		return NULL;
	if ((p = piece_add(s, calloc(1, head + size), size)) != NULL)
		huge_ask(p, size);
	return p;
}

/* A piece for objects to come, of about this size. */
static int
piece_next(struct slab *s, size_t size)
{
	const size_t head = sizeof(struct slab_piece);

	s->dirty = size >= PIECE_HUGE;
	if (s->dirty) {
		size = huge_round(head + size) - head;
		s->at = piece_add(s, huge_get(head + size), size);
	} else {
		s->at = piece_new(s, size);
	}
	s->left = size;
	return s->at == NULL ? -1 : 0;
}

/* The size of the next piece. */
static size_t
piece_size(const struct slab *s)
{
	size_t size = s->total / 2;

	return size < PIECE_LEAST  ? PIECE_LEAST
	       : size > PIECE_MOST ? PIECE_MOST
				   : size;
}

void *
slab_get(struct slab *s, size_t size)
{
	size_t align = _Alignof(max_align_t), skip, piece = piece_size(s);
	unsigned char *p;

	if (size > piece / 8)
		return piece_new(s, size);
	size += size == 0;
	size = (size + align - 1) / align * align;
	while (align < LINE && size % (2 * align) == 0)
		align *= 2;
	skip = -(uintptr_t)s->at % align;
	if (s->at == NULL || s->left < skip + size) {
		if (piece_next(s, piece) == -1)
			return NULL;
		skip = -(uintptr_t)s->at % align;
	}
	p = s->at + skip;
	s->at += skip + size;
	s->left -= skip + size;
	return s->dirty ? memset(p, 0, size) : p;
}

void
slab_fini(struct slab *s)
{
	struct slab_piece *p;

	while ((p = s->pieces) != NULL) {
		s->pieces = p->next;
		free(p);
	}
	*s = (struct slab){ 0 };
}
