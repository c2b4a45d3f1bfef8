/*
 * fast_csv_cell.h - cells of the usual forms, inlined into fast_csv.c and
 * fast_csv_block.c.
 *
 * Each takes a cell of at least one byte, with FAST_SLACK readable bytes after
 * it, and returns 1 with the value in the row, or 0 with nothing done: the
 * cell has another form and is left to cell_put.  Up to eight digits are
 * joined in one word (base/digits.h); a shorter number is shifted to the
 * word's end, so that it has leading zeros.
 */
#ifndef SOURCE_FAST_CSV_CELL_H
#define SOURCE_FAST_CSV_CELL_H

#include <string.h>

#include "base/digits.h"
#include "base/tstamp.h"
#include "source/fast_csv_impl.h"

#define FAST_ONES UINT64_C(0x0101010101010101)
#define FAST_HIGH UINT64_C(0x8080808080808080)

/* Into each caller, where the form is known. */
#define INLINE __attribute__((always_inline)) static inline

/*
 * High bits of the bytes of x that are not digits; '0' was subtracted from
 * each byte of x.
 */
static inline uint64_t
fast_other(uint64_t x)
{
	return ((x + FAST_ONES * 0x76) | x) & FAST_HIGH;
}

/* n bytes, 1 to 8, at the end of a word; digits less '0'. */
static inline uint64_t
fast_digits(const char *s, size_t n)
{
	return (digits_load8(s) ^ DIGITS_ZEROS) << (64 - 8 * n);
}

/* The first n bytes of a word, 0 to 8. */
static inline uint64_t
fast_first(uint64_t x, size_t n)
{
	return n >= 8 ? x : x & ~(UINT64_MAX << 8 * n);
}

/* One to four digits, most of the numbers in a line. */
static inline int
fast_four(uint64_t *v, const char *s, size_t len)
{
	uint32_t x = (uint32_t)(digits_load8(s) ^ DIGITS_ZEROS)
		     << (32 - 8 * len);
	uint32_t other = ((x + 0x76767676) | x) & 0x80808080;

	x = (x * 10 + (x >> 8)) & 0x00ff00ff;
	*v = (uint16_t)(x * 100 + (x >> 16));
	return other == 0;
}

/* Up to 19 digits. */
static inline int
fast_whole(uint64_t *v, const char *s, size_t len)
{
	uint64_t x, y, z;

	if (len <= 4)
		return len > 0 && fast_four(v, s, len);
	if (len <= 8) {
		x = fast_digits(s, len);
		*v = digits_join8(x);
		return fast_other(x) == 0;
	}
	y = digits_load8(s + len - 8) ^ DIGITS_ZEROS;
	if (len <= 16) {
		x = fast_digits(s, len - 8);
		*v = digits_join8(x) * UINT64_C(100000000) + digits_join8(y);
		return (fast_other(x) | fast_other(y)) == 0;
	}
	if (len > 19)
		return 0;
	x = digits_load8(s + len - 16) ^ DIGITS_ZEROS;
	z = fast_digits(s, len - 16);
	*v = (digits_join8(z) * UINT64_C(100000000) + digits_join8(x)) *
		 UINT64_C(100000000) +
	     digits_join8(y);
	return (fast_other(x) | fast_other(y) | fast_other(z)) == 0;
}

/* A number of up to 18 digits and its sign; the field holds -top - 1 to top
 * and null is not written. */
static inline int
fast_signed(int64_t *v, const struct fast_step *st, const char *s, size_t len)
{
	unsigned neg = *s == '-';
	uint64_t m;

	if (len > 18 || !fast_whole(&m, s + neg, len - neg) ||
	    m > st->top + neg)
		return 0;
	*v = neg ? -(int64_t)m : (int64_t)m;
	return 1;
}

