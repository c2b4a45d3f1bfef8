/*
 * JSON of vendors: every line of inputs.md 4.1 to 4.4, what is dirty about
 * them, and the files of the shared data to their row counts.
 */
#include "source_test.h"

static const struct source_opts as_x = { .as = "X" };

#define TRADE_IN                                                               \
	"{\"e\":\"trade\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"t\":12345,"   \
	"\"p\":\"0.001\",\"q\":\"100\",\"T\":1672515782136,\"m\":true,"        \
	"\"M\":true}"
#define TRADE_AT(id)                                                           \
	"{\"kind\":\"trades\",\"ts_event\":"                                   \
	"\"2022-12-31T19:43:02.136000000Z\",\"symbol\":\"BNBBTC\","            \
	"\"price\":0.001,\"size\":100,\"side\":\"A\",\"trade_id\":\"" id       \
	"\"}\n"
#define KLINE_IN(closed)                                                       \
	"{\"e\":\"kline\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"k\":{"        \
	"\"t\":1672515780000,\"T\":1672515839999,\"s\":\"BNBBTC\","            \
	"\"i\":\"1m\",\"f\":100,\"L\":200,\"o\":\"0.0010\",\"c\":\"0.0020\","  \
	"\"h\":\"0.0025\",\"l\":\"0.0015\",\"v\":\"1000\",\"n\":100,"          \
	"\"x\":" closed                                                        \
	",\"q\":\"1.0000\",\"V\":\"500\",\"Q\":\"0.500\",\"B\":\"123456\"}}\n"
#define KLINE_OUT                                                              \
	"{\"kind\":\"bar\",\"ts_event\":\"2022-12-31T19:43:00.000000000Z\","   \
	"\"ts_end\":\"2022-12-31T19:44:00.000000000Z\",\"symbol\":"            \
	"\"BNBBTC\",\"open\":0.001,\"high\":0.0025,\"low\":0.0015,"            \
	"\"close\":0.002,\"volume\":1000,\"count\":100}\n"
#define MINI(symbol, price)                                                    \
	"{\"e\":\"24hrMiniTicker\",\"E\":1672515782136,\"s\":\"" symbol        \
	"\",\"c\":\"" price "\",\"o\":\"1\",\"h\":\"3\",\"l\":\"1\","          \
	"\"v\":\"10000\",\"q\":\"18\"}"
#define PRICE_OUT(symbol, price)                                               \
	"{\"kind\":\"price\",\"ts_event\":"                                    \
	"\"2022-12-31T19:43:02.136000000Z\",\"symbol\":\"" symbol              \
	"\",\"price\":" price "}\n"
#define BOOK_IN                                                                \
	"\"u\":400900217,\"s\":\"BNBUSDT\",\"b\":\"25.35190000\",\"B\":"       \
	"\"31.21000000\",\"a\":\"25.36520000\",\"A\":\"40.66000000\"}"
#define BOOK_OUT                                                               \
	"\"symbol\":\"BNBUSDT\",\"bid_px_00\":25.3519,\"ask_px_00\":25.3652,"  \
	"\"bid_sz_00\":31.21,\"ask_sz_00\":40.66}\n"

static void
account(const char *text, uint64_t control, uint64_t unknown, size_t rows)
{
	struct got g;

	read_text(&g, text, NULL);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.rows, rows);
	CHECK_INT(g.account.count[COUNT_CONTROL], control);
	CHECK_INT(g.account.count[COUNT_UNKNOWN], unknown);
	CHECK_INT(g.account.bad, 0);
	got_fini(&g);
}

