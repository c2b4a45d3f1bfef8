/*
 * hash.c - the two hashes of the project.
 *
 * XXH64: xxHash fast digest algorithm, format description 0.1.1, section
 * "XXH64 algorithm description".  Four lanes take 8 bytes each of a 32-byte
 * stripe, are merged, then the tail of 8, 4 and 1 bytes is folded in.
 * FNV-1a, 64 bits: h = (h ^ byte) * prime, draft-eastlake-fnv.
 *
 * Both read bytes in little-endian order on any machine.  Neither resists
 * someone who picks the input to collide.
 */
#include "base/hash.h"

#include <string.h>

#define P1 UINT64_C(0x9e3779b185ebca87)
#define P2 UINT64_C(0xc2b2ae3d27d4eb4f)
#define P3 UINT64_C(0x165667b19e3779f9)
#define P4 UINT64_C(0x85ebca77c2b2ae63)
#define P5 UINT64_C(0x27d4eb2f165667c5)

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

static inline uint64_t
rotl(uint64_t v, int n)
{
	return v << n | v >> (64 - n);
}

/* A load and, elsewhere than on little-endian machines, a swap. */
static inline uint64_t
get32(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap32(v)
						      : v;
}

static inline uint64_t
get64(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(v)
						      : v;
}

static inline uint64_t
lane(uint64_t acc, uint64_t input)
{
	return rotl(acc + input * P2, 31) * P1;
}

static uint64_t
merge(uint64_t h, uint64_t acc)
{
	return (h ^ lane(0, acc)) * P1 + P4;
}

static uint64_t
stripes(const unsigned char *p, const unsigned char *end, uint64_t seed)
{
	uint64_t a = seed + P1 + P2, b = seed + P2, c = seed, d = seed - P1;
	uint64_t h;

	for (; end - p >= 32; p += 32) {
		a = lane(a, get64(p));
		b = lane(b, get64(p + 8));
		c = lane(c, get64(p + 16));
		d = lane(d, get64(p + 24));
	}
	h = rotl(a, 1) + rotl(b, 7) + rotl(c, 12) + rotl(d, 18);
	h = merge(h, a);
	h = merge(h, b);
	h = merge(h, c);
	return merge(h, d);
}

/* The last 0 to 31 bytes. */
static uint64_t
tail(uint64_t h, const unsigned char *p, size_t n)
{
	for (; n >= 8; p += 8, n -= 8)
		h = rotl(h ^ lane(0, get64(p)), 27) * P1 + P4;
	if (n >= 4) {
		h = rotl(h ^ get32(p) * P1, 23) * P2 + P3;
		p += 4;
		n -= 4;
	}
	for (; n > 0; p++, n--)
		h = rotl(h ^ *p * P5, 11) * P1;
	return h;
}

uint64_t
hash_xxh64(const void *data, size_t len, uint64_t seed)
{
	/* An empty input may come as NULL, to which nothing may be added. */
	const unsigned char *p = len > 0 ? data : (const void *)"";
	size_t rest = len % 32;
	uint64_t h;

	h = len >= 32 ? stripes(p, p + len, seed) : seed + P5;
	h = tail(h + len, p + (len - rest), rest);
	h = (h ^ h >> 33) * P2;
	h = (h ^ h >> 29) * P3;
	return h ^ h >> 32;
}

uint64_t
hash_fnv1a(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t h = FNV_BASIS;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * FNV_PRIME;
	return h;
}
