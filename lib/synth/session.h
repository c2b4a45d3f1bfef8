/*
 * session.h - the trading hours of a day in a time zone; may cross midnight.
 */
#ifndef SYNTH_SESSION_H
#define SYNTH_SESSION_H

#include <stdint.h>

#include "base/err.h"
#include "base/tstamp.h"
#include "base/zone.h"

/* open_s == close_s == 0: no session. */
struct session {
	uint32_t open_s;  /* seconds of the local day */
	uint32_t close_s; /* at or below open_s: of the next day */
	struct zone zone;
};

/*
 * Parse "09:30-16:00", "22:00-21:00" (crosses midnight) or "00:00-24:00".
 * zone: a name as accepted by zone_option, or NULL for UTC.  A usage error
 * leaves *s unchanged.
 */
int session_parse(struct session *s, const char *text, const char *zone,
    struct err *err);
/* Copies of *s must not be used after it. */
void session_fini(struct session *s);

/* ns from the opening to the close on a day without a change of clocks. */
uint64_t session_length(const struct session *s);

/* The day (days since 1970) to whose session an instant belongs: the local
 * date, or the previous date if the session crossed midnight. */
int64_t session_day(const struct session *s, uint64_t t);

/* The first instant of the next day: session_day is larger from then on. */
uint64_t session_day_end(const struct session *s, int64_t day);

/* Opening and close of a day's session, ns. */
void session_span(uint64_t *open, uint64_t *close, const struct session *s,
    int64_t day);

#endif