static void
streams(void)
{
	static const struct source_opts open_bars = { .open_bars = 1 };

	test_begin("a trade of Binance's stream");
	expect(TRADE_IN "\n", NULL, TRADE_AT("12345"));
	test_begin("an aggregated trade: its id is the letter of the ask");
	expect("{\"e\":\"aggTrade\",\"E\":1672515782136,\"s\":\"BNBBTC\","
	       "\"a\":12345,\"p\":\"0.001\",\"q\":\"100\",\"f\":100,\"l\":105,"
	       "\"T\":1672515782136,\"m\":true,\"M\":true}\n",
	    NULL, TRADE_AT("12345"));
	test_begin("klines: closed ones, open ones when asked for");
	expect(KLINE_IN("false") KLINE_IN("true"), NULL, KLINE_OUT);
	expect(KLINE_IN("false") KLINE_IN("true"), &open_bars,
	    KLINE_OUT KLINE_OUT);
	account(KLINE_IN("false") KLINE_IN("true"), 1, 0, 1);
	test_begin("a day's ticker is a price");
	expect(MINI("BNBBTC", "0.0025") "\n", NULL,
	    PRICE_OUT("BNBBTC", "0.0025"));
	test_begin("combined streams are unwrapped, keys in any order");
	expect("{\"stream\":\"bnbbtc@trade\",\"data\":" TRADE_IN "}\n"
	       "{\"data\":" TRADE_IN ",\"stream\":\"bnbbtc@trade\"}\n",
	    NULL, TRADE_AT("12345") TRADE_AT("12345"));
	test_begin("arrays of all markets, alone and combined");
	expect("[" MINI("A", "1") "," MINI("B",
		   "2") "]\n"
			"{\"stream\":\"!miniTicker@arr\",\"data\":[" MINI("A",
			    "3") "," MINI("B", "4") "]}\n",
	    NULL,
	    PRICE_OUT("A", "1") PRICE_OUT("B", "2") PRICE_OUT("A", "3")
		PRICE_OUT("B", "4"));
	test_begin("times of a stream in microseconds");
	expect("{\"e\":\"24hrTicker\",\"E\":1672515782136000,\"s\":\"A\","
	       "\"c\":\"1\"}\n",
	    NULL, PRICE_OUT("A", "1"));
	test_begin("control lines and other events are counted apart");
	account("{\"result\":null,\"id\":1}\n"
		"{\"result\":[\"a@trade\"],\"id\":3}\n" TRADE_IN "\n"
		"{\"e\":\"serverShutdown\",\"E\":1}\n"
		"{\"e\":\"depthUpdate\",\"E\":1,\"s\":\"A\",\"b\":[[\"1\","
		"\"2\"]],\"a\":[]}\n"
		"{\"lastUpdateId\":1,\"bids\":[],\"asks\":[]}\n",
	    3, 2, 1);
}

static void
tickers(void)
{
	static const struct source_opts none, stamp = { .stamp_arrival = 1 };
	struct got g;

	test_begin("a spot book ticker has no time, and says what helps");
	expect_error("{" BOOK_IN "\n", NULL, "--stamp-arrival");
	expect_error("{\"symbol\":\"A\",\"price\":\"4.0\"}\n", NULL,
	    "--stamp-arrival");
	test_begin("a futures one has");
	expect("{\"e\":\"bookTicker\",\"T\":1672515782136,\"E\":1," BOOK_IN
	       "\n",
	    NULL,
	    "{\"kind\":\"quote\",\"ts_event\":"
	    "\"2022-12-31T19:43:02.136000000Z\"," BOOK_OUT);
	test_begin("the time of arrival is now");
	read_text(&g, "{" BOOK_IN "\n", &stamp);
	CHECK_INT(g.rc, 0);
	CHECK(strstr(g.out, "\"ts_event\":\"20") != NULL);
	CHECK(strstr(g.out, BOOK_OUT) != NULL);
	got_fini(&g);
	test_begin("a capture's own time is when it arrived");
	read_text(&g,
	    "1723161254087891268 {\"stream\":\"x\",\"data\":{" BOOK_IN "}\n"
	    "1723161254087891269 " TRADE_IN "\n",
	    &none);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out,
	    "{\"kind\":\"quote\",\"ts_event\":"
	    "\"2024-08-08T23:54:14.087891268Z\",\"ts_recv\":"
	    "\"2024-08-08T23:54:14.087891268Z\"," BOOK_OUT
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2022-12-31T19:43:02.136000000Z\",\"ts_recv\":"
	    "\"2024-08-08T23:54:14.087891269Z\",\"symbol\":\"BNBBTC\","
	    "\"price\":0.001,\"size\":100,\"side\":\"A\",\"trade_id\":"
	    "\"12345\"}\n");
	got_fini(&g);
}

