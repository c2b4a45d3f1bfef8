/*
 * tstamp.c - instants and their text forms.
 *
 * Days to dates: Neri and Schneider 2022, "Euclidean affine functions and
 * their application to calendar algorithms", figure 12: years begin in
 * March, so the leap day is the last, and each step is one multiplication.
 * The other way is the usual sum over eras of 400 years.
 *
 * A text is a date (year first with '-' or '.', day first with '.', or
 * eight digits with a time behind), a time with colons or as HHMMSS with the
 * fraction on its heels, and a zone; anything else must be an epoch value.
 * Nothing is guessed: each form is known by where its separators stand.
 */
#include "base/tstamp.h"

#include <string.h>

#include "base/digits.h"
#include "base/num.h"

#define ERA_DAYS 146097  /* 400 years */
#define EPOCH_DAY 719468 /* 1970-01-01, counted from 0000-03-01 */

__extension__ typedef unsigned __int128 u128;

/* A civil date and time as read, and where the reading stands. */
struct reader {
	const char *p, *end;
	const char *why; /* the first thing wrong */
	int year, month, day;
	int64_t second; /* of the day; 86400 after 23:59:60 */
	uint32_t frac_ns;
};

/* n days from 0000-03-01 on, n < 2^30: the date. */
static void
civil_from(uint32_t n, int *year, int *month, int *day)
{
	uint32_t n1 = 4 * n + 3, century = n1 / ERA_DAYS;
	uint32_t n2 = n1 % ERA_DAYS | 3; /* 4 (day of the century) + 3 */
	uint64_t p2 = (uint64_t)n2 * 2939745;
	uint32_t in_century = (uint32_t)(p2 >> 32);
	uint32_t in_year = (uint32_t)p2 / 2939745 / 4;
	uint32_t n3 = 2141 * in_year + 197913;
	uint32_t next = in_year >= 306; /* January and February */

	*year = (int)(100 * century + in_century + next);
	*month = (int)((n3 >> 16) - (next ? 12 : 0));
	*day = (int)((n3 & 0xffff) / 2141) + 1;
}

/* "2020-12-28" */
static void
put_date(char *out, uint32_t days)
{
	int year, month, day;

	civil_from(days + EPOCH_DAY, &year, &month, &day);
	digits_put2(out, (unsigned)year / 100);
	digits_put2(out + 2, (unsigned)year % 100);
	out[4] = '-';
	digits_put2(out + 5, (unsigned)month);
	out[7] = '-';
	digits_put2(out + 8, (unsigned)day);
}

size_t
ts_put_iso(char *out, uint64_t ns)
{
	uint64_t s = ns / NS_SECOND;
	uint32_t frac = (uint32_t)(ns % NS_SECOND);
	uint32_t days = (uint32_t)(s / 86400), second = (uint32_t)(s % 86400);

	put_date(out, days);
	out[10] = 'T';
	digits_put2(out + 11, second / 3600);
	out[13] = ':';
	digits_put2(out + 14, second / 60 % 60);
	out[16] = ':';
	digits_put2(out + 17, second % 60);
	out[19] = '.';
	digits_put9(out + 20, frac);
	out[29] = 'Z';
	return TS_ISO_LEN;
}

size_t
ts_put_date(char *out, uint64_t ns)
{
	put_date(out, (uint32_t)(ns / NS_DAY));
	return TS_DATE_LEN;
}

int64_t
ts_days(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t in_era = y - era * 400;
	int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;

	return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 +
	       in_year + day - 1 - EPOCH_DAY;
}

void
ts_civil(int64_t days, int *year, int *month, int *day)
{
	int64_t n = days + EPOCH_DAY, era = n / ERA_DAYS - (n % ERA_DAYS < 0);

	civil_from((uint32_t)(n - era * ERA_DAYS), year, month, day);
	*year += (int)(era * 400);
}

