/*
 * calendar.c - the periods that may contain windows.
 *
 * A session opens and closes by local time, so it is an hour shorter or longer
 * if the clock changes within it.  An instant is looked up by its local date;
 * between two sessions nothing is found.
 */
#include "window/calendar.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/tstamp.h"

enum { DAY = 86400, LINE_LENGTH_MAX = 4096, DAYS_AHEAD = 366 };

static int
usage(struct err *err, const char *option)
{
	err->usage = 1;
	return err_at(err, "%s", option);
}

int
calendar_open(struct calendar *c, const char *session, const char *day,
    const char *zone, struct err *err)
{
	char text[32];

	memset(c, 0, sizeof(*c));
	c->breaks = session != NULL;
	if (session != NULL) {
		if (hours_open(&c->hours, session, zone, err) == -1)
			return usage(err, "--session, --tz");
		return 0;
	}
	if (strlen(day) > 8)
		return err_usage(err,
		    "--day: \"%.20s\": expected a time "
		    "such as 17:00",
		    day);
	snprintf(text, sizeof(text), "%s-%s", day, day);
	if (hours_open(&c->hours, text, zone, err) == -1)
		return usage(err, "--day, --tz");
	return 0;
}

/* ---- holidays ---- */

static int
weekday_of(const char *s, size_t len)
{
	static const char *const names[] = { "sunday", "monday", "tuesday",
		"wednesday", "thursday", "friday", "saturday" };
	int i;

	for (i = 0; i < 7; i++)
		if (len >= 3 && len <= strlen(names[i]) &&
		    strncasecmp(s, names[i], len) == 0)
			return i;
	return -1;
}

static int
day_add(struct calendar *c, int64_t day, struct err *err)
{
	int64_t *p = realloc(c->holiday, (c->n + 1) * sizeof(*p));

	if (p == NULL)
		return err_errno(err, "holidays");
	c->holiday = p;
	p[c->n++] = day;
	return 0;
}

/* What a line holds without its comment and blanks. */
static void
trim(const char **s, size_t *len)
{
	const char *hash = memchr(*s, '#', *len);

	if (hash != NULL)
		*len = (size_t)(hash - *s);
	while (*len > 0 && (**s == ' ' || **s == '\t')) {
		++*s;
		--*len;
	}
	while (*len > 0 && strchr(" \t\r", (*s)[*len - 1]) != NULL)
		--*len;
}

static int
take_line(struct calendar *c, const char *s, size_t len, struct err *err)
{
	const char *why;
	uint64_t ns;
	int weekday;

	trim(&s, &len);
	if (len == 0)
		return 0;
	if ((weekday = weekday_of(s, len)) >= 0) {
		c->weekdays |= 1u << weekday;
		return 0;
	}
	if (len != TS_DATE_LEN || ts_parse(&ns, s, len, TS_NS, NULL, &why) ||
	    ns % NS_DAY != 0)
		return err_set(err,
		    "expected a date such as 2024-12-25 or a weekday: "
		    "\"%.*s\"",
		    len > 40 ? 40 : (int)len, s);
	return day_add(c, (int64_t)(ns / NS_DAY), err);
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

int
calendar_holidays(struct calendar *c, const char *path, struct err *err)
{
	struct in *in = in_open(path, 0, err);
	uint64_t number = 0;
	const char *line;
	int newline, got, ret = -1;
	size_t len;

	if (in == NULL)
		return -1;
	while ((got = in_line(in, LINE_LENGTH_MAX, &line, &len, &newline,
		    err)) == 1) {
		number++;
		if (take_line(c, line, len, err) == -1) {
			err_at(err, "%s:%" PRIu64, path, number);
			goto out;
		}
		in_skip(in, len + (size_t)newline);
	}
	if (got == -1 || in_end(in, err) == -1)
		goto out;
	if (c->n > 0)
		qsort(c->holiday, c->n, sizeof(*c->holiday), compare);
	ret = 0;
out:
	in_close(in);
	return ret;
}

/* The session that opens on a local date has its own date where it ends. */
static int
is_holiday(const struct calendar *c, int64_t day)
{
	int64_t weekday;

	day += (c->hours.open + c->hours.length - 1) / DAY;
	weekday = (day + 4) % 7; /* 1970-01-01 was a Thursday */
	if (weekday < 0)
		weekday += 7;
	if ((c->weekdays & 1u << weekday) != 0)
		return 1;
	return c->n > 0 && bsearch(&day, c->holiday, c->n, sizeof(*c->holiday),
			       compare) != NULL;
}

/* ---- sessions ---- */

static uint64_t
instant(const struct calendar *c, int64_t local)
{
	int64_t utc = zone_to_utc(&c->hours.zone, local, NULL);

	if (utc < 0)
		return 0;
	if ((uint64_t)utc >= (TS_NULL - 1) / NS_SECOND)
		return TS_NULL - 1;
	return (uint64_t)utc * NS_SECOND;
}

static void
session_of(const struct calendar *c, int64_t day, uint64_t *open,
    uint64_t *close)
{
	int64_t local = day * DAY + c->hours.open;

	*open = instant(c, local);
	*close = instant(c, local + c->hours.length);
}

int
calendar_find(struct calendar *c, uint64_t t, uint64_t *open, uint64_t *close)
{
	struct hours_moment m = hours_at(&c->hours, &c->stretch, t);

	if (!m.inside || is_holiday(c, m.day))
		return 0;
	session_of(c, m.day, open, close);
	return t >= *open && t < *close;
}

int
calendar_next(struct calendar *c, uint64_t t, uint64_t *open, uint64_t *close)
{
	int64_t day;
	int i;

	if (t >= TS_NULL - 1)
		return 0;
	day = hours_at(&c->hours, &c->stretch, t).day;
	for (i = 0; i <= DAYS_AHEAD; i++, day++) {
		session_of(c, day, open, close);
		if (*open >= t && *open < *close && !is_holiday(c, day))
			return 1;
	}
	return 0;
}

size_t
calendar_text(const struct calendar *c, const char *session, const char *day,
    const char *zone, char *buf, size_t size)
{
	size_t n = (size_t)snprintf(buf, size, " %s=%s/%s",
	    session != NULL ? "session" : "day",
	    session != NULL ? session : day, zone);
	uint64_t hash;

	if (c->n == 0 && c->weekdays == 0)
		return n;
	hash = hash_xxh64(c->holiday, c->n * sizeof(*c->holiday), c->weekdays);
	return n + (size_t)snprintf(n < size ? buf + n : NULL,
		       n < size ? size - n : 0, " holidays=%016" PRIx64, hash);
}

void
calendar_fini(struct calendar *c)
{
	hours_fini(&c->hours);
	free(c->holiday);
	c->holiday = NULL;
	c->n = 0;
}
