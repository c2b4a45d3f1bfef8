/*
 * registry.c - the layouts of vendor/list.h, by name.
 */
#include <string.h>

#include "source/layout.h"

#define LAYOUT(name) extern const struct layout layout_##name;
#include "source/vendor/list.h"
#undef LAYOUT

#define LAYOUT(name) &layout_##name,
const struct layout *const layout_list[] = {
#include "source/vendor/list.h"
	NULL
};
#undef LAYOUT

const struct layout *
layout_find(const char *name)
{
	const struct layout *const *s;

	for (s = layout_list; *s != NULL; s++)
		if (strcmp((*s)->name, name) == 0)
			return *s;
	return NULL;
}

int
layout_is_binary(const char *name, size_t len)
{
	const struct layout *const *s;

	for (s = layout_list; *s != NULL; s++)
		if (strlen((*s)->name) == len &&
		    memcmp((*s)->name, name, len) == 0)
			return (*s)->binary != NULL;
	return 0;
}
