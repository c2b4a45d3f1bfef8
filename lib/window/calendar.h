/*
 * calendar.h - the periods that may contain windows: sessions, or days that
 * end at a local time.
 *
 *	calendar_open [calendar_holidays] (calendar_find | calendar_next)*
 *	    calendar_fini
 */
#ifndef WINDOW_CALENDAR_H
#define WINDOW_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

#include "base/hours.h"

struct calendar {
	struct hours hours;
	struct hours_stretch stretch;
	int breaks;	  /* sessions: no state is carried across a break */
	unsigned weekdays; /* no session on these; bit 0 is Sunday */
	int64_t *holiday; /* [n] ascending: days since 1970 */
	size_t n;
};

/*
 * Give either session ("09:30-16:00", "18:00-17:00") or day ("17:00"); the
 * other is NULL.  A usage error names the option.
 */
int calendar_open(struct calendar *c, const char *session, const char *day,
    const char *zone, struct err *err);

/*
 * Read the days without a session from a file: one date (2024-12-25) or
 * weekday (Sat) per line; blank lines and text after a '#' are ignored.  A
 * session that crosses midnight belongs to the day on which it ends.
 */
int calendar_holidays(struct calendar *c, const char *path, struct err *err);

/* Find the session [*open, *close) that contains t: 1, or 0 for none. */
int calendar_find(struct calendar *c, uint64_t t, uint64_t *open,
    uint64_t *close);

/* The first session that opens at t or later: 1, or 0 if none opens within a
 * year. */
int calendar_next(struct calendar *c, uint64_t t, uint64_t *open,
    uint64_t *close);

/* Canonical text for def, " session=09:30-16:00/America/New_York"; holidays
 * are given by their hash.  Returns as snprintf does. */
size_t calendar_text(const struct calendar *c, const char *session,
    const char *day, const char *zone, char *buf, size_t size);

void calendar_fini(struct calendar *c);

#endif
