/*
 * unread.c - count unread keys and columns by name.
 */
#include "source/unread.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

/* Length of the segment of a pointer that starts at '/', and whether it is an
 * index of an array. */
static size_t
segment(const char *s, size_t len, int *place)
{
	size_t n = 1;

	*place = 1;
	for (; n < len && s[n] != '/'; n++)
		*place &= s[n] >= '0' && s[n] <= '9';
	*place &= n > 1;
	return n;
}

size_t
unread_name(char out[UNREAD_NAME_MAX + 1], const char *s, size_t len)
{
	size_t at = 0, n = 0, part, i;
	int place = 0;

	while (at < len && n < UNREAD_NAME_MAX) {
		part = *s == '/' ? segment(s + at, len - at, &place) : len;
		if (place) {
			out[n++] = '/';
			if (n < UNREAD_NAME_MAX)
				out[n++] = '*';
		}
		for (i = 0; i < part && !place && n < UNREAD_NAME_MAX; i++)
			out[n++] = s[at + i];
		at += part;
	}
	n = utf8_valid_len(out, n);
	out[n] = '\0';
	return n;
}

void
unread_add(struct unread *k, const char *name, size_t len, uint64_t n)
{
	char text[UNREAD_NAME_MAX + 1];
	int i;

	len = unread_name(text, name, len);
	for (i = 0; i < k->n; i++)
		if (strcmp(k->v[i].name, text) == 0)
			break;
	if (i == UNREAD_MAX) {
		k->others += n;
		return;
	}
	if (i == k->n) {
		memcpy(k->v[i].name, text, len + 1);
		k->n++;
	}
	k->v[i].n += n;
}

char *
unread_json(const struct unread *k)
{
	char *out;
	size_t n = 0;
	int i;

	if (k->n == 0)
		return NULL;
	out = malloc((size_t)(k->n + 1) * (6 * UNREAD_NAME_MAX + 32));
	if (out == NULL)
		return NULL;
	for (i = 0; i < k->n; i++) {
		out[n++] = i == 0 ? '{' : ',';
		n += json_put_string(out + n, k->v[i].name,
		    strlen(k->v[i].name));
		n += (size_t)sprintf(out + n, ":%" PRIu64, k->v[i].n);
	}
	if (k->others > 0)
		n += (size_t)sprintf(out + n, ",\"(others)\":%" PRIu64,
		    k->others);
	memcpy(out + n, "}", 2);
	return out;
}

int
unread_listed(const char *list, const char *name, size_t len)
{
	const char *last = name;
	size_t at = 0, part, last_len = len;
	int place;

	while (at < len && name[at] == '/') {
		part = segment(name + at, len - at, &place);
		if (!place) {
			last = name + at + 1;
			last_len = part - 1;
		}
		at += part;
	}
	for (; *list != '\0'; list += part + (list[part] == ' ')) {
		part = strcspn(list, " ");
		if (part == last_len && memcmp(list, last, part) == 0)
			return 1;
	}
	return 0;
}
