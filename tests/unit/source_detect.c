/*
 * What an input is by its bytes (inputs.md 2), what is refused with advice,
 * compression, and that rows come as soon as they are there.
 */
#include <fcntl.h>
#include <zlib.h>
#include <zstd.h>

#include "source_test.h"

static const char csv[] = "ts,sym,bid,ask\n1,A,1,2\n2,A,1,2\n";
static const char rows[] =
    "{\"kind\":\"quote\",\"ts_event\":\"1970-01-01T00:00:01.000000000Z\","
    "\"symbol\":\"A\",\"bid_px_00\":1,\"ask_px_00\":2}\n"
    "{\"kind\":\"quote\",\"ts_event\":\"1970-01-01T00:00:02.000000000Z\","
    "\"symbol\":\"A\",\"bid_px_00\":1,\"ask_px_00\":2}\n";
static const struct source_opts none;

static void
is_format(const char *text, const char *format)
{
	struct got g;

	read_bytes(&g, "x", text, strlen(text), &none);
	CHECK_STR(g.format, format);
	got_fini(&g);
}

static void
refused(const void *bytes, size_t len, const char *what)
{
	struct got g;

	read_bytes(&g, "x", bytes, len, &none);
	CHECK_INT(g.rc, -1);
	if (strstr(g.err.msg, what) == NULL)
		CHECK_STR(g.err.msg, what);
	CHECK(strstr(g.err.msg, "-x:") != NULL);
	got_fini(&g);
}

#define REFUSED(bytes, what) refused(bytes, sizeof(bytes) - 1, what)

static void
formats(void)
{
	test_begin("our text stream is known by its kind or its names");
	is_format(rows, "ndjson");
	is_format("{\"ts_event\":1700000000,\"symbol\":\"A\",\"price\":1}\n",
	    "ndjson");
	test_begin("without a kind its time is none of the 1970s");
	is_format("{\"ts_event\":1,\"symbol\":\"A\",\"price\":1}\n", "json");
	test_begin("objects of others are JSON, with or without a BOM");
	is_format("\xef\xbb\xbf{\"ts\":1,\"symbol\":\"A\",\"price\":1}\n",
	    "json");
	test_begin("the first line counts that is not blank");
	is_format("\n \r\n\n{\"ts\":1,\"symbol\":\"A\",\"price\":1}\n", "json");
	test_begin("text is the rest, and nothing at all is valid");
	is_format(csv, "csv");
	is_format("", "empty");
	is_format("\n\n", "csv");
}

static void
advice(void)
{
	char deep[20100];

	test_begin("what is known and not read says what to do");
	REFUSED("PK\3\4rest of a zip", "unzip -p");
	REFUSED("\xff\xfet\0s\0", "iconv");
	REFUSED("\xfe\xff\0t\0s", "iconv");
	REFUSED("\x5d\0\0\x80\0", "bi5");
	REFUSED("\xfd"
		"7zXZ\0\0",
	    "xz -dc");
	memset(deep, 0, sizeof(deep));
	memcpy(deep, "ticks.csv", 9);
	memcpy(deep + 257, "ustar", 5);
	memcpy(deep + 512, "ts,symbol,price\n", 16);
	refused(deep, 1024, "tar -xOf");
	REFUSED("\x28\xb5\x2f\xfd\x00\x58\x39\x00\x00\x1f\x8b\x08\x00"
		"\x61\x62\x63",
	    "compressed twice");
	test_begin("also where a format was asked for");
	{
		static const struct source_opts json = { .from = "json" };
		static const struct source_opts mt = { .from = "metatrader" };

		expect_error("PK\3\4rest of a zip", &json, "unzip -p");
		expect_error("\xff\xfe<", &mt, "iconv");
	}
	test_begin("bytes that are nothing are refused and never crash");
	REFUSED("\x01,b\n1,2\n", "byte 0x01 in the first line");
	REFUSED("\0\0\0\0\0\0\0\0", "unknown format");
	memset(deep, '[', 20000);
	memcpy(deep, "{\"a\":", 5);
	deep[20000] = '\n';
	refused(deep, 20001, "x:1: ");
	test_begin("an unknown format is a wrong command line");
	{
		static const struct source_opts o = { .from = "nonsense" };
		struct got g;

		read_text(&g, csv, &o);
		CHECK_INT(g.rc, -1);
		CHECK_INT(g.err.usage, 1);
		got_fini(&g);
	}
}

