/*
 * where_parse.c - parse an expression into tests.
 *
 * The grammar is that of where.h.  First a tree is made; then each test is
 * linked to the next test for each of its results, so that no tree is walked
 * for a row.
 */
#include <stdlib.h>
#include <string.h>

#include "stream/where_parse.h"

enum { NODES_MAX = 4 * WHERE_TESTS_MAX };

enum node_kind { NODE_TEST, NODE_AND, NODE_OR, NODE_NOT };

struct node {
	enum node_kind kind;
	int a, b; /* nodes; of a test its number */
};

/* ---- tests ---- */

/* The comparison that comes next; -1 there is none. */
static int
accept_compare(struct scan *q)
{
	static const struct {
		const char *text;
		enum compare cmp;
	} ops[] = { { "==", CMP_EQ }, { "=", CMP_EQ }, { "!=", CMP_NE },
		{ "<>", CMP_NE }, { "<=", CMP_LE }, { ">=", CMP_GE },
		{ "<", CMP_LT }, { ">", CMP_GT } };
	size_t i, n;

	scan_blanks(q);
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		n = strlen(ops[i].text);
		if (strncmp(q->s, ops[i].text, n) == 0) {
			q->s += n;
			return (int)ops[i].cmp;
		}
	}
	return -1;
}

static int
read_list(struct parser *p, struct test *t)
{
	int i, none;

	if (!scan_accept(&p->q, '('))
		return scan_unexpected(&p->q, "'(' and a list");
	t->literal = p->e->nliteral;
	do {
		i = parse_literal(p, &none);
		if (i == -1)
			return none ? scan_unexpected(&p->q,
					  "a number, a time or a quoted text")
				    : -1;
		t->nliteral++;
	} while (scan_accept(&p->q, ','));
	return scan_accept(&p->q, ')') ? 0
				       : scan_unexpected(&p->q, "',' or ')'");
}

/* A pattern behind '~'. */
static int
read_pattern(struct parser *p, struct test *t)
{
	int i, none;

	t->kind = TEST_GLOB;
	scan_blanks(&p->q);
	if (*p->q.s != '"' && *p->q.s != '\'')
		return scan_unexpected(&p->q, "a quoted pattern");
	if ((i = parse_literal(p, &none)) == -1)
		return -1;
	t->literal = i;
	t->nliteral = 1;
	return 0;
}

static enum compare
mirrored(enum compare c)
{
	static const enum compare m[] = { [CMP_EQ] = CMP_EQ,
		[CMP_NE] = CMP_NE,
		[CMP_LT] = CMP_GT,
		[CMP_LE] = CMP_GE,
		[CMP_GT] = CMP_LT,
		[CMP_GE] = CMP_LE };

	return m[c];
}

/* Behind a comparison: the other value; a literal goes to the right. */
static int
read_right(struct parser *p, struct test *t, enum compare cmp)
{
	struct value right, left = t->left;

	t->cmp = cmp;
	if (parse_value(p, &right) == -1)
		return -1;
	if (left.kind == VALUE_LITERAL) {
		t->left = right;
		right = left;
		t->cmp = mirrored(cmp);
	}
	if (right.kind == VALUE_LITERAL) {
		if (t->left.kind == VALUE_LITERAL)
			return scan_fail(&p->q, p->q.text + right.at - 1,
			    "two constants are compared");
		t->literal = right.i;
		t->nliteral = 1;
		return 0;
	}
	if (right.kind != VALUE_FIELD || t->left.kind != VALUE_FIELD)
		return scan_fail(&p->q, p->q.text + right.at - 1,
		    "col() and kind are compared with constants alone");
	t->right = right;
	t->pair = 1;
	return 0;
}

static int
read_test_behind(struct parser *p, struct test *t)
{
	struct scan *q = &p->q;
	const char *at;
	int cmp;

	if (parse_word(q, "is")) {
		t->kind = TEST_NULL;
		t->not = parse_word(q, "not");
		return parse_word(q, "null") ? 0 : scan_unexpected(q, "null");
	}
	if ((cmp = accept_compare(q)) != -1)
		return read_right(p, t, (enum compare)cmp);
	scan_blanks(q);
	at = q->s;
	t->not = parse_word(q, "not");
	if (parse_word(q, "in"))
		return read_list(p, t);
	if (!t->not &&q->s[0] == '!' && q->s[1] == '~') {
		t->not = 1;
		q->s++;
	}
	if (scan_accept(q, '~'))
		return read_pattern(p, t);
	q->s = at;
	return scan_unexpected(q, "a comparison (=, !=, <, <=, >, >=, ~, in, "
				  "is null)");
}

static int
new_node(struct parser *p, enum node_kind kind, int a, int b)
{
	if (p->n == NODES_MAX)
		return scan_fail(&p->q, p->q.s, "expression too long");
	p->node[p->n] = (struct node){ kind, a, b };
	return p->n++;
}

