/*
 * JSON lines of others: names, letters, pointers, key order, kinds, refusals
 * (inputs.md 4, 4.6, 6, 7).
 */
#include "source_test.h"

#define BID "\",\"bid_px_00\":1.1,\"ask_px_00\":1.1002}\n"
#define T1 "\"ts_event\":\"2026-01-05T14:00:00.000000000Z\""

static const struct source_opts as_s = { .as = "S" };

static void
names(void)
{
	test_begin("keys by the names of columns, in any order");
	expect("{\"timestamp\":\"2026-01-05T14:00:00Z\",\"pair\":\"EURUSD\","
	       "\"bid\":1.1000,\"ask\":1.1002}\n"
	       "{\"ask\":1.1002,\"pair\":\"EURUSD\",\"x\":null,\"bid\":\"1.1\","
	       "\"timestamp\":\"2026-01-05T14:00:00Z\"}\n",
	    NULL,
	    "{\"kind\":\"quote\"," T1 ",\"symbol\":\"EURUSD" BID
	    "{\"kind\":\"quote\"," T1 ",\"symbol\":\"EURUSD" BID);
	expect("{\"timestamp\":1767621600000,\"symbol\":\"AAPL\","
	       "\"price\":187.12,\"volume\":100}\n",
	    NULL,
	    "{\"kind\":\"trades\"," T1 ",\"symbol\":\"AAPL\",\"price\":187.12,"
	    "\"size\":100}\n");
	expect("{\"time\":\"2022-01-07T05:58:09.505592+00:00\",\"price\":443.6,"
	       "\"size\":10800.0,\"tickType\":0}\n",
	    &as_s,
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2022-01-07T05:58:09.505592000Z\",\"symbol\":\"S\",\"price\":"
	    "443.6,\"size\":10800}\n");
	test_begin("kinds may be mixed, and null is missing");
	expect("{\"ts\":1767621600,\"sym\":\"A\",\"price\":null,\"size\":2}\n"
	       "{\"ts\":1767621600,\"sym\":\"A\",\"value\":2}\n",
	    NULL,
	    "{\"kind\":\"trades\"," T1 ",\"symbol\":\"A\",\"price\":null,"
	    "\"size\":2}\n{\"kind\":\"value\"," T1 ",\"symbol\":\"A\","
	    "\"value\":2}\n");
	test_begin("a key that comes twice: the last counts");
	expect("{\"ts\":1767621600,\"sym\":\"A\",\"price\":1,\"price\":2}\n",
	    NULL, "{\"kind\":\"price\"," T1 ",\"symbol\":\"A\",\"price\":2}\n");
	test_begin("escapes are undone");
	expect("{\"ts\":1767621600,\"s\\u0079m\":\"EUR\\/USD\",\"price\":1}\n",
	    NULL,
	    "{\"kind\":\"price\"," T1 ",\"symbol\":\"EUR/USD\",\"price\":1}\n");
}

static void
letters(void)
{
	test_begin("Binance's letters are told apart by their case");
	expect("{\"e\":\"bookTicker\",\"u\":400900217,\"s\":\"BNBUSDT\","
	       "\"b\":\"25.35190000\",\"B\":\"31.21000000\","
	       "\"a\":\"25.36520000\",\"A\":\"40.66000000\","
	       "\"T\":1767621600000,\"E\":1767621600001}\n",
	    NULL,
	    "{\"kind\":\"quote\"," T1 ",\"symbol\":\"BNBUSDT\",\"bid_px_00\":"
	    "25.3519,\"ask_px_00\":25.3652,\"bid_sz_00\":31.21,\"ask_sz_00\":"
	    "40.66}\n");
	expect("{\"e\":\"trade\",\"E\":1672515782136,\"s\":\"BNBBTC\","
	       "\"t\":12345,\"p\":\"0.001\",\"q\":\"100\","
	       "\"T\":1767621600000,\"m\":true,\"M\":true}\n",
	    NULL,
	    "{\"kind\":\"trades\"," T1 ",\"symbol\":\"BNBBTC\",\"price\":0.001,"
	    "\"size\":100,\"side\":\"A\",\"trade_id\":\"12345\"}\n");
}

static void
pointers(void)
{
	static const struct source_opts
	    nested = { .map = "ts=/data/T,symbol=/data/s,price=/data/p,size=/"
			      "data/q" },
	    levels = { .as = "S",
		    .map = "ts=/hd/ts,bid=/levels/0/b~1x,ask=/levels/0/a" },
	    keys = { .map = "ts=/when,symbol=/sym,price=paid" };

	test_begin("--map takes JSON Pointers for what is nested");
	expect("{\"stream\":\"x\",\"data\":{\"e\":\"trade\",\"s\":\"BNBBTC\","
	       "\"p\":\"0.001\",\"q\":\"100\",\"T\":1767621600000}}\n",
	    &nested,
	    "{\"kind\":\"trades\"," T1 ",\"symbol\":\"BNBBTC\",\"price\":0.001,"
	    "\"size\":100}\n");
	expect("{\"hd\":{\"ts\":1767621600},\"levels\":[{\"b/x\":1.1,\"a\":"
	       "1.1002}]}\n",
	    &levels, "{\"kind\":\"quote\"," T1 ",\"symbol\":\"S" BID);
	expect("{\"when\":1767621600,\"sym\":\"A\",\"paid\":1}\n", &keys,
	    "{\"kind\":\"price\"," T1 ",\"symbol\":\"A\",\"price\":1}\n");
}

