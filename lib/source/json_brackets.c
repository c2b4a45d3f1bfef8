/*
 * json_brackets.c - find the end of a broken element by brackets and quotes.
 *
 * Most faults leave these intact (a bad number, an unquoted word, bytes that
 * are not UTF-8), so that the elements after it can still be read.  A string
 * never continues past the end of its line.
 */
#include "source/json_brackets.h"

enum { DEPTH_MAX = 64 };

static enum brackets_said
open_level(struct json_brackets *b, int object)
{
	if (b->depth == DEPTH_MAX)
		return BRACKETS_LOST;
	b->object = (b->object & ~(UINT64_C(1) << b->depth)) | (uint64_t)object
								   << b->depth;
	b->depth++;
	return BRACKETS_ON;
}

/* A bracket that closes nothing is part of what is broken. */
static enum brackets_said
close_level(struct json_brackets *b, int object)
{
	if (b->depth == 0)
		return object ? BRACKETS_ON : BRACKETS_END;
	b->depth--;
	return (int)(b->object >> b->depth & 1) == object ? BRACKETS_ON
							  : BRACKETS_LOST;
}

static enum brackets_said
quoted_byte(struct json_brackets *b, char c)
{
	if (c == '\n')
		return BRACKETS_LOST;
	b->quoted = b->escaped || c != '"';
	b->escaped = !b->escaped && c == '\\';
	return BRACKETS_ON;
}

enum brackets_said
json_brackets_byte(struct json_brackets *b, char c)
{
	if (b->quoted)
		return quoted_byte(b, c);
	switch (c) {
	case '"':
		b->quoted = 1;
		return BRACKETS_ON;
	case '{':
		return open_level(b, 1);
	case '[':
		return open_level(b, 0);
	case '}':
		return close_level(b, 1);
	case ']':
		return close_level(b, 0);
	case ',':
	case '\n':
		return b->depth == 0 ? BRACKETS_END : BRACKETS_ON;
	default:
		return BRACKETS_ON;
	}
}
