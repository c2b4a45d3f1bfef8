/*
 * histdata_m1.c - HistData's minute bars, ASCII (inputs.md 3.2).
 *
 *	20120201 000100;1.306570;1.306570;1.306470;1.306560;0
 *
 * Time, open, high, low, close of the bid, and a volume where 0 is missing.
 * UTC-5 the year round.
 */
#include "source/filename.h"
#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "time", CELL_PLAIN },
	{ "open", "open", CELL_PLAIN },
	{ "high", "high", CELL_PLAIN },
	{ "low", "low", CELL_PLAIN },
	{ "close", "close", CELL_PLAIN },
	{ "volume", "volume", CELL_NONZERO },
	{ 0 },
};

static const char *const patterns[] = { "iddddu", NULL };

static size_t
histdata_m1_symbol(char *out, size_t max, const char *file)
{
	size_t n = file_symbol(out, max, file, "DAT_ASCII_*_M1_000000");

	return n > 0 ? n : file_symbol(out, max, file, "DAT_ASCII_*_M1_0000");
}

const struct layout layout_histdata_m1 = {
	.name = "histdata-m1",
	.summary = "HistData: minute bars, ASCII",
	.text = TEXT_DELIMITED,
	.patterns = patterns,
	.columns = columns,
	.kind = "bar",
	.zone = "-05:00",
	.bar_ns = 60 * NS_SECOND,
	.symbol = histdata_m1_symbol,
};