static void
refusals(void)
{
	static const struct {
		const char *line, *reason, *what;
	} bad[] = {
		{ "{\"ts\":1,\"sym\":\"A\",\"price\":", "syntax", "" },
		{ "17", "syntax", "object" },
		{ "{\"ts\":1,\"sym\":\"A\",\"price\":\"x\"}", "bad-number",
		    "price: not a number: \"x\"" },
		{ "{\"ts\":\"2025-13-01\",\"sym\":\"A\",\"price\":1}",
		    "bad-time", "ts: month out of range" },
		{ "{\"sym\":\"A\",\"price\":1}", "missing-field", "no time" },
		{ "{\"ts\":1,\"price\":1}", "missing-field", "no symbol" },
		{ "{\"ts\":1,\"sym\":\"A\",\"price\":1,\"side\":\"up\"}",
		    "bad-side", "side" },
		{ "{\"ts\":1,\"sym\":\"A\"}", "unknown-record", "no price" },
		{ "{\"Information\":\"25 requests per day.\"}",
		    "unknown-record", "the source says: 25 requests" },
		{ "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}",
		    "unknown-record", "the source says: Invalid symbol." },
	};
	static const char good[] = "{\"ts\":1,\"sym\":\"A\",\"price\":1}\n";
	struct bad_policy policy = { .skip = 1 };
	struct source_opts skip = { .stream.bad = &policy }, strict = { 0 };
	char text[512], want[64], *kept, name[64];
	struct got g;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(name, sizeof(name), "bad object %zu is refused as %s",
		    i, bad[i].reason);
		test_begin(name);
		snprintf(text, sizeof(text), "%s%s\n%s", good, bad[i].line,
		    good);
		read_text(&g, text, &strict);
		CHECK_INT(g.rc, -1);
		CHECK_INT(g.rows, 1);
		CHECK(strstr(g.err.msg, "in.txt:2: ") != NULL);
		CHECK(strstr(g.err.msg, bad[i].what) != NULL);
		got_fini(&g);
		policy.to = tmpfile();
		read_text(&g, text, &skip);
		CHECK_INT(g.rc, 0);
		CHECK_INT(g.rows, 2);
		CHECK_INT(g.account.bad, 1);
		got_fini(&g);
		rewind(policy.to);
		kept = calloc(1, 2048);
		CHECK(fread(kept, 1, 2047, policy.to) > 0);
		fclose(policy.to);
		snprintf(want, sizeof(want),
		    "\"line\":2,\"offset\":%zu,"
		    "\"reason\":\"%s\"",
		    strlen(good), bad[i].reason);
		CHECK(strstr(kept, want) != NULL);
		free(kept);
		test_close();
		test_name = NULL;
	}
}

static void
many_keys(void)
{
	char text[8192], *p = text, want[8192], *w = want;
	int i, n;

	test_begin("more sets of keys than are kept are read all the same");
	for (n = 0; n < 2; n++) {
		for (i = 0; i < 40; i++) {
			p += sprintf(p,
			    "{\"ts\":1767621600,\"x%d\":1,"
			    "\"sym\":\"A\",\"price\":%d}\n",
			    i, i + 1);
			w += sprintf(w,
			    "{\"kind\":\"price\"," T1
			    ",\"symbol\":\"A\",\"price\":%d}\n",
			    i + 1);
		}
	}
	expect(text, NULL, want);
	test_begin("a fraction in one set of keys counts for all of the kind");
	expect("{\"ts\":1767621600,\"sym\":\"A\",\"price\":1,\"size\":2}\n"
	       "{\"sym\":\"A\",\"ts\":1767621600,\"price\":1,\"size\":0.5}\n"
	       "{\"ts\":1767621600,\"sym\":\"A\",\"price\":1,\"size\":3}\n",
	    NULL,
	    "{\"kind\":\"trades\"," T1 ",\"symbol\":\"A\",\"price\":1,\"size\":"
	    "2}\n{\"kind\":\"trades\"," T1 ",\"symbol\":\"A\",\"price\":1,"
	    "\"size\":0.5}\n{\"kind\":\"trades\"," T1 ",\"symbol\":\"A\","
	    "\"price\":1,\"size\":3}\n");
}

int
main(void)
{
	names();
	letters();
	pointers();
	refusals();
	many_keys();
	return test_end();
}
