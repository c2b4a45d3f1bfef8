/*
 * iforest_wide.c - forests as words, with AVX-512BW: 32 rows at once.
 *
 * The nodes of 32 rows are looked up in registers (vpermw), without a load.
 * The three bits of a node's column choose among the rows' words by masks.
 * Only the paths are gathered, and added in the order of the trees.
 */
#include "detect/method/iforest_wide.h"

#ifdef __x86_64__

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl")))
#define INLINE AVX512 __attribute__((always_inline)) static inline

enum { ROWS = 32 };

int
iforest_wide_there(void)
{
	return __builtin_cpu_supports("avx512bw") &&
	       __builtin_cpu_supports("avx512vl");
}

/* Ranks of 16 values x, each by a search of the same number of steps. */
INLINE __m256i
rank16(const float *at, size_t room, __m512 x)
{
	__m512i pos = _mm512_setzero_si512(), probe;
	size_t half;
	__mmask16 above;
	__m512 v;

	for (half = room / 2; half > 0; half /= 2) {
		probe = _mm512_add_epi32(pos, _mm512_set1_epi32((int)half - 1));
		v = _mm512_i32gather_ps(probe, at, 4);
		above = _mm512_cmp_ps_mask(x, v, _CMP_GT_OQ);
		pos = _mm512_mask_add_epi32(pos, above, pos,
		    _mm512_set1_epi32((int)half));
	}
	return _mm512_cvtepi32_epi16(pos);
}

/* The words of column j of 32 rows. */
INLINE __m512i
words32(const struct iforest_fast *fast, int j, const float *x, int d)
{
	__m512i lane = _mm512_mullo_epi32(_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6,
					      7, 8, 9, 10, 11, 12, 13, 14, 15),
	    _mm512_set1_epi32(d));
	__m512 a = _mm512_i32gather_ps(lane, x + j, 4);
	__m512 b = _mm512_i32gather_ps(lane, x + j + 16 * d, 4);
	__m256i lo = rank16(fast->rank[j], fast->room[j], a);
	__m256i hi = rank16(fast->rank[j], fast->room[j], b);

	return _mm512_or_si512(_mm512_inserti64x4(_mm512_castsi256_si512(lo),
				   hi, 1),
	    _mm512_set1_epi16((short)(j << FAST_RANK_BITS)));
}

/* One of d words per lane, by three bits of the node. */
INLINE __m512i
pick2(const __m512i *word, int d, __mmask32 bit)
{
	return d == 1 ? word[0] : _mm512_mask_mov_epi16(word[0], bit, word[1]);
}

INLINE __m512i
pick4(const __m512i *word, int d, const __mmask32 *bit)
{
	if (d <= 2)
		return pick2(word, d, bit[0]);
	return _mm512_mask_mov_epi16(pick2(word, 2, bit[0]), bit[1],
	    pick2(word + 2, d - 2, bit[0]));
}

INLINE __m512i
pick8(const __m512i *word, int d, const __mmask32 *bit)
{
	if (d <= 4)
		return pick4(word, d, bit);
	return _mm512_mask_mov_epi16(pick4(word, 4, bit), bit[2],
	    pick4(word + 4, d - 4, bit));
}

/* The children: twice the place, and one more where the row's word is above the
 * node's. */
INLINE __m512i
descend(__m512i place, __m512i node, const __m512i *word, int d)
{
	const __mmask32 bit[3] = {
		_mm512_test_epi16_mask(node, _mm512_set1_epi16(1 << 13)),
		_mm512_test_epi16_mask(node, _mm512_set1_epi16(1 << 14)),
		_mm512_movepi16_mask(node),
	};
	__mmask32 right = _mm512_cmpgt_epu16_mask(pick8(word, d, bit), node);

	place = _mm512_add_epi16(place, place);
	return _mm512_mask_add_epi16(place, right, place, _mm512_set1_epi16(1));
}

