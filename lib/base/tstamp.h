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
