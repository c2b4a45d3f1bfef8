/*
 * lang_scan.c - the column language: tokens, places for messages, nodes.
 *
 * Blanks between tokens mean nothing.
 */
#include <ctype.h>
#include <string.h>

#include "base/num.h"
#include "feat/lang_parse.h"

size_t
scan_at(const struct parser *q, const char *s)
{
	return q->at != 0 ? q->at : (size_t)(s - q->text) + 1;
}

int
scan_fail(const struct parser *q, const char *s)
{
	return err_at(q->err, "column %zu of the text", scan_at(q, s));
}

void
scan_blanks(struct parser *q)
{
	while (*q->s == ' ' || *q->s == '\t' || *q->s == '\n' || *q->s == '\r')
		q->s++;
}

int
scan_is_name(char c, int first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (!first && c >= '0' && c <= '9');
}

/* Length of the name at s, 0 when there is none. */
size_t
scan_name(const char *s)
{
	size_t n = 0;

	while (scan_is_name(s[n], n == 0))
		n++;
	return n;
}

int
scan_accept(struct parser *q, char c)
{
	scan_blanks(q);
	if (*q->s != c)
		return 0;
	q->s++;
	return 1;
}

/* "name =" ahead: take it, and *name is where the name stood. */
size_t
scan_key(struct parser *q, const char **name)
{
	const char *s;
	size_t n;

	scan_blanks(q);
	n = scan_name(q->s);
	s = q->s + n;
	while (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r')
		s++;
	if (n == 0 || *s != '=')
		return 0;
	*name = q->s;
	q->s = s + 1;
	return n;
}

int
scan_unexpected(const struct parser *q, const char *wanted)
{
	if (*q->s == '\0')
		return FAIL(q, q->s, "the text ends, wants %s", wanted);
	if (*q->s < ' ' || *q->s > '~')
		return FAIL(q, q->s, "byte %u, wants %s", (unsigned char)*q->s,
		    wanted);
	return FAIL(q, q->s, "'%c', wants %s", *q->s, wanted);
}

static int
same_node(const struct node *a, const struct node *b)
{
	return a->op == b->op && a->nin == b->nin && a->fn == b->fn &&
	       a->field == b->field &&
	       memcmp(&a->num, &b->num, sizeof(a->num)) == 0 &&
	       memcmp(a->in, b->in, (size_t)a->nin * sizeof(a->in[0])) == 0 &&
	       memcmp(&a->argv, &b->argv, sizeof(a->argv)) == 0;
}

static size_t
align(size_t n)
{
	return (n + 15) & ~(size_t)15;
}

static void
place_state(struct prog *p, struct node *n)
{
	size_t size = n->fn->state_size ? n->fn->state_size(&n->argv) : 0;
	size_t *total =
	    n->fn->scope == SCOPE_POOLED ? &p->pooled_size : &p->symbol_size;

	n->state = *total;
	*total += align(size);
	if (n->fn->scope == SCOPE_POOLED)
		p->pooled = 1;
}

/* The node equal to n, made when there is none; -1 when there are too many. */
int
node_add(struct parser *q, const struct node *n, const char *s)
{
	struct prog *p = q->p;
	int i;

	for (i = 0; i < p->nnode; i++)
		if (same_node(&p->node[i], n))
			return i;
	if (p->nnode == FEAT_NODES_MAX)
		return FAIL(q, s, "more than %d operations", FEAT_NODES_MAX);
	p->node[p->nnode] = *n;
	if (n->op == OP_CALL)
		place_state(p, &p->node[p->nnode]);
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

/* A number; *s moves behind it. */
int
scan_number(struct parser *q, double *v)
{
	const char *s = q->s;
	size_t n = 0;

	while (isdigit((unsigned char)s[n]) || s[n] == '.' ||
	       ((s[n] == 'e' || s[n] == 'E') && n > 0) ||
	       ((s[n] == '-' || s[n] == '+') && n > 0 &&
		   (s[n - 1] == 'e' || s[n - 1] == 'E')))
		n++;
	if (n == 0 || scan_is_name(s[n], 0) || num_f64(v, s, n) < 0)
		return FAIL(q, s, "not a number: \"%.*s\"",
		    n < 40 ? (int)(n + (scan_is_name(s[n], 0) != 0)) : 40, s);
	q->s = s + n;
	return 0;
}

int
node_number(struct parser *q, const char *s)
{
	struct node n = { .op = OP_NUM };

	return scan_number(q, &n.num) == -1 ? -1 : node_add(q, &n, s);
}

int
node_field(struct parser *q, const char *name, size_t len)
{
	struct prog *p = q->p;
	struct node n = { .op = OP_FIELD };
	int i;

	if (len > FIELD_NAME_MAX)
		return FAIL(q, name, "a name of %zu bytes: at most %d", len,
		    FIELD_NAME_MAX);
	for (i = 0; i < p->nfield; i++)
		if (strlen(p->field[i].name) == len &&
		    memcmp(p->field[i].name, name, len) == 0)
			break;
	if (i == FEAT_FIELDS_MAX)
		return FAIL(q, name, "more than %d fields", FEAT_FIELDS_MAX);
	if (i == p->nfield) {
		memcpy(p->field[i].name, name, len);
		p->field[i].at = scan_at(q, name);
		p->nfield++;
	}
	n.field = i;
	return node_add(q, &n, name);
}
