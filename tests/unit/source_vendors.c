/*
 * Delimited layouts of vendors: the sample lines of inputs.md 3 with the
 * instants stated there, their known dirt, and names of files.
 */
#include <sys/stat.h>

#include "source/vendor/bi5_name.h"
#include "source/filename.h"
#include "source_test.h"

#define TRADE(ts, sym, px, sz, side, id)                                       \
	"{\"kind\":\"trades\",\"ts_event\":" ts ",\"symbol\":\"" sym           \
	"\",\"price\":" px ",\"size\":" sz ",\"side\":\"" side                 \
	"\",\"trade_id\":\"" id "\"}\n"
#define QUOTE(ts, sym, bid, ask)                                               \
	"{\"kind\":\"quote\",\"ts_event\":" ts ",\"symbol\":\"" sym            \
	"\",\"bid_px_00\":" bid ",\"ask_px_00\":" ask "}\n"
#define SIZED(ts, sym, bid, ask, bsz, asz)                                     \
	"{\"kind\":\"quote\",\"ts_event\":" ts ",\"symbol\":\"" sym            \
	"\",\"bid_px_00\":" bid ",\"ask_px_00\":" ask ",\"bid_sz_00\":" bsz    \
	",\"ask_sz_00\":" asz "}\n"
#define BAR(ts, end, sym, o, h, l, c, rest)                                    \
	"{\"kind\":\"bar\",\"ts_event\":" ts ",\"ts_end\":" end                \
	",\"symbol\":\"" sym "\",\"open\":" o ",\"high\":" h ",\"low\":" l     \
	",\"close\":" c rest "}\n"

/* Rows of a file of that name, with times as integers, as the page has them. */
static void
rows_of(struct got *g, const char *name, const char *text, size_t len,
    const struct source_opts *o)
{
	char dir[256], path[400], to[400];

	temp_path(dir, sizeof(dir), "d");
	CHECK_INT(mkdir(dir, 0700), 0);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	snprintf(to, sizeof(to), "%s/out", dir);
	temp_write(path, text, len);
	read_file_as(g, path, o, to, 1);
	g->out = slurp(to, NULL);
	unlink(path);
	unlink(to);
	rmdir(dir);
}

static void
gives(const char *name, const char *text, const struct source_opts *o,
    const char *format, const char *rows)
{
	struct got g;

	rows_of(&g, name, text, strlen(text), o);
	if (g.rc != 0)
		printf("# %s\n", g.err.msg);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.format, format);
	CHECK_STR(g.out, rows);
	got_fini(&g);
}

static const struct source_opts none, as_s = { .as = "S" };

static void
binance_trades(void)
{
	test_begin("Binance trades: spot in us, without a header");
	gives("BTCUSDT-trades-2025-01.csv",
	    "51175358,17.80180000,5.69000000,101.29224200,1735689600010866,"
	    "True,True\n",
	    &none, "binance-trades",
	    TRADE("\"1735689600010866000\"", "BTCUSDT", "17.8018", "5.69", "A",
		"51175358"));
	test_begin("Binance trades: futures, with a header and without");
	gives("BTCUSD_PERP-trades-2024-08-08.csv",
	    "id,price,qty,quote_qty,time,is_buyer_maker\n"
	    "5266583935,61800.30,0.006,370.80180,1723161256322,false\n",
	    &none, "binance-trades",
	    TRADE("\"1723161256322000000\"", "BTCUSD_PERP", "61800.3", "0.006",
		"B", "5266583935"));
	gives("x", "7,100,2,200,1723161256322,true\n", &as_s, "binance-trades",
	    TRADE("\"1723161256322000000\"", "S", "100", "2", "A", "7"));
	test_begin(
	    "Binance trades: ms and us in one file, quantity 0, ids that "
	    "come twice, days in turn, a header in the middle");
	gives("x",
	    "id,price,qty,base_qty,time,is_buyer_maker\n"
	    "1,1,2,2,1735689599999,true\n2,1,0,0,1735689600010866,False\n"
	    "id,price,qty,base_qty,time,is_buyer_maker\n"
	    "2,1,3,3,1733000000000,true\n",
	    &as_s, "binance-trades",
	    TRADE("\"1735689599999000000\"", "S", "1", "2", "A", "1")
		TRADE("\"1735689600010866000\"", "S", "1", "0", "B", "2")
		    TRADE("\"1733000000000000000\"", "S", "1", "3", "A", "2"));
	test_begin("a file with another name needs its symbol");
	expect_error("7,100,2,200,1723161256322,true\n", NULL, "--as SYM");
}

