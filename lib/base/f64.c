/*
 * f64.c - doubles: read correctly rounded, print in the shortest form.
 *
 * Reading: Lemire 2021, "Number Parsing at a Gigabyte per Second",
 * algorithm 1, with the shortened check of Mushtak and Lemire 2023, "Fast
 * Number Parsing Without Fallback": w 10^q for w < 2^64 from one or two
 * 64 x 128 bit products.  More than 19 digits lie between w and w + 1; when
 * these two round apart (one such text in about a thousand), strtod decides
 * on a text of digits and exponent alone, which no locale reads otherwise.
 *
 * Printing: Giulietti 2020, "The Schubfach way to render doubles", figure
 * 7: of the decimals that read back to v one of the shortest, and of these
 * the closest.  The rounding interval is taken to a decimal exponent k where
 * it holds at least one multiple of 10^k and at most one of 10^(k+1); four
 * comparisons on products rounded to odd choose among these.
 */
#include "base/num.h"

#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/err.h"
#include "base/pow10.h"

#define F64_INF (UINT64_C(0x7ff) << 52)

/* Digits that can tell a double from a half between two: 767 (5e-324's). */
enum { SLOW_DIGITS = 770, SLOW_BUF = SLOW_DIGITS + 32 };

__extension__ typedef unsigned __int128 u128;

static inline const uint64_t *
pow10_entry(int q)
{
	return pow10_table + 2 * (q - POW10_MIN);
}

/* The first 128 bits of w 10^q for w with its top bit set, or a little less:
 * the low half of the power counts only where it can change the outcome. */
static inline u128
product(int q, uint64_t w)
{
	const uint64_t *g = pow10_entry(q);
	u128 p = (u128)w * g[0];

	if ((p >> 64 & 0x1ff) == 0x1ff)
		p += (uint64_t)((u128)w * g[1] >> 64);
	return p;
}

/* Drop the lowest bit of m, rounding half up. */
static inline uint64_t
halve(uint64_t m)
{
	return (m + (m & 1)) >> 1;
}

/* The bits of w 10^q, rounded half to even. */
static uint64_t
read_bits(uint64_t w, int64_t q)
{
	int lead, shift, exp;
	uint64_t m, hi, lo;
	u128 p;

	if (w == 0 || q < POW10_MIN)
		return 0;
	if (q > 308)
		return F64_INF;
	lead = __builtin_clzll(w);
	p = product((int)q, w << lead);
	hi = (uint64_t)(p >> 64);
	lo = (uint64_t)p;
	shift = 9 + (int)(hi >> 63);
	m = hi >> shift; /* 54 bits: 53 and one to round by */
	exp = (int)(((int)q * 217706) >> 16) + 63 + (int)(hi >> 63) - lead;
	exp += 1023;
	if (exp <= 0) { /* subnormal, or the least normal by rounding up */
		if (exp <= -63)
			return 0;
		return halve(m >> (1 - exp));
	}
	/* Exactly between two: only these q admit it.  Down to even. */
	if (lo <= 1 && q >= -4 && q <= 23 && (m & 3) == 1 && m << shift == hi)
		m--;
	m = halve(m);
	/* The hidden bit, and a carry out of rounding, add to exp. */
	m += (uint64_t)(exp - 1) << 52;
	return m < F64_INF ? m : F64_INF;
}

/* The bits of a decimal of 20 or more digits, of which d holds the first. */
static uint64_t
read_slowly(const struct dec *d, const char *s, size_t len)
{
	const char *end = s + len;
	char buf[SLOW_BUF];
	size_t n = 0;
	uint64_t bits;
	int more = 0;
	double v;

	for (; s < end && *s != 'e' && *s != 'E'; s++) {
		if (!digits_is(*s) || (n == 0 && *s == '0'))
			continue;
		if (n < SLOW_DIGITS)
			buf[n++] = *s;
		else
			more |= *s != '0';
	}
	if (more) /* stands for all that follow: no half is that long */
		buf[n++] = '1';
	buf[n] = 'e';
	/* The 19th digit has the power d->e. */
	buf[n + 1 + num_put_i64(buf + n + 1, d->e + 19 - (int64_t)n)] = '\0';
	v = strtod(buf, NULL);
	memcpy(&bits, &v, sizeof(bits));
	return bits;
}

