/*
 * io_decode.c - the bytes of a file: plain, or decompressed from zstd or gzip.
 *
 * The format is detected by the first bytes: a zstd frame or skippable frame,
 * a gzip member, else plain.  There may be several frames or members; any
 * other data after the last one is damage, as is an end inside one.
 *
 * Damage is reported only after the reader has received every whole byte
 * before it.  zstd discards its output when a call fails, so it gets one block
 * at a time.
 *
 * Before each read the owner's idle function is called.  A read of less than a
 * page is a live row or the end of a burst: if no data follows at once, the
 * idle function is told that the reader is about to wait.  After a page or
 * more the writer is probably filling a buffer, and gets 2 ms to continue.
 */
#include "base/io_decode.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd_errors.h>

#define NS_MS UINT64_C(1000000)

enum {
	COMPANY_MS = 2,
	PAGE = 4096, /* the smallest buffer that stdio fills */
	GROW_MS = 100,
	STILL_MAX = 20,
	ZSTD_BLOCK_HEADER = 3,
	DRAIN_MS = 2000
};

/*
 * 1 when this process writes to the input file itself, which would then grow
 * while it is read.  Not so if the input is already at its end: cat has the
 * same rule.
 */
static int
is_output(const struct decoder *d, const struct stat *in)
{
	struct stat out;

	return S_ISREG(in->st_mode) && fstat(STDOUT_FILENO, &out) == 0 &&
	       S_ISREG(out.st_mode) && out.st_dev == in->st_dev &&
	       out.st_ino == in->st_ino &&
	       lseek(d->fd, 0, SEEK_CUR) < in->st_size;
}

