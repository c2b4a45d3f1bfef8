/*
 * digits.c - the scanner of decimals that all readers of numbers share.
 *
 * Nineteen digits fit 64 bits.  The fast pass adds up digits without counting
 * them and is correct for 19 or fewer.  A longer text is read a second time:
 * leading zeros are dropped, 19 digits are kept, and the rest is only compared
 * with one half, which is all that correct rounding needs.  Exponents stop at
 * 10^17: no text is long enough to bring such a number back.
 */
#include "base/digits.h"

#include "base/num.h"

#define KEPT 19
#define EXP_MAX INT64_C(100000000000000000)

const uint64_t digits_pow10[20] = {
	UINT64_C(1),
	UINT64_C(10),
	UINT64_C(100),
	UINT64_C(1000),
	UINT64_C(10000),
	UINT64_C(100000),
	UINT64_C(1000000),
	UINT64_C(10000000),
	UINT64_C(100000000),
	UINT64_C(1000000000),
	UINT64_C(10000000000),
	UINT64_C(100000000000),
	UINT64_C(1000000000000),
	UINT64_C(10000000000000),
	UINT64_C(100000000000000),
	UINT64_C(1000000000000000),
	UINT64_C(10000000000000000),
	UINT64_C(100000000000000000),
	UINT64_C(1000000000000000000),
	UINT64_C(10000000000000000000),
};

/* Ten entries that differ in their last digit, and a hundred. */
#define TEN(of, h, t)                                                          \
	of(h, t, 0), of(h, t, 1), of(h, t, 2), of(h, t, 3), of(h, t, 4),       \
	    of(h, t, 5), of(h, t, 6), of(h, t, 7), of(h, t, 8), of(h, t, 9)
#define HUNDRED(of, h)                                                         \
	TEN(of, h, 0), TEN(of, h, 1), TEN(of, h, 2), TEN(of, h, 3),            \
	    TEN(of, h, 4), TEN(of, h, 5), TEN(of, h, 6), TEN(of, h, 7),        \
	    TEN(of, h, 8), TEN(of, h, 9)
#define THOUSAND(of)                                                           \
	HUNDRED(of, 0), HUNDRED(of, 1), HUNDRED(of, 2), HUNDRED(of, 3),        \
	    HUNDRED(of, 4), HUNDRED(of, 5), HUNDRED(of, 6), HUNDRED(of, 7),    \
	    HUNDRED(of, 8), HUNDRED(of, 9)

#define WORD(a, b, c, d)                                                       \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 |            \
	    (uint32_t)(d) << 24)
#define SMALL(h, t, u)                                                         \
	((h) > 0      ? WORD('0' + (h), '0' + (t), '0' + (u), 3)               \
	    : (t) > 0 ? WORD('0' + (t), '0' + (u), 0, 2)                       \
		      : WORD('0' + (u), 0, 0, 1))
#define THOUSANDTHS(h, t, u) WORD('.', '0' + (h), '0' + (t), '0' + (u))

const uint32_t digits_small[1000] = { THOUSAND(SMALL) };
const uint32_t digits_thousandths[1000] = { THOUSAND(THOUSANDTHS) };

/* Add the digits at p to *w, modulo 2^64; returns where they end. */
static const char *
take_digits(uint64_t *w, const char *p, const char *end)
{
	uint64_t v = *w, eight;

	while (end - p >= 8) {
		eight = digits_load8(p);
		if (!digits_all8(eight))
			break;
		v = v * 100000000 + digits_join8(eight);
		p += 8;
	}
	while (p < end && digits_is(*p))
		v = v * 10 + (uint64_t)(*p++ - '0');
	*w = v;
	return p;
}

/* "-12" behind the 'e'; returns where it ends, NULL when it has no digit. */
static const char *
take_exponent(int64_t *exp, const char *p, const char *end)
{
	const char *start;
	int64_t v = 0;
	int neg = 0;

	if (p < end && (*p == '-' || *p == '+'))
		neg = *p++ == '-';
	start = p;
	for (; p < end && digits_is(*p); p++)
		if (v < EXP_MAX)
			v = v * 10 + (*p - '0');
	if (p == start)
		return NULL;
	if (v > EXP_MAX)
		v = EXP_MAX;
	*exp = neg ? -v : v;
	return p;
}

static enum dec_cut
cut_more(enum dec_cut cut, char digit)
{
	if (digit == '0')
		return cut;
	if (cut == DEC_EXACT)
		return DEC_BELOW;
	return cut == DEC_HALF ? DEC_ABOVE : cut;
}

static enum dec_cut
cut_first(char digit)
{
	if (digit < '5')
		return digit == '0' ? DEC_EXACT : DEC_BELOW;
	return digit == '5' ? DEC_HALF : DEC_ABOVE;
}

/* Digits and a point, of any length, [p, end); exp is their exponent. */
static void
scan_long(struct dec *d, const char *p, const char *end, int64_t exp)
{
	int64_t pos = exp; /* power of ten of the digit at hand, plus one */
	const char *q;
	int n = 0, first = 1;

	for (q = p; q < end && *q != '.'; q++)
		pos++;
	d->w = 0;
	d->e = pos;
	for (; p < end; p++) {
		if (*p == '.')
			continue;
		pos--;
		if (n < KEPT) {
			d->w = d->w * 10 + (uint64_t)(*p - '0');
			n += n > 0 || *p != '0';
			d->e = pos;
			continue;
		}
		d->cut = first ? cut_first(*p) : cut_more(d->cut, *p);
		first = 0;
		if (*p != '0')
			d->low = pos;
	}
}

int
dec_scan(struct dec *d, const char *s, size_t len)
{
	const char *end = s + len, *start, *stop, *p = s;
	int64_t exp = 0, places = 0, digits;
	uint64_t w = 0;

	d->neg = p < end && *p == '-';
	p += d->neg;
	start = p;
	p = take_digits(&w, p, end);
	digits = p - start;
	if (p < end && *p == '.') {
		stop = take_digits(&w, p + 1, end);
		places = stop - (p + 1);
		digits += places;
		p = stop;
	}
	if (digits == 0)
		return NUM_SYNTAX;
	stop = p;
	if (p < end && (*p == 'e' || *p == 'E')) {
		p = take_exponent(&exp, p + 1, end);
		if (p == NULL)
			return NUM_SYNTAX;
	}
	if (p != end)
		return NUM_SYNTAX;
	d->w = w;
	d->e = exp - places;
	d->low = 0;
	d->cut = DEC_EXACT;
	if (digits > KEPT)
		scan_long(d, start, stop, exp);
	return 0;
}

int
dec_fraction(const struct dec *d)
{
	if (d->cut != DEC_EXACT)
		return d->low < 0;
	if (d->e >= 0 || d->w == 0)
		return 0;
	return d->e < -KEPT || d->w % digits_pow10[-d->e] != 0;
}