int
num_f64(double *out, const char *s, size_t len)
{
	const char *p = s, *end = s + len;
	struct dec d;
	uint64_t bits;

	if (p < end && *p == '+') {
		p++;
		if (p < end && *p == '-')
			return NUM_SYNTAX;
	}
	if (dec_scan(&d, p, (size_t)(end - p)) != 0)
		return NUM_SYNTAX;
	p += d.neg;
	if (end - p > 1 && p[0] == '0' && digits_is(p[1]))
		return NUM_SYNTAX;
	bits = read_bits(d.w, d.e);
	if (d.cut != DEC_EXACT && read_bits(d.w + 1, d.e) != bits)
		bits = read_slowly(&d, p, (size_t)(end - p));
	if (bits == F64_INF)
		return NUM_RANGE;
	bits |= (uint64_t)d.neg << 63;
	memcpy(out, &bits, sizeof(*out));
	return 0;
}

/* floor(log10 2^q), floor(log10(3/4 2^q)), floor(log2 10^k): |.| < 1200. */
static inline int
log10_pow2(int q)
{
	return (q * 1262611) >> 22;
}

static inline int
log10_three_quarters_pow2(int q)
{
	return (q * 1262611 - 524031) >> 22;
}

static inline int
log2_pow10(int k)
{
	return (k * 1741647) >> 19;
}

/* g c / 2^128, the lowest bit set when anything was cut off. */
static inline uint64_t
times_odd(u128 g, uint64_t c)
{
	u128 low = (u128)(uint64_t)g * c;
	u128 p = (u128)(uint64_t)(g >> 64) * c + (uint64_t)(low >> 64);

	return (uint64_t)(p >> 64) | ((uint64_t)p > 1);
}

/*
 * The shortest decimal *digits 10^*exp within the rounding interval of
 * c 2^q; narrow when the double below is at half the distance.  *digits has
 * at most 17 digits and may end in zeros.
 */
static inline void
shortest(uint64_t *digits, int *exp, uint64_t c, int q, int narrow)
{
	int k = narrow ? log10_three_quarters_pow2(q) : log10_pow2(q);
	int h = q + log2_pow10(-k) + 1, up, down, closer;
	const uint64_t *entry = pow10_entry(-k);
	u128 g = (u128)entry[0] << 64 | entry[1];
	uint64_t odd = c & 1, below, v, above, s, t;

	g += -k < -27 || -k > 55; /* the paper rounds up what is inexact */
	below = times_odd(g, (4 * c - 2 + (uint64_t)narrow) << h) + odd;
	v = times_odd(g, 4 * c << h);
	above = times_odd(g, (4 * c + 2) << h) - odd;
	*exp = k;
	s = v / 4;
	if (s >= 10) { /* a multiple of 10^(k+1)? */
		t = s / 10;
		down = below <= 40 * t;
		up = 40 * t + 40 <= above;
		if (down != up) {
			*digits = t + (uint64_t)up;
			*exp = k + 1;
			return;
		}
	}
	down = below <= 4 * s;
	up = 4 * s + 4 <= above;
	/* both or, with neither, the closer one: no branch would guess it */
	closer = (v > 4 * s + 2) | ((v == 4 * s + 2) & (int)(s & 1));
	*digits = s + (uint64_t)((up & ~down) | (closer & ~(up ^ down) & 1));
}

static int
count_digits(uint64_t v)
{
	int n = (64 - __builtin_clzll(v)) * 1233 >> 12;

	return n + (v >= digits_pow10[n]);
}

/* A decimal of 1 to 17 digits, zeros after them up to 17. */
struct digits17 {
	char first;
	uint64_t next, last; /* eight each, as digits_store8 takes them */
	int n; /* how many there are up to the last that is not 0 */
};

/* d > 0 of so many digits. */
static inline struct digits17
split_17(uint64_t d, int digits)
{
	struct digits17 s;
	uint64_t rest;

	d *= digits_pow10[17 - digits];
	s.first = (char)('0' + d / UINT64_C(10000000000000000));
	rest = d % UINT64_C(10000000000000000);
	s.next = digits_split8((uint32_t)(rest / 100000000));
	s.last = digits_split8((uint32_t)(rest % 100000000));
	s.n =
	    s.last != 0 ? 17 - digits_tail8(s.last) : 9 - digits_tail8(s.next);
	s.next += DIGITS_ZEROS;
	s.last += DIGITS_ZEROS;
	return s;
}

