/*
 * ts_forms.c - forms of dates and times beyond ISO 8601.
 *
 *	[weekday [,]] date [[,] blanks | T | D | :] [time [blanks zone]]
 *	time alone
 *
 *	date	number sep number sep number	sep one of / - . or a blank
 *		number [sep] month [sep] number	6-Oct-17, 06OCT2017, 2018-Jan-9
 *		month [sep] number [,] number	Jan 19, 2018
 *		YYYYMMDD
 *	time	H:MM [:SS [. , or : fraction]] [blanks] [AM | PM]
 *		HHMMSS [blank fraction]		093000 1234567
 *
 * Years have four digits, or two (ts_short_year).  Dates with points and the
 * year last are day first, as in 9.1.2018; the month is never first with
 * points.
 */
#include "base/ts_forms.h"

#include <string.h>
#include <strings.h>

#include "base/digits.h"

/* A text and the position in it. */
struct scanner {
	const char *s, *end;
	const char *why;
};

/* A number as written. */
struct number {
	int v;
	size_t digits;
};

static const char not_a_time[] = "not a time";

static int
fail(struct scanner *q, const char *why)
{
	q->why = why;
	return -1;
}

/* ---- names ---- */

static size_t
letters(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len &&
	       ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z')))
		n++;
	return n;
}

/* Its place among names, from 1: in three letters, or all of it; "Sept". */
static int
find_name(const char *const *names, int n, const char *s, size_t len,
    size_t *taken)
{
	size_t k = letters(s, len);
	int i;

	for (i = 0; i < n; i++) {
		if (k < 3 || strncasecmp(s, names[i], k) != 0)
			continue;
		if (k != 3 && k != strlen(names[i]) &&
		    !(k == 4 && n == 12 && i == 8))
			continue;
		*taken = k;
		return i + 1;
	}
	return 0;
}

int
ts_month_name(const char *s, size_t len, size_t *taken)
{
	static const char *const names[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };

	return find_name(names, 12, s, len, taken);
}

int
ts_weekday_name(const char *s, size_t len, size_t *taken)
{
	static const char *const names[] = { "Sunday", "Monday", "Tuesday",
		"Wednesday", "Thursday", "Friday", "Saturday" };

	return find_name(names, 7, s, len, taken);
}

int
ts_short_year(int two)
{
	return two + (two < 69 ? 2000 : 1900);
}

const char *
ts_order_name(unsigned order)
{
	return order == ORDER_YMD   ? "Y/M/D"
	       : order == ORDER_MDY ? "M/D/Y"
				    : "D/M/Y";
}

/* ---- pieces ---- */

static int
at(const struct scanner *q, char c)
{
	return q->s < q->end && *q->s == c;
}

static int
accept(struct scanner *q, char c)
{
	if (!at(q, c))
		return 0;
	q->s++;
	return 1;
}

static void
blanks(struct scanner *q)
{
	while (at(q, ' '))
		q->s++;
}

/* One to max digits, and no digit after them. */
static int
take_number(struct scanner *q, struct number *n, size_t max)
{
	*n = (struct number){ 0, 0 };
	while (q->s < q->end && digits_is(*q->s)) {
		if (n->digits == max)
			return fail(q, not_a_time);
		n->v = n->v * 10 + (*q->s++ - '0');
		n->digits++;
	}
	return n->digits > 0 ? 0 : fail(q, not_a_time);
}

static int
take_month(struct scanner *q, int *month)
{
	size_t taken;

	*month = ts_month_name(q->s, (size_t)(q->end - q->s), &taken);
	if (*month == 0)
		return fail(q, not_a_time);
	q->s += taken;
	accept(q, '.'); /* "Jan." */
	return 0;
}

/* Two or four digits. */
static int
year_of(const struct number *n)
{
	return n->digits == 4 ? n->v : ts_short_year(n->v);
}

static int
is_year(const struct number *n)
{
	return n->digits == 4 || n->digits == 2;
}

static int
set_date(struct scanner *q, struct ts_form *f, int year, int month, int day)
{
	if (month < 1 || month > 12)
		return fail(q, "month out of range");
	if (!ts_valid_date(year, month, day))
		return fail(q, "day out of range");
	f->c.year = year;
	f->c.month = month;
	f->c.day = day;
	f->has_date = 1;
	return 0;
}

/* ---- dates ---- */

/* The date of three numbers in one order: 0, or -1 with q->why. */
static int
in_order(struct scanner *q, struct ts_form *f, const struct number n[3],
    unsigned order)
{
	const struct number *y = &n[order == ORDER_YMD ? 0 : 2];
	const struct number *m = &n[order == ORDER_MDY ? 0 : 1];
	const struct number *d = &n[order == ORDER_YMD   ? 2
				    : order == ORDER_MDY ? 1
							 : 0];

	if (!is_year(y) || m->digits > 2 || d->digits > 2)
		return fail(q, not_a_time);
	return set_date(q, f, year_of(y), m->v, d->v);
}

