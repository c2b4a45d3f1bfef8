/*
 * times_column.c - information about times from outside their row: options,
 * the file's name, names of columns, and later rows.
 */
#include <string.h>
#include <strings.h>

#include "source/filename.h"
#include "source/source.h"
#include "source/times.h"

/* --ts-format: an order of dates, or a form. */
static int
set_format(struct times *t, const char *text, struct err *err)
{
	static const struct {
		const char *word;
		unsigned order;
	} orders[] = { { "ymd", ORDER_YMD }, { "mdy", ORDER_MDY },
		{ "dmy", ORDER_DMY } };
	size_t i;

	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		if (strcmp(text, orders[i].word) == 0) {
			t->orders = orders[i].order;
			return 0;
		}
	}
	t->formatted = 1;
	return ts_format_init(&t->format, text, "ts-format", err);
}

/* --date: a date in any form that needs no column to decide. */
static int
set_date(struct times *t, const char *text, struct err *err)
{
	const char *why = "not a date";
	struct ts_time v;
	struct ts_form f;
	size_t len = strlen(text);
	int got;

	if (ts_read(&v, text, len, TS_AUTO, NULL, &why) == 0 &&
	    (v.met & TS_MET_NUMBER) == 0 && v.ns % NS_DAY == 0) {
		ts_civil((int64_t)(v.ns / NS_DAY), &t->day.year, &t->day.month,
		    &t->day.day);
	} else {
		got = ts_form_read(&f, text, len, t->orders, &why);
		if (got != 0 || !f.has_date || f.has_time)
			return err_usage(err,
			    "--date: \"%.40s\": %s: expected YYYY-MM-DD", text,
			    got == TS_UNDECIDED ? "may be two dates" : why);
		t->day = f.c;
	}
	t->day_given = t->day_known = 1;
	return 0;
}

int
times_init(struct times *t, const struct source_opts *opts, uint64_t *count,
    struct err *err)
{
	memset(t, 0, sizeof(*t));
	t->count = count;
	t->orders = ORDER_ANY;
	t->any = opts->any_time;
	t->each = opts->ts_unit == TS_UNIT_EACH;
	t->unit = t->each ? TS_AUTO : (enum ts_unit)opts->ts_unit;
	t->zone.by_form = 1;
	if (opts->tz != NULL) {
		if (zone_option(&t->zone, "tz", opts->tz, err) == -1)
			return -1;
		t->zoned = 1;
	}
	if (opts->ts_format != NULL &&
	    set_format(t, opts->ts_format, err) == -1)
		return -1;
	return opts->date != NULL ? set_date(t, opts->date, err) : 0;
}

void
times_fini(struct times *t)
{
	int i;

	for (i = 0; i < t->n; i++)
		zone_fini(&t->column[i].zone);
	zone_fini(&t->zone);
	zone_fini(&t->named);
}

int
times_set_zone(struct times *t, const char *name, size_t len, struct err *err)
{
	struct zone z;

	if (zone_open(&z, name, len, err) == -1)
		return err_at(err, "zone \"%.*s\"", (int)(len < 40 ? len : 40),
		    name);
	zone_fini(&t->zone);
	t->zone = z;
	t->zoned = 1;
	return 0;
}

void
times_set_file(struct times *t, const char *file)
{
	int64_t days;

	if (t->day_known || !file_date(&days, file))
		return;
	ts_civil(days, &t->day.year, &t->day.month, &t->day.day);
	t->day_known = 1;
}

/* ---- columns ---- */

