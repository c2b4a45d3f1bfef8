/*
 * tz_rule.c - the rule of a zone: POSIX TZ strings, as RFC 8536 extends them.
 *
 *	std offset [ dst [ offset ] , date [ /time ] , date [ /time ] ]
 *
 * A name is letters, or anything in <>.  Offsets are hours [ :minutes [
 * :seconds ] ], west of UTC; daylight time is an hour ahead of standard time
 * unless it has an offset of its own.  A date is Mm.w.d (month, week 1 to 5,
 * weekday from Sunday 0), Jn (day 1 to 365, never 29 February) or n (day 0 to
 * 365).  The time of a change is on the local clock in effect before it; the
 * default is 02:00, and it may be up to 167 hours before or after midnight.
 * Without a rule (an empty string) the last offset remains.
 */
#include "base/tz.h"

#include "base/digits.h"
#include "base/tstamp.h"

enum { DAY = 86400, HOUR = 3600 };

/* A date of the year and a time of the day in seconds. */
struct rule_date {
	char form; /* 'M', 'J' or '0' */
	int month, week, day;
	int32_t time;
};

struct rule {
	const char *s, *end;
	int32_t std, dst; /* seconds east of UTC */
	int has_dst;
	struct rule_date begin, stop; /* of daylight time */
};

/* Up to three digits in [min, max]; -1. */
static int
take_number(struct rule *r, int *v, int min, int max)
{
	int n = 0;

	for (*v = 0; r->s < r->end && digits_is(*r->s) && n < 3; n++)
		*v = *v * 10 + (*r->s++ - '0');
	return n > 0 && *v >= min && *v <= max ? 0 : -1;
}

static int
accept(struct rule *r, char c)
{
	if (r->s == r->end || *r->s != c)
		return 0;
	r->s++;
	return 1;
}

/* [+-]hours[:minutes[:seconds]] in seconds. */
static int
take_time(struct rule *r, int32_t *seconds, int max_hours)
{
	int neg = accept(r, '-'), hours, minutes = 0, second = 0;

	if (!neg)
		accept(r, '+');
	if (take_number(r, &hours, 0, max_hours) == -1 ||
	    (accept(r, ':') && take_number(r, &minutes, 0, 59) == -1) ||
	    (accept(r, ':') && take_number(r, &second, 0, 59) == -1))
		return -1;
	*seconds = hours * HOUR + minutes * 60 + second;
	if (neg)
		*seconds = -*seconds;
	return 0;
}

/* The name of a clock: at least three letters, or "<+0330>". */
static int
take_name(struct rule *r)
{
	const char *from = r->s;

	if (accept(r, '<')) {
		while (r->s < r->end && *r->s != '>')
			r->s++;
		return accept(r, '>') ? 0 : -1;
	}
	while (r->s < r->end && ((*r->s >= 'A' && *r->s <= 'Z') ||
				    (*r->s >= 'a' && *r->s <= 'z')))
		r->s++;
	return r->s - from >= 3 ? 0 : -1;
}

static int
take_date(struct rule *r, struct rule_date *d)
{
	*d = (struct rule_date){ .form = '0', .time = 2 * HOUR };
	if (accept(r, 'M')) {
		d->form = 'M';
		if (take_number(r, &d->month, 1, 12) == -1 || !accept(r, '.') ||
		    take_number(r, &d->week, 1, 5) == -1 || !accept(r, '.') ||
		    take_number(r, &d->day, 0, 6) == -1)
			return -1;
	} else if (accept(r, 'J')) {
		d->form = 'J';
		if (take_number(r, &d->day, 1, 365) == -1)
			return -1;
	} else if (take_number(r, &d->day, 0, 365) == -1) {
		return -1;
	}
	return accept(r, '/') ? take_time(r, &d->time, 167) : 0;
}

static int
take_rule(struct rule *r)
{
	int32_t west;

	if (take_name(r) == -1 || take_time(r, &west, 24) == -1)
		return -1;
	r->std = -west;
	if (r->s == r->end)
		return 0;
	r->has_dst = 1;
	r->dst = r->std + HOUR;
	if (take_name(r) == -1)
		return -1;
	if (r->s < r->end && *r->s != ',') {
		if (take_time(r, &west, 24) == -1)
			return -1;
		r->dst = -west;
	}
	if (!accept(r, ',') || take_date(r, &r->begin) == -1 ||
	    !accept(r, ',') || take_date(r, &r->stop) == -1)
		return -1;
	return r->s == r->end ? 0 : -1;
}

/* Seconds of the local clock at a rule's date in a year. */
static int64_t
date_in(const struct rule_date *d, int year)
{
	int64_t day = ts_days(year, 1, 1), first;
	int leap = ts_valid_date(year, 2, 29);

	if (d->form == 'J')
		day += d->day - 1 + (leap && d->day >= 60);
	else if (d->form == '0')
		day += d->day;
	if (d->form == 'M') {
		first = ts_days(year, d->month, 1);
		/* 1970-01-01 was a Thursday */
		day = first + ((d->day - (first + 4) % 7) % 7 + 7) % 7 +
		      (d->week - 1) * 7;
		if (d->week == 5 &&
		    day >= (d->month == 12 ? ts_days(year + 1, 1, 1)
					   : ts_days(year, d->month + 1, 1)))
			day -= 7;
	}
	return day * DAY + d->time;
}

/*
 * Both changes of a year, the earlier first.  Where one year's end of
 * daylight time meets the next one's begin it never ends (RFC 8536, 3.3.1).
 */
static int
add_year(struct tz *tz, const struct rule *r, int year, int64_t after,
    struct err *err)
{
	int64_t begin = date_in(&r->begin, year) - r->std;
	int64_t stop = date_in(&r->stop, year) - r->dst;
	int64_t again = date_in(&r->begin, year + 1) - r->std;
	int64_t before = date_in(&r->stop, year - 1) - r->dst;
	int ends = stop < again, begins = begin != before;

	if (begin < stop && begins && begin > after &&
	    tz_add(tz, begin, r->dst, err) == -1)
		return -1;
	if (ends && stop > after && tz_add(tz, stop, r->std, err) == -1)
		return -1;
	if (begin >= stop && begins && begin > after)
		return tz_add(tz, begin, r->dst, err);
	return 0;
}

int
tz_rule(struct tz *tz, const char *s, size_t len, int64_t after,
    struct err *err)
{
	struct rule r = { .s = s, .end = s + len };
	int year = 1969, month, day;

	if (len == 0)
		return 0;
	if (take_rule(&r) == -1)
		return err_set(err, "rule \"%.*s\"", (int)(len < 60 ? len : 60),
		    s);
	if (!r.has_dst || after > ts_days(TZ_LAST_YEAR, 1, 1) * DAY)
		return 0;
	if (after > 0)
		ts_civil(after / DAY - 1, &year, &month, &day);
	for (; year <= TZ_LAST_YEAR; year++)
		if (add_year(tz, &r, year, after, err) == -1)
			return -1;
	return 0;
}
