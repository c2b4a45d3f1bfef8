/*
 * when.c - ranges of time and sessions of a day.
 *
 * Between two changes of the zone's clock the answer changes only at the
 * opening and the close.  The range around the last instant with a constant
 * answer is cached: rows in order cost two comparisons.
 */
#include "cat/when.h"

#include <string.h>

#include "base/digits.h"
#include "base/num.h"

static int
parse_time(uint64_t *out, const char *option, const char *s,
    const struct zone *z, struct err *err)
{
	const char *why = "not a time";

	if (ts_parse(out, s, strlen(s), TS_AUTO, z, &why) == -1)
		return err_usage(err, "--%s: %s: \"%.80s\"", option, why, s);
	if (*out == TS_NULL)
		return err_usage(err, "--%s: %.80s: after 2554-07-21", option,
		    s);
	return 0;
}

/* Parts with a unit each, "1h30m", a '+' in front or not.  -1: not this. */
static int
parse_span(uint64_t *out, const char *s)
{
	uint64_t part, sum = 0;
	size_t n;

	s += *s == '+';
	do {
		n = strspn(s, "0123456789.");
		n += strspn(s + n, "dhmnsu");
		if (num_duration(&part, s, n) < 0 ||
		    __builtin_add_overflow(sum, part, &sum))
			return -1;
		s += n;
	} while (*s != '\0');
	*out = sum;
	return 0;
}

static int
set_end(struct when *w, const char *start, const char *end, struct err *err)
{
	uint64_t span;

	if (parse_span(&span, end) == 0) {
		if (start == NULL)
			return err_usage(err,
			    "--end: %.80s: a duration needs --start", end);
		if (__builtin_add_overflow(w->start, span, &w->end))
			return err_usage(err, "--end: %.80s: after 2554-07-21",
			    end);
	} else if (*end == '+') {
		return err_usage(err,
		    "--end: not a duration such as 90m or +1h30m: \"%.80s\"",
		    end);
	} else if (parse_time(&w->end, "end", end, &w->zone, err) == -1) {
		return -1;
	}
	if (w->end <= w->start)
		return err_usage(err, "--end: %.80s: not after --start", end);
	return 0;
}

/* "09:30" or "09:30:15" up to stop; 24:00 is the end of the day. */
static int
parse_clock(uint64_t *ns, const char *s, size_t len)
{
	int hour, minute, second = 0;

	if (len != 5 && len != 8)
		return -1;
	hour = digits_get2(s);
	minute = digits_get2(s + 3);
	if (len == 8)
		second = s[5] == ':' ? digits_get2(s + 6) : -1;
	if (s[2] != ':' || hour < 0 || hour > 24 || minute < 0 || minute > 59 ||
	    second < 0 || second > 59 || (hour == 24 && minute + second > 0))
		return -1;
	*ns = (uint64_t)(hour * 3600 + minute * 60 + second) * NS_SECOND;
	return 0;
}

static int
set_session(struct when *w, const char *s, struct err *err)
{
	size_t len = strcspn(s, "-");

	if (s[len] == '\0' || parse_clock(&w->open_ns, s, len) == -1 ||
	    parse_clock(&w->close_ns, s + len + 1, strlen(s + len + 1)) == -1)
		return err_usage(err,
		    "--session: \"%.80s\": expected two times of the day such "
		    "as 09:30-16:00",
		    s);
	w->open_ns %= NS_DAY;
	if (w->open_ns == w->close_ns)
		return err_usage(err,
		    "--session: %.80s: start and end are the same", s);
	w->session = 1;
	return 0;
}

int
when_init(struct when *w, const char *start, const char *end,
    const char *session, const char *tz, struct err *err)
{
	memset(w, 0, sizeof(*w));
	w->end = TS_NULL;
	if (tz != NULL && zone_option(&w->zone, "tz", tz, err) == -1)
		return -1;
	if (start != NULL &&
	    parse_time(&w->start, "start", start, &w->zone, err) == -1)
		return -1;
	if (end != NULL && set_end(w, start, end, err) == -1)
		return -1;
	return session != NULL ? set_session(w, session, err) : 0;
}

void
when_fini(struct when *w)
{
	zone_fini(&w->zone);
}

int
when_all(const struct when *w)
{
	return w->start == 0 && w->end == TS_NULL && !w->session;
}

/* How far it is from one time of the day to the next of another, in (0, a
 * day]. */
static uint64_t
ahead(uint64_t from, uint64_t to)
{
	return to > from ? to - from : to + NS_DAY - from;
}

/* Seconds to ns, cut to what an instant can be. */
static uint64_t
clamp_ns(int64_t s)
{
	if (s < 0)
		return 0;
	return (uint64_t)s > TS_NULL / NS_SECOND ? TS_NULL
						 : (uint64_t)s * NS_SECOND;
}

int
when_look(struct when *w, uint64_t t)
{
	uint64_t open = w->open_ns, close = w->close_ns;
	uint64_t local, past, next, begin, stop;
	int64_t from, until, offset; /* under two days */

	offset =
	    zone_stretch(&w->zone, (int64_t)(t / NS_SECOND), &from, &until);
	local = (t % NS_DAY + 2 * NS_DAY +
		    (uint64_t)(offset * (int64_t)NS_SECOND)) %
		NS_DAY;
	/* from the last of three changes (the zone's, the opening, the close)
	 * to the next */
	past = NS_DAY - (ahead(local, open) > ahead(local, close)
				? ahead(local, open)
				: ahead(local, close));
	next = ahead(local, open) < ahead(local, close) ? ahead(local, open)
							: ahead(local, close);
	begin = clamp_ns(from);
	stop = clamp_ns(until);
	w->known_from = t - begin < past ? begin : t - past;
	w->known_n = t - w->known_from + (stop - t < next ? stop - t : next);
	w->known = open < close ? local >= open && local < close
				: local >= open || local < close;
	return w->known;
}
