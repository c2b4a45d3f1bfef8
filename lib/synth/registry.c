/*
 * registry.c - the injected types of type/list.h, by name.
 */
#include "synth/inject.h"

#define INJECT(name) extern const struct inject_type inject_type_##name;
#include "synth/type/list.h"
#undef INJECT

#define INJECT(name) &inject_type_##name,
const struct inject_type *const inject_list[] = {
#include "synth/type/list.h"
	NULL
};
#undef INJECT

_Static_assert(sizeof(inject_list) / sizeof(inject_list[0]) <= INJECT_TYPES_MAX,
    "INJECT_TYPES_MAX is too small");
