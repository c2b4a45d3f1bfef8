/*
 * csv.c - delimited text, RFC 4180.
 *
 * A quote opens a quoted field only as the field's first byte; anywhere else
 * it is an ordinary byte (5" nails).  Inside quotes "" is one quote, and
 * delimiters and line ends are content.  No blanks are trimmed: the reader of
 * a number does that.  An empty line is one empty field.
 */
#include "base/csv.h"

#include <string.h>

/*
 * Skip the quoted field whose opening quote is s[at]: returns the offset after
 * the closing quote, or len + 1 when there is none.
 */
static size_t
quoted_end(const char *s, size_t len, size_t at)
{
	const char *q;

	for (at++; at < len; at += 2) {
		q = memchr(s + at, '"', len - at);
		if (q == NULL)
			break;
		at = (size_t)(q - s);
		if (at + 1 == len || s[at + 1] != '"')
			return at + 1;
	}
	return len + 1;
}

/* Make "" one quote, within s[0..len); the new length. */
static size_t
undouble(char *s, size_t len)
{
	size_t i, n = 0;

	for (i = 0; i < len; i++) {
		if (s[i] == '"')
			i++;
		s[n++] = s[i];
	}
	return n;
}

/* The quoted field at line[at]; the offset after it, or len + 1. */
static size_t
take_quoted(struct csv_field *f, char *line, size_t len, size_t at)
{
	size_t end = quoted_end(line, len, at);

	if (end > len)
		return len + 1;
	f->s = line + at + 1;
	f->len = end - at - 2;
	if (memchr(f->s, '"', f->len) != NULL)
		f->len = undouble(line + at + 1, f->len);
	return end;
}

int
csv_split(struct csv_field *out, int max, char *line, size_t len, char delim)
{
	const char *d;
	size_t at = 0, end;
	int n = 0;

	if (len > 0 && line[len - 1] == '\r')
		len--;
	for (;; at = end + 1) {
		if (n == max)
			return -1;
		if (at < len && line[at] == '"') {
			end = take_quoted(&out[n], line, len, at);
			if (end > len || (end < len && line[end] != delim))
				return -1;
		} else {
			d = at < len ? memchr(line + at, delim, len - at)
				     : NULL;
			end = d != NULL ? (size_t)(d - line) : len;
			out[n].s = line + at;
			out[n].len = end - at;
		}
		n++;
		if (end == len)
			return n;
	}
}

int
csv_open_quote(const char *line, size_t len, char delim)
{
	const char *d;
	size_t at = 0;

	if (len == 0 || memchr(line, '"', len) == NULL)
		return 0;
	while (at < len) {
		if (line[at] == '"') {
			at = quoted_end(line, len, at);
			if (at > len)
				return 1;
		}
		d = at < len ? memchr(line + at, delim, len - at) : NULL;
		if (d == NULL)
			return 0;
		at = (size_t)(d - line) + 1;
	}
	return 0;
}

/*
 * Delimiters outside quotes in the logical line at text[0..len), -1 for a
 * blank line; *next is where the line after it starts.
 */
static long
count_line(size_t *next, const char *text, size_t len, char delim)
{
	size_t at = 0, quoted;
	int starts = 1, blank = 1; /* starts: a field may start here */
	long n = 0;

	while (at < len && text[at] != '\n') {
		if (starts && text[at] == '"') {
			quoted = quoted_end(text, len, at);
			/* Not closed: no quote, or the sample ends in it. */
			at = quoted > len ? at + 1 : quoted;
			starts = blank = 0;
			continue;
		}
		starts = text[at] == delim;
		n += starts;
		if (text[at] != '\r')
			blank = 0;
		at++;
	}
	*next = at < len ? at + 1 : len;
	return blank ? -1 : n;
}

/* How often delim occurs in each of the lines, 0 where they differ. */
static long
count_text(const char *text, size_t len, char delim)
{
	enum { LINES = 5 };
	size_t at = 0, next;
	long n, all = -1;
	int lines = 0;

	while (at < len && lines < LINES) {
		n = count_line(&next, text + at, len - at, delim);
		at += next;
		if (n < 0)
			continue;
		if (all >= 0 && n != all)
			return 0;
		all = n;
		lines++;
	}
	return all > 0 ? all : 0;
}

char
csv_guess(const char *text, size_t len)
{
	static const char delims[] = ",;\t|";
	char best = 0;
	long n, most = 0;
	int i;

	for (i = 0; delims[i] != '\0'; i++) {
		n = count_text(text, len, delims[i]);
		if (n > most) {
			most = n;
			best = delims[i];
		}
	}
	return best;
}

static int
must_quote(const char *s, size_t len, char delim)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] == delim || s[i] == '"' || s[i] == '\n' ||
		    s[i] == '\r')
			return 1;
	return 0;
}

size_t
csv_put(char *out, const char *s, size_t len, char delim)
{
	size_t i, n = 0;

	if (!must_quote(s, len, delim)) {
		if (len > 0)
			memcpy(out, s, len);
		return len;
	}
	out[n++] = '"';
	for (i = 0; i < len; i++) {
		if (s[i] == '"')
			out[n++] = '"';
		out[n++] = s[i];
	}
	out[n++] = '"';
	return n;
}