static void
packed(const char *what, const void *bytes, size_t len)
{
	struct got g;

	test_begin(what);
	read_bytes(&g, "x", bytes, len, &none);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out, rows);
	got_fini(&g);
}

static size_t
gzip(unsigned char *out, size_t room, const char *text, size_t len)
{
	z_stream z = { 0 };

	CHECK(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) ==
	      Z_OK);
	z.next_in = (unsigned char *)(uintptr_t)text;
	z.avail_in = (uInt)len;
	z.next_out = out;
	z.avail_out = (uInt)room;
	CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
	len = room - z.avail_out;
	deflateEnd(&z);
	return len;
}

static void
compression(void)
{
	unsigned char buf[1000];
	struct got g;
	size_t n, m;

	packed("plain text", csv, strlen(csv));
	n = ZSTD_compress(buf, sizeof(buf), csv, strlen(csv), 3);
	packed("the same in zstd", buf, n);
	n = ZSTD_compress(buf, sizeof(buf), csv, 20, 3);
	m = ZSTD_compress(buf + n, sizeof(buf) - n, csv + 20, strlen(csv) - 20,
	    3);
	packed("the same in two zstd frames, cut inside a line", buf, n + m);
	test_begin("a truncated zstd frame is an error after whole rows");
	read_bytes(&g, "x", buf, n + m - 1, &none);
	CHECK_INT(g.rc, -1);
	CHECK(strstr(g.err.msg, "truncated") != NULL);
	got_fini(&g);
	n = gzip(buf, sizeof(buf), csv, strlen(csv));
	packed("the same in gzip", buf, n);
}

static const struct source_opts from_1970 = { .any_time = 1 };

static void
our_streams(void)
{
	char path[256], to[256];
	struct sink_opts so = { .encoder = &encoder_bin };
	struct err err = { 0 };
	struct source *s;
	struct recs b;
	struct vocab h;
	struct got g;
	struct sink *k;

	test_begin("text to binary and back gives the same rows");
	temp_path(path, sizeof(path), "in");
	temp_path(to, sizeof(to), "out");
	temp_write(path, csv, strlen(csv));
	CHECK_INT(vocab_init(&h, 0, &err), 0);
	s = source_open(path, &h, &from_1970, &err);
	k = sink_open(to, &h, &so, &err);
	CHECK(s != NULL && k != NULL);
	while (s != NULL && k != NULL && source_next(s, &b, &err) == 1)
		CHECK_INT(sink_rows(k, b.schema, b.rows, b.n, &err), 0);
	CHECK_INT(sink_close(k, END_CLEAN, &err), 0);
	source_close(s);
	vocab_fini(&h);
	read_file(&g, to, &none, path);
	g.out = slurp(path, NULL);
	CHECK_STR(g.format, "tks");
	CHECK_INT(g.batches, 1);
	CHECK_STR(g.out, rows);
	got_fini(&g);
	unlink(path);
	unlink(to);
}

