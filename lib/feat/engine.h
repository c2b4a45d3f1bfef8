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
	unsigned char *rows; /* [room] rows out */
	size_t room;
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
	uint64_t last;	 /* its newest time that is believed; 0: none */
	uint64_t newest; /* of the row that was computed last */
	int at;		 /* a pair asks for its values: 1 + prog.at; 0 */
};

struct layout {
	size_t ring, work, state, size; /* offsets in a symbol's memory */
};

/* A row of the block, in stream order. */
struct row_in {
	const unsigned char *v;
	struct shape *shape;
	struct row_span span;
	struct symbol *symbol;
};

struct block {
	size_t room;	 /* rows at most */
	size_t n, ngroup;
	uint64_t number; /* of this block, from 1 */
	struct row_in *row; /* [n] */
	struct shape *shape; /* of all rows; NULL: they differ */
	uint32_t *order;    /* [n] row by place */
	uint32_t *place;    /* [n] place by row */
	uint32_t *group;    /* [ngroup + 1] places */
	struct symbol **symbol; /* [ngroup] */
	void **state;		/* [ngroup] of the function that runs */
	uint64_t *start, *end;	/* [n] by place */
	double **value;		/* [nnode][room] by place */
	struct past **past;	/* [nstore][room] by place */
	double **stream;	/* pooled steps: [series + 1][room] by row */
	void *memory;
};

/* The newest value that a pair asked for (OP_AT). */
struct at_value {
	uint64_t time; /* of its row; 0: none yet */
	double value;
};

/* A row that waits, and where its copy is. */
struct held {
	struct row_in row;
	uint32_t slot;
};

/* Rows that wait: for late ones, and for the other half of a pair. */
struct waiting {
	struct held *row; /* [begin .. end) by time, then as they came */
	size_t begin, end, room;
	unsigned char *bytes; /* [nslot][slot_size] */
	size_t slot_size;
	uint32_t nslot, nfree, *free; /* slots not in use */
};

/* Time of the stream, as far as it is believed. */
struct stream_time {
	uint64_t last;	 /* 0: none yet */
	uint64_t ahead;	 /* of the newest row that is more than a day ahead */
	uint32_t nahead; /* of such rows in a row, none behind another */
	uint32_t symbol; /* of the newest of them */
	uint32_t first;	 /* symbol of the first row */
	int several;	 /* symbols have been seen */
};

struct feats {
	struct prog prog;
	char *text;
	const struct feat_preset *preset; /* of the text; NULL: a user's */
	struct vocab *vocab;
	struct feat_account acc;
	struct shape **shapes;
	uint32_t nshape, shape_cap;
	struct shape *shape; /* of the last rows */
	struct block block;
	struct at_value *at; /* [nnode] */
	struct waiting waiting;
	struct stream_time time;
	uint64_t lateness; /* ns */
	struct layout layout;
	struct idmap symbols; /* by id: struct symbol *; NULL: none yet */
	struct slab slab;     /* what they point at */
	unsigned char *pooled;
	uint64_t def_in, def; /* of the last row, and what follows from it */
	int def_known;
	int def_expected, def_differs; /* the next row must have def_in */
	unsigned char field_seen[FEAT_FIELDS_MAX]; /* some kind has it */
};

/* engine_shape.c: the shape of a schema, made when it is new. */
struct shape *shape_get(struct feats *f, const struct schema *s,
    struct err *err);
void shapes_fini(struct feats *f);

/* Fields that follow from others, by name: their place in shape.field. */
enum {
	FIELD_NONE = -1, /* missing in rows of this kind */
	FIELD_TRADE_PRICE = -2,
	FIELD_TRADE_SIZE = -3,
	FIELD_TRADE_SIDE = -4,
	FIELD_BID = -5,
	FIELD_ASK = -6,
	FIELD_BID_SIZE = -7,
	FIELD_ASK_SIZE = -8,
	FIELD_MID = -9
};
/* engine_field.c: find the fields of the text in rows of a kind. */
int shape_fields(struct feats *f, struct shape *sh, struct err *err);
/* The value of a field of a row, and its unit, by its place. */
double shape_value(const struct rec *r, int place);
const char *shape_unit(const struct schema *s, int place);

/* Rows may have to wait. */
static inline int
waits(const struct feats *f)
{
	return f->lateness > 0 || f->prog.nat > 0;
}

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

/* engine_block.c: compute all nodes for the rows of the block.  It grows to
 * more rows at once where pairs need it. */
int block_init(struct feats *f, struct err *err);
int block_grow(struct feats *f, size_t room, struct err *err);
int block_run(struct feats *f, struct err *err);
void block_fini(struct block *b);

/* engine_at.c: values of a pair's other half for the block's rows. */
void at_run(struct feats *f, int node);
/* 1 when every symbol that pairs ask for has a row at time t. */
int at_complete(const struct feats *f, uint64_t t);
/* Of rows in order of time, as many as may be computed without those behind
 * them, and about most; last: no row comes after them. */
size_t at_cut(const struct feats *f, const struct held *rows, size_t n,
    size_t most);

/* engine_wait.c: rows that wait. */
int wait_row(struct feats *f, const struct row_in *row, struct err *err);
/* How many rows from waiting.begin on need wait no longer; all: none need. */
size_t wait_ready(const struct feats *f, int all);
/* The first n have been handed on. */
void wait_drop(struct feats *f, size_t n);
void wait_fini(struct waiting *h);

/* engine_held.c: the rows that wait, to a state file and back. */
int held_save(struct feats *f, struct state *s, struct err *err);
int held_load(struct feats *f, struct state *s, struct err *err);

/* engine_out.c: the rows of the block, with their columns, to out. */
int rows_out(struct feats *f, feat_out_fn *out, void *arg, struct err *err);

#endif
