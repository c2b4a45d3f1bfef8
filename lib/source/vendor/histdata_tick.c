/*
 * histdata_tick.c - HistData's quotes (inputs.md 3.2).
 *
 *	20120201 000003660,1.306600,1.306770,0
 *
 * Time, bid, ask, and a volume that is always 0 and is ignored.  Times are in
 * UTC-5 all year.  Several quotes may share one millisecond.
 */
#include "source/filename.h"
#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "time", CELL_PLAIN },
	{ "bid_px_00", "bid", CELL_PLAIN },
	{ "ask_px_00", "ask", CELL_PLAIN },
	{ 0 },
};

static const char *const patterns[] = { "hddu", NULL };

static size_t
histdata_tick_symbol(char *out, size_t max, const char *file)
{
	return file_symbol(out, max, file, "DAT_ASCII_*_T_000000");
}

const struct layout layout_histdata_tick = {
	.name = "histdata-tick",
	.summary = "HistData: quotes, ASCII",
	.text = TEXT_DELIMITED,
	.patterns = patterns,
	.columns = columns,
	.kind = "quote",
	.zone = "-05:00",
	.symbol = histdata_tick_symbol,
};
