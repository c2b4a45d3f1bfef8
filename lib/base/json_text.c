/*
 * json_text.c - the text inside JSON strings: escapes and UTF-8.
 *
 * UTF-8 is what Unicode 15, table 3-7 calls well-formed: no overlong forms,
 * no surrogates, nothing beyond U+10FFFF.
 */
#include "base/json.h"

#include <limits.h>
#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* Bytes of the well-formed sequence that s starts with, 0 when none. */
static size_t
utf8_step(const unsigned char *s, size_t len)
{
	unsigned char low = 0x80, high = 0xBF; /* bounds of the second byte */
	size_t i, n;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 0;
	n = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
	if (len < n)
		return 0;
	if (s[0] == 0xE0)
		low = 0xA0;
	else if (s[0] == 0xED)
		high = 0x9F;
	else if (s[0] == 0xF0)
		low = 0x90;
	else if (s[0] == 0xF4)
		high = 0x8F;
	if (s[1] < low || s[1] > high)
		return 0;
	for (i = 2; i < n; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	return n;
}

size_t
utf8_valid_len(const char *s, size_t len)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	size_t at = 0, n;
	uint64_t x;

	while (at < len) {
		if (len - at >= 8) {
			memcpy(&x, s + at, 8);
			if ((x & high) == 0) {
				at += 8;
				continue;
			}
		}
		n = utf8_step((const unsigned char *)s + at, len - at);
		if (n == 0)
			break;
		at += n;
	}
	return at;
}

int
utf8_valid(const char *s, size_t len)
{
	return utf8_valid_len(s, len) == len;
}

/* Write code point c, which is not a surrogate; its length. */
static size_t
utf8_put(char out[4], uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

/* The code unit of the escape (\u, 4 hex digits) at s, -1 if there is none. */
static int32_t
hex_unit(const char *s, size_t len)
{
	int32_t v = 0;
	int i, digit;

	if (len < 6 || s[0] != '\\' || s[1] != 'u')
		return -1;
	for (i = 2; i < 6; i++) {
		if (s[i] >= '0' && s[i] <= '9')
			digit = s[i] - '0';
		else if (s[i] >= 'a' && s[i] <= 'f')
			digit = s[i] - 'a' + 10;
		else if (s[i] >= 'A' && s[i] <= 'F')
			digit = s[i] - 'A' + 10;
		else
			return -1;
		v = v * 16 + digit;
	}
	return v;
}

/*
 * Undo the escape at s (a backslash) into out and set *n to its length
 * there.  Returns the bytes taken from s, 0 when the escape is bad.
 */
static size_t
undo_escape(char out[4], size_t *n, const char *s, size_t len)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *simple;
	int32_t c, second;
	size_t taken = 6;

	if (len < 2)
		return 0;
	simple = s[1] != '\0' ? strchr(from, s[1]) : NULL;
	if (simple != NULL) {
		out[0] = to[simple - from];
		*n = 1;
		return 2;
	}
	c = hex_unit(s, len);
	if (c < 0)
		return 0;
	second = hex_unit(s + 6, len - 6);
	if (c >= 0xD800 && c <= 0xDBFF && second >= 0xDC00 &&
	    second <= 0xDFFF) {
		c = 0x10000 + (c - 0xD800) * 0x400 + (second - 0xDC00);
		taken = 12;
	} else if (c >= 0xD800 && c <= 0xDFFF) {
		c = 0xFFFD; /* half a pair */
	}
	*n = utf8_put(out, (uint32_t)c);
	return taken;
}

int
json_unescape(char *out, size_t max, const struct json_token *t)
{
	size_t at = 0, n = 0, len, taken;
	const char *slash;
	char c[4];

	if (max > INT_MAX)
		max = INT_MAX;
	while (at < t->len) {
		slash =
		    t->escaped ? memchr(t->s + at, '\\', t->len - at) : NULL;
		len = (slash ? (size_t)(slash - t->s) : t->len) - at;
		if (len > max - n)
			return -1;
		if (len > 0)
			memcpy(out + n, t->s + at, len);
		n += len;
		at += len;
		if (slash == NULL)
			break;
		taken = undo_escape(c, &len, t->s + at, t->len - at);
		if (taken == 0 || len > max - n)
			return -1;
		memcpy(out + n, c, len);
		n += len;
		at += taken;
	}
	return (int)n;
}

/*
 * Copy bytes that need no escape, eight at a time; returns how many.  See
 * skip_plain in json.c for the test.
 */
static size_t
put_plain(char *out, const char *s, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t n = 0;
	uint64_t x;

	for (; len - n >= 8; n += 8) {
		memcpy(&x, s + n, 8);
		if ((x | (x - ones * 0x20) | ((x ^ ones * '"') - ones) |
			((x ^ ones * '\\') - ones)) &
		    ones * 0x80)
			break;
		memcpy(out + n, &x, 8);
	}
	while (n < len && (unsigned char)s[n] >= 0x20 &&
	       (unsigned char)s[n] < 0x80 && s[n] != '"' && s[n] != '\\') {
		out[n] = s[n];
		n++;
	}
	return n;
}

/* Quote, backslash or control byte. */
static size_t
put_escape(char *out, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *simple = c != '\0' ? strchr(from, c) : NULL;

	out[0] = '\\';
	if (simple != NULL) {
		out[1] = to[simple - from];
		return 2;
	}
	memcpy(out + 1, "u00", 3);
	out[4] = hex[c >> 4];
	out[5] = hex[c & 15];
	return 6;
}

size_t
json_put_string(char *out, const char *s, size_t len)
{
	size_t at = 0, n = 0, step;

	out[n++] = '"';
	while (at < len) {
		step = put_plain(out + n, s + at, len - at);
		n += step;
		at += step;
		if (at == len)
			break;
		if ((unsigned char)s[at] < 0x80) {
			n += put_escape(out + n, (unsigned char)s[at++]);
			continue;
		}
		step = utf8_step((const unsigned char *)s + at, len - at);
		if (step > 0) {
			memcpy(out + n, s + at, step);
			n += step;
			at += step;
		} else {
			memcpy(out + n, replacement, 3);
			n += 3;
			at++;
		}
	}
	out[n++] = '"';
	return n;
}
