/*
 * json_walk.c - records in an array of a JSON document.
 */
#include "source/json_walk.h"

#include <string.h>

#include "base/json.h"
#include "base/num.h"

enum { KEY_MAX = 256 };

/* A pointer with a star on its way through its array. */
struct walker {
	struct json j; /* behind the element at hand */
	const char *ptr, *rest;
	size_t len, rest_len; /* of the pointer; of what follows the star */
	int field;            /* in the map */
	int ended;
};

struct walk {
	const struct map *m;
	const struct cells *c;
	int by_column;
	struct walker v[MAP_MAX];
	int n;
	/* what all records share */
	struct csv_field name[CELLS_MAX], value[CELLS_MAX];
	int nshared, ntop; /* the first ones lie at the top */
	/* strings whose escapes are undone, each once: all of them are shorter
	 * than the document */
	char *text;
	size_t room, used;
	struct undone {
		const char *from;
		struct csv_field to;
	} undone[2 * CELLS_MAX];
	int nundone;
};

/* ---- pointers ---- */

/* Where the star of a pointer is; -1. */
static long
star_at(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i + 1 < len && *s == '/'; i++)
		if (s[i] == '/' && s[i + 1] == '*' &&
		    (i + 2 == len || s[i + 2] == '/'))
			return (long)i + 1;
	return -1;
}

int
map_has_star(const struct map *m)
{
	int i;

	for (i = 0; i < m->n; i++)
		if (star_at(m->v[i].col, m->v[i].len) >= 0)
			return 1;
	return 0;
}

/* Is a key that of a segment, with its ~0 and ~1? */
static int
key_is(const struct json_token *key, const char *seg, size_t len)
{
	char text[KEY_MAX];
	const char *s = key->s;
	size_t i, k = 0, n = key->len;
	int got;

	if (key->escaped) {
		got = json_unescape(text, sizeof(text), key);
		if (got < 0)
			return 0;
		s = text;
		n = (size_t)got;
	}
	for (i = 0; i < len && k < n; i++, k++) {
		if (seg[i] == '~' && i + 1 < len &&
		    (seg[i + 1] == '0' || seg[i + 1] == '1')) {
			if (s[k] != (seg[++i] == '0' ? '~' : '/'))
				return 0;
		} else if (s[k] != seg[i]) {
			return 0;
		}
	}
	return i == len && k == n;
}

static int
is_nested(const struct json_token *t)
{
	return t->type == JSON_OBJECT || t->type == JSON_ARRAY;
}

/* The next token of a text that was parsed before. */
static struct json_token
take(struct json *j)
{
	struct json_token t = { JSON_END, "", 0, 0 };
	struct err ignored = { 0 };

	(void)json_next(j, &t, &ignored);
	return t;
}

static void
pass(struct json *j, const struct json_token *t)
{
	struct err ignored = { 0 };

	if (is_nested(t))
		(void)json_skip(j, &ignored);
}

/* A value of the object or array, after its opening bracket: 1, 0 none. */
static int
step_into(struct json *j, struct json_token *t, const char *seg, size_t len)
{
	int in_object = t->type == JSON_OBJECT, found;
	uint64_t want = 0, i;
	struct json_token key;

	if (!in_object &&
	    (t->type != JSON_ARRAY || num_u64(&want, seg, len) != 0))
		return 0;
	for (i = 0;; i++) {
		key = take(j);
		if (key.type == JSON_CLOSE || key.type == JSON_END)
			return 0;
		*t = in_object ? take(j) : key;
		found = in_object ? key_is(&key, seg, len) : i == want;
		if (found)
			return 1;
		pass(j, t);
	}
}

/* Does the map name another element of the array at a pointer than that of
 * the digits after it? */
static int
names_others(const struct map *m, const char *ptr, size_t at, size_t len)
{
	int i;

	for (i = 0; i < m->n; i++)
		if (m->v[i].len > at && memcmp(m->v[i].col, ptr, at + 1) == 0 &&
		    (m->v[i].len < at + 1 + len ||
			memcmp(m->v[i].col + at + 1, ptr + at + 1, len) != 0 ||
			(m->v[i].len > at + 1 + len &&
			    m->v[i].col[at + 1 + len] != '/')))
			return 1;
	return 0;
}

