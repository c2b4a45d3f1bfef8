/*
 * tstamp.c - instants as text, and the calendar.
 *
 * Days to dates: Neri and Schneider 2022, "Euclidean affine functions and
 * their application to calendar algorithms", figure 12: years begin in
 * March, so the leap day is the last, and each step is one multiplication.
 * The other way is the usual sum over eras of 400 years.
 */
#include "base/tstamp.h"

#include "base/digits.h"

#define ERA_DAYS 146097  /* 400 years */
#define EPOCH_DAY 719468 /* 1970-01-01, counted from 0000-03-01 */

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