static int
month_days(int year, int month)
{
	static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

int
ts_valid_date(int year, int month, int day)
{
	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= month_days(year, month);
}

static int
fail(struct reader *r, const char *why)
{
	r->why = why;
	return -1;
}

/* Two digits in 0..max, or -1 with why. */
static int
take2(struct reader *r, int max, const char *why)
{
	int v = r->end - r->p >= 2 ? digits_get2(r->p) : -1;

	if (v < 0)
		return fail(r, "not a time");
	if (v > max)
		return fail(r, why);
	r->p += 2;
	return v;
}

/* Year, month and day from where they stand; the reading goes on at next. */
static int
take_date(struct reader *r, const char *year, const char *month,
    const char *day, const char *next)
{
	int century = digits_get2(year), in_century = digits_get2(year + 2);

	r->month = digits_get2(month);
	r->day = digits_get2(day);
	if (century < 0 || in_century < 0 || r->month < 0 || r->day < 0)
		return fail(r, "not a time");
	r->year = century * 100 + in_century;
	if (r->month < 1 || r->month > 12)
		return fail(r, "month out of range");
	if (!ts_valid_date(r->year, r->month, r->day))
		return fail(r, "day out of range");
	r->p = next;
	return 0;
}

/* 1 and the date when s has the form of one, 0 when it has not, or -1. */
static int
take_any_date(struct reader *r)
{
	const char *s = r->p;
	size_t len = (size_t)(r->end - s);
	int error;

	if (len >= 10 && s[4] == s[7] && (s[4] == '-' || s[4] == '.'))
		error = take_date(r, s, s + 5, s + 8, s + 10);
	else if (len >= 10 && s[2] == '.' && s[5] == '.')
		error = take_date(r, s + 6, s + 3, s, s + 10);
	else if (len > 8 && (s[8] == ' ' || s[8] == 'T'))
		error = take_date(r, s, s + 4, s + 6, s + 8);
	else
		return 0;
	return error == 0 ? 1 : -1;
}

/* Digits of a fraction: nine count, more are cut. */
static int
take_fraction(struct reader *r)
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
	r->frac_ns = (uint32_t)(v * digits_pow10[9 - n]);
	return 0;
}

/* "21:59:59.981", "21:59", "215959981" or "215959.981". */
static int
take_time(struct reader *r)
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
		if (r->p < r->end && *r->p == '.') {
			r->p++;
			if (take_fraction(r) != 0)
				return -1;
		} else if (!colons && r->p < r->end && digits_is(*r->p)) {
			if (take_fraction(r) != 0)
				return -1;
		}
	}
	r->second = hour * 3600 + minute * 60 + second;
	return 0;
}

/* What is left must be a zone: "Z", "+05:30", " GMT+0300", " UTC". */
static int
take_zone(struct reader *r, struct zone *z)
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

/* Seconds since 1970 and ns to an instant. */
static int
set_instant(uint64_t *out, int64_t utc, uint32_t frac_ns, const char **why)
{
	uint64_t ns;

	if (utc < 0) {
		*why = "before 1970";
		return -1;
	}
	if (__builtin_mul_overflow((uint64_t)utc, NS_SECOND, &ns) ||
	    __builtin_add_overflow(ns, frac_ns, &ns) || ns == TS_NULL) {
		*why = "after 2554-07-21";
		return -1;
	}
	*out = ns;
	return 0;
}

/* ns in the unit of a whole epoch value. */
static uint64_t
unit_ns(enum ts_unit unit, uint64_t v)
{
	switch (unit) {
	case TS_S:
		return NS_SECOND;
	case TS_MS:
		return 1000000;
	case TS_US:
		return 1000;
	case TS_NS:
		return 1;
	default:
		break;
	}
	if (v < UINT64_C(100000000000))
		return NS_SECOND;
	if (v < UINT64_C(100000000000000))
		return 1000000;
	return v < UINT64_C(100000000000000000) ? 1000 : 1;
}

int
ts_epoch(uint64_t *out, uint64_t v, enum ts_unit unit)
{
	uint64_t ns = unit_ns(unit, v), t;

	if (__builtin_mul_overflow(v, ns, &t) || (t == TS_NULL && ns != 1))
		return -1;
	*out = t;
	return 0;
}