static void
replies(void)
{
	test_begin("trades of a REST reply take --as");
	expect("[{\"id\":28457,\"price\":\"4.00000100\",\"qty\":"
	       "\"12.00000000\",\"quoteQty\":\"48.000012\",\"time\":"
	       "1499865549590,\"isBuyerMaker\":true,\"isBestMatch\":true}]",
	    &as_x,
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2017-07-12T13:19:09.590000000Z\",\"symbol\":\"X\",\"price\":"
	    "4.000001,\"size\":12,\"side\":\"A\",\"trade_id\":\"28457\"}\n");
	expect("[{\"a\":26129,\"p\":\"0.01633102\",\"q\":\"4.70443515\","
	       "\"f\":27781,\"l\":27781,\"T\":1498793709153,\"m\":true,"
	       "\"M\":true}]\n",
	    &as_x,
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2017-06-30T03:35:09.153000000Z\",\"symbol\":\"X\",\"price\":"
	    "0.01633102,\"size\":4.70443515,\"side\":\"A\",\"trade_id\":"
	    "\"26129\"}\n");
	test_begin("klines of a REST reply");
	expect("[[1499040000000,\"0.01634790\",\"0.80000000\",\"0.01575800\","
	       "\"0.01577100\",\"148976.11427815\",1499644799999,"
	       "\"2434.19055334\",308,\"1756.87402397\",\"28.46694368\","
	       "\"0\"]]",
	    &as_x,
	    "{\"kind\":\"bar\",\"ts_event\":\"2017-07-03T00:00:00.000000000Z\""
	    ",\"ts_end\":\"2017-07-10T00:00:00.000000000Z\",\"symbol\":\"X\","
	    "\"open\":0.0163479,\"high\":0.8,\"low\":0.015758,\"close\":"
	    "0.015771,\"volume\":148976.11427815,\"count\":308}\n");
	expect_error("[[1499040000000,\"1\",\"1\",\"1\",\"1\",\"1\","
		     "1499644799999,\"1\",308,\"1\",\"1\",\"0\"]]",
	    NULL, "no symbol");
	test_begin("an error in place of data is told and ends it");
	expect_error("{\"code\":-1121,\"msg\":\"Invalid symbol.\"}\n", NULL,
	    "the source says: Invalid symbol.");
	expect_error(TRADE_IN "\n{\"error\":{\"code\":2,\"msg\":\"Bad\"},"
			      "\"id\":1}\n",
	    NULL, "the source says: Bad");
}

static void
coingecko(void)
{
	static const struct source_opts euro = { .quote_currency = "eur" };

	test_begin("simple price: a record for each coin and currency");
	expect("{\"bitcoin\":{\"usd\":67187.33,\"usd_market_cap\":"
	       "1317802988326.25,\"usd_24h_vol\":31260929299.52,"
	       "\"usd_24h_change\":3.63,\"eur\":61000,\"last_updated_at\":"
	       "1711356300},\"ethereum\":{\"usd\":3500.5,\"last_updated_at\":"
	       "1711356301}}",
	    NULL,
	    "{\"kind\":\"price\",\"ts_event\":"
	    "\"2024-03-25T08:45:00.000000000Z\",\"symbol\":\"BITCOIN/USD\","
	    "\"price\":67187.33}\n"
	    "{\"kind\":\"price\",\"ts_event\":"
	    "\"2024-03-25T08:45:00.000000000Z\",\"symbol\":\"BITCOIN/EUR\","
	    "\"price\":61000}\n"
	    "{\"kind\":\"price\",\"ts_event\":"
	    "\"2024-03-25T08:45:01.000000000Z\",\"symbol\":\"ETHEREUM/USD\","
	    "\"price\":3500.5}\n");
	expect_error("{\"bitcoin\":{\"usd\":67187.33}}", NULL,
	    "--stamp-arrival");
	test_begin("market chart: volumes join where the time is the same");
	expect("{\"prices\":[[1711843200000,69702.30],[1711929600000,71246.95]"
	       "],\"market_caps\":[[1711843200000,1],[1711929600000,2]],"
	       "\"total_volumes\":[[1711843200000,15],[1711929600001,16]]}",
	    &as_x,
	    "{\"kind\":\"price\",\"ts_event\":"
	    "\"2024-03-31T00:00:00.000000000Z\",\"symbol\":\"X\",\"price\":"
	    "69702.3,\"volume\":15}\n"
	    "{\"kind\":\"price\",\"ts_event\":"
	    "\"2024-04-01T00:00:00.000000000Z\",\"symbol\":\"X\",\"price\":"
	    "71246.95,\"volume\":null}\n");
	expect_error("{\"prices\":[[1711843200000,69702.30]]}", NULL, "--as");
	test_begin("markets: the currency is the dollar, or as asked");
#define MARKET                                                                 \
	"[{\"id\":\"bitcoin\",\"symbol\":\"btc\",\"name\":\"Bitcoin\","        \
	"\"current_price\":70187,\"high_24h\":70215,\"low_24h\":68060,"        \
	"\"total_volume\":20154184933,\"last_updated\":"                       \
	"\"2024-04-07T16:49:31.736Z\"}]"
#define MARKET_OUT(pair)                                                       \
	"{\"kind\":\"price\",\"ts_event\":\"2024-04-07T16:49:31.736000000Z\""  \
	",\"symbol\":\"" pair "\",\"price\":70187}\n"
	expect(MARKET, NULL, MARKET_OUT("BTC/USD"));
	expect(MARKET, &euro, MARKET_OUT("BTC/EUR"));
	test_begin("CoinGecko's refusal");
	expect_error("{\"status\":{\"error_code\":429,\"error_message\":"
		     "\"You exceeded\"}}",
	    NULL, "the source says: You exceeded");
}

