/*
 * state_table.c - tables of a state file: owners and their columns.
 *
 * Every owner walks the same columns in the same order, so the column that
 * comes next is known; a search is needed only for the first owner.
 */
#include "base/state_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

#define OWNER_SYMBOL "owner.symbol"
#define OWNER_NUMBER "owner.number"

static void
fail(struct walk *w)
{
	w->failed = 1;
}

static struct state_table *
table_new(struct walk *w, struct state *s, const char *name,
    enum walk_mode mode, struct err *err)
{
	struct state_table *t = calloc(1, sizeof(*t));

	*w = (struct walk){ .mode = mode, .prefix = "", .err = err };
	if (t == NULL) {
		err_errno(err, "state");
		fail(w);
		return NULL;
	}
	t->state = s;
	snprintf(t->name, sizeof(t->name), "%s", name);
	w->table = t;
	return t;
}

/* "TABLE/NAME" and a suffix; -1 when it is too long. */
static int
array_name(char out[TENSOR_NAME_MAX + 1], const struct state_table *t,
    const char *name, const char *suffix, struct err *err)
{
	int n = snprintf(out, TENSOR_NAME_MAX + 1, "%s/%s%s", t->name, name,
	    suffix);

	if (n >= 0 && n <= TENSOR_NAME_MAX)
		return 0;
	return err_set(err, "state: the name %s/%s is too long", t->name, name);
}

/* ---- columns ---- */

/* 1 when the column is the one of prefix and name. */
static int
is_named(const struct state_column *c, const char *prefix, size_t plen,
    const char *name)
{
	return strncmp(c->name, prefix, plen) == 0 &&
	       strcmp(c->name + plen, name) == 0;
}

static struct state_column *
column_add(struct walk *w, const char *prefix, const char *name,
    enum tensor_type type, int ragged)
{
	struct state_table *t = w->table;
	struct state_column *c;
	int n;

	if (array_grow(&t->column, &t->room, t->n + 1, sizeof(*t->column)) ==
	    -1) {
		err_errno(w->err, "state");
		fail(w);
		return NULL;
	}
	c = &t->column[t->n];
	memset(c, 0, sizeof(*c));
	n = snprintf(c->name, sizeof(c->name), "%s%s", prefix, name);
	if (n < 0 || (size_t)n >= sizeof(c->name)) {
		err_set(w->err, "state: the name %s is too long", name);
		fail(w);
		return NULL;
	}
	c->type = type;
	c->ragged = ragged;
	t->n++;
	return c;
}

static int load_column(struct walk *w, struct state_column *c);

/* The column of that name, whose value for the present owner comes next. */
static struct state_column *
column_next(struct walk *w, const char *name, enum tensor_type type, int ragged)
{
	const char *prefix = w->prefix != NULL ? w->prefix : "";
	size_t plen = strlen(prefix), i;
	struct state_table *t = w->table;
	struct state_column *c = NULL;

	if (t->cursor < t->n &&
	    is_named(&t->column[t->cursor], prefix, plen, name))
		c = &t->column[t->cursor];
	for (i = 0; c == NULL && i < t->n; i++)
		if (is_named(&t->column[i], prefix, plen, name))
			c = &t->column[i];
	if (c == NULL) {
		c = column_add(w, prefix, name, type, ragged);
		if (c == NULL ||
		    (w->mode == WALK_LOAD && load_column(w, c) == -1))
			return NULL;
	}
	if (c->type != type || c->ragged != ragged)
		BUG("a column of a state walked as two types");
	if (c->seen != t->at) {
		err_set(w->err, "state: %s/%s: not one value per owner",
		    t->name, c->name);
		fail(w);
		return NULL;
	}
	c->seen++;
	t->cursor = (size_t)(c - t->column) + 1;
	return c;
}