/* Up to eight bytes, with or without a point, in units of 10^-scale. */
static inline int
fast_short(uint64_t *m, const char *s, size_t len, unsigned scale)
{
	uint64_t x = fast_digits(s, len), point, mask;
	unsigned at, places = 0;

	point = x ^ FAST_ONES * ('.' ^ '0');
	point = (point - FAST_ONES) & ~point & FAST_HIGH;
	if (point != 0) { /* what is in front of it moves over it */
		at = (unsigned)__builtin_ctzll(point) & ~7U;
		mask = UINT64_MAX << at;
		x = (x & mask << 8) | (x & ~mask) << 8;
		places = 7 - at / 8;
		if (places > scale || len < 2)
			return 0;
	}
	*m = digits_join8(x) * digits_pow10[scale - places];
	return fast_other(x) == 0;
}

/*
 * A longer decimal, below 10^18 units.  The point is first expected where the
 * column's last value had it, then searched for.
 */
static inline int
fast_long(uint64_t *m, struct fast_step *st, const char *s, size_t len)
{
	size_t whole = len - 1 - st->places, places;
	uint64_t part = 0;
	const char *point;

	if (st->places >= len || s[whole] != '.') {
		point = memchr(s, '.', len);
		whole = point != NULL ? (size_t)(point - s) : len;
	}
	places = whole < len ? len - 1 - whole : 0;
	if (whole == 0 || whole + st->scale > 18 || places > st->scale)
		return 0;
	if (!fast_whole(m, s, whole) ||
	    (places > 0 && !fast_whole(&part, s + whole + 1, places)))
		return 0;
	st->places = (uint8_t)places;
	*m = *m * digits_pow10[st->scale] +
	     part * digits_pow10[st->scale - places];
	return 1;
}

static inline int
fast_fixed(int64_t *v, struct fast_step *st, const char *s, size_t len)
{
	unsigned neg = *s == '-';
	uint64_t m;

	s += neg;
	len -= neg;
	if (len == 0 || !(len <= 8 ? fast_short(&m, s, len, st->scale)
				   : fast_long(&m, st, s, len)))
		return 0;
	*v = neg ? -(int64_t)m : (int64_t)m;
	return 1;
}

/* The fraction of a second, starting at its point; 0 when it is not valid. */
static inline int
fast_fraction(uint64_t *ns, const char *s, size_t len)
{
	uint64_t x, more = 0;

	*ns = 0;
	if (len == 0)
		return 1;
	if (*s != '.' || len == 1 || len > 10)
		return 0;
	if (len == 10) {
		x = digits_load8(s + 1) ^ DIGITS_ZEROS;
		more = (uint64_t)(unsigned char)s[9] - '0';
		*ns = (uint64_t)digits_join8(x) * 10 + more;
	} else {
		x = fast_digits(s + 1, len - 1);
		*ns = digits_join8(x) * digits_pow10[10 - len];
	}
	return fast_other(x) == 0 && more <= 9;
}

/* ":MM:SS" as the first six bytes of a word. */
static inline uint64_t
fast_clock(const char *s)
{
	return digits_load8(s) & UINT64_C(0xffffffffffff);
}

/* The same, less than 60 each, in seconds; -1. */
static inline int
fast_seconds(uint64_t clock)
{
	const uint64_t form = UINT64_C(0x30303a30303a);  /* ":00:00" */
	const uint64_t limit = UINT64_C(0x767a7f767a7f); /* 9 5 0 9 5 0 */
	uint64_t x = clock ^ form;

	if ((((x + limit) | x) & FAST_HIGH) != 0)
		return -1;
	return (int)((x >> 8 & 15) * 600 + (x >> 16 & 15) * 60 +
		     (x >> 32 & 15) * 10 + (x >> 40));
}

/* A time in the hour of one read before, and mostly in its second. */
static inline int
fast_iso(unsigned char *at, struct fast_hour *h, const char *s, size_t len)
{
	size_t behind = h->n + 6 + h->zone_len;
	uint64_t part, clock;
	int second;

	if (h->n == 0 || len < behind || digits_load8(s) != h->head ||
	    digits_load8(s + h->n - 8) != h->tail ||
	    (digits_load8(s + len - h->zone_len) & h->zone_mask) != h->zone ||
	    !fast_fraction(&part, s + h->n + 6, len - behind))
		return 0;
	clock = fast_clock(s + h->n);
	if (clock != h->clock) {
		if ((second = fast_seconds(clock)) < 0)
			return 0;
		h->clock = clock;
		h->second_ns = h->ns + (uint64_t)second * NS_SECOND;
	}
	part += h->second_ns;
	memcpy(at, &part, 8);
	return 1;
}

