/*
 * fuzz_arrays.c - arrays of JSON as records and columns, and what else is said
 * of a source's columns.
 *
 *	first byte: bits 0-1 window, 2-4 the map, below, 5 skip bad lines
 *	second byte: options, a bit each, below
 *	with the last map: the map itself, up to a newline
 *
 * The rows and the failure are the same whatever the window, and they survive
 * our stream.
 */
#include "fuzz_source.h"

enum { MAPS = 8, MAP_TEXT = 200 };

static const char *const maps[MAPS] = {
	NULL, "ts=/t/*,close=/c/*",
	"ts=/d/*/t,price=/d/*/p,size=/d/*/q,symbol=/d/*/s,side=/d/*/m",
	"ts=/r/*/0,price=/r/*/1,size=/r/*/2,symbol=/i/s",
	"ts=/d/0/t/*,bid=/d/0/b/*,ask=/d/0/a/*", "ts=ts,price=price,side=side",
	"ts=1,symbol=2,price=3,size=4,side=5", NULL /* from the input */
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bad_policy bad = { .skip = 1, .max = 20 };
	struct source_opts opts = { .as = "S" };
	char map[MAP_TEXT + 1];
	const uint8_t *end;
	struct bytes b;
	unsigned how, flags;
	size_t n;

	if (size < 2)
		return 0;
	how = data[0];
	flags = data[1];
	data += 2;
	size -= 2;
	opts.map = maps[how >> 2 & 7];
	if ((how >> 2 & 7) == MAPS - 1) {
		end = memchr(data, '\n', size);
		n = end != NULL ? (size_t)(end - data) : size;
		n = n < MAP_TEXT ? n : MAP_TEXT;
		memcpy(map, data, n);
		map[n] = '\0';
		opts.map = map;
		data += n;
		size -= n;
	}
	opts.side_rows = flags & 1;
	opts.keep_unknown = flags >> 1 & 1;
	opts.cumulative = flags & 4 ? "size" : NULL;
	opts.numbers = flags & 8 ? NUMBERS_LOOSE : NUMBERS_STRICT;
	opts.decimal = flags & 16 ? DECIMAL_COMMA : DECIMAL_AUTO;
	opts.zero_price = flags >> 5 & 1;
	opts.bar_end = flags >> 6 & 1;
	opts.bar_ns = flags & 64 ? 60 * NS_SECOND : 0;
	if (flags & 128)
		opts.as = NULL;
	opts.stream.bad = how & 32 ? &bad : NULL;
	b = bytes_of(data, size);
	source_check(&b, &opts, how);
	bytes_free(&b);
	return 0;
}
