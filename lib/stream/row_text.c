/*
 * row_text.c - one row as a line of NDJSON.
 */
#include "stream/row_text.h"

#include <stdio.h>
#include <stdlib.h>

#include "stream/text_impl.h"

enum { VALUE_MAX = 64 };

/* Bytes that the row may take, see text_put_json. */
static size_t
most(const struct rec *r, const struct symtab *syms)
{
	const struct field *f = r->schema->field;
	size_t n = KIND_MAX + 16, len;
	int i;

	for (i = 0; i < r->schema->nfield; i++, f++) {
		n += 6 * strlen(f->name) + 8 + VALUE_MAX;
		len = f->len;
		if (f->type == F_SYM)
			(void)symtab_text(syms, rec_u32(r, i), &len);
		if (f->type == F_SYM || f->type == F_TEXT)
			n += 6 * len + 2;
	}
	return n;
}

char *
row_text(const struct rec *r, const struct symtab *syms)
{
	char *out = malloc(most(r, syms));
	size_t n;
	int i;

	if (out == NULL)
		return NULL;
	n = (size_t)sprintf(out, "{\"kind\":\"%s\"", r->schema->kind);
	for (i = 0; i < r->schema->nfield; i++) {
		n += (size_t)sprintf(out + n,
		    ",\"%s\":", r->schema->field[i].name);
		n += text_put_json(out + n, r, i, 0, syms);
	}
	memcpy(out + n, "}", 2);
	return out;
}
