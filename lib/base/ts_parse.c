/*
 * ts_parse.c - times with separators: ISO 8601 and similar forms.
 *
 * A text is a date (year first with '-' or '.', day first with '.', or eight
 * digits with a time behind), a time with colons or as HHMMSS with the
 * fraction right after it, and a zone; anything else must be a number
 * (ts_number.c).  Nothing is guessed: each form is identified by the positions
 * of its separators.
 */
#include <string.h>

#include "base/digits.h"
#include "base/tstamp.h"

/* A date and time as read, and the place in the text. */
struct ts_reader {
	const char *p, *end;
	const char *why; /* the first thing wrong */
	struct ts_civil c;
	int fix; /* FIX's form, which is in UTC */
};

static int
fail(struct ts_reader *r, const char *why)
{
	r->why = why;
	return -1;
}

/* Two digits in 0..max, or -1 with why. */
static int
take2(struct ts_reader *r, int max, const char *why)
{
	int v = r->end - r->p >= 2 ? digits_get2(r->p) : -1;

	if (v < 0)
		return fail(r, "not a time");
	if (v > max)
		return fail(r, why);
	r->p += 2;
	return v;
}

/* Year, month and day from their positions; reading continues at next. */
static int
take_date(struct ts_reader *r, const char *year, const char *month,
    const char *day, const char *next)
{
	int century = digits_get2(year), in_century = digits_get2(year + 2);

	r->c.month = digits_get2(month);
	r->c.day = digits_get2(day);
	if (century < 0 || in_century < 0 || r->c.month < 0 || r->c.day < 0)
		return fail(r, "not a time");
	r->c.year = century * 100 + in_century;
	if (r->c.month < 1 || r->c.month > 12)
		return fail(r, "month out of range");
	if (!ts_valid_date(r->c.year, r->c.month, r->c.day))
		return fail(r, "day out of range");
	r->p = next;
	return 0;
}

/* 1 and the date when s has the form of one, 0 when it has not, or -1. */
static int
take_any_date(struct ts_reader *r)
{
	const char *s = r->p;
	size_t len = (size_t)(r->end - s);
	int error;

	if (len >= 10 && s[4] == s[7] && (s[4] == '-' || s[4] == '.'))
		error = take_date(r, s, s + 5, s + 8, s + 10);
	else if (len >= 10 && s[2] == '.' && s[5] == '.')
		error = take_date(r, s + 6, s + 3, s, s + 10);
	else if (len > 8 &&
		 (s[8] == ' ' || s[8] == 'T' || s[8] == 'D' || s[8] == '-'))
		error = take_date(r, s, s + 4, s + 6, s + 8);
	else
		return 0;
	r->fix = r->p == s + 8 && s[8] == '-';
	return error == 0 ? 1 : -1;
}

/* Digits of a fraction: nine count, more are cut. */
static int
take_fraction(struct ts_reader *r)
{
	const char *start = r->p;
	uint64_t v = 0;
	int n = 0;

	if (r->end - start >= 8 && digits_all8(digits_load8(start))) {
		v = digits_join8(digits_load8(start));
		r->p += 8;
		n = 8;
	}
	for (; r->p < r->end && digits_is(*r->p); r->p++) {
		if (n == 9)
			continue;
		v = v * 10 + (uint64_t)(*r->p - '0');
		n++;
	}
	if (r->p == start)
		return fail(r, "fraction without digits");
	r->c.frac_ns = (uint32_t)(v * digits_pow10[9 - n]);
	return 0;
}

