/*
 * ts_clock.c - times of the day as bare digits.
 *
 * HHMMSS has six digits and up to nine of a fraction after them.  Where a zero
 * at the front was lost (a spreadsheet, a number in JSON) one digit is
 * missing; because fractions have three, six or nine digits, 93000123 is then
 * 9:30:00.123.  Without a fraction more zeros may be lost: 100 is 00:01:00, or
 * 01:00 as HHMM.
 *
 * A count from midnight is in seconds if it has up to five digits before the
 * point, in ms with seven or eight, us with ten or eleven, ns with thirteen or
 * fourteen; with fewer digits all times would be within minutes of midnight.
 */
#include "base/ts_clock.h"

#include <string.h>

#include "base/digits.h"
#include "base/num.h"

/* The digits before and after the point; 0 when it is not that. */
static int
split(size_t *whole, size_t *places, const char *s, size_t len)
{
	size_t n = 0, m = 0;

	while (n < len && digits_is(s[n]))
		n++;
	if (n < len && (s[n] == '.' || s[n] == ','))
		while (n + 1 + m < len && digits_is(s[n + 1 + m]))
			m++;
	*whole = n;
	*places = m;
	return n > 0 && n + (m > 0) + m == len;
}

static int
read_hms(struct ts_civil *c, int places, const char *s, size_t whole,
    size_t behind)
{
	size_t n = places > 0 ? whole - (size_t)places : whole, i;
	uint32_t hms = 0;

	if (places > 9 || (places > 0 && whole <= (size_t)places) || n > 6 ||
	    (behind > 0 && places != 0))
		return -1;
	for (i = 0; i < n; i++)
		hms = hms * 10 + (uint32_t)(s[i] - '0');
	if (places == CLOCK_HHMM && n > 4)
		return -1;
	if (places == CLOCK_HHMM)
		hms *= 100;
	if (hms / 10000 > 23 || hms / 100 % 100 > 59 ||
	    (hms % 100 > 59 && hms != 235960))
		return -1;
	c->second = hms / 10000 * 3600 + hms / 100 % 100 * 60 + hms % 100;
	c->frac_ns = behind > 0   ? digits_nano(s + whole + 1, behind)
		     : places > 0 ? digits_nano(s + n, (size_t)places)
				  : 0;
	return 0;
}

static int
read_count(struct ts_civil *c, enum ts_unit unit, const char *s, size_t whole,
    size_t behind)
{
	static const uint64_t unit_ns[] = { 0, NS_SECOND, 1000000, 1000, 1 };
	uint64_t v, ns;

	if (num_u64(&v, s, whole) != 0 || v >= NS_DAY / unit_ns[unit])
		return -1;
	ns = v * unit_ns[unit];
	if (behind > 0)
		ns += digits_nano(s + whole + 1, behind) * unit_ns[unit] /
		      NS_SECOND;
	c->second = (int64_t)(ns / NS_SECOND);
	c->frac_ns = (uint32_t)(ns % NS_SECOND);
	return 0;
}

int
clock_read(struct ts_civil *c, const struct clock_form *f, const char *s,
    size_t len)
{
	size_t whole, places;

	if (!split(&whole, &places, s, len))
		return -1;
	return f->unit == TS_AUTO ? read_hms(c, f->places, s, whole, places)
				  : read_count(c, f->unit, s, whole, places);
}

/* The unit of a count from midnight with so many digits. */
static enum ts_unit
unit_of(size_t whole)
{
	if (whole <= 5)
		return TS_S;
	return whole == 7 || whole == 8     ? TS_MS
	       : whole == 10 || whole == 11 ? TS_US
	       : whole == 13 || whole == 14 ? TS_NS
					    : TS_AUTO;
}

int
clock_readings(struct clock_form out[CLOCK_READINGS_MAX], const char *s,
    size_t len)
{
	struct clock_form f[CLOCK_READINGS_MAX];
	struct ts_civil c;
	size_t whole, places;
	int i, n = 0, found = 0;

	if (!split(&whole, &places, s, len) || whole > 15)
		return 0;
	if (whole >= 6)
		f[n++] = (struct clock_form){ TS_AUTO, (int)whole - 6 };
	if (s[0] != '0' && whole >= 5 && (whole - 5) % 3 == 0)
		f[n++] = (struct clock_form){ TS_AUTO, (int)whole - 5 };
	else if ((s[0] != '0' || whole == 1) && whole < 5)
		f[n++] = (struct clock_form){ TS_AUTO, 0 };
	if (places == 0 && (whole == 4 || (whole < 4 && s[0] != '0')))
		f[n++] = (struct clock_form){ TS_AUTO, CLOCK_HHMM };
	if ((s[0] != '0' || whole == 1) && unit_of(whole) != TS_AUTO)
		f[n++] = (struct clock_form){ unit_of(whole), 0 };
	for (i = 0; i < n; i++)
		if (clock_read(&c, &f[i], s, len) == 0)
			out[found++] = f[i];
	return found;
}
