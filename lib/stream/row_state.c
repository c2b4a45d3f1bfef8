/*
 * row_state.c - schemas and rows in a state file.
 */
#include "stream/row_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/rec.h"

enum { FIELD_TEXT_MAX = FIELD_NAME_MAX + FIELD_UNIT_MAX + 32 };

/* ---- schemas ---- */

/* "name type scale unit" a line. */
static char *
fields_text(const struct schema *s, struct err *err)
{
	size_t room = (size_t)s->nfield * FIELD_TEXT_MAX + 1, n = 0;
	char *text = malloc(room), type[8];
	const struct field *f;
	int i;

	if (text == NULL) {
		err_errno(err, "rows of a state");
		return NULL;
	}
	text[0] = '\0';
	for (i = 0; i < s->nfield; i++) {
		f = &s->field[i];
		n += (size_t)snprintf(text + n, room - n, "%s %s %u %s\n",
		    f->name, ftype_name(type, f->type, f->len), f->scale,
		    f->unit);
	}
	return text;
}

/* Parse one line of it; NULL if it is malformed. */
static const char *
field_read(struct field *f, const char *p)
{
	char name[FIELD_NAME_MAX + 1], type[8];
	const char *end = strchr(p, '\n');
	unsigned scale;
	int n = 0;

	memset(f, 0, sizeof(*f));
	if (end == NULL ||
	    sscanf(p, "%63s %7s %u%n", name, type, &scale, &n) != 3 ||
	    p + n >= end || p[n++] != ' ' ||
	    (size_t)(end - p - n) > FIELD_UNIT_MAX ||
	    (scale != 0 && scale != 9))
		return NULL;
	memcpy(f->name, name, strlen(name) + 1);
	memcpy(f->unit, p + n, (size_t)(end - p - n));
	f->scale = (uint8_t)scale;
	return ftype_parse(&f->type, &f->len, type) == 0 ? end + 1 : NULL;
}

static const struct schema *
schema_made(struct schemas *set, const char *kind, const char *text,
    struct err *err)
{
	struct field *field = calloc(SCHEMA_FIELDS_MAX, sizeof(*field));
	const struct schema *s = NULL;
	const char *p = text;
	int n = 0;

	if (field == NULL) {
		err_errno(err, "rows of a state");
		return NULL;
	}
	while (p != NULL && *p != '\0' && n < SCHEMA_FIELDS_MAX)
		p = field_read(&field[n++], p);
	if (p == NULL || *p != '\0' || strlen(kind) > KIND_MAX)
		err_set(err, "rows of a state: invalid fields");
	else
		s = schema_get(set, kind, field, n, err);
	free(field);
	return s;
}

int
schema_save(struct walk *w, const struct schema *s, struct err *err)
{
	char kind[KIND_MAX + 1], *p = kind, *text = fields_text(s, err);

	if (text == NULL)
		w->failed = 1;
	memcpy(kind, s->kind, sizeof(kind));
	walk_text(w, "kind", &p);
	walk_text(w, "fields", &text);
	free(text);
	return walk_done(w);
}

const struct schema *
schema_load(struct walk *w, struct schemas *set, struct err *err)
{
	char *kind = NULL, *text = NULL;
	const struct schema *s = NULL;

	walk_text(w, "kind", &kind);
	walk_text(w, "fields", &text);
	if (!w->failed && (s = schema_made(set, kind, text, err)) == NULL)
		w->failed = 1;
	free(kind);
	free(text);
	return s;
}

/* ---- rows ---- */

/* Symbols of a row as NUL-terminated texts, *n bytes in all. */
static char *
symbols_text(const struct symtab *syms, const struct schema *s,
    const unsigned char *row, uint64_t *n, struct err *err)
{
	struct rec r = { s, row };
	size_t room = (size_t)s->nfield * (SYM_LEN_MAX + 1) + 1, len;
	char *text = malloc(room);
	const char *p;
	int i;

	*n = 0;
	if (text == NULL) {
		err_errno(err, "rows of a state");
		return NULL;
	}
	for (i = 0; i < s->nfield; i++) {
		if (s->field[i].type != F_SYM)
			continue;
		p = symtab_text(syms, rec_u32(&r, i), &len);
		memcpy(text + *n, p, len);
		*n += len;
		text[(*n)++] = '\0';
	}
	return text;
}

int
row_save(struct walk *w, const struct symtab *syms, const struct schema *s,
    unsigned char *row, struct err *err)
{
	uint64_t size = s->row_size, n;
	char *text = symbols_text(syms, s, row, &n, err);
	void *p = row, *q = text;

	if (text == NULL)
		w->failed = 1;
	walk_array(w, "row", TENSOR_U8, &p, &size);
	walk_array(w, "symbols", TENSOR_U8, &q, &n);
	free(text);
	return walk_done(w);
}

int
row_load(struct walk *w, unsigned char **row, uint64_t *size, char **text,
    uint64_t *n)
{
	void *p = NULL, *q = NULL;

	walk_array(w, "row", TENSOR_U8, &p, size);
	walk_array(w, "symbols", TENSOR_U8, &q, n);
	*row = p;
	*text = q;
	return walk_done(w);
}

int
row_put_symbols(unsigned char *row, const struct schema *s, struct symtab *syms,
    const char *text, uint64_t n, struct err *err)
{
	const char *p = text, *end = text + n, *nul;
	int i;

	for (i = 0; i < s->nfield; i++) {
		if (s->field[i].type != F_SYM)
			continue;
		nul = p < end ? memchr(p, '\0', (size_t)(end - p)) : NULL;
		if (nul == NULL)
			return err_set(err, "rows of a state: invalid symbols");
		row_put_u32(row, s, i,
		    symtab_add(syms, p, (size_t)(nul - p), err));
		p = nul + 1;
	}
	return err->set || p != end
		   ? err_set(err, "rows of a state: invalid symbols")
		   : 0;
}
