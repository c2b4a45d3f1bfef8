/*
 * lang_at.c - the column language: at(SYMBOL, x, age).
 *
 * It looks like a function but is an operation: its value at a row comes from
 * the rows of another symbol.
 */
#include <string.h>

#include "feat/lang_parse.h"

enum { SYMBOL, X, AGE };

static const struct arg args[] = {
	{ .name = "symbol",
	    .kind = ARG_SYMBOL,
	    .help = "symbol that the value is taken from" },
	ARG_SERIES("x", "the series of that symbol"),
	{ .name = "age",
	    .kind = ARG_DURATION,
	    .min = 0,
	    .max = 1e18,
	    .def = "5m",
	    .help = "values older than this are missing" },
	ARGS_END,
};

const struct column_fn column_fn_at = {
	.name = "at",
	.summary = "newest value of another symbol at or before the row",
	.unit = "=",
	.args = args,
};

int
at_bind(struct parser *q, struct node *n, const char *s)
{
	const char *name = call_text(&n->call, SYMBOL);
	struct prog *p = q->p;
	uint32_t id;
	int i;

	if ((id = symtab_add(q->syms, name, strlen(name), q->scan->err)) == 0)
		return scan_place(q->scan, s);
	for (i = 0; i < p->nat && p->at[i] != id; i++)
		;
	if (i == FEAT_AT_MAX)
		return scan_fail(q->scan, s, "at() names more than %d symbols",
		    FEAT_AT_MAX);
	if (i == p->nat)
		p->at[p->nat++] = id;
	n->op = OP_AT;
	n->at = i;
	n->age = (uint64_t)n->call.v[AGE].i;
	return 0;
}
