/*
 * json_mend.c - rewrite escapes that are not JSON as JSON escapes.
 */
#include "source/json_mend.h"

#include <string.h>

static int
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

/* The escape at s (a backslash) to out: bytes written, *taken from s; 0 when
 * it is one of JSON's, or none. */
static size_t
mend_one(char *out, size_t *taken, const char *s, size_t left)
{
	if (left >= 2 && s[1] == '\'') {
		out[0] = '\'';
		*taken = 2;
		return 1;
	}
	if (left >= 4 && s[1] == 'x' && is_hex(s[2]) && is_hex(s[3])) {
		memcpy(out, "\\u00", 4);
		memcpy(out + 4, s + 2, 2);
		*taken = 4;
		return 6;
	}
	return 0;
}

size_t
json_mend_escapes(char *out, const char *s, size_t len)
{
	size_t at = 0, n = 0, run, taken, made, mended = 0;
	const char *slash;

	while ((slash = memchr(s + at, '\\', len - at)) != NULL) {
		run = (size_t)(slash - s) - at;
		memcpy(out + n, s + at, run);
		n += run;
		at += run;
		made = mend_one(out + n, &taken, slash, len - at);
		mended += made > 0;
		if (made == 0) {
			made = taken = len - at < 2 ? len - at : 2;
			memcpy(out + n, slash, made);
		}
		n += made;
		at += taken;
	}
	memcpy(out + n, s + at, len - at);
	return mended > 0 ? n + len - at : 0;
}
