/*
 * slab.c - memory in large pieces, all freed together.
 *
 * An object of more than an eighth of a piece gets one of its own, so at most
 * that share of a piece is lost at its end.  An object is aligned to the
 * largest power of two, up to a cache line, that divides its size: it then
 * touches as few lines as it can.
 */
#include "base/slab.h"

#include <stdint.h>
#include <stdlib.h>

enum { PIECE_SIZE = 1 << 16, LARGE = PIECE_SIZE / 8, LINE = 64 };

struct slab_piece {
	struct slab_piece *next;
	_Alignas(max_align_t) unsigned char bytes[];
};

static unsigned char *
piece_new(struct slab *s, size_t size)
{
	struct slab_piece *p;

	if (size > SIZE_MAX - sizeof(*p))
		return NULL;
	if ((p = calloc(1, sizeof(*p) + size)) == NULL)
		return NULL;
	p->next = s->pieces;
	s->pieces = p;
	return p->bytes;
}

void *
slab_get(struct slab *s, size_t size)
{
	size_t align = _Alignof(max_align_t), skip;
	unsigned char *p;

	if (size > LARGE)
		return piece_new(s, size);
	size += size == 0;
	size = (size + align - 1) / align * align;
	while (align < LINE && size % (2 * align) == 0)
		align *= 2;
	skip = -(uintptr_t)s->at % align;
	if (s->at == NULL || s->left < skip + size) {
		if ((p = piece_new(s, PIECE_SIZE)) == NULL)
			return NULL;
		s->at = p;
		s->left = PIECE_SIZE;
		skip = -(uintptr_t)p % align;
	}
	p = s->at + skip;
	s->at += skip + size;
	s->left -= skip + size;
	return p;
}

void
slab_fini(struct slab *s)
{
	struct slab_piece *p;

	while ((p = s->pieces) != NULL) {
		s->pieces = p->next;
		free(p);
	}
	s->at = NULL;
	s->left = 0;
}
