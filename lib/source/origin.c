/*
 * origin.c - the fields src_topic, src_part and src_off of a row.
 */
#include "source/origin.h"

#include <stdlib.h>
#include <string.h>

#include "base/idmap.h"
#include "base/json.h"
#include "stream/rec.h"

static const char *const names[] = { "src_topic", "src_part", "src_off" };

enum { NAMES = 3 };

int
origin_of(struct origin *from, struct framing *f, struct vocab *vocab,
    const char *file, uint64_t offset, uint64_t number, struct err *err)
{
	const struct framed *e = f != NULL ? framing_at(f, offset) : NULL;
	const char *slash = strrchr(file, '/');
	size_t len = strlen(file);

	if (e != NULL) {
		*from = (struct origin){ e->topic, e->part, e->off };
		return 0;
	}
	if (slash != NULL && len > SYM_LEN_MAX)
		file = slash + 1;
	len = utf8_valid_len(file, strnlen(file, SYM_LEN_MAX));
	from->topic = symtab_add(vocab->syms, file, len, err);
	from->part = 0;
	from->off = (int64_t)number;
	return err->set ? -1 : 0;
}

int
origin_plan(struct plan_of_record *p, struct err *err)
{
	int i, j;

	for (i = 0; i < p->n; i++) {
		for (j = 0; j < NAMES; j++)
			if (recipe_field(p->recipe[i], names[j], err) == -1)
				return -1;
		if (recipe_ready(p->recipe[i], err) == -1)
			return -1;
	}
	return 0;
}

/* They are the last ones, whoever made the schema. */
void
origin_put(unsigned char *row, const struct schema *s,
    const struct origin *from)
{
	int at = s->nfield - NAMES;

	row_put_u32(row, s, at, from->topic);
	row_put_u32(row, s, at + 1, (uint32_t)from->part);
	row_put_i64(row, s, at + 2, from->off);
}

/* ---- rows that came without ---- */

struct widened {
	const struct schema *from, *to;
	struct copy_plan plan;
};

struct origin_rows {
	struct vocab *vocab;
	struct idmap widened; /* struct widened, by schema id */
	_Alignas(8) unsigned char row[SCHEMA_ROW_MAX];
};

struct origin_rows *
origin_rows_new(struct vocab *vocab, struct err *err)
{
	struct origin_rows *v = calloc(1, sizeof(*v));

	if (v == NULL) {
		err_errno(err, "rows");
		return NULL;
	}
	v->vocab = vocab;
	idmap_init(&v->widened, sizeof(struct widened), "schemas");
	return v;
}

void
origin_rows_free(struct origin_rows *v)
{
	struct widened *w;
	uint32_t i;

	if (v == NULL)
		return;
	for (i = 0; i < v->widened.n; i++)
		if ((w = idmap_find(&v->widened, i))->from != NULL)
			copy_plan_fini(&w->plan);
	idmap_fini(&v->widened);
	free(v);
}

/* The schema with the fields last, those it had of these names left out. */
static const struct schema *
widen(struct vocab *vocab, const struct schema *s, struct err *err)
{
	struct field *f = calloc((size_t)s->nfield + NAMES, sizeof(*f));
	const struct schema *to = NULL;
	int i, n = 0;

	if (f == NULL) {
		err_errno(err, "rows");
		return NULL;
	}
	for (i = 0; i < s->nfield; i++)
		if (strncmp(s->field[i].name, "src_", 4) != 0)
			f[n++] = s->field[i];
	for (i = 0; i < NAMES; i++, n++) {
		f[n] = field_make(names[i], F_F64, "");
		if (vocab_type(&f[n].type, &f[n].len, names[i]) == -1)
			BUG("the vocabulary lacks src_");
	}
	to = schema_get(vocab->schemas, s->kind, f, n, err);
	free(f);
	return to;
}

static struct widened *
find(struct origin_rows *v, const struct schema *s, struct err *err)
{
	struct widened *w = idmap_get(&v->widened, s->id, err);

	if (w == NULL || w->from != NULL)
		return w;
	w->to = widen(v->vocab, s, err);
	if (w->to == NULL || copy_plan_init(&w->plan, w->to, s, err) == -1)
		return NULL;
	w->from = s;
	return w;
}

int
origin_rows_put(struct origin_rows *v, struct rec *r, const struct origin *from,
    struct err *err)
{
	struct widened *w = find(v, r->schema, err);

	if (w == NULL)
		return -1;
	row_clear(v->row, w->to);
	copy_plan_run(&w->plan, v->row, r->v);
	origin_put(v->row, w->to, from);
	r->schema = w->to;
	r->v = v->row;
	return 0;
}
