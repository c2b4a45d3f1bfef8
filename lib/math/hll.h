/*
 * hll.h - count distinct values in 4 KiB.
 *
 * Up to HLL_EXACT values are kept (their hashes, sorted) and counted exactly;
 * with more, the sketch is a HyperLogLog of 4096 registers of one byte
 * (Flajolet, Fusy, Gandouet and Meunier 2007), whose standard error is
 * 1.04 / sqrt(4096) = 1.6 %.  The estimate is Ertl's (2017, "New cardinality
 * estimation algorithms for HyperLogLog sketches", algorithm 6), which needs
 * no tables and has no bias at small or large numbers.
 *
 * Values are 64-bit hashes with random bits: hll_mix of an integer is such a
 * hash, and no two integers share one.  A zeroed sketch is empty.  Results do
 * not depend on the order of values or on how they are split among sketches.
 */
#ifndef MATH_HLL_H
#define MATH_HLL_H

#include <stdint.h>

#include "base/walk.h"

enum { HLL_BITS = 12, HLL_SIZE = 1 << HLL_BITS, HLL_EXACT = 64 };

struct hll {
	uint32_t n;    /* values, while they are exact */
	uint32_t many; /* 1: reg, else value */
	union {
		uint64_t value[HLL_EXACT]; /* rising */
		uint8_t reg[HLL_SIZE];
	} u;
};

/* A bijection of 64 bits (Stafford's mix 13, as in splitmix64). */
static inline uint64_t
hll_mix(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

void hll_add(struct hll *h, uint64_t hash);
void hll_merge(struct hll *h, const struct hll *more);
uint64_t hll_count(const struct hll *h);
int hll_walk(struct walk *w, struct hll *h);

#endif
