/*
 * io_in.c - bytes in: plain, zstd or gzip, through one contiguous window.
 *
 * What the first bytes say decides: a zstd frame or skippable frame, a gzip
 * member, else plain.  Frames and members may follow one another; whatever
 * else follows the last is damage, as is an end inside one.
 *
 * Damage is held back until the reader has had every whole byte before it.
 * zstd forgets what it made in a call that fails, so it is handed one block
 * at a time.
 * Before each read the owner's idle function is called; when nothing comes
 * for 2 ms it is told that the reader is about to wait.
 */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define ZLIB_CONST /* what is read is not written to */
#include <zlib.h>
#include <zstd.h>

#include "base/io_impl.h"

enum {
	RAW_SIZE = 1 << 17,
	WINDOW_SIZE = 1 << 18,
	IDLE_MS = 2,
	ZSTD_BLOCK_HEADER = 3
};

enum mode { MODE_UNKNOWN, MODE_PLAIN, MODE_ZSTD, MODE_GZIP };

struct in {
	const char *name;
	int fd;
	int regular;
	enum mode mode;
	io_idle_fn *idle;
	void *idle_arg;

	const unsigned char *raw; /* bytes of the file */
	unsigned char *raw_buf;   /* [RAW_SIZE] where they are ours, or NULL */
	size_t raw_at, raw_len;
	uint64_t raw_read, raw_size;
	int raw_eof;

	ZSTD_DStream *zstd;
	size_t hint; /* zstd: bytes up to the next block's contents */
	z_stream gzip;
	int gzip_open;
	int in_frame; /* the last frame or member is not complete */
	int full;     /* the decoder may hold more output */

	unsigned char *buf; /* window: buf[at .. end) */
	size_t cap, at, end;
	uint64_t offset; /* decoded offset of at */

	int ended;       /* no more bytes will come */
	int interrupted; /* by a signal */
	struct err damage;
};