static void
binance_aggregates(void)
{
	test_begin("Binance aggregate trades: spot and futures");
	gives("ETHBTC-aggTrades-2017-07.csv",
	    "26129,0.01633102,4.70443515,27781,27781,1498793709153,true,true\n",
	    &none, "binance-aggtrades",
	    TRADE("\"1498793709153000000\"", "ETHBTC", "0.01633102",
		"4.70443515", "A", "26129"));
	gives("x",
	    "26129,0.01633102,4.70443515,27781,27781,1498793709153,true\n"
	    "0,0.20000000,50.00000000,0,0,1735689600010866,False\n",
	    &as_s, "binance-aggtrades",
	    TRADE("\"1498793709153000000\"", "S", "0.01633102", "4.70443515",
		"A", "26129")
		TRADE("\"1735689600010866000\"", "S", "0.2", "50", "B", "0"));
	gives("x",
	    "agg_trade_id,price,quantity,first_trade_id,last_trade_id,"
	    "transact_time,is_buyer_maker\n1,5,6,7,8,1735689600010,false\n",
	    &as_s, "binance-aggtrades",
	    TRADE("\"1735689600010000000\"", "S", "5", "6", "B", "1"));
}

static void
binance_bars(void)
{
	static const struct source_opts minute = { .as = "S",
		.bar_ns = 60 * NS_SECOND };
	static const char line[] =
	    "1637971200000,0.00002853,0.00002854,0.00002851,0.00002854,"
	    "36304.20000000,1637971259999,1.03547608,79,19523.00000000,"
	    "0.55694227,0\n";

	test_begin("Binance bars end one unit behind their close time");
	gives("BTCUSDT-1m-2021-11-27.csv", line, &none, "binance-klines",
	    BAR("\"1637971200000000000\"", "\"1637971260000000000\"", "BTCUSDT",
		"0.00002853", "0.00002854", "0.00002851", "0.00002854",
		",\"volume\":36304.2,\"count\":79"));
	gives("x",
	    "open_time,open,high,low,close,volume,close_time,quote_volume,"
	    "count,taker_buy_volume,taker_buy_quote_volume,ignore\n"
	    "1735689600000000,1,2,0.5,1.5,7,1735689659999999,1,3,1,1,0\n",
	    &as_s, "binance-klines",
	    BAR("\"1735689600000000000\"", "\"1735689660000000000\"", "S", "1",
		"2", "0.5", "1.5", ",\"volume\":7,\"count\":3"));
	test_begin("--bar says the end of a bar, whatever its close time");
	gives("x", line, &minute, "binance-klines",
	    BAR("\"1637971200000000000\"", "\"1637971260000000000\"", "S",
		"0.00002853", "0.00002854", "0.00002851", "0.00002854",
		",\"volume\":36304.2,\"count\":79"));
	test_begin("Binance's best bid and ask of futures");
	gives("BTCUSDT-bookTicker-2024-08-08.csv",
	    "update_id,best_bid_price,best_bid_qty,best_ask_price,"
	    "best_ask_qty,transaction_time,event_time\n"
	    "5123107839020,61800.20,2.507,61800.30,2.510,1723161256313,"
	    "1723161256314\n",
	    &none, "binance-bookticker",
	    SIZED("\"1723161256313000000\"", "BTCUSDT", "61800.2", "61800.3",
		"2.507", "2.51"));
}