int
decode_open(struct decoder *d, const char *name, int raw, struct err *err)
{
	struct stat st;

	d->fd = -1;
	if ((d->raw_buf = malloc(RAW_SIZE)) == NULL)
		return err_errno(err, "%s", name);
	d->raw = d->raw_buf;
	d->mode = raw ? MODE_PLAIN : MODE_UNKNOWN;
	d->named = strcmp(name, "-") != 0;
	d->fd = d->named ? open(name, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	if (d->fd == -1)
		return err_errno(err, "%s", name);
	if (fstat(d->fd, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return err_set(err,
			    "%s: is a directory: give its files, %s/*", name,
			    name);
		if (is_output(d, &st))
			return err_set(err,
			    "%s: the output would overwrite this input",
			    d->named ? name : "<stdin>");
		d->regular = S_ISREG(st.st_mode);
		d->pipe = S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode);
		d->raw_size = d->regular ? (uint64_t)st.st_size : 0;
	}
	if (d->regular)
		(void)posix_fadvise(d->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return 0;
}

/* All of it counts as read at once; there is no descriptor. */
void
decode_memory(struct decoder *d, const void *p, size_t n, int raw)
{
	d->fd = -1;
	d->regular = 1;
	d->mode = raw ? MODE_PLAIN : MODE_UNKNOWN;
	d->raw = p;
	d->raw_len = n;
	d->raw_read = d->raw_size = n;
	d->raw_eof = 1;
}

int
decode_made(struct decoder *d, in_make_fn *make, void *arg, struct err *err)
{
	d->fd = -1;
	if ((d->raw_buf = malloc(RAW_SIZE)) == NULL)
		return err_errno(err, "input");
	d->raw = d->raw_buf;
	d->make = make;
	d->make_arg = arg;
	return 0;
}

void
decode_close(struct decoder *d)
{
	hold_close(&d->hold);
	if (d->fd > STDIN_FILENO)
		close(d->fd);
	ZSTD_freeDStream(d->zstd);
	if (d->gzip_open)
		inflateEnd(&d->gzip);
	free(d->raw_buf);
}

/* Wait until the file has bytes or a signal came: 0, or -1 with *err. */
static int
wait_readable(struct decoder *d, struct err *err)
{
	struct pollfd p[2] = { { d->fd, POLLIN, 0 },
		{ io_wake_fd(), POLLIN, 0 } };
	int n;

	if (d->regular)
		return d->idle ? d->idle(d->idle_arg,
				     d->follow ? IO_READS : IO_FILE, err)
			       : 0;
	if (d->idle != NULL) {
		n = poll(p, 2, 0);
		if (n == 0 && d->read_last >= PAGE)
			n = poll(p, 2, COMPANY_MS);
		if (d->idle(d->idle_arg, n == 0 ? IO_WAITS : IO_READS, err) ==
		    -1)
			return -1;
		if (n > 0)
			return 0;
	}
	while (poll(p, 2, d->wake_ms > 0 ? d->wake_ms : -1) == 0)
		if (d->idle != NULL &&
		    d->idle(d->idle_arg, IO_WAITS, err) == -1)
			return -1;
	return 0;
}

/* Another file has the name of the one that is followed. */
static int
is_replaced(const struct decoder *d, const struct stat *st)
{
	struct stat now;

	return d->path != NULL && stat(d->path, &now) == 0 &&
	       (now.st_dev != st->st_dev || now.st_ino != st->st_ino);
}

/*
 * At the end of a file that may grow: wait a little, or for a signal.  0, or
 * -1 with damage set when the file was truncated or replaced.  After a log
 * rotation the writer may still use the old file for a while, so the old file
 * is followed until it has not grown for two seconds.
 */
static int
wait_growth(struct decoder *d)
{
	struct pollfd p = { io_wake_fd(), POLLIN, 0 };
	struct stat st;

	if (fstat(d->fd, &st) == -1)
		return err_errno(&d->damage, "followed");
	if ((uint64_t)st.st_size < d->raw_read)
		return err_set(&d->damage,
		    "shrank to %llu bytes after %llu bytes were read",
		    (unsigned long long)st.st_size,
		    (unsigned long long)d->raw_read);
	d->still += d->still <= STILL_MAX;
	if (d->still > STILL_MAX && is_replaced(d, &st))
		return err_set(&d->damage,
		    "replaced by another file of the same name after all %llu "
		    "bytes were read",
		    (unsigned long long)d->raw_read);
	if (d->idle != NULL && d->idle(d->idle_arg, IO_WAITS, &d->damage) == -1)
		return -1;
	(void)poll(&p, 1, GROW_MS);
	return 0;
}

/* As read_file, from the function. */
static ssize_t
read_made(struct decoder *d, unsigned char *dst, size_t size)
{
	ssize_t n;

	if (d->raw_eof)
		return 0;
	n = (ssize_t)d->make(d->make_arg, dst, size, &d->damage);
	if (n > 0) {
		d->raw_read += (uint64_t)n;
		return n;
	}
	d->raw_eof = 1;
	d->interrupted = n == IN_INTERRUPTED ? IN_STOPPED : IN_GOES_ON;
	return n == -1 ? -1 : 0;
}

/*
 * After a signal.  What writes to a pipe had the signal, too, as a rule: it
 * writes what it still has and closes the pipe.  So this is read to its end,
 * for at most DRAIN_MS.  1: read on; 0: this is the end of the input; -1: the
 * pipe is still open, and what is left in it is lost.
 */
static int
drain(struct decoder *d)
{
	struct pollfd p = { d->fd, POLLIN, 0 };
	uint64_t now = io_now() / NS_MS;

	if (!d->pipe) {
		d->interrupted = IN_STOPPED;
		return 0;
	}
	if (d->drain_until == 0)
		d->drain_until = now + DRAIN_MS;
	if (d->idle != NULL && d->idle(d->idle_arg, IO_READS, &d->damage) == -1)
		return -1;
	for (; now < d->drain_until; now = io_now() / NS_MS)
		if (poll(&p, 1, (int)(d->drain_until - now)) > 0)
			return 1;
	return err_set(&d->damage,
	    "the input did not end within %d s of SIG%s, and is truncated here",
	    DRAIN_MS / 1000, sigabbrev_np(io_signal()));
}

/*
 * Read from the file into dst.  Returns the number of bytes, 0 at the end or
 * a signal (raw_eof is then set), -1 with damage set.
 */
static ssize_t
read_file(struct decoder *d, unsigned char *dst, size_t size)
{
	ssize_t n;
	int got;

	if (d->make != NULL)
		return read_made(d, dst, size);
	for (;;) {
		if (d->raw_eof)
			return 0;
		if (!io_signal() && wait_readable(d, &d->damage) == -1) {
			d->raw_eof = 1;
			return -1;
		}
		if (io_signal() && (got = drain(d)) != 1) {
			d->raw_eof = 1;
			return got;
		}
		n = hold_read(&d->hold, d->fd, d->raw_read, dst, size);
		if (n > 0) {
			d->raw_read += (uint64_t)n;
			d->read_last = (size_t)n;
			d->still = 0;
			return n;
		}
		if (n == 0 && d->follow && d->regular) {
			if (wait_growth(d) == 0)
				continue;
			d->raw_eof = 1;
			return -1;
		}
		if (n == 0) {
			if (d->pipe && io_signal())
				d->interrupted = IN_DRAINED;
			d->raw_eof = 1;
			return 0;
		}
		if (errno == EINTR || errno == EAGAIN)
			continue;
		d->raw_eof = 1;
		err_errno(&d->damage, "read error");
		return -1;
	}
}

/* Make raw bytes available: 1, 0 at the end, -1. */
static int
fill_raw(struct decoder *d)
{
	ssize_t n;

	if (d->raw_at < d->raw_len)
		return 1;
	n = read_file(d, d->raw_buf, RAW_SIZE);
	d->raw_at = 0;
	d->raw_len = n > 0 ? (size_t)n : 0;
	return n > 0 ? 1 : (int)n;
}

size_t
decode_raw_have(struct decoder *d, size_t want)
{
	size_t left = d->raw_len - d->raw_at;
	ssize_t n;

	if (left >= want || d->raw_eof)
		return left;
	memmove(d->raw_buf, d->raw + d->raw_at, left);
	d->raw_at = 0;
	d->raw_len = left;
	while (d->raw_len < want && !d->raw_eof) {
		n = read_file(d, d->raw_buf + d->raw_len,
		    RAW_SIZE - d->raw_len);
		if (n <= 0) /* damage stays until these bytes are read */
			break;
		d->raw_len += (size_t)n;
	}
	return d->raw_len;
}

static int
is_zstd(const unsigned char *p, size_t n)
{
	return n >= 4 && ((p[0] == 0x28 && p[1] == 0xb5 && p[2] == 0x2f &&
			      p[3] == 0xfd) ||
			     ((p[0] & 0xf0) == 0x50 && p[1] == 0x2a &&
				 p[2] == 0x4d && p[3] == 0x18));
}

/* A file of 1 to 3 bytes that is the start of a magic number, and of no
 * text. */
static const char *
cut_magic(const unsigned char *p, size_t n)
{
	if (n == 1 && p[0] == 0x1f)
		return "gzip member";
	if ((n == 2 || n == 3) && p[0] == 0x28 && p[1] == 0xb5 &&
	    (n == 2 || p[2] == 0x2f))
		return "zstd frame";
	return NULL;
}

/* Look at the first bytes: zstd, gzip or neither. */
static int
detect(struct decoder *d)
{
	const char *what;

	(void)decode_raw_have(d, 4);
	what = cut_magic(d->raw, d->raw_len);
	if (what != NULL && !d->interrupted)
		return err_set(&d->damage, "%s truncated after %zu bytes", what,
		    d->raw_len);
	if (is_zstd(d->raw, d->raw_len)) {
		d->mode = MODE_ZSTD;
		if ((d->zstd = ZSTD_createDStream()) == NULL)
			return err_set(&d->damage, "out of memory");
	} else if (d->raw_len >= 2 && d->raw[0] == 0x1f && d->raw[1] == 0x8b) {
		d->mode = MODE_GZIP;
		/* 15 bits of window, 16: gzip framing only */
		if (inflateInit2(&d->gzip, 15 + 16) != Z_OK)
			return err_set(&d->damage, "out of memory");
		d->gzip_open = 1;
	} else {
		d->mode = MODE_PLAIN;
	}
	return 0;
}

/* An end inside a frame is damage, except for one that a signal made. */
static void
check_cut(struct decoder *d, const char *what)
{
	d->ended = 1;
	d->in_zstd = d->mode == MODE_ZSTD && !d->damage.set;
	if (d->in_frame && d->interrupted != IN_STOPPED)
		err_set(&d->damage, "%s truncated after %llu bytes", what,
		    (unsigned long long)d->raw_read);
}

/*
 * How much to pass to zstd.  Its hint includes the 3-byte header of the next
 * block; without these bytes no call gets more than one block.
 */
static size_t
zstd_portion(const struct decoder *d)
{
	size_t have = d->raw_len - d->raw_at;
	size_t want = d->hint > ZSTD_BLOCK_HEADER ? d->hint - ZSTD_BLOCK_HEADER
						  : ZSTD_BLOCK_HEADER;

	return want < have ? want : have;
}

/* Keep the first bytes of a frame for a message about it. */
static void
keep_head(struct decoder *d, const void *p, size_t n)
{
	if (!d->in_frame)
		d->nhead = 0;
	n = n < ZSTD_HEAD - d->nhead ? n : ZSTD_HEAD - d->nhead;
	memcpy(d->head + d->nhead, p, n);
	d->nhead += n;
}

static void
zstd_failed(struct decoder *d, size_t ret)
{
	d->ended = d->in_zstd = 1;
	if (ZSTD_getErrorCode(ret) == ZSTD_error_frameParameter_windowTooLarge)
		window_too_large(d->head, d->nhead, &d->damage);
	else
		err_set(&d->damage, "zstd: %s near byte %llu",
		    ZSTD_getErrorName(ret),
		    (unsigned long long)(d->raw_read - d->raw_len + d->raw_at));
}

/* Decode into dst: bytes made, or -1 when nothing more will come. */
static ssize_t
more_zstd(struct decoder *d, unsigned char *dst, size_t size)
{
	ZSTD_outBuffer o = { dst, size, 0 };
	ZSTD_inBuffer i;
	size_t ret;

	while (o.pos == 0) {
		if (!d->full && fill_raw(d) <= 0) {
			check_cut(d, "zstd frame");
			return -1;
		}
		/* what it still holds comes out before more goes in */
		i = (ZSTD_inBuffer){ d->raw + d->raw_at,
			d->full ? 0 : zstd_portion(d), 0 };
		if (i.size > 0)
			keep_head(d, i.src, i.size);
		ret = ZSTD_decompressStream(d->zstd, &o, &i);
		d->raw_at += i.pos;
		if (ZSTD_isError(ret)) {
			zstd_failed(d, ret);
			return -1;
		}
		d->in_frame = ret != 0;
		d->hint = ret;
		d->full = ret != 0 && o.pos == o.size;
	}
	return (ssize_t)o.pos;
}

static ssize_t
more_gzip(struct decoder *d, unsigned char *dst, size_t size)
{
	z_stream *z = &d->gzip;
	int ret;

	z->next_out = dst;
	z->avail_out = (uInt)size;
	while (z->avail_out == size) {
		if (!d->full && fill_raw(d) <= 0) {
			check_cut(d, "gzip member");
			return -1;
		}
		if (!d->in_frame && d->raw_at < d->raw_len) {
			inflateReset(z);
			d->in_frame = 1;
		}
		z->next_in = d->raw + d->raw_at;
		z->avail_in = (uInt)(d->raw_len - d->raw_at);
		ret = inflate(z, Z_NO_FLUSH);
		d->raw_at = d->raw_len - z->avail_in;
		d->full = z->avail_out == 0 && ret == Z_OK;
		if (ret == Z_STREAM_END) {
			d->in_frame = 0;
		} else if (ret != Z_OK && ret != Z_BUF_ERROR) {
			d->ended = 1;
			err_set(&d->damage, "gzip: %s near byte %llu",
			    z->msg ? z->msg : "damaged",
			    (unsigned long long)(d->raw_read - d->raw_len +
						 d->raw_at));
			break;
		}
	}
	size -= z->avail_out;
	return size > 0 ? (ssize_t)size : -1;
}

static ssize_t
more_plain(struct decoder *d, unsigned char *dst, size_t size)
{
	size_t n = d->raw_len - d->raw_at;
	ssize_t got;

	if (n > 0) {
		n = n < size ? n : size;
		memcpy(dst, d->raw + d->raw_at, n);
		d->raw_at += n;
		return (ssize_t)n;
	}
	got = read_file(d, dst, size);
	if (got <= 0)
		d->ended = 1;
	return got > 0 ? got : -1;
}

ssize_t
decode(struct decoder *d, unsigned char *dst, size_t size)
{
	if (d->ended)
		return -1;
	if (d->mode == MODE_UNKNOWN && detect(d) == -1) {
		d->ended = 1;
		return -1;
	}
	if (d->mode == MODE_ZSTD)
		return more_zstd(d, dst, size);
	if (d->mode == MODE_GZIP)
		return more_gzip(d, dst, size);
	return more_plain(d, dst, size);
}