/* whole + part / 10^places units, to ns; the rest is cut. */
static int
set_epoch(uint64_t *out, uint64_t whole, uint64_t part, int places,
    enum ts_unit unit, const char **why)
{
	uint64_t ns = unit_ns(unit, whole), tail;

	tail = (uint64_t)((u128)part * ns / digits_pow10[places]);
	if (__builtin_mul_overflow(whole, ns, &whole) ||
	    __builtin_add_overflow(whole, tail, &whole) ||
	    (whole == TS_NULL && ns != 1)) {
		*why = "after 2554-07-21";
		return -1;
	}
	*out = whole;
	return 0;
}

/* With an exponent, a sign, or digits on one side of the point only. */
static int
parse_decimal_epoch(uint64_t *out, const char *s, size_t len, enum ts_unit unit,
    const char **why)
{
	uint64_t whole = 0;
	struct dec d;

	*why = "not a time";
	if (dec_scan(&d, s, len) != 0)
		return -1;
	*why = "before 1970";
	if (d.neg && d.w != 0)
		return -1;
	*why = "after 2554-07-21";
	if (d.w == 0)
		return set_epoch(out, 0, 0, 0, unit, why);
	if (d.e > 0) { /* digits beyond the 19th of a whole part are lost */
		if (d.e > 19 || d.cut != DEC_EXACT ||
		    __builtin_mul_overflow(d.w, digits_pow10[d.e], &whole))
			return -1;
		return set_epoch(out, whole, 0, 0, unit, why);
	}
	for (; d.e < -19 && d.w != 0; d.e++)
		d.w /= 10;
	if (d.w == 0)
		d.e = 0;
	whole = d.w / digits_pow10[-d.e];
	return set_epoch(out, whole, d.w % digits_pow10[-d.e], (int)-d.e, unit,
	    why);
}

static int
parse_epoch(uint64_t *out, const char *s, size_t len, enum ts_unit unit,
    const char **why)
{
	struct reader r = { .end = s + len };
	const char *point;
	uint64_t whole;

	if (num_u64(&whole, s, len) == 0)
		return set_epoch(out, whole, 0, 0, unit, why);
	point = memchr(s, '.', len);
	if (point != NULL && num_u64(&whole, s, (size_t)(point - s)) == 0) {
		r.p = point + 1;
		if (take_fraction(&r) == 0 && r.p == r.end)
			return set_epoch(out, whole, r.frac_ns, 9, unit, why);
	}
	return parse_decimal_epoch(out, s, len, unit, why);
}

/* What the form of a time without a zone says of it, as an offset. */
static int
zone_of_form(struct zone *z, const char *s, size_t len, const char **why)
{
	*z = (struct zone){ 0, 0, NULL };
	if (s[4] == '.' && s[7] == '.') {
		*why = "in a broker's zone: wants --tz ZONE";
		return -1;
	}
	if (len == 18 && s[8] == ' ' && s[11] != ':' && s[15] != '.')
		z->offset = -5 * 3600;
	return 0;
}

int
ts_parse(uint64_t *out, const char *s, size_t len, enum ts_unit unit,
    const struct zone *z, const char **why)
{
	struct reader r = { .p = s, .end = s + len, .why = "not a time" };
	struct zone written;
	int64_t local;
	int found = take_any_date(&r), error = found < 0;

	if (found == 0)
		return parse_epoch(out, s, len, unit, why);
	if (!error && r.p < r.end) {
		error = *r.p != 'T' && *r.p != ' ';
		r.p++;
		if (!error)
			error = take_time(&r);
		if (!error && r.p < r.end) {
			error = take_zone(&r, &written);
			z = &written;
		}
	}
	if (!error && z != NULL && z->by_form) {
		error = zone_of_form(&written, s, len, &r.why) == -1;
		z = &written;
	}
	if (error) {
		*why = r.why;
		return -1;
	}
	local = ts_days(r.year, r.month, r.day) * 86400 + r.second;
	return set_instant(out, z != NULL ? zone_to_utc(z, local, NULL) : local,
	    r.frac_ns, why);
}
