/*
 * state.c - state files: metadata, symbols, checksum.
 *
 * The checksum is the sum of XXH64 over each metadata entry and each array,
 * seeded with the hash of its name (and of type and shape), so that it does
 * not depend on their order in the file.
 */
#include "base/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/state_table.h"

enum { SHOWN = 180 }; /* bytes of a text in a message */

#define CHECKSUM "checksum"
#define FORMAT "format"
#define FORMAT_NAME "ticktools state 1"
#define SYMBOLS "symbols"
#define SYMBOLS_ROWS "symbols.rows"

struct state *
state_new(struct symtab *syms, struct err *err)
{
	struct state *s = calloc(1, sizeof(*s));

	if (s == NULL || (s->t = tensors_new()) == NULL) {
		err_errno(err, "state");
		state_free(s);
		return NULL;
	}
	s->syms = syms;
	idmap_init(&s->index, sizeof(uint32_t), "symbols");
	return s;
}

void
state_free(struct state *s)
{
	if (s == NULL)
		return;
	tensors_free(s->t);
	free(s->path);
	idmap_fini(&s->index);
	free(s->id);
	free(s);
}

/* ---- symbols ---- */

static int
add_id(struct state *s, uint32_t id, struct err *err)
{
	if (array_grow(&s->id, &s->id_room, s->nid + 1, sizeof(*s->id)) == -1)
		return err_errno(err, "state");
	s->id[s->nid++] = id;
	return 0;
}

int64_t
state_symbol(struct state *s, uint32_t id, struct err *err)
{
	uint32_t *index = idmap_get(&s->index, id, err);

	if (index == NULL)
		return -1;
	if (*index == 0) {
		if (add_id(s, id, err) == -1)
			return -1;
		*index = s->nid;
	}
	return *index - 1;
}

int
state_symbol_at(const struct state *s, uint64_t index, uint32_t *id)
{
	if (index >= s->nid)
		return -1;
	*id = s->id[index];
	return 0;
}

static int
save_symbols(struct state *s, struct err *err)
{
	uint64_t *rows = calloc((size_t)s->nid + 1, sizeof(*rows));
	uint64_t n = (uint64_t)s->nid + 1, bytes;
	char *text = NULL;
	const char *p;
	size_t len;
	uint32_t i;
	int rc = -1;

	if (rows == NULL)
		return err_errno(err, "state");
	for (i = 0; i < s->nid; i++) {
		symtab_text(s->syms, s->id[i], &len);
		rows[i + 1] = rows[i] + len;
	}
	bytes = rows[s->nid];
	if ((text = malloc(bytes > 0 ? (size_t)bytes : 1)) == NULL) {
		err_errno(err, "state");
		goto out;
	}
	for (i = 0; i < s->nid; i++) {
		p = symtab_text(s->syms, s->id[i], &len);
		memcpy(text + rows[i], p, len);
	}
	if (tensors_add(s->t, SYMBOLS, TENSOR_U8, 1, &bytes, text, err) == 0)
		rc = tensors_add(s->t, SYMBOLS_ROWS, TENSOR_U64, 1, &n, rows,
		    err);
out:
	free(rows);
	free(text);
	return rc;
}

static int
load_symbols(struct state *s, struct err *err)
{
	const struct tensor *text, *rows;
	const uint64_t *at;
	uint32_t id;
	uint64_t i;

	text = tensors_find(s->t, SYMBOLS, TENSOR_U8, err);
	rows = tensors_find(s->t, SYMBOLS_ROWS, TENSOR_U64, err);
	if (text == NULL || rows == NULL)
		return -1;
	at = rows->data;
	if (rows->count < 1 || at[0] != 0 || at[rows->count - 1] != text->count)
		return err_set(err, "damaged: table of symbols");
	for (i = 0; i + 1 < rows->count; i++) {
		if (at[i + 1] < at[i] || at[i + 1] > text->count ||
		    at[i + 1] - at[i] > SYM_LEN_MAX)
			return err_set(err, "damaged: table of symbols");
		id = symtab_add(s->syms, (const char *)text->data + at[i],
		    (size_t)(at[i + 1] - at[i]), err);
		if (err->set || add_id(s, id, err) == -1)
			return -1;
	}
	return 0;
}

