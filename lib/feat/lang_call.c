/*
 * lang_call.c - the column language: calls and their arguments.
 *
 * Arguments without a name come first, in the order of the function's table;
 * those left out have their defaults.
 */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/num.h"
#include "feat/lang_parse.h"

static const struct column_fn *
fn_named(const char *name, size_t len)
{
	char buf[FIELD_NAME_MAX + 1];

	if (len > FIELD_NAME_MAX)
		return NULL;
	memcpy(buf, name, len);
	buf[len] = '\0';
	return column_fn_find(buf);
}

/* One call on its way: the value of each argument of the table. */
struct call {
	const struct column_fn *fn;
	const char *s; /* where it stands */
	int given[FEAT_ARGS_MAX];
	int in[FEAT_ARGS_MAX];
	struct argv argv;
};

static int
arg_number(struct parser *q, double *v, const struct arg *a)
{
	const char *s;
	char lo[NUM_F64_MAX + 1], hi[NUM_F64_MAX + 1];
	int minus;

	scan_blanks(q);
	s = q->s;
	minus = scan_accept(q, '-');
	scan_blanks(q);
	if (!isdigit((unsigned char)*q->s) && *q->s != '.')
		return FAIL(q, s, "argument %s: wants a number", a->name);
	if (scan_number(q, v) == -1)
		return -1;
	if (minus)
		*v = -*v;
	if (a->kind == ARG_INT && *v != floor(*v))
		return FAIL(q, s, "argument %s: wants a whole number", a->name);
	if (*v >= a->min && *v <= a->max)
		return 0;
	lo[num_put_f64(lo, a->min)] = '\0';
	hi[num_put_f64(hi, a->max)] = '\0';
	return FAIL(q, s, "argument %s: wants %s to %s", a->name, lo, hi);
}

/* A symbol is all up to the next comma or parenthesis, blanks at its ends
 * aside. */
static int
arg_symbol(struct parser *q, double *v, const struct arg *a)
{
	size_t n;
	uint32_t id;

	scan_blanks(q);
	n = strcspn(q->s, ",)");
	while (n > 0 && (q->s[n - 1] == ' ' || q->s[n - 1] == '\t'))
		n--;
	if (n == 0)
		return FAIL(q, q->s, "argument %s: wants a symbol", a->name);
	if ((id = symtab_add(q->syms, q->s, n, q->err)) == 0)
		return scan_fail(q, q->s);
	*v = id;
	q->s += n;
	return 0;
}

static int
arg_value(struct parser *q, struct call *c, int i)
{
	const struct arg *a = &c->fn->args[i];

	c->given[i] = 1;
	if (a->kind == ARG_IN)
		return (c->in[i] = parse_expr(q)) < 0 ? -1 : 0;
	if (a->kind == ARG_SYMBOL)
		return arg_symbol(q, &c->argv.v[i], a);
	return arg_number(q, &c->argv.v[i], a);
}

static int
arg_find(const struct column_fn *fn, const char *name, size_t len)
{
	int i;

	for (i = 0; fn->args[i].name != NULL; i++)
		if (strlen(fn->args[i].name) == len &&
		    memcmp(fn->args[i].name, name, len) == 0)
			return i;
	return -1;
}

static int
parse_arg(struct parser *q, struct call *c, int *place, int *by_name)
{
	const char *key = NULL, *s;
	size_t len;
	int i;

	scan_blanks(q);
	s = q->s;
	len = scan_key(q, &key);
	if (len == 0 && *by_name)
		return FAIL(q, s,
		    "an argument without a name behind one with a name");
	if (len == 0) {
		i = (*place)++;
		if (c->fn->args[i].name == NULL)
			return FAIL(q, s, "%s takes %d argument%s", c->fn->name,
			    i, i == 1 ? "" : "s");
		return arg_value(q, c, i);
	}
	*by_name = 1;
	if ((i = arg_find(c->fn, key, len)) == -1)
		return FAIL(q, key, "%s has no argument \"%.*s\"", c->fn->name,
		    len > 60 ? 60 : (int)len, key);
	if (c->given[i])
		return FAIL(q, key, "argument %s twice", c->fn->args[i].name);
	return arg_value(q, c, i);
}

static int
parse_args(struct parser *q, struct call *c)
{
	int place = 0, by_name = 0;

	if (scan_accept(q, ')'))
		return 0;
	do {
		if (parse_arg(q, c, &place, &by_name) == -1)
			return -1;
	} while (scan_accept(q, ','));
	return scan_accept(q, ')') ? 0 : scan_unexpected(q, "',' or ')'");
}

/* The default of an argument is read as if it stood in the call. */
static int
arg_default(struct parser *q, struct call *c, int i)
{
	const struct arg *a = &c->fn->args[i];
	struct parser sub = *q;

	if (a->def == NULL)
		return FAIL(q, c->s, "%s wants its argument %s (%s)",
		    c->fn->name, a->name, a->help);
	sub.at = scan_at(q, c->s);
	sub.text = sub.s = a->def;
	return arg_value(&sub, c, i);
}

static int
call_finish(struct parser *q, struct call *c)
{
	struct node n = { .op = OP_CALL, .fn = c->fn };
	int i;

	for (i = 0; c->fn->args[i].name != NULL; i++) {
		if (!c->given[i] && arg_default(q, c, i) == -1)
			return -1;
		if (c->fn->args[i].kind == ARG_IN)
			n.in[n.nin++] = c->in[i];
	}
	n.argv = c->argv;
	return node_add(q, &n, c->s);
}

int
parse_call(struct parser *q, const char *name, size_t len)
{
	struct call c;

	memset(&c, 0, sizeof(c));
	c.s = name;
	if ((c.fn = fn_named(name, len)) == NULL)
		return FAIL(q, name, "no function \"%.*s\"",
		    len > 60 ? 60 : (int)len, name);
	return parse_args(q, &c) == -1 ? -1 : call_finish(q, &c);
}

/* A function that can stand without parentheses. */
static const struct column_fn *
fn_bare(const char *name, size_t len)
{
	const struct column_fn *fn = fn_named(name, len);
	int i;

	for (i = 0; fn != NULL && fn->args[i].name != NULL; i++)
		if (fn->args[i].def == NULL)
			return NULL;
	return fn;
}

int
parse_bare(struct parser *q, const char *name, size_t len, int *bare)
{
	struct call c;

	memset(&c, 0, sizeof(c));
	c.s = name;
	c.fn = fn_bare(name, len);
	*bare = c.fn != NULL;
	return *bare ? call_finish(q, &c) : -1;
}
