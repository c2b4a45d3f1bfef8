/*
 * where_literal.c - decimals of any length, and the whole numbers that they
 * are greater or less than.
 *
 * v < d for a whole number v is v <= floor(d), or floor(d) - 1 where d is
 * whole itself; so every comparison with a literal becomes lo <= v <= hi, and
 * nothing is rounded.
 */
#include <string.h>

#include "base/num.h"
#include "stream/where_impl.h"

enum { EXP_MAX = 100000 };

/* "e-12" at s: how many bytes, and *exp; 0 there is none, or -1. */
static int
read_exp(long *exp, const char *s, size_t len)
{
	size_t i = 1;
	int minus;
	long v = 0;

	*exp = 0;
	if (len == 0)
		return 0;
	if (len < 2 || (*s != 'e' && *s != 'E'))
		return -1;
	minus = s[i] == '-';
	i += s[i] == '-' || s[i] == '+';
	if (i == len)
		return -1;
	for (; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		v = v < EXP_MAX ? v * 10 + (s[i] - '0') : v;
	}
	*exp = minus ? -v : v;
	return 0;
}

int
decimal_read(struct decimal *d, const char *s, size_t len)
{
	int point = 0, digits = 0;
	long more, exp = 0;
	size_t i = 0;

	*d = (struct decimal){ .neg = len > 0 && *s == '-' };
	i += len > 0 && (*s == '-' || *s == '+');
	for (; i < len && (s[i] == '.' || (s[i] >= '0' && s[i] <= '9')); i++) {
		if (s[i] == '.') {
			if (point++)
				return -1;
			continue;
		}
		digits++;
		exp -= point;
		if (d->n == 0 && s[i] == '0')
			continue;
		if (d->n == DEC_DIGITS)
			return -1;
		d->digit[d->n++] = s[i];
	}
	if (digits == 0 || read_exp(&more, s + i, len - i) == -1)
		return -1;
	d->exp = exp + more;
	d->neg &= d->n > 0;
	return 0;
}

static int
compare_magnitudes(const struct decimal *a, const struct decimal *b)
{
	int i, n = a->n > b->n ? a->n : b->n;
	long first = a->n + a->exp, other = b->n + b->exp;
	char x, y;

	if (a->n == 0 || b->n == 0)
		return (a->n > 0) - (b->n > 0);
	if (first != other)
		return first > other ? 1 : -1;
	for (i = 0; i < n; i++) {
		x = i < a->n ? a->digit[i] : '0';
		y = i < b->n ? b->digit[i] : '0';
		if (x != y)
			return x > y ? 1 : -1;
	}
	return 0;
}

int
decimal_compare(const struct decimal *a, const struct decimal *b)
{
	if (a->neg != b->neg)
		return a->neg ? -1 : 1;
	return a->neg ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

/* |d| x 10^scale without its fraction; *rest: it had one.  -1: beyond 64
 * bits. */
static int
magnitude(uint64_t *mag, int *rest, const struct decimal *d, int scale)
{
	long shift = d->exp + scale, keep = d->n + (shift < 0 ? shift : 0), i;

	*mag = 0;
	*rest = 0;
	for (i = keep > 0 ? keep : 0; i < d->n; i++)
		*rest |= d->digit[i] != '0';
	for (i = 0; i < keep; i++)
		if (__builtin_mul_overflow(*mag, UINT64_C(10), mag) ||
		    __builtin_add_overflow(*mag, (uint64_t)(d->digit[i] - '0'),
			mag))
			return -1;
	for (i = 0; d->n > 0 && i < shift; i++)
		if (__builtin_mul_overflow(*mag, UINT64_C(10), mag))
			return -1;
	return 0;
}

/*
 * The greatest whole number up to d, in their order: 0; 1 it is above all of
 * them, -1 below.  *rest: d is not whole.
 */
static int
floor_of(int64_t *v, int *rest, const struct decimal *d, int scale,
    int is_signed)
{
	uint64_t mag, top = is_signed ? INT64_MAX : UINT64_MAX;

	if (magnitude(&mag, rest, d, scale) == -1)
		return d->neg ? -1 : 1;
	if (!d->neg) {
		if (mag > top)
			return 1;
		*v = is_signed ? (int64_t)mag : ordered(mag);
		return 0;
	}
	if (*rest && mag == UINT64_MAX)
		return -1;
	mag += (uint64_t)*rest;
	if (mag > (is_signed ? UINT64_C(1) << 63 : 0))
		return -1;
	*v = is_signed ? (int64_t)(UINT64_C(0) - mag) : ordered(0);
	return 0;
}

static struct range
up_to(int64_t v, int with)
{
	static const struct range none = { 1, 0 };

	if (!with && v == INT64_MIN)
		return none;
	return (struct range){ INT64_MIN, with ? v : v - 1 };
}

static struct range
from(int64_t v, int with)
{
	static const struct range none = { 1, 0 };

	if (!with && v == INT64_MAX)
		return none;
	return (struct range){ with ? v : v + 1, INT64_MAX };
}

struct range
whole_range(int64_t v, enum compare cmp)
{
	switch (cmp) {
	case CMP_LT:
	case CMP_LE:
		return up_to(v, cmp == CMP_LE);
	case CMP_GT:
	case CMP_GE:
		return from(v, cmp == CMP_GE);
	case CMP_EQ:
	case CMP_NE:
		break;
	}
	return (struct range){ v, v };
}

struct range
decimal_range(const struct decimal *d, enum compare cmp, int scale,
    int is_signed)
{
	static const struct range none = { 1, 0 },
				  all = { INT64_MIN, INT64_MAX };
	int below = cmp == CMP_LT || cmp == CMP_LE;
	int above = cmp == CMP_GT || cmp == CMP_GE;
	int64_t v = 0;
	int rest, out = floor_of(&v, &rest, d, scale, is_signed);

	if (out != 0)
		return (out > 0 ? below : above) ? all : none;
	if (!rest)
		return whole_range(v, cmp);
	return below ? up_to(v, 1) : above ? from(v, 0) : none;
}
