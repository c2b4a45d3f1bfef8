/*
 * where_bind.c - the tests of an expression, bound to a schema.
 *
 * A bound test has the offset of its field and the values to find there: for
 * whole numbers (prices and sizes in their units, times, ids) sorted ranges of
 * one order, for letters a table.
 */
#include "stream/where_bind.h"

#include <stdlib.h>

static int
cmp_range(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->lo > y->lo) - (x->lo < y->lo);
}

/* Unsigned types of less than 64 bits keep their values as those with a sign
 * do. */
static int
is_wide(enum ftype t)
{
	return t == F_TS || t == F_ID || t == F_U64;
}

static struct range
range_of(const struct literal *l, enum compare cmp, const struct field *f)
{
	struct decimal d;
	int scale = f->type == F_PX ? 9 : f->type == F_QTY ? f->scale : 0;

	if (f->type == F_TS)
		return whole_range(ordered(literal_time(l)), cmp);
	d = l->dec;
	if (l->kind == LIT_TEXT) /* an id */
		(void)decimal_read(&d, l->text, l->len);
	return decimal_range(&d, cmp, scale, !is_wide(f->type));
}

static int
bind_ranges(const struct expr *e, struct bound *b, const struct test *t,
    const struct field *f, struct err *err)
{
	struct range r;
	int i;

	b->how = HOW_WHOLE;
	b->not = t->not != (t->cmp == CMP_NE);
	b->range = malloc((size_t)t->nliteral * sizeof(*b->range));
	if (b->range == NULL)
		return err_errno(err, "--where");
	for (i = 0; i < t->nliteral; i++) {
		r = range_of(&e->literal[t->literal + i], t->cmp, f);
		if (r.lo <= r.hi)
			b->range[b->nrange++] = r;
	}
	qsort(b->range, (size_t)b->nrange, sizeof(*b->range), cmp_range);
	return 0;
}

static int
bind_letters(const struct expr *e, struct bound *b, const struct test *t,
    struct err *err)
{
	char c;
	int i;

	b->how = HOW_LETTER;
	if ((b->letter = calloc(1, 256)) == NULL)
		return err_errno(err, "--where");
	for (i = 1; i < 256; i++) { /* 0 is null */
		c = (char)i;
		b->letter[i] = (unsigned char)text_passes(e, t, &c, 1);
	}
	return 0;
}

static int
bind_literals(const struct expr *e, struct bound *b, const struct test *t,
    const struct field *f, struct err *err)
{
	switch (f->type) {
	case F_F64:
	case F_F32:
		b->how = HOW_DOUBLE;
		return 0;
	case F_SYM:
		b->how = HOW_SYMBOL;
		return 0;
	case F_TEXT:
		b->how = HOW_TEXT;
		return 0;
	case F_CHAR:
		return bind_letters(e, b, t, err);
	default:
		return bind_ranges(e, b, t, f, err);
	}
}

/* Numbers of one unit, both with a sign or both without. */
static int
same_unit(const struct field *a, const struct field *b)
{
	int sa = a->type == F_PX ? 9 : a->type == F_QTY ? a->scale : 0;
	int sb = b->type == F_PX ? 9 : b->type == F_QTY ? b->scale : 0;

	return a->type != F_F64 && a->type != F_F32 && b->type != F_F64 &&
	       b->type != F_F32 && sa == sb &&
	       is_wide(a->type) == is_wide(b->type);
}

static int
bind_pair(const struct expr *e, struct bound *b, const struct test *t,
    const struct schema *s, struct err *err)
{
	const struct field *l, *r;

	b->right = schema_find(s, e->field[t->right.i]);
	if (b->field < 0 || b->right < 0)
		return 0;
	l = &s->field[b->field];
	r = &s->field[b->right];
	if (expr_check_pair(t, l->name, l->type, r->name, r->type, err) == -1)
		return -1;
	b->how = class_of(l->type) == CLASS_TEXT ? HOW_TEXTS
		 : same_unit(l, r)               ? HOW_WHOLES
						 : HOW_DOUBLES;
	return 0;
}

static int
bind_test(const struct expr *e, struct bound *b, const struct test *t,
    const struct schema *s, struct err *err)
{
	const struct field *f;

	b->not = t->not ;
	if (t->left.kind == VALUE_COLUMN) {
		b->how = HOW_CELL;
		return 0;
	}
	if (t->left.kind == VALUE_KIND) {
		b->how = (t->kind == TEST_NULL
				 ? t->not
				 : text_passes(e, t, s->kind, strlen(s->kind)))
			     ? HOW_YES
			     : HOW_NO;
		return 0;
	}
	b->field = schema_find(s, e->field[t->left.i]);
	if (t->pair)
		return bind_pair(e, b, t, s, err);
	if (t->kind == TEST_NULL) {
		b->how = b->field >= 0 ? HOW_NULL : t->not ? HOW_NO : HOW_YES;
		return 0;
	}
	if (b->field < 0)
		return 0;
	f = &s->field[b->field];
	b->off = f->off;
	b->type = f->type;
	if (expr_check(e, t, f->name, f->type, err) == -1)
		return -1;
	return bind_literals(e, b, t, f, err);
}

void
bound_free(const struct expr *e, struct bound *b)
{
	int i;

	for (i = 0; b != NULL && i < e->ntest; i++) {
		free(b[i].range);
		free(b[i].letter);
	}
	free(b);
}

struct bound *
bound_new(const struct expr *e, const struct schema *s, struct err *err)
{
	struct bound *b = calloc((size_t)e->ntest, sizeof(*b));
	int i;

	if (b == NULL) {
		err_errno(err, "--where");
		return NULL;
	}
	for (i = 0; i < e->ntest; i++)
		if (bind_test(e, &b[i], &e->test[i], s, err) == -1) {
			bound_free(e, b);
			return NULL;
		}
	return b;
}
