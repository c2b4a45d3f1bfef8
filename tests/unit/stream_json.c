/*
 * stream_json.c - NDJSON to rows and back.
 */
#include "stream_test.h"

#define TS "\"ts_event\":\"2024-01-02T03:04:05.000000006Z\""
#define TRADE "{\"kind\":\"trades\"," TS ",\"symbol\":\"A\",\"price\":1.5"

/* Two lines' worth of text that must come out as it went in. */
static int
unchanged(const char *text)
{
	return text_gives(text, strlen(text), text, NULL);
}

static int
gives(const char *text, const char *want)
{
	return text_gives(text, strlen(text), want, NULL);
}

/* A text that is refused with this in its message. */
static int
refuses_bytes(const char *line, size_t len, const char *why)
{
	struct copied c;

	c = copy_stream(tmp_file("bad", line, len), NULL, &encoder_json,
	    ONE_BY_ONE, NULL);
	if (c.got != -1 || strstr(c.msg, why) == NULL)
		printf("# %d \"%s\"\n", c.got, c.msg);
	return c.got == -1 && strstr(c.msg, why) != NULL;
}

static int
refuses(const char *text, const char *why)
{
	return refuses_bytes(text, strlen(text), why);
}

/* text -> bin -> text, by file. */
static int
survives(const char *text)
{
	char *in = tmp_file("a.json", text, strlen(text));
	char *bin = tmp_path("a.tks"), *out = tmp_path("b.json");
	struct copied c;

	c = copy_stream(in, bin, &encoder_bin, ONE_BY_ONE, NULL);
	if (c.got == 0)
		c = copy_stream(bin, out, &encoder_json, IN_BATCHES, NULL);
	if (c.msg[0] != '\0')
		printf("# %s\n", c.msg);
	return c.got == 0 && same_files(in, out);
}

/* 100 lines, each with a key of its own: the last has all the others. */
static int
many_forms(void)
{
	static char text[100 * 32], want[100 * 2000];
	size_t n = 0, w = 0;
	int i, k;

	for (i = 0; i < 100; i++) {
		n += (size_t)sprintf(text + n, "{\"kind\":\"k\",\"f%d\":%d}\n",
		    i, i);
		w += (size_t)sprintf(want + w, "{\"kind\":\"k\"");
		for (k = i < 64 ? i : 0; k < i; k++)
			w += (size_t)sprintf(want + w, ",\"f%d\":null", k);
		w += (size_t)sprintf(want + w, ",\"f%d\":%d}\n", i, i);
	}
	return gives(text, want);
}

static void
test_round_trip(void)
{
	test_begin("text to binary and back is the same text");
	CHECK(survives(TRADE ",\"size\":7,\"side\":\"B\",\"flags\":128}\n" TRADE
			     ",\"size\":null,\"side\":null,\"flags\":0}\n"));
	CHECK(survives("{\"kind\":\"quote\"," TS ",\"symbol\":\"EUR/USD\","
		       "\"bid_px_00\":1.1,\"ask_px_00\":1.2,"
		       "\"bid_sz_00\":0.5,\"ask_sz_00\":1000000}\n"));
	CHECK(survives("{\"kind\":\"x\",\"a\\\"b\":1.5,\"\\u0001\":\"t\\n\","
		       "\"\xc3\xa9\":true}\n"
		       "{\"kind\":\"x\",\"a\\\"b\":-0,\"\\u0001\":null,"
		       "\"\xc3\xa9\":false}\n"));

	test_begin("several kinds keep their places in the text");
	CHECK(
	    survives(TRADE "}\n{\"kind\":\"value\"," TS ",\"value\":1}\n" TRADE
			   "}\n{\"kind\":\"value\"," TS ",\"value\":2}\n"));

	test_begin(
	    "blank lines, CR, blanks and a missing newline do not matter");
	CHECK(gives("\n" TRADE "}\r\n  \r\n{ \"kind\" : \"trades\", " TS
		    " ,\"symbol\":\"A\",\t\"price\":1.5 } ",
	    TRADE "}\n" TRADE "}\n"));
	CHECK(gives("", ""));
	CHECK(gives("\xef\xbb\xbf" TRADE "}\n", TRADE "}\n"));
}

