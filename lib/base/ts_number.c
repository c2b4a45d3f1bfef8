/*
 * ts_number.c - times as numbers.
 *
 * The unit of a number since 1970 follows from its magnitude: below 1e11
 * seconds, below 1e14 milliseconds, below 1e17 microseconds, else nanoseconds.
 * This is correct for every instant from 1973-03-03 on.  Digits that form a
 * calendar date are never such a number: 8 of them from 1900 to 2100, and 14,
 * 17, 20 or 23 with hours to seconds and a fraction.  As numbers they would be
 * in 1970, or later than any instant.
 */
#include <string.h>

#include "base/digits.h"
#include "base/num.h"
#include "base/tstamp.h"

__extension__ typedef unsigned __int128 u128;

/* No unit makes an instant of it. */
static const char no_unit[] =
    "not a time since 1970 in s, ms, us or ns (after 2554-07-21)";

/* ns in the unit, of a whole number where that decides. */
static uint64_t
unit_ns(enum ts_unit *unit, uint64_t v)
{
	static const uint64_t ns[] = { 0, NS_SECOND, 1000000, 1000, 1 };

	if (*unit != TS_AUTO)
		return ns[*unit];
	if (v < UINT64_C(100000000000))
		*unit = TS_S;
	else if (v < UINT64_C(100000000000000))
		*unit = TS_MS;
	else
		*unit = v < UINT64_C(100000000000000000) ? TS_US : TS_NS;
	return ns[*unit];
}

/* whole + part / 10^places units; what is finer than a ns is cut. */
static int
set_epoch(struct ts_time *t, uint64_t whole, uint64_t part, int places,
    enum ts_unit unit, const char **why)
{
	const char *late = unit == TS_AUTO ? no_unit : ts_after_2554;
	uint64_t ns = unit_ns(&unit, whole), tail;

	tail = (uint64_t)((u128)part * ns / digits_pow10[places]);
	if (__builtin_mul_overflow(whole, ns, &whole) ||
	    __builtin_add_overflow(whole, tail, &whole) ||
	    (whole == TS_NULL && ns != 1)) {
		*why = late;
		return -1;
	}
	*t = (struct ts_time){ whole, unit, TS_MET_NUMBER };
	return 0;
}

/* With an exponent, a sign, or digits on one side of the point only. */
static int
read_decimal(struct ts_time *t, const char *s, size_t len, enum ts_unit unit,
    const char **why)
{
	const char *late = unit == TS_AUTO ? no_unit : ts_after_2554;
	uint64_t whole = 0;
	struct dec d;

	*why = "not a time";
	if (dec_scan(&d, s, len) != 0)
		return -1;
	*why = "a negative number: before 1970";
	if (d.neg && d.w != 0)
		return -1;
	*why = late;
	if (d.w == 0)
		return set_epoch(t, 0, 0, 0, unit, why);
	if (d.e > 0) { /* digits beyond the 19th of a whole part are lost */
		if (d.e > 19 || d.cut != DEC_EXACT ||
		    __builtin_mul_overflow(d.w, digits_pow10[d.e], &whole) ||
		    set_epoch(t, whole, 0, 0, unit, why) == -1)
			return -1;
		t->met |= TS_MET_ROUNDED;
		return 0;
	}
	for (; d.e < -19 && d.w != 0; d.e++)
		d.w /= 10;
	if (d.w == 0)
		d.e = 0;
	whole = d.w / digits_pow10[-d.e];
	return set_epoch(t, whole, d.w % digits_pow10[-d.e], (int)-d.e, unit,
	    why);
}

/* ---- calendar digits ---- */

/* How many digits s begins with. */
static size_t
count_digits(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && digits_is(s[n]))
		n++;
	return n;
}

/* Of eight digits that went through a floating-point column: 20260320.0 */
static int
is_float_date(const char *s, size_t len)
{
	size_t i;

	if (len < 10 || s[8] != '.' || count_digits(s, 8) != 8)
		return 0;
	for (i = 9; i < len; i++)
		if (s[i] != '0')
			return 0;
	return 1;
}

int
ts_is_calendar(const char *s, size_t len)
{
	int year;

	if (is_float_date(s, len))
		len = 8;
	if (len != 8 && len != 14 && len != 17 && len != 20 && len != 23 &&
	    !(len > 15 && (s[14] == '.' || s[14] == ',')))
		return 0;
	if (digits_get2(s) < 19 || digits_get2(s + 2) < 0)
		return 0;
	year = digits_get2(s) * 100 + digits_get2(s + 2);
	if (year > 2100)
		return 0;
	return count_digits(s, len) == len ||
	       (len > 15 && count_digits(s, 15) == 14 &&
		   count_digits(s + 15, len - 15) == len - 15);
}

static int
read_calendar(struct ts_time *t, const char *s, size_t len,
    const struct zone *z, const char **why)
{
	struct ts_civil c = { digits_get2(s) * 100 + digits_get2(s + 2),
		digits_get2(s + 4), digits_get2(s + 6), 0, 0 };
	struct zone utc = { 0, 0, NULL };
	int h = 0, m = 0, second = 0, dot;

	if (len >= 14) {
		h = digits_get2(s + 8);
		m = digits_get2(s + 10);
		second = digits_get2(s + 12);
		dot = len > 14 && !digits_is(s[14]);
		c.frac_ns = digits_nano(s + 14 + dot, len - 14 - (size_t)dot);
	}
	c.second = h * 3600 + m * 60 + second;
	*why = c.month < 1 || c.month > 12              ? "month out of range"
	       : !ts_valid_date(c.year, c.month, c.day) ? "day out of range"
	       : h > 23                                 ? "hour out of range"
	       : m > 59                                 ? "minute out of range"
	       : second > 60                            ? "second out of range"
							: NULL;
	if (*why != NULL)
		return -1;
	return ts_from_civil(t, &c, z != NULL && z->by_form ? &utc : z, why);
}

int
ts_number(struct ts_time *t, const char *s, size_t len, enum ts_unit unit,
    const struct zone *z, const char **why)
{
	const char *point;
	uint64_t whole;

	if (unit == TS_AUTO && ts_is_calendar(s, len))
		return read_calendar(t, s, is_float_date(s, len) ? 8 : len, z,
		    why);
	if (num_u64(&whole, s, len) == 0)
		return set_epoch(t, whole, 0, 0, unit, why);
	point = memchr(s, '.', len);
	if (point != NULL && num_u64(&whole, s, (size_t)(point - s)) == 0 &&
	    point + 1 < s + len) {
		len -= (size_t)(point + 1 - s);
		if (count_digits(point + 1, len) == len)
			return set_epoch(t, whole, digits_nano(point + 1, len),
			    9, unit, why);
		len += (size_t)(point + 1 - s);
	}
	return read_decimal(t, s, len, unit, why);
}
