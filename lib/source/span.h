/*
 * span.h - how far something goes that should be an element of a JSON array
 * and is none.
 */
#ifndef SOURCE_SPAN_H
#define SOURCE_SPAN_H

#include <stdint.h>

enum span_said {
	SPAN_ON,   /* the byte belongs to it */
	SPAN_END,  /* it ended before the byte: a ',', ']' or line end */
	SPAN_LOST  /* brackets do not match, or a quote is not closed */
};

/* All zero before the first byte. */
struct span {
	uint64_t object; /* a bit a level: '{' is open there */
	int depth;
	int quoted, escaped;
};

/* The next byte; not behind SPAN_END and SPAN_LOST. */
enum span_said span_byte(struct span *s, char c);

#endif
