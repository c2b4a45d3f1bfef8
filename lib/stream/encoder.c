/*
 * encoder.c - output formats by name.
 */
#include "stream/encoder.h"

#include <string.h>

const struct encoder *
encoder_find(const struct encoder *const *list, const char *name)
{
	for (; *list != NULL; list++)
		if (strcmp((*list)->name, name) == 0)
			return *list;
	return NULL;
}

const struct encoder *
encoder_of_path(const struct encoder *const *list, const char *path, size_t len)
{
	const struct encoder *found = NULL;
	const char *const *s;
	size_t n, longest = 0;

	for (; *list != NULL; list++)
		for (s = (*list)->suffix; s != NULL && *s != NULL; s++) {
			n = strlen(*s);
			if (n <= longest || n >= len ||
			    memcmp(path + len - n, *s, n) != 0)
				continue;
			found = *list;
			longest = n;
		}
	return found;
}
