/*
 * when.h - tickcat's time filters: a range and a session.
 *
 * A range is [start, end).  A session is a part of the day on the clock of
 * a zone, with its daylight time: "09:30-16:00", "18:00-17:00" over midnight.
 */
#ifndef CAT_WHEN_H
#define CAT_WHEN_H

#include <stdint.h>

#include "base/err.h"
#include "base/tstamp.h"

struct when {
	uint64_t start, end;
	int session; /* 1: one was asked for */
	struct zone zone;
	uint64_t open_ns, close_ns;   /* of the session, ns of the day */
	uint64_t known_from, known_n; /* cached range of instants with a known
				       * answer */
	int known;
};

/*
 * Texts may be NULL.  start and end: a form of ts_parse, without zone in tz
 * (NULL: UTC); end also a duration from the start: "90m", "+1h30m".  A
 * mistake is a usage error.
 */
int when_init(struct when *w, const char *start, const char *end,
    const char *session, const char *tz, struct err *err);
void when_fini(struct when *w); /* also after a failure */

/* 1 when every instant passes, also the undefined one. */
int when_all(const struct when *w);

/* The answer for an instant outside the cached range. */
int when_look(struct when *w, uint64_t t);

/* 1 when the instant passes.  The undefined one does not. */
static inline int
when_has(struct when *w, uint64_t t)
{
	if (t < w->start || t >= w->end || t == TS_NULL)
		return 0;
	if (!w->session)
		return 1;
	return t - w->known_from < w->known_n ? w->known : when_look(w, t);
}

#endif
