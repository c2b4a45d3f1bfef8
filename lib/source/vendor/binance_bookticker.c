/*
 * binance_bookticker.c - Binance's archives of best bid and ask, futures.
 *
 *	update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,
 *	transaction_time,event_time
 *
 * (on one line).  Times in ms; the event time, when it was sent, is ignored.
 * There is always a header.
 */
#include "source/filename.h"
#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "transaction_time", CELL_PLAIN },
	{ "bid_px_00", "best_bid_price", CELL_PLAIN },
	{ "ask_px_00", "best_ask_price", CELL_PLAIN },
	{ "bid_sz_00", "best_bid_qty", CELL_PLAIN },
	{ "ask_sz_00", "best_ask_qty", CELL_PLAIN },
	{ 0 },
};

static int
binance_bookticker_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return sample_find(s, "best_bid_price") >= 0 &&
		       sample_find(s, "best_ask_price") >= 0 &&
		       sample_find(s, "transaction_time") >= 0
		   ? 10
		   : 0;
}

static size_t
binance_bookticker_symbol(char *out, size_t max, const char *file)
{
	return file_symbol(out, max, file, "*-bookTicker-0000-00");
}

const struct layout layout_binance_bookticker = {
	.name = "binance-bookticker",
	.summary = "Binance archives: best bid and ask, futures",
	.text = TEXT_DELIMITED,
	.fits = binance_bookticker_fits,
	.columns = columns,
	.kind = "quote",
	.symbol = binance_bookticker_symbol,
};