/* Three numbers in one of the orders allowed. */
static int
choose_order(struct scanner *q, struct ts_form *f, const struct number n[3],
    unsigned orders, char sep)
{
	struct ts_civil first = { 0 };
	const char *why = not_a_time;
	unsigned order, differ = 0;

	if (n[0].digits == 4)
		orders &= ORDER_YMD;
	else if (sep == '.' && n[2].digits == 4)
		orders &= ORDER_DMY;
	else if (n[2].digits == 4)
		orders &= ORDER_MDY | ORDER_DMY;
	for (order = ORDER_YMD; order <= ORDER_DMY; order *= 2) {
		if ((orders & order) == 0)
			continue;
		if (in_order(q, f, n, order) == -1) {
			why = q->why;
			continue;
		}
		if (f->orders == 0)
			first = f->c;
		else
			differ |= f->c.year != first.year ||
				  f->c.month != first.month ||
				  f->c.day != first.day;
		f->orders |= order;
	}
	if (f->orders == 0)
		return fail(q, why);
	f->c = first;
	return differ ? TS_UNDECIDED : 0;
}

/* Behind a first number: a month's name, or two more numbers. */
static int
take_rest(struct scanner *q, struct ts_form *f, struct number n[3],
    unsigned orders)
{
	char sep = q->s < q->end ? *q->s : '\0';
	int month;

	if (sep != '\0' && strchr("/-. ", sep) != NULL) {
		q->s++;
		if (sep == ' ')
			blanks(q);
	} else {
		sep = '\0';
	}
	if (q->s < q->end && !digits_is(*q->s)) {
		if (take_month(q, &month) == -1)
			return -1;
		if (sep == ' ')
			accept(q, ',');
		if (sep == ' ')
			blanks(q);
		else if (sep != '\0' && !accept(q, sep))
			return fail(q, not_a_time);
		if (take_number(q, &n[2], 4) == -1)
			return -1;
		if (n[0].digits == 4 && n[2].digits <= 2)
			return set_date(q, f, n[0].v, month, n[2].v);
		if (n[0].digits > 2 || !is_year(&n[2]))
			return fail(q, not_a_time);
		return set_date(q, f, year_of(&n[2]), month, n[0].v);
	}
	if (sep == '\0' || sep == ' ' || take_number(q, &n[1], 2) == -1 ||
	    !accept(q, sep) || take_number(q, &n[2], 4) == -1)
		return fail(q, not_a_time);
	return choose_order(q, f, n, orders, sep);
}

/* "Jan 19, 2018", "Jan-19-2018": the month is taken. */
static int
take_american(struct scanner *q, struct ts_form *f, int month)
{
	struct number day, year;
	int dash = accept(q, '-');

	blanks(q);
	if (take_number(q, &day, 2) == -1)
		return -1;
	if (dash ? !accept(q, '-') : !accept(q, ',') && !at(q, ' '))
		return fail(q, not_a_time);
	blanks(q);
	if (take_number(q, &year, 4) == -1)
		return -1;
	if (!is_year(&year))
		return fail(q, not_a_time);
	return set_date(q, f, year_of(&year), month, day.v);
}

/* A date: 0, TS_UNDECIDED, -1. */
static int
take_date(struct scanner *q, struct ts_form *f, unsigned orders)
{
	struct number n[3];
	size_t taken;
	int month;

	if (ts_weekday_name(q->s, (size_t)(q->end - q->s), &taken) > 0) {
		q->s += taken;
		accept(q, '.');
		accept(q, ',');
		blanks(q);
	}
	if (q->s < q->end && !digits_is(*q->s))
		return take_month(q, &month) == -1 ? -1
						   : take_american(q, f, month);
	if (take_number(q, &n[0], 8) == -1)
		return -1;
	if (n[0].digits == 8)
		return set_date(q, f, n[0].v / 10000, n[0].v / 100 % 100,
		    n[0].v % 100);
	return take_rest(q, f, n, orders);
}

/* ---- times of the day ---- */

static int
take_fraction(struct scanner *q, struct ts_form *f)
{
	const char *from = q->s;
	uint32_t v = 0;
	int n = 0;

	for (; q->s < q->end && digits_is(*q->s); q->s++)
		if (n < 9) {
			v = v * 10 + (uint32_t)(*q->s - '0');
			n++;
		}
	if (q->s == from)
		return fail(q, "fraction without digits");
	f->c.frac_ns = (uint32_t)(v * digits_pow10[9 - n]);
	return 0;
}

