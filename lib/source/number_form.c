/*
 * number_form.c - number formats of people and spreadsheets.
 */
#include "source/number_form.h"

#include <string.h>

/* Digits of a number, and where its point is. */
struct digits {
	char v[NUMBER_MAX];
	size_t n, whole; /* all; those before the point */
	int negative;
};

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of a separator of thousands, 0 none. */
static size_t
separator(const char *s, size_t len, char decimal)
{
	if (len > 0 && (*s == (decimal == ',' ? '.' : ',') || *s == '\'' ||
			   *s == '_' || *s == ' '))
		return 1;
	if (len > 1 && memcmp(s, "\xc2\xa0", 2) == 0) /* no-break space */
		return 2;
	if (len > 2 && (memcmp(s, "\xe2\x80\xaf", 3) == 0 ||   /* narrow one */
			   memcmp(s, "\xe2\x80\x99", 3) == 0)) /* apostrophe */
		return 3;
	return 0;
}

static int
add_digit(struct digits *d, char c)
{
	if (d->n == NUMBER_MAX - 16) /* room for a point and nine zeros */
		return 0;
	d->v[d->n++] = c;
	return 1;
}

/* Groups of three digits, or of two before the last as in 12,34,567; the
 * length of the whole part, 0 it has another form. */
static size_t
take_whole(struct digits *d, const char *s, size_t len, char decimal, int loose)
{
	size_t i = 0, run = 0, groups = 0, sep;

	while (i < len) {
		if (is_digit(s[i])) {
			if (!add_digit(d, s[i++]))
				return 0;
			run++;
			continue;
		}
		sep = loose ? separator(s + i, len - i, decimal) : 0;
		if (sep == 0 || i + sep >= len || !is_digit(s[i + sep]))
			break;
		if (run == 0 || run > 3 || (groups > 0 && run == 1))
			return 0;
		i += sep;
		run = 0;
		groups++;
	}
	return groups > 0 && run != 3 ? 0 : i;
}

static size_t
take_fraction(struct digits *d, const char *s, size_t len, char decimal)
{
	size_t i = 1;

	if (len == 0 || *s != decimal)
		return 0;
	while (i < len && is_digit(s[i]))
		if (!add_digit(d, s[i++]))
			return 0;
	return i;
}

/* "$", the signs of euro, pound and yen: bytes of a currency, 0 none. */
static size_t
currency(const char *s, size_t len)
{
	if (len > 0 && *s == '$')
		return 1;
	if (len > 1 &&
	    (memcmp(s, "\xc2\xa3", 2) == 0 || memcmp(s, "\xc2\xa5", 2) == 0))
		return 2;
	return len > 2 && memcmp(s, "\xe2\x82\xac", 3) == 0 ? 3 : 0;
}

/* K, M, B or T alone, as a power of ten; else 0. */
static size_t
multiplier(const char *s, size_t len)
{
	static const char letters[] = "kKmMbBtT";
	const char *at;

	if (len == 0 || (len > 1 && (is_letter(s[1]) || is_digit(s[1]))))
		return 0;
	at = memchr(letters, *s, sizeof(letters) - 1);
	return at == NULL ? 0 : 3 * ((size_t)(at - letters) / 2 + 1);
}

static size_t
blanks(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len && s[i] == ' ')
		i++;
	return i;
}

/* "K", "ZEN", " USD", "M EUR": 1 and the power of ten.  Digits may be in a unit
 * behind a blank only, and it has more than one letter: 0x10, 1K2 and 1O are no
 * numbers. */
static int
take_unit(size_t *power, const char *s, size_t len)
{
	size_t i = blanks(s, len), n;
	int apart = i > 0;

	*power = multiplier(s + i, len - i);
	if (*power > 0) {
		i++;
		i += blanks(s + i, len - i);
	}
	n = currency(s + i, len - i);
	if (n > 0)
		return i + n == len;
	if (i == len)
		return 1;
	if (!is_letter(s[i]))
		return 0;
	for (n = 0; i < len && (is_letter(s[i]) || (apart && is_digit(s[i])));
	     n++)
		i++;
	return i == len && n > 1;
}

/* The digits with the point moved on by a power of ten. */
static size_t
print(char *out, struct digits *d, size_t power)
{
	size_t n = 0;

	while (power-- > 0) {
		if (d->whole == d->n)
			d->v[d->n++] = '0';
		d->whole++;
	}
	if (d->negative)
		out[n++] = '-';
	memcpy(out + n, d->v, d->whole);
	n += d->whole;
	if (d->n > d->whole) {
		out[n++] = '.';
		memcpy(out + n, d->v + d->whole, d->n - d->whole);
		n += d->n - d->whole;
	}
	return n;
}

size_t
number_plain(char *out, const char *text, size_t len, char decimal, int loose)
{
	struct digits d = { .n = 0 };
	size_t i = loose ? currency(text, len) : 0, power = 0, got;

	if (i < len && (text[i] == '-' || (loose && text[i] == '+')))
		d.negative = text[i++] == '-';
	if (loose && i > 0)
		i += currency(text + i, len - i);
	else if (loose)
		i = currency(text, len);
	got = take_whole(&d, text + i, len - i, decimal, loose);
	d.whole = d.n;
	i += got;
	if (got == 0 && (i == len || text[i] != decimal || d.n > 0))
		return 0;
	i += take_fraction(&d, text + i, len - i, decimal);
	if (d.n == 0 || (i < len && !loose) ||
	    (loose && !take_unit(&power, text + i, len - i)))
		return 0;
	return print(out, &d, power);
}

const char *
number_remedy(const char *text, size_t len, char decimal, int loose)
{
	char out[NUMBER_MAX];
	int comma = decimal != ',' && number_plain(out, text, len, ',', 0) > 0;
	int free = !loose && number_plain(out, text, len, decimal, 1) > 0;

	if (comma && free)
		return " (--decimal , reads a decimal comma, --numbers loose "
		       "thousands)";
	if (comma)
		return " (--decimal , reads a decimal comma)";
	if (free)
		return " (--numbers loose reads separators, K, M, B and units)";
	return !loose && decimal != ',' &&
		       number_plain(out, text, len, ',', 1) > 0
		   ? " (--decimal , with --numbers loose reads this)"
		   : "";
}