/* All 17 digits. */
static inline void
put_17(char *out, const struct digits17 *s)
{
	out[0] = s->first;
	digits_store8(out + 1, s->next);
	digits_store8(out + 9, s->last);
}

/* ".", and the digits after the first i, 0 < i < 17; touches 17 bytes. */
static inline void
put_behind(char *out, const struct digits17 *s, int i)
{
	u128 v = ((u128)s->last << 64 | s->next) >> 8 * (i - 1);

	out[0] = '.';
	digits_store8(out + 1, (uint64_t)v);
	digits_store8(out + 9, (uint64_t)(v >> 64));
}

/* The first digit is worth 10^(point - 1): "1.5e-7". */
static size_t
put_scientific(char *out, const struct digits17 *s, int point)
{
	int exp = point - 1;
	char *p = out;

	put_17(out, s);
	put_behind(out + 1, s, 1);
	p += s->n > 1 ? s->n + 1 : 1;
	*p++ = 'e';
	*p++ = exp < 0 ? '-' : '+';
	if (exp < 0)
		exp = -exp;
	if (exp >= 100)
		*p++ = (char)('0' + exp / 100);
	if (exp >= 10)
		*p++ = (char)('0' + exp / 10 % 10);
	*p++ = (char)('0' + exp % 10);
	return (size_t)(p - out);
}

/* d 10^exp in ECMAScript's notation (ECMA-262, Number::toString).  Digits
 * go from registers to their places: a copy of what was just stored waits
 * for the store. */
static size_t
put_decimal(char *out, uint64_t d, int exp)
{
	int digits = count_digits(d), point = digits + exp;
	struct digits17 s = split_17(d, digits);

	if (point > 21 || point <= -6)
		return put_scientific(out, &s, point);
	if (point <= 0) {
		memcpy(out, "0.00000", 7);
		put_17(out + 2 - point, &s);
		return (size_t)(2 - point + s.n);
	}
	put_17(out, &s);
	if (point >= s.n) {
		digits_store8(out + 17, DIGITS_ZEROS);
		return (size_t)point;
	}
	put_behind(out + point, &s, point);
	return (size_t)s.n + 1;
}

/* c 2^q > 0; narrow as for shortest. */
static size_t
put_binary(char *out, uint64_t c, int q, int narrow)
{
	uint64_t digits;
	int exp;

	/* A whole number below 2^53 is its own shortest form. */
	if (q <= 0 && q > -53 && (c & ((UINT64_C(1) << -q) - 1)) == 0)
		return num_put_u64(out, c >> -q);
	shortest(&digits, &exp, c, q, narrow);
	return put_decimal(out, digits, exp);
}

/* Sign, fraction and exponent as they are stored, of a number whose fraction
 * has so many bits and whose greatest exponent is not a number. */
static inline size_t
put_stored(char *out, int negative, uint64_t c, int exp, int bits, int most)
{
	int narrow = c == 0 && exp > 1;
	size_t n = (size_t)negative;

	out[0] = '-';
	if (exp == most)
		BUG("a number to print is not finite");
	if (exp == 0 && c == 0) {
		out[n] = '0';
		return n + 1;
	}
	if (exp == 0)
		exp = 1;
	else
		c |= UINT64_C(1) << bits;
	return n + put_binary(out + n, c, exp - most / 2 - bits, narrow);
}

size_t
num_put_f64(char *out, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	return put_stored(out, (int)(bits >> 63),
	    bits & ((UINT64_C(1) << 52) - 1), (int)(bits >> 52) & 0x7ff, 52,
	    0x7ff);
}

size_t
num_put_f32(char *out, float v)
{
	uint32_t bits;

	memcpy(&bits, &v, sizeof(bits));
	return put_stored(out, (int)(bits >> 31),
	    bits & ((UINT32_C(1) << 23) - 1), (int)(bits >> 23) & 0xff, 23,
	    0xff);
}
