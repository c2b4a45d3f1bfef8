/*
 * investing.c - Investing.com's daily prices.
 *
 *	"Date","Price","Open","High","Low","Vol.","Change %"
 *	"03/05/2024","1,234.50","1,230.00","1,240.25","1,229.75","1.23M","0.4%"
 *
 * Price is the close.  Newest first, as their page shows them.
 */
#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "date", CELL_PLAIN },
	{ "open", "open", CELL_PLAIN },
	{ "high", "high", CELL_PLAIN },
	{ "low", "low", CELL_PLAIN },
	{ "close", "price", CELL_PLAIN },
	{ "volume", "vol.", CELL_PLAIN },
	{ "", "change%", CELL_PLAIN },
	{ 0 },
};

static int
investing_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return sample_find(s, "date") >= 0 && sample_find(s, "price") >= 0 &&
		       sample_find(s, "open") >= 0 &&
		       sample_find(s, "vol.") >= 0 &&
		       sample_find(s, "change%") >= 0
		   ? 10
		   : 0;
}

const struct layout layout_investing = {
	.name = "investing",
	.summary = "Investing.com's daily prices",
	.text = TEXT_DELIMITED,
	.fits = investing_fits,
	.columns = columns,
	.kind = "bar",
	.loose = 1,
};
