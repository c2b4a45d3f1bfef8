/*
 * engine_shape.c - make the output schema from the input schema.
 *
 *	ts_event, ts_end, symbol, the exact columns of the input (px, qty and
 *	count), the computed ones, label columns and the text columns that no
 *	kind defines where the input has them, def
 *
 * A computed column replaces a text column of the same name.
 *
 * A unit "=" is the unit of the first input.  Sums and differences keep the
 * common unit of their parts.  Products and quotients have no known unit ("").
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "feat/engine.h"

static const char *const no_rows[] = { "symbol-mapping", "system", "error",
	"definition", "status", "statistics", "imbalance", "drift", NULL };

static int
is_row(const struct schema *s)
{
	int i;

	for (i = 0; no_rows[i] != NULL; i++)
		if (strcmp(s->kind, no_rows[i]) == 0)
			return 0;
	return 1;
}

static int
is_exact(const struct field *f)
{
	return f->type == F_PX || f->type == F_QTY ||
	       (f->type == F_U64 && strcmp(f->name, "count") == 0);
}

/* Units of all nodes; unit[i] is borrowed. */
static void
find_units(const struct feats *f, const struct shape *sh, const char **unit)
{
	const struct node *n;
	const char *a, *b;
	int i;

	for (i = 0; i < f->prog.nnode; i++) {
		n = &f->prog.node[i];
		a = n->nin > 0 ? unit[n->in[0]] : "";
		b = n->nin > 1 ? unit[n->in[1]] : "";
		unit[i] = "";
		if (n->op == OP_FIELD)
			unit[i] = shape_unit(sh->in, sh->field[n->field]);
		else if (n->op == OP_EITHER)
			unit[i] =
			    sh->is_field != NULL && sh->is_field[i] ? b : a;
		else if (n->fn != NULL && n->fn->unit != NULL)
			unit[i] =
			    strcmp(n->fn->unit, "=") == 0 ? a : n->fn->unit;
		else if (n->op == OP_NEG ||
			 ((n->op == OP_ADD || n->op == OP_SUB) &&
			     strcmp(a, b) == 0))
			unit[i] = a;
	}
}

struct fields {
	struct field *v;
	int n;
};

static void
add_field(struct fields *fs, const struct schema *in, int i)
{
	if (i >= 0)
		fs->v[fs->n++] = in->field[i];
}

static int
add_computed(const struct feats *f, struct fields *fs, const struct shape *sh,
    struct err *err)
{
	const char **unit = calloc((size_t)f->prog.nnode, sizeof(*unit));
	const struct named *c;
	int i, j, ret = 0;

	if (unit == NULL)
		return err_errno(err, "columns");
	find_units(f, sh, unit);
	for (i = 0; i < f->prog.ncolumn && ret == 0; i++) {
		c = &f->prog.column[i];
		if (!column_is_out(c))
			continue;
		for (j = 0; j < sh->first; j++)
			if (strcmp(fs->v[j].name, c->name) == 0)
				ret = err_set(err,
				    "%s%s: character %zu: rows have a field %s "
				    "already: give it another name=",
				    f->preset != NULL ? "preset " : "-F",
				    f->preset != NULL ? f->preset->name : "",
				    c->at, c->name);
		fs->v[fs->n++] = field_make(c->name, F_F64, unit[c->node]);
	}
	free(unit);
	return ret;
}

/* The computed column of this name; NULL: there is none. */
static const struct named *
computed(const struct feats *f, const char *name)
{
	const struct named *c = f->prog.column;
	int i;

	for (i = 0; i < f->prog.ncolumn; i++)
		if (column_is_out(&c[i]) && strcmp(c[i].name, name) == 0)
			return &c[i];
	return NULL;
}

int
kept_add(struct feats *f, uint32_t name, struct err *err)
{
	size_t i;

	for (i = 0; i < f->nkept; i++)
		if (f->kept[i] == name)
			return 0;
	if (array_grow(&f->kept, &f->kept_room, f->nkept + 1,
		sizeof(*f->kept)) == -1)
		return err_errno(err, "columns");
	f->kept[f->nkept++] = name;
	return 0;
}

/* JSON has no type for a null: such a field counts as a number until a text
 * has come, so one that was a text before is a text that is missing. */
static int
was_kept(const struct feats *f, const struct field *field)
{
	uint32_t name;
	size_t i;

	if (field->type != F_F64)
		return 0;
	name = symtab_find(f->vocab->syms, field->name, strlen(field->name));
	for (i = 0; name != 0 && i < f->nkept; i++)
		if (f->kept[i] == name)
			return 1;
	return 0;
}

static int
add_kept(struct feats *f, struct fields *fs, const struct schema *in,
    struct err *err)
{
	const struct field *k;
	uint32_t name;

