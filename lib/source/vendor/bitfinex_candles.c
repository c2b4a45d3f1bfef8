/*
 * bitfinex_candles.c - Bitfinex's bars as people store them.
 *
 *	1388534520000,730.24,730.24,730.24,730.24,0.0105339
 *
 * Time in ms, open, CLOSE, high, low, volume.  The values look like those of
 * other sources and only the order differs, so --from must name this layout.
 * --bar gives the length of a bar.
 */
#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "time timestamp mts", CELL_PLAIN },
	{ "open", "open", CELL_PLAIN },
	{ "close", "close", CELL_PLAIN },
	{ "high", "high", CELL_PLAIN },
	{ "low", "low", CELL_PLAIN },
	{ "volume", "volume", CELL_PLAIN },
	{ 0 },
};

/* The order is fixed; a header is never looked for. */
static const char *const patterns[] = { NULL };

const struct layout layout_bitfinex_candles = {
	.name = "bitfinex-candles",
	.summary = "Bitfinex: bars as open, close, high, low (--from only)",
	.text = TEXT_DELIMITED,
	.patterns = patterns,
	.columns = columns,
	.kind = "bar",
};
