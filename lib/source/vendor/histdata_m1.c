/*
 * histdata_m1.c - HistData's minute bars, ASCII (inputs.md 3.2).
 *
 *	20120201 000100;1.306570;1.306570;1.306470;1.306560;0
 *
 * Time, open, high, low, close, volume.
 */
#include "source/vendor/histdata.h"

static const struct column columns[] = {
	{ "ts_event", "time", CELL_PLAIN },
	HISTDATA_PRICES,
};

static const char *const patterns[] = { "iddddu", NULL };

const struct layout layout_histdata_m1 = {
	.name = "histdata-m1",
	.summary = "HistData: minute bars, ASCII",
	.patterns = patterns,
	.columns = columns,
	HISTDATA_BARS,
};