/* Go on from a value, whose token is t, by a pointer: 1, 0 there is none; -1
 * when it names one element of an array that has more. */
static int
follow(struct json *j, struct json_token *t, const char *ptr, size_t len,
    const struct walk *w, struct err *err)
{
	struct json behind;
	struct json_token next;
	size_t at, n;
	int in_array;

	for (at = 0; at < len; at += 1 + n) {
		const char *slash = memchr(ptr + at + 1, '/', len - at - 1);

		n = (slash != NULL ? (size_t)(slash - ptr) : len) - at - 1;
		in_array = t->type == JSON_ARRAY;
		if (!step_into(j, t, ptr + at + 1, n))
			return 0;
		if (!in_array || w == NULL)
			continue;
		behind = *j;
		pass(&behind, t);
		next = take(&behind);
		if ((next.type != JSON_CLOSE ||
			(n != 1 || ptr[at + 1] != '0')) &&
		    !names_others(w->m, ptr, at, n))
			return err_set(err,
			    "--map: %.*s names one element of an array that "
			    "has more: the others would be lost (/* names "
			    "them all)",
			    (int)(len < 80 ? len : 80), ptr);
	}
	return 1;
}

/* ---- values ---- */

/* A string without its escapes: 0, -1. */
static int
undo(struct walk *w, struct csv_field *f, const struct json_token *t,
    struct err *err)
{
	int i, n;

	for (i = 0; i < w->nundone; i++)
		if (w->undone[i].from == t->s) {
			*f = w->undone[i].to;
			return 0;
		}
	n = json_unescape(w->text + w->used, w->room - w->used, t);
	if (n < 0)
		return err_set(err, "bad escape in \"%.*s\"",
		    (int)(t->len < 60 ? t->len : 60), t->s);
	*f = (struct csv_field){ w->text + w->used, (size_t)n };
	w->used += (size_t)n;
	w->undone[w->nundone++] = (struct undone){ t->s, *f };
	return 0;
}

/* A scalar as a cell: 0, -1. */
static int
cell_of(struct walk *w, struct csv_field *f, const struct json_token *t,
    struct err *err)
{
	*f = (struct csv_field){ "", 0 };
	if (is_nested(t))
		return err_set(err, "an object or array, not a value");
	if (t->type == JSON_NULL || t->type == JSON_END)
		return 0;
	*f = (struct csv_field){ t->s, t->len };
	return t->escaped ? undo(w, f, t, err) : 0;
}

static struct csv_field
name_of(const struct walk *w, int field)
{
	const char *s = w->m->v[field].field;

	if (w->by_column)
		return (
		    struct csv_field){ w->m->v[field].col, w->m->v[field].len };
	return (struct csv_field){ s, strlen(s) };
}

static int
share(struct walk *w, struct csv_field name, const struct json_token *t,
    struct err *err)
{
	if (w->nshared == CELLS_MAX - MAP_MAX)
		return err_set(err, "more than %d keys", CELLS_MAX - MAP_MAX);
	w->name[w->nshared] = name;
	return cell_of(w, &w->value[w->nshared++], t, err);
}

/* What lies at the top, by its keys. */
static int
share_top(struct walk *w, struct err *err)
{
	struct json_token key, t;
	struct csv_field name;
	struct json j;

	json_init(&j, w->c->json, w->c->json_len);
	if (take(&j).type != JSON_OBJECT)
		return 0;
	while ((key = take(&j)).type == JSON_KEY) {
		t = take(&j);
		if (is_nested(&t)) {
			pass(&j, &t);
			continue;
		}
		key.type = JSON_STRING;
		if (cell_of(w, &name, &key, err) == -1 ||
		    share(w, name, &t, err) == -1)
			return -1;
	}
	return 0;
}

/* ---- the walk ---- */