/* Cache the hour of a time that was read, if it has the usual form. */
static inline void
fast_keep_hour(struct fast_hour *h, const char *s, size_t len, uint64_t ns)
{
	size_t n = len > 13 && s[13] == ':' ? 13 : 11, at = n + 6;
	uint64_t part, clock;
	int second;

	h->n = 0;
	if (len < at || s[n] != ':')
		return;
	clock = fast_clock(s + n);
	if ((second = fast_seconds(clock)) < 0)
		return;
	while (at < len && (s[at] == '.' || digits_is(s[at])))
		at++;
	if (len - at > 8 || !fast_fraction(&part, s + n + 6, at - n - 6))
		return;
	part += (uint64_t)second * NS_SECOND;
	if (ns < part || ns >= TS_NULL - 3600 * NS_SECOND)
		return;
	h->head = digits_load8(s);
	h->tail = digits_load8(s + n - 8);
	h->zone_len = (uint32_t)(len - at);
	h->zone_mask = fast_first(UINT64_MAX, len - at);
	h->zone = digits_load8(s + at) & h->zone_mask;
	h->ns = ns - part;
	h->clock = clock;
	h->second_ns = h->ns + (uint64_t)second * NS_SECOND;
	h->n = (uint32_t)n;
}

static inline struct fast_sym *
fast_sym_slot(struct fast_sym *known, uint64_t x, uint64_t y)
{
	return &known[((x ^ y * 31) * UINT64_C(0x9e3779b97f4a7c15)) >> 54];
}

/* The text of a cell of up to 16 bytes, zeros after it. */
static inline void
fast_sym_words(uint64_t word[2], const char *s, size_t len)
{
	uint64_t y = digits_load8(s + 8);

	word[0] = fast_first(digits_load8(s), len);
	word[1] = len > 8 ? fast_first(y, len - 8) : 0;
}

static inline int
fast_symbol(unsigned char *at, struct fast_sym *known, const char *s,
    size_t len)
{
	const struct fast_sym *sym;
	uint64_t word[2];

	if (len > FAST_SYM_MAX)
		return 0;
	fast_sym_words(word, s, len);
	sym = fast_sym_slot(known, word[0], word[1]);
	if (sym->word[0] != word[0] || sym->word[1] != word[1] ||
	    sym->len != len || sym->id == 0)
		return 0;
	memcpy(at, &sym->id, 4);
	return 1;
}

/* The letters of a side. */
static inline int
fast_side(unsigned char *at, const char *s, size_t len)
{
	if (len == 3 && (s[0] | 32) == 'b' && (s[1] | 32) == 'u' &&
	    (s[2] | 32) == 'y') {
		*at = 'B';
		return 1;
	}
	if (len == 4 && (s[0] | 32) == 's' && (s[1] | 32) == 'e' &&
	    (s[2] | 32) == 'l' && (s[3] | 32) == 'l') {
		*at = 'A';
		return 1;
	}
	if (len != 1)
		return 0;
	switch (*s) {
	case 'B':
	case 'b':
		*at = 'B';
		return 1;
	case 'A':
	case 'S':
	case 's':
		*at = 'A';
		return 1;
	case 'N':
	case 'n':
		*at = 'N';
		return 1;
	default:
		return 0;
	}
}

/*
 * true or false, ignoring case, or 1 or 0: true means that the buyer's order
 * rested, so the aggressor was a seller.
 */
static inline int
fast_maker(unsigned char *at, const char *s, size_t len)
{
	const uint64_t lower = UINT64_C(0x2020202020);
	uint64_t word = (digits_load8(s) | lower) & UINT64_C(0xffffffffff);

	if (len == 4 && (word & UINT32_MAX) == UINT64_C(0x65757274))
		*at = 'A';
	else if (len == 5 && word == UINT64_C(0x65736c6166))
		*at = 'B';
	else if (len == 1 && (*s == '0' || *s == '1'))
		*at = *s == '1' ? 'A' : 'B';
	else
		return 0;
	return 1;
}

