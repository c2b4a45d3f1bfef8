/*
 * fuzz_json.c - NDJSON by others to rows, text and binary.
 *
 *	first byte: bits 0-1 window, 2 a --field, 3 skip bad lines, 4 short
 *	lines only, 5 times as integers, 6 also as csv
 *
 * Text written from the rows is JSON, gives the same text when it is read
 * again, and the same text by way of the binary stream; the size of the
 * window changes nothing.
 */
#include "fuzz_stream.h"

static void
check(const struct bytes *b, unsigned how, const struct stream_opts *opts)
{
	struct way json = { &encoder_json, how, 0, how >> 5 & 1, opts };
	struct way bin = { &encoder_bin, how + 1, 0, 0, opts };
	struct way plain = { &encoder_json, how + 2, 1, json.ts_ns, NULL };
	struct passed first = pass(b, &json), binary = pass(b, &bin);
	struct passed second, third;
	struct stream_opts long_lines = { .max_line = 1 << 22 };

	HOLDS(first.rows == binary.rows && first.got == binary.got);
	fuzz_json_lines(&first.out);
	second = pass(&binary.out, &plain);
	HOLDS(second.got == 0 && second.rows == first.rows);
	HOLDS(bytes_same(&first.out, &second.out));
	if (!json.ts_ns) { /* integers of early times are taken for seconds */
		long_lines.fields = opts->fields;
		plain.opts = &long_lines;
		third = pass(&first.out, &plain);
		HOLDS(third.got == 0 && third.rows == first.rows);
		HOLDS(bytes_same(&first.out, &third.out));
		bytes_free(&third.out);
	}
	bytes_free(&first.out);
	bytes_free(&binary.out);
	bytes_free(&second.out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const fields[] = { "a:i16", "b:c5", "c:f32", "d:id",
		NULL };
	struct bad_policy bad = { .skip = 1, .max = 20 };
	struct stream_opts opts = { 0 };
	struct way csv = { &encoder_csv, 0, 0, 0, &opts };
	struct passed text;
	struct bytes b;
	unsigned how;

	if (size == 0)
		return 0;
	how = data[0];
	opts.fields = how & 4 ? fields : NULL;
	opts.bad = how & 8 ? &bad : NULL;
	opts.max_line = how & 16 ? 60 : 0;
	b = bytes_of(data + 1, size - 1);
	if (size == 1 || data[1] != 0x89) /* fuzz_tks has those */
		check(&b, how, &opts);
	if (how & 64) {
		text = pass(&b, &csv);
		bytes_free(&text.out);
	}
	bytes_free(&b);
	return 0;
}
