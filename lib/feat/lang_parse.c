/*
 * lang_parse.c - the column language: text to program, by descent.
 *
 *	columns := column { "," column }
 *	column  := [ name "=" ] expr
 *	expr    := term { ("+" | "-") term }
 *	term    := factor { ("*" | "/") factor }
 *	factor  := "-" factor | number | name | call | "(" expr ")"
 *	call    := name "(" [ arg { "," arg } ] ")" | "field" "(" name ")"
 *	arg     := [ name "=" ] ( expr | value )
 *
 * The function's table defines its arguments.  Blanks between tokens are
 * ignored.  Messages give the position in the text in bytes, from 1.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "feat/lang_parse.h"

/* field(NAME): of the row, also where a function has the name. */
static int
parse_field(struct parser *q)
{
	const char *name;
	size_t len;

	scan_blanks(q->scan);
	name = q->scan->s;
	if ((len = scan_name(name)) == 0)
		return scan_unexpected(q->scan, "the name of a field");
	q->scan->s += len;
	if (!scan_accept(q->scan, ')'))
		return scan_unexpected(q->scan, "')'");
	return node_field(q, name, len);
}

static int
parse_name(struct parser *q)
{
	const char *name = q->scan->s;
	size_t len = scan_name(name);
	int i, bare, node;

	q->scan->s += len;
	if (scan_accept(q->scan, '('))
		return len == 5 && memcmp(name, "field", 5) == 0
			   ? parse_field(q)
			   : parse_call(q, name, len);
	for (i = 0; i < q->p->ncolumn; i++)
		if (strlen(q->p->column[i].name) == len &&
		    memcmp(q->p->column[i].name, name, len) == 0)
			return q->p->column[i].node;
	node = parse_bare(q, name, len, &bare);
	return bare ? node : node_field(q, name, len);
}

static int
parse_factor(struct parser *q)
{
	const char *s;
	int a;

	scan_blanks(q->scan);
	s = q->scan->s;
	if (++q->depth > FEAT_DEPTH_MAX)
		return scan_fail(q->scan, s, "more than %d levels",
		    FEAT_DEPTH_MAX);
	if (scan_accept(q->scan, '-')) {
		a = parse_factor(q);
		a = node_op(q, OP_NEG, a, 0, s);
	} else if (scan_accept(q->scan, '(')) {
		a = parse_expr(q);
		if (a >= 0 && !scan_accept(q->scan, ')'))
			a = scan_unexpected(q->scan, "')'");
	} else if (scan_name(s) > 0) {
		a = parse_name(q);
	} else if (isdigit((unsigned char)*s) || *s == '.') {
		a = node_number(q, s);
	} else {
		a = scan_unexpected(q->scan,
		    "a column, a function or a number");
	}
	q->depth--;
	return a;
}

static int
parse_term(struct parser *q)
{
	int a = parse_factor(q);
	const char *s;
	enum op op;

	while (a >= 0) {
		scan_blanks(q->scan);
		s = q->scan->s;
		if (*s != '*' && *s != '/')
			break;
		op = *q->scan->s++ == '*' ? OP_MUL : OP_DIV;
		a = node_op(q, op, a, parse_factor(q), s);
	}
	return a;
}

int
parse_expr(struct parser *q)
{
	int a = parse_term(q);
	const char *s;
	enum op op;

	while (a >= 0) {
		scan_blanks(q->scan);
		s = q->scan->s;
		if (*s != '+' && *s != '-')
			break;
		op = *q->scan->s++ == '+' ? OP_ADD : OP_SUB;
		a = node_op(q, op, a, parse_term(q), s);
	}
	return a;
}

/* ---- columns ---- */

static const char *const reserved[] = { "kind", "ts_event", "ts_end", "symbol",
	"label", "label_type", "label_id", "def", "score", "p", "threshold",
	"anomaly", "severity", "reason", "by", NULL };

/* The name of a column without one: its text, with an underscore for each run
 * of bytes that are not letters or digits. */
static size_t
name_make(char *out, size_t size, const char *s, const char *end)
{
	size_t n = 0;
	int gap = 0;

	for (; s < end; s++) {
		if (!scan_is_name(*s, 0) || *s == '_') {
			gap = n > 0;
			continue;
		}
		if (n + 2 + (size_t)gap > size)
			return 0;
		if (gap)
			out[n++] = '_';
		gap = 0;
		out[n++] = *s;
	}
	out[n] = '\0';
	return scan_is_name(out[0], 1) ? n : 0;
}

static int
name_check(struct parser *q, const char *name, const char *s)
{
	int i;

	for (i = 0; reserved[i] != NULL; i++)
		if (strcmp(name, reserved[i]) == 0)
			return scan_fail(q->scan, s,
			    "the name %s is already used", name);
	for (i = 0; i < q->p->ncolumn; i++)
		if (strcmp(name, q->p->column[i].name) == 0)
			return scan_fail(q->scan, s, "column %s: defined twice",
			    name);
	return 0;
}

static int
parse_column(struct parser *q)
{
	struct named *c = &q->p->column[q->p->ncolumn];
	struct scan *scan = q->scan;
	const char *s, *key = NULL;
	size_t len;

	scan_blanks(scan);
	s = scan->s;
	if (q->p->ncolumn == FEAT_COLS_MAX)
		return scan_fail(scan, s, "more than %d columns",
		    FEAT_COLS_MAX);
	len = scan_key(scan, &key);
	if (len > FIELD_NAME_MAX)
		return scan_fail(scan, s, "a name of %zu bytes: at most %d",
		    len, FIELD_NAME_MAX);
	if ((c->node = parse_expr(q)) < 0)
		return -1;
	if (len > 0) {
		memcpy(c->name, key, len);
		c->name[len] = '\0';
	} else if (name_make(c->name, sizeof(c->name), s, scan->s) == 0) {
		return scan_fail(scan, s,
		    "needs a name: expected name=expression");
	}
	c->at = scan_at(scan, s);
	if (name_check(q, c->name, s) == -1)
		return -1;
	q->p->ncolumn++;
	q->p->nout += column_is_out(c);
	return 0;
}

int
prog_parse(struct prog *p, const char *text, const char *what,
    struct symtab *syms, struct err *err)
{
	struct scan scan;
	struct parser q = { .p = p, .scan = &scan, .syms = syms };

	memset(p, 0, sizeof(*p));
	scan_init(&scan, text, what, err);
	if (strlen(text) > FEAT_TEXT_MAX)
		return err_usage(err, "%s: more than %d bytes of text", what,
		    FEAT_TEXT_MAX);
	p->node = calloc(FEAT_NODES_MAX + 1, sizeof(*p->node));
	if (p->node == NULL)
		return err_errno(err, "columns");
	do {
		if (parse_column(&q) == -1)
			return -1;
	} while (scan_accept(&scan, ','));
	if (!scan_end(&scan))
		return scan_unexpected(&scan, "',' or an operator");
	if (p->nout == 0)
		return scan_fail(&scan, text,
		    "no output column: names that begin with '_' are "
		    "intermediate");
	return 0;
}

void
prog_fini(struct prog *p)
{
	struct node *n;
	int i;

	for (i = 0; i < p->nnode; i++) {
		n = &p->node[i];
		if (n->bound != NULL && n->fn->unbind != NULL)
			n->fn->unbind(n->bound);
		free(n->bound);
	}
	free(p->node);
	free(p->store);
	p->node = NULL;
	p->store = NULL;
	p->nnode = 0;
}
