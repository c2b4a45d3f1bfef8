/*
 * ts_format.c - read a time with a strptime-like format.
 *
 * Independent of the locale: names of months and days are English.  A format
 * is checked once for what it can give: a date (year, month and day, or day of
 * the year), a time of the day, both, or %s.
 */
#include "base/ts_format.h"

#include <string.h>
#include <strings.h>

#include "base/digits.h"

/* What a format has given so far. */
enum {
	HAS_YEAR = 1,
	HAS_MONTH = 2,
	HAS_DAY = 4,
	HAS_YDAY = 8,
	HAS_HOUR = 16,
	HAS_HALF_HOUR = 32, /* %I: needs %p */
	HAS_HALF = 64,
	HAS_MINUTE = 128,
	HAS_SECOND = 256,
	HAS_FRACTION = 512,
	HAS_EPOCH = 1024,
	HAS_ZONE = 2048,
	DATE = HAS_YEAR | HAS_MONTH | HAS_DAY | HAS_YDAY
};

static const struct {
	char letter;
	int has;         /* what it says; 0: nothing */
	const char *all; /* short for these; NULL */
	int digits;      /* of a number; 0: none */
	int min, max;
	const char *range; /* says that a number is outside */
} letters[] = {
	{ 'Y', HAS_YEAR, NULL, 4, 0, 9999, NULL },
	{ 'y', HAS_YEAR, NULL, 2, 0, 99, NULL },
	{ 'm', HAS_MONTH, NULL, 2, 1, 12, "month out of range" },
	{ 'd', HAS_DAY, NULL, 2, 1, 31, "day out of range" },
	{ 'e', HAS_DAY, NULL, 2, 1, 31, "day out of range" },
	{ 'j', HAS_YDAY, NULL, 3, 1, 366, "day out of range" },
	{ 'H', HAS_HOUR, NULL, 2, 0, 23, "hour out of range" },
	{ 'I', HAS_HALF_HOUR, NULL, 2, 1, 12, "hour out of range" },
	{ 'M', HAS_MINUTE, NULL, 2, 0, 59, "minute out of range" },
	{ 'S', HAS_SECOND, NULL, 2, 0, 60, "second out of range" },
	{ 'b', HAS_MONTH, NULL, 0, 0, 0, NULL },
	{ 'B', HAS_MONTH, NULL, 0, 0, 0, NULL },
	{ 'h', HAS_MONTH, NULL, 0, 0, 0, NULL },
	{ 'a', 0, NULL, 0, 0, 0, NULL },
	{ 'A', 0, NULL, 0, 0, 0, NULL },
	{ 'p', HAS_HALF, NULL, 0, 0, 0, NULL },
	{ 'f', HAS_FRACTION, NULL, 0, 0, 0, NULL },
	{ 's', HAS_EPOCH, NULL, 0, 0, 0, NULL },
	{ 'z', HAS_ZONE, NULL, 0, 0, 0, NULL },
	{ 'Z', HAS_ZONE, NULL, 0, 0, 0, NULL },
	{ '%', 0, NULL, 0, 0, 0, NULL },
	{ 'F', 0, "%Y-%m-%d", 0, 0, 0, NULL },
	{ 'D', 0, "%m/%d/%y", 0, 0, 0, NULL },
	{ 'T', 0, "%H:%M:%S", 0, 0, 0, NULL },
	{ 'R', 0, "%H:%M", 0, 0, 0, NULL },
};

enum { NLETTERS = sizeof(letters) / sizeof(letters[0]) };

/* A text on its way. */
struct reading {
	const char *s, *end;
	const char *why;
	struct ts_form *f;
	int yday, half, hour12, epoch;
	int64_t seconds; /* %s */
	int hour, minute, second;
	int lost; /* zeros at the front of these digits are not there */
};

static const char not_so[] = "does not match --ts-format";

static int
find_letter(char c)
{
	int i;

	for (i = 0; i < NLETTERS; i++)
		if (letters[i].letter == c)
			return i;
	return -1;
}

/* %1f to %9f: a fraction of exactly so many digits. */
static int
is_fixed_fraction(const char *letter)
{
	return letter[0] >= '1' && letter[0] <= '9' && letter[1] == 'f';
}

/*
 * How many digits there are in all of the letters that follow each other from
 * here on; 0 when that is not fixed.
 */
static size_t
fixed_width(const char *format)
{
	size_t width = 0;
	int i;

	for (; *format == '%'; format++) {
		if (is_fixed_fraction(++format)) {
			width += (size_t)(*format++ - '0');
			continue;
		}
		i = find_letter(*format);
		if (letters[i].letter == 'f' || letters[i].all != NULL)
			return 0;
		if (letters[i].digits == 0)
			break;
		width += (size_t)letters[i].digits;
	}
	return width;
}