static void
test_keys(void)
{
	test_begin("keys may come in any order");
	CHECK(gives(TRADE "}\n{\"price\":2,\"symbol\":\"B\"," TS
			  ",\"kind\":\"trades\"}\n",
	    TRADE "}\n{\"kind\":\"trades\"," TS
		  ",\"symbol\":\"B\",\"price\":2}\n"));

	test_begin("also behind a line that has a key twice");
	CHECK(gives("{\"kind\":\"v\",\"a\":1,\"b\":2,\"a\":3}\n"
		    "{\"kind\":\"v\",\"b\":5,\"a\":4}\n",
	    "{\"kind\":\"v\",\"a\":3,\"b\":2}\n"
	    "{\"kind\":\"v\",\"a\":4,\"b\":5}\n"));

	test_begin("a line has the keys it has: none is made up, none lost");
	CHECK(unchanged(TRADE "}\n{\"kind\":\"trades\"," TS "}\n" TRADE "}\n"));

	test_begin("a key that comes twice: the last one counts");
	CHECK(gives("{\"kind\":\"v\",\"a\":1,\"b\":2,\"a\":3}\n"
		    "{\"kind\":\"v\",\"a\":4,\"b\":5,\"a\":6}\n"
		    "{\"kind\":\"v\",\"a\":1,\"\\u0061\":9,\"b\":2}\n",
	    "{\"kind\":\"v\",\"a\":3,\"b\":2}\n"
	    "{\"kind\":\"v\",\"a\":6,\"b\":5}\n"
	    "{\"kind\":\"v\",\"a\":9,\"b\":2}\n"));

	test_begin("a key is the same with and without escapes");
	CHECK(gives("{\"kind\":\"v\",\"a\":1,\"b\":2}\n"
		    "{\"b\":4,\"\\u0061\":3,\"k\\u0069nd\":\"v\"}\n",
	    "{\"kind\":\"v\",\"a\":1,\"b\":2}\n"
	    "{\"kind\":\"v\",\"a\":3,\"b\":4}\n"));

	test_begin("a field that first appears later starts a new schema");
	CHECK(unchanged(TRADE "}\n" TRADE ",\"note\":\"x\"}\n" TRADE "}\n"));

	test_begin("a kind of more forms than are kept: all its fields, nulls");
	CHECK(many_forms());

	test_begin("unknown fields are kept: texts, numbers, true and false");
	CHECK(unchanged("{\"kind\":\"my\",\"t\":\"x\",\"n\":1e-7,\"b\":true}\n"
			"{\"kind\":\"my\",\"t\":\"y\",\"n\":2,\"b\":false}\n"));

	test_begin("a field that begins with nulls takes the first type met");
	CHECK(unchanged("{\"kind\":\"my\",\"n\":1,\"t\":null,\"u\":null}\n"
			"{\"kind\":\"my\",\"n\":2,\"t\":null,\"u\":null}\n"
			"{\"kind\":\"my\",\"n\":3,\"t\":\"x\",\"u\":5}\n"
			"{\"kind\":\"my\",\"n\":4,\"t\":null,\"u\":6}\n"));
	CHECK(
	    refuses("{\"kind\":\"my\",\"u\":null}\n{\"kind\":\"my\",\"u\":5}\n"
		    "{\"kind\":\"my\",\"u\":\"x\"}\n",
		":3: u: not a number"));
}

