/*
 * io_out.c - bytes out, each failure seen.
 *
 * A file is written beside its place and renamed when all of it is on the
 * disk, so a name never stands for half a file.  Devices and pipes are
 * written in place.  With zstd each flushed buffer is one whole frame.
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
#include <time.h>
#include <unistd.h>
#include <zstd.h>

#include "base/io_impl.h"

enum { PIPE_WISH = 1 << 20 };
#define DUE_NS UINT64_C(2000000)

struct out {
	int fd;
	int regular;
	int pipe;
	int failed;  /* a write failed: what follows must not look whole */
	char *path;  /* final name, NULL for stdout and devices */
	char *temp;  /* name it is written under */
	char *label; /* for messages */

	unsigned char *buf;
	size_t cap, used;
	uint64_t since; /* when the oldest byte of buf was put there */
	uint64_t bytes;

	ZSTD_CCtx *zstd;
	unsigned char *packed;
	size_t packed_cap;
};

uint64_t
io_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void
out_free(struct out *o)
{
	ZSTD_freeCCtx(o->zstd);
	free(o->packed);
	free(o->buf);
	free(o->path);
	free(o->temp);
	free(o->label);
	free(o);
}

/* Open a file for writing beside the path it will get. */
static int
open_beside(struct out *o, const char *path, struct err *err)
{
	struct stat st;
	mode_t mask;
	int exists = stat(path, &st) == 0;

	if (exists && !S_ISREG(st.st_mode)) {
		if (S_ISDIR(st.st_mode))
			return err_set(err, "%s: is a directory", path);
		o->fd = open(path, O_WRONLY | O_CLOEXEC);
		return o->fd == -1 ? err_errno(err, "%s", path) : 0;
	}
	/* A symbolic link keeps pointing where it does. */
	o->path = exists ? realpath(path, NULL) : strdup(path);
	if (o->path == NULL)
		return err_errno(err, "%s", path);
	if ((o->temp = malloc(strlen(o->path) + 8)) == NULL)
		return err_errno(err, "%s", path);
	sprintf(o->temp, "%s.XXXXXX", o->path);
	if ((o->fd = mkostemp(o->temp, O_CLOEXEC)) == -1) {
		free(o->temp);
		o->temp = NULL;
		return err_errno(err, "%s", path);
	}
	mask = umask(0);
	umask(mask);
	if (fchmod(o->fd, exists ? st.st_mode & 0777 : 0666 & ~mask) == -1)
		return err_errno(err, "%s", path);
	return 0;
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

struct out *
out_open(const char *path, int zstd, struct err *err)
{
	struct out *o;
	struct stat st;
	int to_stdout = path == NULL || strcmp(path, "-") == 0;

	if ((o = calloc(1, sizeof(*o))) == NULL ||
	    (o->buf = malloc(OUT_BUFFER)) == NULL ||
	    (o->label = strdup(to_stdout ? "<stdout>" : path)) == NULL) {
		err_errno(err, "output");
		if (o != NULL)
			out_free(o);
		return NULL;
	}
	o->cap = OUT_BUFFER;
	o->fd = STDOUT_FILENO;
	if (!to_stdout && open_beside(o, path, err) == -1)
		goto fail;
	if (fstat(o->fd, &st) == 0) {
		o->regular = S_ISREG(st.st_mode);
		o->pipe = S_ISFIFO(st.st_mode);
		if (o->pipe)
			(void)fcntl(o->fd, F_SETPIPE_SZ, PIPE_WISH);
	}
	if (zstd != 0 && start_zstd(o, zstd, err) == -1)
		goto fail;
	return o;
fail:
	if (o->temp != NULL)
		unlink(o->temp);
	if (!to_stdout && o->fd > STDERR_FILENO)
		close(o->fd);
	out_free(o);
	return NULL;
}

/* Whoever comes by with the error on its way up is not at fault. */
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
	struct pollfd wait = { o->fd, POLLOUT, 0 };
	ssize_t w;

	while (n > 0) {
		w = write(o->fd, p, n);
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
out_direct(struct out *o, struct in *from, const void *p, size_t n,
    struct err *err)
{
	size_t moved = 0;

	if (o->zstd != NULL)
		return 0;
	if (out_flush(o, err) == -1)
		return -1;
	if (o->pipe)
		moved = in_move(from, p, n, o->fd);
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
	return isatty(o->fd);
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

	if (o->temp == NULL)
		return 0;
	if (sig == 0)
		return err_set(err,
		    "%s: not written: the input was interrupted, and the "
		    "format has no mark for that (bin has)",
		    o->label);
	return err_set(err,
	    "%s: not written: SIG%s came before the end, and the format has "
	    "no mark for that (bin has)",
	    o->label, sig == SIGINT ? "INT" : "TERM");
}

int
out_close(struct out *o, int abandon, struct err *err)
{
	int ret = 0;

	if (o->failed) /* bytes are missing, whatever follows */
		ret = err_set(err, "%s: write error", o->label);
	else if (!abandon || o->temp == NULL)
		ret = out_flush(o, err);
	if (o->temp != NULL && !abandon && ret == 0 && fsync(o->fd) == -1)
		ret = err_errno(err, "%s: write error", o->label);
	/* stdout too: a full disk behind NFS shows only here */
	if (close(o->fd) == -1 && ret == 0)
		ret = err_errno(err, "%s: close", o->label);
	if (o->temp != NULL && !abandon && ret == 0 &&
	    rename(o->temp, o->path) == -1)
		ret = err_errno(err, "%s", o->label);
	if (o->temp != NULL && (abandon || ret == -1))
		unlink(o->temp);
	out_free(o);
	return ret;
}

int
out_file(const char *path, const void *p, size_t n, struct err *err)
{
	struct out *o;
	int failed;

	if ((o = out_open(path, 0, err)) == NULL)
		return -1;
	failed = out_write(o, p, n, err) == -1;
	return out_close(o, failed, err) == -1 || failed ? -1 : 0;
}