/* "21:59:59.981", "21:59", "215959981" or "215959.981". */
static int
take_time(struct ts_reader *r)
{
	int hour, minute, second = 0, colons;

	hour = take2(r, 23, "hour out of range");
	if (hour < 0)
		return -1;
	colons = r->p < r->end && *r->p == ':';
	r->p += colons;
	minute = take2(r, 59, "minute out of range");
	if (minute < 0)
		return -1;
	if (!colons || (r->p < r->end && *r->p == ':')) {
		r->p += colons;
		second = take2(r, 60, "second out of range");
		if (second < 0)
			return -1;
		if (r->p < r->end && (*r->p == '.' || *r->p == ',')) {
			r->p++;
			if (take_fraction(r) != 0)
				return -1;
		} else if (!colons && r->p < r->end && digits_is(*r->p)) {
			if (take_fraction(r) != 0)
				return -1;
		}
	}
	r->c.second = hour * 3600 + minute * 60 + second;
	return 0;
}

/* What is left must be a zone: "Z", "+05:30", " GMT+0300", " UTC". */
static int
take_zone(struct ts_reader *r, struct zone *z)
{
	const char *s = r->p;
	size_t len = (size_t)(r->end - s);

	if (len > 1 && *s == ' ') {
		s++;
		len--;
	} else if (*s != 'Z' && *s != '+' && *s != '-') {
		return fail(r, "not a time");
	}
	if (len > 3 && s[0] == 'G' && s[1] == 'M' && s[2] == 'T') {
		s += 3;
		len -= 3;
		if (*s != '+' && *s != '-')
			return fail(r, "unknown zone");
	}
	return zone_fixed(z, s, len) == 0 ? 0 : fail(r, "unknown zone");
}

const char ts_in_brokers_zone[] = "in a broker's zone: --tz ZONE is needed";

/* The zone implied by the form of a time without a zone, as an offset. */
static int
zone_of_form(struct zone *z, const struct ts_reader *r, const char *s,
    size_t len, const char **why)
{
	*z = (struct zone){ 0, 0, NULL };
	if (s[4] == '.' && s[7] == '.' && (len == 10 || s[10] != 'D')) {
		*why = ts_in_brokers_zone;
		return -1;
	}
	if (!r->fix && len == 18 && s[8] == ' ' && s[11] != ':' && s[15] != '.')
		z->offset = -5 * 3600;
	return 0;
}

/*
 * "/Date(1515542400000)/", with or without an offset after the number.  The
 * offset is the zone of the writer's clock; the number is in UTC in any case.
 */
static int
read_json_date(struct ts_time *t, const char *s, size_t len, const char **why)
{
	size_t n = 6;

	*why = "not a time";
	if (len < 9 || memcmp(s, "/Date(", 6) != 0 || s[len - 2] != ')' ||
	    s[len - 1] != '/')
		return -1;
	while (n < len && digits_is(s[n]))
		n++;
	if (n != len - 2 && !((s[n] == '+' || s[n] == '-') && len - 2 - n == 5))
		return -1;
	return ts_number(t, s + 6, n - 6, TS_MS, NULL, why);
}

int
ts_read(struct ts_time *t, const char *s, size_t len, enum ts_unit unit,
    const struct zone *z, const char **why)
{
	struct ts_reader r = { .p = s, .end = s + len, .why = "not a time" };
	struct zone written;
	int found = take_any_date(&r), error = found < 0;

	if (found == 0)
		return len > 0 && *s == '/'
			   ? read_json_date(t, s, len, why)
			   : ts_number(t, s, len, unit, z, why);
	if (!error && r.p < r.end) {
		error = *r.p != 'T' && *r.p != ' ' && *r.p != 'D' && !r.fix;
		r.p++;
		if (!error)
			error = take_time(&r);
		if (!error && r.p < r.end) {
			error = take_zone(&r, &written);
			z = &written;
		}
	}
	if (!error && z != NULL && z->by_form) {
		error = zone_of_form(&written, &r, s, len, &r.why) == -1;
		z = &written;
	}
	if (error) {
		*why = r.why;
		return -1;
	}
	return ts_from_civil(t, &r.c, z, why);
}

int
ts_parse(uint64_t *out, const char *s, size_t len, enum ts_unit unit,
    const struct zone *z, const char **why)
{
	struct ts_time t;

	if (ts_read(&t, s, len, unit, z, why) == -1)
		return -1;
	*out = t.ns;
	return 0;
}