	for (k = in->field; k < in->field + in->nfield; k++) {
		if (computed(f, k->name) != NULL)
			continue;
		if (was_kept(f, k))
			fs->v[fs->n++] = field_make(k->name, F_SYM, "");
		if (!field_is_kept(k))
			continue;
		fs->v[fs->n++] = *k;
		if (k->type != F_SYM)
			continue;
		name =
		    symtab_add(f->vocab->syms, k->name, strlen(k->name), err);
		if (name == 0 || kept_add(f, name, err) == -1)
			return -1;
	}
	return 0;
}

/* A bare name that is this field is the column of that name itself. */
static int
is_column(const struct feats *f, const struct shape *sh, const char *name)
{
	const struct named *c = computed(f, name);

	return c != NULL && sh->is_field != NULL && sh->is_field[c->node];
}

static int
make_out(struct feats *f, struct shape *sh, struct err *err)
{
	const struct schema *in = sh->in;
	struct fields fs = { 0 };
	int i;

	fs.v = calloc((size_t)(in->nfield + f->prog.nout) + 8, sizeof(*fs.v));
	if (fs.v == NULL)
		return err_errno(err, "columns");
	fs.v[fs.n++] = field_make("ts_event", F_TS, "");
	fs.v[fs.n++] = field_make("ts_end", F_TS, "");
	fs.v[fs.n++] = field_make("symbol", F_SYM, "");
	for (i = 0; i < in->nfield; i++)
		if (is_exact(&in->field[i]) &&
		    !is_column(f, sh, in->field[i].name))
			add_field(&fs, in, i);
	sh->first = fs.n;
	if (add_computed(f, &fs, sh, err) == -1)
		goto out;
	add_field(&fs, in, in->at.label);
	add_field(&fs, in, in->at.label_type);
	add_field(&fs, in, in->at.label_id);
	if (add_kept(f, &fs, in, err) == -1)
		goto out;
	fs.v[fs.n++] = field_make("def", F_ID, "");
	sh->def = fs.n - 1;
	sh->ts_end = 1;
	if (fs.n > SCHEMA_FIELDS_MAX)
		err_set(err, "%d columns: at most %d", fs.n, SCHEMA_FIELDS_MAX);
	else
		sh->out =
		    schema_get(f->vocab->schemas, "feat", fs.v, fs.n, err);
out:
	free(fs.v);
	return sh->out != NULL ? 0 : -1;
}

static void
shape_free(struct shape *sh)
{
	if (sh == NULL)
		return;
	copy_plan_fini(&sh->copy);
	free(sh->is_field);
	free(sh->text);
	free(sh->rows);
	free(sh);
}

static int
offset(const struct schema *s, int field)
{
	return field < 0 ? -1 : (int)s->field[field].off;
}

static struct plain
plain_of(const struct schema *s)
{
	struct plain p = { .time = offset(s, s->time_first),
		.start = offset(s, s->at.ts_event),
		.symbol = offset(s, s->at.symbol),
		.flags = offset(s, s->at.flags),
		.cadence = s->at.ts_end < 0 && s->cadence > 0
			       ? (uint64_t)s->cadence
			       : 0 };

	p.works = p.time >= 0 && p.symbol >= 0;
	return p;
}

static struct shape *
shape_new(struct feats *f, const struct schema *s, struct err *err)
{
	struct shape *sh = calloc(1, sizeof(*sh));

	if (sh == NULL) {
		err_errno(err, "columns");
		return NULL;
	}
	sh->in = s;
	sh->is_row = is_row(s);
	sh->plain = plain_of(s);
	if (!sh->is_row)
		return sh;
	if (shape_fields(f, sh, err) == -1 || shape_either(f, sh, err) == -1 ||
	    make_out(f, sh, err) == -1 ||
	    copy_plan_init(&sh->copy, sh->out, s, err) == -1) {
		shape_free(sh);
		return NULL;
	}
	return sh;
}

struct shape *
shape_get(struct feats *f, const struct schema *s, struct err *err)
{
	uint32_t i;
	struct shape *sh;

	for (i = 0; i < f->nshape; i++)
		if (f->shapes[i]->in == s)
			return f->shapes[i];
	if (array_grow(&f->shapes, &f->shape_cap, f->nshape + 1,
		sizeof(*f->shapes)) == -1) {
		err_errno(err, "columns");
		return NULL;
	}
	if ((sh = shape_new(f, s, err)) == NULL)
		return NULL;
	f->shapes[f->nshape++] = sh;
	return sh;
}

void
shapes_fini(struct feats *f)
{
	uint32_t i;

	for (i = 0; i < f->nshape; i++)
		shape_free(f->shapes[i]);
	free(f->shapes);
}