struct time_column *
times_column(struct times *t, const char *field, const struct csv_field *name)
{
	char text[TIME_NAME_MAX + 1] = "";
	struct time_column *c;
	size_t n = name == NULL                ? 0
		   : name->len < TIME_NAME_MAX ? name->len
					       : TIME_NAME_MAX;
	int i;

	if (n > 0) /* of a long name its end, which is the key */
		memcpy(text, name->s + name->len - n, n);
	for (i = 0; i < t->n; i++)
		if (strcmp(t->column[i].field, field) == 0 &&
		    memcmp(t->column[i].name, text, sizeof(text)) == 0)
			return &t->column[i];
	if (t->n == TIME_COLUMNS_MAX || strlen(field) > TIME_NAME_MAX)
		return NULL;
	c = &t->column[t->n++];
	memset(c, 0, sizeof(*c));
	strcpy(c->field, field);
	memcpy(c->name, text, sizeof(text));
	c->orders = ORDER_ANY;
	return c;
}

/* The text in parentheses at the end of a name, NULL. */
static const char *
in_parentheses(const char *name, size_t len, size_t *inner)
{
	size_t n = len;
	char open;

	if (len < 3 || (name[len - 1] != ')' && name[len - 1] != ']'))
		return NULL;
	open = name[len - 1] == ')' ? '(' : '[';
	while (n > 0 && name[n - 1] != open)
		n--;
	if (n < 2)
		return NULL;
	*inner = len - 1 - n;
	return name + n;
}

/* The unit that a text names; TS_AUTO none. */
static enum ts_unit
unit_named(const char *s, size_t len)
{
	static const struct {
		const char *name;
		enum ts_unit unit;
	} names[] = { { "s", TS_S }, { "sec", TS_S }, { "seconds", TS_S },
		{ "ms", TS_MS }, { "msec", TS_MS }, { "milliseconds", TS_MS },
		{ "us", TS_US }, { "\xc2\xb5s", TS_US }, { "\xce\xbcs", TS_US },
		{ "usec", TS_US }, { "microseconds", TS_US }, { "ns", TS_NS },
		{ "nsec", TS_NS }, { "nanoseconds", TS_NS } };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i].name) == len &&
		    strncasecmp(names[i].name, s, len) == 0)
			return names[i].unit;
	return TS_AUTO;
}

/* A zone that a name may have in parentheses. */
static int
zone_named(struct zone *z, const char *s, size_t len)
{
	struct err ignored = { 0 };

	return zone_open(z, s, len, &ignored);
}

size_t
times_bare_name(const char *name, size_t len)
{
	const char *inner;
	struct zone z;
	size_t n;

	if ((inner = in_parentheses(name, len, &n)) == NULL)
		return len;
	if (unit_named(inner, n) == TS_AUTO) {
		if (zone_named(&z, inner, n) == -1)
			return len;
		zone_fini(&z);
	}
	return (size_t)(inner - 1 - name);
}

int
times_by_name(struct times *t, struct time_column *c, const char *name,
    size_t len)
{
	const char *inner;
	enum ts_unit unit;
	struct zone z;
	size_t n;

	if ((inner = in_parentheses(name, len, &n)) == NULL)
		return 0;
	unit = unit_named(inner, n);
	if (unit != TS_AUTO) {
		if (t->unit == TS_AUTO && !t->each)
			c->stated = unit;
		return 1;
	}
	if (zone_named(&z, inner, n) == -1)
		return 0;
	zone_fini(&c->zone);
	c->zone = z;
	c->zoned = 1;
	return 1;
}

int
times_whole_hour(const struct times *t, const struct time_column *c,
    uint64_t ns)
{
	const struct zone *z = c->zoned ? &c->zone : &t->zone;
	enum zone_hour first, last;
	int64_t local, from, to;

	if (t->formatted || ns == TS_NULL)
		return 0;
	if (z->tz == NULL)
		return 1;
	local = zone_to_local(z, (int64_t)(ns / NS_SECOND));
	local -= (local % 3600 + 3600) % 3600;
	from = zone_to_utc(z, local, &first);
	to = zone_to_utc(z, local + 3599, &last);
	return first == ZONE_ONCE && last == ZONE_ONCE && to - from == 3599;
}

/* ---- rows to come ---- */

static int
several(unsigned orders)
{
	return (orders & (orders - 1)) != 0;
}

