/*
 * engine_state_kind.c - save and load the input schemas and defs.
 *
 * Schemas are bound again in the order of their first record, so columns,
 * types and state sizes are the same as before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "window/engine.h"

struct kind_image {
	char *name;
	uint32_t own; /* the engine's own: mids */
	uint32_t nfield;
};

static int
kind_walk(struct walk *k, struct kind_image *i)
{
	walk_text(k, "name", &i->name);
	walk_scalar(k, "own", TENSOR_U32, &i->own);
	walk_scalar(k, "fields", TENSOR_U32, &i->nfield);
	walk_check(k, i->nfield <= SCHEMA_FIELDS_MAX, "number of fields");
	return walk_done(k);
}

static int
text_copy(struct walk *k, char *to, size_t size, char *from)
{
	if (!walk_loading(k))
		return 0;
	walk_check(k, from != NULL && strlen(from) < size, "length of a name");
	if (walk_loading(k))
		snprintf(to, size, "%s", from);
	free(from);
	return 0;
}

static int
field_walk_def(struct walk *k, struct field *f)
{
	char *name = f->name, *unit = f->unit;
	uint32_t type = f->type, len = f->len, scale = f->scale;

	if (k->mode == WALK_LOAD)
		name = unit = NULL;
	walk_text(k, "name", &name);
	walk_text(k, "unit", &unit);
	walk_scalar(k, "type", TENSOR_U32, &type);
	walk_scalar(k, "len", TENSOR_U32, &len);
	walk_scalar(k, "scale", TENSOR_U32, &scale);
	walk_check(k,
	    type < F_TYPES && len <= TEXT_MAX && (scale == 0 || scale == 9),
	    "type of a field");
	text_copy(k, f->name, sizeof(f->name), name);
	text_copy(k, f->unit, sizeof(f->unit), unit);
	f->type = (enum ftype)type;
	f->len = (uint16_t)len;
	f->scale = (uint8_t)scale;
	return walk_done(k);
}

static int
names_save(const struct windows *w, struct state *s, struct err *err)
{
	struct kind_image i;
	const struct kind *k;
	struct walk walk;
	uint64_t n = 0;

	if (state_save(&walk, s, "kinds", err) == -1)
		goto out;
	for (k = w->first_kind; k != NULL; k = k->next) {
		i = (struct kind_image){ (char *)(uintptr_t)k->schema->kind,
			k == w->price_kind, (uint32_t)k->schema->nfield };
		if (state_owner(&walk, 0, n++) == -1 ||
		    kind_walk(&walk, &i) == -1)
			break;
	}
out:
	return state_done(&walk);
}

static int
fields_save(const struct windows *w, struct state *s, struct err *err)
{
	const struct kind *k;
	struct walk walk;
	struct field f;
	uint64_t n = 0;
	int i;

	if (state_save(&walk, s, "fields", err) == -1)
		goto out;
	for (k = w->first_kind; k != NULL; k = k->next)
		for (i = 0; i < k->schema->nfield; i++) {
			f = k->schema->field[i];
			if (state_owner(&walk, 0, n++) == -1 ||
			    field_walk_def(&walk, &f) == -1)
				goto out;
		}
out:
	return state_done(&walk);
}

/* Bind the schema of one kind, made of the next n fields. */
static int
kind_load(struct windows *w, const struct kind_image *i, struct walk *fields,
    uint64_t *at, struct err *err)
{
	struct field *f = calloc((size_t)i->nfield + 1, sizeof(*f));
	const struct schema *schema;
	uint32_t n, symbol;
	uint64_t number;
	int ret = -1;

	if (f == NULL)
		return err_errno(err, "windows");
	for (n = 0; n < i->nfield; n++, ++*at) {
		walk_check(fields, *at < state_owners(fields), "fields");
		if (walk_done(fields) == -1 ||
		    state_owner_at(fields, *at, &symbol, &number) == -1 ||
		    field_walk_def(fields, &f[n]) == -1)
			goto out;
	}
	if (i->own) {
		ret = kind_price(w, err) == NULL ? -1 : 0;
		goto out;
	}
	schema = schema_get(w->vocab->schemas, i->name, f, (int)i->nfield, err);
	if (schema != NULL && kind_get(w, schema, err) != NULL)
		ret = 0;
out:
	free(f);
	return ret;
}

int
kinds_load(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk, fields;
	struct kind_image i;
	uint64_t n, number, at = 0;
	uint32_t symbol;
	int ret = -1;

	if (state_load(&walk, s, "kinds", err) == -1 ||
	    state_load(&fields, s, "fields", err) == -1)
		goto out;
	for (n = 0; n < state_owners(&walk); n++) {
		i = (struct kind_image){ 0 };
		if (state_owner_at(&walk, n, &symbol, &number) == 0 &&
		    kind_walk(&walk, &i) == 0 &&
		    kind_load(w, &i, &fields, &at, err) == 0)
			ret = 0;
		else
			ret = -1;
		free(i.name);
		if (ret == -1)
			goto out;
	}
	ret = 0;
out:
	if (state_done(&fields) == -1)
		ret = -1;
	return state_done(&walk) == -1 ? -1 : ret;
}

int
kinds_save(const struct windows *w, struct state *s, struct err *err)
{
	return names_save(w, s, err) == -1 ? -1 : fields_save(w, s, err);
}

/* ---- defs ---- */

static int
def_walk(struct walk *k, struct known_def *d)
{
	uint32_t mid = (uint32_t)d->mid;

	walk_scalar(k, "before", TENSOR_U64, &d->before);
	walk_scalar(k, "mid", TENSOR_U32, &mid);
	walk_scalar(k, "def", TENSOR_U64, &d->def);
	walk_check(k, mid <= 1, "def");
	d->mid = (int)mid;
	return walk_done(k);
}

int
defs_save(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	uint32_t i;

	if (state_save(&walk, s, "defs", err) == 0)
		for (i = 0; i < w->ndef; i++)
			if (state_owner(&walk, 0, i) == -1 ||
			    def_walk(&walk, &w->defs[i]) == -1)
				break;
	return state_done(&walk);
}

int
defs_load(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	uint64_t i, number;
	uint32_t symbol;

	if (state_load(&walk, s, "defs", err) == -1)
		return state_done(&walk);
	walk_check(&walk, state_owners(&walk) <= DEFS_MAX, "defs");
	for (i = 0; walk_loading(&walk) && i < state_owners(&walk); i++)
		if (state_owner_at(&walk, i, &symbol, &number) == 0 &&
		    def_walk(&walk, &w->defs[i]) == 0)
			w->ndef = (uint32_t)i + 1;
	return state_done(&walk);
}
