/*
 * binance_trades.c - Binance's archives of trades (inputs.md 3.1).
 *
 *	51175358,17.80180000,5.69000000,101.29224200,1735689600010866,True,True
 *
 * Id, price, quantity, value, time, whether the buyer was the maker; spot adds
 * whether it was the best match.  Spot files have no header; futures files have
 * one since 2022.  Times are in ms, in spot files from 2025 on in us; the unit
 * is detected for each time.  The value is ignored.
 */
#include "source/filename.h"
#include "source/layout.h"

static const struct column columns[] = {
	{ "trade_id", "id", CELL_PLAIN },
	{ "price", "price", CELL_PLAIN },
	{ "size", "qty quantity", CELL_PLAIN },
	{ "", "quote_qty base_qty", CELL_PLAIN },
	{ "ts_event", "time", CELL_PLAIN },
	{ "side", "is_buyer_maker", CELL_MAKER },
	{ 0 },
};

static const char *const patterns[] = { "udddebb", "udddeb", NULL };

static int
binance_trades_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return sample_find(s, "is_buyer_maker") >= 0 &&
		       sample_find(s, "quote_qty base_qty") >= 0 &&
		       sample_find(s, "time") >= 0
		   ? 10
		   : 0;
}

static size_t
binance_trades_symbol(char *out, size_t max, const char *file)
{
	return file_symbol(out, max, file, "*-trades-0000-00");
}

const struct layout layout_binance_trades = {
	.name = "binance-trades",
	.summary = "Binance archives: trades, spot and futures",
	.text = TEXT_DELIMITED,
	.units_vary = 1,
	.fits = binance_trades_fits,
	.patterns = patterns,
	.columns = columns,
	.kind = "trades",
	.symbol = binance_trades_symbol,
};
