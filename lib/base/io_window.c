/*
 * io_window.c - why zstd refuses a frame whose window is too large.
 *
 * A frame made with --long=28 to 31 needs that much memory to decode.  zstd
 * refuses more than 128 MiB unless it is told otherwise, and so do we.  The
 * window is in the frame's header (RFC 8878, 3.1.1.1).
 */
#include <inttypes.h>

#include "base/io_decode.h"

#define MIB (UINT64_C(1) << 20)

enum { LIMIT_MIB = 128, DESCRIPTOR = 4, SINGLE_SEGMENT = 1 << 5 };

/* The window of the frame whose first n bytes these are; 0: not known. */
static uint64_t
frame_window(const unsigned char *p, size_t n)
{
	unsigned long long size;
	uint64_t base;

	if (n <= DESCRIPTOR + 1)
		return 0;
	if ((p[DESCRIPTOR] & SINGLE_SEGMENT) != 0) {
		size = ZSTD_getFrameContentSize(p, n);
		return size < ZSTD_CONTENTSIZE_ERROR ? size : 0;
	}
	base = UINT64_C(1) << (10 + (p[DESCRIPTOR + 1] >> 3));
	return base + base / 8 * (p[DESCRIPTOR + 1] & 7);
}

int
window_too_large(const unsigned char *head, size_t n, struct err *err)
{
	uint64_t w = frame_window(head, n);

	if (w == 0)
		return err_set(err,
		    "zstd: a window of more than the %d MiB allowed: put zstd "
		    "-dc --long=31 in front",
		    LIMIT_MIB);
	return err_set(err,
	    "zstd: a window of %" PRIu64 " MiB, more than the %d MiB allowed: "
	    "put zstd -dc --long=31 in front",
	    (w + MIB - 1) / MIB, LIMIT_MIB);
}
