/*
 * times.c - convert texts to instants, as decided for their column.
 *
 * A text is tried as ISO 8601, a calendar date in digits or a number since
 * 1970 (base/tstamp.h); then as bare digits of a time of the day
 * (base/ts_clock.h), then in the forms that people write (base/ts_forms.h).
 * With --ts-format only that format is tried.  The first form that fits wins;
 * no text fits two forms.
 */
#include "source/times.h"

#include <string.h>

#include "base/digits.h"
#include "base/num.h"
#include "source/filename.h"
#include "source/source.h"
#include "source/times_refuse.h"

/* ---- numbers ---- */

static int
is_ticks(const struct times *t, const struct time_column *c,
    const struct ts_time *v)
{
	return v->unit == TS_NS && c->stated == TS_AUTO && t->unit == TS_AUTO &&
	       v->ns >= UINT64_C(630822816000000000) &&
	       v->ns < UINT64_C(643445856000000000);
}

/* The unit that was given, by the column's name or --ts-unit. */
static enum ts_unit
unit_of(const struct times *t, const struct time_column *c)
{
	return c->stated != TS_AUTO ? c->stated : t->unit;
}

/* 1 when numbers before 1980 are times, too, unless they are times of day. */
static int
any_number(const struct times *t)
{
	return t->any && !t->day_given;
}

/* What the fast path may take without a look. */
static void
set_span(const struct times *t, struct time_column *c)
{
	static const uint64_t ns[] = { 0, NS_SECOND, 1000000, 1000, 1 };
	static const uint64_t least[] = { 0, 0, UINT64_C(100000000000),
		UINT64_C(100000000000000), UINT64_C(100000000000000000) };
	static const uint64_t end[] = { 0, UINT64_C(100000000000),
		UINT64_C(100000000000000), UINT64_C(100000000000000000),
		UINT64_MAX };
	uint64_t unit = ns[c->unit], from, until;

	from = any_number(t) ? 0 : TS_NUMBERS_FROM / unit;
	until = (TS_NULL - 1) / unit;
	if (unit_of(t, c) == TS_AUTO) {
		from = from > least[c->unit] ? from : least[c->unit];
		until = until < end[c->unit] ? until : end[c->unit];
		/* eight digits may be a date */
		if (any_number(t) && c->unit == TS_S)
			from = UINT64_C(100000000);
	}
	c->unit_ns = unit;
	c->least = from;
	c->span = until - from;
}

/* A number that was read: its unit is that of the column. */
static int
take_number(struct times *t, struct time_column *c, uint64_t *out,
    const struct ts_time *v, const char *text, size_t len, const char **reason,
    struct err *err)
{
	if (c->unit == TS_AUTO || (c->unit != v->unit && t->each)) {
		if (is_ticks(t, c, v))
			return times_refuse_ticks(reason, text, len, v, err);
		if (unit_of(t, c) == TS_AUTO && times_digits_date(text, len))
			return times_refuse_digits(reason, text, len, v, err);
		c->unit = v->unit;
		set_span(t, c);
	} else if (c->unit != v->unit) {
		*reason = "bad-time";
		return err_set(err,
		    "\"%.*s\": a number of %s after numbers of %s: use "
		    "--ts-unit each to read each by its own size",
		    (int)(len < TIMES_SHOWN ? len : TIMES_SHOWN), text,
		    times_unit_names[v->unit], times_unit_names[c->unit]);
	}
	t->count[COUNT_TIME_ROUNDED] += (v->met & TS_MET_ROUNDED) != 0;
	*out = v->ns;
	return 0;
}

/* ---- zones ---- */

static const struct zone *
zone_of(const struct times *t, const struct time_column *c)
{
	return c->zoned ? &c->zone : &t->zone;
}

/* The zone that a text names: an offset, or one of the database, which is
 * known by its '/': "CET" in a text may mean winter time all year. */
static int
named_zone(struct times *t, const struct zone **z, const char *s, size_t len)
{
	struct err ignored = { 0 };
	struct zone named;

	if (len != t->name_len || memcmp(s, t->name, len) != 0) {
		if (len > sizeof(t->name) || len == 0)
			return -1;
		if (zone_fixed(&named, s, len) == -1 &&
		    (memchr(s, '/', len) == NULL ||
			zone_open(&named, s, len, &ignored) == -1))
			return -1;
		zone_fini(&t->named);
		t->named = named;
		memcpy(t->name, s, len);
		t->name_len = len;
	}
	*z = &t->named;
	return 0;
}