/* ---- metadata and checksum ---- */

int
state_meta(struct state *s, const char *key, const char *value, struct err *err)
{
	return tensors_meta(s->t, key, value, err);
}

const char *
state_get_meta(const struct state *s, const char *key)
{
	return tensors_get_meta(s->t, key);
}

/*
 * Where to begin to show two texts that differ: at their beginning, or a little
 * before the first difference when that is far in.
 */
static size_t
shown_from(const char *a, const char *b)
{
	size_t n = 0, from;

	while (a[n] != '\0' && a[n] == b[n])
		n++;
	if (n < SHOWN / 2)
		return 0;
	for (from = n - SHOWN / 6; from < n; from++)
		if (a[from - 1] == ' ' || a[from - 1] == ',')
			break;
	return from;
}

int
state_expect(const struct state *s, const char *key, const char *what,
    const char *value, struct err *err)
{
	const char *had = state_get_meta(s, key), *dots;
	size_t from;

	if (had != NULL && strcmp(had, value) == 0)
		return 0;
	had = had != NULL && had[0] != '\0' ? had : "(none)";
	value = value[0] != '\0' ? value : "(none)";
	from = shown_from(had, value);
	dots = from > 0 ? "..." : "";
	err_set(err,
	    "state was saved with other %s: %s%.*s; this run has %s%.*s", what,
	    dots, SHOWN, had + from, dots, SHOWN, value + from);
	if (s->path != NULL) {
		err_at(err, "%s", s->path);
		err->placed = 1;
	}
	return -1;
}

static uint64_t
checksum(const struct tensors *t)
{
	const char *key, *value;
	const struct tensor *a;
	uint64_t sum = 0, seed;
	size_t i;

	for (i = 0; (key = tensors_meta_at(t, i, &value)) != NULL; i++) {
		if (strcmp(key, CHECKSUM) == 0)
			continue;
		seed = hash_xxh64(key, strlen(key), 1);
		sum += hash_xxh64(value, strlen(value), seed);
	}
	for (i = 0; (a = tensors_at(t, i)) != NULL; i++) {
		seed = hash_xxh64(a->name, strlen(a->name), 2 + a->type);
		seed = hash_xxh64(a->shape,
		    (size_t)a->ndim * sizeof(a->shape[0]), seed);
		sum += hash_xxh64(a->data,
		    (size_t)a->count * tensor_size(a->type), seed);
	}
	return sum;
}

int
state_write(struct state *s, const char *path, struct err *err)
{
	char sum[17];

	if (tensors_meta(s->t, FORMAT, FORMAT_NAME, err) == -1 ||
	    save_symbols(s, err) == -1)
		return err_at(err, "%s", path);
	snprintf(sum, sizeof(sum), "%016" PRIx64, checksum(s->t));
	if (tensors_meta(s->t, CHECKSUM, sum, err) == -1)
		return err_at(err, "%s", path);
	return tensors_write(s->t, path, !s->unsynced, err);
}

static int
check_file(const struct state *s, struct err *err)
{
	const char *had = state_get_meta(s, CHECKSUM);
	const char *format = state_get_meta(s, FORMAT);
	char sum[17];

	if (format == NULL || had == NULL)
		return err_set(err, "not a state file");
	snprintf(sum, sizeof(sum), "%016" PRIx64, checksum(s->t));
	if (strcmp(sum, had) != 0)
		return err_set(err, "damaged: checksum %.20s, expected %s", had,
		    sum);
	if (strcmp(format, FORMAT_NAME) != 0)
		return err_set(err,
		    "a state of format \"%.60s\", expected "
		    "\"%s\"",
		    format, FORMAT_NAME);
	return 0;
}

struct state *
state_read(const char *path, struct symtab *syms, struct err *err)
{
	struct state *s = state_new(syms, err);

	if (s == NULL)
		return NULL;
	tensors_free(s->t);
	if ((s->t = tensors_read(path, err)) == NULL) {
		state_free(s);
		return NULL;
	}
	if ((s->path = strdup(path)) == NULL)
		err_errno(err, "state");
	else if (check_file(s, err) == 0 && load_symbols(s, err) == 0)
		return s;
	err_at(err, "%s", path);
	state_free(s);
	return NULL;
}
