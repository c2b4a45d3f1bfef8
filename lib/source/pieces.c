/*
 * pieces.c - texts that come out one behind the other.
 */
#include "source/pieces.h"

#include <string.h>

#include "base/err.h"
#include "source/json_brackets.h"

void
pieces_add(struct pieces *p, const char *s, size_t len)
{
	if (p->n == PIECES_MAX)
		BUG("too many pieces");
	p->v[p->n].s = s;
	p->v[p->n++].len = len;
}

static int
is_end(char c)
{
	return c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Is there the ']' of an array that was opened before? */
static int
is_closed(const char *s, const char *end)
{
	enum brackets_said said = BRACKETS_ON;
	struct json_brackets nest = { 0 };

	for (; s < end && said != BRACKETS_LOST; s++) {
		said = json_brackets_byte(&nest, *s);
		if (said == BRACKETS_END && *s == ']')
			return 1;
	}
	return 0;
}

void
pieces_add_array(struct pieces *p, const char *s, size_t len)
{
	const char *end = s + len;

	while (s < end && is_end(*s))
		s++;
	while (end > s && is_end(end[-1]))
		end--;
	pieces_add(p, "[", 1);
	pieces_add(p, s, (size_t)(end - s));
	if (!is_closed(s, end))
		pieces_add(p, "]", 1);
}

size_t
pieces_take(struct pieces *p, unsigned char *dst, size_t size)
{
	size_t n, part;

	n = p->fill < size ? (size_t)p->fill : size;
	memset(dst, '\n', n);
	p->fill -= n;
	for (; p->at < p->n && n < size; p->at += p->v[p->at].len == 0) {
		part = p->v[p->at].len;
		part = part < size - n ? part : size - n;
		memcpy(dst + n, p->v[p->at].s, part);
		n += part;
		p->v[p->at].s += part;
		p->v[p->at].len -= part;
	}
	return n;
}
