/*
 * math_golden.h - numbers out of the golden files beside the checkout.
 *
 *	double *v = golden_numbers("detectors.json", "pot/init", &n);
 *
 * gives every number under the path, depth first, null as NaN; names and
 * 0-based indexes are separated by slashes.  NULL where there is no such file
 * or path.  To be freed.
 */
#ifndef UNIT_MATH_GOLDEN_H
#define UNIT_MATH_GOLDEN_H

#include "base/json.h"
#include "test.h"

static char *
golden_read(const char *name, size_t *len)
{
	const char *dir = test_shared();
	char path[4096], *text = NULL;
	FILE *f;
	long size;

	*len = 0;
	if (dir == NULL)
		return NULL;
	snprintf(path, sizeof(path), "%s/golden/%s", dir, name);
	if ((f = fopen(path, "rb")) == NULL)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) > 0 &&
	    (text = malloc((size_t)size + 1)) != NULL) {
		rewind(f);
		*len = fread(text, 1, (size_t)size, f);
		text[*len] = '\0';
	}
	fclose(f);
	return text;
}

/* Go to the member name of the container that t has opened. */
static int
golden_enter(struct json *j, struct json_token *t, const char *name, size_t len)
{
	struct err err = { 0 };
	size_t skip = t->type == JSON_ARRAY ? strtoul(name, NULL, 10) : 0;
	int array = t->type == JSON_ARRAY;

	while (json_next(j, t, &err) == 0 && t->type != JSON_CLOSE) {
		if (array && skip-- == 0)
			return 0;
		if (!array && t->type == JSON_KEY) {
			if (t->len == len && memcmp(t->s, name, len) == 0)
				return json_next(j, t, &err);
			continue;
		}
		if (t->type == JSON_OBJECT || t->type == JSON_ARRAY)
			json_skip(j, &err);
	}
	return -1;
}

static int
golden_find(struct json *j, struct json_token *t, const char *path)
{
	struct err err = { 0 };
	size_t len;

	if (json_next(j, t, &err) != 0)
		return -1;
	for (; *path != '\0'; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		if (t->type != JSON_OBJECT && t->type != JSON_ARRAY)
			return -1;
		if (golden_enter(j, t, path, len) != 0)
			return -1;
	}
	return 0;
}

static double *
golden_numbers(const char *name, const char *path, size_t *n)
{
	struct err err = { 0 };
	struct json j;
	struct json_token t;
	size_t len;
	char *text = golden_read(name, &len);
	double *v = NULL;
	int depth = 0;

	*n = 0;
	if (text == NULL)
		return NULL;
	json_init(&j, text, len);
	/* A number takes two bytes at least. */
	if (golden_find(&j, &t, path) == 0)
		v = malloc((len / 2 + 1) * sizeof(*v));
	while (v != NULL) {
		if (t.type == JSON_NUMBER)
			v[(*n)++] = strtod(t.s, NULL);
		else if (t.type == JSON_NULL)
			v[(*n)++] = NAN;
		depth += t.type == JSON_OBJECT || t.type == JSON_ARRAY;
		depth -= t.type == JSON_CLOSE;
		if (depth == 0 || json_next(&j, &t, &err) != 0)
			break;
	}
	free(text);
	return v;
}

/* One number; NaN where it is not there. */
static inline double
golden_number(const char *name, const char *path)
{
	size_t n;
	double *v = golden_numbers(name, path, &n), x;

	x = n == 1 ? v[0] : NAN;
	free(v);
	return x;
}

#endif
