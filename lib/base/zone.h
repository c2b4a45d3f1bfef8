/*
 * zone.h - time zones: fixed offsets and those of the tz database.
 *
 *	zone_open (zone_to_utc, zone_to_local, zone_stretch)* zone_fini
 *
 * Local times are civil seconds since 1970-01-01T00:00:00 on the zone's own
 * clock.  In spring an hour of that clock is skipped, in autumn one comes
 * twice.  A time in either hour is converted with the offset before the
 * change: a repeated time is its first occurrence, and 02:30 in a skipped hour
 * is 03:30.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct tz;

struct zone {
	int32_t offset; /* seconds east of UTC, where tz is NULL */
	int by_form;	/* not given: UTC, except for two forms (tstamp.h) */
	struct tz *tz;	/* of the database; the zone's own */
};

/* Whether a local time is skipped or repeated. */
enum zone_hour {
	ZONE_ONCE,
	ZONE_SKIPPED, /* skipped by the clock change */
	ZONE_REPEATED /* it came twice */
};

/*
 * "UTC", "Z", "GMT", "EST" (-05:00 all year), "+05:30", "-0500", "+01",
 * "UTC+05:30", "GMT-3", or a name of the tz database ("America/New_York").  -1
 * with *err: the mistake, without the name.
 */
int zone_open(struct zone *z, const char *s, size_t len, struct err *err);
void zone_fini(struct zone *z);

/* As zone_open, for an option: a usage error that says what is expected. */
int zone_option(struct zone *z, const char *option, const char *s,
    struct err *err);

/* As zone_open without the database: nothing to free.  -1: another name. */
int zone_fixed(struct zone *z, const char *s, size_t len);

/* hour may be NULL. */
int64_t zone_to_utc(const struct zone *z, int64_t local, enum zone_hour *hour);
int64_t zone_to_local(const struct zone *z, int64_t utc);

/*
 * The offset at an instant and how long it holds: from *from to before *until,
 * in UTC (INT64_MIN and INT64_MAX where there is no change on that side).
 */
int32_t zone_stretch(const struct zone *z, int64_t utc, int64_t *from,
    int64_t *until);

#endif
