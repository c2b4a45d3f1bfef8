/*
 * tz.c - files of the tz database: TZif, RFC 8536.
 *
 *	header	"TZif" version reserved[15] six counts, big-endian u32
 *	body	times, types of times, types, names, leap seconds, flags
 *
 * comes twice: with times of four bytes, which are skipped here, then with
 * times of eight.  The last line, between two newlines, is the rule for all
 * times after the last change (tz_rule.c).
 *
 * A file is read whole and checked: every count against the file's length,
 * every index against its table.  Two changes of the clock that are so close
 * that the local times between them have no order are refused; no zone has
 * such changes.
 */
#include "base/tz.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	HEADER = 44,
	TYPE_SIZE = 6,
	OFFSET_MAX = 26 * 3600 /* RFC 8536: less than 26 hours */
};

static const char *const folders[] = { "/usr/share/zoneinfo",
	"/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo" };

enum { NFOLDERS = sizeof(folders) / sizeof(folders[0]) };

/* The counts of a header. */
struct counts {
	uint32_t isut, isstd, leap, time, type, chars;
};

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static int64_t
be64(const unsigned char *p)
{
	return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* A header at p: the length of its body, times having so many bytes; -1. */
static int64_t
read_header(struct counts *c, const unsigned char *p, size_t n,
    unsigned time_size)
{
	if (n < HEADER || memcmp(p, "TZif", 4) != 0)
		return -1;
	c->isut = be32(p + 20);
	c->isstd = be32(p + 24);
	c->leap = be32(p + 28);
	c->time = be32(p + 32);
	c->type = be32(p + 36);
	c->chars = be32(p + 40);
	/* each below 2^32, so the sum fits */
	return (int64_t)c->time * (time_size + 1) +
	       (int64_t)c->type * TYPE_SIZE + c->chars +
	       (int64_t)c->leap * (time_size + 4) + c->isstd + c->isut;
}

int
tz_add(struct tz *tz, int64_t at, int32_t offset, struct err *err)
{
	const struct tz_change *last = &tz->change[tz->n - 1];
	struct tz_change *c = &tz->change[tz->n];
	int64_t local;

	if (offset == last->offset)
		return 0;
	if (tz->n == TZ_TRANSITIONS_MAX)
		return err_set(err, "more than %d changes of the clock",
		    TZ_TRANSITIONS_MAX);
	if (__builtin_add_overflow(at,
		offset > last->offset ? offset : last->offset, &local) ||
	    at <= last->at || local <= last->local)
		return err_set(err, "changes of the clock out of order");
	*c = (struct tz_change){ at, local, offset };
	tz->n++;
	return 0;
}

/* The body with times of eight bytes; *last: the last of them. */
static int
read_changes(struct tz *tz, int64_t *last, const unsigned char *p,
    const struct counts *c, struct err *err)
{
	const unsigned char *index = p + (size_t)c->time * 8;
	const unsigned char *type = index + c->time;
	int32_t offset[256];
	uint32_t i;

	if (c->type == 0 || c->type > 256)
		return err_set(err, "no types of local time, or too many");
	for (i = 0; i < c->type; i++) {
		offset[i] = (int32_t)be32(type + (size_t)i * TYPE_SIZE);
		if (offset[i] < -OFFSET_MAX || offset[i] > OFFSET_MAX)
			return err_set(err, "offset out of range");
	}
	/* before the first change the first type holds (RFC 8536, 3.2) */
	tz->n = 1;
	tz->change[0] = (struct tz_change){ INT64_MIN, INT64_MIN, offset[0] };
	for (i = 0; i < c->time; i++) {
		if (index[i] >= c->type)
			return err_set(err, "type out of range");
		*last = be64(p + (size_t)i * 8);
		if (tz_add(tz, *last, offset[index[i]], err) == -1)
			return -1;
	}
	return 0;
}

/* The second header, its body, and the rule after it. */
static int
read_body(struct tz *tz, const unsigned char *p, size_t n, struct err *err)
{
	const unsigned char *nl;
	int64_t len, last = INT64_MIN;
	struct counts c;

	len = read_header(&c, p, n, 8);
	if (len < 0 || (uint64_t)len + HEADER + 2 > n)
		return err_set(err, "truncated");
	if (c.leap > 0)
		return err_set(err, "counts leap seconds");
	if (read_changes(tz, &last, p + HEADER, &c, err) == -1)
		return -1;
	p += HEADER + len;
	n -= HEADER + (size_t)len;
	nl = memchr(p + 1, '\n', n - 1);
	if (p[0] != '\n' || nl == NULL)
		return err_set(err, "no rule in its last line");
	return tz_rule(tz, (const char *)p + 1, (size_t)(nl - p) - 1, last,
	    err);
}

struct tz *
tz_parse(const unsigned char *p, size_t n, struct err *err)
{
	struct tz *tz, *fit;
	struct counts c;
	int64_t len = read_header(&c, p, n, 4);

	if (len < 0) {
		err_set(err, "not a file of the tz database");
		return NULL;
	}
	if (p[4] < '2' || (uint64_t)len + HEADER > n) {
		err_set(err, p[4] < '2' ? "version 1" : "truncated");
		return NULL;
	}
	tz = malloc(sizeof(*tz) + TZ_TRANSITIONS_MAX * sizeof(*tz->change));
	if (tz == NULL) {
		err_errno(err, "zone");
		return NULL;
	}
	if (read_body(tz, p + HEADER + len, n - HEADER - (size_t)len, err) ==
	    -1) {
		tz_free(tz);
		return NULL;
	}
	fit = realloc(tz, sizeof(*tz) + (size_t)tz->n * sizeof(*tz->change));
	return fit != NULL ? fit : tz;
}

void
tz_free(struct tz *tz)
{
	free(tz);
}

/* ---- the database ---- */

static int
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c != '\0' && strchr("_+-/", c));
}