/*
 * Convert a local time to an instant; skipped and repeated times are counted.
 */
static int
take_civil(struct times *t, const struct zone *z, uint64_t *out,
    const struct ts_civil *c, const char *text, size_t len, const char **reason,
    struct err *err)
{
	static const struct zone utc = { 0, 0, NULL };
	struct ts_time v;
	const char *why;

	if (ts_from_civil(&v, c, z->by_form ? &utc : z, &why) == -1)
		return times_refuse(reason, text, len, why, err);
	t->count[COUNT_SKIPPED_HOUR] += (v.met & TS_MET_SKIPPED) != 0;
	t->count[COUNT_REPEATED_HOUR] += (v.met & TS_MET_REPEATED) != 0;
	*out = v.ns;
	return 0;
}

/* ---- times of the day in bare digits ---- */

/* 1 when all readings are the same time. */
static int
readings_agree(const struct clock_form *f, int n, const char *text, size_t len)
{
	struct ts_civil a = { 0 }, b = { 0 };
	int i;

	(void)clock_read(&a, &f[0], text, len);
	for (i = 1; i < n; i++)
		if (clock_read(&b, &f[i], text, len) == -1 ||
		    a.second != b.second || a.frac_ns != b.frac_ns)
			return 0;
	return 1;
}

/*
 * The reading of the column, or of the text; the column's is then decided
 * unless all of several readings of the text are the same time.
 */
static int
choose_clock(const struct times *t, struct time_column *c,
    const struct ts_civil *day, const char *text, size_t len,
    const char **reason, struct err *err)
{
	struct clock_form f[CLOCK_READINGS_MAX];
	int n;

	if (c->clocked)
		return 0;
	if (unit_of(t, c) != TS_AUTO) {
		c->clock = (struct clock_form){ unit_of(t, c), 0 };
		c->clocked = 1;
		return 0;
	}
	n = clock_readings(f, text, len);
	if (n == 0)
		return times_refuse(reason, text, len, "not a time of the day",
		    err);
	if (!readings_agree(f, n, text, len))
		return times_undecided_clock(reason, text, len, f, n,
		    day != &t->day, err);
	c->clock = f[0];
	c->clocked = n == 1;
	return 0;
}

/* Digits of a day whose date is known. */
static int
take_clock(struct times *t, struct time_column *c, uint64_t *out,
    const struct ts_civil *day, const char *text, size_t len,
    const char **reason, struct err *err)
{
	struct ts_civil civil = *day;

	if (choose_clock(t, c, day, text, len, reason, err) == -1)
		return -1;
	if (clock_read(&civil, &c->clock, text, len) == -1)
		return times_refuse(reason, text, len,
		    c->clock.unit == TS_AUTO
			? "not a time of the day as HHMMSS"
			: "not a time of the day as a count from midnight",
		    err);
	if (!c->zoned && !t->zoned)
		return times_refuse(reason, text, len,
		    "a time of the day without a zone: --tz ZONE is needed",
		    err);
	return take_civil(t, zone_of(t, c), out, &civil, text, len, reason,
	    err);
}

/* What else the digits of a time of the day may be. */
static const char *
other_reading(const char *text, size_t len, int number)
{
	int32_t year = 0, month = 0, day = 0;
	uint64_t v = 0;
	double days;

	if (len == 12 && num_u64(&v, text, len) == 0) {
		year = (int32_t)(v / 100000000);
		month = (int32_t)(v / 1000000 % 100);
		day = (int32_t)(v / 10000 % 100);
	}
	if (year >= 1900 && year <= 2100 && ts_valid_date(year, month, day) &&
	    v % 10000 < 2400 && v % 100 < 60)
		return " (--ts-format %Y%m%d%H%M reads it as a date)";
	if (memchr(text, '.', len) != NULL && num_f64(&days, text, len) == 0 &&
	    days > 36526 && days < 51502)
		return " (or days of a spreadsheet: export the column as text)";
	return number ? " (--any-time reads it as a number since 1970)" : "";
}

/* Bare digits in a column of whole times: a time of the day, when the day is
 * known from elsewhere; v: the number, NULL when it is none. */
