/*
 * lines.c - lines cut out of the input's window.
 *
 * As long as the window has whole lines, nothing is read or copied: one memchr
 * per line.
 */
#include "source/lines.h"

#include <string.h>

#include "base/csv.h"

/* A quoted cell with more lines than this counts as a missing closing quote. */
enum { LINES_JOIN_MAX = 64 };

static void
set_line(struct lines *l, struct line *out, const char *s, size_t len,
    int newline)
{
	out->s = s;
	out->newline = newline;
	l->taken = len + (size_t)newline;
	if (len > 0 && s[len - 1] == '\r')
		len--;
	out->len = len;
	out->number = l->number;
	out->offset = in_offset(l->in);
	if (!newline)
		l->no_final_newline = 1;
}

static int
blank(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] != ' ' && s[i] != '\r')
			return 0;
	return 1;
}

/* The line at the window's start, reading on where that is allowed. */
static int
cut(struct lines *l, const char **s, size_t *len, int *newline, int wait,
    const char **reason, struct err *err)
{
	const unsigned char *p, *nl;
	struct err damage = { 0 };
	size_t n;
	int got;

	if (in_peek(l->in, 0, &p, &n, err) == -1)
		return -1;
	nl = n > 0 ? memchr(p, '\n', n) : NULL;
	if (nl != NULL && (size_t)(nl - p) <= l->max) {
		*s = (const char *)p;
		*len = (size_t)(nl - p);
		*newline = 1;
		return 1;
	}
	if (nl == NULL && !wait)
		return LINES_WAIT;
	got = in_line(l->in, l->max, s, len, newline, err);
	if (got != -1)
		return got == 1 ? 1 : in_end(l->in, err);
	if (in_end(l->in, &damage) == 0)
		*reason = "too-long";
	return -1;
}

int
lines_next(struct lines *l, struct line *out, int wait, const char **reason,
    struct err *err)
{
	const char *s;
	size_t len;
	int newline, got;

	*reason = NULL;
	if (l->skips && in_skip_line(l->in, err) == -1)
		return -1;
	l->skips = 0;
	l->begins = LINES_NONE;
	for (;;) {
		in_skip(l->in, l->taken);
		l->taken = 0;
		got = cut(l, &s, &len, &newline, wait, reason, err);
		if (got == LINES_WAIT || got == 0)
			return got;
		l->number++;
		if (got == -1)
			break;
		set_line(l, out, s, len, newline);
		if (!blank(s, len))
			return 1;
	}
	if (*reason != NULL) {
		*out = (struct line){ .s = "",
			.number = l->number,
			.offset = in_offset(l->in),
			.newline = 1 };
		l->begins = out->offset;
		l->skips = 1; /* only who goes on reads it to its end */
	}
	return -1;
}

/* Offset in the window of the newline after the first seen bytes: 1; 0 when
 * there is none within the limit; -1. */
static int
next_newline(struct lines *l, size_t seen, const unsigned char **p, size_t *len,
    int *newline, struct err *err)
{
	const unsigned char *nl;
	size_t n, at = seen;
	int got;

	for (;;) {
		got = in_peek(l->in, at + 1, p, &n, err);
		if (got == -1)
			return -1;
		nl = n > at ? memchr(*p + at, '\n', n - at) : NULL;
		if (nl != NULL || got == 0 || n > l->max)
			break;
		at = n;
	}
	*newline = nl != NULL;
	*len = nl != NULL ? (size_t)(nl - *p) : n;
	if (nl == NULL && (n == seen || in_interrupted(l->in)))
		return 0;
	return *len <= l->max;
}

int
lines_quoted(struct lines *l, struct line *out, char delim, struct err *err)
{
	struct line first = *out;
	size_t taken = l->taken, len;
	const unsigned char *p;
	int lines, newline = out->newline, got;

	for (lines = 1; lines < LINES_JOIN_MAX && newline; lines++) {
		got = next_newline(l, l->taken, &p, &len, &newline, err);
		if (got == -1)
			return -1;
		first.s = (const char *)p;
		if (got == 0)
			break;
		l->number++;
		set_line(l, out, first.s, len, newline);
		out->number = first.number;
		if (!csv_open_quote(out->s, out->len, delim))
			return 1;
	}
	l->taken = taken;
	l->number = first.number;
	*out = first;
	return 0;
}

int
lines_skip(uint64_t *skipped, struct in *in, uint64_t n, size_t max,
    struct err *err)
{
	struct err damage = { 0 };
	const char *line;
	size_t len;
	int newline, got;

	for (*skipped = 0; *skipped < n; ++*skipped) {
		got = in_line(in, max, &line, &len, &newline, err);
		if (got == 0)
			break;
		if (got == 1) {
			in_skip(in, len + (size_t)newline);
			continue;
		}
		/* one that is too long is skipped, too */
		if (in_skip_line(in, &damage) == -1)
			return -1;
		err->set = 0;
	}
	return 0;
}
