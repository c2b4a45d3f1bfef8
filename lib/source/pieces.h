/*
 * pieces.h - texts that come out one behind the other; for framing.c.
 */
#ifndef SOURCE_PIECES_H
#define SOURCE_PIECES_H

#include <stddef.h>
#include <stdint.h>

enum { PIECES_MAX = 6 };

/* All zero: nothing. */
struct pieces {
	uint64_t fill; /* line ends before the first */
	struct {
		const char *s; /* borrowed until it is out */
		size_t len;
	} v[PIECES_MAX];
	int n, at;
};

void pieces_add(struct pieces *p, const char *s, size_t len);

/* An element of a JSON array, or what was left of a line of them, as an array
 * again: without the commas at its ends, and closed unless it is. */
void pieces_add_array(struct pieces *p, const char *s, size_t len);

/* Take up to size bytes: how many. */
size_t pieces_take(struct pieces *p, unsigned char *dst, size_t size);

#endif
