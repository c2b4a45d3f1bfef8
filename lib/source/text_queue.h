/*
 * text_queue.h - a queue of borrowed texts that is read as bytes; for
 * framing.c.
 */
#ifndef SOURCE_TEXT_QUEUE_H
#define SOURCE_TEXT_QUEUE_H

#include <stddef.h>
#include <stdint.h>

enum { TEXT_QUEUE_MAX = 6 };

/* Zero is an empty queue. */
struct text_queue {
	uint64_t fill; /* newlines to emit before the first text */
	struct {
		const char *s; /* borrowed until it has been taken */
		size_t len;
	} v[TEXT_QUEUE_MAX];
	int n, at;
};

void text_queue_add(struct text_queue *p, const char *s, size_t len);

/* Add an element of a JSON array, or the rest of a line of elements, as an
 * array: commas at its ends are dropped, a missing ']' is added. */
void text_queue_add_array(struct text_queue *p, const char *s, size_t len);

/* Copy up to size bytes to dst and return how many. */
size_t text_queue_take(struct text_queue *p, unsigned char *dst, size_t size);

#endif
