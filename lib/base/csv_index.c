/*
 * csv_index.c - where cells and lines end, found 64 bytes at a time.
 *
 * Each block becomes three words, a bit a byte: ends of cells, ends of lines,
 * quotes; the bits are then walked (Langdale and Lemire 2019, "Parsing
 * Gigabytes of JSON per Second", sections 3.1 and 3.2).  With AVX2 each word
 * is made from two registers; twelve offsets are always written, even if there
 * are fewer, which avoids an unpredictable branch.  With AVX-512 the bits are
 * not walked at all: the bytes 0..63 are compressed by the word, and sixteen
 * at a time are widened.  The portable variant compares eight bytes at a time
 * in an ordinary word.
 */
#include <string.h>

#include "base/csv.h"
#include "base/digits.h"

enum { BLOCK = CSV_INDEX_BLOCK };

/* A bit for each byte of a block. */
struct marks {
	uint64_t delim, newline, quote;
};

/* ---- the portable variant ---- */

/* A bit for each of the eight bytes of x that is the one repeated in c. */
static inline uint64_t
equal8(uint64_t x, uint64_t c)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);

	x ^= c;
	x = ~(((x & low) + low) | x | low) >> 7;
	return x * UINT64_C(0x0102040810204080) >> 56;
}

static struct marks
mark_words(const char *s, char delim)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	struct marks m = { 0, 0, 0 };
	uint64_t x;
	int i;

	for (i = 0; i < BLOCK; i += 8) {
		x = digits_load8(s + i);
		m.delim |= equal8(x, ones * (unsigned char)delim) << i;
		m.newline |= equal8(x, ones * '\n') << i;
		m.quote |= equal8(x, ones * '"') << i;
	}
	return m;
}

static inline uint32_t *
put_places(uint32_t *out, uint64_t bits, uint32_t at)
{
	for (; bits != 0; bits &= bits - 1)
		*out++ = at + (uint32_t)__builtin_ctzll(bits);
	return out;
}

/* ---- lines ---- */

/*
 * quoted: the line that began in an earlier block has a quote; returns the
 * same for the line that continues after this block.
 */
static inline uint32_t
add_lines(struct csv_index *x, struct marks m, uint32_t at, uint32_t quoted)
{
	uint64_t upto;

	for (; m.newline != 0; m.newline &= m.newline - 1) {
		upto = m.newline ^ (m.newline - 1);
		if ((m.quote & upto) != 0)
			quoted = CSV_QUOTED;
		m.quote &= ~upto;
		x->line[x->nline++] =
		    (at + (uint32_t)__builtin_ctzll(m.newline)) | quoted;
		quoted = 0;
	}
	return m.quote != 0 ? CSV_QUOTED : quoted;
}

static inline int
has_room(const struct csv_index *x)
{
	return x->nsep <= CSV_INDEX_SEPS && x->nline <= CSV_INDEX_LINES;
}

/* Blocks from x->len on, the last one filled up. */
static void
index_words(struct csv_index *x, const char *s, size_t len, char delim,
    uint32_t quoted)
{
	char last[BLOCK] = "";
	uint32_t at = x->len;
	struct marks m;

	for (; at < len && has_room(x); at += BLOCK) {
		if (len - at < BLOCK) { /* NUL ends nothing */
			memcpy(last, s + at, len - at);
			m = mark_words(last, delim);
		} else {
			m = mark_words(s + at, delim);
		}
		x->nsep = (uint32_t)(put_places(x->sep + x->nsep,
					 m.delim | m.newline, at) -
				     x->sep);
		quoted = add_lines(x, m, at, quoted);
	}
	x->len = at < len ? at : (uint32_t)len;
}

/* ---- AVX2 ---- */

#ifdef __x86_64__

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

enum { PLACES = 12 };

AVX2 static inline uint64_t
equal64(__m256i low, __m256i high, __m256i c)
{
	uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, c));
	uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, c));

	return a | (uint64_t)b << 32;
}

/* The entries after the last are undefined. */
AVX2 static inline uint32_t
put_dozen(uint32_t *out, uint64_t bits, uint32_t at)
{
	uint32_t n = (uint32_t)__builtin_popcountll(bits);
	int i;

	for (i = 0; i < PLACES; i++) {
		out[i] = at + (uint32_t)_tzcnt_u64(bits);
		bits &= bits - 1;
	}
	if (bits != 0)
		put_places(out + PLACES, bits, at);
	return n;
}

