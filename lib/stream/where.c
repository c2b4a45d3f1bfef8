/*
 * where.c - an expression bound to schemas, and its result for a row.
 *
 * A test is bound once per schema: the offset of its field and the values to
 * find there.  All whole numbers (prices and sizes in their units, times, ids)
 * are sets of ranges of one order, so a row costs a load and two comparisons.
 */
#include "stream/where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/answers.h"
#include "stream/where_bind.h"

enum { LINEAR_MAX = 8 };

struct where {
	struct expr e;
	struct vocab *vocab;
	struct idmap bound; /* struct bound *: by schema id; NULL: not yet */
	struct answers symbol[WHERE_TESTS_MAX]; /* of a test, by symbol id */
	unsigned char met[WHERE_TESTS_MAX * 2], met_column[WHERE_COLUMNS_MAX];
};

/* ---- binding ---- */

static struct bound *
bind(struct where *w, const struct schema *s, struct err *err)
{
	struct bound **b = idmap_get(&w->bound, s->id, err);
	int i;

	if (b == NULL)
		return NULL;
	for (i = 0; i < w->e.nfield; i++)
		w->met[i] |= schema_find(s, w->e.field[i]) >= 0;
	return *b = bound_new(&w->e, s, err);
}

/* ---- values ---- */

/* A whole number in its order: 1; 0 it is null. */
static inline int
load(int64_t *v, const unsigned char *p, enum ftype type)
{
	uint64_t u = 0;
	int16_t i16;
	int32_t i32;

	switch (type) {
	case F_PX:
	case F_QTY:
	case F_I64:
		memcpy(v, p, 8);
		return *v != INT64_MAX;
	case F_TS:
	case F_ID:
	case F_U64:
		memcpy(&u, p, 8);
		*v = ordered(u);
		return u != UINT64_MAX;
	case F_U32:
		memcpy(&u, p, 4);
		*v = (int64_t)u;
		return u != UINT32_MAX;
	case F_U16:
		memcpy(&u, p, 2);
		*v = (int64_t)u;
		return u != UINT16_MAX;
	case F_U8:
	case F_BOOL:
		*v = *p;
		return *p != UINT8_MAX;
	case F_I32:
		memcpy(&i32, p, 4);
		*v = i32;
		return i32 != INT32_MAX;
	case F_I16:
		memcpy(&i16, p, 2);
		*v = i16;
		return i16 != INT16_MAX;
	case F_I8:
		*v = *(const int8_t *)p;
		return *v != INT8_MAX;
	default:
		return 0;
	}
}

static int
in_ranges(const struct bound *b, int64_t v)
{
	int lo = 0, hi = b->nrange, mid;

	if (b->nrange <= LINEAR_MAX) {
		for (; lo < hi; lo++)
			if (v >= b->range[lo].lo && v <= b->range[lo].hi)
				return 1;
		return 0;
	}
	while (lo < hi) { /* a list: each range is one number */
		mid = (lo + hi) / 2;
		if (v == b->range[mid].lo)
			return 1;
		if (v < b->range[mid].lo)
			hi = mid;
		else
			lo = mid + 1;
	}
	return 0;
}

static int
holds(enum compare cmp, int less, int equal)
{
	switch (cmp) {
	case CMP_EQ:
		return equal;
	case CMP_NE:
		return !equal;
	case CMP_LT:
		return less;
	case CMP_LE:
		return less || equal;
	case CMP_GT:
		return !less && !equal;
	case CMP_GE:
		break;
	}
	return !less;
}

static int
double_passes(const struct expr *e, const struct test *t, const struct bound *b,
    const struct rec *r)
{
	const struct literal *l = &e->literal[t->literal];
	double v = rec_double(r, b->field), d;
	int i;

	if (isnan(v))
		return 0;
	for (i = 0; i < t->nliteral; i++, l++) {
		d = b->type == F_F32 ? (double)(float)l->d : l->d;
		if (holds(t->cmp, v < d, v == d))
			return !t->not ;
	}
	return t->not ;
}

/* ---- texts ---- */

/* A text of the row, its length; 0 null. */
static size_t
text_of(const struct where *w, const struct rec *r, int i, const char **s)
{
	const struct field *f = &r->schema->field[i];
	size_t len;

	if (f->type == F_SYM) {
		*s = symtab_text(w->vocab->syms, rec_u32(r, i), &len);
		return len;
	}
	*s = (const char *)rec_at(r, i);
	return f->type == F_CHAR ? **s != '\0' : strnlen(*s, f->len);
}

static int
texts_pass(const struct where *w, const struct test *t, const struct bound *b,
    const struct rec *r)
{
	const char *x, *y;
	size_t n = text_of(w, r, b->field, &x), m = text_of(w, r, b->right, &y);
	int c;

	if (n == 0 || m == 0)
		return 0;
	c = memcmp(x, y, n < m ? n : m);
	if (c == 0)
		c = (n > m) - (n < m);
	return holds(t->cmp, c < 0, c == 0);
}

/* Ask and remember. */
static int
symbol_passes(struct where *w, int test, uint32_t id, struct err *err)
{
	struct answers *a = &w->symbol[test];
	int known = answers_known(a, id);
	const char *s;
	size_t len;

	if (known != ANSWER_NONE)
		return known == ANSWER_YES;
	if (id == 0)
		return 0;
	s = symtab_text(w->vocab->syms, id, &len);
	return answers_keep(a, id, text_passes(&w->e, &w->e.test[test], s, len),
	    err);
}

