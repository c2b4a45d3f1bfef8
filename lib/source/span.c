/*
 * span.c - the end of a broken element, by its brackets and quotes.
 *
 * Most of what is broken in a value leaves these whole (a bad number, a word
 * without quotes, bytes that are no UTF-8), and the elements behind it are as
 * good as ever.  No string goes over the end of a line.
 */
#include "source/span.h"

enum { DEPTH_MAX = 64 };

static enum span_said
open_level(struct span *s, int object)
{
	if (s->depth == DEPTH_MAX)
		return SPAN_LOST;
	s->object = (s->object & ~(UINT64_C(1) << s->depth)) | (uint64_t)object
								   << s->depth;
	s->depth++;
	return SPAN_ON;
}

/* A bracket that closes nothing is part of what is broken. */
static enum span_said
close_level(struct span *s, int object)
{
	if (s->depth == 0)
		return object ? SPAN_ON : SPAN_END;
	s->depth--;
	return (int)(s->object >> s->depth & 1) == object ? SPAN_ON : SPAN_LOST;
}

static enum span_said
quoted_byte(struct span *s, char c)
{
	if (c == '\n')
		return SPAN_LOST;
	s->quoted = s->escaped || c != '"';
	s->escaped = !s->escaped && c == '\\';
	return SPAN_ON;
}

enum span_said
span_byte(struct span *s, char c)
{
	if (s->quoted)
		return quoted_byte(s, c);
	switch (c) {
	case '"':
		s->quoted = 1;
		return SPAN_ON;
	case '{':
		return open_level(s, 1);
	case '[':
		return open_level(s, 0);
	case '}':
		return close_level(s, 1);
	case ']':
		return close_level(s, 0);
	case ',':
	case '\n':
		return s->depth == 0 ? SPAN_END : SPAN_ON;
	default:
		return SPAN_ON;
	}
}