/* ---- the format itself ---- */

/* The parts that a format gives, each only once: -1 with a usage error. */
static int
check_letters(int *has, const char *format, const char *option, struct err *err)
{
	int i;

	for (; *format != '\0'; format++) {
		if (*format != '%')
			continue;
		if (is_fixed_fraction(++format))
			format++;
		i = find_letter(*format);
		if (i < 0)
			return err_usage(err,
			    "--%s: %%%c: unknown, see tickcat(1)", option,
			    *format != '\0' ? *format : ' ');
		if ((*has & letters[i].has) != 0)
			return err_usage(err, "--%s: %%%c: given twice", option,
			    *format);
		*has |= letters[i].has;
		if (letters[i].all != NULL &&
		    check_letters(has, letters[i].all, option, err) == -1)
			return -1;
	}
	return 0;
}

int
ts_format_init(struct ts_format *t, const char *format, const char *option,
    struct err *err)
{
	int has = 0, date, clock;

	if (check_letters(&has, format, option, err) == -1)
		return -1;
	t->text = format;
	t->has = has;
	date = has & DATE;
	clock = has & (HAS_HOUR | HAS_HALF_HOUR);
	if (has & HAS_EPOCH)
		return (has & ~(HAS_EPOCH | HAS_FRACTION)) == 0
			   ? 0
			   : err_usage(err,
				 "--%s: %%s is a complete time: it excludes "
				 "other fields",
				 option);
	if (date != 0 && date != (HAS_YEAR | HAS_YDAY) &&
	    date != (HAS_YEAR | HAS_MONTH | HAS_DAY))
		return err_usage(err, "--%s: a date needs year, month and day",
		    option);
	if (date == 0 && clock == 0)
		return err_usage(err,
		    "--%s: neither a date nor a time of the "
		    "day: \"%.60s\"",
		    option, format);
	if (clock == (HAS_HOUR | HAS_HALF_HOUR) ||
	    ((has & HAS_HALF_HOUR) != 0) != ((has & HAS_HALF) != 0))
		return err_usage(err, "--%s: %%I and %%p go together", option);
	if (clock == 0 && (has & (HAS_MINUTE | HAS_SECOND | HAS_FRACTION)))
		return err_usage(err, "--%s: minutes without an hour", option);
	return 0;
}

/* ---- texts ---- */

static int
fail(struct reading *r, const char *why)
{
	r->why = why;
	return -1;
}

static size_t
left(const struct reading *r)
{
	return (size_t)(r->end - r->s);
}

static int
take_number(struct reading *r, int i)
{
	struct ts_civil *c = &r->f->c;
	int v = 0,
	    n = r->lost < letters[i].digits ? r->lost : letters[i].digits;

	r->lost -= n;
	while (n < letters[i].digits && r->s < r->end && digits_is(*r->s)) {
		v = v * 10 + (*r->s++ - '0');
		n++;
	}
	if (n == 0 || (letters[i].letter == 'Y' && n != 4))
		return fail(r, not_so);
	if (v < letters[i].min || v > letters[i].max)
		return fail(r, letters[i].range);
	switch (letters[i].letter) {
	case 'Y':
		c->year = v;
		break;
	case 'y':
		c->year = ts_short_year(v);
		break;
	case 'm':
		c->month = v;
		break;
	case 'j':
		r->yday = v;
		break;
	case 'H':
		r->hour = v;
		break;
	case 'I':
		r->hour12 = v;
		break;
	case 'M':
		r->minute = v;
		break;
	case 'S':
		r->second = v;
		break;
	default:
		c->day = v;
		break;
	}
	return 0;
}

static int
take_half(struct reading *r)
{
	if (left(r) < 2 || (r->s[1] | 32) != 'm' ||
	    ((r->s[0] | 32) != 'a' && (r->s[0] | 32) != 'p'))
		return fail(r, not_so);
	r->half = (r->s[0] | 32) == 'p';
	r->s += 2;
	return 0;
}

static int
take_fraction(struct reading *r, int digits)
{
	uint32_t v = 0;
	int n = r->lost < digits ? r->lost : digits, all;

	r->lost -= n;
	for (all = n; r->s < r->end && digits_is(*r->s); r->s++, all++)
		if (n < 9) {
			v = v * 10 + (uint32_t)(*r->s - '0');
			n++;
		}
	if (all == 0 || (digits > 0 && all != digits))
		return fail(r, not_so);
	r->f->c.frac_ns = (uint32_t)(v * digits_pow10[9 - n]);
	return 0;
}

