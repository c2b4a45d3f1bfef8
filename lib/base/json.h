/*
 * json.h - a JSON tokeniser (RFC 8259) over a text in memory.
 *
 * It builds no tree and allocates nothing: json_next returns tokens whose text
 * is borrowed from the input.  Depth is bounded (JSON_DEPTH).  Numbers are
 * checked for form and returned as text; strings keep their escapes until
 * json_unescape.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { JSON_DEPTH = 64 };

enum json_type {
	JSON_END,    /* clean end of the text */
	JSON_OBJECT, /* '{' */
	JSON_ARRAY,  /* '[' */
	JSON_CLOSE,  /* '}' or ']' */
	JSON_KEY,    /* an object's key; its ':' is taken too */
	JSON_STRING,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL
};

struct json_token {
	enum json_type type;
	const char *s; /* text: inside the quotes for strings and keys */
	size_t len;
	int escaped; /* a string or key that holds a backslash */
};

struct json {
	const char *text;
	size_t len, at; /* at: offset of the next byte, for messages */
	int depth, want; /* internal */
	uint64_t in_object;
};

void json_init(struct json *j, const char *text, size_t len);

/* The next token: 0, or -1 with *err ("byte 17: ..."). */
int json_next(struct json *j, struct json_token *t, struct err *err);

/*
 * After JSON_OBJECT or JSON_ARRAY: skip all of it, including its closing
 * bracket.
 */
int json_skip(struct json *j, struct err *err);

/* The text with escapes undone, at most max bytes; its length, or -1 when it
 * is too long or an escape is bad.  Lone surrogates become U+FFFD. */
int json_unescape(char *out, size_t max, const struct json_token *t);

/*
 * Print a string with its quotes; at most 6 * len + 2 bytes.  Bytes that are
 * not UTF-8 become U+FFFD.
 */
size_t json_put_string(char *out, const char *s, size_t len);

/* 1 when the bytes are valid UTF-8. */
int utf8_valid(const char *s, size_t len);

/* Length of the longest prefix that is valid UTF-8. */
size_t utf8_valid_len(const char *s, size_t len);

#endif
