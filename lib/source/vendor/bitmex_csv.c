/*
 * bitmex_csv.c - the bars of bitmex.c as delimited text.
 *
 *	timestamp,symbol,open,high,low,close,trades,volume,vwap,lastSize,
 *	turnover,homeNotional,foreignNotional
 *
 * in one header line, as their archives and many downloaders write them.
 */
#include "source/json_path.h"

static const struct column columns[] = {
	{ "ts_event", "timestamp", CELL_PLAIN },
	{ "symbol", "symbol", CELL_PLAIN },
	{ "open", "open", CELL_PLAIN },
	{ "high", "high", CELL_PLAIN },
	{ "low", "low", CELL_PLAIN },
	{ "close", "close", CELL_PLAIN },
	{ "volume", "volume", CELL_PLAIN },
	{ "count", "trades", CELL_PLAIN },
	{ 0 },
};

static int
bitmex_csv_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return s->name != NULL &&
		       json_path_has(s->name, s->n, "",
			   "timestamp symbol open high low close trades volume "
			   "vwap lastSize turnover homeNotional "
			   "foreignNotional")
		   ? 15
		   : 0;
}

const struct layout layout_bitmex_csv = {
	.name = "bitmex-csv",
	.summary = "BitMEX's bars as text, stamped at their end",
	.text = TEXT_DELIMITED,
	.fits = bitmex_csv_fits,
	.columns = columns,
	.kind = "bar",
	.bar_end = 1,
};
