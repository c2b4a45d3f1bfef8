/*
 * histdata.h - shared by HistData's two layouts of minute bars (inputs.md 3.2).
 *
 * Bars of the bid, in UTC-5 all year.  A volume of 0 is missing.
 */
#ifndef SOURCE_VENDOR_HISTDATA_H
#define SOURCE_VENDOR_HISTDATA_H

#include "source/layout.h"

/* The columns after the time. */
#define HISTDATA_PRICES                                                       \
	{ "open", "open", CELL_PLAIN }, { "high", "high", CELL_PLAIN },       \
	    { "low", "low", CELL_PLAIN }, { "close", "close", CELL_PLAIN },   \
	    { "volume", "volume", CELL_NONZERO }, { 0 }

/* Properties of the bars of both layouts. */
#define HISTDATA_BARS                                                         \
	.text = TEXT_DELIMITED, .kind = "bar", .zone = "-05:00",              \
	.bar_ns = 60 * NS_SECOND, .symbol = histdata_symbol

/* "DAT_ASCII_EURUSD_M1_202501.csv", "DAT_MT_EURUSD_M1_2024.csv". */
size_t histdata_symbol(char *out, size_t max, const char *file);

#endif
