/*
 * registry.c - the column functions of list.h, by name.
 */
#include "feat/feat.h"

#include <string.h>

#define COLUMN_FN(name) extern const struct column_fn column_fn_##name;
#include "feat/fn/list.h"
#undef COLUMN_FN

#define COLUMN_FN(name) &column_fn_##name,
const struct column_fn *const column_fn_list[] = {
#include "feat/fn/list.h"
	NULL
};
#undef COLUMN_FN

const struct column_fn *
column_fn_find(const char *name)
{
	const struct column_fn *const *f;

	for (f = column_fn_list; *f != NULL; f++)
		if (strcmp((*f)->name, name) == 0)
			return *f;
	return NULL;
}
