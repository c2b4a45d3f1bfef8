/*
 * walk.c - one function that names each array once, for save, load and free.
 *
 * Loading copies out of the tensors, so these may be freed while the model is
 * in use.  After a failed load the struct, which was zero before, holds the
 * arrays loaded so far: a walk with WALK_FREE frees them.
 */
#include "base/walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/state_table.h"

enum { SHAPE_TEXT_MAX = 21 * TENSOR_DIMS + 3 };

static void
fail(struct walk *w)
{
	w->failed = 1;
}

/* prefix + name; 0, or -1 when it is too long. */
static int
full_name(char out[TENSOR_NAME_MAX + 1], struct walk *w, const char *name)
{
	int n = snprintf(out, TENSOR_NAME_MAX + 1, "%s%s",
	    w->prefix != NULL ? w->prefix : "", name);

	if (n >= 0 && n <= TENSOR_NAME_MAX)
		return 0;
	err_set(w->err, "array \"%s\": name too long, at most %d bytes", name,
	    TENSOR_NAME_MAX);
	fail(w);
	return -1;
}

static void
save(struct walk *w, const char *name, enum tensor_type type, int ndim,
    const uint64_t *shape, const void *data)
{
	char full[TENSOR_NAME_MAX + 1];

	if (full_name(full, w, name) < 0)
		return;
	if (tensors_add(w->tensors, full, type, ndim, shape, data, w->err) < 0)
		fail(w);
}

static void
put_shape(char *out, int ndim, const uint64_t *shape)
{
	size_t n = 0;

	out[n++] = '[';
	for (int i = 0; i < ndim; i++)
		n += (size_t)sprintf(out + n, "%s%" PRIu64, i > 0 ? "," : "",
		    shape[i]);
	out[n++] = ']';
	out[n] = '\0';
}

int
walk_has(struct walk *w, const char *name)
{
	char full[TENSOR_NAME_MAX + 1];
	const struct tensor *a;

	if (w->mode != WALK_LOAD || w->table != NULL || w->failed ||
	    full_name(full, w, name) < 0)
		return 1;
	for (size_t i = 0; (a = tensors_at(w->tensors, i)) != NULL; i++)
		if (strcmp(a->name, full) == 0)
			return 1;
	return 0;
}

static const struct tensor *
find(struct walk *w, const char *name, enum tensor_type type)
{
	char full[TENSOR_NAME_MAX + 1];
	const struct tensor *a;

	if (full_name(full, w, name) < 0)
		return NULL;
	a = tensors_find(w->tensors, full, type, w->err);
	if (a == NULL)
		fail(w);
	return a;
}

/* As find, and of exactly that shape. */
static const struct tensor *
find_shaped(struct walk *w, const char *name, enum tensor_type type, int ndim,
    const uint64_t *shape)
{
	const struct tensor *a = find(w, name, type);
	char got[SHAPE_TEXT_MAX], want[SHAPE_TEXT_MAX];
	int same;

	if (a == NULL)
		return NULL;
	same = a->ndim == ndim;
	for (int i = 0; same && i < ndim; i++)
		same = a->shape[i] == shape[i];
	if (same)
		return a;
	put_shape(got, a->ndim, a->shape);
	put_shape(want, ndim, shape);
	err_set(w->err, "array \"%s\": shape %s, expected %s", a->name, got,
	    want);
	fail(w);
	return NULL;
}

/* A copy followed by spare zero bytes. */
static void *
copy(struct walk *w, const struct tensor *a, size_t spare)
{
	size_t bytes = (size_t)a->count * tensor_size(a->type);
	char *out = calloc(bytes + spare > 0 ? bytes + spare : 1, 1);

	if (out == NULL) {
		err_set(w->err, "array \"%s\": out of memory for %zu bytes",
		    a->name, bytes);
		fail(w);
		return NULL;
	}
	if (bytes > 0)
		memcpy(out, a->data, bytes);
	return out;
}

