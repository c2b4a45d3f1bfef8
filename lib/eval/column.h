/*
 * column.h - columns of many rows that are not needed at once.
 *
 *	columns_init columns_add* columns_put* (columns_read)* columns_fini
 *
 * The scores of further models and of the baselines: of each column one
 * number per row, put row by row, read back column by column.  The newest
 * COLUMN_BLOCK rows are in memory, all before them in a temporary file that
 * has no name: in `folder`, else in TMPDIR, else in the system's folder for
 * temporary files.  An input of fewer rows makes no file.
 */
#ifndef EVAL_COLUMN_H
#define EVAL_COLUMN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { COLUMN_BLOCK = 16384, COLUMNS_MAX = 128 };

struct columns {
	const char *folder;
	int n;
	size_t size[COLUMNS_MAX]; /* of a cell: 1, 4 or 8 bytes */
	size_t off[COLUMNS_MAX];  /* of the column in a block */
	size_t width;		  /* of a row */
	unsigned char *block;	  /* the rows after the last full block */
	size_t filled;		  /* rows in it */
	uint64_t nblock;	  /* in the file */
	int fd;
};

/* folder NULL: TMPDIR; borrowed. */
void columns_init(struct columns *c, const char *folder);
void columns_fini(struct columns *c);

/* Before the first row: a column with cells of that size; its number. */
int columns_add(struct columns *c, size_t size);

/* A row: cell[i] points at the value of column i. */
int columns_put(struct columns *c, const void *const *cell, struct err *err);

/*
 * The cells of column i in the b-th block of COLUMN_BLOCK rows, copied to
 * to[]: how many rows, 0 after the last block; -1 with *err.
 */
long columns_read(struct columns *c, int i, uint64_t b, void *to,
    struct err *err);

#endif
