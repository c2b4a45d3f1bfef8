/*
 * json_brackets.h - find the end of a broken element of a JSON array.
 */
#ifndef SOURCE_JSON_BRACKETS_H
#define SOURCE_JSON_BRACKETS_H

#include <stdint.h>

enum brackets_said {
	BRACKETS_ON,   /* the byte belongs to it */
	BRACKETS_END,  /* it ended before the byte: a ',', ']' or line end */
	BRACKETS_LOST  /* brackets do not match, or a quote is not closed */
};

/* Zero it before the first byte. */
struct json_brackets {
	uint64_t object; /* one bit per level: 1 is '{', 0 is '[' */
	int depth;
	int quoted, escaped;
};

/* Take the next byte.  Not after BRACKETS_END or BRACKETS_LOST. */
enum brackets_said json_brackets_byte(struct json_brackets *b, char c);

#endif