static void
histdata(void)
{
	static const struct source_opts utc = { .as = "S", .tz = "UTC" };

	test_begin("HistData quotes: UTC-5, bid first");
	gives("DAT_ASCII_EURUSD_T_201202.csv",
	    "20120201 000003660,1.306600,1.306770,0\n", &none, "histdata-tick",
	    QUOTE("\"1328072403660000000\"", "EURUSD", "1.3066", "1.30677"));
	gives("x", "20120201 000003660,1.306600,1.306770,0\n", &utc,
	    "histdata-tick",
	    QUOTE("\"1328054403660000000\"", "S", "1.3066", "1.30677"));
	test_begin("HistData bars: a minute long, volume 0 is missing");
	gives("DAT_ASCII_EURUSD_M1_201202.csv",
	    "20120201 000100;1.306570;1.306570;1.306470;1.306560;0\n", &none,
	    "histdata-m1",
	    BAR("\"1328072460000000000\"", "\"1328072520000000000\"", "EURUSD",
		"1.30657", "1.30657", "1.30647", "1.30656",
		",\"volume\":null"));
	gives("DAT_MT_EURUSD_M1_2012.csv",
	    "2012.02.01,00:01,1.306570,1.306570,1.306470,1.306560,3\n", &none,
	    "histdata-mt",
	    BAR("\"1328072460000000000\"", "\"1328072520000000000\"", "EURUSD",
		"1.30657", "1.30657", "1.30647", "1.30656", ",\"volume\":3"));
	test_begin("a time of another form is not HistData's");
	expect_error("2012-02-01 00:00:03,1.306600,1.306770,0\n", &as_s,
	    "no header, and its 4 columns match no known format; closest: "
	    "histdata-tick, truefx");
}

static void
pairs(void)
{
	static const struct source_opts norm = { .normalize = 1 };

	test_begin("TrueFX quotes, the pair as written or normalised");
	gives("x", "EUR/USD,20130101 21:59:59.981,1.32023,1.32054\n", &none,
	    "truefx",
	    QUOTE("\"1357077599981000000\"", "EUR/USD", "1.32023", "1.32054"));
	gives("x", "EUR/USD,20130101 21:59:59.981,1.32023,1.32054\n", &norm,
	    "truefx",
	    QUOTE("\"1357077599981000000\"", "EURUSD", "1.32023", "1.32054"));
	test_begin("Tardis trades and quotes");
	gives("x",
	    "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,"
	    "bid_price,bid_amount\n"
	    "binance,btcusdt,1583020803145000,1583020803307160,2,8531.5,"
	    "8531,1\n",
	    &none, "tardis",
	    "{\"kind\":\"quote\",\"ts_event\":\"1583020803145000000\","
	    "\"ts_recv\":\"1583020803307160000\",\"symbol\":\"btcusdt\","
	    "\"bid_px_00\":8531,\"ask_px_00\":8531.5,\"bid_sz_00\":1,"
	    "\"ask_sz_00\":2}\n");
}

static void
dukascopy(void)
{
	static const struct source_opts named = { .as = "S",
		.from = "dukascopy" };

	test_begin("Dukascopy: ask before bid in every header");
	gives("x",
	    "Gmt time,Ask,Bid,AskVolume,BidVolume\r\n"
	    "15.01.2024 10:30:00.123,1.08503,1.08500,1.5,1.25\r\n",
	    &as_s, "dukascopy",
	    SIZED("\"1705314600123000000\"", "S", "1.085", "1.08503", "1.25",
		"1.5"));
	gives("x",
	    "Local time,Ask,Bid,AskVolume,BidVolume\r\n"
	    "04.09.2023 01:00:05.962 GMT+0300,4516.181,4515.664,1,1\r\n",
	    &as_s, "dukascopy",
	    SIZED("\"1693778405962000000\"", "S", "4515.664", "4516.181", "1",
		"1"));
	gives("x",
	    "timestamp,askPrice,bidPrice,askVolume,bidVolume\n"
	    "1735772400455,2626.592,2625.098,449.99999227,449.99999227\n",
	    &as_s, "dukascopy",
	    SIZED("\"1735772400455000000\"", "S", "2625.098", "2626.592",
		"449.99999227", "449.99999227"));
	test_begin("Dukascopy bars, of both headers");
	gives("x",
	    "Gmt time,Open,High,Low,Close,Volume\n"
	    "15.01.2024 10:30:00.000,1,2,0.5,1.5,7\n",
	    &as_s, "dukascopy",
	    BAR("\"1705314600000000000\"", "null", "S", "1", "2", "0.5", "1.5",
		",\"volume\":7"));
	gives("x",
	    "timestamp,open,high,low,close,volume\n"
	    "1735772400000,1,2,0.5,1.5,7\n",
	    &named, "dukascopy",
	    BAR("\"1735772400000000000\"", "null", "S", "1", "2", "0.5", "1.5",
		",\"volume\":7"));
	test_begin("a local time without its offset needs --tz");
	expect_error("Local time,Ask,Bid,AskVolume,BidVolume\n"
		     "04.09.2023 01:00:05.962,4516.181,4515.664,1,1\n",
	    &as_s, "--tz ZONE");
}

