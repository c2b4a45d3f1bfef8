/*
 * engine.h - what the parts of the feature engine share; not for use
 * outside this room.
 *
 * Rows pass in blocks.  Those of one symbol are put side by side, in their
 * order; a place is an index in that order.  Each node of the program then
 * computes its values for all places at once.
 */
#ifndef FEAT_ENGINE_H
#define FEAT_ENGINE_H

#include "base/idmap.h"
#include "base/slab.h"
#include "feat/lang.h"
#include "stream/row.h"

/* An input schema, and what becomes of its rows. */
struct shape {
	const struct schema *in, *out;
	struct copy_plan copy;
	int field[FEAT_FIELDS_MAX]; /* of in, by prog.field */
	int first;		    /* first computed column of out */
	int ts_end, def;	    /* of out */
	int is_row;
	unsigned char *rows; /* [block room] rows out */
};

/* The earlier values of a series, the newest last. */
struct ring {
	double *v;
	uint32_t n, room;
};

/* What is kept of a symbol.  Its rings, the work of its functions (pointers)
 * and their states follow in the same memory. */
struct symbol {
	uint64_t block; /* the last one that had a row of it */
	uint32_t group; /* its group there */
	uint32_t id;
};

struct layout {
	size_t ring, work, state, size; /* offsets in a symbol's memory */
};

/* A row of the block, in stream order. */
struct row_in {
	const unsigned char *v;
	struct row_span span;
	struct symbol *symbol;
};

struct block {
	size_t room;	 /* rows at most */
	size_t n, ngroup;
	uint64_t number; /* of this block, from 1 */
	struct row_in *row; /* [n] */
	uint32_t *order;    /* [n] row by place */
	uint32_t *group;    /* [ngroup + 1] places */
	struct symbol **symbol; /* [ngroup] */
	void **state;		/* [ngroup] of the function that runs */
	uint64_t *start, *end;	/* [n] by place */
	double **value;		/* [nnode][room] by place */
	struct past **past;	/* [nstore][room] by place */
	double **stream;	/* pooled steps: [series + 1][room] by row */
	void *memory;
};

struct feats {
	struct prog prog;
	char *text;
	const struct feat_preset *preset; /* of the text; NULL: a user's */
	struct house *house;
	struct feat_account acc;
	struct shape **shapes;
	uint32_t nshape, shape_cap;
	struct shape *shape; /* of the last rows */
	struct block block;
	struct layout layout;
	struct idmap symbols; /* by id: struct symbol *; NULL: none yet */
	struct slab slab;     /* what they point at */
	unsigned char *pooled;
	uint64_t def_in, def; /* of the last row, and what follows from it */
	int def_known;
};

/* engine_shape.c: the shape of a schema, made when it is new. */
struct shape *shape_get(struct feats *f, const struct schema *s,
    struct err *err);
void shapes_fini(struct feats *f);

/* engine_symbol.c: a symbol's memory, made when it is new; NULL with *err. */
int owners_init(struct feats *f, struct err *err);
struct symbol *owner_get(struct feats *f, uint32_t id, struct err *err);
void owners_fini(struct feats *f);

static inline struct ring *
symbol_rings(const struct feats *f, struct symbol *s)
{
	return (struct ring *)((unsigned char *)s + f->layout.ring);
}

static inline void **
symbol_works(const struct feats *f, struct symbol *s)
{
	return (void **)((unsigned char *)s + f->layout.work);
}

static inline unsigned char *
symbol_states(const struct feats *f, struct symbol *s)
{
	return (unsigned char *)s + f->layout.state;
}

/*
 * engine_ring.c: for each place of the block the values of a store before it
 * (block.past), then the block's own are taken in.  -1 without memory.
 */
int rings_take(struct feats *f, int store, struct err *err);

/* engine_block.c: compute all nodes for the rows of the block. */
int block_init(struct feats *f, struct err *err);
int block_run(struct feats *f, struct err *err);
void block_fini(struct block *b);

#endif
