/*
 * tensor.c - named arrays: the container in memory.
 *
 * Arrays that are added are copied; arrays of a file stay in the file's block
 * if they are 8-byte aligned there, otherwise they are copied.  Names are
 * looked up in a symbol table, so that a file of many arrays costs no search
 * over all of them.  At most TENSORS_MAX arrays, and as many metadata entries
 * with keys of at most SYM_LEN_MAX bytes.
 */
#include "base/tensor.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/tensor_file.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
    "arrays are handed out as they lie in the file: little-endian");

enum { TYPES = TENSOR_U64 + 1 };

static const struct {
	const char *name;
	size_t size;
} types[TYPES] = {
	[TENSOR_F64] = { "F64", 8 },
	[TENSOR_F32] = { "F32", 4 },
	[TENSOR_I64] = { "I64", 8 },
	[TENSOR_I32] = { "I32", 4 },
	[TENSOR_I16] = { "I16", 2 },
	[TENSOR_U8] = { "U8", 1 },
	[TENSOR_U16] = { "U16", 2 },
	[TENSOR_U32] = { "U32", 4 },
	[TENSOR_U64] = { "U64", 8 },
};

size_t
tensor_size(enum tensor_type type)
{
	return types[type].size;
}

const char *
tensor_type_name(enum tensor_type type)
{
	return types[type].name;
}

int
tensor_type_find(const char *name, size_t len)
{
	for (int i = 0; i < TYPES; i++)
		if (strlen(types[i].name) == len &&
		    memcmp(types[i].name, name, len) == 0)
			return i;
	return -1;
}

int
tensor_extent(uint64_t *count, uint64_t *bytes, const struct tensor *a)
{
	*count = 1;
	for (int i = 0; i < a->ndim; i++)
		if (__builtin_mul_overflow(*count, a->shape[i], count))
			return -1;
	if (__builtin_mul_overflow(*count, tensor_size(a->type), bytes) ||
	    *bytes > SIZE_MAX)
		return -1;
	return 0;
}

struct tensors *
tensors_new(void)
{
	struct tensors *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->names = symtab_new(TENSORS_MAX);
	t->keys = symtab_new(TENSORS_MAX);
	if (t->names == NULL || t->keys == NULL) {
		tensors_free(t);
		return NULL;
	}
	return t;
}

void
tensors_free(struct tensors *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		free(t->entries[i].own);
	for (size_t i = 0; i < t->nmeta; i++) {
		free(t->meta[i].key);
		free(t->meta[i].value);
	}
	symtab_free(t->names);
	symtab_free(t->keys);
	free(t->entries);
	free(t->meta);
	free(t->block);
	free(t);
}

static int
check_name(const char *name, size_t len, struct err *err)
{
	if (len == 0)
		return err_set(err, "an array without a name");
	if (len > TENSOR_NAME_MAX)
		return err_set(err,
		    "array \"%.40s...\": name of %zu bytes, at most %d", name,
		    len, TENSOR_NAME_MAX);
	if (!utf8_valid(name, len) || memchr(name, '\0', len) != NULL)
		return err_set(err, "array \"%.*s\": name is not text",
		    (int)len, name);
	if (len == strlen(TENSORS_META_KEY) &&
	    memcmp(name, TENSORS_META_KEY, len) == 0)
		return err_set(err, "array \"%.*s\": name is reserved",
		    (int)len, name);
	return 0;
}

struct tensors_entry *
tensors_entry_new(struct tensors *t, const char *name, size_t len,
    struct err *err)
{
	struct tensors_entry *e;

	if (check_name(name, len, err) < 0)
		return NULL;
	if (symtab_find(t->names, name, len) != 0) {
		err_set(err, "array \"%.*s\": duplicate name", (int)len, name);
		return NULL;
	}
	if (array_grow(&t->entries, &t->room, t->n + 1, sizeof(*t->entries)) ==
	    -1) {
		err_set(err, "out of memory for %zu arrays", t->n + 1);
		return NULL;
	}
	if (symtab_add(t->names, name, len, err) == 0) {
		err_at(err, "arrays");
		return NULL;
	}
	e = &t->entries[t->n++];
	memset(e, 0, sizeof(*e));
	memcpy(e->t.name, name, len);
	return e;
}

/* A copy that can be freed; not NULL even if there are no elements. */
static int
copy_data(void **out, const void *data, uint64_t bytes)
{
	*out = malloc(bytes > 0 ? (size_t)bytes : 1);
	if (*out == NULL)
		return -1;
	if (bytes > 0)
		memcpy(*out, data, (size_t)bytes);
	return 0;
}