/* "AM", "pm", "a.m.": 0 for the morning, 12 for the afternoon; -1 neither. */
static int
take_half(struct scanner *q)
{
	static const char *const names[] = { "a.m.", "p.m.", "am", "pm" };
	const char *s = q->s;
	size_t i, n;

	while (s < q->end && *s == ' ')
		s++;
	for (i = 0; i < 4; i++) {
		n = strlen(names[i]);
		if ((size_t)(q->end - s) >= n &&
		    strncasecmp(s, names[i], n) == 0 &&
		    letters(s + n, (size_t)(q->end - s) - n) == 0) {
			q->s = s + n;
			return i % 2 == 0 ? 0 : 12;
		}
	}
	return -1;
}

/* Six digits, and all that follows them is blanks and a fraction. */
static int
take_digits(struct scanner *q, struct ts_form *f)
{
	const char *s = q->s;
	int i, v[3];

	for (i = 0; i < 3; i++, s += 2)
		v[i] = (s[0] - '0') * 10 + s[1] - '0';
	if (v[0] > 23 || v[1] > 59 || v[2] > 60)
		return fail(q, not_a_time);
	q->s = s;
	blanks(q);
	if (q->s < q->end && (take_fraction(q, f) == -1 || q->s < q->end))
		return fail(q, not_a_time);
	f->c.second = v[0] * 3600 + v[1] * 60 + v[2];
	f->has_time = 1;
	return 0;
}

static int
take_time(struct scanner *q, struct ts_form *f)
{
	struct number h, m, s = { 0, 2 };
	size_t n = 0;
	int half;

	while (q->s + n < q->end && digits_is(q->s[n]))
		n++;
	if (n == 6 && f->has_date)
		return take_digits(q, f);

	if (take_number(q, &h, 2) == -1 || !accept(q, ':') ||
	    take_number(q, &m, 2) == -1 || m.digits != 2)
		return fail(q, not_a_time);
	if (accept(q, ':')) {
		if (take_number(q, &s, 2) == -1 || s.digits != 2)
			return fail(q, not_a_time);
		if ((accept(q, '.') || accept(q, ',') || accept(q, ':')) &&
		    take_fraction(q, f) == -1)
			return -1;
	}
	half = take_half(q);
	if (h.v > 23 || (half >= 0 && (h.v < 1 || h.v > 12)))
		return fail(q, "hour out of range");
	if (half >= 0)
		h.v = h.v % 12 + half;
	if (m.v > 59)
		return fail(q, "minute out of range");
	if (s.v > 60)
		return fail(q, "second out of range");
	f->c.second = h.v * 3600 + m.v * 60 + s.v;
	f->has_time = 1;
	return 0;
}

/*
 * The rest of the text is the zone; "[Europe/Paris]" after an offset is
 * ignored.
 */
static int
take_zone(struct scanner *q, struct ts_form *f)
{
	const char *bracket;

	blanks(q);
	f->zone = q->s;
	f->zone_len = (size_t)(q->end - q->s);
	bracket = f->zone_len > 0 ? memchr(f->zone, '[', f->zone_len) : NULL;
	if (bracket > f->zone && q->end[-1] == ']')
		f->zone_len = (size_t)(bracket - f->zone);
	return 0;
}

/* 1 when the text begins with a time of the day. */
static int
begins_with_time(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && n < 3 && digits_is(s[n]))
		n++;
	return n >= 1 && n <= 2 && n < len && s[n] == ':';
}

/* A ':' is behind a year of four digits: "Jan 9 09:10" has none. */
static int
ends_in_year(const char *s, const char *end)
{
	int i;

	for (i = 1; i <= 4; i++)
		if (end - s < i || !digits_is(end[-i]))
			return 0;
	return 1;
}

int
ts_form_read(struct ts_form *f, const char *s, size_t len, unsigned orders,
    const char **why)
{
	struct scanner q = { s, s + len, not_a_time };
	int got = 0;

	memset(f, 0, sizeof(*f));
	if (!begins_with_time(s, len)) {
		got = take_date(&q, f, orders);
		accept(&q, ',');
		if (got >= 0 && q.s < q.end &&
		    (strchr(" TD:", *q.s) == NULL ||
			(*q.s == ':' && !ends_in_year(s, q.s))))
			got = fail(&q, not_a_time);
		if (got >= 0 && q.s < q.end && ++q.s == q.end)
			got = fail(&q, not_a_time);
		blanks(&q);
	}
	if (got >= 0 && (q.s < q.end || !f->has_date) &&
	    (take_time(&q, f) == -1 || take_zone(&q, f) == -1))
		got = -1;
	if (got == -1)
		*why = q.why;
	return got;
}