void
state_put(struct walk *w, const char *name, enum tensor_type type, int ragged,
    const void *data, uint64_t n)
{
	struct state_column *c = column_next(w, name, type, ragged);
	size_t size = tensor_size(type);

	if (c == NULL)
		return;
	/* an array of nothing has an address too */
	if (array_grow(&c->data, &c->room, c->n + n + 1, size) == -1)
		goto no_memory;
	if (n > 0)
		memcpy(c->data + c->n * size, data, (size_t)n * size);
	c->n += n;
	if (!ragged)
		return;
	if (array_grow(&c->rows, &c->rows_room, c->seen + 1,
		sizeof(*c->rows)) == -1)
		goto no_memory;
	c->rows[0] = 0;
	c->rows[c->seen] = c->n;
	return;
no_memory:
	err_errno(w->err, "state");
	fail(w);
}

static const struct tensor *
find_array(struct walk *w, const struct state_column *c, const char *suffix,
    enum tensor_type type)
{
	char full[TENSOR_NAME_MAX + 1];

	if (array_name(full, w->table, c->name, suffix, w->err) == -1)
		return NULL;
	return tensors_find(w->table->state->t, full, type, w->err);
}

/* Offsets from 0 to the number of values that never fall. */
static int
check_rows(const uint64_t *rows, uint64_t owners, uint64_t values)
{
	uint64_t i;

	if (rows[0] != 0 || rows[owners] != values)
		return -1;
	for (i = 0; i < owners; i++)
		if (rows[i + 1] < rows[i])
			return -1;
	return 0;
}

static int
load_column(struct walk *w, struct state_column *c)
{
	uint64_t owners = w->table->owners;
	const struct tensor *a = find_array(w, c, "", c->type), *rows;

	if (a == NULL)
		goto fail;
	c->from = a->data;
	if (!c->ragged) {
		if (a->ndim == 1 && a->count == owners)
			return 0;
		err_set(w->err,
		    "array \"%s\": %" PRIu64 " values, expected %" PRIu64,
		    a->name, a->count, owners);
		goto fail;
	}
	if ((rows = find_array(w, c, ".rows", TENSOR_U64)) == NULL)
		goto fail;
	c->from_rows = rows->data;
	if (rows->ndim == 1 && rows->count == owners + 1 &&
	    check_rows(c->from_rows, owners, a->count) == 0)
		return 0;
	err_set(w->err, "array \"%s\": not the offsets of %" PRIu64 " owners",
	    rows->name, owners);
fail:
	fail(w);
	return -1;
}

const void *
state_get(struct walk *w, const char *name, enum tensor_type type, int ragged,
    uint64_t *n)
{
	struct state_column *c = column_next(w, name, type, ragged);
	uint64_t at = w->table->at, from = at;

	*n = 0;
	if (c == NULL)
		return NULL;
	*n = 1;
	if (ragged) {
		from = c->from_rows[at];
		*n = c->from_rows[at + 1] - from;
	}
	return c->from + from * tensor_size(type);
}

/* ---- owners ---- */

int
state_save(struct walk *w, struct state *s, const char *table, struct err *err)
{
	return table_new(w, s, table, WALK_SAVE, err) != NULL ? 0 : -1;
}

int
state_owner(struct walk *w, uint32_t symbol, uint64_t number)
{
	struct state_table *t = w->table;
	size_t room = t->owner_room; /* of both arrays */
	int64_t index;

	if (w->failed)
		return -1;
	if ((index = state_symbol(t->state, symbol, w->err)) == -1)
		goto fail;
	if (array_grow(&t->symbol, &room, t->owners + 1, sizeof(*t->symbol)) ==
		-1 ||
	    array_grow(&t->number, &t->owner_room, t->owners + 1,
		sizeof(*t->number)) == -1)
		goto no_memory;
	t->symbol[t->owners] = (uint32_t)index;
	t->number[t->owners] = number;
	t->at = t->owners++;
	t->cursor = 0;
	return 0;
no_memory:
	err_errno(w->err, "state");
fail:
	fail(w);
	return -1;
}

