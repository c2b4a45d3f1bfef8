/*
 * part_spec.c - the files that --split writes.
 */
#include "cat/part_spec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS_A_DAY = 86400, THURSDAY = 4 /* 1970-01-01, from Sunday */ };

static const char none[] = "%none";

/* ---- the options ---- */

static int
take_word(struct part_spec *s, const char *p, size_t len, struct err *err)
{
	static const char *const words[] = { "symbol", "kind", "day", "week",
		"month", NULL };
	int i;

	for (i = 0; words[i] != NULL; i++)
		if (strlen(words[i]) == len && memcmp(words[i], p, len) == 0)
			break;
	if (words[i] == NULL)
		return err_usage(err,
		    "--split: \"%.*s\": expected symbol, kind, day, week or "
		    "month",
		    (int)(len < 40 ? len : 40), p);
	if (i == 0)
		s->by_symbol = 1;
	else if (i == 1)
		s->by_kind = 1;
	else if (s->period != PART_NO_PERIOD)
		return err_usage(err,
		    "--split: choose one of day, week and month");
	else
		s->period = (enum part_period)(PART_DAY + i - 2);
	return 0;
}

static int
take_words(struct part_spec *s, const char *list, struct err *err)
{
	size_t n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if (take_word(s, list, n, err) == -1)
			return -1;
		if (list[n] == '\0')
			return 0;
	}
}

enum { HOLE_SYMBOL, HOLE_KIND, HOLE_DATE, HOLES };

static const char *const holes[HOLES] = { "{symbol}", "{kind}", "{date}" };

/* The name in braces that a text begins with, or HOLES. */
static int
hole_at(const char *p)
{
	int i;

	for (i = 0; i < HOLES; i++)
		if (strncmp(p, holes[i], strlen(holes[i])) == 0)
			return i;
	return HOLES;
}

static int
check_holes(const struct part_spec *s, const int *has, struct err *err)
{
	const int wanted[HOLES] = { s->by_symbol, s->by_kind,
		s->period != PART_NO_PERIOD };
	int i;

	for (i = 0; i < HOLES; i++)
		if (wanted[i] != has[i])
			return err_usage(err,
			    wanted[i] ? "--out: \"%s\": lacks %s, which "
					"--split needs"
				      : "--out: \"%s\": %s: --split does not "
					"divide by this",
			    s->pattern, holes[i]);
	return 0;
}

static int
check_pattern(const struct part_spec *s, struct err *err)
{
	const char *p = s->pattern;
	int has[HOLES] = { 0 }, hole, before = 0;
	size_t n;

	if (*p == '\0' || p[strlen(p) - 1] == '/')
		return err_usage(err, "--out: \"%s\": expected a file name", p);
	for (; (p = strchr(p, '{')) != NULL; p += n) {
		if ((hole = hole_at(p)) == HOLES)
			return err_usage(err,
			    "--out: \"%.20s\": expected {symbol}, {kind} or "
			    "{date}",
			    p);
		n = strlen(holes[hole]);
		if (before && p[-1] == '}')
			return err_usage(err,
			    "--out: \"%s\": put a character between the "
			    "names in braces",
			    s->pattern);
		has[hole] = before = 1;
	}
	return check_holes(s, has, err);
}

int
part_spec_init(struct part_spec *s, const char *split, const char *out,
    const char *tz, struct err *err)
{
	memset(s, 0, sizeof(*s));
	s->pattern = out;
	if (tz != NULL && zone_option(&s->zone, "tz", tz, err) == -1)
		return -1;
	if (take_words(s, split, err) == -1)
		return -1;
	return check_pattern(s, err);
}

void
part_spec_fini(struct part_spec *s)
{
	zone_fini(&s->zone);
}

/* ---- periods ---- */

