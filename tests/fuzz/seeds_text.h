/*
 * seeds_text.h - texts for fuzzing to start from, all made up here.
 */
#ifndef FUZZ_SEEDS_TEXT_H
#define FUZZ_SEEDS_TEXT_H

#include <stddef.h>

/* ---- arrays of JSON, and formats of times ---- */

/* The first two bytes of fuzz_arrays.c, and the text. */
static const struct {
	int how, flags;
	const char *text;
} array_texts[] = {
	{ 1 << 2, 0, "{\"t\":[1704103200,1704103260],\"c\":[5,null]}\n" },
	{ 2 << 2, 128,
	    "{\"d\":[{\"t\":1704103200,\"p\":\"5\",\"q\":2,\"s\":\"A\","
	    "\"m\":\"buy\"},{\"t\":1704103201,\"s\":\"\\u0041\"}]}\n"
	    "{\"d\":[]}\n" },
	{ 3 << 2, 2,
	    "{\"i\":{\"s\":\"X\"},\"r\":[[1704103200,5,6],[1704103260,7,0.5]]"
	    ",\"n\":1}\n" },
	{ 4 << 2, 0, "{\"d\":[{\"t\":[1704103200],\"b\":[1],\"a\":[2]}]}\n" },
	{ 5 << 2, 1,
	    "{\"ts\":1704103200,\"side\":\"bid\",\"price\":5}\n"
	    "{\"ts\":1704103200,\"side\":\"ask\",\"price\":6}\n" },
	{ 6 << 2, 8, "1704103200,A,\"1,234.5\",1.2K,buy\n" },
	{ 6 << 2, 16, "1704103200;A;1,5;0,25;sell\n" },
	{ 6 << 2, 4, "1704103200;A;1;7;B\n1704103201;A;1;9;B\n" },
	{ 0, 2,
	    "{\"s\":\"ok\",\"t\":[1704103200],\"o\":[1],\"h\":[3],"
	    "\"l\":[1],\"c\":[2],\"v\":[9]}\n" },
	{ 7 << 2, 0,
	    "ts=/a~1b/*/x,value=/a~1b/*/y\n"
	    "{\"a/b\":[{\"x\":1704103200,\"y\":2}]}\n" },
	{ 0, 64,
	    "{\"chart\":{\"result\":[{\"meta\":{\"symbol\":\"A\"},"
	    "\"timestamp\":[1704103200],\"indicators\":{\"quote\":[{"
	    "\"open\":[1],\"close\":[2]}]}}]}}\n" },
};

static const char *const format_texts[] = {
	"%d/%m/%Y %H:%M:%S\n1/9/2018 9:30:08",
	"%y%m%d %H%M%S%f\n180109 093008123456",
	"%b %d, %Y %I:%M %p %z\nJan 19, 2018 9:30 PM +05:30",
	"%s.%f\n1704103200.25",
	"%j %Y %T %Z\n19 2018 23:59:60 Europe/Berlin",
	"%a %d-%h-%y%%\nFri 19-Jan-18%",
	"\nFri, 19 Jan 2018 14:30:00 GMT",
	"\n1/9/2018 9:30:08.5 AM",
};

/* ---- NDJSON of ours ---- */

#define TS "\"ts_event\":\"2024-01-02T03:04:05.000000006Z\""
#define TRADE "{\"kind\":\"trades\"," TS ",\"symbol\":\"A\",\"price\":1.5"
#define BOOK "{\"kind\":\"mbp-1\",\"ts_recv\":\"2024-01-02T03:04:06Z\"," TS

