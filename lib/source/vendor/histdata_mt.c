/*
 * histdata_mt.c - HistData's minute bars for MetaTrader (inputs.md 3.2).
 *
 *	2012.02.01,00:01,1.306570,1.306570,1.306470,1.306560,0
 *
 * Date, time, open, high, low, close, volume.
 */
#include "source/vendor/histdata.h"

static const struct column columns[] = {
	{ "date", "date", CELL_PLAIN },
	{ "time", "time", CELL_PLAIN },
	HISTDATA_PRICES,
};

static const char *const patterns[] = { "ycddddu", NULL };

const struct layout layout_histdata_mt = {
	.name = "histdata-mt",
	.summary = "HistData: minute bars, MetaTrader's form",
	.patterns = patterns,
	.columns = columns,
	HISTDATA_BARS,
};
