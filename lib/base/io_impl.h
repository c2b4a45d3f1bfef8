/*
 * io_impl.h - shared by the files of base/io; private to them.
 */
#ifndef BASE_IO_IMPL_H
#define BASE_IO_IMPL_H

#include <stddef.h>
#include <stdint.h>

struct in;

/*
 * Move n bytes of the window, at p, to the pipe fd without a copy; returns how
 * many were moved, possibly 0.  The pages of a file are shared, not copied:
 * overwriting the file while they are in the pipe changes the data in the pipe
 * as well.
 */
size_t in_move(struct in *in, const void *p, size_t n, int fd);

#endif
