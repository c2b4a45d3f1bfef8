/*
 * digits.h - decimal digits, eight at a time; for num.c, f64.c, tstamp.c.
 *
 * Eight digits live in one 64-bit word, the first in the lowest byte, and
 * are split or joined by three multiplications in place of a chain of
 * divisions by ten (Lemire, "Quickly parsing eight digits", 2018; Mula,
 * "SSE: conversion integers to decimal representation", 2011, in plain
 * words).  The byte order of the machine does not matter.
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DIGITS_ZEROS UINT64_C(0x3030303030303030)

/* 10^0 .. 10^19. */
extern const uint64_t digits_pow10[20];

/* "7", "42", "999" in the lowest bytes, the length in the highest. */
extern const uint32_t digits_small[1000];

/* ".000" to ".999". */
extern const uint32_t digits_thousandths[1000];

static inline int
digits_is(char c)
{
	return (unsigned char)(c - '0') < 10;
}

/* The digits behind a decimal point as billionths: the first nine of len. */
static inline uint32_t
digits_nano(const char *s, size_t len)
{
	uint32_t v = 0;
	size_t i;

	for (i = 0; i < 9; i++)
		v = v * 10 + (i < len ? (uint32_t)(s[i] - '0') : 0);
	return v;
}

static inline uint64_t
digits_load8(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(v)
						      : v;
}

static inline void
digits_store8(char *p, uint64_t v)
{
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		v = __builtin_bswap64(v);
	memcpy(p, &v, sizeof(v));
}

static inline void
digits_store4(char *p, uint32_t v)
{
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		v = __builtin_bswap32(v);
	memcpy(p, &v, sizeof(v));
}

/* 1 when all eight bytes are '0'..'9'. */
static inline int
digits_all8(uint64_t v)
{
	const uint64_t high = UINT64_C(0xf0f0f0f0f0f0f0f0);

	return ((v & high) | ((v + UINT64_C(0x0606060606060606)) & high) >>
				 4) == UINT64_C(0x3333333333333333);
}

/* The value of eight digits. */
static inline uint32_t
digits_join8(uint64_t v)
{
	v = (v & UINT64_C(0x0f0f0f0f0f0f0f0f)) * 2561 >> 8;
	v = (v & UINT64_C(0x00ff00ff00ff00ff)) * 6553601 >> 16;
	v = (v & UINT64_C(0x0000ffff0000ffff)) * UINT64_C(42949672960001);
	return (uint32_t)(v >> 32);
}

/* v < 10^8 as eight digits, each a byte 0..9: add DIGITS_ZEROS for text. */
static inline uint64_t
digits_split8(uint32_t v)
{
	uint64_t x = v / 10000 | (uint64_t)(v % 10000) << 32, h;

	h = (x * 10486 >> 20) & UINT64_C(0x0000007f0000007f);
	x = h | (x - 100 * h) << 16;
	h = (x * 103 >> 10) & UINT64_C(0x000f000f000f000f);
	return h | (x - 10 * h) << 8;
}

/* How many of the eight digits are zeros at the end: 0..8. */
static inline int
digits_tail8(uint64_t v)
{
	return v == 0 ? 8 : __builtin_clzll(v) / 8;
}

static inline void
digits_put2(char *out, unsigned v)
{
	unsigned tens = v * 103 >> 10; /* v / 10 for v < 100 */

	out[0] = (char)('0' + tens);
	out[1] = (char)('0' + v - 10 * tens);
}

/* v < 10^9 as nine digits. */
static inline void
digits_put9(char *out, uint32_t v)
{
	out[0] = (char)('0' + v / 100000000);
	digits_store8(out + 1, digits_split8(v % 100000000) + DIGITS_ZEROS);
}

/* v < 1000 without zeros in front; touches four bytes of out. */
static inline size_t
digits_put_tiny(char *out, uint32_t v)
{
	uint32_t x = digits_small[v];

	digits_store4(out, x);
	return x >> 24;
}

/* v < 10^8 without zeros in front; touches eight bytes of out, returns how
 * many count. */
static inline size_t
digits_put_small(char *out, uint32_t v)
{
	uint64_t x = digits_split8(v);
	/* The set bit stops the count at the last byte: zero has one digit. */
	int skip = __builtin_ctzll(x | UINT64_C(1) << 63) / 8;

	digits_store8(out, (x + DIGITS_ZEROS) >> skip * 8);
	return (size_t)(8 - skip);
}

/* v < 10^9 as ".5": point and digits up to the last that is not zero;
 * touches ten bytes of out.  Three places are enough for most prices. */
static inline size_t
digits_put_fraction(char *out, uint32_t v)
{
	uint32_t head = v / 1000000, x;
	uint64_t y;

	if (v == 0)
		return 0;
	if (v == head * 1000000) {
		x = digits_thousandths[head];
		digits_store4(out, x);
		return (size_t)(4 - __builtin_clz(x & 0x0f0f0f00) / 8);
	}
	y = digits_split8(v % 100000000);
	out[0] = '.';
	out[1] = (char)('0' + v / 100000000);
	digits_store8(out + 2, y + DIGITS_ZEROS);
	return (size_t)(10 - digits_tail8(y));
}

/* Two digits, or -1. */
static inline int
digits_get2(const char *s)
{
	if (!digits_is(s[0]) || !digits_is(s[1]))
		return -1;
	return (s[0] - '0') * 10 + (s[1] - '0');
}

/* The value of the digits cut off, relative to the last digit kept. */
enum dec_cut { DEC_EXACT, DEC_BELOW, DEC_HALF, DEC_ABOVE };

/* A decimal: (-1)^neg w 10^e, w < 10^19, and what was cut from it. */
struct dec {
	uint64_t w;
	int64_t e;
	int64_t low; /* when cut: the power of its last non-zero digit */
	int neg;
	enum dec_cut cut;
};

/*
 * Scan "-12.5e3": an optional '-', digits with at most one point among or
 * around them, an optional exponent.  Returns 0, or NUM_SYNTAX.
 */
int dec_scan(struct dec *d, const char *s, size_t len);

/* 1 when the value is not whole. */
int dec_fraction(const struct dec *d);

#endif
