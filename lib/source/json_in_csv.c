/*
 * json_in_csv.c - a JSON reply where delimited text was expected.
 *
 * Servers send rate limits and errors with HTTP 200 in place of the data.
 * Such a reply is short, so at most the first 64 KiB of the input are examined
 * (including leading blanks), however it is chunked.
 */
#include "source/json_in_csv.h"

#include <string.h>

#include "base/json.h"

enum { LOOK_MAX = 1 << 16, SAID_MAX = 200 };

static int
is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int
is_key(const struct json_token *t)
{
	static const char *const keys[] = { "Information", "Note",
		"Error Message", "msg", "message", "error", NULL };
	int i;

	for (i = 0; keys[i] != NULL; i++)
		if (t->len == strlen(keys[i]) &&
		    memcmp(t->s, keys[i], t->len) == 0)
			return 1;
	return 0;
}

/*
 * The text of the first key that reports an error: 1; 0 there is none; -1 when
 * the text ends, or is not JSON, before that is known.
 */
static int
find_said(char said[SAID_MAX + 1], const char *text, size_t len)
{
	struct err ignored = { 0 };
	struct json_token t;
	struct json j;
	int found, n;

	json_init(&j, text, len);
	if (json_next(&j, &t, &ignored) == -1)
		return -1;
	while (json_next(&j, &t, &ignored) == 0) {
		if (t.type != JSON_KEY)
			return 0;
		found = is_key(&t);
		if (json_next(&j, &t, &ignored) == -1)
			return -1;
		if ((t.type == JSON_OBJECT || t.type == JSON_ARRAY) &&
		    json_skip(&j, &ignored) == -1)
			return -1;
		if (!found || t.type != JSON_STRING)
			continue;
		if (t.len > SAID_MAX) {
			t.len = utf8_valid_len(t.s, SAID_MAX);
			t.escaped = 0;
		}
		n = json_unescape(said, SAID_MAX, &t);
		said[n > 0 ? n : 0] = '\0';
		return n > 0;
	}
	return -1;
}

/* One byte more than n of the window, none beyond the first 64 KiB: 1; 0
 * there is none; -1. */
static int
look_on(struct in *in, const unsigned char **p, size_t *n, struct err *err)
{
	int got = 0;

	if (*n < LOOK_MAX)
		got = in_peek(in, *n + 1, p, n, err);
	*n = *n < LOOK_MAX ? *n : LOOK_MAX;
	return got;
}

int
json_in_csv_check(struct in *in, struct err *err)
{
	const unsigned char *p = NULL;
	char said[SAID_MAX + 1];
	size_t n = 0, at = 0;
	int got, found;

	do {
		got = look_on(in, &p, &n, err);
		if (got == -1)
			return -1;
		while (at < n && is_space(p[at]))
			at++;
	} while (got == 1 && at == n);
	if (at == n || p[at] != '{')
		return 0;
	while ((found = find_said(said, (const char *)p + at, n - at)) == -1) {
		got = look_on(in, &p, &n, err);
		if (got == -1)
			return -1;
		if (got == 0)
			break;
	}
	if (found == 1)
		return err_set(err, "an error in place of the data: %s", said);
	return err_set(err, "JSON in place of delimited text");
}
