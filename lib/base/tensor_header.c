/*
 * tensor_header.c - safetensors in: the JSON header.
 *
 *	{"__metadata__": {"key": "value", ...},
 *	 "name": {"dtype": "F32", "shape": [2,3], "data_offsets": [0,24]}, ...}
 *
 * huggingface/safetensors, README, "Format".  It begins with '{', may end in
 * blanks, is UTF-8, and a name comes once.  Refused besides: types that this
 * project has no use for, more than TENSOR_DIMS dimensions, members of an
 * array that the format does not name (they may change what the others
 * mean), NUL in texts.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"
#include "base/tensor_file.h"

enum { KEY_MAX = 32, QUOTE_MAX = 40 };

/* What an array's members said so far. */
enum { HAS_DTYPE = 1, HAS_SHAPE = 2, HAS_OFFSETS = 4, HAS_ALL = 7 };

/* How much of a token to quote in a message. */
static int
quoted(const struct json_token *tok)
{
	return tok->len < QUOTE_MAX ? (int)tok->len : QUOTE_MAX;
}

static const char *
token_name(enum json_type type)
{
	switch (type) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "a list";
	case JSON_STRING:
		return "a string";
	case JSON_NUMBER:
		return "a number";
	case JSON_CLOSE:
		return "a closing bracket";
	default:
		return "nothing";
	}
}

static int
expect(struct json *j, struct json_token *tok, enum json_type want,
    struct err *err)
{
	if (json_next(j, tok, err) < 0)
		return -1;
	if (tok->type == want)
		return 0;
	return err_set(err, "byte %zu: expected %s", j->at, token_name(want));
}

/* A text of the header on the heap, *len without the NUL. */
static char *
take_text(size_t *len, const struct json_token *tok, struct err *err)
{
	char *s = malloc(tok->len + 1);
	int n;

	if (s == NULL) {
		err_set(err, "out of memory for %zu bytes", tok->len);
		return NULL;
	}
	n = json_unescape(s, tok->len, tok);
	if (n < 0 || memchr(s, '\0', (size_t)n) != NULL) {
		err_set(err, "not a string: \"%.*s\"", quoted(tok), tok->s);
		free(s);
		return NULL;
	}
	s[n] = '\0';
	*len = (size_t)n;
	return s;
}

static int
parse_meta(struct tensors *t, struct json *j, struct err *err)
{
	struct json_token tok;
	char *key, *value;
	size_t len;

	if (expect(j, &tok, JSON_OBJECT, err) < 0)
		return -1;
	for (;;) {
		if (json_next(j, &tok, err) < 0)
			return -1;
		if (tok.type == JSON_CLOSE)
			return 0;
		key = take_text(&len, &tok, err);
		if (key == NULL)
			return -1;
		value = NULL;
		if (expect(j, &tok, JSON_STRING, err) == 0)
			value = take_text(&len, &tok, err);
		if (value == NULL) {
			free(key);
			return -1;
		}
		if (tensors_meta_take(t, key, value, err) < 0)
			return -1;
	}
}

static int
parse_type(struct tensor *a, struct json *j, struct err *err)
{
	struct json_token tok;
	int type;

	if (expect(j, &tok, JSON_STRING, err) < 0)
		return -1;
	type = tensor_type_find(tok.s, tok.len);
	if (type < 0)
		return err_set(err,
		    "type \"%.*s\": expected F64, F32, I64, I32, I16, U8, U16, "
		    "U32 or U64",
		    quoted(&tok), tok.s);
	a->type = (enum tensor_type)type;
	return 0;
}

/* A list of at most max whole numbers; how many, or -1. */
static int
parse_numbers(uint64_t *out, int max, struct json *j, struct err *err)
{
	struct json_token tok;
	int n = 0;

	if (expect(j, &tok, JSON_ARRAY, err) < 0)
		return -1;
	for (;; n++) {
		if (json_next(j, &tok, err) < 0)
			return -1;
		if (tok.type == JSON_CLOSE)
			return n;
		if (n == max)
			return err_set(err, "more than %d numbers", max);
		if (tok.type != JSON_NUMBER ||
		    num_u64(&out[n], tok.s, tok.len) < 0)
			return err_set(err,
			    "byte %zu: expected a whole number, got \"%.*s\"",
			    j->at, quoted(&tok), tok.s);
	}
}

