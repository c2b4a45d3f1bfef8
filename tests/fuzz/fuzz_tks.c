/*
 * fuzz_tks.c - the binary stream to rows, binary and text.
 *
 *	first byte: bits 0-1 window, 2 read in batches, 3 leave the blocks'
 *	seals as they are
 *
 * Blocks are sealed first: their checksums are made right, their lengths
 * cut to what is there.  Rows written again read back the same, as the same
 * text; text is JSON.
 */
#include "fuzz_stream.h"
#include "stream/tks.h"

/* Make whole blocks of what is there. */
static void
seal(struct bytes *b)
{
	struct tks_block k;
	size_t at, left;

	for (at = 0; b->n - at >= TKS_HEAD; at += TKS_HEAD + k.length) {
		memcpy(b->p + at, "\x89TKS", 4);
		HOLDS(tks_open(&k, b->p + at) == 0);
		left = (b->n - at - TKS_HEAD) & ~(size_t)7;
		if (k.length > left || k.length % 8 != 0)
			k.length = (uint32_t)left;
		tks_seal(b->p + at, &k);
	}
}

static void
check(const struct bytes *b, unsigned how)
{
	struct way bin = { &encoder_bin, how, how >> 2 & 1, 0, NULL };
	struct way json = { &encoder_json, how + 1, 0, 0, NULL };
	struct passed first = pass(b, &bin), text = pass(b, &json);
	struct passed second, again;

	HOLDS(first.rows == text.rows && first.got == text.got);
	fuzz_json_lines(&text.out);
	bin.window++;
	bin.in_batches ^= 1;
	second = pass(&first.out, &bin);
	again = pass(&first.out, &json);
	HOLDS(second.got == 0 && second.rows == first.rows);
	HOLDS(again.got == 0 && again.rows == first.rows);
	HOLDS(bytes_same(&first.out, &second.out));
	HOLDS(bytes_same(&text.out, &again.out));
	bytes_free(&first.out);
	bytes_free(&text.out);
	bytes_free(&second.out);
	bytes_free(&again.out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b;

	if (size < 2 || data[1] != 0x89) /* fuzz_json has those */
		return 0;
	b = bytes_of(data + 1, size - 1);
	if (!(data[0] & 8))
		seal(&b);
	check(&b, data[0]);
	bytes_free(&b);
	return 0;
}
