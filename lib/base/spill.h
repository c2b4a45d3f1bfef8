/*
 * spill.h - temporary files for what does not fit into memory.
 *
 *	spill_open (spill_write | spill_write_at | spill_read)* spill_close
 *
 * The file has no name, so it disappears with the process, however that ends.
 */
#ifndef BASE_SPILL_H
#define BASE_SPILL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct spill_opts {
	const char *dir; /* NULL: TMPDIR, else /tmp */
	uint64_t memory; /* bytes that may be kept before a file is used */
};

struct spill {
	const char *dir; /* as it is used */
	int fd;
	uint64_t size; /* written so far */
};

/* The folder that a temporary file goes to. */
const char *spill_dir(const struct spill_opts *o);

/* Errors name the folder. */
int spill_open(struct spill *s, const struct spill_opts *o, struct err *err);
/* Append to the file. */
int spill_write(struct spill *s, const void *p, size_t n, struct err *err);
/* Write at an offset, which may be beyond the end; does not move the place at
 * which spill_write appends. */
int spill_write_at(const struct spill *s, const void *p, size_t n, uint64_t at,
    struct err *err);
/* Read n bytes from an offset on; all of them must have been written. */
int spill_read(const struct spill *s, void *p, size_t n, uint64_t at,
    struct err *err);
/* Does nothing for a zeroed struct; may be called after a failed open. */
void spill_close(struct spill *s);

#endif
