/*
 * where_parse.h - tokens and values of an expression; for where*.c alone.
 */
#ifndef STREAM_WHERE_PARSE_H
#define STREAM_WHERE_PARSE_H

#include "base/scan.h"
#include "stream/where_impl.h"

struct parser {
	struct scan q;
	struct expr *e;
	int columns; /* col() may be used */
	struct node *node;
	int n;
};

/* Take a word when it comes next, ignoring case. */
int parse_word(struct scan *q, const char *word);

/* Read a literal: its index, or -1; *none: the next token is not a literal. */
int parse_literal(struct parser *p, int *none);

/* A field, a column, the kind or a literal. */
int parse_value(struct parser *p, struct value *v);

#endif
