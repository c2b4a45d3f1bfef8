/*
 * err.c - errors are values.
 *
 * Messages may be shown on a terminal and may quote bytes of a hostile file,
 * so unprintable text is replaced when the message is made.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

/* '?' for control bytes and for each byte that is not part of UTF-8: some
 * terminals obey lone bytes from 0x80 on too. */
static void
make_printable(char *s)
{
	const char *end = s + strlen(s);
	const char *valid = s + utf8_valid_len(s, strlen(s));

	for (; s < end; s++) {
		if (s == valid) {
			valid = s + 1;
			valid += utf8_valid_len(valid, (size_t)(end - valid));
			*s = '?';
		} else if ((unsigned char)*s < 0x20 || *s == 0x7f) {
			*s = '?';
		} else if ((unsigned char)s[0] == 0xc2 &&
			   (unsigned char)s[1] < 0xa0) {
			*s++ = '?'; /* U+0080 to U+009F, control too */
			*s = '?';
		}
	}
}

static void
vset(struct err *err, const char *fmt, va_list ap)
{
	if (err->set)
		return;
	vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	make_printable(err->msg);
	err->set = 1;
}

int
err_set(struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vset(err, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_usage(struct err *err, const char *fmt, ...)
{
	va_list ap;

	if (!err->set)
		err->usage = 1;
	va_start(ap, fmt);
	vset(err, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_errno(struct err *err, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	size_t n;

	if (err->set)
		return -1;
	va_start(ap, fmt);
	vset(err, fmt, ap);
	va_end(ap);
	n = strlen(err->msg);
	snprintf(err->msg + n, sizeof(err->msg) - n, ": %s", strerror(saved));
	return -1;
}

int
err_copy(struct err *err, const struct err *from)
{
	if (!err->set)
		*err = *from;
	return -1;
}

int
err_at(struct err *err, const char *fmt, ...)
{
	char where[ERR_MAX], tail[ERR_MAX];
	va_list ap;

	if (err->placed)
		return -1;
	va_start(ap, fmt);
	vsnprintf(where, sizeof(where), fmt, ap);
	va_end(ap);
	make_printable(where);
	memcpy(tail, err->msg, sizeof(tail));
	/* If the line is too long, the location is cut, never the reason. */
	if (snprintf(err->msg, sizeof(err->msg), "%s: %s", where, tail) >=
	    (int)sizeof(err->msg))
		memcpy(err->msg, tail, sizeof(tail));
	err->set = 1;
	return -1;
}

int
err_more(struct err *err, const char *fmt, ...)
{
	size_t n = strlen(err->msg);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->msg + n, sizeof(err->msg) - n, fmt, ap);
	va_end(ap);
	make_printable(err->msg + n);
	return -1;
}

_Noreturn void
err_bug(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: bug: %s\n", file, line, what);
	abort();
}