static const char *const texts[] = {
	TRADE ",\"size\":7,\"side\":\"B\"}\n" TRADE
	      ",\"size\":null,\"side\":null}\n",
	TRADE ",\"size\":0.25}\n" TRADE ",\"size\":1000000}\n",
	TRADE "}\n" TRADE ",\"note\":\"x\"}\n" TRADE "}\n",
	TRADE ",\"label\":1,\"label_type\":\"spike\",\"label_id\":3}\n",
	BOOK ",\"action\":\"T\",\"side\":\"A\",\"depth\":0,\"price\":5,"
	     "\"size\":2,\"flags\":130,\"sequence\":9,\"bid_px_00\":4.99,"
	     "\"ask_px_00\":5.01,\"bid_sz_00\":10,\"ask_sz_00\":20,"
	     "\"symbol\":\"ESU4\"}\n",
	"{\"kind\":\"quote\"," TS ",\"symbol\":\"EUR/USD\",\"bid_px_00\":1.1,"
	"\"ask_px_00\":1.2,\"bid_sz_00\":0.5,\"ask_sz_00\":1000000}\n",
	"{" TS ",\"symbol\":\"B\",\"price\":2,\"size\":3}\n",
	"{" TS ",\"symbol\":\"B\",\"value\":2e-7}\n",
	"{\"kind\":\"bar\"," TS ",\"ts_end\":\"2024-01-02T03:04:06Z\","
	"\"symbol\":\"A\",\"open\":1,\"high\":2,\"low\":0.5,\"close\":1.5,"
	"\"volume\":10,\"vwap\":1.25,\"def\":\"17446744073709551615\"}\n",
	"{\"kind\":\"x\",\"a\\\"b\":1.5,\"\\u0001\":\"t\\n\",\"\xc3\xa9\":true}"
	"\n"
	"{\"kind\":\"x\",\"a\\\"b\":-0,\"\\u0001\":null,"
	"\"\xc3\xa9\":false}\n",
	"{\"kind\":\"v\",\"a\":7,\"b\":\"abc\",\"c\":0.1,\"d\":\"99\"}\n"
	"{\"kind\":\"v\",\"d\":\"98\",\"c\":2.5,\"b\":\"\",\"a\":-1}\n",
	"\xef\xbb\xbf{\"k\\u0069nd\":\"v\",\"s\":\"\\ud83d\\ude00\"}\r\n\n  \n"
	"{\"kind\":\"v\",\"s\":\"\xf0\x9f\x98\x80\\\\\\u0000\"}",
	"{\"kind\":\"v\",\"v\":5e-324}\n{\"kind\":\"v\",\"v\":"
	"1.7976931348623157e+308}\n{\"kind\":\"v\",\"v\":1e999}\nnot json\n"
	"{\"kind\":\"v\",\"v\":{\"a\":[1]}}\n",
	TRADE "}\n{\"kind\":\"value\"," TS ",\"value\":1}\n" TRADE
	      "}\n{\"kind\":\"value\"," TS ",\"value\":2}\n",
};

/* ---- text of others, and how fuzz_csv reads it ---- */

struct seed_text {
	int how; /* the first byte */
	const char *text;
};