static int
take_epoch(struct reading *r)
{
	const char *from = r->s;

	for (r->seconds = 0; r->s < r->end && digits_is(*r->s); r->s++) {
		if (r->s - from == 12)
			return fail(r, ts_after_2554);
		r->seconds = r->seconds * 10 + (*r->s - '0');
	}
	r->epoch = 1;
	return r->s > from ? 0 : fail(r, not_so);
}

static int
is_zone_char(char c)
{
	return digits_is(c) || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr("+-:/_", c) != NULL);
}

static int
take_zone(struct reading *r)
{
	r->f->zone = r->s;
	while (r->s < r->end && is_zone_char(*r->s))
		r->s++;
	r->f->zone_len = (size_t)(r->s - r->f->zone);
	return r->f->zone_len > 0 ? 0 : fail(r, not_so);
}

static int
take_name(struct reading *r, int month)
{
	size_t taken;
	int v = month ? ts_month_name(r->s, left(r), &taken)
		      : ts_weekday_name(r->s, left(r), &taken);

	if (v == 0)
		return fail(r, not_so);
	if (month)
		r->f->c.month = v;
	r->s += taken;
	return 0;
}

static int take_all(struct reading *r, const char *format);

static int
take_letter(struct reading *r, int i)
{
	if (letters[i].all != NULL)
		return take_all(r, letters[i].all);
	if (letters[i].digits > 0)
		return take_number(r, i);
	switch (letters[i].letter) {
	case 'p':
		return take_half(r);
	case 'f':
		return take_fraction(r, 0);
	case 's':
		return take_epoch(r);
	case 'z':
	case 'Z':
		return take_zone(r);
	case '%':
		return r->s < r->end && *r->s++ == '%' ? 0 : fail(r, not_so);
	default:
		return take_name(r, letters[i].has == HAS_MONTH);
	}
}

/* How many digits come next. */
static size_t
digits_next(const struct reading *r)
{
	size_t n = 0;

	while (n < left(r) && digits_is(r->s[n]))
		n++;
	return n;
}

/*
 * At the first of several letters of digits: 93000 has lost a zero of %H%M%S.
 * A year is never without its first digits, nor is a fraction.
 */
static void
count_lost(struct reading *r, const char *format)
{
	size_t width = fixed_width(format), n = digits_next(r);

	if (format[1] != 'Y' && format[1] != 'y' && !digits_is(format[1]) &&
	    width > 2 && n < width)
		r->lost = (int)(width - n);
}

static int
take_all(struct reading *r, const char *format)
{
	int digits = 0; /* the letter before was one of digits */

	for (; *format != '\0'; format++) {
		if (*format == ' ') {
			digits = 0;
			while (r->s < r->end && *r->s == ' ')
				r->s++;
		} else if (*format == '%') {
			if (!digits && digits_next(r) > 0)
				count_lost(r, format);
			digits = 1;
			if (is_fixed_fraction(++format)) {
				if (take_fraction(r, *format++ - '0') == -1)
					return -1;
			} else if (take_letter(r, find_letter(*format)) == -1) {
				return -1;
			}
		} else if (r->s == r->end || *r->s++ != *format) {
			return fail(r, not_so);
		} else {
			digits = 0;
		}
	}
	return 0;
}

/* Date and time from what was taken. */
static int
finish(struct reading *r, int has)
{
	struct ts_civil *c = &r->f->c;

	if (has & HAS_YDAY)
		ts_civil(ts_days(c->year, 1, 1) + r->yday - 1, &(int){ 0 },
		    &c->month, &c->day);
	r->f->has_date = (has & DATE) != 0;
	r->f->has_time = (has & (HAS_HOUR | HAS_HALF_HOUR)) != 0;
	if (r->yday == 366 && !ts_valid_date(c->year, 2, 29))
		return fail(r, "day out of range");
	if (r->f->has_date && !ts_valid_date(c->year, c->month, c->day))
		return fail(r, "day out of range");
	if (has & HAS_HALF_HOUR)
		r->hour = r->hour12 % 12 + 12 * r->half;
	c->second =
	    r->epoch ? r->seconds : r->hour * 3600 + r->minute * 60 + r->second;
	return 0;
}

int
ts_format_read(struct ts_form *f, int *epoch, const char *s, size_t len,
    const struct ts_format *t, const char **why)
{
	struct reading r = { .s = s, .end = s + len, .why = not_so, .f = f };

	memset(f, 0, sizeof(*f));
	if (take_all(&r, t->text) == -1 ||
	    (r.s != r.end && fail(&r, not_so) == -1) ||
	    finish(&r, t->has) == -1) {
		*why = r.why;
		return -1;
	}
	*epoch = r.epoch;
	return 0;
}
