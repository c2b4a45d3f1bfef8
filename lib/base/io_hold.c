/*
 * io_hold.c - bytes read from a pipe, kept by reference.
 *
 *	stdin --splice--> passing --tee--> kept --splice--> the output
 *	                     +-----read--> the window
 *
 * The bytes go through our own pipes, so that the pages passed on are exactly
 * those that were read, even if another process reads the same input.  A page
 * in a pipe is not modified any more, unless its writer lent its own memory
 * with vmsplice; such a writer can send anything in any case.
 *
 * Cost: a tenth of a copy.  It is switched off when the kept pages are never
 * moved.
 */
#include "base/io_hold.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
	ROOM = 1 << 20,     /* bytes asked for in each of our pipes */
	ROOM_MIN = ROOM,    /* with less, a window (io_in.c) would not fit */
	DROP_MAX = 1 << 16, /* dropped at once: nobody needs it */
	TIMES_MAX = 8       /* that it is tried again */
};

static int
make_pipe(int fd[2])
{
	if (pipe2(fd, O_CLOEXEC) == -1)
		return -1;
	(void)fcntl(fd[1], F_SETPIPE_SZ, ROOM);
	if (fcntl(fd[1], F_GETPIPE_SZ) >= ROOM_MIN)
		return 0;
	close(fd[0]);
	close(fd[1]);
	return -1;
}

static void
close_pipe(int fd[2])
{
	close(fd[0]);
	close(fd[1]);
}

/* The pages from here on, if there can be pipes for them. */
static void
start(struct hold *h, uint64_t offset)
{
	h->wanted = 0;
	if (h->times++ == TIMES_MAX || make_pipe(h->kept) == -1)
		return;
	if (make_pipe(h->passing) == -1) {
		close_pipe(h->kept);
		return;
	}
	h->open = 1;
	h->at = h->end = offset;
}

void
hold_close(struct hold *h)
{
	if (!h->open)
		return;
	close_pipe(h->kept);
	close_pipe(h->passing);
	h->open = h->wanted = 0;
}

void
hold_want(struct hold *h)
{
	h->wanted = !h->open && h->times <= TIMES_MAX;
}

/* All n bytes that are in our pipe: 0, or -1. */
static int
read_passing(struct hold *h, unsigned char *dst, size_t n)
{
	ssize_t got;

	for (; n > 0; n -= (size_t)got, dst += got) {
		got = read(h->passing[0], dst, n);
		if (got == -1 && errno == EINTR)
			got = 0;
		else if (got <= 0)
			return -1;
	}
	return 0;
}

ssize_t
hold_read(struct hold *h, int fd, uint64_t offset, unsigned char *dst,
    size_t size)
{
	ssize_t n, kept;

	if (h->wanted)
		start(h, offset);
	n = h->open
		? splice(fd, NULL, h->passing[1], NULL, size, SPLICE_F_NONBLOCK)
		: -1;
	if (n <= 0) { /* no pipe, nothing there yet, or the end */
		hold_close(h);
		return read(fd, dst, size);
	}
	kept = tee(h->passing[0], h->kept[1], (size_t)n, SPLICE_F_NONBLOCK);
	h->end += (uint64_t)n;
	if (read_passing(h, dst, (size_t)n) == -1)
		n = -1;
	if (kept != n)
		hold_close(h);
	return n;
}

void
hold_drop(struct hold *h, uint64_t offset)
{
	unsigned char gone[4096];
	size_t part;
	ssize_t n;

	if (!h->open || offset <= h->at)
		return;
	if (offset - h->at > DROP_MAX || offset > h->end) {
		hold_close(h);
		return;
	}
	while (h->open && h->at < offset) {
		part = offset - h->at < sizeof(gone) ? (size_t)(offset - h->at)
						     : sizeof(gone);
		n = read(h->kept[0], gone, part);
		if (n > 0)
			h->at += (uint64_t)n;
		else if (n == 0 || errno != EINTR)
			hold_close(h);
	}
}

size_t
hold_splice(int from, int64_t *offset, int fd, size_t n)
{
	size_t left = n;
	ssize_t moved;

	while (left > 0) {
		moved = splice(from, offset, fd, NULL, left, 0);
		if (moved == -1 && errno == EINTR)
			continue;
		if (moved <= 0)
			break;
		left -= (size_t)moved;
	}
	return n - left;
}

size_t
hold_move(struct hold *h, uint64_t offset, size_t n, int fd)
{
	size_t moved;

	hold_drop(h, offset);
	if (!h->open || h->at != offset || h->end - offset < n) {
		hold_want(h);
		return 0;
	}
	moved = hold_splice(h->kept[0], NULL, fd, n);
	h->at += moved;
	return moved;
}
