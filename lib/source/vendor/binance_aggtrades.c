/*
 * binance_aggtrades.c - Binance's archives of aggregate trades (inputs.md 3.1):
 * trades of one taker at one price and time, combined into one row.
 *
 *	26129,0.01633102,4.70443515,27781,27781,1498793709153,true
 *
 * Id, price, quantity, ids of the first and the last trade, time, whether the
 * buyer was the maker; spot adds whether it was the best match.  Headers and
 * time units are as in binance_trades.c.
 */
#include "source/filename.h"
#include "source/layout.h"

static const struct column columns[] = {
	{ "trade_id", "agg_trade_id", CELL_PLAIN },
	{ "price", "price", CELL_PLAIN },
	{ "size", "quantity qty", CELL_PLAIN },
	{ "", "first_trade_id", CELL_PLAIN },
	{ "", "last_trade_id", CELL_PLAIN },
	{ "ts_event", "transact_time time", CELL_PLAIN },
	{ "side", "is_buyer_maker", CELL_MAKER },
	{ 0 },
};

static const char *const patterns[] = { "udduuebb", "udduueb", NULL };

static int
binance_aggtrades_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return sample_find(s, "agg_trade_id") >= 0 &&
		       sample_find(s, "is_buyer_maker") >= 0
		   ? 10
		   : 0;
}

static size_t
binance_aggtrades_symbol(char *out, size_t max, const char *file)
{
	return file_symbol(out, max, file, "*-aggTrades-0000-00");
}

const struct layout layout_binance_aggtrades = {
	.name = "binance-aggtrades",
	.summary = "Binance archives: aggregate trades, spot and futures",
	.text = TEXT_DELIMITED,
	.units_vary = 1,
	.fits = binance_aggtrades_fits,
	.patterns = patterns,
	.columns = columns,
	.kind = "trades",
	.symbol = binance_aggtrades_symbol,
};
