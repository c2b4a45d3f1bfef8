/*
 * lang.h - the column language as a program; not for use outside this room.
 *
 * A program is a list of nodes; inputs of a node stand before it, so one
 * walk in order computes all.  Equal nodes are one: what a text says twice
 * is computed once and has one state.
 */
#ifndef FEAT_LANG_H
#define FEAT_LANG_H

#include "feat/feat.h"

enum op { OP_NUM, OP_FIELD, OP_NEG, OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_CALL };

struct node {
	enum op op;
	int nin;
	int in[FEAT_ARGS_MAX]; /* nodes */
	double num;	       /* OP_NUM */
	int field;	       /* OP_FIELD: of prog.field */
	const struct column_fn *fn; /* OP_CALL */
	struct argv argv;
	size_t state; /* offset in the symbol's or the pooled block */
};

/* A name of the text: where it stood, 1-based, and what it stands for. */
struct named {
	char name[FIELD_NAME_MAX + 1];
	size_t at;
	int node;
};

struct prog {
	struct node *node; /* [nnode] */
	int nnode;
	struct named field[FEAT_FIELDS_MAX];
	int nfield;
	struct named column[FEAT_COLS_MAX];
	int ncolumn;
	size_t symbol_size, pooled_size; /* of the state blocks */
	int pooled;			 /* some node is not per symbol */
};

int prog_parse(struct prog *p, const char *text, struct symtab *syms,
    struct err *err);
void prog_fini(struct prog *p);

/* Canonical text, to be freed; NULL with *err. */
char *prog_text(const struct prog *p, struct symtab *syms, struct err *err);

#endif