/* A pointer of the map: one that all records share, or a walker. */
static int
begin(struct walk *w, int field, const char **reason, struct err *err)
{
	const char *ptr = w->m->v[field].col;
	size_t len = w->m->v[field].len;
	long star = star_at(ptr, len);
	struct walker *k = &w->v[w->n];
	struct json_token t;
	struct json j;
	int got;

	if (len == 0 || *ptr != '/')
		return 0;
	json_init(&j, w->c->json, w->c->json_len);
	t = take(&j);
	got = follow(&j, &t, ptr, star < 0 ? len : (size_t)star - 1, w, err);
	if (got == -1)
		*reason = NULL;
	if (got != 1)
		return got;
	if (star < 0)
		return share(w, name_of(w, field), &t, err);
	if (t.type != JSON_ARRAY)
		return t.type == JSON_NULL ? 0
					   : err_set(err, "%.*s: not an array",
						 star > 1 ? (int)star - 1 : 9,
						 star > 1 ? ptr : "the value");
	*k = (struct walker){ j, ptr, ptr + star + 1, len,
		len - (size_t)star - 1, field, 0 };
	w->n++;
	return 0;
}

/* The value of the next element: 1, 0 at the end, -1. */
static int
next_value(struct walk *w, struct walker *k, struct csv_field *f,
    struct err *err)
{
	struct json_token t = take(&k->j), in = t;
	struct json j = k->j;
	int got;

	*f = (struct csv_field){ "", 0 };
	if (t.type == JSON_CLOSE || t.type == JSON_END)
		return 0;
	pass(&k->j, &t);
	got = follow(&j, &in, k->rest, k->rest_len, NULL, err);
	if (got == 1 && cell_of(w, f, &in, err) == -1)
		return err_at(err, "%.*s", (int)k->len, k->ptr);
	return 1;
}

/* The record of the next elements: 1, 0 at the end of all arrays, -1. */
static int
next_record(struct walk *w, struct cells *to, struct err *err)
{
	int i, got, on = 0;

	for (i = 0; i < w->nshared; i++, to->n++) {
		to->name[to->n] = w->name[i];
		to->value[to->n] = w->value[i];
	}
	for (i = 0; i < w->n; i++) {
		got = next_value(w, &w->v[i], &to->value[to->n], err);
		if (got == -1)
			return -1;
		on += got;
		w->v[i].ended = !got;
		to->name[to->n++] = name_of(w, w->v[i].field);
	}
	to->shared = w->ntop;
	to->added = to->n;
	if (on == 0 || on == w->n)
		return on > 0;
	for (i = 0; !w->v[i].ended; i++)
		;
	return err_set(err,
	    "arrays of different lengths: %.*s ends before others do",
	    (int)(w->v[i].len < 80 ? w->v[i].len : 80), w->v[i].ptr);
}

static int
walk_all(struct walk *w, struct record_sink *out, const char **reason,
    struct err *err)
{
	struct cells *to;
	size_t used;
	int i, undone, got = 1;

	*reason = "syntax";
	if (share_top(w, err) == -1)
		return -1;
	w->ntop = w->nshared;
	for (i = 0; i < w->m->n; i++)
		if (begin(w, i, reason, err) == -1)
			return -1;
	if (w->n == 0) {
		*reason = "unknown-record";
		return err_set(err, "--map: none of its arrays is there");
	}
	used = w->used;
	undone = w->nundone;
	while (got == 1) {
		*reason = "syntax";
		w->used = used;
		w->nundone = undone;
		to = record_new(out);
		got = next_record(w, to, err);
		if (got == 1 && record_put(out, to, reason, err) == -1)
			return -1;
	}
	return got;
}

int
json_walk(struct record_sink *out, const struct cells *c, const struct map *m,
    int by_column, const char **reason, struct err *err)
{
	struct walk *w = record_walk(out, sizeof(*w), c->json_len, err);
	char *text = (char *)(w + 1);

	if (w == NULL)
		return -1;
	w->m = m;
	w->c = c;
	w->by_column = by_column;
	w->n = w->nshared = 0;
	w->text = text;
	w->room = c->json_len;
	w->used = 0;
	w->nundone = 0;
	return walk_all(w, out, reason, err);
}

int
json_walk_text(struct record_sink *out, const struct cells *c, const char *map,
    const char **reason, struct err *err)
{
	struct map m;

	return map_parse(&m, map, err) == -1
		   ? -1
		   : json_walk(out, c, &m, 0, reason, err);
}
