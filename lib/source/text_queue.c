/*
 * text_queue.c - a queue of borrowed texts that is read as bytes.
 */
#include "source/text_queue.h"

#include <string.h>

#include "base/err.h"
#include "source/json_brackets.h"

void
text_queue_add(struct text_queue *p, const char *s, size_t len)
{
	if (p->n == TEXT_QUEUE_MAX)
		BUG("too many pieces");
	p->v[p->n].s = s;
	p->v[p->n++].len = len;
}

static int
is_end(char c)
{
	return c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* 1 when the text holds the ']' of an array opened before it. */
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
text_queue_add_array(struct text_queue *p, const char *s, size_t len)
{
	const char *end = s + len;

	while (s < end && is_end(*s))
		s++;
	while (end > s && is_end(end[-1]))
		end--;
	text_queue_add(p, "[", 1);
	text_queue_add(p, s, (size_t)(end - s));
	if (!is_closed(s, end))
		text_queue_add(p, "]", 1);
}

size_t
text_queue_take(struct text_queue *p, unsigned char *dst, size_t size)
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
