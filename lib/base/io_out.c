/*
 * io_out.c - byte output, with every failure reported.
 *
 * A file appears whole or not at all (io_beside.h).  With zstd each flushed
 * buffer is one whole frame.
 */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "base/io_beside.h"
#include "base/io_impl.h"

enum { PIPE_WISH = 1 << 20 };
#define DUE_NS UINT64_C(2000000)

struct out {
	struct beside b; /* stdout and devices: in place */
	int regular;
	int pipe;
	int failed;  /* a write failed: the output must not look complete */
	char *label; /* for messages */

	unsigned char *buf;
	size_t cap, used;
	uint64_t since; /* when the oldest byte of buf was put there */
	uint64_t bytes;

	ZSTD_CCtx *zstd;
	unsigned char *packed;
	size_t packed_cap;
};

static void
out_free(struct out *o)
{
	ZSTD_freeCCtx(o->zstd);
	free(o->packed);
	free(o->buf);
	free(o->label);
	free(o);
}

static int
start_zstd(struct out *o, int level, struct err *err)
{
	if ((o->zstd = ZSTD_createCCtx()) == NULL ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(o->zstd,
		ZSTD_c_compressionLevel, level)) ||
	    ZSTD_isError(
		ZSTD_CCtx_setParameter(o->zstd, ZSTD_c_checksumFlag, 1)))
		return err_set(err, "%s: zstd cannot be started", o->label);
	return 0;
}

/* An output on b, which it takes over; on failure only if *b is a file. */
static struct out *
begin(struct beside *b, const char *label, int zstd, struct err *err)
{
	struct out *o = calloc(1, sizeof(*o));
	struct stat st;

	if (o == NULL || (o->buf = malloc(OUT_BUFFER)) == NULL ||
	    (o->label = strdup(label)) == NULL) {
		err_errno(err, "output");
		goto fail;
	}
	o->cap = OUT_BUFFER;
	o->b = *b;
	if (fstat(o->b.fd, &st) == 0) {
		o->regular = S_ISREG(st.st_mode);
		o->pipe = S_ISFIFO(st.st_mode);
		if (o->pipe)
			(void)fcntl(o->b.fd, F_SETPIPE_SZ, PIPE_WISH);
	}
	if (zstd == 0 || start_zstd(o, zstd, err) == 0)
		return o;
fail:
	if (o != NULL)
		out_free(o);
	return NULL;
}

struct out *
out_open_beside(struct beside *b, const char *name, int zstd, struct err *err)
{
	struct out *o = begin(b, name, zstd, err);

	if (o == NULL)
		beside_drop(b);
	return o;
}

struct out *
out_open(const char *path, int zstd, struct err *err)
{
	struct beside b = { .fd = -1 };

	if (path != NULL && strcmp(path, "-") != 0) {
		if (beside_open(&b, path, err) == 0)
			return out_open_beside(&b, path, zstd, err);
		beside_drop(&b);
		return NULL;
	}
	b.fd = STDOUT_FILENO;
	return begin(&b, "<stdout>", zstd, err);
}

/* Callers that pass the error on must not add their own location. */
static int
write_failed(struct out *o, struct err *err)
{
	int first = !err->set;

	o->failed = 1;
	err_errno(err, "%s: write error", o->label);
	err->placed |= first;
	return -1;
}

static int
write_all(struct out *o, const unsigned char *p, size_t n, struct err *err)
{
	struct pollfd wait = { o->b.fd, POLLOUT, 0 };
	ssize_t w;

	while (n > 0) {
		w = write(o->b.fd, p, n);
		if (w == -1) {
			if (errno == EINTR)
				continue;
			if (errno == EAGAIN) { /* someone's O_NONBLOCK */
				(void)poll(&wait, 1, -1);
				continue;
			}
			return write_failed(o, err);
		}
		p += w;
		n -= (size_t)w;
		o->bytes += (uint64_t)w;
	}
	return 0;
}

static int
write_frame(struct out *o, struct err *err)
{
	size_t bound = ZSTD_compressBound(o->used), n;
	unsigned char *p;

	if (bound > o->packed_cap) {
		if ((p = realloc(o->packed, bound)) == NULL) {
			o->failed = 1;
			return err_errno(err, "%s", o->label);
		}
		o->packed = p;
		o->packed_cap = bound;
	}
	n = ZSTD_compress2(o->zstd, o->packed, o->packed_cap, o->buf, o->used);
	o->failed = ZSTD_isError(n) != 0;
	if (o->failed)
		return err_set(err, "%s: zstd: %s", o->label,
		    ZSTD_getErrorName(n));
	return write_all(o, o->packed, n, err);
}

