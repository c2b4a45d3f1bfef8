/*
 * binance_export.c - the trades of an account, as Binance exports them.
 *
 *	"Date(UTC)","Pair","Side","Price","Executed","Amount","Fee"
 *	"2020-04-14 10:41:30","ZENBTC","SELL","0.000772","0.17ZEN",
 *	 "0.00013127BTC","0.00000013BTC"
 *
 * Executed is the size; Amount is in the currency of the price.
 */
#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "date(utc)", CELL_PLAIN },
	{ "symbol", "pair", CELL_PLAIN },
	{ "price", "price", CELL_PLAIN },
	{ "size", "executed", CELL_PLAIN },
	{ "side", "side", CELL_PLAIN },
	{ "", "amount fee", CELL_PLAIN },
	{ 0 },
};

static int
binance_export_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return sample_find(s, "date(utc)") >= 0 &&
		       sample_find(s, "pair") >= 0 &&
		       sample_find(s, "executed") >= 0 &&
		       sample_find(s, "amount") >= 0
		   ? 10
		   : 0;
}

const struct layout layout_binance_export = {
	.name = "binance-export",
	.summary = "trades of an account, exported from Binance",
	.text = TEXT_DELIMITED,
	.fits = binance_export_fits,
	.columns = columns,
	.kind = "trades",
	.zone = "UTC",
	.loose = 1,
};