/* A name that was meant as a text: symbol = AAPL. */
static int
check_pair(struct parser *p, const struct test *t)
{
	const char *left = p->e->field[t->left.i];
	const char *right = p->e->field[t->right.i];
	enum ftype a, b;
	uint16_t len;

	if (vocab_type(&a, &len, left) == -1)
		return 0;
	if (vocab_type(&b, &len, right) == -1) {
		if (t->right.named || class_of(a) != CLASS_TEXT)
			return 0;
		return scan_fail(&p->q, p->q.text + t->right.at - 1,
		    "%.60s is not a known field: quote a text: \"%.60s\"",
		    right, right);
	}
	return expr_check_pair(t, left, a, right, b, p->q.err);
}

static int
check_test(struct parser *p, const struct test *t)
{
	enum ftype type;
	uint16_t len;
	int ret = 0;

	if (t->pair)
		ret = check_pair(p, t);
	else if (t->left.kind == VALUE_KIND)
		ret = expr_check(p->e, t, "kind", F_TEXT, p->q.err);
	else if (t->left.kind == VALUE_FIELD &&
		 vocab_type(&type, &len, p->e->field[t->left.i]) == 0)
		ret =
		    expr_check(p->e, t, p->e->field[t->left.i], type, p->q.err);
	if (ret == -1)
		p->q.err->usage = 1;
	return ret;
}

static int
read_test(struct parser *p)
{
	struct expr *e = p->e;
	struct test *t = &e->test[e->ntest];

	if (e->ntest == WHERE_TESTS_MAX)
		return scan_fail(&p->q, p->q.s, "more than %d tests",
		    WHERE_TESTS_MAX);
	memset(t, 0, sizeof(*t));
	if (parse_value(p, &t->left) == -1 || read_test_behind(p, t) == -1)
		return -1;
	if (t->left.kind == VALUE_LITERAL)
		return scan_fail(&p->q, p->q.text + t->left.at - 1,
		    "expected a field here");
	if (check_test(p, t) == -1)
		return -1;
	return new_node(p, NODE_TEST, e->ntest++, 0);
}

/* ---- and, or, not ---- */

static int read_or(struct parser *p, int depth);

static int
read_not(struct parser *p, int depth)
{
	const char *at = p->q.s;
	int a;

	if (depth > WHERE_DEPTH_MAX)
		return scan_fail(&p->q, at, "more than %d levels",
		    WHERE_DEPTH_MAX);
	if (parse_word(&p->q, "not"))
		return (a = read_not(p, depth + 1)) == -1
			   ? -1
			   : new_node(p, NODE_NOT, a, 0);
	if (!scan_accept(&p->q, '('))
		return read_test(p);
	if ((a = read_or(p, depth + 1)) == -1)
		return -1;
	return scan_accept(&p->q, ')')
		   ? a
		   : scan_unexpected(&p->q, "and, or, or ')'");
}

static int
read_and(struct parser *p, int depth)
{
	int a = read_not(p, depth), b;

	while (a != -1 && parse_word(&p->q, "and"))
		a = (b = read_not(p, depth)) == -1
			? -1
			: new_node(p, NODE_AND, a, b);
	return a;
}

static int
read_or(struct parser *p, int depth)
{
	int a = read_and(p, depth), b;

	while (a != -1 && parse_word(&p->q, "or"))
		a = (b = read_and(p, depth)) == -1 ? -1
						   : new_node(p, NODE_OR, a, b);
	return a;
}

/*
 * Where to go on from each test below a node: yes and no are what is decided
 * by the node.  Returns the test that comes first.  Chains lean to the left, so
 * only parentheses and `not' nest calls deeply; a's side is a loop.
 */
static int
link_tests(struct parser *p, int node, int yes, int no)
{
	const struct node *n = &p->node[node];
	struct test *t;
	int then;

	for (;;) {
		switch (n->kind) {
		case NODE_TEST:
			t = &p->e->test[n->a];
			t->yes = yes;
			t->no = no;
			return n->a;
		case NODE_NOT:
			then = yes;
			yes = no;
			no = then;
			break;
		case NODE_AND:
			yes = link_tests(p, n->b, yes, no);
			break;
		case NODE_OR:
			no = link_tests(p, n->b, yes, no);
			break;
		}
		n = &p->node[n->a];
	}
}

int
expr_read(struct expr *e, const char *text, int columns, struct err *err)
{
	struct parser p = { .e = e, .columns = columns };
	size_t len = strlen(text);
	int root;

	memset(e, 0, sizeof(*e));
	/* every token has a byte of the text, and a NUL */
	e->pool = malloc(2 * len + 1);
	p.node = malloc(NODES_MAX * sizeof(*p.node));
	if (e->pool == NULL || p.node == NULL) {
		free(p.node);
		return err_errno(err, "--where");
	}
	scan_init(&p.q, text, "--where", err);
	root = read_or(&p, 0);
	if (root != -1 && !scan_end(&p.q))
		root = scan_unexpected(&p.q, "and, or, or the end");
	if (root != -1)
		e->first = link_tests(&p, root, WHERE_YES, WHERE_NO);
	free(p.node);
	return root == -1 ? -1 : 0;
}

void
expr_fini(struct expr *e)
{
	free(e->pool);
	free(e->literal);
}
