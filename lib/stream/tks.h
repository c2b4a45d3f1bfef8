/*
 * tks.h - the binary stream's layout (tick-stream.5 is the specification).
 *
 * All numbers little-endian.  A stream is a sequence of blocks:
 *
 *	off size
 *	  0    4  magic 89 54 4B 53 ("\x89TKS")
 *	  4    1  type, below
 *	  5    1  flags, 0
 *	  6    2  schema number (R, S), else 0
 *	  8    4  count: rows, fields, entries, bytes of text, end state
 *	 12    4  length of the payload, a multiple of 8
 *	 16    8  first: rows before this block (R, E), first index (D)
 *	 24    8  XXH64 of the payload, seed = XXH64 of bytes 0..23, seed 0
 *	 32       payload
 *
 *	H  header	u32 version (1), u32 0, provenance (JSON array)
 *	S  schema	u32 row length, u32 0, char kind[32], then a field each:
 *			char name[64], unit[32], type[8], u32 offset,
 *			u16 bytes, u8 scale, u8 0
 *	D  dictionary	u16 length and bytes for each entry
 *	R  rows		count rows
 *	C  comment	JSON text
 *	B  barrier	count: its number, first: rows before; no payload
 *	E  end		count: 0 end, 1 interrupted
 *
 * Texts and payloads are filled with zero bytes to a multiple of 8.  H begins
 * a stream: schemas and dictionary are reset.  Index 0 of the dictionary is
 * the missing symbol and is never sent; no symbol is sent twice.  Only an E is
 * followed by another H.  Readers refuse flags they do not know and skip types
 * they do not know.
 */
#ifndef STREAM_TKS_H
#define STREAM_TKS_H

#include <stddef.h>
#include <stdint.h>

#include "stream/schema.h"

enum {
	TKS_HEAD = 32, /* bytes of a block's header */
	TKS_VERSION = 1,
	TKS_ROWS_MAX = 1 << 16,   /* payload of a row block we write */
	TKS_PASS_MIN = 1 << 14,   /* rows that make a block worth a separate
				  * write */
	TKS_LENGTH_MAX = 1 << 25, /* payload of any block we read */
	TKS_FIELD = 112,          /* bytes of a field in S */
	TKS_SCHEMA = 40           /* bytes of S before its fields */
};

struct tks_block {
	uint8_t type;
	uint16_t schema;
	uint32_t count;
	uint32_t length;
	uint64_t first;
	uint8_t flags;
};

/* Fill in the 32-byte header before a payload that is already in place. */
void tks_seal(unsigned char *head, const struct tks_block *b);

/* Read a header; -1 when its magic is wrong. */
int tks_open(struct tks_block *b, const unsigned char *head);

/* The payload of S, TKS_SCHEMA and nfield times TKS_FIELD bytes, which are
 * zero before. */
void tks_put_schema(unsigned char *p, const struct schema *s);

/*
 * Total size of the complete blocks with correct checksums at the start of
 * these n bytes; at most a few blocks are checked.  0 when the first is not
 * correct.
 */
size_t tks_check(const unsigned char *p, size_t n);

static inline uint32_t
tks_pad(uint32_t n)
{
	return (n + 7) & ~UINT32_C(7);
}

#endif
