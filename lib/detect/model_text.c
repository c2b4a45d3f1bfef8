/*
 * model_text.c - the JSON in a model file's metadata.
 */
#include "detect/model_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

enum { FEATURE_TEXT_MAX = 1023 }; /* bytes of a name or unit */

char *
model_features_text(const char *const *names, const char *const *units, int d)
{
	size_t room = 3, len = 0;
	char *out;
	int j;

	for (j = 0; j < d; j++)
		room += 32 + 6 * (strlen(names[j]) + strlen(units[j]));
	out = malloc(room);
	if (out == NULL)
		return NULL;
	out[len++] = '[';
	for (j = 0; j < d; j++) {
		len += (size_t)sprintf(out + len,
		    "%s{\"name\":", j > 0 ? "," : "");
		len += json_put_string(out + len, names[j], strlen(names[j]));
		len += (size_t)sprintf(out + len, ",\"unit\":");
		len += json_put_string(out + len, units[j], strlen(units[j]));
		out[len++] = '}';
	}
	out[len++] = ']';
	out[len] = '\0';
	return out;
}

/* Read the next token; it must have the given type. */
static int
expect(struct json *j, struct json_token *tok, enum json_type type,
    const char *what, struct err *err)
{
	if (json_next(j, tok, err) < 0)
		return -1;
	if (tok->type != type)
		return err_set(err, "byte %zu: expected %s", j->at, what);
	return 0;
}

static int
key_is(const struct json_token *tok, const char *key)
{
	return tok->len == strlen(key) && memcmp(tok->s, key, tok->len) == 0;
}

/* Copy the text of member "key" to the heap. */
static int
get_member(struct json *j, const char *key, char **out, struct err *err)
{
	char text[FEATURE_TEXT_MAX + 1];
	struct json_token tok;
	int len;

	if (expect(j, &tok, JSON_KEY, key, err) < 0)
		return -1;
	if (!key_is(&tok, key))
		return err_set(err, "byte %zu: expected the key \"%s\"", j->at,
		    key);
	if (expect(j, &tok, JSON_STRING, "a string", err) < 0)
		return -1;
	len = json_unescape(text, FEATURE_TEXT_MAX, &tok);
	if (len < 0 || memchr(text, '\0', (size_t)len) != NULL)
		return err_set(err, "byte %zu: not a name", j->at);
	text[len] = '\0';
	*out = strdup(text);
	return *out != NULL ? 0 : err_set(err, "out of memory for a name");
}

/* The next element of an array: 1 and *tok, 0 at its end. */
static int
element(struct json *j, struct json_token *tok, enum json_type type,
    const char *what, struct err *err)
{
	if (json_next(j, tok, err) < 0)
		return -1;
	if (tok->type == JSON_CLOSE)
		return expect(j, tok, JSON_END, "the end", err);
	if (tok->type != type)
		return err_set(err, "byte %zu: expected %s", j->at, what);
	return 1;
}

int
model_features_parse(const char *text, char **names, char **units, int max,
    struct err *err)
{
	struct json_token tok;
	struct json j;
	int d = 0, rc;

	json_init(&j, text, strlen(text));
	if (expect(&j, &tok, JSON_ARRAY, "an array", err) < 0)
		return -1;
	while ((rc = element(&j, &tok, JSON_OBJECT, "{", err)) == 1) {
		if (d == max)
			return err_set(err, "more than %d features", max);
		if (get_member(&j, "name", &names[d], err) < 0 ||
		    get_member(&j, "unit", &units[d], err) < 0 ||
		    expect(&j, &tok, JSON_CLOSE, "}", err) < 0)
			return -1;
		d++;
	}
	if (rc == 0 && d < 1)
		return err_set(err, "no features");
	return rc == 0 ? d : -1;
}

/* Check a head's name: it is part of the names of columns and arrays. */
static int
head_ok(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') ||
			(s[i] >= '0' && s[i] <= '9') || s[i] == '_'))
			return 0;
	return len > 0 && len <= HEAD_MAX;
}

int
model_heads_parse(const char *text, char heads[][HEAD_MAX + 1], int max,
    struct err *err)
{
	struct json_token tok;
	struct json j;
	int n = 0, i, rc;

