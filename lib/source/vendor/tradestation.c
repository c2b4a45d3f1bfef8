/*
 * tradestation.c - TradeStation's export of bars, stamped at their end.
 *
 *	"Date","Time","Open","High","Low","Close","Up","Down"
 *	03/04/2024,09:31,5123.25,5124.00,5122.50,5123.75,812,655
 *
 * With --bar 1m this is the bar from 09:30 to 09:31, in the exchange's time
 * (--tz).  Up and Down are volumes at rising and falling prices; no column has
 * their sum.
 */
#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "date", CELL_PLAIN },
	{ "open", "open", CELL_PLAIN },
	{ "high", "high", CELL_PLAIN },
	{ "low", "low", CELL_PLAIN },
	{ "close", "close", CELL_PLAIN },
	{ "volume", "vol volume", CELL_PLAIN },
	{ 0 },
};

static int
tradestation_fits(const struct layout *layout, const struct sample *s)
{
	static const char *const names[] = { "date", "time", "open", "high",
		"low", "close", "up", "down" };
	size_t i;

	(void)layout;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sample_find(s, names[i]) < 0)
			return 0;
	return 10;
}

const struct layout layout_tradestation = {
	.name = "tradestation",
	.summary = "TradeStation's bars, stamped at their end",
	.text = TEXT_DELIMITED,
	.fits = tradestation_fits,
	.columns = columns,
	.kind = "bar",
	.bar_end = 1,
};
