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
 * Hand the decoder to a thread, which owns it until ahead_read returns -1 or
 * ahead_stop is called.  NULL: no memory, no thread, or the process already
 * has enough of them; the caller then decodes itself.
 */
struct ahead *ahead_start(struct decoder *d);

/* As decode(); *raw_read is the number of file bytes read for it. */
ssize_t ahead_read(struct ahead *a, uint64_t *raw_read, unsigned char *dst,
    size_t size);

void ahead_stop(struct ahead *a); /* NULL is nothing */

#endif
