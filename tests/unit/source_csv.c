/*
 * Delimited text: names, --map, kinds, dirt and refusals (inputs.md 2, 3.8,
 * 6, 7), Databento's CSV, and the skeleton of a layout.
 */
#include "source/reader.h"
#include "source_test.h"

#define Q(ts, rest)                                                            \
	"{\"kind\":\"quote\",\"ts_event\":\"" ts "Z\",\"symbol\":" rest
#define V(ts, v)                                                               \
	"{\"kind\":\"value\",\"ts_event\":\"" ts                               \
	"Z\",\"symbol\":\"S\",\"value\":" v "}\n"
#define P(ts, v)                                                               \
	"{\"kind\":\"price\",\"ts_event\":\"" ts                               \
	"Z\",\"symbol\":\"S\",\"price\":" v "}\n"

static const struct source_opts as_s = { .as = "S" },
				zeros = { .zero_price = 1 };

static void
test_kinds(void)
{
	static const struct source_opts minute = { .as = "S",
		.bar_ns = UINT64_C(60000000000) };

	test_begin("Tardis trades read by the names of their columns");
	expect("exchange,symbol,timestamp,local_timestamp,id,side,price,"
	       "amount\n"
	       "bitmex,XBTUSD,1583020803145000,1583020803307160,"
	       "ccc3c1fa-212c-e8b0-1706-9b9c4f3d5ecf,sell,8531.5,2152\n",
	    NULL,
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2020-03-01T00:00:03.145000000Z\",\"ts_recv\":"
	    "\"2020-03-01T00:00:03.307160000Z\",\"symbol\":\"XBTUSD\","
	    "\"price\":8531.5,\"size\":2152,\"side\":\"A\",\"trade_id\":"
	    "\"ccc3c1fa-212c-e8b0-1706-9b9c4f3d5ecf\"}\n");
	test_begin("bid and ask make a quote, and the pair keeps its text");
	expect("timestamp,pair,bid,ask\n"
	       "2026-01-05T14:00:00Z,EUR_USD,1.1000,1.1002\n",
	    NULL,
	    Q("2026-01-05T14:00:00.000000000",
		"\"EUR_USD\",\"bid_px_00\":1.1,\"ask_px_00\":1.1002}\n"));
	test_begin("open to close make a bar with its end from --bar");
	expect("Time;Open;High;Low;Close;Volume\n"
	       "2024-01-01 00:00;1;2;0.5;1.5;7\n",
	    &minute,
	    "{\"kind\":\"bar\",\"ts_event\":"
	    "\"2024-01-01T00:00:00.000000000Z\",\"ts_end\":"
	    "\"2024-01-01T00:01:00.000000000Z\",\"symbol\":\"S\",\"open\":1,"
	    "\"high\":2,\"low\":0.5,\"close\":1.5,\"volume\":7}\n");
	test_begin("a bar of unknown width has no end");
	expect("ts,o,h,l,c\n2024-01-01,1,2,0.5,1.5\n", &as_s,
	    "{\"kind\":\"bar\",\"ts_event\":"
	    "\"2024-01-01T00:00:00.000000000Z\",\"ts_end\":null,\"symbol\":"
	    "\"S\",\"open\":1,\"high\":2,\"low\":0.5,\"close\":1.5}\n");
	test_begin("a price without a size is a price, a value a value");
	expect("ts,last\n1700000000,5\n", &as_s,
	    P("2023-11-14T22:13:20.000000000", "5"));
	expect("timestamp,value\n1700000000,0.1234567890123\n", &as_s,
	    V("2023-11-14T22:13:20.000000000", "0.1234567890123"));
	test_begin(
	    "price and size beside bid and ask give a quote and a trade");
	expect("ts,sym,bid,ask,price,size\n1700000000,A,1,2,1.5,3\n", NULL,
	    Q("2023-11-14T22:13:20.000000000",
		"\"A\",\"bid_px_00\":1,\"ask_px_00\":2}\n") "{\"kind\":"
							    "\"trades\",\"ts_"
							    "event\":"
							    "\"2023-11-14T22:"
							    "13:20."
							    "000000000Z\","
							    "\"symbol\":\"A\","
							    "\"price\":"
							    "1.5,\"size\":3}"
							    "\n");
	test_begin("a buyer that rested makes the seller the aggressor");
	expect("id,price,qty,time,is_buyer_maker\n"
	       "7,1,2,1700000000000,True\n8,1,2,1700000000000,false\n",
	    &as_s,
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2023-11-14T22:13:20.000000000Z\",\"symbol\":\"S\",\"price\":1,"
	    "\"size\":2,\"side\":\"A\",\"trade_id\":\"7\"}\n"
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2023-11-14T22:13:20.000000000Z\",\"symbol\":\"S\",\"price\":1,"
	    "\"size\":2,\"side\":\"B\",\"trade_id\":\"8\"}\n");
}

