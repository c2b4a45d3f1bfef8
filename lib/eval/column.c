/*
 * column.c - columns of many rows, kept in a temporary file.
 *
 * A block holds COLUMN_BLOCK rows, column by column, so that reading one column
 * takes one read per block.
 */
#include "eval/column.h"

#include <stdlib.h>
#include <string.h>

void
columns_init(struct columns *c, const char *folder)
{
	memset(c, 0, sizeof(*c));
	c->opts.dir = folder;
}

void
columns_fini(struct columns *c)
{
	free(c->block);
	spill_close(&c->file);
	columns_init(c, NULL);
}

int
columns_add(struct columns *c, size_t size)
{
	if (c->block != NULL || c->n == COLUMNS_MAX)
		BUG("a column after the first row, or too many of them");
	c->size[c->n] = size;
	c->off[c->n] = c->width * COLUMN_BLOCK;
	c->width += size;
	return c->n++;
}

static int
write_block(struct columns *c, struct err *err)
{
	if (c->file.dir == NULL && spill_open(&c->file, &c->opts, err) == -1)
		return -1;
	if (spill_write(&c->file, c->block, c->width * COLUMN_BLOCK, err) == -1)
		return -1;
	c->nblock++;
	c->filled = 0;
	return 0;
}

/* One cell; copies of a known size are single moves. */
static inline void
put(unsigned char *to, const void *from, size_t size, size_t row)
{
	if (size == 4)
		memcpy(to + 4 * row, from, 4);
	else if (size == 8)
		memcpy(to + 8 * row, from, 8);
	else
		memcpy(to + size * row, from, size);
}

int
columns_put(struct columns *c, const void *const *cell, struct err *err)
{
	int i;

	if (c->n == 0)
		return 0;
	if (c->block == NULL &&
	    (c->block = malloc(c->width * COLUMN_BLOCK)) == NULL)
		return err_errno(err, "columns of scores");
	for (i = 0; i < c->n; i++)
		put(c->block + c->off[i], cell[i], c->size[i], c->filled);
	if (++c->filled < COLUMN_BLOCK)
		return 0;
	return write_block(c, err);
}

long
columns_read(struct columns *c, int i, uint64_t b, void *to, struct err *err)
{
	uint64_t at = b * c->width * COLUMN_BLOCK + c->off[i];

	if (b > c->nblock || (b == c->nblock && c->filled == 0))
		return 0;
	if (b == c->nblock) {
		memcpy(to, c->block + c->off[i], c->filled * c->size[i]);
		return (long)c->filled;
	}
	if (spill_read(&c->file, to, c->size[i] * COLUMN_BLOCK, at, err) == -1)
		return -1;
	return COLUMN_BLOCK;
}
