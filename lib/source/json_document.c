/*
 * json_document.c - JSON documents that span lines.
 *
 * A valid document is read to its last token.  A broken one ends where its
 * brackets close, or before a line that starts with '{', which starts the next
 * one.
 */
#include "source/json_values.h"

#include <string.h>

#include "base/json.h"
#include "source/json_brackets.h"

enum {
	JOIN_LINES_MAX = 16, /* a document is so many longest lines at most */
	JOIN_MAX = IN_MAX / 2,
	BROKEN_MAX = 1 << 16
};

static int
is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next line after the first at bytes: 1 and *at after it; 0 none within
 * the limit; -1. */
static int
add_line(struct lines *l, size_t max, const unsigned char **p, size_t *at,
    int *newline, struct err *err)
{
	const unsigned char *nl;
	size_t n, from = *at;
	int got;

	for (;;) {
		got = in_peek(l->in, from + 1, p, &n, err);
		if (got == -1)
			return -1;
		nl = n > from ? memchr(*p + from, '\n', n - from) : NULL;
		if (nl != NULL || got == 0 || n > max)
			break;
		from = n;
	}
	*newline = nl != NULL;
	if (nl == NULL && (n == *at || got == 1 || in_interrupted(l->in)))
		return 0;
	*at = nl != NULL ? (size_t)(nl - *p) + 1 : n;
	return *at <= max;
}

/* Tokens up to the end of the object: 1; 0 it goes on after the text; -1. */
static int
scan(struct json *j)
{
	struct err ignored = { 0 };
	struct json_token t;
	struct json before;

	do {
		before = *j;
		if (json_next(j, &t, &ignored) == -1) {
			if (j->at < j->len)
				return -1;
			*j = before;
			return 0;
		}
	} while (j->depth > 0);
	return 1;
}

static int
blank_behind(const struct json *j)
{
	size_t i;

	for (i = j->at; i < j->len; i++)
		if (!is_space((unsigned char)j->text[i]))
			return 0;
	return 1;
}

int
json_values_join(struct json_values *v, struct line *out, struct err *err)
{
	struct lines *l = v->lines;
	size_t max = l->max < JOIN_MAX / JOIN_LINES_MAX
			 ? l->max * JOIN_LINES_MAX
			 : JOIN_MAX;
	size_t at = l->taken, start;
	const unsigned char *p;
	uint64_t lines = 0;
	struct json j;
	int got, newline = out->newline;

	if (v->want != VALUES_LINE || !newline)
		return 0;
	if (in_peek(l->in, at, &p, &start, err) == -1)
		return -1;
	start = (size_t)(out->s - (const char *)p);
	json_init(&j, out->s, at - start);
	while ((got = scan(&j)) == 0 && newline) {
		got = add_line(l, max, &p, &at, &newline, err);
		if (got != 1)
			break;
		lines++;
		j.text = (const char *)p + start;
		j.len = at - start;
	}
	if (in_peek(l->in, 0, &p, &at, err) == -1)
		return -1;
	out->s = (const char *)p + start; /* the window may have moved */
	if (got != 1 || !blank_behind(&j))
		return got == -1 && err->set ? -1 : 0;
	out->len = j.at;
	out->newline = newline;
	l->taken = start + j.len;
	l->number += lines;
	l->no_final_newline = !newline;
	return 1;
}

/* Bytes of a broken object: 1 its brackets are closed, 0 not yet, -1 they do
 * not match. */
static int
feed(struct json_brackets *nest, const unsigned char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (json_brackets_byte(nest, (char)p[i]) != BRACKETS_ON)
			return p[i] == '\n' && !nest->quoted ? 1 : -1;
	return nest->depth == 0 && !nest->quoted;
}

int
json_values_broken(struct json_values *v, struct line *out, struct err *err)
{
	struct lines *l = v->lines;
	const size_t max = l->max < BROKEN_MAX ? l->max : BROKEN_MAX;
	size_t at = l->taken, from, start;
	struct json_brackets nest = { 0 };
	const unsigned char *p;
	uint64_t lines = 0;
	int got, newline;

	if (v->array || !out->newline || out->len == 0 || *out->s != '{')
		return 0;
	if (in_peek(l->in, at, &p, &start, err) == -1)
		return -1;
	start = (size_t)(out->s - (const char *)p);
	got = feed(&nest, p + start, out->len);
	while (got == 0) {
		from = at;
		got = add_line(l, max, &p, &at, &newline, err);
		out->s =
		    (const char *)p + start; /* the window may have moved */
		if (got != 1)
			return got;
		if (p[from] == '{')
			return 0;
		got = feed(&nest, p + from, at - from);
		lines++;
	}
	if (got == -1 || lines == 0)
		return 0;
	out->newline = newline;
	out->len = at - start - (size_t)newline;
	l->taken = at;
	l->number += lines;
	l->no_final_newline = !newline;
	return 1;
}
