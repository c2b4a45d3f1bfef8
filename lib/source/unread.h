/*
 * unread.h - unread keys and columns of the input, counted by name.
 */
#ifndef SOURCE_UNREAD_H
#define SOURCE_UNREAD_H

#include <stddef.h>
#include <stdint.h>

enum { UNREAD_MAX = 256, UNREAD_NAME_MAX = 63 };

/* Zero it before use. */
struct unread {
	struct {
		char name[UNREAD_NAME_MAX + 1];
		uint64_t n;
	} v[UNREAD_MAX];
	int n;
	uint64_t others; /* of names beyond UNREAD_MAX */
};

/* Add n to the count of a key, column or JSON Pointer.  Indexes of arrays are
 * counted together, written '*'; long names are cut. */
void unread_add(struct unread *k, const char *name, size_t len,
    uint64_t n);

/* The name as it is counted, in out: its length. */
size_t unread_name(char out[UNREAD_NAME_MAX + 1], const char *name, size_t len);

/* The counts as text that the caller frees: {"name":12,"/a/b":3}.  NULL when
 * there are none, or no memory. */
char *unread_json(const struct unread *k);

/* 1 when the key, or the last key of a pointer, is in a blank-separated
 * list. */
int unread_listed(const char *list, const char *name, size_t len);

#endif