/* One owner's n elements, in existing memory. */
static void
table_value(struct walk *w, const char *name, enum tensor_type type, int ragged,
    void *data, uint64_t n)
{
	const void *from;
	uint64_t got;

	if (w->mode == WALK_SAVE) {
		state_put(w, name, type, ragged, data, n);
		return;
	}
	if ((from = state_get(w, name, type, ragged, &got)) == NULL)
		return;
	if (got != n) {
		err_set(w->err, "%s%s: %" PRIu64 " elements, expected %" PRIu64,
		    w->prefix != NULL ? w->prefix : "", name, got, n);
		fail(w);
		return;
	}
	if (n > 0)
		memcpy(data, from, (size_t)n * tensor_size(type));
}

/*
 * One owner's elements on the heap, followed by spare zero bytes; n NULL:
 * exactly want elements.
 */
static void
table_heap(struct walk *w, const char *name, enum tensor_type type, void **data,
    uint64_t *n, uint64_t want, size_t spare)
{
	const void *from;
	uint64_t got;
	size_t bytes;

	if (w->mode == WALK_SAVE) {
		state_put(w, name, type, 1, *data, n != NULL ? *n : want);
		return;
	}
	if ((from = state_get(w, name, type, 1, &got)) == NULL)
		return;
	if (n == NULL && got != want) {
		err_set(w->err, "%s%s: %" PRIu64 " elements, expected %" PRIu64,
		    w->prefix != NULL ? w->prefix : "", name, got, want);
		fail(w);
		return;
	}
	bytes = (size_t)got * tensor_size(type);
	*data = calloc(bytes + spare > 0 ? bytes + spare : 1, 1);
	if (*data == NULL) {
		err_errno(w->err, "%s", name);
		fail(w);
		return;
	}
	if (bytes > 0)
		memcpy(*data, from, bytes);
	if (n != NULL)
		*n = got;
}

void
walk_scalar(struct walk *w, const char *name, enum tensor_type type,
    void *value)
{
	const struct tensor *a;

	if (w->mode == WALK_FREE || w->failed)
		return;
	if (w->table != NULL) {
		table_value(w, name, type, 0, value, 1);
		return;
	}
	if (w->mode == WALK_SAVE) {
		save(w, name, type, 0, NULL, value);
		return;
	}
	a = find_shaped(w, name, type, 0, NULL);
	if (a != NULL)
		memcpy(value, a->data, tensor_size(type));
}

void
walk_vector(struct walk *w, const char *name, enum tensor_type type, void *data,
    uint64_t n)
{
	const struct tensor *a;

	if (w->mode == WALK_FREE || w->failed)
		return;
	if (w->table != NULL) {
		table_value(w, name, type, 1, data, n);
		return;
	}
	if (w->mode == WALK_SAVE) {
		save(w, name, type, 1, &n, data);
		return;
	}
	a = find_shaped(w, name, type, 1, &n);
	if (a != NULL && n > 0)
		memcpy(data, a->data, (size_t)n * tensor_size(type));
}

static int
index_of(struct walk *w, uint32_t id, uint32_t *index)
{
	int64_t at = state_symbol(w->table->state, id, w->err);

	if (at == -1) {
		fail(w);
		return -1;
	}
	*index = (uint32_t)at;
	return 0;
}

static int
symbol_of(struct walk *w, const char *name, uint32_t index, uint32_t *id)
{
	if (state_symbol_at(w->table->state, index, id) == 0)
		return 0;
	err_set(w->err, "%s: not a symbol of the state", name);
	fail(w);
	return -1;
}

void
walk_symbol(struct walk *w, const char *name, uint32_t *id)
{
	uint32_t index = 0;

	if (w->mode == WALK_FREE || w->failed)
		return;
	if (w->table == NULL)
		BUG("a symbol outside of a state");
	if (w->mode == WALK_SAVE && index_of(w, *id, &index) == -1)
		return;
	table_value(w, name, TENSOR_U32, 0, &index, 1);
	if (w->mode == WALK_LOAD && !w->failed)
		symbol_of(w, name, index, id);
}

static void
walk_free(void **data)
{
	free(*data);
	*data = NULL;
}

void
walk_array(struct walk *w, const char *name, enum tensor_type type, void **data,
    uint64_t *n)
{
	const struct tensor *a;

	if (w->mode == WALK_FREE) {
		walk_free(data);
		*n = 0;
		return;
	}
	if (w->failed)
		return;
	if (w->table != NULL) {
		table_heap(w, name, type, data, n, 0, 0);
		return;
	}
	if (w->mode == WALK_SAVE) {
		save(w, name, type, 1, n, *data);
		return;
	}
	a = find(w, name, type);
	if (a == NULL || find_shaped(w, name, type, 1, &a->count) == NULL)
		return;
	*data = copy(w, a, 0);
	*n = *data != NULL ? a->count : 0;
}