int
tensors_add(struct tensors *t, const char *name, enum tensor_type type,
    int ndim, const uint64_t *shape, const void *data, struct err *err)
{
	struct tensor a = { .type = type, .ndim = ndim };
	struct tensors_entry *e;
	uint64_t bytes;
	void *copy;

	if (ndim < 0 || ndim > TENSOR_DIMS)
		return err_set(err, "array \"%s\": %d dimensions, at most %d",
		    name, ndim, TENSOR_DIMS);
	for (int i = 0; i < ndim; i++)
		a.shape[i] = shape[i];
	if (tensor_extent(&a.count, &bytes, &a) < 0)
		return err_set(err, "array \"%s\": shape too large", name);
	if (copy_data(&copy, data, bytes) < 0)
		return err_set(err,
		    "array \"%s\": out of memory for %llu bytes", name,
		    (unsigned long long)bytes);
	e = tensors_entry_new(t, name, strlen(name), err);
	if (e == NULL) {
		free(copy);
		return -1;
	}
	memcpy(a.name, e->t.name, sizeof(a.name));
	a.data = copy;
	e->t = a;
	e->own = copy;
	return 0;
}

static int
check_meta(const struct tensors *t, const char *key, const char *value,
    struct err *err)
{
	size_t len;

	if (key == NULL || value == NULL)
		return err_set(err, "out of memory for metadata");
	len = strlen(key);
	if (len == 0 || len > SYM_LEN_MAX)
		return err_set(err,
		    "metadata \"%.40s\": key of %zu bytes, expected 1 to %d",
		    key, len, SYM_LEN_MAX);
	if (!utf8_valid(key, len) || !utf8_valid(value, strlen(value)))
		return err_set(err, "metadata \"%.40s\": not UTF-8", key);
	if (symtab_find(t->keys, key, len) != 0)
		return err_set(err, "metadata \"%.40s\": duplicate key", key);
	return 0;
}

int
tensors_meta_take(struct tensors *t, char *key, char *value, struct err *err)
{
	if (check_meta(t, key, value, err) < 0)
		goto fail;
	if (array_grow(&t->meta, &t->meta_room, t->nmeta + 1,
		sizeof(*t->meta)) == -1) {
		err_set(err, "out of memory for metadata");
		goto fail;
	}
	if (symtab_add(t->keys, key, strlen(key), err) == 0) {
		err_at(err, "metadata");
		goto fail;
	}
	t->meta[t->nmeta++] =
	    (struct tensors_pair){ .key = key, .value = value };
	return 0;
fail:
	free(key);
	free(value);
	return -1;
}

int
tensors_meta(struct tensors *t, const char *key, const char *value,
    struct err *err)
{
	return tensors_meta_take(t, strdup(key), strdup(value), err);
}

const struct tensor *
tensors_find(const struct tensors *t, const char *name, enum tensor_type type,
    struct err *err)
{
	uint32_t id = symtab_find(t->names, name, strlen(name));
	const struct tensor *a;

	if (id == 0) {
		err_set(err, "array \"%s\": missing", name);
		return NULL;
	}
	a = &t->entries[id - 1].t;
	if (a->type == type)
		return a;
	err_set(err, "array \"%s\": type %s, expected %s", name,
	    tensor_type_name(a->type), tensor_type_name(type));
	return NULL;
}

const struct tensor *
tensors_at(const struct tensors *t, size_t i)
{
	return i < t->n ? &t->entries[i].t : NULL;
}

const char *
tensors_get_meta(const struct tensors *t, const char *key)
{
	uint32_t id = symtab_find(t->keys, key, strlen(key));

	return id != 0 ? t->meta[id - 1].value : NULL;
}

const char *
tensors_meta_at(const struct tensors *t, size_t i, const char **value)
{
	if (i >= t->nmeta)
		return NULL;
	*value = t->meta[i].value;
	return t->meta[i].key;
}

uint64_t
tensors_sum(const struct tensors *t)
{
	const struct tensor *a;
	uint64_t sum = 0;

	for (size_t i = 0; i < t->nmeta; i++) {
		sum = hash_xxh64(t->meta[i].key, strlen(t->meta[i].key), sum);
		sum =
		    hash_xxh64(t->meta[i].value, strlen(t->meta[i].value), sum);
	}
	for (size_t i = 0; (a = tensors_at(t, i)) != NULL; i++) {
		sum = hash_xxh64(a->name, strlen(a->name), sum);
		sum = hash_xxh64(a->shape,
		    (size_t)a->ndim * sizeof(a->shape[0]), sum);
		sum = hash_xxh64(a->data, a->count * tensor_size(a->type), sum);
	}
	return sum;
}
