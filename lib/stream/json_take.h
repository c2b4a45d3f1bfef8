/*
 * json_take.h - values of the usual forms straight into a row; inlined into
 * the readers of json_predict.c, json_loose.c and csv_predict.c.
 *
 * Each returns the end of the value, or NULL when it has another form: then
 * the tokeniser must read it.  The grammar is the tokeniser's, RFC 8259:
 * nothing is accepted here that the tokeniser would refuse.  Up to eight
 * digits are found and joined in one word (base/digits.h).
 */
#ifndef STREAM_JSON_TAKE_H
#define STREAM_JSON_TAKE_H

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/digits.h"
#include "base/num.h"
#include "stream/json_predict.h"

#define TAKE_ONES UINT64_C(0x0101010101010101)
#define TAKE_HIGH UINT64_C(0x8080808080808080)

/* Steps of take_same, each 1 when the bytes are the same. */
static inline int
take_same4(const char *a, const char *b)
{
	uint32_t x, y;

	memcpy(&x, a, 4);
	memcpy(&y, b, 4);
	return x == y;
}

static inline int
take_same8(const char *a, const char *b)
{
	uint64_t x, y;

	memcpy(&x, a, 8);
	memcpy(&y, b, 8);
	return x == y;
}

static inline int
take_same16(const char *a, const char *b)
{
#ifdef __SSE2__
	__m128i x = _mm_loadu_si128((const __m128i *)a);
	__m128i y = _mm_loadu_si128((const __m128i *)b);

	return _mm_movemask_epi8(_mm_cmpeq_epi8(x, y)) == 0xffff;
#else
	return take_same8(a, b) && take_same8(a + 8, b + 8);
#endif
}

/*
 * A call of memcmp costs more than comparing the few bytes of a key.  The rest
 * after the last whole step is compared as the last bytes, overlapping.
 */
static inline int
take_same(const char *a, const char *b, size_t n)
{
	size_t i;

	if (n >= 16) {
		for (i = 0; i + 16 < n; i += 16)
			if (!take_same16(a + i, b + i))
				return 0;
		return take_same16(a + n - 16, b + n - 16);
	}
	if (n >= 8)
		return take_same8(a, b) && take_same8(a + n - 8, b + n - 8);
	if (n >= 4)
		return take_same4(a, b) && take_same4(a + n - 4, b + n - 4);
	for (; n > 0; n--)
		if (a[n - 1] != b[n - 1])
			return 0;
	return 1;
}

/* High bits of the bytes of x that end a plain text: the quote, a backslash,
 * controls and bytes beyond ASCII; right up to the first of them. */
static inline uint64_t
take_special(uint64_t x)
{
	return (x | (x - TAKE_ONES * 0x20) |
		   ((x ^ TAKE_ONES * '"') - TAKE_ONES) |
		   ((x ^ TAKE_ONES * '\\') - TAKE_ONES)) &
	       TAKE_HIGH;
}

/*
 * With _FORTIFY_SOURCE the compiler takes memcpy for more than it is, and makes
 * calls of these, which cost 6 % of reading JSON.
 */
#define TAKE_INLINE inline __attribute__((always_inline))

/* The rest of a number that begins at from, of up to max digits; *v is the
 * value of those in front of p (json_predict.c). */
const char *take_rest(uint64_t *v, const char *from, const char *p,
    const char *end, int max);

/*
 * Up to 19 digits in the form of JSON's whole numbers.  The first eight bytes
 * are examined as one word; the first non-digit ends the number.
 */
static TAKE_INLINE const char *
take_whole(uint64_t *v, const char *p, const char *end, int max)
{
	uint64_t x, stop;
	int n;

	*v = 0;
	if (end - p < 8)
		return take_rest(v, p, p, end, max);
	x = digits_load8(p) ^ DIGITS_ZEROS;
	stop = ((x + TAKE_ONES * 0x76) | x) & TAKE_HIGH;
	if (stop == 0) {
		*v = digits_join8(x);
		return take_rest(v, p, p + 8, end, max);
	}
	n = __builtin_ctzll(stop) / 8;
	if (n == 0 || (*p == '0' && n > 1))
		return NULL;
	*v = digits_join8(x << (64 - 8 * n));
	return p + n;
}

static TAKE_INLINE const char *
take_signed(unsigned char *at, unsigned len, const char *p, const char *end)
{
	int64_t v, top = INT64_MAX >> (64 - 8 * len);
	int neg = p < end && *p == '-';
	uint64_t m;

	if ((p = take_whole(&m, p + neg, end, 18)) == NULL)
		return NULL;
	v = neg ? -(int64_t)m : (int64_t)m;
	if (v >= top || v < -top - 1)
		return NULL;
	json_value_store(at, len, (uint64_t)v);
	return p;
}

