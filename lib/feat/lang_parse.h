/*
 * lang_parse.h - shared declarations of the parser; private to lib/feat.
 *
 * Functions that make nodes return the node, or -1 with the error set.
 */
#ifndef FEAT_LANG_PARSE_H
#define FEAT_LANG_PARSE_H

#include "base/scan.h"
#include "feat/lang.h"

struct parser {
	struct prog *p;
	struct scan *scan; /* the text, or the default of an argument */
	struct symtab *syms;
	int depth;
	int maybe; /* fields may be missing: see OP_EITHER */
};

/* Find or make the node equal to n; s: its place in the text. */
int node_add(struct parser *q, const struct node *n, const char *s);
int node_op(struct parser *q, enum op op, int a, int b, const char *s);
int node_number(struct parser *q, const char *s);
int node_field(struct parser *q, const char *name, size_t len);

/* lang_at.c: fills in what a call of at() asks for; -1 with the error. */
int at_bind(struct parser *q, struct node *n, const char *s);

/* lang_call.c: name( has been taken. */
int parse_call(struct parser *q, const char *name, size_t len);
/* A function without parentheses.  If the name is not a function, *bare is 0
 * and the result is -1 without an error. */
int parse_bare(struct parser *q, const char *name, size_t len, int *bare);

/* lang_parse.c */
int parse_expr(struct parser *q);

#endif