static int
cell_test(struct where *w, const struct test *t,
    const struct where_cells *cells)
{
	const char *s;
	size_t len;

	if (cells == NULL || !cells->get(cells->arg, t->left.i, &s, &len))
		return t->kind == TEST_NULL && !t->not ;
	w->met_column[t->left.i] = 1;
	for (; len > 0 && (*s == ' ' || *s == '\t'); len--)
		s++;
	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	return cell_passes(&w->e, t, s, len);
}

/* ---- rows ---- */

static int
passes(struct where *w, int i, const struct bound *b, const struct rec *r,
    const struct where_cells *cells, struct err *err)
{
	const struct test *t = &w->e.test[i];
	const char *s;
	double x, y;
	int64_t v, u;
	size_t len;

	switch (b->how) {
	case HOW_WHOLE:
		return load(&v, r->v + b->off, b->type) &&
		       in_ranges(b, v) != b->not ;
	case HOW_SYMBOL:
		return symbol_passes(w, i, rec_u32(r, b->field), err);
	case HOW_LETTER:
		return b->letter[r->v[b->off]];
	case HOW_DOUBLE:
		return double_passes(&w->e, t, b, r);
	case HOW_TEXT:
		len = text_of(w, r, b->field, &s);
		return len > 0 && text_passes(&w->e, t, s, len);
	case HOW_NULL:
		return rec_is_null(r, b->field) != t->not ;
	case HOW_WHOLES:
		return load(&v, rec_at(r, b->field),
			   r->schema->field[b->field].type) &&
		       load(&u, rec_at(r, b->right),
			   r->schema->field[b->right].type) &&
		       holds(t->cmp, v < u, v == u);
	case HOW_DOUBLES:
		x = rec_double(r, b->field);
		y = rec_double(r, b->right);
		return !isnan(x) && !isnan(y) && holds(t->cmp, x < y, x == y);
	case HOW_TEXTS:
		return texts_pass(w, t, b, r);
	case HOW_CELL:
		return cell_test(w, t, cells);
	case HOW_YES:
		return 1;
	case HOW_NO:
		break;
	}
	return 0;
}

int
where_take(struct where *w, const struct rec *r,
    const struct where_cells *cells, struct err *err)
{
	uint32_t id = r->schema->id;
	const struct bound *b =
	    id < w->bound.n ? ((struct bound **)w->bound.v)[id] : NULL;
	int i, got;

	if (b == NULL && (b = bind(w, r->schema, err)) == NULL)
		return -1;
	for (i = w->e.first; i >= 0;) {
		got = passes(w, i, &b[i], r, cells, err);
		if (got == -1)
			return -1;
		i = got ? w->e.test[i].yes : w->e.test[i].no;
	}
	return i == WHERE_YES;
}

/* May a row pass from test i on, where the tests of fields are open? */
static int
may_pass(struct where *w, int i, const struct where_cells *cells, int whole,
    unsigned char *seen)
{
	const struct test *t;
	const char *s;
	size_t len;

	if (i < 0 || seen[i])
		return i == WHERE_YES;
	seen[i] = 1;
	t = &w->e.test[i];
	if (t->left.kind == VALUE_COLUMN &&
	    (whole || cells->get(cells->arg, t->left.i, &s, &len)))
		return may_pass(w, cell_test(w, t, cells) ? t->yes : t->no,
		    cells, whole, seen);
	return may_pass(w, t->yes, cells, whole, seen) ||
	       may_pass(w, t->no, cells, whole, seen);
}

int
where_refuses(struct where *w, const struct where_cells *cells, int whole)
{
	unsigned char seen[WHERE_TESTS_MAX] = { 0 };

	return w->e.ncolumn > 0 && !may_pass(w, w->e.first, cells, whole, seen);
}

int
where_row(struct where *w, const struct rec *r, struct err *err)
{
	return where_take(w, r, NULL, err);
}

void
where_unmet(const struct where *w,
    void (*each)(void *arg, const char *name, int column, int known), void *arg)
{
	enum ftype type;
	uint16_t len;
	int i;

	for (i = 0; i < w->e.ncolumn; i++)
		if (!w->met_column[i])
			each(arg, w->e.column[i], 1, 0);
	for (i = 0; i < w->e.nfield; i++)
		if (!w->met[i])
			each(arg, w->e.field[i], 0,
			    vocab_type(&type, &len, w->e.field[i]) == 0);
}

/* ---- life ---- */

struct where *
where_new(const char *text, struct vocab *vocab, int columns, struct err *err)
{
	struct where *w = calloc(1, sizeof(*w));
	int i;

	if (w == NULL) {
		err_errno(err, "--where");
		return NULL;
	}
	w->vocab = vocab;
	idmap_init(&w->bound, sizeof(struct bound *), "schemas");
	for (i = 0; i < WHERE_TESTS_MAX; i++)
		answers_init(&w->symbol[i], "symbols");
	if (expr_read(&w->e, text, columns, err) == 0)
		return w;
	where_free(w);
	return NULL;
}

int
where_columns(const struct where *w)
{
	return w == NULL ? 0 : w->e.ncolumn;
}

const char *
where_column(const struct where *w, int i, size_t *len)
{
	*len = w->e.column_len[i];
	return w->e.column[i];
}

void
where_free(struct where *w)
{
	uint32_t id;
	struct bound **b;
	int i;

	if (w == NULL)
		return;
	for (id = 0; (b = idmap_find(&w->bound, id)) != NULL; id++)
		bound_free(&w->e, *b);
	for (i = 0; i < WHERE_TESTS_MAX; i++)
		answers_fini(&w->symbol[i]);
	idmap_fini(&w->bound);
	expr_fini(&w->e);
	free(w);
}
