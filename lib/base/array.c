/*
 * array.c - arrays on the heap that grow.
 */
#include "base/array.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 16 };

int
array_resize(void *array, size_t n, size_t size)
{
	void *p, *old;

	if (n > PTRDIFF_MAX / size) { /* no object is larger */
		errno = ENOMEM;
		return -1;
	}
	/* the pointer's own type is not known here */
	memcpy(&old, array, sizeof(old));
	if ((p = realloc(old, n > 0 ? n * size : 1)) == NULL)
		return -1;
	memcpy(array, &p, sizeof(p));
	return 0;
}

int
array_double(void *array, size_t *room, size_t n, size_t size)
{
	size_t more = *room > FIRST ? *room : FIRST;

	while (more < n)
		more = more > SIZE_MAX / 2 ? SIZE_MAX : 2 * more;
	if (array_resize(array, more, size) == -1)
		return -1;
	*room = more;
	return 0;
}