	json_init(&j, text, strlen(text));
	if (expect(&j, &tok, JSON_ARRAY, "an array", err) < 0)
		return -1;
	while ((rc = element(&j, &tok, JSON_STRING, "a string", err)) == 1) {
		if (n == max)
			return err_set(err, "more than %d heads", max);
		if (!head_ok(tok.s, tok.len))
			return err_set(err, "byte %zu: not the name of a head",
			    j.at);
		memcpy(heads[n], tok.s, tok.len);
		heads[n][tok.len] = '\0';
		for (i = 0; i < n; i++)
			if (strcmp(heads[i], heads[n]) == 0)
				return err_set(err, "%s: duplicate", heads[n]);
		n++;
	}
	if (rc == 0 && n < 1)
		return err_set(err, "no heads");
	return rc == 0 ? n : -1;
}

int
model_options_check(const char *text, struct err *err)
{
	struct json_token tok;
	struct json j;

	json_init(&j, text, strlen(text));
	if (json_next(&j, &tok, err) < 0)
		return -1;
	if (tok.type != JSON_OBJECT)
		return err_set(err, "not a JSON object");
	if (json_skip(&j, err) < 0 || json_next(&j, &tok, err) < 0)
		return -1;
	if (tok.type != JSON_END)
		return err_set(err, "text after the object");
	return 0;
}

int
model_unknown(const char *name, struct err *err)
{
	const struct detector *const *d;
	char known[400] = "";
	size_t len = 0;

	for (d = detector_list; *d != NULL && len < sizeof(known) - 64; d++)
		len += (size_t)snprintf(known + len, 64, "%s%s",
		    d != detector_list ? ", " : "", (*d)->name);
	return err_set(err, "unknown detector \"%.40s\", expected one of %s",
	    name, known);
}

/* Write one value as the text of an option to *room, and advance *room.
 * Returns NULL without an error for false, which sets nothing. */
static const char *
option_text(char **room, const struct json_token *t, struct err *err)
{
	char *out = *room;
	int n = -1;

	switch (t->type) {
	case JSON_STRING:
		n = json_unescape(out, t->len, t);
		break;
	case JSON_NUMBER:
		n = (int)t->len;
		memcpy(out, t->s, t->len);
		break;
	case JSON_TRUE:
		n = 0;
		break;
	case JSON_FALSE:
		return NULL;
	default:
		break;
	}
	if (n == -1) {
		err_set(err,
		    "options: expected a number, a string, true or false");
		return NULL;
	}
	out[n] = '\0';
	*room = out + n + 1;
	return out;
}

/* Set the options that the text names; their texts are kept in room. */
static int
options_take(const struct opt_group *g, char *room, const char *text,
    struct err *err)
{
	const char *v;
	struct json_token t;
	char name[64];
	struct json j;
	int n;

	json_init(&j, text, strlen(text));
	if (json_next(&j, &t, err) == -1)
		return -1;
	while (json_next(&j, &t, err) == 0 && t.type == JSON_KEY) {
		if ((n = json_unescape(name, sizeof(name) - 1, &t)) == -1)
			return err_set(err, "options: unknown option");
		name[n] = '\0';
		if (json_next(&j, &t, err) == -1)
			return -1;
		v = option_text(&room, &t, err);
		if (v != NULL &&
		    opt_set(g, name, t.type == JSON_TRUE ? NULL : v, err) == -1)
			return -1;
		if (err->set)
			return -1;
	}
	return err->set ? -1 : 0;
}

void *
model_options_parse(const struct detector *det, const char *text,
    struct err *err)
{
	struct opt_group g = { .opts = det->opts };
	char name[] = "options", *argv[] = { name, NULL };
	int nops;

	/* a value and its NUL are shorter than key and value as JSON */
	g.base = calloc(1, det->opts_size + strlen(text) + 1);
	if (g.base == NULL) {
		err_errno(err, "options");
		return NULL;
	}
	if ((det->opts == NULL || opt_parse(&nops, 1, argv, &g, 1, err) == 0) &&
	    options_take(&g, (char *)g.base + det->opts_size, text, err) == 0)
		return g.base;
	free(g.base);
	return NULL;
}
