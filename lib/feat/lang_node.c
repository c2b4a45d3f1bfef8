/*
 * lang_node.c - the column language: nodes; equal ones are merged.
 */
#include <stdlib.h>
#include <string.h>

#include "feat/lang_parse.h"

static int
same_node(const struct node *a, const struct node *b)
{
	return a->op == b->op && a->nin == b->nin && a->fn == b->fn &&
	       a->field == b->field &&
	       memcmp(&a->num, &b->num, sizeof(a->num)) == 0 &&
	       memcmp(a->in, b->in, (size_t)a->nin * sizeof(a->in[0])) == 0 &&
	       (a->fn == NULL || call_same(&a->call, &b->call));
}

static size_t
align(size_t n)
{
	return (n + 15) & ~(size_t)15;
}

static void
place_state(struct prog *p, struct node *n)
{
	size_t size = n->fn->state_size ? n->fn->state_size(n->arg) : 0;
	size_t *total =
	    n->fn->scope == SCOPE_POOLED ? &p->pooled_size : &p->symbol_size;

	n->state = *total;
	*total += align(size);
	if (n->fn->scope == SCOPE_POOLED)
		p->pooled = 1;
	n->work = n->fn->work_size != NULL ? p->nwork++ : -1;
}

/* The store of a node's earlier values, made when there is none. */
static int
store_get(struct prog *p, int node, int missing, uint32_t past)
{
	struct store *s;
	int i;

	for (i = 0; i < p->nstore; i++) {
		s = &p->store[i];
		if (s->node == node && s->missing == missing)
			break;
	}
	s = &p->store[i];
	if (i == p->nstore) {
		*s = (struct store){ .node = node, .missing = missing };
		p->nstore++;
	}
	if (s->most < past)
		s->most = past;
	return i;
}

static void
place_past(struct prog *p, struct node *n)
{
	int i;

	for (i = 0; i < n->nin; i++) {
		n->store[i] = -1;
		n->past[i] = n->fn->past != NULL ? n->fn->past(n->arg, i) : 0;
		if (n->past[i] > 0)
			n->store[i] = store_get(p, n->in[i],
			    n->fn->past_missing, n->past[i]);
	}
}

/* Room for the stores that a new node may need. */
static int
stores_grow(struct parser *q, int more)
{
	struct prog *p = q->p;
	struct store *grown;

	if (more == 0)
		return 0;
	grown = realloc(p->store, (size_t)(p->nstore + more) * sizeof(*grown));
	if (grown == NULL)
		return err_errno(q->scan->err, "columns");
	p->store = grown;
	return 0;
}

static int
bind(struct parser *q, struct node *n, const char *s)
{
	n->arg = &n->call;
	if (n->fn->bind == NULL)
		return 0;
	if ((n->bound = calloc(1, n->fn->arg_size)) == NULL)
		return err_errno(q->scan->err, "columns");
	n->arg = n->bound;
	if (n->fn->bind(n->bound, &n->call, q->scan->err) == 0)
		return 0;
	free(n->bound);
	n->bound = NULL;
	err_at(q->scan->err, "%s", n->fn->name);
	return scan_place(q->scan, s);
}

int
node_add(struct parser *q, const struct node *n, const char *s)
{
	struct prog *p = q->p;
	struct node *made = &p->node[p->nnode];
	int i;

	for (i = 0; i < p->nnode; i++)
		if (same_node(&p->node[i], n))
			return i;
	if (p->nnode == FEAT_NODES_MAX)
		return scan_fail(q->scan, s, "more than %d operations",
		    FEAT_NODES_MAX);
	*made = *n;
	if (n->op == OP_CALL) {
		if (stores_grow(q, n->nin) == -1 || bind(q, made, s) == -1)
			return -1;
		place_state(p, made);
		place_past(p, made);
	}
	return p->nnode++;
}

int
node_op(struct parser *q, enum op op, int a, int b, const char *s)
{
	struct node n = { .op = op, .nin = op == OP_NEG ? 1 : 2 };

	n.in[0] = a;
	n.in[1] = b;
	return a < 0 || b < 0 ? -1 : node_add(q, &n, s);
}

int
node_number(struct parser *q, const char *s)
{
	struct node n = { .op = OP_NUM };

	return scan_number(q->scan, &n.num) == -1 ? -1 : node_add(q, &n, s);
}

int
node_field(struct parser *q, const char *name, size_t len)
{
	struct prog *p = q->p;
	struct node n = { .op = OP_FIELD };
	int i;

	if (len > FIELD_NAME_MAX)
		return scan_fail(q->scan, name,
		    "a name of %zu bytes: at most %d", len, FIELD_NAME_MAX);
	for (i = 0; i < p->nfield; i++)
		if (strlen(p->field[i].name) == len &&
		    memcmp(p->field[i].name, name, len) == 0)
			break;
	if (i == FEAT_FIELDS_MAX)
		return scan_fail(q->scan, name, "more than %d fields",
		    FEAT_FIELDS_MAX);
	if (i == p->nfield) {
		memcpy(p->field[i].name, name, len);
		p->field[i].at = scan_at(q->scan, name);
		p->field[i].maybe = q->maybe;
		p->nfield++;
	}
	p->field[i].maybe &= q->maybe;
	n.field = i;
	return node_add(q, &n, name);
}