#define META                                                                   \
	"{\"Meta Data\":{\"1. Information\":\"Intraday\",\"2. Symbol\":"       \
	"\"IBM\",\"3. Last Refreshed\":\"2024-08-02 19:55:00\","               \
	"\"4. Interval\":\"5min\",\"6. Time Zone\":\"US/Eastern\"},"           \
	"\"Time Series (5min)\":{"
#define BAR_IN(time)                                                           \
	"\"" time "\":{\"1. open\":\"188.3500\",\"2. high\":\"188.3600\","     \
	"\"3. low\":\"188.3500\",\"4. close\":\"188.3500\",\"5. volume\":"     \
	"\"60\"}"
#define BAR_OUT(from, to)                                                      \
	"{\"kind\":\"bar\",\"ts_event\":\"" from ".000000000Z\",\"ts_end\":"   \
	"\"" to ".000000000Z\",\"symbol\":\"IBM\",\"open\":188.35,"            \
	"\"high\":188.36,\"low\":188.35,\"close\":188.35,\"volume\":60}\n"

static void
alphavantage(void)
{
	test_begin("a series newest first comes out oldest first");
	expect(META BAR_IN("2024-08-02 19:55:00") "," BAR_IN(
		   "2024-08-02 19:40:00") "}}",
	    NULL,
	    BAR_OUT("2024-08-02T23:40:00", "2024-08-02T23:45:00")
		BAR_OUT("2024-08-02T23:55:00", "2024-08-03T00:00:00"));
	test_begin("New York's clock changes: 01:55 and 03:00 are 5 minutes");
	expect(META BAR_IN("2025-03-09 03:00:00") "," BAR_IN(
		   "2025-03-09 01:55:00") "}}",
	    NULL,
	    BAR_OUT("2025-03-09T06:55:00", "2025-03-09T07:00:00")
		BAR_OUT("2025-03-09T07:00:00", "2025-03-09T07:05:00"));
	test_begin("a pair's series, and a document over several lines");
	expect("{\n  \"Meta Data\": {\n    \"2. From Symbol\": \"EUR\",\n"
	       "    \"3. To Symbol\": \"USD\",\n    \"7. Time Zone\": \"UTC\""
	       "\n  },\n  \"Time Series FX (5min)\": {\n"
	       "    \"2019-02-21 18:30:00\": {\n      \"1. open\": \"1.1329\""
	       ",\n      \"2. high\": \"1.1330\",\n      \"3. low\": "
	       "\"1.1325\",\n      \"4. close\": \"1.1330\"\n    }\n  }\n}\n",
	    NULL,
	    "{\"kind\":\"bar\",\"ts_event\":\"2019-02-21T18:30:00.000000000Z\""
	    ",\"ts_end\":null,\"symbol\":\"EURUSD\",\"open\":1.1329,\"high\":"
	    "1.133,\"low\":1.1325,\"close\":1.133}\n");
#define RATE(bid)                                                              \
	"{\"Realtime Currency Exchange Rate\":{\"1. From_Currency Code\":"     \
	"\"USD\",\"3. To_Currency Code\":\"PLN\",\"5. Exchange Rate\":"        \
	"\"2.24\",\"6. Last Refreshed\":\"2022-10-22 03:38:16\","              \
	"\"7. Time Zone\":\"UTC\",\"8. Bid Price\":\"" bid "\","               \
	"\"9. Ask Price\":\"2.23\"}}"
#define RATE_AT(kind)                                                          \
	"{\"kind\":\"" kind "\",\"ts_event\":"                                 \
	"\"2022-10-22T03:38:16.000000000Z\",\"symbol\":\"USDPLN\","
	test_begin("a rate is a quote, without a bid a price");
	expect(RATE("2.23"), NULL,
	    RATE_AT("quote") "\"bid_px_00\":2.23,\"ask_px_00\":2.23}\n");
	expect(RATE("-"), NULL, RATE_AT("price") "\"price\":2.24}\n");
	test_begin("a refusal with a status of success is an error");
	expect_error("{\"Information\":\"Thank you for using Alpha Vantage! "
		     "25 requests per day.\"}",
	    NULL, "the source says: Thank you for using Alpha Vantage! 25");
	expect_error("{\n    \"Error Message\": \"Invalid API call.\"\n}", NULL,
	    "Invalid API call.");
	test_begin("a bad bar refuses its document, whole");
	expect_error(META BAR_IN("2024-08-02 19:55:00") "," BAR_IN(
			 "2024-13-02 19:40:00") "}}",
	    NULL, "2024-13-02 19:40:00: ts_event: month out of range");
}

