/*
 * io_hold.h - bytes read from a pipe, kept by reference.
 *
 *	(hold_read | hold_drop | hold_move)* hold_close
 *
 * Bytes that go unchanged from one pipe to another are read once, for
 * inspection, and need not be written: the kernel moves the pages that contain
 * them.  This is only an optimisation.  If the kernel does not support it, or
 * the pages are gone, the caller writes the bytes it has read.
 */
#ifndef BASE_IO_HOLD_H
#define BASE_IO_HOLD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* All zero: nothing is held until hold_want is called. */
struct hold {
	int wanted;
	int open;
	int times;	   /* it was opened */
	int kept[2];	   /* a pipe with the pages of [at, end) */
	int passing[2];	   /* a pipe through which they come, empty */
	uint64_t at, end;  /* offsets of the input */
};

/* Keep pages from the next read on. */
void hold_want(struct hold *h);

/* As read(2) from fd; offset is the stream offset of the next byte. */
ssize_t hold_read(struct hold *h, int fd, uint64_t offset, unsigned char *dst,
    size_t size);

/* Release the bytes before the offset: they will not be moved. */
void hold_drop(struct hold *h, uint64_t offset);

/*
 * Move n bytes from offset on to the pipe fd; returns how many were moved,
 * possibly 0.  The next move must be of later bytes.
 */
size_t hold_move(struct hold *h, uint64_t offset, size_t n, int fd);

/*
 * splice(2) from a file's pages to the pipe fd; returns the number of bytes,
 * possibly 0.
 */
size_t hold_splice(int from, int64_t *offset, int fd, size_t n);

void hold_close(struct hold *h);

#endif