/* Up to 16 bytes of ASCII without blanks around them. */
static inline int
fast_text(unsigned char *at, const struct fast_step *st, const char *s,
    size_t len)
{
	uint64_t word[2];

	if (len > FAST_SYM_MAX || len > st->top || *s == ' ' ||
	    s[len - 1] == ' ')
		return 0;
	fast_sym_words(word, s, len);
	if (((word[0] | word[1]) & FAST_HIGH) != 0 ||
	    memchr(s, 0, len) != NULL)
		return 0;
	memset(at, 0, st->top);
	memcpy(at, s, len);
	return 1;
}

/* ---- a cell into its field ---- */

static inline int
fast_take_time(unsigned char *at, struct fast_step *st, const char *s,
    size_t len)
{
	uint64_t v;

	if (fast_iso(at, &st->hour, s, len))
		return 1;
	if (len == FAST_MS_LEN ? !fast_whole(&v, s, FAST_MS_LEN)
			       : !digits_is(s[len - 1]) ||
				     !fast_whole(&v, s, len))
		return 0;
	if (v - st->least >= st->span)
		return 0;
	v *= st->unit_ns;
	memcpy(at, &v, 8);
	return 1;
}

static inline int
fast_take_fixed(unsigned char *at, struct fast_step *st, const char *s,
    size_t len)
{
	int64_t v;

	if (!fast_fixed(&v, st, s, len))
		return 0;
	if (v != st->null)
		memcpy(at, &v, 8);
	return 1;
}

/* A whole number into a field of size bytes, a constant where it is used. */
static inline int
fast_take_unsigned(unsigned char *at, size_t size, const struct fast_step *st,
    const char *s, size_t len)
{
	uint64_t v;

	if (size < 4 && len == 1) { /* most ids, flags and levels */
		v = (unsigned char)(*s - '0');
		if (v > 9)
			return 0;
	} else if (!fast_whole(&v, s, len) || v > st->top) {
		return 0;
	}
	memcpy(at, &v, size);
	return 1;
}

static inline int
fast_take_signed(unsigned char *at, size_t size, const struct fast_step *st,
    const char *s, size_t len)
{
	int64_t v;

	if (!fast_signed(&v, st, s, len))
		return 0;
	if (v != st->null)
		memcpy(at, &v, size);
	return 1;
}

static inline int
fast_take_char(unsigned char *at, const struct fast_step *st, const char *s,
    size_t len)
{
	if (len != 1 || (*s == ' ' && st->take == FAST_LETTER))
		return 0;
	*at = (unsigned char)*s;
	return 1;
}

/* Read a cell of that form into its field. */
INLINE int
fast_take(enum fast_form form, unsigned char *at, struct fast_step *st,
    struct fast_sym *known, const char *s, size_t len)
{
	switch (form) {
	case FAST_U8:
		return fast_take_unsigned(at, 1, st, s, len);
	case FAST_U16:
		return fast_take_unsigned(at, 2, st, s, len);
	case FAST_U32:
		return fast_take_unsigned(at, 4, st, s, len);
	case FAST_U64:
		return fast_take_unsigned(at, 8, st, s, len);
	case FAST_I8:
		return fast_take_signed(at, 1, st, s, len);
	case FAST_I16:
		return fast_take_signed(at, 2, st, s, len);
	case FAST_I32:
		return fast_take_signed(at, 4, st, s, len);
	case FAST_I64:
		return fast_take_signed(at, 8, st, s, len);
	case FAST_FIXED:
		return fast_take_fixed(at, st, s, len);
	case FAST_TIME:
		return fast_take_time(at, st, s, len);
	case FAST_SYMBOL:
		return fast_symbol(at, known, s, len);
	case FAST_LETTER:
	case FAST_CHAR:
		return fast_take_char(at, st, s, len);
	case FAST_SIDE:
		return fast_side(at, s, len);
	case FAST_MAKER:
		return fast_maker(at, s, len);
	case FAST_TEXT:
		return fast_text(at, st, s, len);
	case FAST_ANY:
		break;
	}
	return 0;
}

#endif
