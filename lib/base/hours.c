/*
 * hours.c - the hours of trading of each day, on the clock of a zone.
 */
#include "base/hours.h"

#include <string.h>

#include "base/digits.h"
#include "base/tstamp.h"

enum { DAY_S = 86400 };

/* "09:30"; 24:00 is the end of the day. */
static int64_t
read_clock(const char *s)
{
	int hour = digits_get2(s), minute = digits_get2(s + 3);

	if (s[2] != ':' || hour < 0 || hour > 24 || minute < 0 || minute > 59 ||
	    (hour == 24 && minute > 0))
		return -1;
	return hour * 3600 + minute * 60;
}

static int
read_hours(struct hours *h, const char *s)
{
	int64_t close;

	if (strcmp(s, "any") == 0) {
		h->any = 1;
		h->length = DAY_S;
		return 0;
	}
	if (strlen(s) != 11 || s[5] != '-' || (h->open = read_clock(s)) < 0 ||
	    (close = read_clock(s + 6)) < 0 || h->open == DAY_S)
		return -1;
	h->length = close > h->open ? close - h->open : close + DAY_S - h->open;
	return 0;
}

int
hours_open(struct hours *h, const char *text, const char *zone, struct err *err)
{
	memset(h, 0, sizeof(*h));
	if (read_hours(h, text) == -1)
		return err_usage(err,
		    "session: expected two times of the day such as "
		    "09:30-16:00, or any: \"%.80s\"",
		    text);
	if (zone_open(&h->zone, zone, strlen(zone), err) == -1)
		return err_at(err, "zone: \"%.80s\"", zone);
	return 0;
}

void
hours_fini(struct hours *h)
{
	zone_fini(&h->zone);
}

static int64_t
floor_day(int64_t s)
{
	return s / DAY_S - (s % DAY_S < 0);
}

struct hours_moment
hours_at(const struct hours *h, struct hours_stretch *s, uint64_t ns)
{
	int64_t utc = (int64_t)(ns / NS_SECOND), local;
	struct hours_moment at;

	if (utc < s->from || utc >= s->until)
		s->offset = zone_stretch(&h->zone, utc, &s->from, &s->until);
	local = utc + s->offset - h->open;
	at.day = floor_day(local);
	at.second = local - at.day * DAY_S;
	at.inside = at.second < h->length;
	return at;
}