static TAKE_INLINE const char *
take_unsigned(unsigned char *at, unsigned len, const char *p, const char *end)
{
	uint64_t v;

	if (len <= 2 && end - p >= 2 && digits_is(p[0]) && !digits_is(p[1])) {
		/* one digit: most ids, flags and levels */
		json_value_store(at, len, (uint64_t)(*p - '0'));
		return p + 1;
	}
	p = take_whole(&v, p, end, 19);
	if (p == NULL || v >= UINT64_MAX >> (64 - 8 * len))
		return NULL;
	json_value_store(at, len, v);
	return p;
}

/* The same in quotes. */
static inline const char *
take_id(unsigned char *at, const char *p, const char *end)
{
	if (p == end || *p != '"' ||
	    (p = take_unsigned(at, 8, p + 1, end)) == NULL || p == end ||
	    *p != '"')
		return NULL;
	return p + 1;
}

/* The places of a decimal, one to nine, in units of 1e-9. */
static inline const char *
take_places(uint64_t *v, const char *p, const char *end)
{
	static const uint32_t unit[] = { 1000000000, 100000000, 10000000,
		1000000, 100000, 10000, 1000, 100, 10, 1 };
	const char *from = p;
	uint64_t x, stop;
	int n = 0;

	*v = 0;
	if (end - p >= 8) {
		x = digits_load8(p) ^ DIGITS_ZEROS;
		stop = ((x + TAKE_ONES * 0x76) | x) & TAKE_HIGH;
		n = stop != 0 ? __builtin_ctzll(stop) / 8 : 8;
		if (n == 0)
			return NULL;
		*v = digits_join8(x << (64 - 8 * n));
		p += n;
		if (stop != 0) {
			*v *= unit[n];
			return p;
		}
	}
	for (; p < end && digits_is(*p); p++) {
		if (p - from == 9)
			return NULL;
		*v = *v * 10 + (uint64_t)(*p - '0');
	}
	if (p == from)
		return NULL;
	*v *= unit[p - from];
	return p;
}

/*
 * A decimal of up to seven bytes, with or without a point, in one word: the
 * digits in front of the point move over it.  NULL: not of this form.
 */
static TAKE_INLINE const char *
take_short(uint64_t *m, const char *p)
{
	uint64_t x = digits_load8(p) ^ DIGITS_ZEROS, mask;
	uint64_t stop = ((x + TAKE_ONES * 0x76) | x) & TAKE_HIGH;
	unsigned point, bits, places = 0;

	if (stop == 0)
		return NULL;
	bits = point = (unsigned)__builtin_ctzll(stop) & ~7U;
	if (point == 0 || (*p == '0' && point > 8))
		return NULL;
	if (p[point / 8] == '.') {
		if ((stop &= stop - 1) == 0)
			return NULL;
		bits = (unsigned)__builtin_ctzll(stop) & ~7U;
		places = (bits - point) / 8 - 1;
		if (places == 0)
			return NULL;
		mask = UINT64_MAX << point;
		x = (x & mask << 8) | (x & ~mask) << 8;
	}
	*m = digits_join8(x << (64 - bits)) * digits_pow10[9 - places];
	return p + bits / 8;
}

/* A decimal below 10^9 with up to nine places, to units of 1e-9. */
static TAKE_INLINE const char *
take_fixed(unsigned char *at, const char *p, const char *end)
{
	int neg = p < end && *p == '-';
	uint64_t m, part = 0;
	const char *q;

	if (end - p > 8 && (q = take_short(&m, p + neg)) != NULL) {
		json_value_store(at, 8, neg ? -m : m);
		return q;
	}
	if ((p = take_whole(&m, p + neg, end, 9)) == NULL)
		return NULL;
	if (p < end && *p == '.' &&
	    (p = take_places(&part, p + 1, end)) == NULL)
		return NULL;
	m = m * 1000000000 + part;
	json_value_store(at, 8, neg ? -m : m);
	return p;
}

static inline const char *
take_char(unsigned char *at, const char *p, const char *end)
{
	unsigned char c;

	if (end - p < 3 || p[0] != '"' || p[2] != '"')
		return NULL;
	c = (unsigned char)p[1];
	if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
		return NULL;
	*at = c;
	return p + 3;
}

/* The TS_ISO_LEN bytes at p: our own form of a time, in the same second as the
 * one before.  1, or 0 for another form. */