/*
 * Index all whole blocks; returns whether the line that continues after them
 * has quotes.
 */
AVX2 static uint32_t
index_avx2(struct csv_index *x, const char *s, size_t len, char delim)
{
	const __m256i comma = _mm256_set1_epi8(delim);
	const __m256i newline = _mm256_set1_epi8('\n');
	const __m256i quote = _mm256_set1_epi8('"');
	uint32_t at = 0, quoted = 0;
	struct marks m;
	__m256i a, b;

	for (; len - at >= BLOCK && has_room(x); at += BLOCK) {
		a = _mm256_loadu_si256((const __m256i *)(s + at));
		b = _mm256_loadu_si256((const __m256i *)(s + at + 32));
		m.delim = equal64(a, b, comma);
		m.newline = equal64(a, b, newline);
		m.quote = equal64(a, b, quote);
		x->nsep += put_dozen(x->sep + x->nsep, m.delim | m.newline, at);
		if ((m.newline | m.quote) != 0)
			quoted = add_lines(x, m, at, quoted);
	}
	x->len = at;
	return quoted;
}

/* ---- AVX-512 with compression of bytes ---- */

#define AVX512                                                                 \
	__attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,popcnt")))

enum { WIDE = 16 };

/* In steps of sixteen; the entries after the last are undefined. */
AVX512 static inline uint32_t
put_packed(uint32_t *out, uint64_t bits, __m512i bytes, uint32_t at)
{
	__m512i places = _mm512_maskz_compress_epi8(bits, bytes);
	__m512i from = _mm512_set1_epi32((int)at);
	uint32_t n = (uint32_t)__builtin_popcountll(bits), k = 0;

	for (;;) {
		__m512i wide =
		    _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));

		_mm512_storeu_si512(out + k, _mm512_add_epi32(wide, from));
		if ((k += WIDE) >= n)
			return n;
		/* the next quarter; the one after it comes along */
		places = _mm512_alignr_epi32(places, places, 4);
	}
}

/* As index_avx2. */
AVX512 static uint32_t
index_avx512(struct csv_index *x, const char *s, size_t len, char delim)
{
	const __m512i comma = _mm512_set1_epi8(delim);
	const __m512i newline = _mm512_set1_epi8('\n');
	const __m512i quote = _mm512_set1_epi8('"');
	char order[BLOCK];
	uint32_t at = 0, quoted = 0;
	struct marks m;
	__m512i a, bytes;

	for (; at < BLOCK; at++)
		order[at] = (char)at;
	bytes = _mm512_loadu_si512(order);
	for (at = 0; len - at >= BLOCK && has_room(x); at += BLOCK) {
		a = _mm512_loadu_si512(s + at);
		m.delim = _mm512_cmpeq_epi8_mask(a, comma);
		m.newline = _mm512_cmpeq_epi8_mask(a, newline);
		m.quote = _mm512_cmpeq_epi8_mask(a, quote);
		x->nsep += put_packed(x->sep + x->nsep, m.delim | m.newline,
		    bytes, at);
		if ((m.newline | m.quote) != 0)
			quoted = add_lines(x, m, at, quoted);
	}
	x->len = at;
	return quoted;
}

#endif

static void
begin(struct csv_index *x)
{
	x->sep[0] = UINT32_MAX;
	x->nsep = 1;
	x->nline = x->len = 0;
}

enum csv_index_how
csv_index_best(void)
{
#ifdef __x86_64__
	if (!__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("popcnt"))
		return CSV_INDEX_WORDS;
	if (__builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512vbmi2"))
		return CSV_INDEX_AVX512;
	if (__builtin_cpu_supports("avx2"))
		return CSV_INDEX_AVX2;
#endif
	return CSV_INDEX_WORDS;
}

void
csv_index_as(struct csv_index *x, const char *s, size_t len, char delim,
    enum csv_index_how how)
{
	uint32_t quoted = 0;

	if (len > CSV_INDEX_BYTES)
		len = CSV_INDEX_BYTES;
	begin(x);
#ifdef __x86_64__
	if (how == CSV_INDEX_AVX512)
		quoted = index_avx512(x, s, len, delim);
	else if (how == CSV_INDEX_AVX2)
		quoted = index_avx2(x, s, len, delim);
#endif
	(void)how;
	index_words(x, s, len, delim, quoted);
}

void
csv_index(struct csv_index *x, const char *s, size_t len, char delim)
{
	csv_index_as(x, s, len, delim, csv_index_best());
}
