/*
 * calendar.h - the stretches of time in which windows may lie: sessions, or
 * days that end at a local time.
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
	int breaks;	  /* nothing is known across a break: sessions */
	unsigned weekdays; /* bit 0 Sunday: no session on these */
	int64_t *holiday; /* [n] rising: days since 1970 */
	size_t n;
};

/*
 * session: "09:30-16:00", "18:00-17:00"; or day: "17:00", where the other is
 * NULL.  A usage error names the option.
 */
int calendar_open(struct calendar *c, const char *session, const char *day,
    const char *zone, struct err *err);

/*
 * Days without a session, from a file: a date (2024-12-25) or a weekday (Sat)
 * on each line; blank lines and what follows a '#' are passed over.  A session
 * over midnight is that of the day on which it ends.
 */
int calendar_holidays(struct calendar *c, const char *path, struct err *err);

/* The session [*open, *close) that an instant lies in: 1, or 0. */
int calendar_find(struct calendar *c, uint64_t t, uint64_t *open,
    uint64_t *close);

/* The first session that opens at t or later: 1, or 0 in a year without. */
int calendar_next(struct calendar *c, uint64_t t, uint64_t *open,
    uint64_t *close);

/* Canonical text for def, " session=09:30-16:00/America/New_York" with
 * holidays by their hash; as snprintf. */
size_t calendar_text(const struct calendar *c, const char *session,
    const char *day, const char *zone, char *buf, size_t size);

void calendar_fini(struct calendar *c);

#endif
