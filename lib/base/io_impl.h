/*
 * io_impl.h - what the files of base/io share and nobody else uses.
 */
#ifndef BASE_IO_IMPL_H
#define BASE_IO_IMPL_H

#include <stddef.h>
#include <stdint.h>

struct in;

/*
 * Move n bytes of the window, at p, to the pipe fd without a copy: how many
 * went, maybe 0.  The pages of a file are lent: who changes the file in its
 * place while they are in the pipe changes them too.
 */
size_t in_move(struct in *in, const void *p, size_t n, int fd);

#endif
