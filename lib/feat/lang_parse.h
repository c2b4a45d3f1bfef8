/*
 * lang_parse.h - what the parts of the parser share; not for use outside
 * this room.
 *
 * Functions that make nodes return the node, or -1 with the error set.
 */
#ifndef FEAT_LANG_PARSE_H
#define FEAT_LANG_PARSE_H

#include "feat/lang.h"

struct parser {
	struct prog *p;
	const char *text; /* all of it */
	const char *s;	  /* what is left */
	struct symtab *syms;
	int depth;
	size_t at; /* in a default text: where its call stands; else 0 */
	struct err *err;
};

/* A usage error about what stands at s; -1. */
#define FAIL(q, s, ...) \
	(err_usage((q)->err, __VA_ARGS__), scan_fail((q), (s)))

/* The column of the text, 1-based, that s stands at. */
size_t scan_at(const struct parser *q, const char *s);
/* Put the place before the message that is set; -1. */
int scan_fail(const struct parser *q, const char *s);
/* Another token stands here than the one wanted; -1. */
int scan_unexpected(const struct parser *q, const char *wanted);
void scan_blanks(struct parser *q);
/* A byte of a name, first: of its beginning. */
int scan_is_name(char c, int first);
/* Length of the name at s, 0 when there is none. */
size_t scan_name(const char *s);
/* Take c when it comes next. */
int scan_accept(struct parser *q, char c);
/* Take "name =" when it comes next: its length, and where it stood. */
size_t scan_key(struct parser *q, const char **name);
int scan_number(struct parser *q, double *v);

/* The node equal to n, made when there is none; s: where it stands. */
int node_add(struct parser *q, const struct node *n, const char *s);
int node_op(struct parser *q, enum op op, int a, int b, const char *s);
int node_number(struct parser *q, const char *s);
int node_field(struct parser *q, const char *name, size_t len);

/* lang_call.c: name( has been taken. */
int parse_call(struct parser *q, const char *name, size_t len);
/* A function that can stand without parentheses, -1 when name is none; *bare
 * says which. */
int parse_bare(struct parser *q, const char *name, size_t len, int *bare);

/* lang_parse.c */
int parse_expr(struct parser *q);

#endif