int
state_load(struct walk *w, struct state *s, const char *table, struct err *err)
{
	struct state_table *t = table_new(w, s, table, WALK_LOAD, err);
	char full[TENSOR_NAME_MAX + 1];
	const struct tensor *symbol, *number;
	struct err none = { 0 };

	if (t == NULL || array_name(full, t, OWNER_SYMBOL, "", err) == -1)
		return -1;
	symbol = tensors_find(s->t, full, TENSOR_U32, &none);
	if (symbol == NULL)
		return 0;
	if (array_name(full, t, OWNER_NUMBER, "", err) == -1 ||
	    (number = tensors_find(s->t, full, TENSOR_U64, err)) == NULL ||
	    symbol->ndim != 1 || number->ndim != 1 ||
	    symbol->count != number->count) {
		err_set(err, "table \"%s\": damaged owners", t->name);
		fail(w);
		return -1;
	}
	t->owners = symbol->count;
	t->from_symbol = symbol->data;
	t->from_number = number->data;
	return 1;
}

uint64_t
state_owners(const struct walk *w)
{
	return w->table != NULL ? w->table->owners : 0;
}

int
state_owner_at(struct walk *w, uint64_t i, uint32_t *symbol, uint64_t *number)
{
	struct state_table *t = w->table;

	if (w->failed)
		return -1;
	if (state_symbol_at(t->state, t->from_symbol[i], symbol) == -1) {
		err_set(w->err, "table \"%s\": owner %" PRIu64 " has no symbol",
		    t->name, i);
		fail(w);
		return -1;
	}
	*number = t->from_number[i];
	t->at = i;
	t->cursor = 0;
	return 0;
}

/* ---- the end ---- */

static int
save_array(struct walk *w, const char *name, const char *suffix,
    enum tensor_type type, uint64_t n, const void *data)
{
	char full[TENSOR_NAME_MAX + 1];
	const struct state_table *t = w->table;
	static const uint64_t none;

	if (array_name(full, t, name, suffix, w->err) == -1)
		return -1;
	return tensors_add(t->state->t, full, type, 1, &n,
	    data != NULL ? data : &none, w->err);
}

static int
save_table(struct walk *w)
{
	const struct state_table *t = w->table;
	const struct state_column *c;
	size_t i;

	if (save_array(w, OWNER_SYMBOL, "", TENSOR_U32, t->owners, t->symbol) ==
		-1 ||
	    save_array(w, OWNER_NUMBER, "", TENSOR_U64, t->owners, t->number) ==
		-1)
		return -1;
	for (i = 0; i < t->n; i++) {
		c = &t->column[i];
		if (c->seen != t->owners)
			return err_set(w->err,
			    "state: %s/%s: not one value per owner", t->name,
			    c->name);
		if (save_array(w, c->name, "", c->type, c->n, c->data) == -1 ||
		    (c->ragged && save_array(w, c->name, ".rows", TENSOR_U64,
				      t->owners + 1, c->rows) == -1))
			return -1;
	}
	return 0;
}

/* Arrays of the table that no walk asked for: another version's state. */
static int
check_all_read(struct walk *w)
{
	const struct state_table *t = w->table;
	size_t len = strlen(t->name), i, known = 0, arrays = 0;
	const struct tensor *a;

	for (i = 0; i < t->n; i++)
		known += t->column[i].ragged ? 2 : 1;
	for (i = 0; (a = tensors_at(t->state->t, i)) != NULL; i++)
		if (strncmp(a->name, t->name, len) == 0 && a->name[len] == '/')
			arrays++;
	if (t->from_symbol == NULL || t->owners == 0 || arrays == known + 2)
		return 0;
	return err_set(w->err,
	    "table \"%s\": %zu arrays, expected %zu: a state of another "
	    "version",
	    t->name, arrays, known + 2);
}

int
state_done(struct walk *w)
{
	struct state_table *t = w->table;
	size_t i;

	if (t == NULL)
		return -1;
	if (!w->failed &&
	    (w->mode == WALK_SAVE ? save_table(w) : check_all_read(w)) == -1)
		fail(w);
	for (i = 0; i < t->n; i++) {
		free(t->column[i].data);
		free(t->column[i].rows);
	}
	free(t->column);
	free(t->symbol);
	free(t->number);
	free(t);
	w->table = NULL;
	return w->failed ? -1 : 0;
}