static void
dbn(void)
{
	char path[400];
	struct got g;

	test_begin("DBN and legacy DBZ are known by their bytes");
	if (test_shared() == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	snprintf(path, sizeof(path),
	    "%s/data/databento/es-20240701.trades.dbn.zst", test_shared());
	read_file(&g, path, &none, NULL);
	CHECK_STR(g.format, "dbn");
	CHECK_INT(g.rows, 120);
	snprintf(path, sizeof(path), "%s/dbn-samples/dbn/test_data.trades.dbz",
	    test_shared());
	read_file(&g, path, &none, NULL);
	CHECK_STR(g.format, "dbn");
	CHECK_INT(g.rc, 0);
	CHECK(g.rows > 0);
}

/* A pipe that stays open: the rows in it come without waiting for more. */
static void
prompt(void)
{
	char path[64];
	struct err err = { 0 };
	struct source *s;
	struct recs b;
	struct vocab h;
	int fd[2];

	test_begin("rows of a pipe come as soon as their lines are whole");
	CHECK_INT(pipe(fd), 0);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
	CHECK_INT(vocab_init(&h, 0, &err), 0);
	CHECK(write(fd[1], csv, 26) == 26); /* the second row is cut */
	s = source_open(path, &h, &from_1970, &err);
	CHECK(s != NULL);
	if (s != NULL) {
		alarm(20);
		CHECK_INT(source_next(s, &b, &err), 1);
		CHECK_INT(b.n, 1);
		CHECK(write(fd[1], csv + 26, strlen(csv) - 26) > 0);
		CHECK_INT(source_next(s, &b, &err), 1);
		CHECK_INT(b.n, 1);
		close(fd[1]);
		CHECK_INT(source_next(s, &b, &err), 0);
		CHECK_INT(source_ended(s), END_CLEAN);
		alarm(0);
	}
	close(fd[0]);
	source_close(s);
	vocab_fini(&h);
}

static void
list(void)
{
	const char *name, *summary;
	int i, n = 0, csv_seen = 0;

	test_begin("the list names every format once");
	for (i = 0; source_list(i, &name, &summary); i++) {
		CHECK(name[0] != '\0' && summary[0] != '\0');
		csv_seen += strcmp(name, "csv") == 0;
		n++;
	}
	CHECK(n >= 7);
	CHECK_INT(csv_seen, 1);
	CHECK_INT(source_list(-1, &name, &summary), 0);
}

/* Files of ../shared/data, how to read them, rows that their README states. */
static const struct {
	const char *path;
	struct source_opts o;
	size_t rows;
} data[] = {
#define MAP_LEAN_BAR "ts=1,open=2,high=3,low=4,close=5,volume=6"
#define MAP_LEAN_QUOTE "ts=1,bid=2,bid_sz=3,ask=4,ask_sz=5"
#define MAP_LTP "price=ltp,size="
#define LEAN(m)                                                                \
	{                                                                      \
		.as = "S", .map = (m), .ts_unit = TS_MS                        \
	}
	{ "fx/eurusd-oanda-tick-2014-05-05_09.csv", { .as = "S" }, 246875 },
	{ "fx/eurusd-fxcm-tick-2014-05-07_09.csv", { .as = "S" }, 359092 },
	{ "fx/eurusd-fxcm-tick-20140508.lean.csv", LEAN("ts=1,bid=2,ask=3"),
	    167466 },
	{ "fx/xauusd-oanda-tick-2014-05-02.csv", { .as = "S" }, 265015 },
	{ "fx/usdjpy-truefx-tick-2013-01-01.csv", { .as = "S" }, 1000 },
	{ "fx/eurusd-histdata-tick-2020-01-01.csv",
	    { .as = "S", .map = "ts=1,bid=2,ask=3", .tz = "EST" }, 9500 },
	{ "fx/gbpusd-fxcm-1m-bid-2012-02.csv", { .as = "S" }, 30117 },
	{ "fx/gbpusd-fxcm-1m-ask-2012-02.csv", { .as = "S" }, 30117 },
	{ "fx/usdchf-1h-2012_2022.csv", { .as = "S", .tz = "+02:00" }, 57600 },
	{ "crypto/btcusdt-usdm-trades-2024-08-08.csv", { .as = "S" }, 21313 },
	{ "crypto/btcusdt-usdm-bookticker-2024-08-08.csv",
	    { .as = "S",
		.map = "ts=transaction_time,bid=best_bid_price,"
		       "ask=best_ask_price,bid_sz=best_bid_qty,"
		       "ask_sz=best_ask_qty" },
	    66089 },
	{ "crypto/btcusdt-usdm-trades-tardis-2020-02-22.csv", { 0 }, 9999 },
	{ "crypto/btcusd-bitfinex-1m-2014.csv",
	    { .as = "BTCUSD",
		.map = "ts=1,open=2,close=3,high=4,low=5,volume=6",
		.bar_ns = UINT64_C(60000000000) },
	    283787 },
	{ "crypto/btcusd-bitfinex-1m-2015.csv",
	    { .as = "BTCUSD",
		.map = "ts=1,open=2,close=3,high=4,low=5,volume=6",
		.bar_ns = UINT64_C(60000000000) },
	    366710 },
	{ "crypto/btcperp-ftx-1m-2022-01.csv", { .as = "S" }, 45031 },
	{ "crypto/xbtusd-bitmex-1m-2020-03.jsonl", { 0 }, 44640 },
	{ "crypto/xbtusd-bitmex-1m-2021-05.jsonl", { 0 }, 44640 },
	{ "equity/nifty50-1m-2024.csv", { .tz = "+05:30" }, 58127 },
	{ "equity/nifty50-1m-20190101.lean.csv", LEAN(MAP_LEAN_BAR), 378 },
	{ "equity/nifty50-1m-20190102.lean.csv", LEAN(MAP_LEAN_BAR), 377 },
	{ "equity/nifty50-1m-20190103.lean.csv", LEAN(MAP_LEAN_BAR), 377 },
	{ "equity/nifty50-1m-20190104.lean.csv", LEAN(MAP_LEAN_BAR), 377 },
	{ "equity/reliance-ltp-2021-05-28.csv",
	    { .as = "S", .map = MAP_LTP, .tz = "+05:30" }, 21120 },
	{ "equity/reliance-ltp-2021-04-30.csv",
	    { .as = "S", .map = MAP_LTP, .tz = "+05:30" }, 25240 },
	{ "equity/ibm-tick-trade-20131008.lean.csv",
	    LEAN("ts=1,price=2,size=3"), 33381 },
	{ "equity/ibm-tick-quote-20131008.lean.csv", LEAN(MAP_LEAN_QUOTE),
	    125750 },
	{ "equity/aig-tick-quote-20131009.lean.csv", LEAN(MAP_LEAN_QUOTE),
	    1424012 },
	{ "equity/aapl-1m-trade-20140605.lean.csv", LEAN(MAP_LEAN_BAR), 686 },
	{ "equity/aapl-1m-trade-20140606.lean.csv", LEAN(MAP_LEAN_BAR), 783 },
	{ "equity/aapl-1m-trade-20140609.lean.csv", LEAN(MAP_LEAN_BAR), 834 },
	{ "equity/edf-1m-2017-01-23_02-10.csv", { .as = "EDF", .tz = "+01:00" },
	    5424 },
};

static const struct {
	const char *dir;
	size_t rows;
	const char *names[11];
} nab[] = {
	/* one more than stated: nyc_taxi's last line has no newline */
	{ "realKnownCause", 69561,
	    { "ambient_temperature_system_failure",
		"cpu_utilization_asg_misconfiguration",
		"ec2_request_latency_system_failure",
		"machine_temperature_system_failure", "nyc_taxi",
		"rogue_agent_key_hold", "rogue_agent_key_updown" } },
	{ "realAdExchange", 9610,
	    { "exchange-2_cpc_results", "exchange-2_cpm_results",
		"exchange-3_cpc_results", "exchange-3_cpm_results",
		"exchange-4_cpc_results", "exchange-4_cpm_results" } },
	{ "realTweets", 158631,
	    { "Twitter_volume_AAPL", "Twitter_volume_AMZN",
		"Twitter_volume_CRM", "Twitter_volume_CVS", "Twitter_volume_FB",
		"Twitter_volume_GOOG", "Twitter_volume_IBM",
		"Twitter_volume_KO", "Twitter_volume_PFE",
		"Twitter_volume_UPS" } },
};

static void
shared_data(void)
{
	static const struct source_opts as = { .as = "S" };
	char path[400];
	struct got g;
	size_t i, sum;
	int k;

	test_begin("real files give the rows that their README states");
	if (test_shared() == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	for (i = 0; i < sizeof(data) / sizeof(data[0]); i++) {
		snprintf(path, sizeof(path), "%s/data/%s.zst", test_shared(),
		    data[i].path);
		read_file(&g, path, &data[i].o, NULL);
		if (g.rc != 0 || g.rows != data[i].rows)
			printf("# %s: %s\n", path, g.err.msg);
		CHECK_INT(g.rc, 0);
		CHECK_INT(g.rows, data[i].rows);
	}
	test_begin("NAB's series give the rows that their README states");
	for (i = 0; i < sizeof(nab) / sizeof(nab[0]); i++) {
		for (sum = 0, k = 0; nab[i].names[k] != NULL; k++) {
			snprintf(path, sizeof(path),
			    "%s/data/nab/data/%s/%s.csv.zst", test_shared(),
			    nab[i].dir, nab[i].names[k]);
			read_file(&g, path, &as, NULL);
			CHECK_INT(g.rc, 0);
			sum += g.rows;
		}
		CHECK_INT(sum, nab[i].rows);
	}
}

int
main(void)
{
	formats();
	advice();
	compression();
	our_streams();
	dbn();
	prompt();
	list();
	shared_data();
	return test_end();
}