static void
test_dukascopy(void)
{
	struct got g;

	test_begin("Dukascopy's ask before bid, CRLF, and offset to subtract");
	expect("Gmt time,Ask,Bid,AskVolume,BidVolume\r\n"
	       "15.01.2024 10:30:00.123,1.08503,1.08500,1.5,1.5\r\n",
	    &as_s,
	    Q("2024-01-15T10:30:00.123000000",
		"\"S\",\"bid_px_00\":1.085,\"ask_px_00\":1.08503,"
		"\"bid_sz_00\":1.5,\"ask_sz_00\":1.5}\n"));
	expect("Local time,Ask,Bid,AskVolume,BidVolume\r\n"
	       "04.09.2023 01:00:05.962 GMT+0300,4516.181,4515.664,1,1\r\n",
	    &as_s,
	    Q("2023-09-03T22:00:05.962000000",
		"\"S\",\"bid_px_00\":4515.664,\"ask_px_00\":4516.181,"
		"\"bid_sz_00\":1,\"ask_sz_00\":1}\n"));
	expect("timestamp,askPrice,bidPrice,askVolume,bidVolume\n"
	       "1735772400455,2626.592,2625.098,449.99999227,449.99999227\n",
	    &as_s,
	    Q("2025-01-01T23:00:00.455000000",
		"\"S\",\"bid_px_00\":2625.098,\"ask_px_00\":2626.592,"
		"\"bid_sz_00\":449.99999227,\"ask_sz_00\":449.99999227}\n"));
	test_begin("float noise is rounded half to even and counted");
	read_text(&g, "ts,last\n1,203.14900000000003\n2,1e-8\n3,1.2E3\n",
	    &as_s);
	CHECK_INT(g.account.count[COUNT_ROUNDED], 1);
	CHECK_STR(g.out, P("1970-01-01T00:00:01.000000000", "203.149")
			     P("1970-01-01T00:00:02.000000000", "0.00000001")
				 P("1970-01-01T00:00:03.000000000", "1200"));
	got_fini(&g);
}

