/*
 * side.c - the levels of one side of a book, the best last.
 *
 * Most messages change the best levels, so a new level moves few others.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "book/book_impl.h"

/* The first place whose price is not worse than px. */
static size_t
place(const struct side *s, int64_t px)
{
	size_t lo = 0, hi = s->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (s->sign > 0 ? s->v[mid].px < px : s->v[mid].px > px)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

int
side_add(struct side *s, int64_t px, int64_t size, int count)
{
	size_t i = place(s, px);

	if (i == s->n || s->v[i].px != px) {
		if (array_grow(&s->v, &s->room, s->n + 1, sizeof(*s->v)) == -1)
			return -1;
		memmove(s->v + i + 1, s->v + i, (s->n - i) * sizeof(*s->v));
		s->v[i] = (struct book_level){ .px = px };
		s->n++;
	}
	s->v[i].size += (uint64_t)size;
	s->v[i].count += (uint32_t)count;
	if (s->v[i].count == 0) {
		s->n--;
		memmove(s->v + i, s->v + i + 1, (s->n - i) * sizeof(*s->v));
		return (int)(s->n - i); /* where the next one was */
	}
	return (int)(s->n - 1 - i);
}

void
side_clear(struct side *s)
{
	s->n = 0;
}

void
side_fini(struct side *s)
{
	free(s->v);
	s->v = NULL;
	s->n = s->room = 0;
}
