/*
 * engine.h - shared declarations of the feature engine; private to lib/feat.
 *
 * Rows are processed in blocks.  The rows of a block are grouped by symbol and
 * keep their order within one; a place is an index in the grouped order.  Each
 * node of the program then computes its values for all places at once.
 */
#ifndef FEAT_ENGINE_H
#define FEAT_ENGINE_H

#include "base/idmap.h"
#include "base/slab.h"
#include "feat/lang.h"
#include "stream/row.h"

/* Offsets of the fields by which a row is admitted, -1: none. */
struct plain {
	int works; /* it has a time and a symbol */
	int time, start, symbol, flags;
	uint64_t cadence; /* from start to end, where no field has the end */
};

/* An input schema, and the schema of the rows made from it. */
struct shape {
	const struct schema *in, *out;
	struct copy_plan copy;
	int field[FEAT_FIELDS_MAX]; /* of in, by prog.field */
	int first;                  /* first computed column of out */
	int ts_end, def;            /* of out */
	int is_row;
	/* By node, where an OP_EITHER is the field, and the text with these
	 * choices; NULL: nowhere, feats.text. */
	unsigned char *is_field;
	char *text;
	struct plain plain;
	unsigned char *rows; /* [room] rows out */
	size_t room;
};

/* The earlier values of a series, the newest last. */
struct ring {
	double *v;
	uint32_t n, room;
};

/* The state of a symbol.  Its rings, the work of its functions (pointers) and
 * their states follow in the same memory. */
struct symbol {
	uint64_t block; /* last block with a row of this symbol */
	uint32_t group; /* its group there */
	uint32_t id;
	uint64_t last;   /* its newest trusted time; 0: none */
	uint64_t newest; /* time of the row computed last */
	int at;          /* at() reads its values: 1 + index in prog.at; or 0 */
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
	size_t room; /* rows at most */
	size_t n, ngroup;
	uint64_t number;        /* of this block, from 1 */
	struct row_in *row;     /* [n] */
	struct shape *shape;    /* of all rows; NULL: several */
	uint32_t *order;        /* [n] row by place */
	uint32_t *place;        /* [n] place by row; before the run: group */
	uint32_t *group;        /* [ngroup + 1] places */
	struct symbol **symbol; /* [ngroup] */
	void **state;           /* [ngroup] of the current function */
	uint64_t *start, *end;  /* [n] by place */
	double **value;         /* [nnode][room] by place */
	struct past **past;     /* [nstore][room] by place */
	double **stream;        /* pooled steps: [series + 1][room] by row */
	void *memory;
};

/* The newest value that at() reads (OP_AT). */
struct at_value {
	uint64_t time; /* of its row; 0: none yet */
	double value;
};

/* A row that waits, and where its copy is. */
struct held {
	struct row_in row;
	uint32_t slot;
};

/* Waiting rows: for late ones, and for the other symbol of at(). */
struct waiting {
	struct held *row; /* [begin .. end) by time, then as they came */
	size_t begin, end, room;
	unsigned char *bytes; /* [nslot][slot_size] */
	size_t slot_size;
	uint32_t nslot, nfree, *free; /* slots not in use */
};

/* Time of the stream; times far ahead are not trusted at first. */
struct stream_time {
	uint64_t last;   /* 0: none yet */
	uint64_t ahead;  /* of the newest row more than a day ahead */
	uint32_t nahead; /* consecutive such rows, times not falling */
	uint32_t symbol; /* of the newest of them */
	uint32_t first;  /* symbol of the first row */
	int several;     /* symbols have been seen */
};

struct feats {
	struct prog prog;
	char *text;
	const struct feat_preset *preset; /* of the text; NULL: a user's */
	struct vocab *vocab;
	struct feat_account acc;
	struct shape **shapes;
	uint32_t nshape;
	size_t shape_cap;
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
	uint64_t def_in, def; /* of the last row; the output's def from it */
	const char *def_text; /* and the text */
	int def_known;
	int def_expected, def_differs; /* the next row must have def_in */
	unsigned char field_seen[FEAT_FIELDS_MAX]; /* in some kind */
	uint32_t *kept; /* names of the text columns that went on so far */
	size_t nkept, kept_room;
};

/* engine_shape.c: find or make the shape of a schema. */
struct shape *shape_get(struct feats *f, const struct schema *s,
    struct err *err);
/* Remember the name of a text column that goes on. */
int kept_add(struct feats *f, uint32_t name, struct err *err);
void shapes_fini(struct feats *f);

/* Derived fields, by name: their value in shape.field. */
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
/* engine_field.c: find the fields named in the text in rows of a kind. */
int shape_fields(struct feats *f, struct shape *sh, struct err *err);
/* What is_field says of a shape whose fields have been found. */
int shape_either(struct feats *f, struct shape *sh, struct err *err);
/* The value of a field of a row, and its unit, by its place. */
double shape_value(const struct rec *r, int place);
const char *shape_unit(const struct schema *s, int place);

/* Rows may have to wait. */
static inline int
waits(const struct feats *f)
{
	return f->lateness > 0 || f->prog.nat > 0;
}

/* engine_symbol.c: find or make a symbol's memory; NULL with *err. */
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
 * engine_ring.c: for each place of the block, set block.past to the earlier
 * values of a store, then add the block's own values.  -1 without memory.
 */
int rings_take(struct feats *f, int store, struct err *err);

/* engine_block.c: compute all nodes for the rows of the block.  The block
 * grows when at() needs more rows at once. */
int block_init(struct feats *f, struct err *err);
int block_grow(struct feats *f, size_t room, struct err *err);
void block_begin(struct block *b);
int block_run(struct feats *f, struct err *err);
void block_fini(struct block *b);

/* Count row[n], which is of symbol s, as one of the block's. */
static inline void
block_count(struct block *b, struct symbol *s)
{
	if (s->block != b->number) {
		s->block = b->number;
		s->group = (uint32_t)b->ngroup;
		b->symbol[b->ngroup] = s;
		b->group[b->ngroup++] = 0;
	}
	b->group[s->group]++;
	b->place[b->n++] = s->group;
}

/* engine_at.c: values of the other symbol of at() for the block's rows. */
void at_run(struct feats *f, int node);
/* 1 when every symbol named in at() has a row at time t. */
int at_complete(const struct feats *f, uint64_t t);
/* Number of rows, in time order, that can be computed without the rows after
 * them, about most at a time; last: no row comes after them. */
size_t at_cut(const struct feats *f, const struct held *rows, size_t n,
    size_t most);

/* engine_wait.c: rows that wait. */
int wait_row(struct feats *f, const struct row_in *row, struct err *err);
/* Number of rows from waiting.begin on that are ready; all: all are. */
size_t wait_ready(const struct feats *f, int all);
/* The first n have been handed on. */
void wait_drop(struct feats *f, size_t n);
void wait_fini(struct waiting *h);

/* engine_held.c: save and load the waiting rows. */
int held_save(struct feats *f, struct state *s, struct err *err);
int held_load(struct feats *f, struct state *s, struct err *err);

/* engine_out.c: write the rows of the block, with their columns, to out. */
int rows_out(struct feats *f, feat_out_fn *out, void *arg, struct err *err);

#endif
