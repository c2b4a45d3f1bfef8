/*
 * keys.h - keys of foreign JSON that are passed over, counted by name.
 */
#ifndef SOURCE_KEYS_H
#define SOURCE_KEYS_H

#include <stddef.h>
#include <stdint.h>

enum { KEYS_MAX = 256, KEY_NAME_MAX = 63 };

/* All zero at first. */
struct key_counts {
	struct {
		char name[KEY_NAME_MAX + 1];
		uint64_t n;
	} v[KEYS_MAX];
	int n;
	uint64_t others; /* of names beyond */
};

/* A key, or JSON Pointer, that was met n times; places in arrays count as one
 * and are written '*', long names are cut. */
void key_counts_add(struct key_counts *k, const char *name, size_t len,
    uint64_t n);

/* {"name":12,"/a/b":3}, as text that the caller frees; NULL when there are
 * none, or without memory. */
char *key_counts_json(const struct key_counts *k);

/* Is the key, or the last one of a pointer, in a list with blanks between? */
int key_known(const char *list, const char *name, size_t len);

#endif
