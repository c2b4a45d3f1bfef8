/*
 * engine_held.c - save and load the waiting rows.
 *
 * A row is saved as the fields of its kind (in a separate table, as text) and
 * its bytes, together with its symbols as text.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feat/engine.h"

enum { FIELD_TEXT_MAX = FIELD_NAME_MAX + FIELD_UNIT_MAX + 32 };

/* ---- shapes ---- */

/* "name type len scale unit" a line. */
static char *
fields_text(const struct schema *s, struct err *err)
{
	size_t room = (size_t)s->nfield * FIELD_TEXT_MAX + 1, n = 0;
	char *text = malloc(room), type[8];
	const struct field *f;
	int i;

	if (text == NULL) {
		err_errno(err, "rows that wait");
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

/* One line of it; NULL when it is none. */
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

/* The shape of a kind with these fields; NULL with *err. */
static struct shape *
shape_made(struct feats *f, const char *kind, const char *text, struct err *err)
{
	struct field *field = calloc(SCHEMA_FIELDS_MAX, sizeof(*field));
	const struct schema *s = NULL;
	const char *p = text;
	int n = 0;

	if (field == NULL) {
		err_errno(err, "rows that wait");
		return NULL;
	}
	while (p != NULL && *p != '\0' && n < SCHEMA_FIELDS_MAX)
		p = field_read(&field[n++], p);
	if (p == NULL || *p != '\0' || strlen(kind) > KIND_MAX)
		err_set(err, "rows that wait: not the fields of a kind");
	else
		s = schema_get(f->vocab->schemas, kind, field, n, err);
	free(field);
	return s == NULL ? NULL : shape_get(f, s, err);
}

static int
save_shapes(struct feats *f, struct state *s, struct err *err)
{
	char kind[KIND_MAX + 1], *text, *p = kind;
	struct walk w;
	uint32_t i;

	if (state_save(&w, s, "shapes", err) == -1)
		return -1;
	for (i = 0; i < f->nshape; i++) {
		if (!f->shapes[i]->is_row || f->waiting.begin == f->waiting.end)
			continue; /* nobody asks for it */
		if ((text = fields_text(f->shapes[i]->in, err)) == NULL)
			w.failed = 1;
		state_owner(&w, 0, i);
		memcpy(kind, f->shapes[i]->in->kind, sizeof(kind));
		walk_text(&w, "kind", &p);
		walk_text(&w, "fields", &text);
		free(text);
	}
	return state_done(&w);
}

/* shape[i] by number in the file. */
static int
load_shapes(struct feats *f, struct state *s, struct idmap *shapes,
    struct err *err)
{
	char *kind, *text;
	struct shape **at;
	uint64_t i, number;
	uint32_t symbol;
	struct walk w;

	if (state_load(&w, s, "shapes", err) != 1)
		return state_done(&w);
	for (i = 0; i < state_owners(&w) && !w.failed; i++) {
		kind = text = NULL;
		(void)state_owner_at(&w, i, &symbol, &number);
		walk_check(&w, number < 1 << 20, "number of a kind");
		walk_text(&w, "kind", &kind);
		walk_text(&w, "fields", &text);
		if (!w.failed &&
		    ((at = idmap_get(shapes, (uint32_t)number, err)) == NULL ||
			(*at = shape_made(f, kind, text, err)) == NULL))
			w.failed = 1;
		free(kind);
		free(text);
	}
	return state_done(&w);
}

/* ---- rows ---- */

/* Symbols of a row as texts with a NUL behind each; *n bytes. */
static char *
symbols_text(const struct feats *f, const struct schema *s,
    const unsigned char *row, uint64_t *n, struct err *err)
{
	struct rec r = { s, row };
	size_t room = (size_t)s->nfield * (SYM_LEN_MAX + 1) + 1, len;
	char *text = malloc(room);
	const char *p;
	int i;

	*n = 0;
	if (text == NULL) {
		err_errno(err, "rows that wait");
		return NULL;
	}
	for (i = 0; i < s->nfield; i++) {
		if (s->field[i].type != F_SYM)
			continue;
		p = symtab_text(f->vocab->syms, rec_u32(&r, i), &len);
		memcpy(text + *n, p, len);
		*n += len;
		text[(*n)++] = '\0';
	}
	return text;
}

/* Put the symbols of a row back; -1: not as many texts as it has. */
static int
symbols_put(struct feats *f, const struct schema *s, unsigned char *row,
    const char *text, uint64_t n, struct err *err)
{
	const char *p = text, *end = text + n, *nul;
	int i;

	for (i = 0; i < s->nfield; i++) {
		if (s->field[i].type != F_SYM)
			continue;
		nul = p < end ? memchr(p, '\0', (size_t)(end - p)) : NULL;
		if (nul == NULL)
			return err_set(err, "rows that wait: symbols");
		row_put_u32(row, s, i,
		    symtab_add(f->vocab->syms, p, (size_t)(nul - p), err));
		p = nul + 1;
	}
	return err->set || p != end ? err_set(err, "rows that wait: symbols")
				    : 0;
}

static uint32_t
shape_number(const struct feats *f, const struct shape *sh)
{
	uint32_t i;

	for (i = 0; i < f->nshape; i++)
		if (f->shapes[i] == sh)
			return i;
	BUG("a row of a shape that is not known");
}

int
held_save(struct feats *f, struct state *s, struct err *err)
{
	const struct waiting *q = &f->waiting;
	const struct held *held;
	uint64_t size, n;
	struct walk w;
	uint32_t number;
	char *text;
	void *row;
	size_t i;

	if (save_shapes(f, s, err) == -1 ||
	    state_save(&w, s, "held", err) == -1)
		return -1;
	for (i = q->begin; i < q->end && !w.failed; i++) {
		held = &q->row[i];
		row = q->bytes + held->slot * q->slot_size;
		size = held->row.shape->in->row_size;
		number = shape_number(f, held->row.shape);
		text = symbols_text(f, held->row.shape->in, row, &n, err);
		if (text == NULL)
			w.failed = 1;
		state_owner(&w, held->row.symbol->id, i - q->begin);
		walk_scalar(&w, "shape", TENSOR_U32, &number);
		walk_array(&w, "row", TENSOR_U8, &row, &size);
		walk_array(&w, "symbols", TENSOR_U8, (void **)&text, &n);
		free(text);
	}
	return state_done(&w);
}

/* One row, whose values have been read. */
static int
load_row(struct feats *f, const struct idmap *shapes, uint32_t number,
    unsigned char *row, uint64_t size, const char *text, uint64_t n,
    struct err *err)
{
	struct shape **at = idmap_find(shapes, number);
	struct row_in in = { .v = row };
	struct rec r;

	if (at == NULL || *at == NULL || !(*at)->is_row ||
	    size != (*at)->in->row_size)
		return err_set(err, "held rows: a row whose kind is unknown");
	in.shape = *at;
	r = (struct rec){ in.shape->in, row };
	if (symbols_put(f, r.schema, row, text, n, err) == -1)
		return -1;
	if (row_span(&in.span, &r) == -1 || rec_symbol(&r) == 0)
		return err_set(err, "rows that wait: no time or symbol");
	if ((in.symbol = owner_get(f, rec_symbol(&r), err)) == NULL)
		return -1;
	f->acc.resumed++;
	return wait_row(f, &in, err);
}

static int
load_rows(struct feats *f, struct state *s, const struct idmap *shapes,
    struct err *err)
{
	uint64_t i, number, size, n;
	uint32_t symbol, shape;
	void *row, *text;
	struct walk w;

	if (state_load(&w, s, "held", err) != 1)
		return state_done(&w);
	for (i = 0; i < state_owners(&w) && !w.failed; i++) {
		row = text = NULL;
		(void)state_owner_at(&w, i, &symbol, &number);
		walk_scalar(&w, "shape", TENSOR_U32, &shape);
		walk_array(&w, "row", TENSOR_U8, &row, &size);
		walk_array(&w, "symbols", TENSOR_U8, &text, &n);
		if (!w.failed &&
		    load_row(f, shapes, shape, row, size, text, n, err) == -1)
			w.failed = 1;
		free(row);
		free(text);
	}
	return state_done(&w);
}

int
held_load(struct feats *f, struct state *s, struct err *err)
{
	struct idmap shapes;
	int ret;

	idmap_init(&shapes, sizeof(struct shape *), "kinds");
	ret = load_shapes(f, s, &shapes, err);
	if (ret == 0)
		ret = load_rows(f, s, &shapes, err);
	idmap_fini(&shapes);
	return ret;
}