/* Letters first, no part of it empty, and not one that the machine sets. */
static int
is_name(const char *s, size_t len)
{
	size_t i;

	if (len == 0 || len > TZ_NAME_MAX || s[0] == '/' || s[len - 1] == '/')
		return 0;
	for (i = 0; i < len; i++)
		if (!is_name_char(s[i]) || (s[i] == '/' && s[i + 1] == '/'))
			return 0;
	return !(len == 9 && memcmp(s, "localtime", 9) == 0) &&
	       !(len == 10 && memcmp(s, "posixrules", 10) == 0);
}

/* The file's bytes: how many, -1 with errno.  EFBIG: too many. */
static ssize_t
read_file(unsigned char *buf, size_t size, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), saved;
	size_t n = 0;
	ssize_t got = -1;

	if (fd == -1)
		return -1;
	while (n < size && (got = read(fd, buf + n, size - n)) > 0)
		n += (size_t)got;
	saved = n == size ? EFBIG : errno;
	close(fd);
	errno = saved;
	return n == size || got == -1 ? -1 : (ssize_t)n;
}

static int
no_database(void)
{
	int i;

	for (i = 0; i < NFOLDERS; i++)
		if (access(folders[i], F_OK) == 0)
			return 0;
	return 1;
}

static struct tz *
load(const char *path, unsigned char *buf, struct err *err)
{
	ssize_t n = read_file(buf, TZ_FILE_MAX, path);
	struct tz *tz;

	if (n == -1 && (errno == ENOENT || errno == ENOTDIR || errno == EISDIR))
		return NULL;
	if (n == -1) {
		err_errno(err, "%s", path);
		return NULL;
	}
	tz = tz_parse(buf, (size_t)n, err);
	if (tz == NULL)
		err_at(err, "%s", path);
	return tz;
}

struct tz *
tz_load(const char *name, size_t len, struct err *err)
{
	char path[64 + TZ_NAME_MAX + 1];
	unsigned char *buf;
	struct tz *tz = NULL;
	int i;

	if (!is_name(name, len)) {
		err_set(err, "unknown zone");
		return NULL;
	}
	if ((buf = malloc(TZ_FILE_MAX)) == NULL) {
		err_errno(err, "zone");
		return NULL;
	}
	for (i = 0; i < NFOLDERS && tz == NULL && !err->set; i++) {
		snprintf(path, sizeof(path), "%s/%.*s", folders[i], (int)len,
		    name);
		tz = load(path, buf, err);
	}
	free(buf);
	if (tz == NULL)
		err_set(err,
		    no_database()
			? "no tz database in %s: install the package tzdata"
			: "unknown zone",
		    folders[0]);
	return tz;
}

/* ---- looking up ---- */

int
tz_at(const struct tz *tz, int64_t utc)
{
	int from = 0, n = tz->n, half;

	while (n > 1) {
		half = n / 2;
		from = tz->change[from + half].at <= utc ? from + half : from;
		n -= half;
	}
	return from;
}

int
tz_local(const struct tz *tz, int64_t local)
{
	int from = 0, n = tz->n, half;

	while (n > 1) {
		half = n / 2;
		from =
		    tz->change[from + half].local <= local ? from + half : from;
		n -= half;
	}
	return from;
}
