/*
 * bitmex.c - BitMEX's bars ("trade/bucketed"), which are stamped at their end.
 *
 *	{"timestamp":"2018-04-10T01:35:00.000Z","symbol":"XBTUSD",
 *	 "open":6727.5,"high":6727.5,"low":6717.5,"close":6717.5,"trades":12,
 *	 "volume":10004,"vwap":6720.88,"lastSize":4,"turnover":148854696,
 *	 "homeNotional":1.48,"foreignNotional":10004}
 *
 * With --bar 1m this is the bar from 01:34 to 01:35.  The width is not in the
 * keys.
 */
#include "source/vendor/bitmex.h"

#include "source/json_path.h"

const struct column bitmex_columns[] = {
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

int
bitmex_fits(const struct layout *layout, const struct sample *s)
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

const struct layout layout_bitmex = {
	.name = "bitmex",
	.summary = "BitMEX's bars, stamped at their end (--bar says the width)",
	.text = TEXT_JSON,
	BITMEX_BARS,
};
