/*
 * times_refuse.c - refuse texts that are no time, or more than one.
 */
#include "source/times_refuse.h"

#include <stdio.h>
#include <string.h>

#include "source/times.h"

const char times_before_1970[] = "before-1970";

const char *const times_unit_names[] = { "", "s", "ms", "us", "ns" };

int
times_refuse(const char **reason, const char *text, size_t len, const char *why,
    struct err *err)
{
	*reason = why == ts_before_1970 ? times_before_1970 : "bad-time";
	return err_set(err, "%s: \"%.*s\"", why,
	    (int)(len < TIMES_SHOWN ? len : TIMES_SHOWN), text);
}

/* "2018-01-09" of a date. */
static const char *
date_text(char buf[16], const struct ts_civil *c)
{
	snprintf(buf, 16, "%04d-%02d-%02d", c->year % 10000, c->month % 100,
	    c->day % 100);
	return buf;
}

/* "09:30:00.0255" of a time of the day. */
static const char *
clock_text(char buf[32], const struct ts_civil *c)
{
	int s = (int)(c->second % 86400), n;

	n = snprintf(buf, 32, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
	if (c->frac_ns > 0) {
		n += snprintf(buf + n, 32 - (size_t)n, ".%09u", c->frac_ns);
		while (buf[n - 1] == '0')
			buf[--n] = '\0';
	}
	return buf;
}

int
times_undecided_date(const char **reason, const char *text, size_t len,
    unsigned orders, struct err *err)
{
	static const char *const words[] = { [ORDER_YMD] = "ymd",
		[ORDER_MDY] = "mdy",
		[ORDER_DMY] = "dmy" };
	char readings[160], names[32], date[16];
	size_t n = 0, m = 0;
	const char *why;
	struct ts_form f;
	unsigned order;

	for (order = ORDER_YMD; order <= ORDER_DMY; order *= 2) {
		if ((orders & order) == 0 ||
		    ts_form_read(&f, text, len, order, &why) != 0)
			continue;
		n += (size_t)snprintf(readings + n, sizeof(readings) - n,
		    "%s%s as %s", n > 0 ? " or " : "", date_text(date, &f.c),
		    ts_order_name(order));
		m += (size_t)snprintf(names + m, sizeof(names) - m, "%s%s",
		    m > 0 ? " or " : "", words[order]);
	}
	*reason = "bad-time";
	return err_set(err, "\"%.*s\": may be %s: choose with --ts-format %s",
	    (int)(len < TIMES_SHOWN ? len : TIMES_SHOWN), text, readings,
	    names);
}

int
times_undecided_clock(const char **reason, const char *text, size_t len,
    const struct clock_form *f, int n, int date, struct err *err)
{
	const char *form = "", *hhmm = "";
	char readings[200], clock[32], fraction[16] = "";
	struct ts_civil c = { 0 };
	size_t at = 0;
	int i;

	for (i = 0; i < n; i++) {
		clock_read(&c, &f[i], text, len);
		form = f[i].unit != TS_AUTO        ? "in "
		       : f[i].places == CLOCK_HHMM ? "as HHMM"
						   : "as HHMMSS";
		at += (size_t)snprintf(readings + at, sizeof(readings) - at,
		    "%s%s %s%s", i > 0 ? " or " : "", clock_text(clock, &c),
		    form,
		    f[i].unit == TS_AUTO ? "" : times_unit_names[f[i].unit]);
		if (f[i].places == CLOCK_HHMM)
			hhmm = date ? " or 'DATE %H%M'" : " or %H%M";
		if (f[i].unit == TS_AUTO && f[i].places > 0)
			snprintf(fraction, sizeof(fraction), "%%%df",
			    f[i].places);
	}
	if (memchr(text, '.', len) != NULL)
		strcpy(fraction, ".%f");
	*reason = "bad-time";
	return err_set(err,
	    "\"%.*s\": may be %s after midnight: choose with --ts-unit UNIT or "
	    "--ts-format '%s%%H%%M%%S%s'%s",
	    (int)(len < TIMES_SHOWN ? len : TIMES_SHOWN), text, readings,
	    date ? "DATE " : "", fraction, hhmm);
}

int
times_early_number(const char **reason, const char *text, size_t len,
    const struct ts_time *v, struct err *err)
{
	char iso[TS_ISO_LEN + 1];

	iso[ts_put_iso(iso, v->ns)] = '\0';
	*reason = "bad-time";
	return err_set(err,
	    "\"%.*s\": %s since 1970 would be %s: --any-time accepts it",
	    (int)(len < TIMES_SHOWN ? len : TIMES_SHOWN), text,
	    times_unit_names[v->unit], iso);
}

int
times_refuse_ticks(const char **reason, const char *text, size_t len,
    const struct ts_time *v, struct err *err)
{
	const uint64_t from = UINT64_C(621355968000000000);
	char iso[TS_ISO_LEN + 1], other[TS_ISO_LEN + 1];

	iso[ts_put_iso(iso, v->ns)] = '\0';
	other[ts_put_iso(other, (v->ns - from) * 100)] = '\0';
	*reason = "bad-time";
	return err_set(err,
	    "\"%.*s\": may be %s in ticks of .NET (subtract "
	    "621355968000000000 and divide by 10 for us since 1970), or %s in "
	    "ns (--ts-unit ns)",
	    (int)(len < TIMES_SHOWN ? len : TIMES_SHOWN), text, other, iso);
}

int
times_refuse_digits(const char **reason, const char *text, size_t len,
    const struct ts_time *v, struct err *err)
{
	char iso[TS_ISO_LEN + 1];
	int hour = len == 10;

	iso[ts_put_iso(iso, v->ns)] = '\0';
	*reason = "bad-time";
	return err_set(err,
	    "\"%.*s\": may be a date as YYYYMMDDHH%s (--ts-format "
	    "%%Y%%m%%d%%H%s), or %s in %s since 1970 (--ts-unit %s)",
	    (int)len, text, hour ? "" : "MMSS and a fraction",
	    hour ? "" : "%M%S%f", iso, times_unit_names[v->unit],
	    times_unit_names[v->unit]);
}