static int
parse_offsets(struct tensors_entry *e, struct json *j, struct err *err)
{
	uint64_t offsets[2];
	int n = parse_numbers(offsets, 2, j, err);

	if (n < 0)
		return -1;
	if (n != 2)
		return err_set(err, "data_offsets: %d numbers, expected 2", n);
	e->begin = offsets[0];
	e->end = offsets[1];
	return 0;
}

/* One member of an array's object: the flag of what it was, or -1. */
static int
parse_member(struct tensors_entry *e, struct json *j,
    const struct json_token *tok, struct err *err)
{
	char key[KEY_MAX];
	int len = json_unescape(key, sizeof(key) - 1, tok);

	/* A NUL inside must not make a key look like a known one. */
	key[len > 0 && memchr(key, '\0', (size_t)len) == NULL ? len : 0] = '\0';
	if (strcmp(key, "dtype") == 0)
		return parse_type(&e->t, j, err) < 0 ? -1 : HAS_DTYPE;
	if (strcmp(key, "data_offsets") == 0)
		return parse_offsets(e, j, err) < 0 ? -1 : HAS_OFFSETS;
	if (strcmp(key, "shape") != 0)
		return err_set(err, "unknown member \"%.*s\"", quoted(tok),
		    tok->s);
	e->t.ndim = parse_numbers(e->t.shape, TENSOR_DIMS, j, err);
	return e->t.ndim < 0 ? err_at(err, "shape") : HAS_SHAPE;
}

static int
parse_members(struct tensors_entry *e, struct json *j, struct err *err)
{
	struct json_token tok;
	int seen = 0, flag;

	if (expect(j, &tok, JSON_OBJECT, err) < 0)
		return -1;
	for (;;) {
		if (json_next(j, &tok, err) < 0)
			return -1;
		if (tok.type == JSON_CLOSE)
			break;
		flag = parse_member(e, j, &tok, err);
		if (flag < 0)
			return -1;
		if (seen & flag)
			return err_set(err, "\"%.*s\": duplicate", (int)tok.len,
			    tok.s);
		seen |= flag;
	}
	if (seen != HAS_ALL)
		return err_set(err, "expected dtype, shape and data_offsets");
	return 0;
}

static int
check_extent(struct tensors_entry *e, struct err *err)
{
	uint64_t bytes;

	if (tensor_extent(&e->t.count, &bytes, &e->t) < 0)
		return err_set(err, "shape too large");
	if (e->begin > e->end || e->end - e->begin != bytes)
		return err_set(err,
		    "data_offsets [%llu,%llu], expected %llu bytes",
		    (unsigned long long)e->begin, (unsigned long long)e->end,
		    (unsigned long long)bytes);
	return 0;
}

static int
parse_array(struct tensors *t, struct json *j, const char *name, size_t len,
    struct err *err)
{
	struct tensors_entry *e = tensors_entry_new(t, name, len, err);

	if (e == NULL)
		return -1;
	if (parse_members(e, j, err) < 0 || check_extent(e, err) < 0)
		return err_at(err, "array \"%s\"", e->t.name);
	return 0;
}

int
tensors_parse(struct tensors *t, const char *text, size_t len, struct err *err)
{
	struct json j;
	struct json_token tok;
	int metas = 0, rc;
	char *name;

	if (len == 0 || text[0] != '{')
		return err_set(err, "does not begin with '{'");
	if (!utf8_valid(text, len))
		return err_set(err, "not UTF-8");
	json_init(&j, text, len);
	if (expect(&j, &tok, JSON_OBJECT, err) < 0)
		return -1;
	for (;;) {
		if (json_next(&j, &tok, err) < 0)
			return -1;
		if (tok.type == JSON_CLOSE)
			return expect(&j, &tok, JSON_END, err);
		name = take_text(&len, &tok, err);
		if (name == NULL)
			return -1;
		if (strcmp(name, TENSORS_META_KEY) != 0)
			rc = parse_array(t, &j, name, len, err);
		else if (metas++ > 0)
			rc = err_set(err, TENSORS_META_KEY ": duplicate");
		else
			rc = parse_meta(t, &j, err);
		free(name);
		if (rc < 0)
			return -1;
	}
}
