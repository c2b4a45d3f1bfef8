/*
 * tardis.c - Tardis' files of trades and quotes (inputs.md 3.8).
 *
 *	exchange,symbol,timestamp,local_timestamp,id,side,price,amount
 *	exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,
 *	bid_price,bid_amount
 *
 * Times in us; local_timestamp is the time of arrival.  One file holds one
 * exchange; its column is ignored.
 */
#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "timestamp", CELL_PLAIN },
	{ "ts_recv", "local_timestamp", CELL_PLAIN },
	{ "symbol", "symbol", CELL_PLAIN },
	{ "trade_id", "id", CELL_PLAIN },
	{ "side", "side", CELL_PLAIN },
	{ "price", "price", CELL_PLAIN },
	{ "size", "amount", CELL_PLAIN },
	{ "bid_px_00", "bid_price", CELL_PLAIN },
	{ "ask_px_00", "ask_price", CELL_PLAIN },
	{ "bid_sz_00", "bid_amount", CELL_PLAIN },
	{ "ask_sz_00", "ask_amount", CELL_PLAIN },
	{ 0 },
};

static int
tardis_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	if (sample_find(s, "exchange") < 0 || sample_find(s, "symbol") < 0 ||
	    sample_find(s, "timestamp") < 0 ||
	    sample_find(s, "local_timestamp") < 0)
		return 0;
	return sample_find(s, "amount bid_price") >= 0 ? 10 : 0;
}

const struct layout layout_tardis = {
	.name = "tardis",
	.summary = "Tardis: trades and quotes",
	.text = TEXT_DELIMITED,
	.fits = tardis_fits,
	.columns = columns,
};
