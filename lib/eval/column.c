/*
 * column.c - columns of many rows, kept in a temporary file.
 *
 * A block holds COLUMN_BLOCK rows, column by column, so that reading one column
 * takes one read per block.
 */
#include "eval/column.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

void
columns_init(struct columns *c, const char *folder)
{
	memset(c, 0, sizeof(*c));
	c->folder = folder;
	c->fd = -1;
}

void
columns_fini(struct columns *c)
{
	free(c->block);
	if (c->fd >= 0)
		close(c->fd);
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

/* An unnamed file in the first directory that is set. */
static int
open_file(struct columns *c, struct err *err)
{
	const char *folder = c->folder;
	char path[4096];

	if (folder == NULL)
		folder = getenv("TMPDIR");
	if (folder == NULL || *folder == '\0')
		folder = P_tmpdir;
	if (snprintf(path, sizeof(path), "%s/tickeval-XXXXXX", folder) >=
	    (int)sizeof(path))
		return err_set(err, "temporary file: the name of its folder "
				    "is too long");
	if ((c->fd = mkostemp(path, O_CLOEXEC)) < 0)
		return err_errno(err, "temporary file in %s (see --tmp)",
		    folder);
	if (unlink(path) == -1)
		return err_errno(err, "temporary file %s", path);
	return 0;
}

static int
write_block(struct columns *c, struct err *err)
{
	size_t n = c->width * COLUMN_BLOCK, done = 0;
	off_t at = (off_t)(c->nblock * n);
	ssize_t got;

	if (c->fd < 0 && open_file(c, err) == -1)
		return -1;
	while (done < n) {
		got =
		    pwrite(c->fd, c->block + done, n - done, at + (off_t)done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_errno(err, "temporary file (see --tmp)");
		done += (size_t)got;
	}
	c->nblock++;
	c->filled = 0;
	return 0;
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
		memcpy(c->block + c->off[i] + c->filled * c->size[i], cell[i],
		    c->size[i]);
	if (++c->filled < COLUMN_BLOCK)
		return 0;
	return write_block(c, err);
}

long
columns_read(struct columns *c, int i, uint64_t b, void *to, struct err *err)
{
	size_t n = c->size[i] * COLUMN_BLOCK, done = 0;
	off_t at = (off_t)(b * c->width * COLUMN_BLOCK + c->off[i]);
	ssize_t got;

	if (b > c->nblock || (b == c->nblock && c->filled == 0))
		return 0;
	if (b == c->nblock) {
		memcpy(to, c->block + c->off[i], c->filled * c->size[i]);
		return (long)c->filled;
	}
	while (done < n) {
		got =
		    pread(c->fd, (char *)to + done, n - done, at + (off_t)done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(err, "temporary file");
		if (got == 0)
			return err_set(err, "temporary file: truncated");
		done += (size_t)got;
	}
	return COLUMN_BLOCK;
}
