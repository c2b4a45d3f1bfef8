/*
 * slab.c - memory in large pieces, all freed together.
 *
 * An object of more than an eighth of a piece gets one of its own, so at most
 * that share of a piece is lost at its end.  An object is aligned to the
 * largest power of two, up to a cache line, that divides its size: it then
 * touches as few lines as it can.
 *
 * Pieces grow with the memory in use, to half of it: memory that is not
 * touched is not there.  Large ones ask for huge pages, because a hundred
 * thousand symbols, each in three small ones, cost a fault of the page each.
 */
#include "base/slab.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
	PIECE_LEAST = 1 << 16,
	PIECE_MOST = 1 << 25,
	HUGE = 1 << 21, /* a huge page */
	LINE = 64
};

struct slab_piece {
	struct slab_piece *next;
	_Alignas(max_align_t) unsigned char bytes[];
};

/* Only the whole huge pages: the rest is others' memory, too.  It is a wish. */
static void
ask_huge(unsigned char *p, size_t size)
{
	size_t skip = -(uintptr_t)p % HUGE;

#ifdef MADV_HUGEPAGE
	(void)madvise(p + skip, (size - skip) / HUGE * HUGE, MADV_HUGEPAGE);
#else
	(void)skip;
	(void)size;
#endif
}

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
	s->total += size;
	if (size >= 2 * (size_t)HUGE)
		ask_huge(p->bytes, size);
	return p->bytes;
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
		if ((p = piece_new(s, piece)) == NULL)
			return NULL;
		s->at = p;
		s->left = piece;
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
	s->left = s->total = 0;
}
