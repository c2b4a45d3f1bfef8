/*
 * hours.h - the daily trading hours, in the local time of a zone.
 *
 *	hours_open (hours_at)* hours_fini
 *
 * "09:30-16:00", "18:00-17:00" over midnight, "17:00-17:00" for days that end
 * at a local time; "any" for a market without hours.  A day is the local date
 * on which its session opens, and it lasts from one opening to the next;
 * without hours, from midnight to midnight.
 */
#ifndef BASE_HOURS_H
#define BASE_HOURS_H

#include <stdint.h>

#include "base/err.h"
#include "base/zone.h"

struct hours {
	int any;	/* no hours: days alone */
	int64_t open;	/* seconds of the local day */
	int64_t length; /* seconds from the opening to the close */
	struct zone zone;
};

/*
 * A period during which the zone's offset is constant.  Callers that look up
 * many instants keep one as a cache; all zero at first.
 */
struct hours_stretch {
	int64_t from, until; /* UTC, seconds */
	int32_t offset;
};

struct hours_moment {
	int64_t day;	/* days since 1970-01-01 */
	int64_t second; /* since the opening by the local clock, in [0, 86400)
			 */
	int inside;	/* between the opening and the close */
};

/*
 * zone: a name as zone_open reads it.  -1 with *err, which says whether the
 * hours or the zone are wrong, and why.
 */
int hours_open(struct hours *h, const char *text, const char *zone,
    struct err *err);
void hours_fini(struct hours *h);

/* The trading day and hours of an instant (ns, not TS_NULL). */
struct hours_moment hours_at(const struct hours *h, struct hours_stretch *s,
    uint64_t ns);

#endif
