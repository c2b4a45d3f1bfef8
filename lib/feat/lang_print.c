/*
 * lang_print.c - a program as canonical text.
 *
 * A program has exactly one text: no blanks; all arguments in the order of the
 * table, defaults filled in, arguments that are not series given by name;
 * numbers in the shortest form that reads back; parentheses around each
 * operation; an earlier column by its name.  So def does not depend on how the
 * columns were typed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/num.h"
#include "feat/lang.h"

struct text {
	char *s;
	size_t len, cap;
	int failed;
};

struct printer {
	const struct prog *p;
	const unsigned char *fields; /* see prog_text; or NULL */
	int column; /* names of the columns before this one may be used */
	struct text t;
};

static void
put(struct text *t, const char *s, size_t len)
{
	if (t->failed)
		return;
	if (array_grow(&t->s, &t->cap, t->len + len + 1, 1) == -1) {
		t->failed = 1;
		return;
	}
	memcpy(t->s + t->len, s, len);
	t->len += len;
	t->s[t->len] = '\0';
}

static void
put_s(struct text *t, const char *s)
{
	put(t, s, strlen(s));
}

static void
put_num(struct text *t, double v)
{
	char buf[NUM_F64_MAX];

	put(t, buf, num_put_f64(buf, v));
}

static void put_node(struct printer *pr, int i);

/* A series that may be a number, among the arguments that are numbers.  (Runs
 * are printed without their name; it would change the def of their columns.) */
static int
after_named(const struct node *n, int i)
{
	const struct arg *a = n->call.args;

	return i > 0 && a[i - 1].kind != ARG_IN && a[i].def != NULL &&
	       a[i].def[0] == '0';
}

static void
put_arg(struct printer *pr, const struct node *n, int i)
{
	const struct arg *a = &n->call.args[i];
	char value[CALL_VALUE_MAX];

	if (i > 0)
		put_s(&pr->t, ",");
	if (a->kind == ARG_IN && !after_named(n, i)) {
		put_node(pr, (int)n->call.v[i].i);
		return;
	}
	put_s(&pr->t, a->name);
	put_s(&pr->t, "=");
	if (a->kind == ARG_IN)
		put_node(pr, (int)n->call.v[i].i);
	else
		put(&pr->t, value, call_put_value(value, &n->call, i));
}

static void
put_call(struct printer *pr, const struct node *n)
{
	int i;

	put_s(&pr->t, n->fn->name);
	put_s(&pr->t, "(");
	for (i = 0; i < n->call.n; i++)
		put_arg(pr, n, i);
	put_s(&pr->t, ")");
}

static void
put_op(struct printer *pr, const struct node *n)
{
	static const char *const sign[] = { [OP_NEG] = "-",
		[OP_ADD] = "+",
		[OP_SUB] = "-",
		[OP_MUL] = "*",
		[OP_DIV] = "/" };

	put_s(&pr->t, "(");
	if (n->op != OP_NEG)
		put_node(pr, n->in[0]);
	put_s(&pr->t, sign[n->op]);
	put_node(pr, n->in[n->nin - 1]);
	put_s(&pr->t, ")");
}

/* A bare name is a function's where one has it. */
static void
put_field(struct printer *pr, const char *name)
{
	const struct column_fn *fn = column_fn_find(name);
	int taken = fn != NULL && call_can_be_bare(fn->args);

	put_s(&pr->t, taken ? "field(" : "");
	put_s(&pr->t, name);
	put_s(&pr->t, taken ? ")" : "");
}

static void
put_node(struct printer *pr, int i)
{
	const struct node *n = &pr->p->node[i];
	int c;

	for (c = 0; c < pr->column; c++) {
		if (pr->p->column[c].node == i) {
			put_s(&pr->t, pr->p->column[c].name);
			return;
		}
	}
	switch (n->op) {
	case OP_NUM:
		put_num(&pr->t, n->num);
		break;
	case OP_FIELD:
		put_field(pr, pr->p->field[n->field].name);
		break;
	case OP_CALL:
	case OP_AT:
		put_call(pr, n);
		break;
	case OP_EITHER:
		put_node(pr, n->in[pr->fields != NULL && pr->fields[i]]);
		break;
	default:
		put_op(pr, n);
	}
}

char *
prog_text(const struct prog *p, const unsigned char *fields, struct err *err)
{
	struct printer pr = { .p = p, .fields = fields };

	put_s(&pr.t, "feat ");
	for (; pr.column < p->ncolumn; pr.column++) {
		if (pr.column > 0)
			put_s(&pr.t, ",");
		put_s(&pr.t, p->column[pr.column].name);
		put_s(&pr.t, "=");
		put_node(&pr, p->column[pr.column].node);
	}
	if (pr.t.failed) {
		err_errno(err, "columns");
		free(pr.t.s);
		return NULL;
	}
	return pr.t.s;
}
