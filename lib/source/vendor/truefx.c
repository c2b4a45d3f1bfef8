/*
 * truefx.c - TrueFX's quotes (inputs.md 3.3).
 *
 *	EUR/USD,20130101 21:59:59.981,1.32023,1.32054
 *
 * Pair, time in UTC, bid, ask.  Not strictly in order; duplicates occur.
 */
#include "source/layout.h"

static const struct column columns[] = {
	{ "symbol", "symbol pair", CELL_PLAIN },
	{ "ts_event", "time timestamp", CELL_PLAIN },
	{ "bid_px_00", "bid", CELL_PLAIN },
	{ "ask_px_00", "ask", CELL_PLAIN },
	{ 0 },
};

static const char *const patterns[] = { "pxdd", NULL };

const struct layout layout_truefx = {
	.name = "truefx",
	.summary = "TrueFX: quotes",
	.text = TEXT_DELIMITED,
	.patterns = patterns,
	.columns = columns,
	.kind = "quote",
};