#define AV "timestamp,open,high,low,close,volume\r\n"
#define AV_BAR(ts)                                                             \
	BAR(ts, "null", "S", "188.35", "188.36", "188.35", "188.35",           \
	    ",\"volume\":60")

static void
alpha_vantage(void)
{
	static const struct source_opts named = { .as = "S",
		.from = "alphavantage" },
					utc = { .as = "S",
						.from = "alphavantage",
						.tz = "UTC" };
	static const char rest[] =
	    ",188.3500,188.3600,188.3500,188.3500,60\r\n";
	char text[400];

	test_begin("Alpha Vantage: New York's time, oldest first");
	snprintf(text, sizeof(text), AV "2024-08-02 19:55:00%s", rest);
	gives("x", text, &as_s, "alphavantage",
	    AV_BAR("\"1722642900000000000\""));
	gives("x", text, &utc, "alphavantage",
	    AV_BAR("\"1722628500000000000\""));
	snprintf(text, sizeof(text),
	    AV "2026-01-05 19:55:00%s2024-08-02 19:55:00%s", rest, rest);
	gives("x", text, &as_s, "alphavantage",
	    AV_BAR("\"1722642900000000000\"")
		AV_BAR("\"1767660900000000000\""));
	test_begin("what is oldest first already stays, and is no one's");
	snprintf(text, sizeof(text),
	    AV "2024-08-02 19:55:00%s2026-01-05 19:55:00%s", rest, rest);
	gives("x", text, &named, "alphavantage",
	    AV_BAR("\"1722642900000000000\"")
		AV_BAR("\"1767660900000000000\""));
	gives("x", text, &as_s, "csv",
	    AV_BAR("\"1722628500000000000\"")
		AV_BAR("\"1767642900000000000\""));
	test_begin("Alpha Vantage's pairs are known by their order");
	gives("x",
	    "timestamp,open,high,low,close\n"
	    "2019-02-21 18:30:00,1.1329,1.1330,1.1325,1.1330\n"
	    "2019-02-21 18:25:00,1.1329,1.1330,1.1325,1.1330\n",
	    &as_s, "alphavantage",
	    BAR("\"1550773500000000000\"", "null", "S", "1.1329", "1.133",
		"1.1325", "1.133", "") BAR("\"1550773800000000000\"", "null",
		"S", "1.1329", "1.133", "1.1325", "1.133", ""));
	gives("x",
	    "timestamp,open,high,low,close\n"
	    "2019-02-21 18:25:00,1.1329,1.1330,1.1325,1.1330\n",
	    &as_s, "csv",
	    BAR("\"1550773500000000000\"", "null", "S", "1.1329", "1.133",
		"1.1325", "1.133", ""));
	test_begin("Alpha Vantage pairs and coins are in UTC");
	gives("x",
	    "timestamp,open,high,low,close\n"
	    "2019-02-21 18:30:00,1.1329,1.1330,1.1325,1.1330\n",
	    &named, "alphavantage",
	    BAR("\"1550773800000000000\"", "null", "S", "1.1329", "1.133",
		"1.1325", "1.133", ""));
	test_begin("an error in place of the text is told with its words");
	expect_error("{\n    \"Information\": \"Thank you for using it!\"\n}\n",
	    &named, "an error in place of the data: Thank you for using it!");
	expect_error(" {\"a\":{\"Note\":1},\"Error Message\":\"no \\\"X\\\"\"}",
	    &named, "no \"X\"");
	expect_error("{\"a\":1}", &named, "JSON in place of delimited text");
}

