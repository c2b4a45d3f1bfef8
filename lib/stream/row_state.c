/*
 * row_state.c - schemas and rows in a state file.
 */
#include "stream/row_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/rec.h"

/* Four texts a field. */
enum { FIELD_TEXT_MAX = FIELD_NAME_MAX + FIELD_UNIT_MAX + 32 };

/* The next of the NUL-terminated texts from *p on; NULL if there is none. */
static const char *
next_text(const char **p, const char *end)
{
	const char *text = *p, *nul;

	nul = text < end ? memchr(text, '\0', (size_t)(end - text)) : NULL;
	if (nul == NULL)
		return NULL;
	*p = nul + 1;
	return text;
}

/* ---- schemas ---- */

/*
 * Name, type, scale and unit of each field, *n bytes in all.  Names of foreign
 * fields may contain any byte but NUL.
 */
static char *
fields_text(const struct schema *s, uint64_t *n, struct err *err)
{
	size_t room = (size_t)s->nfield * FIELD_TEXT_MAX + 1;
	char *text = malloc(room), type[8];
	const struct field *f;
	int i;

	*n = 0;
	if (text == NULL) {
		err_errno(err, "rows of a state");
		return NULL;
	}
	for (i = 0; i < s->nfield; i++) {
		f = &s->field[i];
		*n += 1 + (uint64_t)snprintf(text + *n, room - *n,
			      "%s%c%s%c%u%c%s", f->name, '\0',
			      ftype_name(type, f->type, f->len), '\0', f->scale,
			      '\0', f->unit);
	}
	return text;
}

/* Parse the texts of one field; -1 if they are malformed.  schema_get checks
 * the scale. */
static int
field_read(struct field *f, const char **p, const char *end)
{
	const char *name = next_text(p, end), *type = next_text(p, end),
		   *scale = next_text(p, end), *unit = next_text(p, end);

	memset(f, 0, sizeof(*f));
	if (unit == NULL || strlen(name) > FIELD_NAME_MAX ||
	    strlen(unit) > FIELD_UNIT_MAX || strlen(scale) != 1)
		return -1;
	memcpy(f->name, name, strlen(name));
	memcpy(f->unit, unit, strlen(unit));
	f->scale = (uint8_t)(*scale - '0');
	return ftype_parse(&f->type, &f->len, type);
}

static const struct schema *
schema_made(struct schemas *set, const char *kind, const char *text, uint64_t n,
    struct err *err)
{
	struct field *field = calloc(SCHEMA_FIELDS_MAX, sizeof(*field));
	const struct schema *s = NULL;
	const char *p = text, *end = text + n;
	int nfield = 0, ok = 1;

	if (field == NULL) {
		err_errno(err, "rows of a state");
		return NULL;
	}
	while (ok && p < end && nfield < SCHEMA_FIELDS_MAX)
		ok = field_read(&field[nfield++], &p, end) == 0;
	if (!ok || p != end)
		err_set(err, "rows of a state: invalid fields");
	else
		s = schema_get(set, kind, field, nfield, err);
	free(field);
	return s;
}

int
schema_save(struct walk *w, const struct schema *s, struct err *err)
{
	uint64_t n;
	char kind[KIND_MAX + 1], *p = kind, *text = fields_text(s, &n, err);
	void *q = text;

	if (text == NULL)
		w->failed = 1;
	memcpy(kind, s->kind, sizeof(kind));
	walk_text(w, "kind", &p);
	walk_array(w, "fields", TENSOR_U8, &q, &n);
	free(text);
	return walk_done(w);
}

const struct schema *
schema_load(struct walk *w, struct schemas *set, struct err *err)
{
	char *kind = NULL;
	void *text = NULL;
	const struct schema *s = NULL;
	uint64_t n = 0;

	walk_text(w, "kind", &kind);
	walk_array(w, "fields", TENSOR_U8, &text, &n);
	if (!w->failed && (s = schema_made(set, kind, text, n, err)) == NULL)
		w->failed = 1;
	free(kind);
	free(text);
	return s;
}

/* ---- rows ---- */

int
row_save(struct walk *w, const struct schema *s, unsigned char *row)
{
	struct rec r = { s, row };
	uint32_t sym[SCHEMA_FIELDS_MAX], *q = sym;
	uint64_t size = s->row_size, n = 0;
	void *p = row;
	int i;

	for (i = 0; i < s->nfield; i++)
		if (s->field[i].type == F_SYM)
			sym[n++] = rec_u32(&r, i);
	walk_array(w, "row", TENSOR_U8, &p, &size);
	walk_symbols(w, "symbols", &q, &n);
	return walk_done(w);
}

int
row_load(struct walk *w, unsigned char **row, uint64_t *size, uint32_t **sym,
    uint64_t *n)
{
	void *p = NULL;

	*sym = NULL;
	walk_array(w, "row", TENSOR_U8, &p, size);
	walk_symbols(w, "symbols", sym, n);
	*row = p;
	return walk_done(w);
}

int
row_put_symbols(unsigned char *row, const struct schema *s, const uint32_t *sym,
    uint64_t n, struct err *err)
{
	uint64_t k = 0;
	int i;

	for (i = 0; i < s->nfield; i++) {
		if (s->field[i].type != F_SYM)
			continue;
		if (k < n)
			row_put_u32(row, s, i, sym[k]);
		k++;
	}
	return k == n ? 0 : err_set(err, "rows of a state: invalid symbols");
}
