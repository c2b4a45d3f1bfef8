/*
 * instead.c - JSON objects where delimited text was asked for.
 *
 * Limits and errors arrive with HTTP 200 in place of the data.  Such a reply
 * is short, so that only its first 64 KiB are looked at.
 */
#include "source/instead.h"

#include <string.h>

#include "base/json.h"

enum { INSTEAD_MAX = 1 << 16, SAID_MAX = 300 };

static int
is_key(const struct json_token *t)
{
	static const char *const keys[] = { "Information", "Note",
		"Error Message", "msg", "error", NULL };
	int i;

	for (i = 0; keys[i] != NULL; i++)
		if (t->len == strlen(keys[i]) &&
		    memcmp(t->s, keys[i], t->len) == 0)
			return 1;
	return 0;
}

/* 1 and the text of the first key that tells of an error; 0. */
static int
find_said(char said[SAID_MAX + 1], const char *text, size_t len)
{
	struct err ignored = { 0 };
	struct json_token t;
	struct json j;
	int found, n;

	json_init(&j, text, len);
	if (json_next(&j, &t, &ignored) == -1)
		return 0;
	while (json_next(&j, &t, &ignored) == 0 && t.type == JSON_KEY) {
		found = is_key(&t);
		if (json_next(&j, &t, &ignored) == -1)
			return 0;
		if ((t.type == JSON_OBJECT || t.type == JSON_ARRAY) &&
		    json_skip(&j, &ignored) == -1)
			return 0;
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
	return 0;
}

int
instead_check(struct in *in, struct err *err)
{
	const unsigned char *p;
	char said[SAID_MAX + 1];
	size_t n, at = 0;

	if (in_peek(in, 1, &p, &n, err) == -1)
		return -1;
	while (at < n && strchr(" \t\r\n", p[at]) != NULL && p[at] != '\0')
		at++;
	if (at == n || p[at] != '{')
		return 0;
	if (in_peek(in, INSTEAD_MAX, &p, &n, err) == -1)
		return -1;
	if (find_said(said, (const char *)p, n))
		return err_set(err, "an error in place of the data: %s", said);
	return err_set(err, "JSON in place of delimited text");
}
