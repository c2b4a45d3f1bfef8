/*
 * json.c - a JSON tokeniser, strictly RFC 8259.
 *
 * One state holds what may come next; one bit per level is set when that level
 * is an object.  Strings are fully checked when they are returned: no raw
 * control byte, no unknown escape, valid UTF-8 (section 8.1).  A lone
 * surrogate written as an escape is within the grammar and passes.  Nothing
 * may follow the one value.  Positions in messages are offsets from 0.
 *
 * After an error the tokeniser stays in error.
 */
#include "base/json.h"

#include <string.h>

#include "base/digits.h"

enum want {
	WANT_VALUE,          /* at the start, after ':', after ',' in [] */
	WANT_VALUE_OR_CLOSE, /* after '[' */
	WANT_KEY,            /* after ',' in {} */
	WANT_KEY_OR_CLOSE,   /* after '{' */
	WANT_COMMA_OR_CLOSE, /* after a value in [] or {} */
	WANT_END,            /* after the one value */
	WANT_NOTHING         /* after an error */
};

static const char *const wanted[] = {
	[WANT_VALUE] = "a value",
	[WANT_VALUE_OR_CLOSE] = "a value or ]",
	[WANT_KEY] = "a key in quotes",
	[WANT_KEY_OR_CLOSE] = "a key in quotes or }",
	[WANT_COMMA_OR_CLOSE] = ", or a closing bracket",
	[WANT_END] = "the end of the text",
};

void
json_init(struct json *j, const char *text, size_t len)
{
	memset(j, 0, sizeof(*j));
	j->text = text;
	j->len = len;
	j->want = WANT_VALUE;
}

/* "byte AT: WHAT", and nothing more comes from j. */
static int
fail(struct json *j, size_t at, struct err *err, const char *what)
{
	j->at = at;
	j->want = WANT_NOTHING;
	return err_set(err, "byte %zu: %s", at, what);
}

/* The byte at j->at is not allowed here, or the text has ended. */
static int
unexpected(struct json *j, struct err *err)
{
	const char *what;
	unsigned char c;

	if (j->want == WANT_NOTHING)
		return err_set(err, "byte %zu: read after an error", j->at);
	what = wanted[j->want];
	j->want = WANT_NOTHING;
	if (j->at >= j->len)
		return err_set(err, "byte %zu: truncated: expected %s", j->at,
		    what);
	c = (unsigned char)j->text[j->at];
	if (c > 0x20 && c < 0x7f)
		return err_set(err, "byte %zu: expected %s, got '%c'", j->at,
		    what, c);
	return err_set(err, "byte %zu: expected %s, got byte 0x%02X", j->at,
	    what, c);
}

static void
skip_blanks(struct json *j)
{
	char c;

	for (; j->at < j->len; j->at++) {
		c = j->text[j->at];
		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			return;
	}
}

static int
in_object(const struct json *j)
{
	return j->depth > 0 && (j->in_object >> (j->depth - 1) & 1);
}

/* A value, open bracket or close is through: what comes next? */
static void
after_value(struct json *j)
{
	j->want = j->depth > 0 ? WANT_COMMA_OR_CLOSE : WANT_END;
}

static int
open_level(struct json *j, struct json_token *t, int object, struct err *err)
{
	uint64_t bit;

	if (j->depth == JSON_DEPTH) {
		j->want = WANT_NOTHING;
		return err_set(err, "byte %zu: nested deeper than %d levels",
		    j->at, JSON_DEPTH);
	}
	bit = UINT64_C(1) << j->depth++;
	j->in_object = object ? j->in_object | bit : j->in_object & ~bit;
	j->want = object ? WANT_KEY_OR_CLOSE : WANT_VALUE_OR_CLOSE;
	t->type = object ? JSON_OBJECT : JSON_ARRAY;
	t->len = 1;
	j->at++;
	return 0;
}

static int
close_level(struct json *j, struct json_token *t)
{
	t->type = JSON_CLOSE;
	t->len = 1;
	j->at++;
	j->depth--;
	after_value(j);
	return 0;
}