static void
test_times(void)
{
	static const struct source_opts ny = { .as = "S",
		.tz = "America/New_York" },
					india = { .as = "S", .tz = "+05:30" },
					ms = { .as = "S", .ts_unit = TS_MS },
					each = { .as = "S",
						.ts_unit = TS_UNIT_EACH };

	test_begin("--ts-unit each finds the unit of each value");
	expect("ts,last\n1735689600,1\n1735689600010,2\n1735689600010866,3\n"
	       "1735689600010866001,4\n1735689600.5,5\n",
	    &each,
	    P("2025-01-01T00:00:00.000000000", "1")
		P("2025-01-01T00:00:00.010000000", "2")
		    P("2025-01-01T00:00:00.010866000", "3")
			P("2025-01-01T00:00:00.010866001", "4")
			    P("2025-01-01T00:00:00.500000000", "5"));
	test_begin("--ts-unit forces it");
	expect("ts,last\n34200000,1\n", &ms,
	    P("1970-01-01T09:30:00.000000000", "1"));
	test_begin("New York's spring: 01:55 and 03:00 are five minutes apart");
	expect("ts,last\n2025-03-09 01:55:00,1\n2025-03-09 03:00:00,2\n", &ny,
	    P("2025-03-09T06:55:00.000000000", "1")
		P("2025-03-09T07:00:00.000000000", "2"));
	test_begin("New York's autumn: the hour that comes twice is its first");
	expect("ts,last\n2025-11-02 01:30:00,1\n2024-08-02 19:55:00,2\n"
	       "2026-01-05 19:55:00,3\n",
	    &ny,
	    P("2025-11-02T05:30:00.000000000", "1")
		P("2024-08-02T23:55:00.000000000", "2")
		    P("2026-01-06T00:55:00.000000000", "3"));
	test_begin("a zone that is written goes before --tz");
	expect("ts,last\n2025-01-02 14:30:00+00:00,1\n", &ny,
	    P("2025-01-02T14:30:00.000000000", "1"));
	test_begin("date and time in columns of their own are joined");
	expect("Date,Time,Last\n20240101,09:15,1\n2024-01-01,09:15:30.5,2\n",
	    &india,
	    P("2024-01-01T03:45:00.000000000", "1")
		P("2024-01-01T03:45:30.500000000", "2"));
}

static void
test_map(void)
{
	static const struct source_opts
	    bitfinex = { .as = "BTCUSD",
		    .map = "ts=1,open=2,close=3,high=4,low=5,volume=6",
		    .bar_ns = UINT64_C(60000000000) },
	    names = { .as = "S", .map = "ts=When,price=Paid" },
	    none = { .as = "S", .map = "size=" },
	    halves = { .map = "date=1,time=2,symbol=3,bid=4,ask=5" },
	    wide = { .as = "S", .map = "ts=1,price=9" },
	    wrong = { .map = "when=1" }, twice = { .map = "ts=1,ts=2" },
	    nohead = { .as = "S", .map = "ts=1,price=2", .no_header = 1 };

	test_begin("--map names columns by number where there is no header");
	expect("1388534520000,730.24,731,732,729.5,0.0105339\n", &bitfinex,
	    "{\"kind\":\"bar\",\"ts_event\":"
	    "\"2014-01-01T00:02:00.000000000Z\",\"ts_end\":"
	    "\"2014-01-01T00:03:00.000000000Z\",\"symbol\":\"BTCUSD\","
	    "\"open\":730.24,\"high\":732,\"low\":729.5,\"close\":731,"
	    "\"volume\":0.0105339}\n");
	test_begin("--map names columns of a header, and can take one away");
	expect("when,paid,price\n1700000000,5,6\n", &names,
	    P("2023-11-14T22:13:20.000000000", "5"));
	expect("ts,price,volume\n1700000000,5,6\n", &none,
	    P("2023-11-14T22:13:20.000000000", "5"));
	test_begin("--map joins a date and a time");
	expect("2024-01-01,10:00,X,1,2\n", &halves,
	    Q("2024-01-01T10:00:00.000000000",
		"\"X\",\"bid_px_00\":1,\"ask_px_00\":2}\n"));
	test_begin("--no-header makes data of the first line");
	expect_error("abc,def\n1700000000,5\n", &nohead,
	    ":1: column 1: not a "
	    "time: \"abc\"");
	test_begin("--map is refused with what is wrong about it");
	expect_error("1,2\n", &wide, "no column \"9\" among 2");
	expect_error("1,2\n", &wrong, "--map: \"when\": unknown field");
	expect_error("1,2\n", &twice, "--map: ts: given twice");
}

