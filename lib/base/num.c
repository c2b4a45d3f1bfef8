/*
 * num.c - whole numbers, fixed decimals, durations and sizes.
 *
 * Decimals are converted from digits to integers without a double in between,
 * so a price is either exact or known to be rounded.  All functions here are
 * pure: no locale, no allocation, no state.  Doubles are in f64.c.
 */
#include "base/num.h"

#include <string.h>

#include "base/digits.h"

__extension__ typedef unsigned __int128 u128;

struct unit {
	char name[3];
	uint64_t size;
};

/* Largest first: num_put_duration takes the first that divides. */
static const struct unit duration_units[] = {
	{ "d", UINT64_C(86400000000000) },
	{ "h", UINT64_C(3600000000000) },
	{ "m", UINT64_C(60000000000) },
	{ "s", UINT64_C(1000000000) },
	{ "ms", 1000000 },
	{ "us", 1000 },
	{ "ns", 1 },
	{ "", 0 },
};

static const struct unit size_units[] = {
	{ "G", UINT64_C(1) << 30 },
	{ "M", UINT64_C(1) << 20 },
	{ "K", UINT64_C(1) << 10 },
	{ "", 1 },
	{ "", 0 },
};

const char *
num_strerror(int error)
{
	switch (error) {
	case NUM_RANGE:
		return "out of range";
	case NUM_FRACTION:
		return "not a whole number";
	default:
		return "not a number";
	}
}

/* Why s, which is not all digits, is not a whole number. */
static int
whole_error(const char *s, size_t len)
{
	struct dec d;

	if (dec_scan(&d, s, len) != 0)
		return NUM_SYNTAX;
	if (memchr(s, '.', len) || memchr(s, 'e', len) || memchr(s, 'E', len))
		return NUM_FRACTION;
	return NUM_RANGE;
}

int
num_u64(uint64_t *out, const char *s, size_t len)
{
	const char *p = s, *end = s + len;
	uint64_t v = 0, digit, eight;

	if (len == 0)
		return NUM_SYNTAX;
	for (; end - p >= 8 && p - s <= 8; p += 8) { /* 16 digits cannot wrap */
		eight = digits_load8(p);
		if (!digits_all8(eight))
			break;
		v = v * 100000000 + digits_join8(eight);
	}
	for (; p < end; p++) {
		if (!digits_is(*p))
			return whole_error(s, len);
		digit = (uint64_t)(*p - '0');
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, digit, &v))
			return whole_error(s, len);
	}
	*out = v;
	return 0;
}

int
num_i64(int64_t *out, const char *s, size_t len)
{
	const uint64_t limit = UINT64_C(1) << 63;
	int neg = len > 0 && s[0] == '-', error;
	uint64_t v;

	if (neg && (len < 2 || !digits_is(s[1])))
		return whole_error(s, len);
	error = num_u64(&v, s + neg, len - (size_t)neg);
	if (error != 0)
		return error;
	if (v >= limit + (uint64_t)neg)
		return NUM_RANGE;
	*out = neg ? (int64_t)-v : (int64_t)v;
	return 0;
}

/*
 * m = round(d 10^scale), half to even, sign aside.  Returns 1 when digits
 * were lost, 0 when exact, NUM_RANGE beyond 2^63.
 */
static int
scale_dec(uint64_t *m, const struct dec *d, int scale)
{
	int64_t k = d->e + scale;
	uint64_t unit, rest, half;
	int lost = d->cut != DEC_EXACT, up;

	if (k < -19) {
		*m = 0;
		return 1;
	}
	if (k > 18)
		return NUM_RANGE;
	if (k >= 0) {
		if (__builtin_mul_overflow(d->w, digits_pow10[k], m))
			return NUM_RANGE;
		up = d->cut == DEC_ABOVE || (d->cut == DEC_HALF && (*m & 1));
	} else {
		unit = digits_pow10[-k];
		half = unit / 2;
		*m = d->w / unit;
		rest = d->w % unit;
		up = rest > half || (rest == half && (lost || (*m & 1)));
		lost |= rest != 0;
	}
	if (*m > UINT64_C(1) << 63)
		return NUM_RANGE;
	*m += (uint64_t)up;
	return lost;
}

int
num_fixed(int64_t *out, const char *s, size_t len, int scale, uint64_t *rounded)
{
	uint64_t m = 0;
	struct dec d;
	int lost = 0;

	if (dec_scan(&d, s, len) != 0)
		return NUM_SYNTAX;
	if (scale == 0 && dec_fraction(&d))
		return NUM_FRACTION;
	if (d.w != 0)
		lost = scale_dec(&m, &d, scale);
	if (lost < 0)
		return lost;
	if (d.neg ? m > UINT64_C(1) << 63 : m >= INT64_MAX)
		return NUM_RANGE;
	*out = d.neg ? (int64_t)-m : (int64_t)m;
	if (lost && rounded != NULL)
		++*rounded;
	return 0;
}

