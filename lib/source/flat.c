/*
 * flat.c - JSON objects and arrays to cells.
 */
#include "source/flat.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json.h"
#include "base/num.h"

enum { NAMES_ROOM = 1 << 16 };

/* Where in the object: the pointer to it, "" at the top. */
struct place {
	const char *s;
	size_t len;
	int array;
	uint64_t index;
	int depth;
};

void
cells_fini(struct cells *c)
{
	free(c->text);
	c->text = NULL;
	c->text_room = 0;
}

/* The text of a key or string with escapes undone. */
static int
text_of(struct cells *c, struct csv_field *f, const struct json_token *t,
    struct err *err)
{
	int n;

	f->s = t->s;
	f->len = t->len;
	if (!t->escaped)
		return 0;
	n = json_unescape(c->text + c->text_used,
	    c->text_room - NAMES_ROOM - c->text_used, t);
	if (n < 0)
		return err_set(err, "bad escape in \"%.*s\"",
		    (int)(t->len < 60 ? t->len : 60), t->s);
	f->s = c->text + c->text_used;
	f->len = (size_t)n;
	c->text_used += (size_t)n;
	return 0;
}

/* "/a~1b" behind the pointer to the place; 0 when there is no room. */
static int
pointer(struct cells *c, struct csv_field *out, const struct place *at,
    const struct csv_field *key)
{
	char *p = c->text + c->text_room - NAMES_ROOM + c->names_used;
	size_t i, n = 0;

	if (at->len + 2 * key->len + NUM_I64_MAX + 2 >
	    NAMES_ROOM - c->names_used)
		return 0;
	memcpy(p, at->s, at->len);
	n = at->len;
	p[n++] = '/';
	if (at->array) {
		n += num_put_u64(p + n, at->index);
	} else {
		for (i = 0; i < key->len; i++) {
			if (key->s[i] == '~' || key->s[i] == '/') {
				p[n++] = '~';
				p[n++] = key->s[i] == '/' ? '1' : '0';
			} else {
				p[n++] = key->s[i];
			}
		}
	}
	out->s = p;
	out->len = n;
	c->names_used += n;
	return 1;
}

static int
put(struct cells *c, const struct csv_field *name,
    const struct csv_field *value, int top, struct err *err)
{
	int i = c->n;

	if (top)
		for (i = 0; i < c->n; i++)
			if (c->name[i].len == name->len &&
			    memcmp(c->name[i].s, name->s, name->len) == 0)
				break;
	if (i == CELLS_MAX)
		return top ? err_set(err, "more than %d keys", CELLS_MAX) : 0;
	c->name[i] = *name;
	c->value[i] = *value;
	c->n += i == c->n;
	return 0;
}

/* Its key at the top, else its pointer; 0: no room. */
static int
name_of(struct cells *c, struct csv_field *name, const struct place *at,
    const struct csv_field *key, int nested)
{
	*name = *key;
	return (at->depth == 0 && !nested) || pointer(c, name, at, key);
}

static int walk(struct cells *c, struct json *j, struct place *at,
    struct err *err);

/* The value whose first token is t. */
static int
take(struct cells *c, struct json *j, const struct json_token *t,
    const struct place *at, const struct csv_field *key, struct err *err)
{
	int nested = t->type == JSON_OBJECT || t->type == JSON_ARRAY;
	struct csv_field name, value = { "", 0 };
	int named = name_of(c, &name, at, key, nested);
	struct place in = { name.s, name.len, t->type == JSON_ARRAY, 0,
		at->depth + 1 };

	if (nested && (!named || c->n == CELLS_MAX))
		return json_skip(j, err);
	if (nested)
		return walk(c, j, &in, err);
	if (t->type != JSON_NULL && text_of(c, &value, t, err) == -1)
		return -1;
	return named ? put(c, &name, &value, at->depth == 0, err) : 0;
}

/* All of an object or array, after its opening bracket. */
static int
walk(struct cells *c, struct json *j, struct place *at, struct err *err)
{
	struct csv_field key = { "", 0 };
	struct json_token t;

	for (;; at->index++) {
		if (json_next(j, &t, err) == -1)
			return -1;
		if (t.type == JSON_CLOSE)
			return 0;
		if (t.type == JSON_KEY && (text_of(c, &key, &t, err) == -1 ||
					      json_next(j, &t, err) == -1))
			return -1;
		if (take(c, j, &t, at, &key, err) == -1)
			return -1;
	}
}

/* The elements of an array, after its opening bracket. */
static int
walk_array(struct cells *c, struct json *j, struct err *err)
{
	struct csv_field name = { "", 0 }, value;
	struct json_token t;

	for (;;) {
		if (json_next(j, &t, err) == -1)
			return -1;
		if (t.type == JSON_CLOSE)
			return 0;
		value = name;
		if (t.type == JSON_OBJECT || t.type == JSON_ARRAY) {
			if (json_skip(j, err) == -1)
				return -1;
		} else if (t.type != JSON_NULL &&
			   text_of(c, &value, &t, err) == -1) {
			return -1;
		}
		if (c->n == CELLS_MAX)
			return err_set(err, "more than %d elements", CELLS_MAX);
		c->name[c->n] = name;
		c->value[c->n++] = value;
	}
}

static int
make_room(struct cells *c, size_t len, struct err *err)
{
	if (array_grow(&c->text, &c->text_room, len + NAMES_ROOM, 1) == -1)
		return err_errno(err, "line of %zu bytes", len);
	return 0;
}

static int
walk_top(struct cells *c, struct json *j, struct err *err)
{
	struct place top = { "", 0, 0, 0, 0 };
	struct json_token t;

	if (json_next(j, &t, err) == -1)
		return -1;
	c->nameless = t.type == JSON_ARRAY;
	if (t.type != JSON_OBJECT && t.type != JSON_ARRAY)
		return err_set(err,
		    "a record is an object or an array, not \"%.*s\"",
		    (int)(t.len < 60 ? t.len : 60), t.s);
	if ((c->nameless ? walk_array(c, j, err) : walk(c, j, &top, err)) == -1)
		return -1;
	return json_next(j, &t, err);
}

int
flat_value(struct cells *c, const char *text, size_t len, struct err *err)
{
	struct json j;
	int got;

	c->n = c->cut = c->added = 0;
	c->text_used = c->names_used = 0;
	c->json = text;
	c->json_len = len;
	if (make_room(c, len, err) == -1)
		return -1;
	json_init(&j, text, len);
	got = walk_top(c, &j, err);
	c->cut = got == -1 && j.at >= j.len;
	return got;
}

const struct csv_field *
cells_get(const struct cells *c, const char *name)
{
	size_t len = strlen(name);
	int i;

	for (i = c->n - 1; i >= 0; i--)
		if (c->name[i].len == len &&
		    memcmp(c->name[i].s, name, len) == 0)
			return &c->value[i];
	return NULL;
}