static const struct seed_text others[] = {
	{ 4, "timestamp,price,size\n2024-01-02 03:04:05.123,1.5,10\n"
	     "2024-01-02 03:04:06,1.25,\n" },
	{ 4, "time;bid;ask\r\n1720000000123;1.1;1.2\r\n" },
	{ 4, "date\ttime\topen\thigh\tlow\tclose\tvolume\n"
	     "2024.01.02\t00:00\t1\t2\t0.5\t1.5\t100\n" },
	{ 0, "timestamp,symbol,side,price,amount\n"
	     "2020-04-01T00:00:00Z,\"A\"\"B,\",buy,\" 7 \",1e-8\n"
	     "2020-04-01T00:00:01Z,C,sell,8,203.14900000000003\n" },
	{ 8 | 64, "1720000000,1.5,3,A\n1720000001,-2,4,B\n" },
	{ 8, "1720000000|1.5|3|A\n" },
	{ 12, "time,bid,ask\n1720000000123,1.1,1.2\n" },
	{ 16, "timestamp,open,high,low,close,volume\n"
	      "2024-01-02,1,2,0.5,1.5,1000\n" },
	{ 32, "timestamp,value\n2014-04-10 00:04:00,91.958\nbad\n"
	      "2014-04-10 00:09:00,\"94.798\n\"\n" },
	{ 20, "{\"E\":1720000000123,\"s\":\"BTCUSDT\",\"t\":5,\"p\":\"1.5\","
	      "\"q\":\"0.25\",\"T\":1720000000120,\"m\":true}\n" },
	{ 0, "{\"timestamp\":\"2024-01-02T03:04:05Z\",\"symbol\":\"A\","
	     "\"price\":\"1.5\",\"size\":3,\"side\":\"sell\"}\n" },
	{ 0, "[{\"timestamp\":1720000000,\"symbol\":\"A\",\"bid\":1,"
	     "\"ask\":2},\n{\"timestamp\":1720000001,\"symbol\":\"A\","
	     "\"bid\":1.5,\"ask\":2.5}]\n" },
	{ 0, "1720000000123456789 {\"s\":\"A\",\"p\":\"1\",\"q\":\"2\","
	     "\"T\":1720000000123}\n" },
	{ 0, "1720000000123,0.5,10,5,1720000000120,true,true\n" },
	{ 4, "1,100.5,0.25,25.125,1720000000123,true,true\n"
	     "2,100.75,1,100.75,1720000000124123,False,True\n" },
	{ 4, "7,100.5,0.25,10,12,1720000000123,true,true\n" },
	{ 4, "1637971200000,1,2,0.5,1.5,36.2,1637971259999,1.0,79,19.5,0.5,"
	     "0\n" },
	{ 4, "update_id,best_bid_price,best_bid_qty,best_ask_price,"
	     "best_ask_qty,transaction_time,event_time\n"
	     "1,1.5,2,1.6,3,1720000000123,1720000000124\n" },
	{ 4, "20120201 000003660,1.306600,1.306770,0\n" },
	{ 4, "20120201 000000;1.30660;1.30677;1.306;1.3067;0\n" },
	{ 4, "EUR/USD,20130101 21:59:59.981,1.31931,1.32019\n" },
	{ 4, "Gmt time,Ask,Bid,AskVolume,BidVolume\n"
	     "15.01.2024 10:30:00.123,1.09512,1.09508,1.5,0.75\n" },
	{ 4, "timestamp,open,high,low,close,volume\n"
	     "2024-08-02 19:55:00,188.35,188.36,188.35,188.35,60\n"
	     "2024-08-02 19:54:00,188.35,188.36,188.35,188.35,60\n" },
	{ 4, "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\r\n"
	     "2020.01.02\t00:00:00.123\t1.12\t1.13\t\t\t6\r\n"
	     "2020.01.02\t00:00:01.000\t1.12\t\t\t\t2\r\n" },
	{ 4, "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
	     "x,BTC,1585699200245000,1585699200276043,a-b,sell,6.5,0.9\n" },
	{ 4, "time,open,close,high,low,volume\n"
	     "1720000000000,1,1.5,2,0.5,10.25\n" },
	{ 4, "34200000,1000000,1010000,990000,1005000,500\n" },
	{ 0, "{\"e\":\"bookTicker\",\"u\":4,\"s\":\"BNB\",\"b\":\"25.35\","
	     "\"B\":\"31.2\",\"a\":\"25.36\",\"A\":\"40.6\","
	     "\"T\":1767621600000,\"E\":1767621600001}\n" },
	{ 0, "{\"stream\":\"x\",\"data\":{\"e\":\"kline\",\"s\":\"A\",\"k\":{"
	     "\"t\":1720000000000,\"T\":1720000059999,\"i\":\"1m\",\"o\":\"1\","
	     "\"c\":\"1.5\",\"h\":\"2\",\"l\":\"0.5\",\"v\":\"10\","
	     "\"x\":true}}}\n" },
	{ 4, "[[1637971200000,\"1\",\"2\",\"0.5\",\"1.5\",\"36\",1637971259999,"
	     "\"1\",79,\"19\",\"0\",\"0\"]]" },
	{ 4, "{\"prices\":[[1720000000123,1.5],[1720000060123,1.25]],"
	     "\"total_volumes\":[[1720000000123,10],[1720000060123,20]]}" },
	{ 4, "{\"Meta Data\":{\"2. Symbol\":\"IBM\",\"5. Time Zone\":"
	     "\"US/Eastern\"},\"Time Series (5min)\":{\n\"2024-08-02 19:55:00"
	     "\":{\"1. open\":\"1\",\"2. high\":\"2\",\"3. low\":\"0.5\","
	     "\"4. close\":\"1.5\",\"5. volume\":\"60\"}}}" },
	{ 8, "{\"hd\":{\"ts_event\":\"1720000000123456789\",\"rtype\":0,"
	     "\"publisher_id\":1,\"instrument_id\":5},\"action\":\"T\","
	     "\"side\":\"A\",\"depth\":0,\"price\":\"1500000000\",\"size\":3,"
	     "\"flags\":0,\"ts_in_delta\":9,\"sequence\":7}\n" },
};

/* Inputs of fuzz_envelope; some hold zero bytes. */
#define ENVELOPE(how, text)                                                    \
	{                                                                      \
		how, text, sizeof(text) - 1                                    \
	}
#define KCAT(payload)                                                          \
	"{\"topic\":\"t\",\"partition\":0,\"offset\":248,\"tstype\":"          \
	"\"create\",\"ts\":1795182577463,\"broker\":1,\"key\":\"K\","          \
	"\"payload\":" payload "}\n"
#define IN_TEXT "{\\\"kind\\\":\\\"v\\\",\\\"a\\\":1}"
#define RECORD "{\"kind\":\"v\",\"a\":1}"