static void
test_dirt(void)
{
	struct got g;

	test_begin("BOM, quotes, CRLF, blank lines and no final newline");
	read_text(&g,
	    "\xef\xbb\xbf\"TIME STAMP\",\"la\"\"st\",last\r\n\r\n"
	    "\"1700000000\",\"a,\nb\",\" 5 \"\r\n  \n1700000001,,6",
	    &as_s);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out, P("2023-11-14T22:13:20.000000000", "5")
			     P("2023-11-14T22:13:21.000000000", "6"));
	CHECK_INT(g.account.no_final_newline, 1);
	got_fini(&g);
	test_begin("a header that comes again is skipped and counted");
	read_text(&g, "ts,last\n1,5\nts,last\n2,6\n", &as_s);
	CHECK_INT(g.account.count[COUNT_HEADERS], 1);
	CHECK_INT(g.rows, 2);
	got_fini(&g);
	test_begin("a size is whole until a fraction is seen");
	expect("ts,sym,price,size\n1,A,1,2\n2,A,1,0.5\n3,A,1,3\n4,A,1,\n", NULL,
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"1970-01-01T00:00:01.000000000Z\",\"symbol\":\"A\",\"price\":1,"
	    "\"size\":2}\n{\"kind\":\"trades\",\"ts_event\":"
	    "\"1970-01-01T00:00:02.000000000Z\",\"symbol\":\"A\",\"price\":1,"
	    "\"size\":0.5}\n{\"kind\":\"trades\",\"ts_event\":"
	    "\"1970-01-01T00:00:03.000000000Z\",\"symbol\":\"A\",\"price\":1,"
	    "\"size\":3}\n{\"kind\":\"trades\",\"ts_event\":"
	    "\"1970-01-01T00:00:04.000000000Z\",\"symbol\":\"A\",\"price\":1,"
	    "\"size\":null}\n");
	read_text(&g, "ts,sym,price,size\n1,A,1,2\n2,A,1,0.5\n3,A,1,3\n", NULL);
	CHECK_INT(g.batches, 2);
	got_fini(&g);
	test_begin("prices below 0, crossed quotes and, asked for, 0 stay");
	expect("ts,sym,bid,ask\n1,A,-2,-3\n2,A,0,\n", &zeros,
	    Q("1970-01-01T00:00:01.000000000",
		"\"A\",\"bid_px_00\":-2,\"ask_px_00\":-3}\n")
		Q("1970-01-01T00:00:02.000000000",
		    "\"A\",\"bid_px_00\":0,\"ask_px_00\":null}\n"));
	test_begin("a header alone and an empty input give no rows");
	expect("ts,last\n", &as_s, "");
	expect("", NULL, "");
}

static void
test_symbols(void)
{
	static const struct source_opts norm = { .normalize = 1 };
	static const struct {
		const char *in, *out;
	} pair[] = { { "EUR/USD", "EURUSD" }, { "EUR_USD", "EURUSD" },
		{ "eur-usd", "EURUSD" }, { "eurusd", "EURUSD" },
		{ "btcusdt", "BTCUSDT" }, { "BTCUSD_PERP", "BTCUSD_PERP" },
		{ "BRK-B", "BRK-B" }, { "ESU5", "ESU5" },
		{ "BRN FMJ0024!", "BRN FMJ0024!" } };
	char out[32];
	size_t i, n;

	test_begin("--normalize-symbols writes pairs in one way");
	for (i = 0; i < sizeof(pair) / sizeof(pair[0]); i++) {
		n = symbol_normalize(out, pair[i].in, strlen(pair[i].in));
		out[n] = '\0';
		CHECK_STR(out, pair[i].out);
	}
	expect("ts,sym,bid,ask\n1,eur/usd,1,2\n", &norm,
	    Q("1970-01-01T00:00:01.000000000",
		"\"EURUSD\",\"bid_px_00\":1,\"ask_px_00\":2}\n"));
	test_begin("no symbol is an error, not an empty one");
	expect_error("ts,last\n1,5\n", NULL, "--as SYM");
	expect_error("ts,sym,last\n1,,5\n", NULL, ":2: no symbol");
}

