/*
 * json_path.c - get values of a JSON document by their path.
 */
#include "source/json_path.h"

#include <string.h>

/* "key" at the top, "/a/b" below it. */
static int
is_at(const struct csv_field *name, const char *at, size_t at_len,
    const char *key, size_t key_len)
{
	const char *s = name->s;
	size_t n = name->len;

	if (at_len == 0 && memchr(key, '/', key_len) == NULL)
		return n == key_len && memcmp(s, key, n) == 0;
	return n == at_len + 1 + key_len && memcmp(s, at, at_len) == 0 &&
	       s[at_len] == '/' && memcmp(s + at_len + 1, key, key_len) == 0;
}

static int
find(const struct csv_field *name, int n, const char *at, const char *key,
    size_t key_len)
{
	size_t at_len = strlen(at);
	int i;

	for (i = n - 1; i >= 0; i--)
		if (is_at(&name[i], at, at_len, key, key_len))
			return i;
	return -1;
}

int
json_path_find(const struct csv_field *name, int n, const char *at,
    const char *key)
{
	return find(name, n, at, key, strlen(key));
}

const struct csv_field *
json_path_get(const struct cells *c, const char *at, const char *key)
{
	int i = json_path_find(c->name, c->n, at, key);

	return i >= 0 ? &c->value[i] : NULL;
}

int
json_path_has(const struct csv_field *name, int n, const char *at,
    const char *keys)
{
	size_t len;

	for (; *keys != '\0'; keys += len + (keys[len] == ' ')) {
		len = strcspn(keys, " ");
		if (find(name, n, at, keys, len) < 0)
			return 0;
	}
	return 1;
}

void
json_path_pick(struct cells *to, const struct cells *from, const char *at,
    const struct pick *picks)
{
	for (; picks->field != NULL; picks++)
		record_add(to, picks->field,
		    json_path_get(from, at, picks->key));
}
