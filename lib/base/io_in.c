/*
 * io_in.c - byte input through one contiguous window.
 *
 * The window is filled by the decoder (io_decode.c) or, when a compressed file
 * turns out to be long, by a thread that runs the decoder ahead (io_ahead.c).
 * Both give the same bytes, report damage at the same offset and behave alike
 * after a signal.
 *
 * Files are read, not mapped.  To add up all words of a cached file of 560 MB
 * took 102 to 131 ms of CPU time with read() and 102 to 124 ms with mmap(),
 * populated or not: page faults and cache misses cost what the copy into a
 * window costs, which the row's reader then finds in the cache.  And a mapped
 * file that is cut short while it is read ends the process by SIGBUS.
 */
#include "base/io.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io_ahead.h"
#include "base/io_impl.h"

/* Eight full blocks of a binary stream, which are then checked at once. */
enum { WINDOW_SIZE = (1 << 19) + (1 << 10) };

/* Decoded bytes after which a thread pays, and raw ones still to come. */
enum { AHEAD_AFTER = 1 << 18, AHEAD_LEFT = 1 << 18 };

struct in {
	const char *name;
	struct decoder d;
	struct ahead *ahead; /* NULL: the decoder is ours */
	int may_ahead;       /* not tried yet */
	io_idle_fn *idle;
	void *idle_arg;
	in_make_fn *make; /* in place of the decoder */
	void *make_arg;
	uint64_t raw_read;

	unsigned char *buf; /* window: buf[at .. end) */
	size_t cap, at, end;
	uint64_t offset; /* decoded offset of at */

	int ended;                /* no more bytes will come */
	enum in_stop interrupted; /* by a signal */
	struct err damage;
};

/* With an empty window; NULL without memory. */
static struct in *
in_new(const char *name, size_t window, struct err *err)
{
	struct in *in = calloc(1, sizeof(*in));

	if (in == NULL || (in->buf = malloc(window)) == NULL) {
		err_errno(err, "%s", name);
		free(in);
		return NULL;
	}
	in->name = strcmp(name, "-") == 0 ? "<stdin>" : name;
	in->cap = window;
	return in;
}

struct in *
in_open(const char *name, int raw, struct err *err)
{
	struct in *in = in_new(name, WINDOW_SIZE, err);

	if (in == NULL)
		return NULL;
	if (decode_open(&in->d, name, raw, err) == -1) {
		in_close(in);
		return NULL;
	}
	in->may_ahead = in->d.regular;
	return in;
}

struct in *
in_memory(const void *p, size_t n, size_t window, int raw, struct err *err)
{
	struct in *in = in_new("<memory>", window, err);

	if (in == NULL)
		return NULL;
	decode_memory(&in->d, p, n, raw);
	in->raw_read = n;
	return in;
}

struct in *
in_made(const char *name, in_make_fn *make, void *arg, struct err *err)
{
	struct in *in = in_new(name, WINDOW_SIZE, err);

	if (in == NULL)
		return NULL;
	if (decode_made(&in->d, make, arg, err) == -1) {
		in_close(in);
		return NULL;
	}
	return in;
}

void
in_close(struct in *in)
{
	if (in == NULL)
		return;
	ahead_stop(in->ahead);
	decode_close(&in->d);
	free(in->buf);
	free(in);
}

void
in_on_idle(struct in *in, io_idle_fn *fn, void *arg)
{
	in->idle = fn;
	in->idle_arg = arg;
	if (in->ahead == NULL) {
		in->d.idle = fn;
		in->d.idle_arg = arg;
	}
}

void
in_wake_every(struct in *in, int ms)
{
	in->d.wake_ms = ms;
}