static void
refusals(void)
{
	static const struct {
		const char *line, *reason, *what;
	} bad[] = {
		{ "2025-13-01,A,1,1,buy,1", "bad-time",
		    "ts: month out of range" },
		{ "1,A,1O1.5,1,buy,1", "bad-number",
		    "price: not a number: \"1O1.5\"" },
		{ "1,A,NaN,1,buy,1", "bad-number", "price" },
		{ "1,A,1,-inf,buy,1", "bad-number", "size" },
		{ "1,A,\"1,234.5\",1,buy,1", "bad-number", "price" },
		{ "1,A,0x10,1,buy,1", "bad-number", "price" },
		{ "1,A,99999999999,1,buy,1", "bad-number", "out of range" },
		{ "1,A,1,1,maybe,1", "bad-side", "side: neither buy nor sell" },
		{ ",A,1,1,buy,1", "missing-field", "no time" },
		{ "1,,1,1,buy,1", "missing-field", "no symbol" },
		{ "1,A,1,1,buy", "syntax", "5 columns where the header has 6" },
		{ "1,A,1,1,\"buy\"x,1", "syntax", "quote" },
		{ "1,\xff\xfe,1,1,buy,1", "bad-utf8", "symbol" },
		{ "1,A,1,1,buy,0123456789012345678901234567890123456789",
		    "too-long", "id: text too long" },
	};
	struct bad_policy policy = { .skip = 1 };
	struct source_opts skip = { .stream.bad = &policy }, strict = { 0 };
	char text[512], want[64], *kept;
	size_t i;
	struct got g;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char name[64];

		snprintf(name, sizeof(name), "bad line %zu is refused as %s", i,
		    bad[i].reason);
		test_begin(name);
		snprintf(text, sizeof(text),
		    "ts,symbol,price,size,side,id\n"
		    "1,A,1,1,buy,1\n%s\n2,A,1,1,sell,2\n",
		    bad[i].line);
		read_text(&g, text, &strict);
		CHECK_INT(g.rc, -1);
		CHECK_INT(g.rows, 1);
		CHECK(strstr(g.err.msg, "in.txt:3: ") != NULL);
		CHECK(strstr(g.err.msg, bad[i].what) != NULL);
		got_fini(&g);
		policy.to = tmpfile();
		policy.count = 0;
		read_text(&g, text, &skip);
		CHECK_INT(g.rc, 0);
		CHECK_INT(g.rows, 2);
		CHECK_INT(g.account.bad, 1);
		CHECK_INT(policy.count, 1);
		rewind(policy.to);
		kept = calloc(1, 2048);
		CHECK(fread(kept, 1, 2047, policy.to) > 0);
		snprintf(want, sizeof(want),
		    "\"line\":3,\"offset\":43,"
		    "\"reason\":\"%s\"",
		    bad[i].reason);
		CHECK(strstr(kept, want) != NULL);
		free(kept);
		fclose(policy.to);
		got_fini(&g);
		test_close();
		test_name = NULL;
	}
}

static void
refusal_ends(void)
{
	struct bad_policy policy = { .skip = 1, .max = 2 };
	struct source_opts o = { .as = "S", .stream.bad = &policy };
	char *text = malloc(3 << 20), *p;
	struct got g;

	test_begin("--max-bad stops at the line beyond it");
	expect_error("ts,last\n1,x\n2,x\n3,4\n4,x\n5,6\n", &o,
	    ":5: last: not a number: \"x\" (and --max-bad 2 is reached)");
	policy = (struct bad_policy){ .skip = 1 };
	test_begin("a bad last line without a newline was truncated");
	expect_error("ts,last\n1,5\n2", &as_s,
	    "(the last line has no newline: it may be truncated)");
	test_begin("a line of 2 MiB is too long and the next is read");
	p = text + sprintf(text, "ts,last\n1,5\n");
	memset(p, '7', 2 << 20);
	p += 2 << 20;
	strcpy(p, "\n2,6\n");
	read_text(&g, text, &o);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.rows, 2);
	CHECK_INT(g.account.bad, 1);
	got_fini(&g);
	free(text);
	test_begin("a quote that is forgotten costs its line alone");
	read_text(&g, "ts,last\n1,5\n2,\"6\n3,7\n4,8\n", &o);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.rows, 3);
	CHECK_INT(g.account.bad, 1);
	got_fini(&g);
	test_begin("text without a delimiter is refused");
	expect_error("hello\nworld\n", NULL, "unknown format");
	test_begin("without a header or --map the columns are unknown");
	expect_error("1,2,3\n", &as_s, "--map ts=1,price=2");
}

