/*
 * histdata_mt.c - HistData's minute bars for MetaTrader (inputs.md 3.2).
 *
 *	2012.02.01,00:01,1.306570,1.306570,1.306470,1.306560,0
 *
 * As histdata_m1.c, with day and time apart.
 */
#include "source/filename.h"
#include "source/layout.h"

static const struct column columns[] = {
	{ "date", "date", CELL_PLAIN },
	{ "time", "time", CELL_PLAIN },
	{ "open", "open", CELL_PLAIN },
	{ "high", "high", CELL_PLAIN },
	{ "low", "low", CELL_PLAIN },
	{ "close", "close", CELL_PLAIN },
	{ "volume", "volume", CELL_NONZERO },
	{ 0 },
};

static const char *const patterns[] = { "ycddddu", NULL };

static size_t
histdata_mt_symbol(char *out, size_t max, const char *file)
{
	size_t n = file_symbol(out, max, file, "DAT_MT_*_M1_000000");

	return n > 0 ? n : file_symbol(out, max, file, "DAT_MT_*_M1_0000");
}

const struct layout layout_histdata_mt = {
	.name = "histdata-mt",
	.summary = "HistData: minute bars, MetaTrader's form",
	.text = TEXT_DELIMITED,
	.patterns = patterns,
	.columns = columns,
	.kind = "bar",
	.zone = "-05:00",
	.bar_ns = 60 * NS_SECOND,
	.symbol = histdata_mt_symbol,
};
