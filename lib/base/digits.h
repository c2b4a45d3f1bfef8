/*
 * digits.h - decimal digits, eight at a time; for num.c, f64.c, tstamp.c.
 *
 * Eight digits live in one 64-bit word, the first in the lowest byte, and
 * are split or joined by three multiplications in place of a chain of
 * divisions by ten (Lemire, "Quickly parsing eight digits", 2018; Mula,
 * "SSE: conversion integers to decimal representation", 2011, in plain
 * words).  Words are loaded and stored by shifts, so the byte order of the
 * machine does not matter; compilers make one move of it.
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <stddef.h>
#include <stdint.h>

#define DIGITS_ZEROS UINT64_C(0x3030303030303030)

/* 10^0 .. 10^19. */
extern const uint64_t digits_pow10[20];

static inline int
digits_is(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static inline uint64_t
digits_load8(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 |
	    (uint64_t)u[3] << 24 | (uint64_t)u[4] << 32 |
	    (uint64_t)u[5] << 40 | (uint64_t)u[6] << 48 |
	    (uint64_t)u[7] << 56;
}

static inline void
digits_store8(char *p, uint64_t v)
{
	p[0] = (char)v;
	p[1] = (char)(v >> 8);
	p[2] = (char)(v >> 16);
	p[3] = (char)(v >> 24);
	p[4] = (char)(v >> 32);
	p[5] = (char)(v >> 40);
	p[6] = (char)(v >> 48);
	p[7] = (char)(v >> 56);
}

/* 1 when all eight bytes are '0'..'9'. */
static inline int
digits_all8(uint64_t v)
{
	const uint64_t high = UINT64_C(0xf0f0f0f0f0f0f0f0);

	return ((v & high) |
	    ((v + UINT64_C(0x0606060606060606)) & high) >> 4) ==
	    UINT64_C(0x3333333333333333);
}

/* The number that eight digits write. */
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

/* Two digits, or -1. */
static inline int
digits_get2(const char *s)
{
	if (!digits_is(s[0]) || !digits_is(s[1]))
		return -1;
	return (s[0] - '0') * 10 + (s[1] - '0');
}

/* What lies beyond the digits that were kept, seen from the last kept. */
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