struct in *
in_open(const char *name, int raw, struct err *err)
{
	struct in *in;
	struct stat st;

	if ((in = calloc(1, sizeof(*in))) == NULL ||
	    (in->raw_buf = malloc(RAW_SIZE)) == NULL ||
	    (in->buf = malloc(WINDOW_SIZE)) == NULL) {
		err_errno(err, "%s", name);
		goto fail;
	}
	in->raw = in->raw_buf;
	in->cap = WINDOW_SIZE;
	in->mode = raw ? MODE_PLAIN : MODE_UNKNOWN;
	if (strcmp(name, "-") == 0) {
		in->name = "<stdin>";
		in->fd = STDIN_FILENO;
	} else {
		in->name = name;
		if ((in->fd = open(name, O_RDONLY | O_CLOEXEC)) == -1) {
			err_errno(err, "%s", name);
			goto fail;
		}
	}
	if (fstat(in->fd, &st) == 0) {
		if (S_ISDIR(st.st_mode)) {
			err_set(err, "%s: is a directory", name);
			goto fail;
		}
		in->regular = S_ISREG(st.st_mode);
		in->raw_size = in->regular ? (uint64_t)st.st_size : 0;
	}
	if (in->regular)
		(void)posix_fadvise(in->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return in;
fail:
	in_close(in);
	return NULL;
}

/* All of it counts as read at once; there is no descriptor. */
struct in *
in_memory(const void *p, size_t n, size_t window, int raw, struct err *err)
{
	struct in *in = calloc(1, sizeof(*in));

	if (in == NULL || (in->buf = malloc(window)) == NULL) {
		err_errno(err, "memory");
		free(in);
		return NULL;
	}
	in->name = "<memory>";
	in->fd = -1;
	in->regular = 1;
	in->mode = raw ? MODE_PLAIN : MODE_UNKNOWN;
	in->raw = p;
	in->raw_len = n;
	in->raw_read = in->raw_size = n;
	in->raw_eof = 1;
	in->cap = window;
	return in;
}

void
in_close(struct in *in)
{
	if (in == NULL)
		return;
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	ZSTD_freeDStream(in->zstd);
	if (in->gzip_open)
		inflateEnd(&in->gzip);
	free(in->raw_buf);
	free(in->buf);
	free(in);
}

void
in_on_idle(struct in *in, io_idle_fn *fn, void *arg)
{
	in->idle = fn;
	in->idle_arg = arg;
}

/* Wait until the file has bytes or a signal came: 0, or -1 with *err. */
static int
wait_readable(struct in *in, struct err *err)
{
	struct pollfd p[2] = { { in->fd, POLLIN, 0 },
		{ io_wake_fd(), POLLIN, 0 } };
	int n;

	if (in->regular)
		return in->idle ? in->idle(in->idle_arg, 0, err) : 0;
	if (in->idle != NULL) {
		n = poll(p, 2, IDLE_MS);
		if (in->idle(in->idle_arg, n == 0, err) == -1)
			return -1;
		if (n > 0)
			return 0;
	}
	(void)poll(p, 2, -1);
	return 0;
}

/*
 * Read from the file into dst.  Returns the number of bytes, 0 at the end or
 * a signal (raw_eof is then set), -1 with damage set.
 */
static ssize_t
read_file(struct in *in, unsigned char *dst, size_t size)
{
	ssize_t n;

	for (;;) {
		if (in->raw_eof)
			return 0;
		if (wait_readable(in, &in->damage) == -1) {
			in->raw_eof = 1;
			return -1;
		}
		if (io_signal()) {
			in->interrupted = 1;
			in->raw_eof = 1;
			return 0;
		}
		n = read(in->fd, dst, size);
		if (n > 0) {
			in->raw_read += (uint64_t)n;
			return n;
		}
		if (n == 0) {
			in->raw_eof = 1;
			return 0;
		}
		if (errno == EINTR || errno == EAGAIN)
			continue;
		in->raw_eof = 1;
		err_errno(&in->damage, "read error");
		return -1;
	}
}

/* Have raw bytes at hand: 1, 0 at the end, -1. */
static int
fill_raw(struct in *in)
{
	ssize_t n;

	if (in->raw_at < in->raw_len)
		return 1;
	n = read_file(in, in->raw_buf, RAW_SIZE);
	in->raw_at = 0;
	in->raw_len = n > 0 ? (size_t)n : 0;
	return n > 0 ? 1 : (int)n;
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
detect(struct in *in)
{
	const char *what;
	ssize_t n;

	while (in->raw_len < 4 && !in->raw_eof) {
		n = read_file(in, in->raw_buf + in->raw_len,
		    RAW_SIZE - in->raw_len);
		if (n <= 0) /* damage stays until these bytes are read */
			break;
		in->raw_len += (size_t)n;
	}
	what = cut_magic(in->raw, in->raw_len);
	if (what != NULL && !in->interrupted)
		return err_set(&in->damage, "%s cut short after %zu bytes",
		    what, in->raw_len);
	if (is_zstd(in->raw, in->raw_len)) {
		in->mode = MODE_ZSTD;
		if ((in->zstd = ZSTD_createDStream()) == NULL)
			return err_set(&in->damage, "out of memory");
	} else if (in->raw_len >= 2 && in->raw[0] == 0x1f &&
		   in->raw[1] == 0x8b) {
		in->mode = MODE_GZIP;
		/* 15 bits of window, 16: gzip framing only */
		if (inflateInit2(&in->gzip, 15 + 16) != Z_OK)
			return err_set(&in->damage, "out of memory");
		in->gzip_open = 1;
	} else {
		in->mode = MODE_PLAIN;
	}
	return 0;
}

/* An end inside a frame is damage, but for one that a signal made. */
static void
check_cut(struct in *in, const char *what)
{
	in->ended = 1;
	if (in->in_frame && !in->interrupted)
		err_set(&in->damage, "%s cut short after %llu bytes", what,
		    (unsigned long long)in->raw_read);
}

/*
 * How much to hand to zstd: it says how much it wants, and counts in the 3
 * bytes of the header of the block after this one.  Without those no call
 * sees more than one block.
 */
static size_t
zstd_portion(const struct in *in)
{
	size_t have = in->raw_len - in->raw_at;
	size_t want = in->hint > ZSTD_BLOCK_HEADER
			  ? in->hint - ZSTD_BLOCK_HEADER
			  : ZSTD_BLOCK_HEADER;

	return want < have ? want : have;
}

/* Decode into dst: bytes made, or -1 when nothing more will come. */
static ssize_t
more_zstd(struct in *in, unsigned char *dst, size_t size)
{
	ZSTD_outBuffer o = { dst, size, 0 };
	ZSTD_inBuffer i;
	size_t ret;

	while (o.pos == 0) {
		if (!in->full && fill_raw(in) <= 0) {
			check_cut(in, "zstd frame");
			return -1;
		}
		i = (ZSTD_inBuffer){ in->raw + in->raw_at, zstd_portion(in),
			0 };
		ret = ZSTD_decompressStream(in->zstd, &o, &i);
		in->raw_at += i.pos;
		if (ZSTD_isError(ret)) {
			in->ended = 1;
			err_set(&in->damage, "zstd: %s near byte %llu",
			    ZSTD_getErrorName(ret),
			    (unsigned long long)(in->raw_read - in->raw_len +
						 in->raw_at));
			return -1;
		}
		in->in_frame = ret != 0;
		in->hint = ret;
		in->full = o.pos == o.size;
	}
	return (ssize_t)o.pos;
}

static ssize_t
more_gzip(struct in *in, unsigned char *dst, size_t size)
{
	z_stream *z = &in->gzip;
	int ret;

	z->next_out = dst;
	z->avail_out = (uInt)size;
	while (z->avail_out == size) {
		if (!in->full && fill_raw(in) <= 0) {
			check_cut(in, "gzip member");
			return -1;
		}
		if (!in->in_frame && in->raw_at < in->raw_len) {
			inflateReset(z);
			in->in_frame = 1;
		}
		z->next_in = in->raw + in->raw_at;
		z->avail_in = (uInt)(in->raw_len - in->raw_at);
		ret = inflate(z, Z_NO_FLUSH);
		in->raw_at = in->raw_len - z->avail_in;
		in->full = z->avail_out == 0 && ret == Z_OK;
		if (ret == Z_STREAM_END) {
			in->in_frame = 0;
		} else if (ret != Z_OK && ret != Z_BUF_ERROR) {
			in->ended = 1;
			err_set(&in->damage, "gzip: %s near byte %llu",
			    z->msg ? z->msg : "damaged",
			    (unsigned long long)(in->raw_read - in->raw_len +
						 in->raw_at));
			break;
		}
	}
	size -= z->avail_out;
	return size > 0 ? (ssize_t)size : -1;
}

static ssize_t
more_plain(struct in *in, unsigned char *dst, size_t size)
{
	size_t n = in->raw_len - in->raw_at;
	ssize_t got;

	if (n > 0) {
		n = n < size ? n : size;
		memcpy(dst, in->raw + in->raw_at, n);
		in->raw_at += n;
		return (ssize_t)n;
	}
	got = read_file(in, dst, size);
	if (got <= 0)
		in->ended = 1;
	return got > 0 ? got : -1;
}

/*
 * Room for want bytes from at on, some of it free: the window moves to the
 * front, keeping the alignment of the stream's offsets.
 */
static int
make_room(struct in *in, size_t want)
{
	size_t front = (size_t)(in->offset & 7), len = in->end - in->at;
	size_t cap = in->cap;
	unsigned char *p;

	if (in->at + want + 8 <= cap && in->end < cap)
		return 0;
	if (in->at != front) {
		memmove(in->buf + front, in->buf + in->at, len);
		in->at = front;
		in->end = front + len;
	}
	while (cap < front + want + 8 || cap <= in->end)
		cap *= 2;
	if (cap == in->cap)
		return 0;
	if ((p = realloc(in->buf, cap)) == NULL)
		return err_set(&in->damage, "out of memory");
	in->buf = p;
	in->cap = cap;
	return 0;
}

/* Decode more into the window: 0, or -1 when nothing more will come. */
static int
more(struct in *in, size_t want)
{
	unsigned char *dst;
	ssize_t n;
	size_t room;

	if (in->ended)
		return -1;
	if ((in->mode == MODE_UNKNOWN && detect(in) == -1) ||
	    make_room(in, want) == -1) {
		in->ended = 1;
		return -1;
	}
	dst = in->buf + in->end;
	room = in->cap - in->end;
	if (in->mode == MODE_ZSTD)
		n = more_zstd(in, dst, room);
	else if (in->mode == MODE_GZIP)
		n = more_gzip(in, dst, room);
	else
		n = more_plain(in, dst, room);
	if (n < 0)
		return -1;
	in->end += (size_t)n;
	return 0;
}

int
in_peek(struct in *in, size_t want, const unsigned char **p, size_t *n,
    struct err *err)
{
	if (want > IN_MAX)
		BUG("in_peek wants more than IN_MAX");
	while (in->end - in->at < want && more(in, want) == 0)
		;
	*p = in->buf + in->at;
	*n = in->end - in->at;
	if (*n >= want)
		return 1;
	if (*n == 0 && in->damage.set)
		return in_end(in, err);
	return 0;
}

void
in_skip(struct in *in, size_t n)
{
	if (n > in->end - in->at)
		BUG("in_skip beyond the window");
	in->at += n;
	in->offset += n;
}

int
in_line(struct in *in, size_t max, const char **line, size_t *len, int *newline,
    struct err *err)
{
	const unsigned char *p, *nl;
	size_t n, seen = 0;

	for (;;) {
		p = in->buf + in->at;
		n = in->end - in->at;
		nl = n > seen ? memchr(p + seen, '\n', n - seen) : NULL;
		if (nl != NULL || n > max)
			break;
		seen = n;
		if (more(in, n + 1) == -1)
			break;
	}
	p = in->buf + in->at;
	n = in->end - in->at;
	*line = (const char *)p;
	*newline = nl != NULL;
	*len = nl != NULL ? (size_t)(nl - p) : n;
	if (*len > max) {
		*len = 0;
		return err_set(err, "line longer than %zu bytes", max);
	}
	if (nl != NULL)
		return 1;
	/* What is left of a line that damage or a signal cut is no record. */
	if (in->damage.set)
		return in_end(in, err);
	return n > 0 && !in->interrupted;
}

int
in_skip_line(struct in *in, struct err *err)
{
	const unsigned char *nl;
	size_t n;

	for (;;) {
		n = in->end - in->at;
		nl = n > 0 ? memchr(in->buf + in->at, '\n', n) : NULL;
		in_skip(in, nl ? (size_t)(nl - in->buf) - in->at + 1 : n);
		if (nl != NULL)
			return 1;
		if (more(in, 1) == -1)
			return in_end(in, err);
	}
}

int
in_end(struct in *in, struct err *err)
{
	if (in->damage.set)
		return err_set(err, "%s", in->damage.msg);
	return 0;
}

uint64_t
in_offset(const struct in *in)
{
	return in->offset;
}

int
in_interrupted(const struct in *in)
{
	return in->interrupted;
}

const char *
in_name(const struct in *in)
{
	return in->name;
}

int
in_packed(const struct in *in)
{
	return in->mode == MODE_ZSTD || in->mode == MODE_GZIP;
}

uint64_t
in_raw_offset(const struct in *in)
{
	return in->raw_read;
}

uint64_t
in_raw_size(const struct in *in)
{
	return in->raw_size;
}
