/*
 * pow10.h - 128-bit powers of ten, for reading and printing doubles.
 *
 * Entry q is the 128-bit g in [2^127, 2^128) with
 *
 *	10^q ~ g 2^(floor(log2 10^q) - 127)
 *
 * exact for 0 <= q <= 55, rounded up for -27 <= q < 0, truncated elsewhere.
 * No low half is all ones, so 1 may be added to a truncated entry without a
 * carry.
 */
#ifndef BASE_POW10_H
#define BASE_POW10_H

#include <stdint.h>

#define POW10_MIN (-342)
#define POW10_MAX 324
#define POW10_COUNT (POW10_MAX - POW10_MIN + 1)

/* High and low half of each entry, from POW10_MIN on. */
extern const uint64_t pow10_table[2 * POW10_COUNT];

#endif
