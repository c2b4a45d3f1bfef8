/*
 * field.c - a field of the input as a value of a window, whatever its type.
 */
#include "window/agg/field.h"

#include <stdio.h>

int
field_is_text(enum ftype type)
{
	return type == F_SYM || type == F_TEXT || type == F_CHAR;
}

static int
other_type(const struct field_arg *a, const struct field *f,
    const struct schema *s, struct err *err)
{
	char now[8], before[8];

	return err_set(err,
	    "field %s is %s in %s, but %s in the rows before: choose a type "
	    "with --field",
	    a->field, ftype_name(now, f->type, f->len), s->kind,
	    ftype_name(before, a->type, a->len));
}

int
field_bind(struct field_arg *a, const char *field, const char *prefix,
    const struct schema *s, struct err *err)
{
	const struct field *f;
	int n;

	a->at = -1;
	if (s == NULL) {
		n = snprintf(a->column, sizeof(a->column), "%s%s", prefix,
		    field);
		if (n >= (int)sizeof(a->column))
			return err_usage(err,
			    "the field name is too long for a column");
		snprintf(a->field, sizeof(a->field), "%s", field);
		return 0;
	}
	if ((a->at = schema_find(s, a->field)) < 0)
		return 0;
	f = &s->field[a->at];
	if (a->known && f->type != a->type)
		return other_type(a, f, s, err);
	if (!a->known || f->len > a->len)
		a->len = f->len;
	if (!a->known)
		snprintf(a->unit, sizeof(a->unit), "%s", f->unit);
	if (f->scale > a->scale)
		a->scale = f->scale;
	a->type = f->type;
	a->known = 1;
	return 0;
}

int
field_column(const struct field_arg *a, enum ftype type, uint16_t len,
    struct column *out)
{
	if (!a->known)
		return 0;
	*out = (struct column){ .name = a->column,
		.type = type,
		.unit = a->unit,
		.len = len,
		.scale = a->scale == 9 ? SCALE_NANO : SCALE_WHOLE };
	return 1;
}

size_t
field_value_size(const struct field_arg *a)
{
	size_t text = a->known && a->type == F_TEXT ? a->len : 0;

	return sizeof(struct field_value) + (text + 7) / 8 * 8;
}

/* A whole number of a field, extended to 64 bits. */
static int64_t
whole(const struct rec *r, int i)
{
	const struct field *f = &r->schema->field[i];
	uint64_t u = 0;
	int shift = 64 - 8 * f->len;

	memcpy(&u, rec_at(r, i), f->len);
	if (f->type == F_I8 || f->type == F_I16 || f->type == F_I32)
		return (int64_t)(u << shift) >> shift;
	return (int64_t)u;
}

int
field_get(const struct field_arg *a, struct field_value *v, const struct rec *r)
{
	const struct field *f;

	if (a->at < 0 || rec_is_null(r, a->at))
		return 0;
	f = &r->schema->field[a->at];
	memset(v, 0, sizeof(*v));
	v->any = 1;
	switch (f->type) {
	case F_TEXT:
		break;
	case F_QTY:
		qty_add(&v->v.q, r, a->at, 1);
		break;
	case F_F64:
	case F_F32:
		v->v.d = rec_double(r, a->at);
		break;
	default:
		v->v.i = whole(r, a->at);
	}
	return 1;
}

void
field_text(const struct field_arg *a, struct field_value *v,
    const struct rec *r)
{
	if (a->type != F_TEXT)
		return;
	memset(field_bytes(v), 0, a->len);
	memcpy(field_bytes(v), rec_at(r, a->at), r->schema->field[a->at].len);
}

int
field_less(const struct field_arg *a, const struct field_value *x,
    const struct field_value *y)
{
	switch (a->type) {
	case F_F64:
	case F_F32:
		return x->v.d < y->v.d;
	case F_QTY:
		return x->v.q.whole != y->v.q.whole
			   ? x->v.q.whole < y->v.q.whole
			   : x->v.q.nano < y->v.q.nano;
	case F_TS:
	case F_ID:
	case F_U64:
		return x->v.u < y->v.u;
	default:
		return x->v.i < y->v.i;
	}
}

void
field_put(const struct field_arg *a, const struct field_value *v,
    union cell *out)
{
	float f;

	switch (a->type) {
	case F_TEXT:
		out->text = v->any ? field_bytes(v) : NULL;
		break;
	case F_QTY:
		out->q = v->v.q;
		break;
	case F_F64:
		out->d = v->any ? v->v.d : NAN;
		break;
	case F_F32:
		f = v->any ? (float)v->v.d : NAN;
		out->u = 0;
		memcpy(&out->u, &f, sizeof(f));
		break;
	default:
		out->u = v->any ? v->v.u : rec_null_bits(a->type);
	}
}

int
field_walk(struct walk *w, const struct field_arg *a, struct field_value *v)
{
	uint32_t id = (uint32_t)v->v.u;

	walk_scalar(w, "any", TENSOR_U32, &v->any);
	walk_check(w, v->any <= 1, "any out of range");
	switch (a->known ? a->type : F_U64) {
	case F_TEXT:
		walk_vector(w, "text", TENSOR_U8, field_bytes(v), a->len);
		break;
	case F_QTY:
		qty_walk(w, "value", &v->v.q);
		break;
	case F_F64:
	case F_F32:
		walk_scalar(w, "value", TENSOR_F64, &v->v.d);
		break;
	case F_SYM:
		walk_symbol(w, "value", &id);
		v->v.u = id;
		break;
	default:
		walk_scalar(w, "value", TENSOR_U64, &v->v.u);
	}
	return walk_done(w);
}
