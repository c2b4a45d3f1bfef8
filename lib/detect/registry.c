/*
 * registry.c - the detectors of method/list.h, by name.
 */
#include <string.h>

#include "detect/detect.h"

#define DETECTOR(name) extern const struct detector detector_##name;
#include "detect/method/list.h"
#undef DETECTOR

const struct detector *const detector_list[] = {
#define DETECTOR(name) &detector_##name,
#include "detect/method/list.h"
#undef DETECTOR
	NULL
};

const struct detector *
detector_find(const char *name)
{
	const struct detector *const *d;

	for (d = detector_list; *d != NULL; d++)
		if (strcmp((*d)->name, name) == 0)
			return *d;
	return NULL;
}