/* Rows that fill several buffers, newest first. */
static void
long_document(void)
{
	enum { ROWS = 20000 };
	static const struct source_opts named = { .as = "S",
		.from = "alphavantage",
		.tz = "UTC" };
	char *text = malloc(ROWS * 64 + 64), *p = text;
	struct got g;
	int i;

	test_begin("a long document is turned around whole");
	p += sprintf(p, AV);
	for (i = ROWS; i > 0; i--)
		p += sprintf(p, "%d,1,1,1,1,%d\n", 1700000000 + i, i);
	rows_of(&g, "x", text, (size_t)(p - text), &named);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.rows, ROWS);
	CHECK(strstr(g.out, "\"volume\":2}") > strstr(g.out, "\"volume\":1}"));
	CHECK(strncmp(g.out,
		  BAR("\"1700000001000000000\"", "null", "S", "1", "1", "1",
		      "1", ",\"volume\":1"),
		  60) == 0);
	got_fini(&g);
	test_begin("rows before a bad one are turned around too");
	text[p - text - 2] = 'x';
	rows_of(&g, "x", text, (size_t)(p - text), &named);
	CHECK_INT(g.rc, -1);
	CHECK_INT(g.rows, ROWS - 1);
	CHECK(strstr(g.err.msg, "x:20001: volume: not a number") != NULL);
	got_fini(&g);
	free(text);
}

static void
metatrader(void)
{
	static const struct source_opts east = { .as = "S", .tz = "+02:00" };
	static const char ticks[] =
	    "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\r\n"
	    "2020.01.02\t00:00:00.123\t1.12123\t1.12131\t\t\t6\r\n"
	    "2020.01.02\t00:00:01.000\t1.12124\t\t\t\t2\r\n"
	    "2020.01.02\t00:00:02.000\t\t1.12132\t\t\t4\r\n";

	test_begin("MetaTrader: an empty side has not changed");
	gives("x", ticks, &east, "metatrader",
	    QUOTE("\"1577916000123000000\"", "S", "1.12123", "1.12131")
		QUOTE("\"1577916001000000000\"", "S", "1.12124", "1.12131")
		    QUOTE("\"1577916002000000000\"", "S", "1.12124",
			"1.12132"));
	test_begin("MetaTrader: a last price is a trade too");
	gives("x",
	    "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n"
	    "2020.01.02\t00:00:00\t\t5\t4\t3\t24\n",
	    &east, "metatrader",
	    QUOTE("\"1577916000000000000\"", "S", "null",
		"5") "{\"kind\":\"trades\",\"ts_event\":"
		     "\"1577916000000000000\","
		     "\"symbol\":\"S\",\"price\":4,\"size\":3}\n");
	test_begin("MetaTrader bars");
	gives("x",
	    "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>"
	    "\t<SPREAD>\n2020.01.02\t00:00:00\t1\t2\t0.5\t1.5\t9\t0\t3\n",
	    &east, "metatrader",
	    BAR("\"1577916000000000000\"", "null", "S", "1", "2", "0.5", "1.5",
		",\"volume\":null,\"count\":9"));
	test_begin("the broker's zone has to be told");
	expect_error(ticks, &as_s, "--tz ZONE");
}

