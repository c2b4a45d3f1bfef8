/*
 * zone.c - fixed offsets and the daylight rule of New York.
 *
 * Civil seconds are seconds since 1970-01-01T00:00:00 on the wall's clock.
 * New York keeps UTC-5 in winter and UTC-4 in daylight time, which begins
 * and ends at 02:00 on the clock that runs until then (Uniform Time Act and
 * its amendments; 15 USC 260a):
 *
 *	1967-1973	last Sunday of April	last Sunday of October
 *	1974, 1975	6 January, 23 February	last Sunday of October
 *	1976-1986	last Sunday of April	last Sunday of October
 *	1987-2006	first Sunday of April	last Sunday of October
 *	2007-		second Sunday of March	first Sunday of November
 *
 * Earlier years have no daylight time here.  The hour that a spring skips
 * is read as if winter time went on: 02:30 is the instant of 03:30.
 */
#include "base/tstamp.h"

#include <string.h>

#include "base/digits.h"

#define DAY INT64_C(86400)
#define HOUR INT64_C(3600)

enum { RULE_NONE, RULE_NEW_YORK };

struct zone_name {
	const char *name;
	struct zone zone;
};

static const struct zone_name names[] = {
	{ "UTC", { 0, RULE_NONE } },
	{ "Z", { 0, RULE_NONE } },
	{ "GMT", { 0, RULE_NONE } },
	{ "EST", { -5 * 3600, RULE_NONE } },
	{ "America/New_York", { -5 * 3600, RULE_NEW_YORK } },
	{ "US/Eastern", { -5 * 3600, RULE_NEW_YORK } },
};

/* "05", "0530" or "05:30" behind the sign, in seconds; -1 when malformed. */
static int32_t
parse_offset(const char *s, size_t len)
{
	int hours, minutes = 0;

	if (len != 2 && len != 4 && !(len == 5 && s[2] == ':'))
		return -1;
	hours = digits_get2(s);
	if (len > 2)
		minutes = digits_get2(s + len - 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return -1;
	return hours * 3600 + minutes * 60;
}

int
zone_parse(struct zone *z, const char *s, size_t len)
{
	int32_t offset;
	size_t i;

	if (len > 0 && (s[0] == '+' || s[0] == '-')) {
		offset = parse_offset(s + 1, len - 1);
		if (offset < 0)
			return -1;
		z->offset = s[0] == '-' ? -offset : offset;
		z->rule = RULE_NONE;
		return 0;
	}
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(names[i].name) == len &&
		    memcmp(names[i].name, s, len) == 0) {
			*z = names[i].zone;
			return 0;
		}
	}
	return -1;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* The first Sunday on or after a day; 1970-01-01 was a Thursday. */
static int64_t
sunday_from(int64_t day)
{
	int64_t past = (day + 4) % 7;

	return day + (past == 0 ? 0 : 7 - past);
}

/* The days when daylight time begins and ends in a year from 1967 on. */
static void
new_york_days(int64_t *begin, int64_t *end, int year)
{
	*end = sunday_from(ts_days(year, 10, 25));
	if (year >= 2007) {
		*begin = sunday_from(ts_days(year, 3, 8));
		*end = sunday_from(ts_days(year, 11, 1));
	} else if (year >= 1987) {
		*begin = sunday_from(ts_days(year, 4, 1));
	} else if (year == 1974) {
		*begin = ts_days(year, 1, 6);
	} else if (year == 1975) {
		*begin = ts_days(year, 2, 23);
	} else {
		*begin = sunday_from(ts_days(year, 4, 24));
	}
}

/*
 * 1 when daylight time holds at a moment given in winter's civil seconds:
 * from 02:00 on the first day to 01:00, daylight's 02:00, on the last.
 */
static int
new_york_daylight(int64_t winter)
{
	int64_t begin, end;
	int year, month, day;

	ts_civil(floor_div(winter, DAY), &year, &month, &day);
	if (year < 1967)
		return 0;
	new_york_days(&begin, &end, year);
	return winter >= begin * DAY + 2 * HOUR && winter < end * DAY + HOUR;
}

int64_t
zone_to_utc(const struct zone *z, int64_t local)
{
	int64_t utc = local - z->offset;

	/* Read as daylight time, an hour that comes twice is its first. */
	if (z->rule == RULE_NEW_YORK && new_york_daylight(local - HOUR))
		utc -= HOUR;
	return utc;
}

int64_t
zone_to_local(const struct zone *z, int64_t utc)
{
	int64_t local = utc + z->offset;

	if (z->rule == RULE_NEW_YORK && new_york_daylight(local))
		local += HOUR;
	return local;
}
