/*
 * session.c - the trading hours of a day in a time zone; may cross midnight.
 *
 * An opening in the hour that clocks skip or repeat is converted as in
 * zone_to_utc.
 */
#include "synth/session.h"

#include <string.h>

static const uint32_t day_s = 86400;

/* "09:30" */
static int
clock_parse(uint32_t *seconds, const char *s)
{
	uint32_t h, m;
	int i;

	for (i = 0; i < 5; i++)
		if (i == 2 ? s[i] != ':' : s[i] < '0' || s[i] > '9')
			return -1;
	h = (uint32_t)(s[0] - '0') * 10 + (uint32_t)(s[1] - '0');
	m = (uint32_t)(s[3] - '0') * 10 + (uint32_t)(s[4] - '0');
	*seconds = h * 3600 + m * 60;
	return m > 59 || *seconds > day_s ? -1 : 0;
}

int
session_parse(struct session *s, const char *text, const char *zone,
    struct err *err)
{
	struct session v = { 0 };

	if (strlen(text) != 11 || text[5] != '-' ||
	    clock_parse(&v.open_s, text) == -1 ||
	    clock_parse(&v.close_s, text + 6) == -1 || v.open_s == day_s)
		return err_usage(err,
		    "--session: \"%.40s\": expected hours such as 09:30-16:00",
		    text);
	if (v.open_s == v.close_s)
		return err_usage(err,
		    "--session: %s: has no length; 00:00-24:00 is a whole day",
		    text);
	if (v.close_s == 0)
		v.close_s = day_s;
	if (zone != NULL && zone_option(&v.zone, "zone", zone, err) == -1)
		return -1;
	*s = v;
	return 0;
}

void
session_fini(struct session *s)
{
	zone_fini(&s->zone);
}

uint64_t
session_length(const struct session *s)
{
	uint32_t over = s->close_s > s->open_s ? 0 : day_s;

	return (uint64_t)(s->close_s + over - s->open_s) * NS_SECOND;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t
session_day(const struct session *s, uint64_t t)
{
	int64_t local = zone_to_local(&s->zone, (int64_t)(t / NS_SECOND));
	int64_t day = floor_div(local, day_s);

	/* after midnight, before the close */
	if (s->close_s <= s->open_s &&
	    local - day * (int64_t)day_s < (int64_t)s->close_s)
		day--;
	return day;
}

static uint64_t
instant(const struct session *s, int64_t local)
{
	int64_t utc = zone_to_utc(&s->zone, local, NULL);

	return utc > 0 ? (uint64_t)utc * NS_SECOND : 0;
}

uint64_t
session_day_end(const struct session *s, int64_t day)
{
	uint32_t over = s->close_s > s->open_s ? 0 : s->close_s;

	return instant(s, (day + 1) * (int64_t)day_s + over);
}

void
session_span(uint64_t *open, uint64_t *close, const struct session *s,
    int64_t day)
{
	int64_t midnight = day * (int64_t)day_s;
	uint32_t over = s->close_s > s->open_s ? 0 : day_s;

	*open = instant(s, midnight + s->open_s);
	*close = instant(s, midnight + s->close_s + over);
}