static int
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

/* Length of the escape at s (a backslash), 0 when bad or cut short. */
static size_t
escape_len(const char *s, size_t left)
{
	size_t i;

	if (left < 2)
		return 0;
	if (s[1] != 'u')
		return s[1] != '\0' && strchr("\"\\/bfnrt", s[1]) ? 2 : 0;
	for (i = 2; i < 6; i++)
		if (i >= left || !is_hex(s[i]))
			return 0;
	return 6;
}

/*
 * Skip plain bytes: ASCII except controls, quote and backslash.  A byte is
 * special when its top bit is set, or becomes set by a borrow: below 0x20, or
 * equal to the byte it was xored with.  No borrow reaches the first special
 * byte, so its position is exact.  The last seven bytes of the text are left
 * to the caller.
 */
static size_t
skip_plain(const char *s, size_t at, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t x;

	for (; len - at >= 8; at += 8) {
		x = digits_load8(s + at);
		x |= (x - ones * 0x20) | ((x ^ ones * '"') - ones) |
		     ((x ^ ones * '\\') - ones);
		x &= ones * 0x80;
		if (x != 0)
			return at + (size_t)__builtin_ctzll(x) / 8;
	}
	return at;
}

static int
string_error(struct json *j, size_t at, struct err *err)
{
	unsigned char c;

	if (at >= j->len)
		return fail(j, j->len, err, "truncated inside a string");
	c = (unsigned char)j->text[at];
	if (c != '\\') {
		j->at = at;
		j->want = WANT_NOTHING;
		return err_set(err,
		    "byte %zu: raw control byte 0x%02X in a string", at, c);
	}
	if (at + 1 >= j->len)
		return fail(j, j->len, err, "truncated inside a string");
	if (j->text[at + 1] == 'u')
		return fail(j, at, err, "\\u needs four hex digits");
	return fail(j, at, err, "unknown escape in a string");
}

/* The string whose opening quote is at j->at. */
static int
take_string(struct json *j, struct json_token *t, struct err *err)
{
	size_t at = j->at + 1, n;
	unsigned char c;
	int wide = 0; /* holds bytes beyond ASCII */

	t->s = j->text + at;
	for (;;) {
		at = skip_plain(j->text, at, j->len);
		if (at == j->len)
			return string_error(j, at, err);
		c = (unsigned char)j->text[at];
		if (c == '"')
			break;
		n = c < 0x20 ? 0 : 1;
		if (c == '\\') {
			n = escape_len(j->text + at, j->len - at);
			t->escaped = 1;
		}
		if (n == 0)
			return string_error(j, at, err);
		wide |= c >= 0x80;
		at += n;
	}
	t->len = (size_t)(j->text + at - t->s);
	if (wide) {
		n = utf8_valid_len(t->s, t->len);
		if (n < t->len)
			return fail(j, j->at + 1 + n, err, "not UTF-8");
	}
	j->at = at + 1;
	return 0;
}

static size_t
skip_digits(const char *s, size_t at, size_t len)
{
	while (at < len && s[at] >= '0' && s[at] <= '9')
		at++;
	return at;
}

/* Length of the number (RFC 8259, section 6) that s starts with, or 0. */
static size_t
number_len(const char *s, size_t len)
{
	size_t at = 0, from;

	if (at < len && s[at] == '-')
		at++;
	if (at < len && s[at] == '0') {
		at++;
	} else {
		from = at;
		at = skip_digits(s, at, len);
		if (at == from)
			return 0;
	}
	if (at < len && s[at] == '.') {
		from = at + 1;
		at = skip_digits(s, from, len);
		if (at == from)
			return 0;
	}
	if (at < len && (s[at] == 'e' || s[at] == 'E')) {
		from = at + 1;
		if (from < len && (s[from] == '+' || s[from] == '-'))
			from++;
		at = skip_digits(s, from, len);
		if (at == from)
			return 0;
	}
	return at;
}

/* May a bare word or a number be made of it? */
static int
is_word_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '.' || c == '+' || c == '-';
}

