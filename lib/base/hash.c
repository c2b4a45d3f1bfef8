/*
 * hash.c - the two hashes of the project.
 *
 * XXH64: xxHash fast digest algorithm, format description 0.1.1, section
 * "XXH64 algorithm description".  Four lanes take 8 bytes each of a 32-byte
 * stripe, are merged, then the tail of 8, 4 and 1 bytes is folded in.
 * FNV-1a, 64 bits: h = (h ^ byte) * prime, draft-eastlake-fnv.
 *
 * Both read bytes in little-endian order on any machine.  Neither resists an
 * attacker who chooses colliding inputs.
 */
#include "base/hash.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "base/err.h"

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

/* The four lanes of a hash. */
struct lanes {
	uint64_t v[4];
};

static void
start(struct lanes *l, uint64_t seed)
{
	l->v[0] = seed + P1 + P2;
	l->v[1] = seed + P2;
	l->v[2] = seed;
	l->v[3] = seed - P1;
}

/* Take in n bytes, whole stripes of 32. */
static void
stripes(struct lanes *l, const unsigned char *p, size_t n)
{
	const unsigned char *end = p + n;
	uint64_t a = l->v[0], b = l->v[1], c = l->v[2], d = l->v[3];

	for (; p < end; p += 32) {
		a = lane(a, get64(p));
		b = lane(b, get64(p + 8));
		c = lane(c, get64(p + 16));
		d = lane(d, get64(p + 24));
	}
	*l = (struct lanes){ { a, b, c, d } };
}

static uint64_t
converge(const struct lanes *l)
{
	uint64_t h = rotl(l->v[0], 1) + rotl(l->v[1], 7) + rotl(l->v[2], 12) +
		     rotl(l->v[3], 18);
	int i;

	for (i = 0; i < 4; i++)
		h = merge(h, l->v[i]);
	return h;
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

/* All of it, of which done bytes, whole stripes, are in the lanes. */
static uint64_t
finish(struct lanes *l, const unsigned char *p, size_t done, size_t len,
    uint64_t seed)
{
	size_t rest = len % 32;
	uint64_t h = seed + P5;

	if (len >= 32) {
		stripes(l, p + done, len - rest - done);
		h = converge(l);
	}
	h = tail(h + len, p + (len - rest), rest);
	h = (h ^ h >> 33) * P2;
	h = (h ^ h >> 29) * P3;
	return h ^ h >> 32;
}

uint64_t
hash_xxh64(const void *data, size_t len, uint64_t seed)
{
	/* An empty input may come as NULL, to which nothing may be added. */
	const unsigned char *p = len > 0 ? data : (const void *)"";
	struct lanes l;

	start(&l, seed);
	return finish(&l, p, 0, len, seed);
}

#ifdef __x86_64__
#define WIDE __attribute__((target("avx512dq")))

/* The lanes of two inputs, side by side. */
static inline WIDE __m512i
wide_pair(const void *lower, const void *upper)
{
	__m512i v = _mm512_castsi256_si512(
	    _mm256_loadu_si256((const __m256i_u *)lower));

	return _mm512_inserti64x4(v,
	    _mm256_loadu_si256((const __m256i_u *)upper), 1);
}

static inline WIDE __m512i
wide_lane(__m512i acc, __m512i in)
{
	in = _mm512_mullo_epi64(in, _mm512_set1_epi64((int64_t)P2));
	acc = _mm512_rol_epi64(_mm512_add_epi64(acc, in), 31);
	return _mm512_mullo_epi64(acc, _mm512_set1_epi64((int64_t)P1));
}

/* The lanes of v are those of l[0] and l[1]. */
static inline WIDE void
wide_part(struct lanes l[2], __m512i v)
{
	_mm256_storeu_si256((__m256i_u *)l[0].v, _mm512_castsi512_si256(v));
	_mm256_storeu_si256((__m256i_u *)l[1].v,
	    _mm512_extracti64x4_epi64(v, 1));
}

/*
 * The first n bytes of four inputs, two in a vector.  A multiplication takes
 * 3 to 15 cycles, so it takes several inputs to keep the unit busy.  Vectors
 * of 256 bits, one an input, are slower than no vectors on some CPUs.
 */
static WIDE void
wide_four(struct lanes l[4], const unsigned char *const p[4], size_t n)
{
	__m512i a = wide_pair(l[0].v, l[1].v), b = wide_pair(l[2].v, l[3].v);
	size_t i;

	for (i = 0; i < n; i += 32) {
		a = wide_lane(a, wide_pair(p[0] + i, p[1] + i));
		b = wide_lane(b, wide_pair(p[2] + i, p[3] + i));
	}
	wide_part(l, a);
	wide_part(l + 2, b);
}

/* As wide_four, of eight: half as fast again. */
static WIDE void
wide_eight(struct lanes l[8], const unsigned char *const p[8], size_t n)
{
	__m512i a = wide_pair(l[0].v, l[1].v), b = wide_pair(l[2].v, l[3].v);
	__m512i c = wide_pair(l[4].v, l[5].v), d = wide_pair(l[6].v, l[7].v);
	size_t i;

	for (i = 0; i < n; i += 32) {
		a = wide_lane(a, wide_pair(p[0] + i, p[1] + i));
		b = wide_lane(b, wide_pair(p[2] + i, p[3] + i));
		c = wide_lane(c, wide_pair(p[4] + i, p[5] + i));
		d = wide_lane(d, wide_pair(p[6] + i, p[7] + i));
	}
	wide_part(l, a);
	wide_part(l + 2, b);
	wide_part(l + 4, c);
	wide_part(l + 6, d);
}

/* The whole stripes that all n inputs have, of at least common bytes each:
 * how many bytes that is. */
static size_t
take_abreast(struct lanes l[HASH_MANY], const unsigned char *p[HASH_MANY],
    int n, size_t common)
{
	int i;

	common = common / 32 * 32;
	if (n < 2 || common == 0 || !__builtin_cpu_supports("avx512dq"))
		return 0;
	for (i = n; i < HASH_MANY; i++) { /* idle places */
		p[i] = p[0];
		l[i] = l[0];
	}
	if (n <= 4)
		wide_four(l, p, common);
	else
		wide_eight(l, p, common);
	return common;
}
#else
static size_t
take_abreast(struct lanes *l, const unsigned char **p, int n, size_t common)
{
	(void)l, (void)p, (void)n, (void)common;
	return 0; /* each alone: no faster way is known */
}
#endif

void
hash_xxh64_many(uint64_t *sum, const void *const *data, const size_t *len,
    const uint64_t *seed, int n)
{
	const unsigned char *p[HASH_MANY];
	struct lanes l[HASH_MANY];
	size_t most = 0, common = SIZE_MAX;
	int long_ones[HASH_MANY], i, k = 0;

	if (n > HASH_MANY)
		BUG("hash_xxh64_many: more than HASH_MANY");
	for (i = 0; i < n; i++)
		most = len[i] > most ? len[i] : most;
	for (i = 0; i < n; i++) {
		if (len[i] <= most / 2) { /* it would hold up the rest */
			sum[i] = hash_xxh64(data[i], len[i], seed[i]);
			continue;
		}
		p[k] = data[i];
		common = len[i] < common ? len[i] : common;
		start(&l[k], seed[i]);
		long_ones[k++] = i;
	}
	common = take_abreast(l, p, k, common);
	for (i = 0; i < k; i++)
		sum[long_ones[i]] = finish(&l[i], p[i], common,
		    len[long_ones[i]], seed[long_ones[i]]);
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