static int
take_digits(struct times *t, struct time_column *c, uint64_t *out,
    const struct ts_time *v, const char *why, const char *text, size_t len,
    const char **reason, struct err *err)
{
	struct clock_form f[CLOCK_READINGS_MAX];
	int n = clock_readings(f, text, len);

	if (t->day_known && (n > 0 || c->clocked || unit_of(t, c) != TS_AUTO))
		return take_clock(t, c, out, &t->day, text, len, reason, err);
	if (v == NULL && n == 0)
		return times_refuse(reason, text, len, why, err);
	if (n == 0)
		return times_early_number(reason, text, len, v, err);
	*reason = "bad-time";
	return err_set(err,
	    "\"%.*s\": a time of the day without a date: --date DATE, a date "
	    "column or one date in the file's name is needed%s",
	    (int)(len < TIMES_SHOWN ? len : TIMES_SHOWN), text,
	    other_reading(text, len, v != NULL));
}

/* Seconds or more since 1970 and a fraction after a comma: the number with a
 * point, in buf; 0 it is none. */
static size_t
with_point(char buf[TIMES_SHOWN], const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && digits_is(s[n]))
		n++;
	if (n < 10 || n + 1 >= len || s[n] != ',' || len > TIMES_SHOWN)
		return 0;
	memcpy(buf, s, len);
	buf[n] = '.';
	return len;
}

static int
is_digits(const char *s, size_t len)
{
	size_t i, points = 0;

	for (i = 0; i < len; i++)
		if (s[i] == '.' || s[i] == ',')
			points++;
		else if (!digits_is(s[i]))
			return 0;
	return points <= 1 && len > points;
}

/* ---- all forms ---- */

/* A form of people: dates, times of the day, both. */
static int
take_form(struct times *t, struct time_column *c, uint64_t *out,
    struct ts_form *f, const char *text, size_t len, const char **reason,
    struct err *err)
{
	const struct zone *z = zone_of(t, c);

	if (f->zone_len > 0 && named_zone(t, &z, f->zone, f->zone_len) == -1)
		return times_refuse(reason, text, len, "unknown zone", err);
	if (!f->has_date) {
		if (!t->day_known)
			return times_refuse(reason, text, len,
			    "a time of the day without a date: --date DATE, a "
			    "date column or one date in the file's name is "
			    "needed",
			    err);
		f->c.year = t->day.year;
		f->c.month = t->day.month;
		f->c.day = t->day.day;
	}
	return take_civil(t, z, out, &f->c, text, len, reason, err);
}

static int
read_form(struct times *t, struct time_column *c, uint64_t *out,
    const char *text, size_t len, const char *why, const char **reason,
    struct err *err)
{
	const char *form_why = why;
	struct ts_form f;
	int got = ts_form_read(&f, text, len, c->orders & t->orders, &form_why);

	/* the reason of the form that came nearer */
	if (got == -1 && strcmp(why, "not a time") == 0)
		why = form_why;
	if (got == -1) {
		times_refuse(reason, text, len, why, err);
		return strcmp(why, "not a time") != 0
			   ? -1
			   : err_more(err, " (--ts-format reads other forms)");
	}
	if (got == TS_UNDECIDED)
		return times_undecided_date(reason, text, len, f.orders, err);
	if (f.orders != 0)
		c->orders &= f.orders;
	return take_form(t, c, out, &f, text, len, reason, err);
}

static int
read_format(struct times *t, struct time_column *c, uint64_t *out,
    const char *text, size_t len, const char **reason, struct err *err)
{
	static const struct zone utc = { 0, 0, NULL };
	struct ts_form f;
	const char *why;
	int epoch;

	if (ts_format_read(&f, &epoch, text, len, &t->format, &why) == -1)
		return times_refuse(reason, text, len, why, err);
	if (!epoch)
		return take_form(t, c, out, &f, text, len, reason, err);
	f.c.year = 1970;
	f.c.month = f.c.day = 1;
	return take_civil(t, &utc, out, &f.c, text, len, reason, err);
}