static const struct {
	int how;
	const char *text;
	size_t len;
} envelopes[] = {
	ENVELOPE(2 << 2,
	    KCAT("\"" IN_TEXT "\"") KCAT("null") KCAT("\"" IN_TEXT "\"")),
	ENVELOPE(2 << 2 | 64, KCAT(RECORD) KCAT("\"" IN_TEXT "\\n\"")),
	ENVELOPE(7 << 2,
	    KCAT("\"timestamp,price,size\"") KCAT("\"1720000000,1.5,3\"")
		KCAT("\"1720000001,2,3\"")),
	ENVELOPE(3 << 2, "KEY\t" RECORD "\n\t" RECORD "\nA\t\n"),
	ENVELOPE(0, "KEY\t" RECORD "\n"),
	ENVELOPE(4 << 2, "\0\0\0\x14" RECORD "\xff\xff\xff\xff"
			 "\0\0\0\0\0\0\0\x14" RECORD),
	ENVELOPE(5 << 2, "\x1e" RECORD "\n\x1e" RECORD "\x1e\n"),
	ENVELOPE(0 << 2 | 64, "\x1e" RECORD "\n"),
	ENVELOPE(6 << 2,
	    "{\"file\":\"f\",\"line\":7,\"offset\":88,\"reason\":"
	    "\"bad-time\",\"detail\":\"x\",\"raw\":\"" IN_TEXT "\"}\n"
	    "{\"file\":\"f\",\"line\":9,\"offset\":99,\"reason\":"
	    "\"syntax\",\"detail\":\"x\",\"raw_b64\":"
	    "\"eyJraW5kIjoidiIsImEiOjF9\"}\n"),
	ENVELOPE(6 << 2 | 32,
	    "{\"file\":\"f\",\"line\":2,\"offset\":20,"
	    "\"reason\":\"bad-number\",\"detail\":\"x\",\"raw\":"
	    "\"1720000000,1.5,3\",\"header\":\"timestamp,price,size\"}\n"),
	ENVELOPE(1 << 2 | 64, RECORD "\n"),
};

/* ---- numbers and times ---- */

static const char *const numbers[] = { "0", "-0", "1.5", ".5", "5.", "1e5",
	"-1.25E-3", "+7", "5e-324", "2.2250738585072014e-308",
	"1.7976931348623157e308", "1e309", "9007199254740993",
	"0.1000000000000000055511151231257827", "9223372036.854775807",
	"-9223372036854775808", "18446744073709551615", "9007199254740992.5",
	"1.50000000005", "123456789012345678901234567890", "250ms", "1.5h",
	"5m", "64M", "0s", "1720000000", "1720000000123", "1720000000.123456",
	"1720000000123456789", "2024-07-01T13:30:00.123456789Z",
	"2024-07-01 13:30:00+05:30", "2024-02-29", "20130101 21:59:59.981",
	"20120201 000003660", "15.01.2024 10:30:00.123 GMT+0300",
	"2020.01.02 00:00", "2024-03-10T02:30:00", "2024-11-03 01:30:00",
	"2016-12-31T23:59:60Z", "America/New_York", "+05:30", "EST",
	"1969-12-31T23:59:59.999999999Z", "2554-07-21T23:34:33.709551615Z" };

/* ---- symbology.json, metadata as JSON ---- */

static const char symbology_text[] =
    "{\"result\":{\"ES.c.0\":[{\"d0\":\"2023-06-01\",\"d1\":\"2023-06-03\","
    "\"s\":\"1\"},{\"s\":\"2\",\"d1\":\"2023-12-09\",\"d0\":"
    "\"2023-06-04\"}],\"N\\u0051\":[]},\"symbols\":[\"ES.c.0\",\"NQ\"],"
    "\"stype_in\":\"continuous\",\"stype_out\":\"instrument_id\","
    "\"start_date\":\"2023-06-01\",\"end_date\":\"2023-12-09\","
    "\"partial\":[\"ES.c.0\"],\"not_found\":[\"X\"],\"status\":1}\n";

static const char metadata_text[] =
    "{\"version\":2,\"dataset\":\"GLBX.MDP3\",\"schema\":\"mbo\",\"start\":"
    "\"1609160400000000000\",\"end\":null,\"limit\":\"2\",\"stype_in\":"
    "\"raw_symbol\",\"stype_out\":\"instrument_id\",\"ts_out\":false,"
    "\"symbol_cstr_len\":71,\"symbols\":[\"A\"],\"partial\":[],"
    "\"not_found\":[],\"mappings\":[{\"raw_symbol\":\"A\",\"intervals\":["
    "{\"start_date\":20201228,\"end_date\":20201229,\"symbol\":\"3\"}]}]}";

#endif
