/*
 * tstamp.h - instants in ns since 1970 UTC and their text forms.
 *
 * The undefined instant is TS_NULL (UINT64_MAX), as in DBN.
 */
#ifndef BASE_TSTAMP_H
#define BASE_TSTAMP_H

#include <stddef.h>
#include <stdint.h>

#include "base/zone.h"

#define TS_NULL UINT64_MAX
#define NS_SECOND UINT64_C(1000000000)
#define NS_DAY (UINT64_C(86400) * NS_SECOND)

/* 1980: numbers since 1970 that would be times before this are refused, unless
 * --any-time. */
#define TS_NUMBERS_FROM (UINT64_C(315532800) * NS_SECOND)

enum { TS_ISO_LEN = 30, TS_DATE_LEN = 10 };

/* "2020-12-28T13:00:00.000429831Z", 30 bytes, no NUL.  Any instant but
 * TS_NULL. */
size_t ts_put_iso(char *out, uint64_t ns);

/* "2020-12-28" of an instant: 10 bytes. */
size_t ts_put_date(char *out, uint64_t ns);

/* Days since 1970-01-01 of a proleptic Gregorian date, and back. */
int64_t ts_days(int year, int month, int day);
void ts_civil(int64_t days, int *year, int *month, int *day);
/* 1 when the date exists. */
int ts_valid_date(int year, int month, int day);

enum ts_unit { TS_AUTO, TS_S, TS_MS, TS_US, TS_NS };

/* A date and a time of day, as written. */
struct ts_civil {
	int year, month, day;
	int64_t second; /* of the day; 86400 after 23:59:60 */
	uint32_t frac_ns;
};

/* Properties of a time that was read. */
enum {
	TS_MET_NUMBER = 1,  /* a number since 1970, in the unit */
	TS_MET_ROUNDED = 2, /* an exponent, and fewer digits than the unit
			      * needs: 1.67253E+12 */
	TS_MET_SKIPPED = 4, /* a local time skipped by the clock change */
	TS_MET_REPEATED = 8 /* or repeated by it (zone.h) */
};

struct ts_time {
	uint64_t ns;
	enum ts_unit unit; /* of a number; else TS_AUTO */
	unsigned met;
};

/*
 * Any accepted text form of an instant.
 *
 * A number since 1970, whole or decimal, its unit by magnitude when unit is
 * TS_AUTO.  With TS_AUTO, digits that form a calendar date are also read as
 * that date: 8 of them from 19000101 to 21001231, and 14, 17, 20 or 23 with a
 * time and its fraction.  18446744073709551615 in ns is TS_NULL, DBN's value
 * for no time.
 *
 * ISO 8601 with 'T', blank or kdb's 'D', with Z, +00:00, +0000, +00 or no zone
 * (then z; NULL is UTC), or a date alone; compact "20130101 21:59:59.981";
 * FIX's "20130101-21:59:59" (UTC); "20120201 000003660", "15.01.2024
 * 10:30:00.123 GMT+0300", "2020.01.02 00:00"; "/Date(1515542400000)/".  0 to
 * 9 digits of fraction behind a point or comma, more are cut.  ":60" is the
 * next second; "24:00:00" is refused.
 *
 * Returns 0, or -1 with *why (static text: "month out of range", ...).
 */
int ts_read(struct ts_time *t, const char *s, size_t len, enum ts_unit unit,
    const struct zone *z, const char **why);

/* The same, when only the instant matters. */
int ts_parse(uint64_t *out, const char *s, size_t len, enum ts_unit unit,
    const struct zone *z, const char **why);

/* A number since 1970: see ts_read. */
int ts_number(struct ts_time *t, const char *s, size_t len, enum ts_unit unit,
    const struct zone *z, const char **why);

/* 1 when s is a calendar date in digits, with a time or not, valid or not:
 * 8, 14, 17, 20 or 23 of them from 1900 to 2100; 14 with a point, 8 with .0,
 * too. */
int ts_is_calendar(const char *s, size_t len);

/* The instant of a date and time in a zone (NULL: UTC). */
int ts_from_civil(struct ts_time *t, const struct ts_civil *c,
    const struct zone *z, const char **why);

/* Some of the reasons: a written date outside what an instant can be, and
 * MetaTrader's form without a zone. */
extern const char ts_before_1970[], ts_after_2554[], ts_in_brokers_zone[];

#endif
