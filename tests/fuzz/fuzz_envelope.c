/*
 * fuzz_envelope.c - records in envelopes to rows.
 *
 *	first byte: bits 0-1 window, 2-4 the framing, 5 skip bad records, 6
 *	where each came from, 7 short lines only; with be32: leave the lengths
 *	as they are
 *
 * The rows and the failure are the same whatever the window; they survive
 * our stream.
 */
#include "fuzz_source.h"

enum { BE32_HEAD = 4 };

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* Lengths of be32 are cut to 0..255, and to what is there. */
static void
fit_lengths(struct bytes *b)
{
	size_t at, left;
	uint32_t len;

	for (at = 0; b->n - at >= BE32_HEAD; at += BE32_HEAD + len) {
		len = be32(b->p + at);
		left = b->n - at - BE32_HEAD;
		if (len == UINT32_MAX) { /* the word for nothing */
			len = 0;
			continue;
		}
		len = len % 256 < left ? len % 256 : (uint32_t)left;
		memset(b->p + at, 0, 3);
		b->p[at + 3] = (unsigned char)len;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct source_opts ways[8] = {
		{ .framing = FRAMING_AUTO, .as = "S" },
		{ .framing = FRAMING_LINES },
		{ .framing = FRAMING_KCAT_JSON },
		{ .framing = FRAMING_KEYED },
		{ .framing = FRAMING_BE32 },
		{ .framing = FRAMING_RS },
		{ .framing = FRAMING_QUARANTINE },
		{ .framing = FRAMING_KCAT_JSON, .from = "csv", .as = "S" },
	};
	struct bad_policy bad = { .skip = 1, .max = 20 };
	struct source_opts opts;
	struct bytes b;
	unsigned how;

	if (size == 0)
		return 0;
	how = data[0];
	opts = ways[how >> 2 & 7];
	opts.stream.bad = how & 32 ? &bad : NULL;
	opts.src = how >> 6 & 1;
	b = bytes_of(data + 1, size - 1);
	if (opts.framing != FRAMING_BE32)
		opts.stream.max_line = how & 128 ? 60 : 0;
	else if (!(how & 128))
		fit_lengths(&b);
	source_check(&b, &opts, how);
	bytes_free(&b);
	return 0;
}
