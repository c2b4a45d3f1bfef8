/*
 * Delimited text as it is met: the files of ../shared/data.
 */
#include "source_test.h"

/* Every file of real data that these cover has the rows its README states. */
#define UTC5 .tz = "-05:00"
static const struct {
	const char *file;
	size_t rows;
	const char *format;
	struct source_opts o;
} data[] = {
	{ "crypto/btcusdt-usdm-trades-2024-08-08.csv.zst", 21313,
	    "binance-trades", { .as = "S" } },
	{ "crypto/btcusdt-usdm-bookticker-2024-08-08.csv.zst", 66089,
	    "binance-bookticker", { .as = "S" } },
	{ "crypto/btcusdt-usdm-trades-tardis-2020-02-22.csv.zst", 9999,
	    "tardis", { .as = NULL } },
	{ "crypto/btcusd-bitfinex-1m-2014.csv.zst", 283787, "bitfinex-candles",
	    { .as = "S", .from = "bitfinex-candles" } },
	{ "crypto/btcusd-bitfinex-1m-2015.csv.zst", 366710, "bitfinex-candles",
	    { .as = "S", .from = "bitfinex-candles" } },
	{ "crypto/btcperp-ftx-1m-2022-01.csv.zst", 45031, "csv",
	    { .as = "S" } },
	{ "fx/eurusd-histdata-tick-2020-01-01.csv.zst", 9500, "histdata-tick",
	    { .as = "S" } },
	{ "fx/usdjpy-truefx-tick-2013-01-01.csv.zst", 1000, "csv",
	    { .as = "S" } },
	{ "fx/eurusd-oanda-tick-2014-05-05_09.csv.zst", 246875, "csv",
	    { .as = "S" } },
	{ "fx/eurusd-fxcm-tick-2014-05-07_09.csv.zst", 359092, "csv",
	    { .as = "S" } },
	{ "fx/eurusd-fxcm-tick-20140508.lean.csv.zst", 167466, "lean",
	    { .as = "S", .from = "lean", UTC5 } },
	{ "fx/xauusd-oanda-tick-2014-05-02.csv.zst", 265015, "csv",
	    { .as = "S" } },
	{ "fx/gbpusd-fxcm-1m-bid-2012-02.csv.zst", 30117, "csv",
	    { .as = "S" } },
	{ "fx/gbpusd-fxcm-1m-ask-2012-02.csv.zst", 30117, "csv",
	    { .as = "S" } },
	{ "fx/usdchf-1h-2012_2022.csv.zst", 57600, "csv",
	    { .as = "S", .tz = "+02:00", .price_scale = "1e-5" } },
	{ "equity/aapl-1m-trade-20140605.lean.csv.zst", 686, "lean",
	    { .as = "S", .from = "lean" } },
	{ "equity/aapl-1m-trade-20140606.lean.csv.zst", 783, "lean",
	    { .as = "S", .from = "lean" } },
	{ "equity/aapl-1m-trade-20140609.lean.csv.zst", 834, "lean",
	    { .as = "S", .from = "lean" } },
	{ "equity/ibm-tick-trade-20131008.lean.csv.zst", 33381, "lean",
	    { .as = "S", .from = "lean" } },
	{ "equity/ibm-tick-quote-20131008.lean.csv.zst", 125750, "lean",
	    { .as = "S", .from = "lean" } },
	{ "equity/aig-tick-quote-20131009.lean.csv.zst", 1424012, "lean",
	    { .as = "S", .from = "lean" } },
	{ "equity/nifty50-1m-20190101.lean.csv.zst", 378, "lean",
	    { .as = "S", .from = "lean", .tz = "+05:30" } },
	{ "equity/nifty50-1m-20190102.lean.csv.zst", 377, "lean",
	    { .as = "S", .from = "lean", .tz = "+05:30" } },
	{ "equity/nifty50-1m-20190103.lean.csv.zst", 377, "lean",
	    { .as = "S", .from = "lean", .tz = "+05:30" } },
	{ "equity/nifty50-1m-20190104.lean.csv.zst", 377, "lean",
	    { .as = "S", .from = "lean", .tz = "+05:30" } },
	{ "equity/nifty50-1m-2024.csv.zst", 58127, "csv",
	    { .as = "S", .tz = "+05:30" } },
	{ "equity/nifty50-ltp-2021-05-14.csv.zst", 29385, "csv",
	    { .as = "S", .tz = "+05:30", .map = "price=ltp,size=" } },
	{ "equity/banknifty-ltp-2021-05-14.csv.zst", 29655, "csv",
	    { .as = "S", .tz = "+05:30", .map = "price=ltp,size=" } },
	{ "equity/reliance-ltp-2021-05-28.csv.zst", 21120, "csv",
	    { .as = "S", .tz = "+05:30", .map = "price=ltp,size=" } },
	{ "equity/reliance-ltp-2021-04-30.csv.zst", 25240, "csv",
	    { .as = "S", .tz = "+05:30", .map = "price=ltp,size=" } },
	/* one less than stated: the last bar has no price */
	{ "equity/edf-1m-2017-01-23_02-10.csv.zst", 5424, "csv",
	    { .as = "S", .tz = "+01:00" } },
};

static void
real_data(void)
{
	char path[400];
	struct got g;
	size_t i;

	test_begin("real files give the rows that their README states");
	if (test_shared() == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	for (i = 0; i < sizeof(data) / sizeof(data[0]); i++) {
		snprintf(path, sizeof(path), "%s/data/%s", test_shared(),
		    data[i].file);
		read_file(&g, path, &data[i].o, NULL);
		if (g.rc != 0)
			printf("# %s\n", g.err.msg);
		if (g.rows != data[i].rows)
			printf("# %s\n", data[i].file);
		CHECK_INT(g.rows, data[i].rows);
		CHECK_STR(g.format, data[i].format);
	}
}

int
main(void)
{
	real_data();
	return test_end();
}