/* Length of the run of such bytes. */
static size_t
word_len(const char *s, size_t len)
{
	size_t n;

	for (n = 0; n < len && is_word_char(s[n]); n++)
		;
	return n;
}

/* A number or true, false, null; all of the word must be it. */
static int
take_word(struct json *j, struct json_token *t, struct err *err)
{
	static const struct {
		const char *text;
		size_t len;
		enum json_type type;
	} names[] = {
		{ "true", 4, JSON_TRUE },
		{ "false", 5, JSON_FALSE },
		{ "null", 4, JSON_NULL },
	};
	const char *s = j->text + j->at;
	size_t left = j->len - j->at, len = number_len(s, left), i;

	t->s = s;
	t->len = len;
	if (len > 0 && (len == left || !is_word_char(s[len]))) {
		t->type = JSON_NUMBER;
		j->at += len;
		return 0;
	}
	t->len = len = word_len(s, left);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (len != names[i].len || memcmp(s, names[i].text, len) != 0)
			continue;
		t->type = names[i].type;
		j->at += len;
		return 0;
	}
	if (len == 0)
		return unexpected(j, err);
	t->type = JSON_NUMBER;
	j->want = WANT_NOTHING;
	return err_set(err, "byte %zu: not a %s: \"%.*s\"", j->at,
	    strchr("+-.0123456789", s[0]) ? "number" : "value",
	    len < 40 ? (int)len : 40, s);
}

static int
take_value(struct json *j, struct json_token *t, struct err *err)
{
	switch (j->text[j->at]) {
	case '{':
		return open_level(j, t, 1, err);
	case '[':
		return open_level(j, t, 0, err);
	case '"':
		t->type = JSON_STRING;
		if (take_string(j, t, err) < 0)
			return -1;
		break;
	default:
		if (take_word(j, t, err) < 0)
			return -1;
	}
	after_value(j);
	return 0;
}

static int
take_key(struct json *j, struct json_token *t, struct err *err)
{
	if (j->text[j->at] != '"')
		return unexpected(j, err);
	t->type = JSON_KEY;
	if (take_string(j, t, err) < 0)
		return -1;
	skip_blanks(j);
	if (j->at >= j->len)
		return fail(j, j->len, err, "truncated: expected ':'");
	if (j->text[j->at] != ':')
		return fail(j, j->at, err, "no ':' after a key");
	j->at++;
	j->want = WANT_VALUE;
	return 0;
}

/* Is j->text[j->at] the bracket that may close this level here? */
static int
at_close(const struct json *j)
{
	if (j->want != WANT_VALUE_OR_CLOSE && j->want != WANT_KEY_OR_CLOSE &&
	    j->want != WANT_COMMA_OR_CLOSE)
		return 0;
	return j->text[j->at] == (in_object(j) ? '}' : ']');
}

int
json_next(struct json *j, struct json_token *t, struct err *err)
{
	memset(t, 0, sizeof(*t));
	skip_blanks(j);
	t->s = j->text + j->at;
	if (j->at == j->len && j->want == WANT_END)
		return 0; /* JSON_END */
	if (j->at == j->len || j->want >= WANT_END)
		return unexpected(j, err);
	if (at_close(j))
		return close_level(j, t);
	if (j->want == WANT_COMMA_OR_CLOSE) {
		if (j->text[j->at] != ',')
			return unexpected(j, err);
		j->at++;
		j->want = in_object(j) ? WANT_KEY : WANT_VALUE;
		skip_blanks(j);
		if (j->at == j->len)
			return unexpected(j, err);
		t->s = j->text + j->at;
	}
	if (j->want == WANT_KEY || j->want == WANT_KEY_OR_CLOSE)
		return take_key(j, t, err);
	return take_value(j, t, err);
}

int
json_skip(struct json *j, struct err *err)
{
	struct json_token t;
	int level = j->depth;

	while (j->depth >= level && level > 0)
		if (json_next(j, &t, err) < 0)
			return -1;
	return 0;
}
