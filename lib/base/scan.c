/*
 * scan.c - tokens of the small languages that options carry.
 */
#include "base/scan.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

enum { QUOTE_MAX = 40 }; /* bytes of the text that a message repeats */

void
scan_init(struct scan *q, const char *text, const char *what, struct err *err)
{
	*q = (struct scan){ .text = text, .s = text, .what = what, .err = err };
}

size_t
scan_at(const struct scan *q, const char *s)
{
	return q->at != 0 ? q->at : (size_t)(s - q->text) + 1;
}

int
scan_place(const struct scan *q, const char *s)
{
	if (q->what != NULL)
		return err_at(q->err, "%s: character %zu", q->what,
		    scan_at(q, s));
	return err_at(q->err, "character %zu", scan_at(q, s));
}

int
scan_fail(const struct scan *q, const char *s, const char *fmt, ...)
{
	char msg[ERR_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	err_usage(q->err, "%s", msg);
	return scan_place(q, s);
}

int
scan_unexpected(const struct scan *q, const char *expected)
{
	unsigned char c = (unsigned char)*q->s;

	if (c == '\0')
		return scan_fail(q, q->s,
		    "expected %s, got the end of the text", expected);
	if (c < ' ' || c > '~')
		return scan_fail(q, q->s, "expected %s, got byte %u", expected,
		    c);
	return scan_fail(q, q->s, "expected %s, got '%c'", expected, c);
}

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void
scan_blanks(struct scan *q)
{
	while (is_blank(*q->s))
		q->s++;
}

int
scan_accept(struct scan *q, char c)
{
	scan_blanks(q);
	if (*q->s != c)
		return 0;
	q->s++;
	return 1;
}

int
scan_end(struct scan *q)
{
	scan_blanks(q);
	return *q->s == '\0';
}

int
scan_is_name(char c, int first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (!first && c >= '0' && c <= '9');
}

size_t
scan_name(const char *s)
{
	size_t n = 0;

	while (scan_is_name(s[n], n == 0))
		n++;
	return n;
}

size_t
scan_key(struct scan *q, const char **name)
{
	const char *s;
	size_t n;

	scan_blanks(q);
	n = scan_name(q->s);
	s = q->s + n;
	while (is_blank(*s))
		s++;
	if (n == 0 || s[0] != '=' || s[1] == '=')
		return 0;
	*name = q->s;
	q->s = s + 1;
	return n;
}

int
scan_number(struct scan *q, double *v)
{
	const char *s;
	size_t n = 0;

	scan_blanks(q);
	s = q->s;
	while (isdigit((unsigned char)s[n]) || s[n] == '.' ||
	       ((s[n] == 'e' || s[n] == 'E') && n > 0) ||
	       ((s[n] == '-' || s[n] == '+') && n > 0 &&
		   (s[n - 1] == 'e' || s[n - 1] == 'E')))
		n++;
	if (n == 0)
		return scan_unexpected(q, "a number");
	if (scan_is_name(s[n], 0) || num_f64(v, s, n) < 0)
		return scan_fail(q, s, "not a number: \"%.*s\"",
		    n < QUOTE_MAX ? (int)(n + (scan_is_name(s[n], 0) != 0))
				  : QUOTE_MAX,
		    s);
	q->s = s + n;
	return 0;
}

static int
too_long(const struct scan *q, const char *s, size_t size)
{
	return scan_fail(q, s, "text too long: at most %zu bytes", size - 1);
}

static int
scan_quoted(struct scan *q, char *out, size_t size)
{
	const char *s = q->s++;
	size_t n = 0;

	while (*q->s != '"') {
		if (*q->s == '\\' && (q->s[1] == '"' || q->s[1] == '\\'))
			q->s++;
		if (*q->s == '\0')
			return scan_fail(q, s, "unterminated quote");
		if (n + 1 >= size)
			return too_long(q, s, size);
		out[n++] = *q->s++;
	}
	q->s++;
	out[n] = '\0';
	return n > 0 ? (int)n : scan_fail(q, s, "empty text");
}

int
scan_text(struct scan *q, char *out, size_t size)
{
	size_t n;

	scan_blanks(q);
	if (*q->s == '"')
		return scan_quoted(q, out, size);
	n = strcspn(q->s, ",)");
	while (n > 0 && is_blank(q->s[n - 1]))
		n--;
	if (n == 0)
		return scan_unexpected(q, "a string");
	if (n >= size)
		return too_long(q, q->s, size);
	memcpy(out, q->s, n);
	out[n] = '\0';
	q->s += n;
	return (int)n;
}
