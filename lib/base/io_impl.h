/*
 * io_impl.h - what the files of base/io share and nobody else uses.
 */
#ifndef BASE_IO_IMPL_H
#define BASE_IO_IMPL_H

#include <stdint.h>

/* A descriptor that turns readable when a signal came, or -1. */
int io_wake_fd(void);

/* Monotonic clock, ns. */
uint64_t io_now(void);

#endif