/* What a file of ../shared/dbn-samples/text reads to. */
static void
same_rows(const char *dir, const char *a, const char *b,
    const struct source_opts *oa)
{
	static const struct source_opts none;
	char path[512], to[256];
	struct got one, two;

	temp_path(to, sizeof(to), "rows");
	snprintf(path, sizeof(path), "%s/%s", dir, a);
	read_file(&one, path, oa, to);
	one.out = slurp(to, NULL);
	snprintf(path, sizeof(path), "%s/%s", dir, b);
	read_file(&two, path, &none, to);
	two.out = slurp(to, NULL);
	unlink(to);
	CHECK_INT(one.rc, 0);
	CHECK_INT(two.rc, 0);
	CHECK(one.rows > 0);
	CHECK_STR(one.out, two.out);
	got_fini(&one);
	got_fini(&two);
}

static void
test_databento(void)
{
	static const struct {
		const char *raw, *pretty, *symbol;
	} pairs[] = {
		{ "glbx-mdp3.trades.sym.csv.zst",
		    "glbx-mdp3.trades.px-ts.sym.csv.zst", NULL },
		{ "glbx-mdp3.mbp-1.sym.csv.zst",
		    "glbx-mdp3.mbp-1.px-ts.sym.csv.zst", NULL },
		{ "glbx-mdp3.mbo.csv", "glbx-mdp3.mbo.px-ts.sym.csv", "ESH1" },
		{ "glbx-mdp3.tbbo.csv", "glbx-mdp3.tbbo.px-ts.sym.csv",
		    "ESH1" },
		{ "glbx-mdp3.bbo-1s.csv", "glbx-mdp3.bbo-1s.px-ts.sym.csv",
		    "ESH1" },
		{ "glbx-mdp3.ohlcv-1d.csv", "glbx-mdp3.ohlcv-1d.px-ts.sym.csv",
		    "ESH1" },
		{ "glbx-mdp3.status.csv", "glbx-mdp3.status.px-ts.sym.csv",
		    "ESH1" },
		{ "glbx-mdp3.definition.csv",
		    "glbx-mdp3.definition.px-ts.sym.csv", "ESH1" },
	};
	char dir[300];
	size_t i;

	test_begin("Databento's pretty line reads in its kind");
	expect("ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,"
	       "depth,price,size,flags,ts_in_delta,sequence,symbol\n"
	       "2025-09-08T00:00:00.005301633Z,2025-09-08T00:00:00.004194717Z,"
	       "0,1,14160,T,B,0,6505.000000000,2,0,13730,245991,ESU5\n",
	    NULL,
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2025-09-08T00:00:00.004194717Z\",\"ts_recv\":"
	    "\"2025-09-08T00:00:00.005301633Z\",\"symbol\":\"ESU5\","
	    "\"publisher_id\":1,\"instrument_id\":14160,\"action\":\"T\","
	    "\"side\":\"B\",\"depth\":0,\"price\":6505,\"size\":2,\"flags\":0,"
	    "\"ts_in_delta\":13730,\"sequence\":245991}\n");
	test_begin(
	    "written by pandas, in another order, raw, without a symbol");
	expect(",rtype,ts_event,price,instrument_id,size,action\n"
	       "0,0,2025-09-08 00:00:00.004194717+00:00,9223372036854775807,"
	       "14160,4294967295,T\n"
	       "1,0,1757289600004194717,6505000000000,14160,2,T\n",
	    NULL,
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2025-09-08T00:00:00.004194717Z\",\"ts_recv\":null,\"symbol\":"
	    "\"14160\",\"publisher_id\":null,\"instrument_id\":14160,"
	    "\"action\":\"T\",\"side\":null,\"depth\":null,\"price\":null,"
	    "\"size\":null,\"flags\":null,\"ts_in_delta\":null,\"sequence\":"
	    "null}\n"
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2025-09-08T00:00:00.004194717Z\",\"ts_recv\":null,\"symbol\":"
	    "\"14160\",\"publisher_id\":null,\"instrument_id\":14160,"
	    "\"action\":\"T\",\"side\":null,\"depth\":null,\"price\":6505,"
	    "\"size\":2,\"flags\":null,\"ts_in_delta\":null,\"sequence\":"
	    "null}\n");
	test_begin("Databento's samples read the same raw and pretty");
	if (test_shared() == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	snprintf(dir, sizeof(dir), "%s/dbn-samples/text", test_shared());
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct source_opts o = { .as = pairs[i].symbol };

		same_rows(dir, pairs[i].raw, pairs[i].pretty, &o);
	}
}