void
in_follow(struct in *in)
{
	in->d.follow = 1;
	in->d.path = in->d.named ? in->name : NULL;
	in->may_ahead = 0; /* a thread hands on full buffers only */
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

/* Only a long compressed file is worth a thread. */
static void
try_ahead(struct in *in)
{
	struct decoder *d = &in->d;

	in->may_ahead = 0;
	if ((d->mode != MODE_ZSTD && d->mode != MODE_GZIP) ||
	    d->raw_size < d->raw_read + AHEAD_LEFT)
		return;
	d->idle = NULL;
	in->ahead = ahead_start(d);
	if (in->ahead == NULL)
		d->idle = in->idle;
}

/* Copy the decoder's counters and damage, when no thread owns it. */
static void
take_over(struct in *in)
{
	in->raw_read = in->d.raw_read;
	in->interrupted = in->d.interrupted;
	if (in->d.damage.set && !in->damage.set)
		in->damage = in->d.damage;
}

static ssize_t
more_ahead(struct in *in, unsigned char *dst, size_t size)
{
	ssize_t n;

	if (in->idle != NULL &&
	    in->idle(in->idle_arg, IO_FILE, &in->damage) == -1) {
		in->ended = 1;
		return -1;
	}
	n = ahead_read(in->ahead, &in->raw_read, dst, size);
	if (n == -1)
		take_over(in);
	return n;
}

static ssize_t
more_made(struct in *in, unsigned char *dst, size_t size)
{
	ssize_t n = in->make(in->make_arg, dst, size, &in->damage);

	in->interrupted = n == IN_INTERRUPTED ? IN_STOPPED : IN_GOES_ON;
	in->raw_read += n > 0 ? (uint64_t)n : 0;
	return n > 0 ? n : -1;
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
	if (make_room(in, want) == -1) {
		in->ended = 1;
		return -1;
	}
	if (in->may_ahead && in->offset + (in->end - in->at) >= AHEAD_AFTER)
		try_ahead(in);
	hold_drop(&in->d.hold, in->offset);
	dst = in->buf + in->end;
	room = in->cap - in->end;
	if (in->ahead != NULL) {
		n = more_ahead(in, dst, room);
	} else if (in->make != NULL) {
		n = more_made(in, dst, room);
	} else {
		n = decode(&in->d, dst, room);
		take_over(in);
	}
	if (n < 0) {
		in->ended = 1;
		return -1;
	}
	in->end += (size_t)n;
	return 0;
}

int
in_peek(struct in *in, size_t want, const unsigned char **p, size_t *n,
    struct err *err)
{
	if (want > IN_MAX)
		BUG("in_peek: more than IN_MAX");
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

size_t
in_ready(const struct in *in, const unsigned char **p)
{
	*p = in->buf + in->at;
	return in->end - in->at;
}

void
in_skip(struct in *in, size_t n)
{
	if (n > in->end - in->at)
		BUG("in_skip beyond the window");
	in->at += n;
	in->offset += n;
}

size_t
in_move(struct in *in, const void *p, size_t n, int fd)
{
	struct decoder *d = &in->d;
	size_t before = (size_t)((const unsigned char *)p - in->buf) - in->at;
	uint64_t offset = in->offset + before;
	int64_t at = (int64_t)offset;

	if (d->mode != MODE_PLAIN || d->fd == -1 || d->follow)
		return 0;
	if (!d->regular)
		return hold_move(&d->hold, offset, n, fd);
	return d->named ? hold_splice(d->fd, &at, fd, n) : 0;
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
	/* The rest of a line that damage or a signal cut is not a record. */
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
		return err_copy(err, &in->damage);
	return 0;
}

int
in_resync(struct in *in, uint64_t *packed)
{
	int r;

	*packed = 0;
	if (!in->ended || !in->damage.set)
		return in->damage.set ? -1 : 0;
	ahead_stop(in->ahead); /* the thread has ended: the decoder is ours
			        * again */
	in->ahead = NULL;
	in->d.idle = in->idle;
	in->d.idle_arg = in->idle_arg;
	r = decode_resync(&in->d, packed);
	if (r == -1)
		return -1;
	in->damage = (struct err){ 0 };
	in->ended = r == 0;
	in->may_ahead = in->d.regular;
	take_over(in);
	return in->damage.set ? -1 : r;
}

size_t
in_raw_peek(struct in *in, size_t want, const unsigned char **p)
{
	if (want > RAW_SIZE)
		BUG("in_raw_peek: more than RAW_SIZE");
	*p = in->buf;
	if (in->d.mode != MODE_UNKNOWN)
		return 0;
	want = decode_raw_have(&in->d, want);
	*p = in->d.raw + in->d.raw_at;
	return want;
}

void
in_as_raw(struct in *in)
{
	if (in->d.mode != MODE_UNKNOWN)
		BUG("in_as_raw: the input was read");
	in->d.mode = MODE_PLAIN;
}

uint64_t
in_offset(const struct in *in)
{
	return in->offset;
}

enum in_stop
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
	return in->d.mode == MODE_ZSTD || in->d.mode == MODE_GZIP;
}

int
in_file(const struct in *in)
{
	return in->d.named && in->d.regular;
}

uint64_t
in_raw_offset(const struct in *in)
{
	return in->raw_read;
}

uint64_t
in_raw_size(const struct in *in)
{
	return in->d.raw_size;
}