/* Twice as many lines as a kind may have forms. */
static void
test_unpredicted(void)
{
	static const char line[] = "{\"kind\":\"v\",\"a\":1,\"a\":2}\n";
	static const char more[] = "{\"kind\":\"v\",\"a\":1,\"b\":2}\n";
	size_t n = 128 * (sizeof(line) - 1), i;
	char *p = malloc(n + sizeof(more)), *q;
	struct copied c;

	test_begin("lines that cannot be predicted do not use up the forms");
	memcpy(p, more, sizeof(more) - 1);
	for (i = sizeof(more) - 1; i < n; i += sizeof(line) - 1)
		memcpy(p + i, line, sizeof(line) - 1);
	c = copy_stream(tmp_file("twice", p, i), tmp_path("out"), &encoder_json,
	    ONE_BY_ONE, NULL);
	CHECK_INT(c.got, 0);
	free(p);
	p = tmp_load(tmp_path("out"), &n);
	q = strchr(p, '\n') + 1;
	CHECK(strstr(p, "null") == NULL);
	CHECK(strncmp(q, "{\"kind\":\"v\",\"a\":2}\n", 19) == 0);
	free(p);
}

/* A line of "price" with the pairs more, without its kind, and what it is. */
static int
labels(const char *more, const char *want)
{
	char text[512], out[512];

	snprintf(text, sizeof(text), "{" TS ",\"price\":1%s}\n", more);
	snprintf(out, sizeof(out),
	    "{\"kind\":\"price\"," TS ",\"price\":1%s}\n", want);
	return gives(text, out);
}

static void
test_labels(void)
{
	test_begin("labels of a line without kind, as others write them");
	CHECK(labels(",\"is_anomaly\":1", ",\"label\":1"));
	CHECK(labels(",\"is_anomaly\":false,\"x\":2", ",\"label\":0,\"x\":2"));
	CHECK(labels(",\"is_anomaly\":null", ",\"label\":null"));
	CHECK(labels(",\"is_anomaly\":\"True\",\"anomaly_label\":\"g\"",
	    ",\"label\":1,\"label_type\":\"g\""));
	CHECK(labels(",\"anomaly_type\":\"g\"",
	    ",\"label\":1,\"label_type\":\"g\""));
	CHECK(labels(",\"anomaly_label\":\"normal\"",
	    ",\"label\":0,\"label_type\":null"));
	CHECK(labels(",\"label\":\"spi\\u006be\"",
	    ",\"label\":1,\"label_type\":\"spike\""));
	CHECK(labels(",\"label\":\"ok\",\"label_type\":null",
	    ",\"label\":0,\"label_type\":null"));
	CHECK(labels(",\"label\":true", ",\"label\":1"));
	CHECK(labels(",\"label\":\"1\"", ",\"label\":1"));
	CHECK(refuses("{" TS ",\"price\":1,\"is_anomaly\":3}\n",
	    "is_anomaly: not a label (expected 0, 1 or a word): \"3\""));

	test_begin("the next lines too, whichever of them are plain");
	CHECK(gives("{\"value\":1," TS ",\"label\":0}\n"
		    "{\"value\":1," TS ",\"label\":\"yes\"}\n"
		    "{\"value\":1," TS ",\"is_anomaly\":1}\n"
		    "{\"value\":1," TS ",\"label\":1}\n",
	    "{\"kind\":\"value\",\"value\":1," TS ",\"label\":0}\n"
	    "{\"kind\":\"value\",\"value\":1," TS ",\"label\":1}\n"
	    "{\"kind\":\"value\",\"value\":1," TS ",\"label\":1}\n"
	    "{\"kind\":\"value\",\"value\":1," TS ",\"label\":1}\n"));

	test_begin("a line that says its kind keeps the fields it names");
	CHECK(gives("{\"kind\":\"v\",\"is_anomaly\":1}\n",
	    "{\"kind\":\"v\",\"is_anomaly\":1}\n"));
}

