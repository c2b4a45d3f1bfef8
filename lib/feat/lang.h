/*
 * lang.h - the column language as a program; private to lib/feat.
 *
 * A program is a list of nodes.  The inputs of a node precede it, so one pass
 * in order computes all.  Equal nodes are merged: an expression that occurs
 * twice is computed once and has one state.
 */
#ifndef FEAT_LANG_H
#define FEAT_LANG_H

#include "feat/feat.h"

enum op {
	OP_NUM,
	OP_FIELD,
	OP_NEG,
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_CALL,
	OP_AT, /* at(SYMBOL, expr, age): another symbol's newest value */
	/* A bare name: in[0] a call on fields of the row, in[1] the field of
	 * this name, where rows lack one of those of the call. */
	OP_EITHER
};

enum { FEAT_AT_MAX = 32 }; /* symbols that at() names */

struct node {
	enum op op;
	int nin;
	int in[CALL_ARGS_MAX]; /* nodes */
	double num;            /* OP_NUM */
	int field;             /* OP_FIELD: of prog.field */
	/* OP_CALL, OP_AT */
	const struct column_fn *fn;
	struct call call;
	void *bound;     /* what bind made, or NULL */
	const void *arg; /* what the function is called with */
	size_t state;    /* offset in the symbol's or the pooled states */
	int store[CALL_ARGS_MAX];     /* of prog.store, by series; -1 */
	uint32_t past[CALL_ARGS_MAX]; /* values it reads, by series */
	int work;                     /* of prog.nwork; -1 */
	/* OP_AT */
	int at;       /* of prog.at */
	uint64_t age; /* ns; an older value counts as missing */
};

/* The earlier values of a node that functions read. */
struct store {
	int node;
	int missing;   /* rows without a value count */
	uint32_t most; /* as many as any function asked for */
};

/* A name of the text: where it is, counted from 1, and what it means. */
struct named {
	char name[FIELD_NAME_MAX + 1];
	size_t at;
	int node;
	int maybe; /* a field that only bare names (OP_EITHER) ask for */
};

struct prog {
	struct node *node; /* [nnode] */
	int nnode;
	struct store *store; /* [nstore] */
	int nstore, nwork;
	struct named field[FEAT_FIELDS_MAX];
	int nfield;
	struct named column[FEAT_COLS_MAX];
	int ncolumn, nout; /* names beginning with '_' are internal */
	size_t symbol_size, pooled_size; /* of the functions' states */
	int pooled;                      /* some node is not per symbol */
	uint32_t at[FEAT_AT_MAX];        /* symbols of OP_AT */
	int nat;
};

static inline int
column_is_out(const struct named *c)
{
	return c->name[0] != '_';
}

/* what begins the place in messages. */
int prog_parse(struct prog *p, const char *text, const char *what,
    struct symtab *syms, struct err *err);
void prog_fini(struct prog *p);

/* Canonical text, to be freed; NULL with *err.  fields: by node, where an
 * OP_EITHER is the field; NULL: nowhere. */
char *prog_text(const struct prog *p, const unsigned char *fields,
    struct err *err);

#endif