static void
lean(void)
{
	static const struct source_opts
	    named = { .from = "lean" },
	    dated = { .from = "lean",
		    .as = "S",
		    .tz = "-05:00",
		    .start = UINT64_C(1399525200000000000) },
	    date = { .from = "lean",
		    .as = "S",
		    .start = UINT64_C(1381190400000000000) },
	    cents = { .from = "lean", .as = "S", .price_scale = "0.01" };

	test_begin("Lean: prices of shares in 1/10000, New York's midnight");
	gives("20131008_ibm_tick_trade.csv", "31669457,1821000,300,P,2000,0",
	    &named, "lean",
	    "{\"kind\":\"trades\",\"ts_event\":\"1381236469457000000\","
	    "\"symbol\":\"ibm\",\"price\":182.1,\"size\":300}\n");
	test_begin("Lean: a side of 0 has not changed");
	gives("20131008_ibm_tick_quote.csv",
	    "14400640,1800100,200,0,0,P,1,0\n14400640,0,0,1826200,100,P,1,0\n",
	    &named, "lean",
	    "{\"kind\":\"quote\",\"ts_event\":\"1381219200640000000\","
	    "\"symbol\":\"ibm\",\"bid_px_00\":180.01,\"bid_sz_00\":200,"
	    "\"ask_px_00\":null,\"ask_sz_00\":null}\n"
	    "{\"kind\":\"quote\",\"ts_event\":\"1381219200640000000\","
	    "\"symbol\":\"ibm\",\"bid_px_00\":180.01,\"bid_sz_00\":200,"
	    "\"ask_px_00\":182.62,\"ask_sz_00\":100}\n");
	test_begin("Lean: the day from --start where no name tells it");
	gives("x", "17007,1.39147,1.39148", &dated, "lean",
	    QUOTE("\"1399525217007000000\"", "S", "1.39147", "1.39148"));
	gives("x", "34200000,1821000,300,P,2000,0", &date, "lean",
	    "{\"kind\":\"trades\",\"ts_event\":\"1381239000000000000\","
	    "\"symbol\":\"S\",\"price\":182.1,\"size\":300}\n");
	test_begin("Lean: what is not known is asked for");
	expect_error("17007,1.39147,1.39148", &named, "use --tz ZONE");
	expect_error("17007,139147,139148", &named, "use --start DATE");
	expect_error("17007,139147,139148", &cents, "use --tz ZONE");
	expect_error("17007,1", &named, "2 columns: expected 3, 6 or 8");
}

static void
others(void)
{
	static const struct source_opts candles = { .as = "S",
		.from = "bitfinex-candles",
		.bar_ns = 60 * NS_SECOND },
					thousand = { .as = "S",
						.price_scale = "1e-3" },
					raw = { .price_scale = "1e-9" },
					one = { .price_scale = "1" },
					wrong = { .price_scale = "3" },
					strict = { .as = "S", .strict_eof = 1 };
	static const char databento[] =
	    "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,"
	    "depth,price,size,flags,ts_in_delta,sequence,symbol\n"
	    "1,2,0,1,14160,T,B,0,6505,2,0,13730,245991,ESU5\n";
	static const char json[] =
	    "{\"hd\":{\"ts_event\":\"2\",\"rtype\":0,\"publisher_id\":1,"
	    "\"instrument_id\":7},\"action\":\"T\",\"side\":\"B\",\"depth\":0,"
	    "\"price\":\"6505\",\"size\":2,\"symbol\":\"A\"}\n";
	struct got g;

	test_begin("Bitfinex bars are open, close, high, low");
	gives("x", "1388534520000,1,2,3,0.5,0.0105339\n", &candles,
	    "bitfinex-candles",
	    BAR("\"1388534520000000000\"", "\"1388534580000000000\"", "S", "1",
		"3", "0.5", "2", ",\"volume\":0.0105339"));
	test_begin("--price-scale says what prices count in, sizes stay");
	gives("x", "ts,last\n1700000000,94371.0\n", &thousand, "csv",
	    "{\"kind\":\"price\",\"ts_event\":\"1700000000000000000\","
	    "\"symbol\":\"S\",\"price\":94.371}\n");
	rows_of(&g, "x", databento, strlen(databento), &raw);
	CHECK(strstr(g.out, "\"price\":0.000006505,") != NULL);
	got_fini(&g);
	rows_of(&g, "x", databento, strlen(databento), &one);
	CHECK(strstr(g.out, "\"price\":6505,") != NULL);
	got_fini(&g);
	rows_of(&g, "x", json, strlen(json), &raw);
	CHECK(strstr(g.out, "\"price\":0.000006505,") != NULL);
	got_fini(&g);
	rows_of(&g, "x", json, strlen(json), &one);
	CHECK(strstr(g.out, "\"price\":6505,") != NULL);
	got_fini(&g);
	read_text(&g, "ts,last\n1,1\n", &wrong);
	CHECK_INT(g.err.usage, 1);
	got_fini(&g);
	test_begin("--strict-eof refuses a last line without its newline");
	read_text(&g, "ts,last\n1,1\n2,1.5", &strict);
	CHECK_INT(g.rc, -1);
	CHECK_INT(g.rows, 1);
	CHECK(strstr(g.err.msg, ":3: the last line has no newline: refused "
				"by --strict-eof") != NULL);
	got_fini(&g);
	read_text(&g, "{\"ts\":1,\"sym\":\"A\",\"last\":1}", &strict);
	CHECK_INT(g.rc, -1);
	CHECK_INT(g.rows, 0);
	got_fini(&g);
	read_text(&g, "ts,last\n1,1\n2,1.5\n", &strict);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.rows, 2);
	got_fini(&g);
}

