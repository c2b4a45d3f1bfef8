/*
 * registry.c - the layouts of vendor/list.h, by name.
 */
#include <string.h>

#include "source/shape.h"

#define SHAPE(name) extern const struct shape shape_##name;
#include "source/vendor/list.h"
#undef SHAPE

#define SHAPE(name) &shape_##name,
const struct shape *const shape_list[] = {
#include "source/vendor/list.h"
	NULL
};
#undef SHAPE

const struct shape *
shape_find(const char *name)
{
	const struct shape *const *s;

	for (s = shape_list; *s != NULL; s++)
		if (strcmp((*s)->name, name) == 0)
			return *s;
	return NULL;
}
