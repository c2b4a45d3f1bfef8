/*
 * io_decode.h - the decoder behind an input: one file, decompressed.
 *
 *	decode_open | decode_memory (decode)* decode_close
 *
 * It does not depend on windows or threads.  Between two calls it may be moved
 * from one thread to another, but then without its idle function.
 */
#ifndef BASE_IO_DECODE_H
#define BASE_IO_DECODE_H

#include <sys/types.h>
#define ZLIB_CONST /* what is read is not written to */
#include <zlib.h>
#include <zstd.h>

#include "base/io.h"
#include "base/io_hold.h"

enum mode { MODE_UNKNOWN, MODE_PLAIN, MODE_ZSTD, MODE_GZIP };

enum { RAW_SIZE = 1 << 17, ZSTD_HEAD = 18 };

/* All zero before decode_open. */
struct decoder {
	int fd;
	int regular;
	int pipe;             /* or a socket */
	uint64_t drain_until; /* ms of io_now, after a signal; 0: none yet */
	int follow;           /* at the end of a regular file, wait for more */
	int still;            /* ends met since it grew last */
	const char *path;     /* of what is followed, borrowed; or NULL */
	enum mode mode;
	io_idle_fn *idle;
	void *idle_arg;
	int wake_ms;      /* idle is called again while waiting; 0: not */
	int named;        /* opened by name: we own the file offset */
	struct hold hold; /* of a pipe */

	in_make_fn *make; /* in place of the file, or NULL */
	void *make_arg;

	const unsigned char *raw; /* bytes of the file */
	unsigned char *raw_buf;   /* [RAW_SIZE] where they are ours, or NULL */
	size_t raw_at, raw_len;
	size_t read_last; /* bytes that the last read gave */
	uint64_t raw_read, raw_size;
	int raw_eof;

	ZSTD_DStream *zstd;
	size_t hint; /* zstd: bytes up to the next block's contents */
	unsigned char head[ZSTD_HEAD]; /* first bytes of the frame at hand */
	size_t nhead;
	z_stream gzip;
	int gzip_open;
	int in_frame; /* the last frame or member is not complete */
	int in_zstd;  /* the damage is one of a zstd frame */
	int full;     /* the decoder may hold more output */

	int ended;                /* no more bytes will come */
	enum in_stop interrupted; /* by a signal */
	struct err damage;
};

/* "-" is stdin.  -1 with *err; decode_close in any case. */
int decode_open(struct decoder *d, const char *name, int raw, struct err *err);
/* Bytes in memory, borrowed. */
void decode_memory(struct decoder *d, const void *p, size_t n, int raw);
/* What a function makes. */
int decode_made(struct decoder *d, in_make_fn *make, void *arg,
    struct err *err);

/*
 * Decode up to size bytes, at least one; -1 at the end: then ended is set, and
 * damage if there was any.
 */
ssize_t decode(struct decoder *d, unsigned char *dst, size_t size);

void decode_close(struct decoder *d);

/*
 * Buffer want (at most RAW_SIZE) bytes of the file from raw_at on; returns how
 * many are available, fewer only at the end of the file.
 */
size_t decode_raw_have(struct decoder *d, size_t want);

/* The message for a frame whose window is over the limit, from the first n
 * bytes of the frame (io_window.c).  Always -1. */
int window_too_large(const unsigned char *head, size_t n, struct err *err);

/* As in_resync, once ended (io_resync.c). */
int decode_resync(struct decoder *d, uint64_t *packed);

#endif