static void
test_kinds(void)
{
	test_begin("the kind is inferred from the keys");
	CHECK(gives("{" TS ",\"price\":1,\"size\":2}\n",
	    "{\"kind\":\"trades\"," TS ",\"price\":1,\"size\":2}\n"));
	CHECK(gives("{" TS ",\"price\":1}\n",
	    "{\"kind\":\"price\"," TS ",\"price\":1}\n"));
	CHECK(gives("{" TS ",\"bid_px_00\":1,\"ask_px_00\":2}\n",
	    "{\"kind\":\"quote\"," TS ",\"bid_px_00\":1,\"ask_px_00\":2}\n"));
	CHECK(gives("{" TS ",\"open\":1,\"high\":1,\"low\":1,\"close\":1}\n",
	    "{\"kind\":\"bar\"," TS
	    ",\"open\":1,\"high\":1,\"low\":1,\"close\":1}\n"));
	CHECK(gives("{\"value\":1.25," TS "}\n{\"value\":2," TS "}\n",
	    "{\"kind\":\"value\",\"value\":1.25," TS "}\n"
	    "{\"kind\":\"value\",\"value\":2," TS "}\n"));

	test_begin("a record whose keys say nothing is refused");
	CHECK(refuses("{\"a\":1}\n", "no kind"));
	CHECK(refuses("{\"kind\":7}\n", "kind: expected a string"));
	CHECK(refuses("{\"kind\":\"a\\u0000b\",\"x\":1}\n",
	    "kind: expected a string"));
	CHECK(refuses("{\"kind\":\"\",\"x\":1}\n", "kind: expected a string"));
}

static void
test_hints(void)
{
	static const char *const fields[] = { "n:i64", "id:id", "c:c4", NULL };
	static const char *const bad[] = { "n", NULL };
	static const char *const bad2[] = { "n:what", NULL };
	struct stream_opts opts = { .fields = fields };
	const char *text = "{\"kind\":\"my\",\"n\":9007199254740993,"
			   "\"id\":\"18446744073709551614\",\"c\":\"abcd\"}\n";
	struct copied c;

	test_begin("--field says the type of a field that nobody knows");
	CHECK(text_gives(text, strlen(text), text, &opts));
	opts.fields = bad;
	c = copy_stream(tmp_path("text"), NULL, &encoder_json, ONE_BY_ONE,
	    &opts);
	CHECK(strstr(c.msg, "expected NAME:TYPE") != NULL);
	opts.fields = bad2;
	c = copy_stream(tmp_path("text"), NULL, &encoder_json, ONE_BY_ONE,
	    &opts);
	CHECK(strstr(c.msg, "expected one of") != NULL);
}