int
times_read(struct times *t, struct time_column *c, uint64_t *out,
    const char *text, size_t len, const char **reason, struct err *err)
{
	const char *why = "not a time";
	char point[TIMES_SHOWN];
	struct ts_time v;
	uint64_t u;

	if (t->formatted)
		return read_format(t, c, out, text, len, reason, err);
	if (c->span != 0 && num_u64(&u, text, len) == 0 &&
	    u - c->least < c->span) { /* as most of its numbers */
		*out = u * c->unit_ns;
		return 0;
	}
	if (with_point(point, text, len) > 0)
		text = point;
	if (ts_read(&v, text, len, unit_of(t, c), zone_of(t, c), &why) == -1) {
		if (why == ts_before_1970 || why == ts_in_brokers_zone ||
		    ts_is_calendar(text, len))
			return times_refuse(reason, text, len, why, err);
		return is_digits(text, len)
			   ? take_digits(t, c, out, NULL, why, text, len,
				 reason, err)
			   : read_form(t, c, out, text, len, why, reason, err);
	}
	if ((v.met & TS_MET_NUMBER) == 0) {
		t->count[COUNT_SKIPPED_HOUR] += (v.met & TS_MET_SKIPPED) != 0;
		t->count[COUNT_REPEATED_HOUR] += (v.met & TS_MET_REPEATED) != 0;
		*out = v.ns;
		return 0;
	}
	if (v.ns >= TS_NUMBERS_FROM || any_number(t))
		return take_number(t, c, out, &v, text, len, reason, err);
	if (v.ns == 0 && !t->day_given && !c->clocked &&
	    !(t->day_known && len >= 6)) {
		t->count[COUNT_ZERO_TIME]++;
		*out = TS_NULL;
		return 0;
	}
	return take_digits(t, c, out, &v, why, text, len, reason, err);
}

/* ---- two cells ---- */

/* The date of a cell by itself. */
static int
read_date(struct times *t, struct time_column *c, struct ts_civil *out,
    const char *text, size_t len, const char **reason, struct err *err)
{
	static const struct zone utc = { 0, 0, NULL };
	const char *why = "not a date";
	struct ts_time v;
	struct ts_form f;
	int got;

	if (ts_read(&v, text, len, TS_AUTO, &utc, &why) == 0 &&
	    (v.met & TS_MET_NUMBER) == 0) {
		*out = (struct ts_civil){ 0 };
		ts_civil((int64_t)(v.ns / NS_DAY), &out->year, &out->month,
		    &out->day);
		return 0;
	}
	if (why == ts_before_1970)
		return times_refuse(reason, text, len, why, err);
	got = ts_form_read(&f, text, len, c->orders & t->orders, &why);
	if (got == TS_UNDECIDED)
		return times_undecided_date(reason, text, len, f.orders, err);
	if (got == -1 || !f.has_date)
		return times_refuse(reason, text, len,
		    got == -1 ? why : "not a date", err);
	if (f.orders != 0)
		c->orders &= f.orders;
	*out = f.c;
	return 0;
}

/* Each cell for itself. */
static int
read_apart(struct times *t, struct time_column *c, uint64_t *out,
    const struct csv_field *date, const struct csv_field *time,
    const char **reason, struct err *err)
{
	const char *why = "not a time";
	struct ts_civil day;
	struct ts_form f;

	if (read_date(t, c, &day, date->s, date->len, reason, err) == -1)
		return -1;
	if (is_digits(time->s, time->len))
		return take_clock(t, c, out, &day, time->s, time->len, reason,
		    err);
	if (ts_form_read(&f, time->s, time->len, ORDER_ANY, &why) != 0 ||
	    f.has_date)
		return times_refuse(reason, time->s, time->len, why, err);
	f.has_date = 1;
	f.c.year = day.year;
	f.c.month = day.month;
	f.c.day = day.day;
	return take_form(t, c, out, &f, time->s, time->len, reason, err);
}

int
times_read_halves(struct times *t, struct time_column *c, uint64_t *out,
    const struct csv_field *date, const struct csv_field *time,
    const char **reason, struct err *err)
{
	char text[96];
	const char *why = NULL;
	struct ts_time v;
	size_t len = date->len + 1 + time->len;

	if (len > sizeof(text))
		return times_refuse(reason, date->s, date->len, "not a time",
		    err);
	memcpy(text, date->s, date->len);
	/* with a blank it could be HistData's form */
	text[date->len] = t->formatted ? ' ' : 'T';
	memcpy(text + date->len + 1, time->s, time->len);
	if (t->formatted)
		return read_format(t, c, out, text, len, reason, err);
	if (time->len > 0 && !is_digits(time->s, time->len) &&
	    ts_read(&v, text, len, TS_AUTO, zone_of(t, c), &why) == 0) {
		t->count[COUNT_SKIPPED_HOUR] += (v.met & TS_MET_SKIPPED) != 0;
		t->count[COUNT_REPEATED_HOUR] += (v.met & TS_MET_REPEATED) != 0;
		*out = v.ns;
		return 0;
	}
	if (why == ts_in_brokers_zone)
		return times_refuse(reason, text, len, why, err);
	return read_apart(t, c, out, date, time, reason, err);
}
