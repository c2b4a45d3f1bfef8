/*
 * io_ahead.h - a thread that decodes ahead of the reader.
 *
 *	ahead_start (ahead_read)* ahead_stop
 */
#ifndef BASE_IO_AHEAD_H
#define BASE_IO_AHEAD_H

#include "base/io_decode.h"

struct ahead;

/*
 * Hand the decoder to a thread, which has it until ahead_read returned -1 or
 * ahead_stop.  NULL: no memory, no thread, or enough of them in this process;
 * the caller then goes on by himself.
 */
struct ahead *ahead_start(struct decoder *d);

/* As decode(); *raw_read is how much of the file that took. */
ssize_t ahead_read(struct ahead *a, uint64_t *raw_read, unsigned char *dst,
    size_t size);

void ahead_stop(struct ahead *a); /* NULL is nothing */

#endif
