/*
 * column.h - columns of many rows, kept in a temporary file.
 *
 *	columns_init columns_add* columns_put* (columns_read)* columns_fini
 *
 * They hold the scores of further models and of the baselines: one number per
 * row and column, written row by row and read back column by column.  The
 * newest COLUMN_BLOCK rows are in memory, all earlier ones in a temporary file
 * (base/spill.h).  An input with fewer rows makes no file.
 */
#ifndef EVAL_COLUMN_H
#define EVAL_COLUMN_H

#include <stddef.h>
#include <stdint.h>

#include "base/spill.h"

enum { COLUMN_BLOCK = 16384, COLUMNS_MAX = 128 };

struct columns {
	struct spill_opts opts;
	struct spill file; /* dir NULL: not yet opened */
	int n;
	size_t size[COLUMNS_MAX]; /* of a cell: 1, 4 or 8 bytes */
	size_t off[COLUMNS_MAX];  /* of the column in a block */
	size_t width;		  /* of a row */
	unsigned char *block;	  /* the rows after the last full block */
	size_t filled;		  /* rows in it */
	uint64_t nblock;	  /* in the file */
};

/* folder NULL: TMPDIR; borrowed. */
void columns_init(struct columns *c, const char *folder);
void columns_fini(struct columns *c);

/* Before the first row: add a column with this cell size; its number. */
int columns_add(struct columns *c, size_t size);

/* Add a row: cell[i] points to the value of column i. */
int columns_put(struct columns *c, const void *const *cell, struct err *err);

/*
 * Copy the cells of column i in the b-th block of COLUMN_BLOCK rows to to[].
 * Returns the number of rows, 0 after the last block, or -1 with *err.
 */
long columns_read(struct columns *c, int i, uint64_t b, void *to,
    struct err *err);

#endif