static void
load_symbols(struct walk *w, const char *name, uint32_t **id, uint64_t *n)
{
	void *p = NULL;
	uint64_t i;

	*id = NULL;
	table_heap(w, name, TENSOR_U32, &p, n, 0, 0);
	if (w->failed) {
		free(p);
		return;
	}
	*id = p;
	for (i = 0; i < *n; i++)
		if (symbol_of(w, name, (*id)[i], &(*id)[i]) == -1)
			break;
}

void
walk_symbols(struct walk *w, const char *name, uint32_t **id, uint64_t *n)
{
	uint32_t *index;
	void *p;
	uint64_t i;

	if (w->failed)
		return;
	if (w->table == NULL || w->mode == WALK_FREE)
		BUG("symbols outside of a state");
	if (w->mode == WALK_LOAD) {
		load_symbols(w, name, id, n);
		return;
	}
	if ((p = index = calloc((size_t)*n + 1, sizeof(*index))) == NULL) {
		err_errno(w->err, "state");
		fail(w);
		return;
	}
	for (i = 0; i < *n && index_of(w, (*id)[i], &index[i]) == 0; i++)
		;
	if (!w->failed)
		table_heap(w, name, TENSOR_U32, &p, n, 0, 0);
	free(index);
}

void
walk_shaped(struct walk *w, const char *name, enum tensor_type type,
    void **data, int ndim, const uint64_t *shape)
{
	const struct tensor *a;
	uint64_t n = 1;

	if (w->mode == WALK_FREE) {
		walk_free(data);
		return;
	}
	if (w->failed)
		return;
	if (w->table != NULL) {
		for (int i = 0; i < ndim; i++)
			n *= shape[i];
		table_heap(w, name, type, data, NULL, n, 0);
		return;
	}
	if (w->mode == WALK_SAVE) {
		save(w, name, type, ndim, shape, *data);
		return;
	}
	if (ndim < 0 || ndim > TENSOR_DIMS)
		BUG("walk_shaped: dimensions");
	a = find_shaped(w, name, type, ndim, shape);
	if (a != NULL)
		*data = copy(w, a, 0);
}

static void
table_text(struct walk *w, const char *name, char **text, uint64_t *n)
{
	void *p = *text;

	table_heap(w, name, TENSOR_U8, &p, n, 0, 1);
	*text = p;
	if (w->mode != WALK_LOAD || w->failed ||
	    memchr(p, '\0', (size_t)*n) == NULL)
		return;
	err_set(w->err, "%s: a string with a NUL in it", name);
	fail(w);
}

/* No text (NULL) is kept as the empty one. */
void
walk_text(struct walk *w, const char *name, char **text)
{
	const struct tensor *a;
	uint64_t n;

	if (w->mode == WALK_FREE) {
		free(*text);
		*text = NULL;
		return;
	}
	if (w->failed)
		return;
	n = *text != NULL ? strlen(*text) : 0;
	if (w->table != NULL) {
		table_text(w, name, text, &n);
		return;
	}
	if (w->mode == WALK_SAVE) {
		save(w, name, TENSOR_U8, 1, &n, *text);
		return;
	}
	a = find(w, name, TENSOR_U8);
	if (a == NULL || find_shaped(w, name, TENSOR_U8, 1, &a->count) == NULL)
		return;
	if (memchr(a->data, '\0', (size_t)a->count) != NULL) {
		err_set(w->err, "array \"%s\": a string with a NUL in it",
		    a->name);
		fail(w);
		return;
	}
	*text = copy(w, a, 1);
}

void
walk_check(struct walk *w, int ok, const char *what)
{
	if (w->mode != WALK_LOAD || w->failed || ok)
		return;
	err_set(w->err, "%s%s", w->prefix != NULL ? w->prefix : "", what);
	fail(w);
}

int
walk_done(const struct walk *w)
{
	return w->failed ? -1 : 0;
}