static void
names(void)
{
	static const struct {
		const char *file, *form, *symbol;
	} name[] = {
		{ "a/b-c/BTCUSDT-trades-2025-01.csv.zst", "*-trades-0000-00",
		    "BTCUSDT" },
		{ "BTCUSDT-1m-2021-11-27.csv", "*-?-0000-00", "BTCUSDT" },
		{ "BTCUSDT-trades-2025-0x.csv", "*-trades-0000-00", "" },
		{ "btcusdt-usdm-trades-2025-01.csv", "*-trades-0000-00", "" },
		{ "BTCUSDT-trades-2025-01", "*-trades-0000-00", "BTCUSDT" },
		{ "BTCUSDT-trades-2025-011", "*-trades-0000-00", "" },
		{ "-trades-2025-01.csv", "*-trades-0000-00", "" },
		{ "\xff-trades-2025-01.csv", "*-trades-0000-00", "" },
		{ "<stdin>", "*-trades-0000-00", "" },
	};
	char out[32];
	struct bi5_name b;
	int64_t days;
	size_t i, n;

	test_begin("a symbol is in a file's name when all of its form is");
	for (i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		n = file_symbol(out, sizeof(out) - 1, name[i].file,
		    name[i].form);
		out[n] = '\0';
		CHECK_STR(out, name[i].symbol);
	}
	CHECK_INT(file_symbol(out, 3, "ABCD-trades-2025-01.csv",
		      "*-trades-0000-00"),
	    0);
	test_begin("a date in a file's name is eight digits, and one");
	CHECK_INT(file_date(&days, "20990101/aapl-20140605.lean.csv"), 1);
	CHECK_INT(days, 16226);
	CHECK_INT(file_date(&days, "20140605-20140606.csv"), 0);
	CHECK_INT(file_date(&days, "20141305.csv"), 0);
	CHECK_INT(file_date(&days, "120140605.csv"), 0);
	test_begin("the path of a .bi5 file has months from 00");
	bi5_name(&b, "data/EURUSD/2019/11/30/00h_ticks.bi5");
	CHECK_STR(b.symbol, "EURUSD");
	CHECK_INT(b.hour, INT64_C(1577664000000000000));
	bi5_name(&b, "EURUSD/2019/12/30/00h_ticks.bi5");
	CHECK_INT(b.hour, 0);
	bi5_name(&b, "00h_ticks.bi5");
	CHECK_STR(b.symbol, "");
	CHECK_INT(bi5_places("EURUSD"), -5);
	CHECK_INT(bi5_places("usd/jpy"), -3);
	CHECK_INT(bi5_places("XAUUSD"), -3);
	CHECK_INT(bi5_places("USATECHIDXUSD"), 0);
}

int
main(void)
{
	binance_trades();
	binance_aggregates();
	binance_bars();
	histdata();
	pairs();
	dukascopy();
	alpha_vantage();
	long_document();
	metatrader();
	lean();
	others();
	names();
	return test_end();
}
