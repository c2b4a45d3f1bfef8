/*
 * array.h - arrays on the heap that grow.
 *
 *	if (array_grow(&x->v, &x->room, x->n + 1, sizeof(*x->v)) == -1)
 *		return err_errno(err, "rows");
 *	x->v[x->n++] = row;
 *
 * array is the address of the pointer to the elements, NULL at first.  All
 * return 0, or -1 if memory runs out; the array is then unchanged.
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include <stddef.h>

/* Exactly n elements: for several arrays that share their room. */
int array_resize(void *array, size_t n, size_t size);

/* For array_grow. */
int array_double(void *array, size_t *room, size_t n, size_t size);

/* Make *room at least n elements of this size.  It doubles, so that adding
 * element by element takes constant time for each. */
static inline int
array_grow(void *array, size_t *room, size_t n, size_t size)
{
	return n <= *room ? 0 : array_double(array, room, n, size);
}

#endif