/* Words 2^level to 2^(level + 1) - 1 of a tree, at the places. */
INLINE __m512i
nodes_at(const uint16_t *tree, int level, __m512i place)
{
	__m512i low, high;

	if (level < 5)
		return _mm512_permutexvar_epi16(place,
		    _mm512_loadu_si512(tree));
	tree += (size_t)1 << level;
	if (level == 5)
		return _mm512_permutexvar_epi16(place,
		    _mm512_loadu_si512(tree));
	low = _mm512_permutex2var_epi16(_mm512_loadu_si512(tree), place,
	    _mm512_loadu_si512(tree + 32));
	if (level == 6)
		return low;
	high = _mm512_permutex2var_epi16(_mm512_loadu_si512(tree + 64), place,
	    _mm512_loadu_si512(tree + 96));
	return _mm512_mask_mov_epi16(low,
	    _mm512_test_epi16_mask(place, _mm512_set1_epi16(64)), high);
}

/* Add the paths of 32 rows, whose leaves are at the places. */
INLINE void
add_paths(__m512d *sum, const double *leaf, __m512i place)
{
	__m512i low = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(place));
	__m512i high =
	    _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(place, 1));

	leaf -= FAST_LEAVES; /* the places of leaves begin there */
	sum[0] = _mm512_add_pd(sum[0],
	    _mm512_i32gather_pd(_mm512_castsi512_si256(low), leaf, 8));
	sum[1] = _mm512_add_pd(sum[1],
	    _mm512_i32gather_pd(_mm512_extracti64x4_epi64(low, 1), leaf, 8));
	sum[2] = _mm512_add_pd(sum[2],
	    _mm512_i32gather_pd(_mm512_castsi512_si256(high), leaf, 8));
	sum[3] = _mm512_add_pd(sum[3],
	    _mm512_i32gather_pd(_mm512_extracti64x4_epi64(high, 1), leaf, 8));
}

/* Sums of GROUPS times 32 rows of d columns, which is a constant where this is
 * inlined.  Two groups at a time hide each other's latency. */
INLINE void
walk_groups(double *sum, const struct iforest_fast *fast, uint64_t trees,
    const float *x, int d, const int groups)
{
	__m512i word[2][FAST_COLUMNS], place[2];
	__m512d s[2][4];
	uint64_t t;
	int j, g, level;

	for (g = 0; g < groups; g++)
		for (j = 0; j < d; j++)
			word[g][j] = words32(fast, j, x + g * ROWS * d, d);
	for (g = 0; g < groups; g++)
		for (j = 0; j < 4; j++)
			s[g][j] = _mm512_setzero_pd();
	for (t = 0; t < trees; t++) {
		for (g = 0; g < groups; g++)
			place[g] = _mm512_set1_epi16(1);
#pragma GCC unroll 8
		for (level = 0; level < FAST_DEPTH; level++)
#pragma GCC unroll 2
			for (g = 0; g < groups; g++)
				place[g] = descend(place[g],
				    nodes_at(fast->word + t * FAST_LEAVES,
					level, place[g]),
				    word[g], d);
#pragma GCC unroll 2
		for (g = 0; g < groups; g++)
			add_paths(s[g], fast->leaf + t * FAST_LEAVES, place[g]);
	}
	for (g = 0; g < groups; g++)
		for (j = 0; j < 4; j++)
			_mm512_storeu_pd(sum + g * ROWS + 8 * j, s[g][j]);
}

/* A copy of the code for each number of columns. */
#define GROUPS(D)                                                              \
	case D:                                                                \
		for (; i + 2 * ROWS <= n; i += 2 * ROWS)                       \
			walk_groups(sum + i, fast, f->trees, x + i * D, D, 2); \
		if (i + ROWS <= n) {                                           \
			walk_groups(sum + i, fast, f->trees, x + i * D, D, 1); \
			i += ROWS;                                             \
		}                                                              \
		break

AVX512 size_t
iforest_wide_walk(double *sum, const struct iforest *f, const float *x,
    size_t n)
{
	const struct iforest_fast *fast = f->fast;
	size_t i = 0;

	switch (f->d) {
		GROUPS(1);
		GROUPS(2);
		GROUPS(3);
		GROUPS(4);
		GROUPS(5);
		GROUPS(6);
		GROUPS(7);
		GROUPS(8);
	}
	return i;
}

#else

int
iforest_wide_there(void)
{
	return 0;
}

size_t
iforest_wide_walk(double *sum, const struct iforest *f, const float *x,
    size_t n)
{
	(void)sum;
	(void)f;
	(void)x;
	(void)n;
	return 0;
}

#endif