static TAKE_INLINE int
take_instant(unsigned char *at, const struct piece *piece, const char *p)
{
	uint64_t part;

	if (p[29] != 'Z' || !take_same16(p, piece->second) ||
	    !take_same4(p + 16, piece->second + 16) ||
	    !digits_all8(digits_load8(p + 20)) || !digits_is(p[28]))
		return 0;
	part = (uint64_t)digits_join8(digits_load8(p + 20)) * 10 +
	       (uint64_t)(p[28] - '0');
	json_value_store(at, 8, piece->second_ns + part);
	return 1;
}

/* The same in quotes. */
static inline const char *
take_time(unsigned char *at, struct piece *piece, const char *p,
    const char *end)
{
	if (end - p < TS_ISO_LEN + 2 || p[0] != '"' || p[TS_ISO_LEN + 1] != '"')
		return NULL;
	if (!take_instant(at, piece, p + 1) &&
	    !(predict_same_day(piece, p + 1) && take_instant(at, piece, p + 1)))
		return NULL;
	return p + TS_ISO_LEN + 2;
}

/* The first n bytes of x, n below 8. */
static inline uint64_t
take_first(uint64_t x, int n)
{
	return n > 0 ? x & UINT64_MAX >> (64 - 8 * n) : 0;
}

/* The symbol whose text is x and y, if it is in the cache: 1, or 0. */
static inline int
take_cached(unsigned char *at, const struct predict_sym *known, uint64_t x,
    uint64_t y)
{
	const struct predict_sym *s = &known[predict_sym_slot(x, y)];

	if (s->id == 0 || s->word[0] != x || s->word[1] != y)
		return 0;
	memcpy(at, &s->id, 4);
	return 1;
}

/* A plain text of up to 15 bytes that is in the cache. */
static inline const char *
take_known(unsigned char *at, const struct predict_sym *known, const char *p,
    const char *end)
{
	uint64_t x, y = 0, stop;
	int n;

	if (end - p < 18 || *p != '"')
		return NULL;
	x = digits_load8(p + 1);
	stop = take_special(x);
	if (stop != 0) {
		n = __builtin_ctzll(stop) / 8;
		x = take_first(x, n);
	} else {
		y = digits_load8(p + 9);
		if ((stop = take_special(y)) == 0)
			return NULL;
		n = __builtin_ctzll(stop) / 8;
		y = take_first(y, n);
		n += 8;
	}
	if (p[n + 1] != '"' || !take_cached(at, known, x, y))
		return NULL;
	return p + n + 2;
}

/* An empty row for the values to come. */
static inline void
take_clear(const struct predict *o, unsigned char *row)
{
	if (o->whole)
		memset(row, 0, o->schema->row_size);
	else
		row_clear(row, o->schema);
}

/* The usual forms; NULL: take_any must read the value. */
static inline const char *
take_usual(unsigned char *at, const struct predict *o, struct piece *piece,
    const char *p, const char *end)
{
	switch (piece->form) {
	case TAKE_FIXED:
		return take_fixed(at, p, end);
	case TAKE_TIME:
		return take_time(at, piece, p, end);
	case TAKE_SYM:
		return take_known(at, o->sym, p, end);
	case TAKE_ID:
		return take_id(at, p, end);
	case TAKE_CHAR:
		return take_char(at, p, end);
	case TAKE_I8:
		return take_signed(at, 1, p, end);
	case TAKE_I16:
		return take_signed(at, 2, p, end);
	case TAKE_I32:
		return take_signed(at, 4, p, end);
	case TAKE_I64:
		return take_signed(at, 8, p, end);
	case TAKE_U8:
		return take_unsigned(at, 1, p, end);
	case TAKE_U16:
		return take_unsigned(at, 2, p, end);
	case TAKE_U32:
		return take_unsigned(at, 4, p, end);
	case TAKE_U64:
		return take_unsigned(at, 8, p, end);
	case TAKE_ANY:
		break;
	}
	return NULL;
}

/* Any simple form (json_predict.c). */
const char *take_any(struct predict *o, struct piece *piece, unsigned char *row,
    const char *p, const char *end, struct symtab *syms);

/* Read the value of a piece at p into the row. */
static inline const char *
take_value(struct predict *o, struct piece *piece, unsigned char *row,
    const char *p, const char *end, struct symtab *syms)
{
	const char *next = take_usual(row + piece->off, o, piece, p, end);

	return next != NULL ? next : take_any(o, piece, row, p, end, syms);
}

#endif