/* The skeleton is not in the list, so its reader is told. */
static void
test_skel(void)
{
	static const struct source_opts none;
	static const char text[] = "2026.01.05;14:00:00;1.1000;1.1002\n"
				   "2026.01.05;14:00:01;;1.1003\n";
	struct err err = { 0 };
	struct reader *r;
	struct recs b;
	struct rec rec;
	struct vocab h;
	struct in *in;
	char path[256];

	test_begin("the skeleton of a layout reads what it says it reads");
	temp_path(path, sizeof(path), "EURUSD_x.csv");
	temp_write(path, text, strlen(text));
	CHECK_INT(vocab_init(&h, 0, &err), 0);
	in = in_open(path, 0, &err);
	r = in != NULL ? reader_open(in, &h, &none, TEXT_DELIMITED, &err)
		       : NULL;
	CHECK(r != NULL);
	if (r != NULL) {
		r->layout = &layout_skel;
		CHECK_INT(reader_next(r, &b, &err), 1);
		CHECK_INT(b.n, 2);
		rec = (struct rec){ b.schema, b.rows + b.schema->row_size };
		CHECK_NEAR(rec_bid(&rec), 1.1, 0);
		CHECK_NEAR(rec_ask(&rec), 1.1003, 0);
		CHECK(strstr(symtab_text(h.syms, rec_symbol(&rec), NULL),
			  "EURUSD") != NULL);
		CHECK_INT(rec_time(&rec), INT64_C(1767621601000000000));
		CHECK_INT(reader_next(r, &b, &err), 0);
	}
	reader_close(r);
	vocab_fini(&h);
	unlink(path);
}

/* The rows and the words of a text read through a window of some bytes. */
static struct got
through_window(const char *text, size_t window)
{
	static const struct source_opts opts = { .as = "S" };
	struct got g = { .rc = -1 };
	struct source *s;
	struct vocab h;

	CHECK(vocab_init(&h, 0, &g.err) == 0);
	s = source_over(in_memory(text, strlen(text), window, 0, &g.err), &h,
	    &opts, &g.err);
	if (s != NULL)
		read_rows(&g, s, &h, NULL);
	source_close(s);
	vocab_fini(&h);
	return g;
}

static void
test_delimiter(void)
{
	static const char *const texts[] = {
		"timestamp;price,;size\n2024-01-02;1;2\n2024-01-02;1,5;2\n",
		"timestamp,price,a;b;c;d\n2024-01-02,1,2\n2024-01-03,1,2\n",
		"timestamp;price\n2024-01-02;1,5\n2024-01-02;1\n",
		"a,b,c;d;e",
	};
	struct got one, other;
	size_t i, window;

	test_begin("the delimiter does not depend on what lies ready");
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		one = through_window(texts[i], 4096);
		for (window = 16; window < 80; window += 7) {
			other = through_window(texts[i], window);
			CHECK_INT(other.rc, one.rc);
			CHECK_INT(other.rows, one.rows);
			CHECK_STR(other.err.msg, one.err.msg);
		}
	}
}

int
main(void)
{
	test_delimiter();
	test_kinds();
	test_dukascopy();
	test_times();
	test_map();
	test_dirt();
	test_symbols();
	refusals();
	refusal_ends();
	test_databento();
	test_skel();
	return test_end();
}
