/*
 * bitmex_csv.c - the bars of bitmex.c as delimited text.
 *
 *	timestamp,symbol,open,high,low,close,trades,volume,vwap,lastSize,
 *	turnover,homeNotional,foreignNotional
 *
 * in one header line, as their archives and many downloaders write them.
 */
#include "source/vendor/bitmex.h"

const struct layout layout_bitmex_csv = {
	.name = "bitmex-csv",
	.summary = "BitMEX's bars as text, stamped at their end",
	.text = TEXT_DELIMITED,
	BITMEX_BARS,
};
