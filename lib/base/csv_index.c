/*
 * csv_index.c - where cells and lines end, found 64 bytes at a time.
 *
 * Each block becomes three words of 64 bits, a bit a byte: ends of cells,
 * ends of lines, quotes; the bits are then walked (Langdale and Lemire 2019,
 * "Parsing Gigabytes of JSON per Second", section 3.1.1).  The registers of
 * every x86-64 do four loads a block; elsewhere, and for the last bytes of a
 * text, the words are made byte by byte.
 */
#include <string.h>

#include "base/csv.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BLOCK = CSV_INDEX_BLOCK };

/* A bit for each byte of a block. */
struct marks {
	uint64_t delim, newline, quote;
};

static inline struct marks
mark_bytes(const char *s, size_t n, char delim)
{
	struct marks m = { 0, 0, 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		m.delim |= (uint64_t)(s[i] == delim) << i;
		m.newline |= (uint64_t)(s[i] == '\n') << i;
		m.quote |= (uint64_t)(s[i] == '"') << i;
	}
	return m;
}

#ifdef __SSE2__

static inline uint64_t
equal16(__m128i bytes, char c)
{
	return (uint32_t)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
}

static inline struct marks
mark_block(const char *s, char delim)
{
	struct marks m = { 0, 0, 0 };
	__m128i bytes;
	int i;

	for (i = 0; i < BLOCK; i += 16) {
		bytes = _mm_loadu_si128((const __m128i *)(s + i));
		m.delim |= equal16(bytes, delim) << i;
		m.newline |= equal16(bytes, '\n') << i;
		m.quote |= equal16(bytes, '"') << i;
	}
	return m;
}

#else

static inline struct marks
mark_block(const char *s, char delim)
{
	return mark_bytes(s, BLOCK, delim);
}

#endif

static inline void
add_cells(struct csv_index *x, uint64_t bits, uint32_t at)
{
	uint32_t *out = x->sep + x->nsep;

	for (; bits != 0; bits &= bits - 1)
		*out++ = at + (uint32_t)__builtin_ctzll(bits);
	x->nsep = (uint32_t)(out - x->sep);
}

/* quoted: of the line that began in a block before; the same of the one that
 * goes on behind this block. */
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

void
csv_index(struct csv_index *x, const char *s, size_t len, char delim)
{
	uint32_t at = 0, quoted = 0;
	struct marks m;

	if (len > CSV_INDEX_BYTES)
		len = CSV_INDEX_BYTES;
	x->sep[0] = UINT32_MAX;
	x->nsep = 1;
	x->nline = 0;
	while (at < len && x->nsep <= CSV_INDEX_SEPS &&
	       x->nline <= CSV_INDEX_LINES) {
		m = len - at >= BLOCK ? mark_block(s + at, delim)
				      : mark_bytes(s + at, len - at, delim);
		add_cells(x, m.delim | m.newline, at);
		if ((m.newline | m.quote) != 0)
			quoted = add_lines(x, m, at, quoted);
		at += BLOCK;
	}
	x->len = at < len ? at : (uint32_t)len;
}
