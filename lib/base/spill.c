/*
 * spill.c - temporary files without a name.
 */
#include "base/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SPILL_PATH_MAX = 4096 };

const char *
spill_dir(const struct spill_opts *o)
{
	const char *dir = o->dir != NULL ? o->dir : getenv("TMPDIR");

	return dir != NULL && *dir != '\0' ? dir : "/tmp";
}

/*
 * For file systems that cannot create a file without a name: create one and
 * unlink it at once.
 */
static int
open_named(const char *dir)
{
	char path[SPILL_PATH_MAX];
	int fd, n;

	n = snprintf(path, sizeof(path), "%s/ticktools.XXXXXX", dir);
	if (n < 0 || n >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if ((fd = mkostemp(path, O_CLOEXEC)) != -1)
		(void)unlink(path);
	return fd;
}

int
spill_open(struct spill *s, const struct spill_opts *o, struct err *err)
{
	s->dir = spill_dir(o);
	s->size = 0;
	s->fd = open(s->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (s->fd == -1)
		s->fd = open_named(s->dir);
	if (s->fd != -1)
		return 0;
	err_errno(err, "%.200s: a temporary file cannot be made (--tmp DIR)",
	    s->dir);
	s->dir = NULL;
	return -1;
}

static int
write_failed(const struct spill *s, struct err *err)
{
	return err_errno(err,
	    "%.200s: temporary file (--tmp DIR for another place)", s->dir);
}

int
spill_write(struct spill *s, const void *p, size_t n, struct err *err)
{
	const char *from = p;
	ssize_t got;

	for (; n > 0; n -= (size_t)got, from += got) {
		got = write(s->fd, from, n);
		if (got == -1 && errno == EINTR)
			got = 0;
		else if (got == -1)
			return write_failed(s, err);
		s->size += (uint64_t)got;
	}
	return 0;
}

int
spill_write_at(const struct spill *s, const void *p, size_t n, uint64_t at,
    struct err *err)
{
	const char *from = p;
	ssize_t got;

	for (; n > 0; n -= (size_t)got, from += got, at += (uint64_t)got) {
		got = pwrite(s->fd, from, n, (off_t)at);
		if (got == -1 && errno == EINTR)
			got = 0;
		else if (got == -1)
			return write_failed(s, err);
	}
	return 0;
}

int
spill_read(const struct spill *s, void *p, size_t n, uint64_t at,
    struct err *err)
{
	char *to = p;
	ssize_t got;

	for (; n > 0; n -= (size_t)got, to += got, at += (uint64_t)got) {
		got = pread(s->fd, to, n, (off_t)at);
		if (got == -1 && errno == EINTR)
			got = 0;
		else if (got == -1)
			return err_errno(err, "%.200s: temporary file", s->dir);
		else if (got == 0)
			return err_set(err,
			    "%.200s: temporary file: it was "
			    "cut",
			    s->dir);
	}
	return 0;
}

void
spill_close(struct spill *s)
{
	if (s->dir != NULL)
		close(s->fd);
	s->dir = NULL;
}
