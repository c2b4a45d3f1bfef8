/*
 * io_hold.h - what was read of a pipe, kept by reference.
 *
 *	(hold_read | hold_drop | hold_move)* hold_close
 *
 * Bytes that go from a pipe to a pipe unchanged are read once, to be looked
 * at, and need not be written: the kernel moves the pages they lie in.  All
 * of it is an offer.  Where the kernel does not do it, or the pages are gone,
 * the caller writes the bytes that he read.
 */
#ifndef BASE_IO_HOLD_H
#define BASE_IO_HOLD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* All zero: nothing is held, and nothing will be before hold_want. */
struct hold {
	int wanted;
	int open;
	int times;	   /* it was opened */
	int kept[2];	   /* a pipe with the pages of [at, end) */
	int passing[2];	   /* a pipe through which they come, empty */
	uint64_t at, end;  /* offsets of the input */
};

/* From the next read on, keep pages. */
void hold_want(struct hold *h);

/* As read(2) from fd, whose bytes from offset on come next. */
ssize_t hold_read(struct hold *h, int fd, uint64_t offset, unsigned char *dst,
    size_t size);

/* What is before the offset will not be moved. */
void hold_drop(struct hold *h, uint64_t offset);

/* Move n bytes from offset on to the pipe fd: how many went, maybe 0.  The
 * next move is of bytes behind these. */
size_t hold_move(struct hold *h, uint64_t offset, size_t n, int fd);

/* splice(2) from a file's pages to the pipe fd: how many bytes, maybe 0. */
size_t hold_splice(int from, int64_t *offset, int fd, size_t n);

void hold_close(struct hold *h);

#endif