/* The first day of the period that has a day, and that of the next one. */
static void
first_days(enum part_period period, int64_t day, int64_t *first, int64_t *next)
{
	int year, month, of_month;
	int64_t of_week;

	*first = day;
	*next = day + 1;
	if (period == PART_WEEK) {
		of_week = ((day + THURSDAY) % 7 + 7) % 7;
		*first = day - of_week;
		*next = *first + 7;
	} else if (period == PART_MONTH) {
		ts_civil(day, &year, &month, &of_month);
		*first = day - of_month + 1;
		*next =
		    ts_days(month == 12 ? year + 1 : year, month % 12 + 1, 1);
	}
}

/* The instant that a day begins, within what an instant can be. */
static uint64_t
day_start(const struct zone *z, int64_t day)
{
	int64_t utc = zone_to_utc(z, day * SECONDS_A_DAY, NULL);

	if (utc < 0)
		return 0;
	return (uint64_t)utc > TS_NULL / NS_SECOND ? TS_NULL
						   : (uint64_t)utc * NS_SECOND;
}

void
part_spec_span(const struct part_spec *s, struct part_span *span, uint64_t t)
{
	int64_t local, day, next;

	*span = (struct part_span){ 0, TS_NULL, 0 };
	if (s->period == PART_NO_PERIOD)
		return;
	if (t == TS_NULL) {
		*span = (struct part_span){ TS_NULL, TS_NULL, PART_NO_DAY };
		return;
	}
	local = zone_to_local(&s->zone, (int64_t)(t / NS_SECOND));
	day = local / SECONDS_A_DAY - (local % SECONDS_A_DAY < 0);
	first_days(s->period, day, &span->day, &next);
	span->start = day_start(&s->zone, span->day);
	span->end = day_start(&s->zone, next);
	/* a day that the zone skipped, as Samoa did one in 2011 */
	if (t < span->start || t >= span->end) {
		span->start = t;
		span->end = t + 1;
	}
}

/* ---- names ---- */

static int
is_unsafe(unsigned char c, int first)
{
	return c < 0x20 || c == 0x7f || c == '/' || c == '\\' || c == '%' ||
	       (first && (c == '.' || c == '-'));
}

/* A symbol or kind as part of a name; first: it begins there. */
static char *
put_name(char *to, const char *s, int first)
{
	if (*s == '\0')
		return stpcpy(to, none);
	for (; *s != '\0'; s++, first = 0)
		if (is_unsafe((unsigned char)*s, first))
			to += sprintf(to, "%%%02X", (unsigned char)*s);
		else
			*to++ = *s;
	*to = '\0';
	return to;
}

static char *
put_date(char *to, enum part_period period, int64_t day)
{
	int year, month, of_month;

	if (day == PART_NO_DAY)
		return stpcpy(to, none);
	ts_civil(day, &year, &month, &of_month);
	to += sprintf(to, "%04d%02d", year, month);
	if (period != PART_MONTH)
		to += sprintf(to, "%02d", of_month);
	return to;
}

char *
part_spec_path(const struct part_spec *s, const char *symbol, const char *kind,
    int64_t day, struct err *err)
{
	size_t most = 3 * (strlen(symbol) + strlen(kind)) + sizeof(none) + 32;
	const char *p = s->pattern;
	size_t room = 1, n;
	char *path, *to;
	int hole;

	for (n = 0; p[n] != '\0'; n++) /* the same one may come again */
		room += p[n] == '{' ? most : 1;
	if ((path = to = malloc(room)) == NULL) {
		err_errno(err, "--split");
		return NULL;
	}
	while (*p != '\0') {
		n = strcspn(p, "{");
		memcpy(to, p, n);
		to += n;
		p += n;
		if (*p == '\0')
			break;
		hole = hole_at(p);
		p += strlen(holes[hole]);
		n = to == path || to[-1] == '/';
		to = hole == HOLE_DATE
			 ? put_date(to, s->period, day)
			 : put_name(to, hole == HOLE_KIND ? kind : symbol,
			       (int)n);
	}
	*to = '\0';
	return path;
}
