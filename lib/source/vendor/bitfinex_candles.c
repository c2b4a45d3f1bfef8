/*
 * bitfinex_candles.c - Bitfinex's bars as people store them.
 *
 *	1388534520000,730.24,730.24,730.24,730.24,0.0105339
 *
 * Time in ms, open, CLOSE, high, low, volume: numbers like everybody's in an
 * order of its own, so that only --from names it.  How long a bar is, --bar
 * says.
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

/* The order holds without a header, and none is ever looked for. */
static const char *const patterns[] = { NULL };

const struct layout layout_bitfinex_candles = {
	.name = "bitfinex-candles",
	.summary = "Bitfinex: bars as open, close, high, low (--from only)",
	.text = TEXT_DELIMITED,
	.patterns = patterns,
	.columns = columns,
	.kind = "bar",
};