static void
test_values(void)
{
	test_begin("quantities are whole until a fraction comes");
	CHECK(gives(TRADE ",\"size\":5}\n" TRADE ",\"size\":0.25}\n" TRADE
			  ",\"size\":7}\n",
	    TRADE ",\"size\":5}\n" TRADE ",\"size\":0.25}\n" TRADE
		  ",\"size\":7}\n"));
	CHECK(survives(TRADE ",\"size\":5}\n" TRADE ",\"size\":0.25}\n" TRADE
			     ",\"size\":7}\n"));

	test_begin("numbers in quotes and exponents are numbers");
	CHECK(gives("{\"kind\":\"trades\"," TS
		    ",\"price\":\"1e-2\",\"size\":\"1E3\"}\n",
	    "{\"kind\":\"trades\"," TS ",\"price\":0.01,\"size\":1000}\n"));

	test_begin("times are text or a count since 1970");
	CHECK(gives("{\"kind\":\"v\",\"ts_event\":1704164645000000006}\n"
		    "{\"kind\":\"v\",\"ts_event\":\"1704164645\"}\n",
	    "{\"kind\":\"v\"," TS "}\n"
	    "{\"kind\":\"v\","
	    "\"ts_event\":\"2024-01-02T03:04:05.000000000Z\"}\n"));

	test_begin("a character beyond ASCII is the byte of that number");
	CHECK(survives("{\"kind\":\"trades\",\"side\":\"\\u00e9\"}\n"
		       "{\"kind\":\"trades\",\"side\":\"\\u0080\"}\n"
		       "{\"kind\":\"trades\",\"side\":\"\\u00ff\"}\n"
		       "{\"kind\":\"trades\",\"side\":\"\\\"\"}\n"));
	CHECK(gives("{\"kind\":\"trades\",\"side\":\"\xc3\xa9\"}\n",
	    "{\"kind\":\"trades\",\"side\":\"\\u00e9\"}\n"));

	test_begin("doubles at the edges read back to the same bits");
	CHECK(unchanged("{\"kind\":\"v\",\"v\":-0}\n"
			"{\"kind\":\"v\",\"v\":5e-324}\n"
			"{\"kind\":\"v\",\"v\":1.7976931348623157e+308}\n"
			"{\"kind\":\"v\",\"v\":0.30000000000000004}\n"
			"{\"kind\":\"v\",\"v\":null}\n"));
	CHECK(refuses("{\"kind\":\"v\",\"v\":1e999}\n", "out of range"));

	test_begin("texts may hold all of Unicode");
	CHECK(survives("{\"kind\":\"v\",\"s\":\"\xf0\x9f\x98\x80\\\\\\u0000\"}"
		       "\n"));
	CHECK(gives("{\"kind\":\"v\",\"s\":\"\\ud83d\\ude00\"}\n",
	    "{\"kind\":\"v\",\"s\":\"\xf0\x9f\x98\x80\"}\n"));
}

static void
test_refusals(void)
{
	static const char nul[] = "{\"kind\":\"v\",\"a\":1}\0\n";
	static const char nul2[] = "{\"kind\":\"v\",\"s\":\"a\0b\"}\n";
	static const char nul_time[] =
	    "{\"kind\":\"v\",\"ts_event\":\"2026-01-02T10:05:06Z\"}\n"
	    "{\"kind\":\"v\",\"ts_event\":\""
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "123456789Z\"}\n";
	char *deep = malloc(20100);
	size_t i;

	test_begin("values that do not fit are refused");
	CHECK(refuses("{\"kind\":\"v\",\"price\":9223372036.9}\n",
	    "price: out of range"));
	CHECK(
	    refuses("{\"kind\":\"v\",\"flags\":255}\n", "flags: out of range"));
	CHECK(refuses("{\"kind\":\"v\",\"order_id\":"
		      "\"18446744073709551615\"}\n",
	    "order_id: out of range"));
	CHECK(
	    refuses("{\"kind\":\"v\",\"flags\":1.5}\n", "flags: not a whole"));
	CHECK(refuses("{\"kind\":\"v\",\"side\":\"AB\"}\n",
	    "side: expected one character"));
	CHECK(refuses("{\"kind\":\"v\",\"price\":true}\n", "price"));

	test_begin("nested values are refused, however deep");
	CHECK(refuses("{\"kind\":\"v\",\"a\":{\"b\":1}}\n",
	    "a: expected a flat"));
	CHECK(refuses("{\"kind\":\"v\",\"a\":[1]}\n", "a: expected a flat"));
	CHECK(refuses("[1]\n", "expected one JSON object"));
	for (i = 0; i < 10000; i++)
		deep[i] = '[';
	for (i = 10000; i < 20000; i++)
		deep[i] = ']';
	deep[20000] = '\n';
	CHECK(refuses_bytes(deep, 20001, "expected one JSON object"));
	memcpy(deep, "{\"a\":", 5);
	CHECK(refuses_bytes(deep, 20001, "expected a flat"));
	free(deep);

	test_begin("a NUL byte is refused, in a text or behind the object");
	CHECK(refuses_bytes(nul, sizeof(nul) - 1, "0x00"));
	CHECK(refuses_bytes(nul2, sizeof(nul2) - 1, "0x00"));
	CHECK(refuses_bytes(nul_time, sizeof(nul_time) - 1, "0x00"));

	test_begin("what is not UTF-8 is refused");
	CHECK(refuses("{\"kind\":\"v\",\"s\":\"a\xff\"}\n", "not UTF-8"));
	CHECK(refuses("{\"kind\":\"v\",\"s\":\"a\"}\n"
		      "{\"kind\":\"v\",\"s\":\"\xc3(\"}\n",
	    "not UTF-8"));

	test_begin("other encodings are named");
	CHECK(refuses_bytes("\xff\xfe{\0", 4, "iconv"));
	CHECK(refuses("DBN\1....", "this is DBN"));

	test_begin("the message names file, line and field");
	CHECK(refuses("\n{\"kind\":\"v\",\"ts_event\":\"2024-13-01\"}\n",
	    "bad:2: ts_event: month out of range: \"2024-13-01\""));
}