int
num_has_fraction(const char *s, size_t len)
{
	struct dec d;

	return dec_scan(&d, s, len) == 0 && dec_fraction(&d);
}

/* d units of the given size as a whole number. */
static int
times_unit(uint64_t *out, const struct dec *d, uint64_t size)
{
	u128 v = (u128)d->w * size;
	int64_t e = d->e;

	if (d->neg)
		return NUM_RANGE;
	if (d->cut != DEC_EXACT)
		return d->e > 0 ? NUM_RANGE : NUM_FRACTION;
	for (; e < 0 && v != 0; e++) {
		if (v % 10 != 0)
			return NUM_FRACTION;
		v /= 10;
	}
	for (; e > 0 && v != 0 && v <= UINT64_MAX; e--)
		v *= 10;
	if (v > UINT64_MAX)
		return NUM_RANGE;
	*out = (uint64_t)v;
	return 0;
}

/* A decimal and one of units, whose last has size 0. */
static int
read_units(uint64_t *out, const char *s, size_t len, const struct unit *units)
{
	const struct unit *u;
	uint64_t whole;
	struct dec d;
	size_t n = len;

	while (n > 0 && !digits_is(s[n - 1]) && s[n - 1] != '.')
		n--;
	for (u = units; u->size != 0; u++)
		if (strlen(u->name) == len - n &&
		    memcmp(u->name, s + n, len - n) == 0)
			break;
	if (u->size == 0 || dec_scan(&d, s, n) != 0)
		return NUM_SYNTAX;
	if (num_u64(&whole, s, n) != 0)
		return times_unit(out, &d, u->size);
	/* All 64 bits, where a decimal holds 19 digits. */
	if (__builtin_mul_overflow(whole, u->size, &whole))
		return NUM_RANGE;
	*out = whole;
	return 0;
}

int
num_duration(uint64_t *out_ns, const char *s, size_t len)
{
	return read_units(out_ns, s, len, duration_units);
}

int
num_size(uint64_t *out, const char *s, size_t len)
{
	return read_units(out, s, len, size_units);
}

size_t
num_put_u64(char *out, uint64_t v)
{
	const uint64_t eight = 100000000;
	uint64_t top = v / eight;
	size_t n;

	if (v < eight)
		return digits_put_small(out, (uint32_t)v);
	if (top < eight) {
		n = digits_put_small(out, (uint32_t)top);
	} else {
		n = digits_put_small(out, (uint32_t)(top / eight));
		digits_store8(out + n,
		    digits_split8((uint32_t)(top % eight)) + DIGITS_ZEROS);
		n += 8;
	}
	digits_store8(out + n,
	    digits_split8((uint32_t)(v % eight)) + DIGITS_ZEROS);
	return n + 8;
}

/* The sign of v into out, its magnitude into *m. */
static size_t
put_sign(char *out, uint64_t *m, int64_t v)
{
	*m = v < 0 ? -(uint64_t)v : (uint64_t)v;
	out[0] = '-';
	return v < 0;
}

size_t
num_put_i64(char *out, int64_t v)
{
	uint64_t m;
	size_t n = put_sign(out, &m, v);

	return n + num_put_u64(out + n, m);
}

size_t
num_put_fixed(char *out, int64_t v, int scale)
{
	uint64_t m, rest, unit = digits_pow10[scale];
	size_t n = put_sign(out, &m, v), len;
	char tail[10];

	if (scale == 9) { /* a division by a constant is a multiplication */
		n += num_put_u64(out + n, m / UINT64_C(1000000000));
		return n +
		       digits_put_fraction(out + n, m % UINT64_C(1000000000));
	}
	n += num_put_u64(out + n, m / unit);
	rest = m % unit * digits_pow10[9 - scale];
	len = digits_put_fraction(tail, (uint32_t)rest);
	memcpy(out + n, tail, len);
	return n + len;
}

size_t
num_put_px9(char *out, int64_t v)
{
	uint64_t m;
	size_t n = put_sign(out, &m, v);

	n += num_put_u64(out + n, m / UINT64_C(1000000000));
	out[n] = '.';
	digits_put9(out + n + 1, (uint32_t)(m % UINT64_C(1000000000)));
	return n + 10;
}

size_t
num_put_duration(char *out, uint64_t ns)
{
	const struct unit *u = duration_units;
	size_t n, len;

	if (ns == 0) {
		memcpy(out, "0s", 2);
		return 2;
	}
	while (ns % u->size != 0)
		u++;
	n = num_put_u64(out, ns / u->size);
	len = strlen(u->name);
	memcpy(out + n, u->name, len);
	return n + len;
}