/* Bare digits that are no number since 1980. */
static int
is_clock(const char *text, size_t len, int *readings)
{
	struct clock_form f[CLOCK_READINGS_MAX];
	const char *why;
	struct ts_time v;

	*readings = clock_readings(f, text, len);
	return *readings > 0 &&
	       (ts_read(&v, text, len, TS_AUTO, NULL, &why) == -1 ||
		   ((v.met & TS_MET_NUMBER) != 0 && v.ns < TS_NUMBERS_FROM));
}

int
times_undecided(const struct times *t, const struct time_column *c,
    enum time_part part, const char *text, size_t len)
{
	const char *why;
	struct ts_time v;
	struct ts_form f;
	int n;

	if (t->formatted || len == 0 || t->unit != TS_AUTO ||
	    c->stated != TS_AUTO)
		return 0;
	if (part != TIME_DATE && is_clock(text, len, &n))
		return n > 1 && !c->clocked &&
		       (part == TIME_CLOCK || t->day_known);
	if (part == TIME_CLOCK ||
	    ts_read(&v, text, len, TS_AUTO, NULL, &why) == 0)
		return 0;
	return ts_form_read(&f, text, len, c->orders & t->orders, &why) >= 0 &&
	       several(f.orders);
}

/* 1 when f is a reading of the text, or its front has lost no zero. */
static int
may_be_written(const struct clock_form *f, const char *text, size_t len)
{
	struct clock_form all[CLOCK_READINGS_MAX];
	int i, n;

	if (text[0] != '0')
		return 1;
	n = clock_readings(all, text, len);
	for (i = 0; i < n; i++)
		if (all[i].unit == f->unit && all[i].places == f->places)
			return 1;
	return 0;
}

/* The readings that are possible for all rows so far. */
static int
look_at_clock(struct time_column *c, const char *text, size_t len)
{
	struct ts_civil civil;
	int i, n = 0;

	if (c->nclock == 0)
		c->nclock = clock_readings(c->may, text, len);
	for (i = 0; i < c->nclock; i++)
		if (clock_read(&civil, &c->may[i], text, len) == 0 &&
		    may_be_written(&c->may[i], text, len))
			c->may[n++] = c->may[i];
	c->nclock = n;
	if (n == 1) {
		c->clock = c->may[0];
		c->clocked = 1;
	}
	return n <= 1;
}

int
times_look(const struct times *t, struct time_column *c, enum time_part part,
    const char *text, size_t len)
{
	const char *why;
	struct ts_form f;
	int n;

	if (part != TIME_DATE && is_clock(text, len, &n))
		return look_at_clock(c, text, len);
	if (ts_form_read(&f, text, len, c->orders & t->orders, &why) >= 0 &&
	    f.orders != 0)
		c->orders &= f.orders;
	return !several(c->orders & t->orders) && c->nclock <= 1;
}

int
times_is_time(const char *text, size_t len)
{
	const char *why;
	struct ts_time v;
	struct ts_form f;

	return ts_read(&v, text, len, TS_AUTO, NULL, &why) == 0 ||
	       ts_form_read(&f, text, len, ORDER_ANY, &why) >= 0;
}

int
times_is_date(const char *text, size_t len)
{
	const char *why;
	struct ts_form f;

	return ts_form_read(&f, text, len, ORDER_ANY, &why) >= 0 &&
	       f.has_date && !f.has_time;
}

int
times_is_clock(const char *text, size_t len)
{
	const char *why;
	struct ts_form f;
	int n;

	return ts_form_read(&f, text, len, ORDER_ANY, &why) == 0
		   ? !f.has_date
		   : is_clock(text, len, &n);
}

int
times_digits_date(const char *text, size_t len)
{
	struct ts_time v;
	const char *why;
	char date[14];

	if (len != 10 && len != 16 && len != 19)
		return 0;
	memcpy(date, text, 10);
	memcpy(date + 10, len == 10 ? "0000" : text + 10, 4);
	return ts_is_calendar(date, 14) &&
	       ts_read(&v, date, 14, TS_AUTO, NULL, &why) == 0;
}