int
out_flush(struct out *o, struct err *err)
{
	int ret;

	if (o->used == 0)
		return 0;
	ret = o->zstd != NULL ? write_frame(o, err)
			      : write_all(o, o->buf, o->used, err);
	o->used = 0;
	return ret;
}

unsigned char *
out_reserve(struct out *o, size_t n, struct err *err)
{
	unsigned char *p;

	if (n > OUT_MAX)
		BUG("out_reserve: more than OUT_MAX");
	if (o->cap - o->used >= n)
		return o->buf + o->used;
	if (out_flush(o, err) == -1)
		return NULL;
	if (n > o->cap) {
		if ((p = realloc(o->buf, n)) == NULL) {
			err_errno(err, "%s", o->label);
			return NULL;
		}
		o->buf = p;
		o->cap = n;
	}
	return o->buf;
}

void
out_commit(struct out *o, size_t n)
{
	if (o->used == 0 && n > 0 && !o->regular)
		o->since = io_now();
	o->used += n;
}

size_t
out_room(const struct out *o)
{
	return o->cap - o->used;
}

int
out_write(struct out *o, const void *p, size_t n, struct err *err)
{
	unsigned char *dst;
	size_t part;

	for (; n > 0; n -= part) {
		part = n < OUT_BUFFER ? n : OUT_BUFFER;
		if ((dst = out_reserve(o, part, err)) == NULL)
			return -1;
		memcpy(dst, p, part);
		out_commit(o, part);
		p = (const char *)p + part;
	}
	return 0;
}

int
out_vprintf(struct out *o, struct err *err, const char *fmt, va_list ap)
{
	char text[OUT_TEXT];
	int n = vsnprintf(text, sizeof(text), fmt, ap);

	if (n < 0 || (size_t)n >= sizeof(text))
		BUG("a text that is too long for one piece");
	return out_write(o, text, (size_t)n, err);
}

int
out_direct(struct out *o, struct in *from, const void *p, size_t n,
    struct err *err)
{
	size_t moved = 0;

	if (o->zstd != NULL)
		return 0;
	if (out_flush(o, err) == -1)
		return -1;
	if (o->pipe)
		moved = in_move(from, p, n, o->b.fd);
	o->bytes += moved;
	p = (const unsigned char *)p + moved;
	return write_all(o, p, n - moved, err) == -1 ? -1 : 1;
}

int
out_pending(const struct out *o)
{
	return o->used > 0;
}

size_t
out_waiting(const struct out *o)
{
	return o->used;
}

int
out_due(const struct out *o)
{
	return o->used > 0 && !o->regular && io_now() - o->since >= DUE_NS;
}

int
out_tick(struct out *o, int idle, struct err *err)
{
	if (o->used == 0 || o->regular)
		return 0;
	return idle || out_due(o) ? out_flush(o, err) : 0;
}

int
out_regular(const struct out *o)
{
	return o->regular;
}

int
out_terminal(const struct out *o)
{
	return isatty(o->b.fd);
}

uint64_t
out_bytes(const struct out *o)
{
	return o->bytes;
}

int
out_cut(const struct out *o, struct err *err)
{
	int sig = io_signal();

	if (o->b.temp == NULL)
		return 0;
	if (sig == 0)
		return err_set(err,
		    "%s: not written: the input was interrupted, and this "
		    "format cannot record that (--to bin can)",
		    o->label);
	return err_set(err,
	    "%s: not written: SIG%s arrived before the end of the input, and "
	    "this format cannot record that (--to bin can)",
	    o->label, sig == SIGINT ? "INT" : "TERM");
}

/* Flush what is to be kept: -1 when bytes are missing. */
static int
last_flush(struct out *o, int abandon, struct err *err)
{
	if (o->failed) /* bytes are missing, whatever follows */
		return err_set(err, "%s: write error", o->label);
	return !abandon || o->b.temp == NULL ? out_flush(o, err) : 0;
}

int
out_close(struct out *o, int abandon, struct err *err)
{
	int ret = last_flush(o, abandon, err);

	if (beside_close(&o->b, o->label, abandon || ret == -1, 1, err) == -1)
		ret = -1;
	out_free(o);
	return ret;
}

int
out_finish(struct out *o, int abandon, struct beside *b, struct err *err)
{
	int ret = last_flush(o, abandon, err);

	*b = o->b;
	if (abandon || ret == -1)
		beside_drop(b);
	else
		ret = beside_finish(b, o->label, err);
	out_free(o);
	return ret;
}