/* Whatever is refused at first must be refused also where the line before
 * predicts its form. */
static void
test_predicted(void)
{
	static const char *const bad[] = { "01", "1.", ".5", "+1", "-", "1e",
		"1e+", "- 1", "1 2", "0x1", "nul", "nulll", "truee", "tru",
		"Infinity", "NaN", "\"1", "1\"", "", "1}", "\"a\tb\"" };
	static const char *const good[] = { "0", "-0.5", "1e5", "1E+05", "null",
		"\"2\"", "  7", "8  " };
	char text[256];
	size_t i;
	int n;

	test_begin("a predicted line is held to the same grammar");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		n = snprintf(text, sizeof(text),
		    "{\"kind\":\"v\",\"a\":1,\"b\":2}\n"
		    "{\"kind\":\"v\",\"a\":%s,\"b\":2}\n",
		    bad[i]);
		CHECK(refuses(text, "bad:2:"));
		n = snprintf(text, sizeof(text),
		    "{\"kind\":\"v\",\"a\":1,\"b\":2}\n"
		    "{\"kind\":\"v\",\"a\":2,\"b\":%s}\n",
		    bad[i]);
		CHECK(refuses(text, "bad:2:"));
	}
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		n = snprintf(text, sizeof(text),
		    "{\"kind\":\"v\",\"a\":1}\n{\"kind\":\"v\",\"a\":%s}\n",
		    good[i]);
		CHECK_INT(copy_stream(tmp_file("good", text, (size_t)n), NULL,
			      &encoder_json, ONE_BY_ONE, NULL)
			      .got,
		    0);
	}
	CHECK(refuses("{\"kind\":\"v\",\"a\":1}\n{\"kind\":\"v\",\"a\":1}x\n",
	    "bad:2:"));
}

static void
test_lines(void)
{
	size_t n = 2 << 20;
	char *p = malloc(n);
	struct stream_opts opts = { .max_line = 4 << 20 };
	struct copied c;

	test_begin("a line of 2 MiB is refused, and read when that is allowed");
	memset(p, ' ', n);
	memcpy(p, "{\"kind\":\"v\",\"a\":1", 17);
	memcpy(p + n - 2, "}\n", 2);
	CHECK(refuses_bytes(p, n, "line longer than 1048576 bytes"));
	c = copy_stream(tmp_path("bad"), NULL, &encoder_json, ONE_BY_ONE,
	    &opts);
	CHECK_INT(c.got, 0);
	CHECK_INT(c.rows, 1);
	free(p);

	test_begin("a last line without newline counts when it is whole");
	CHECK(gives("{\"kind\":\"v\",\"a\":1}", "{\"kind\":\"v\",\"a\":1}\n"));
	CHECK(refuses("{\"kind\":\"v\",\"a\":1}\n{\"kind\":\"v\",\"a\":1",
	    "(the last line has no newline: it may be truncated)"));
}

