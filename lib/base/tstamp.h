/*
 * tstamp.h - instants in ns since 1970 UTC, their text forms, and zones.
 *
 * The undefined instant is TS_NULL (UINT64_MAX), as in DBN.  Zones follow
 * rules written here, never the machine's zone files: results do not depend
 * on where they are computed.
 */
#ifndef BASE_TSTAMP_H
#define BASE_TSTAMP_H

#include <stddef.h>
#include <stdint.h>

#define TS_NULL UINT64_MAX
#define NS_SECOND UINT64_C(1000000000)
#define NS_DAY (UINT64_C(86400) * NS_SECOND)

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

/*
 * A time zone: an offset, or a rule.  "UTC", "Z", "+05:30", "-0500",
 * "EST" (fixed -05:00), "America/New_York", "US/Eastern" (rules of 1967 on,
 * as written in zone.c).  -1: unknown.
 */
struct zone {
	int32_t offset; /* seconds east of UTC in winter */
	int rule;       /* 0 none, 1 New York, ZONE_BY_FORM */
};

/* Not told: UTC, but for two forms that say more.  HistData's "20120201
 * 000003660" is of UTC-5, and MetaTrader's 2020.01.02 of a broker's zone that
 * only --tz can tell. */
enum { ZONE_BY_FORM = 2 };

int zone_parse(struct zone *z, const char *s, size_t len);

/* Local civil seconds since 1970 to UTC seconds and back.  An hour that
 * comes twice is read as the first (daylight) one; one that is skipped as if
 * winter time went on. */
int64_t zone_to_utc(const struct zone *z, int64_t local);
int64_t zone_to_local(const struct zone *z, int64_t utc);

enum ts_unit { TS_AUTO, TS_S, TS_MS, TS_US, TS_NS };

/*
 * Any accepted text form of an instant (inputs.md section 1): an integer or
 * decimal epoch value (its unit by magnitude when unit is TS_AUTO), ISO 8601
 * with 'T' or blank, with Z, +00:00, +0000, +00 or no zone (then z), a date
 * alone, compact "20130101 21:59:59.981".  0 to 9 digits of fraction, more
 * are cut.  ":60" folds into the next second; "24:00:00" is refused.
 * Also "20120201 000003660", "15.01.2024 10:30:00.123 GMT+0300" and
 * "2020.01.02 00:00"; z may be NULL for UTC.  18446744073709551615 in ns is
 * TS_NULL, DBN's word for no time; no other text gives it.
 * Returns 0, or -1 with *why (static text: "month out of range", ...).
 */
int ts_parse(uint64_t *out, const char *s, size_t len, enum ts_unit unit,
    const struct zone *z, const char **why);

/* A whole epoch value as ts_parse reads it: 0, or -1 with nothing said. */
int ts_epoch(uint64_t *out, uint64_t v, enum ts_unit unit);

#endif
