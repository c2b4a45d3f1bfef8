/*
 * lang_call.c - the column language: calls and their arguments.
 */
#include <string.h>

#include "feat/lang_parse.h"

static const struct column_fn *
fn_named(const char *name, size_t len)
{
	char buf[FIELD_NAME_MAX + 1];

	if (len > FIELD_NAME_MAX)
		return NULL;
	memcpy(buf, name, len);
	buf[len] = '\0';
	if (strcmp(buf, column_fn_at.name) == 0)
		return &column_fn_at;
	return column_fn_find(buf);
}

/* A series among the arguments, in the text or in a default. */
static int
read_series(void *arg, struct scan *scan)
{
	struct parser *q = arg;
	struct scan *outer = q->scan;
	int node;

	q->scan = scan;
	node = parse_expr(q);
	q->scan = outer;
	return node;
}

/* The node of a call whose arguments have been read. */
static int
call_node(struct parser *q, struct node *n, const char *s)
{
	int i;

	for (i = 0; i < n->call.n; i++)
		if (n->call.args[i].kind == ARG_IN)
			n->in[n->nin++] = (int)n->call.v[i].i;
	if (n->fn == &column_fn_at && at_bind(q, n, s) == -1)
		return -1;
	return node_add(q, n, s);
}

int
parse_call(struct parser *q, const char *name, size_t len)
{
	struct node n = { .op = OP_CALL };
	struct call_series series = { read_series, q };

	if ((n.fn = fn_named(name, len)) == NULL)
		return scan_fail(q->scan, name, "no function \"%.*s\"",
		    len > 60 ? 60 : (int)len, name);
	if (call_read(&n.call, q->scan, n.fn->name, n.fn->args, &series) == -1)
		return -1;
	return call_node(q, &n, name);
}

/* A call by its bare name, or the field of that name where the call reads
 * fields of the row. */
static int
either_node(struct parser *q, int call, const char *name, size_t len)
{
	const struct node *node = q->p->node, *n = &node[call];
	struct node either = { .op = OP_EITHER, .nin = 2, .in = { call } };
	int i;

	for (i = 0; i < n->nin; i++)
		if (node[n->in[i]].op == OP_FIELD)
			break;
	if (i == n->nin)
		return call;
	if ((either.in[1] = node_field(q, name, len)) < 0)
		return -1;
	return node_add(q, &either, name);
}

int
parse_bare(struct parser *q, const char *name, size_t len, int *bare)
{
	struct node n = { .op = OP_CALL };
	struct call_series series = { read_series, q };
	int outer = q->maybe, made = -1;

	n.fn = fn_named(name, len);
	*bare = n.fn != NULL && call_can_be_bare(n.fn->args);
	if (!*bare)
		return -1;
	q->maybe = 1;
	if (call_bare(&n.call, q->scan, n.fn->name, n.fn->args, &series) == 0 &&
	    (made = call_node(q, &n, name)) >= 0)
		made = either_node(q, made, name, len);
	q->maybe = outer;
	return made;
}