/* What --skip-bad keeps of a text of bad lines. */
static void
test_keeping(void)
{
	static const char text[] =
	    "{\"kind\":\"v\",\"a\":1}\n"
	    "{\"kind\":\"v\",\"a\":2,\"new\":3,\"price\":\"x\"}\n"
	    "not json\n"
	    "{\"kind\":\"v\",\"ts_event\":\"x\"}\n"
	    "{\"a\":1}\n"
	    "{\"kind\":\"v\",\"s\":\"\xff\"}\n"
	    "{\"kind\":\"v\",\"long\":\"...............................\"}\n"
	    "{\"kind\":\"v\",\"a\":9}\n"
	    "{\"kind\":\"v\",";
	static const char *const reasons[] = {
		"\"line\":2,\"offset\":19,\"reason\":\"bad-number\"",
		"\"line\":3,\"offset\":58,\"reason\":\"syntax\"",
		"\"line\":4,\"offset\":67,\"reason\":\"bad-time\"",
		"\"reason\":\"unknown-record\"",
		"\"reason\":\"bad-utf8\"",
		"\"reason\":\"too-long\"",
		"\"reason\":\"truncated\"",
		"\"raw\":\"{\\\"a\\\":1}\"",
		"\"raw_b64\":\"eyJraW5kIjoidiIsInMiOiL/In0=\"",
	};
	struct bad_policy bad = { .skip = 1 };
	struct stream_opts opts = { .bad = &bad, .max_line = 41 };
	struct copied c;
	char *kept;
	size_t n, i;

	test_begin("--skip-bad goes on, counts and keeps each reason");
	bad.to = fopen(tmp_path("kept"), "w");
	CHECK(text_gives(text, sizeof(text) - 1,
	    "{\"kind\":\"v\",\"a\":1}\n{\"kind\":\"v\",\"a\":9}\n", &opts));
	CHECK_INT(bad.count, 7);
	fclose(bad.to);
	kept = tmp_load(tmp_path("kept"), &n);
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		CHECK(strstr(kept, reasons[i]) != NULL);
		if (strstr(kept, reasons[i]) == NULL)
			printf("# expected %s\n", reasons[i]);
	}
	free(kept);

	test_begin("--max-bad bounds it");
	bad = (struct bad_policy){ .skip = 1, .max = 7 };
	c = copy_stream(tmp_path("text"), NULL, &encoder_json, ONE_BY_ONE,
	    &opts);
	CHECK_INT(c.got, 0);
	bad = (struct bad_policy){ .skip = 1, .max = 6 };
	c = copy_stream(tmp_path("text"), NULL, &encoder_json, ONE_BY_ONE,
	    &opts);
	CHECK_INT(c.got, -1);
	CHECK(strstr(c.msg, "--max-bad 6 is reached") != NULL);
	CHECK_INT(c.rows, 2);
}

static void
test_csv(void)
{
	static const char text[] =
	    TRADE ",\"size\":2}\n" TRADE ",\"size\":null}\n";
	size_t n;
	char *p;

	test_begin("csv has one header and leaves nulls empty");
	copy_stream(tmp_file("c.json", text, sizeof(text) - 1),
	    tmp_path("c.csv"), &encoder_csv, ONE_BY_ONE, NULL);
	p = tmp_load(tmp_path("c.csv"), &n);
	CHECK_STR(p, "kind,ts_event,symbol,price,size\n"
		     "trades,2024-01-02T03:04:05.000000006Z,A,1.5,2\n"
		     "trades,2024-01-02T03:04:05.000000006Z,A,1.5,\n");
	free(p);
}

int
main(void)
{
	tmp_begin();
	test_round_trip();
	test_keys();
	test_unpredicted();
	test_kinds();
	test_labels();
	test_hints();
	test_values();
	test_refusals();
	test_predicted();
	test_lines();
	test_keeping();
	test_csv();
	CHECK(tmp_end() == 0);
	return test_end();
}
