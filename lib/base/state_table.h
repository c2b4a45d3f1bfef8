/*
 * state_table.h - a table's internals, shared by walk.c and state*.c only.
 */
#ifndef BASE_STATE_TABLE_H
#define BASE_STATE_TABLE_H

#include "base/idmap.h"
#include "base/state.h"

/* A column that is being saved or loaded. */
struct state_column {
	char name[TENSOR_NAME_MAX + 1]; /* without the table's */
	enum tensor_type type;
	int ragged;
	uint64_t seen; /* owners that have their value */
	/* saving */
	unsigned char *data;
	uint64_t n, room; /* elements */
	uint64_t *rows;   /* ragged: [owners + 1] offsets */
	uint64_t rows_room;
	/* loading: borrowed from the file */
	const unsigned char *from;
	const uint64_t *from_rows;
};

struct state_table {
	struct state *state;
	char name[TENSOR_NAME_MAX + 1];
	struct state_column *column;
	size_t n, room, cursor; /* cursor: the column that comes next */
	uint64_t owners, at;    /* at: the owner that is walked */
	uint32_t *symbol;       /* [owners] index into the file's symbols */
	uint64_t *number;
	uint64_t owner_room;
	const uint32_t *from_symbol;
	const uint64_t *from_number;
};

struct state {
	struct symtab *syms;
	struct tensors *t;
	char *path;   /* of a file that was read */
	int unsynced; /* state_write does not wait for the disk: tests */
	/* saving: symbols in the order of first use; 0 is the missing one */
	struct idmap index; /* uint32_t: by id, index in the file + 1; 0 not
			     * yet */
	uint32_t *id;       /* by index in the file: id of syms */
	uint32_t nid;
	size_t id_room;
};

/* The index of a symbol in the file, made when it is new; -1 with *err. */
int64_t state_symbol(struct state *s, uint32_t id, struct err *err);
/* The id of an index of the file; -1: there is no such index. */
int state_symbol_at(const struct state *s, uint64_t index, uint32_t *id);

/* ---- for walk.c: one value of the present owner ---- */

/* n elements; ragged: n may differ from owner to owner. */
void state_put(struct walk *w, const char *name, enum tensor_type type,
    int ragged, const void *data, uint64_t n);
/* Borrowed elements of the present owner and their number; NULL after a
 * failure. */
const void *state_get(struct walk *w, const char *name, enum tensor_type type,
    int ragged, uint64_t *n);

#endif