static void
prefer(void)
{
	static const struct source_opts trade = { .as = "X",
		.prefer = PREFER_TRADE };
	static const char text[] = "{\"ts\":1767621600,\"bid\":1,\"ask\":2,"
				   "\"price\":1.5}\n";

	test_begin("bid, ask and a price without a size: a quote, or a price");
	expect(text, &as_x,
	    "{\"kind\":\"quote\",\"ts_event\":\"2026-01-05T14:00:00.000000000Z"
	    "\",\"symbol\":\"X\",\"bid_px_00\":1,\"ask_px_00\":2}\n");
	expect(text, &trade,
	    "{\"kind\":\"price\",\"ts_event\":\"2026-01-05T14:00:00.000000000Z"
	    "\",\"symbol\":\"X\",\"price\":1.5}\n");
}

static void
files(void)
{
	static const struct {
		const char *name, *format;
		uint64_t rows, unknown;
	} file[] = {
		{ "btcusdt-usdm-stream-2024-08-08.txt.zst", "binance-json",
		    87402, 6552 },
		{ "btcusdt-spot-stream-2024-08-08.txt.zst", "binance-json",
		    37797, 3452 },
		{ "xrpeth-binance-trades-2019-10.json.zst", "freqtrade", 12477,
		    0 },
		{ "xbtusd-bitmex-1m-2020-03-13.json.zst", "bitmex", 1440, 0 },
		{ "xbtusd-bitmex-1m-2020-03.jsonl.zst", "bitmex", 44640, 0 },
		{ "xbtusd-bitmex-1m-2021-05.jsonl.zst", "bitmex", 44640, 0 },
	};
	char path[512], name[128];
	struct got g;
	size_t i;

	for (i = 0; i < sizeof(file) / sizeof(file[0]); i++) {
		snprintf(name, sizeof(name), "%s to its last row",
		    file[i].name);
		test_begin(name);
		if (test_shared() == NULL) {
			test_skip("no ../shared beside the checkout");
		} else {
			snprintf(path, sizeof(path), "%s/data/crypto/%s",
			    test_shared(), file[i].name);
			read_file(&g, path, &as_x, NULL);
			CHECK_INT(g.rc, 0);
			CHECK_STR(g.format, file[i].format);
			CHECK_INT(g.rows, file[i].rows);
			CHECK_INT(g.account.count[COUNT_UNKNOWN],
			    file[i].unknown);
			CHECK_INT(g.account.count[COUNT_CONTROL], 0);
		}
		test_close();
		test_name = NULL;
	}
}

int
main(void)
{
	streams();
	tickers();
	replies();
	coingecko();
	alphavantage();
	prefer();
	files();
	return test_end();
}
