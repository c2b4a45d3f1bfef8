/*
 * Envelopes: the same rows as without them, where each came from, what is
 * skipped, refused and read again (inputs.md 5, 6, 7.8).
 */
#include "source_test.h"

#define R1 "{\"ts\":1767621600,\"symbol\":\"A\",\"bid\":1,\"ask\":2}"
#define R2 "{\"ts\":1767621601,\"symbol\":\"B\",\"price\":1.5,\"size\":3}"
#define O1                                                                     \
	"{\"kind\":\"quote\",\"ts_event\":\"2026-01-05T14:00:00.000000000Z\""  \
	",\"symbol\":\"A\",\"bid_px_00\":1,\"ask_px_00\":2"
#define O2                                                                     \
	"{\"kind\":\"trades\",\"ts_event\":\"2026-01-05T14:00:01.000000000Z"   \
	"\",\"symbol\":\"B\",\"price\":1.5,\"size\":3"
#define BARE O1 "}\n" O2 "}\n"

#define K(off, payload)                                                        \
	"{\"topic\":\"ticks\",\"partition\":2,\"offset\":" off                 \
	",\"tstype\":\"create\",\"ts\":1795182577463,\"broker\":1,\"key\":"    \
	"\"A\",\"payload\":" payload "}\n"
#define K1                                                                     \
	"\"{\\\"ts\\\":1767621600,\\\"symbol\\\":\\\"A\\\",\\\"bid\\\":1,"     \
	"\\\"ask\\\":2}\""
#define K2                                                                     \
	"\"{\\\"ts\\\":1767621601,\\\"symbol\\\":\\\"B\\\",\\\"price\\\":1.5," \
	"\\\"size\\\":3}\""

static const struct source_opts kcat = { .framing = FRAMING_KCAT_JSON,
	.no_src = 1 };
static const struct source_opts keyed = { .framing = FRAMING_KEYED };
static const struct source_opts be32 = { .framing = FRAMING_BE32 };
static const struct source_opts rs = { .framing = FRAMING_RS };
static const struct source_opts none;

static void
same(const void *text, size_t len, const struct source_opts *o,
    uint64_t skipped)
{
	struct got g;

	read_bytes(&g, "in.txt", text, len, o);
	if (g.rc != 0)
		printf("# %s\n", g.err.msg);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out, BARE);
	CHECK_INT(g.account.count[COUNT_EMPTY], skipped);
	CHECK_INT(g.account.bad, 0);
	got_fini(&g);
}

#define SAME(text, o, skipped) same(text, sizeof(text) - 1, o, skipped)

/* Lengths in front. */
static size_t
put32(char *p, const char *s, size_t len)
{
	p[0] = (char)(len >> 24);
	p[1] = (char)(len >> 16);
	p[2] = (char)(len >> 8);
	p[3] = (char)len;
	memcpy(p + 4, s, len);
	return len + 4;
}

static void
forms(void)
{
	char b[1024];
	size_t n = 0;

	test_begin("kcat -J: the payload, tombstones skipped");
	SAME(R1 "\n" R2 "\n", &none, 0);
	SAME(K("1", K1) K("2", "null") K("3", K2), &kcat, 1);
	SAME(K("1", R1) K("3", R2), &kcat, 0); /* -s avro */
	test_begin("keys before a TAB, asked for and found");
	SAME("A\t" R1 "\nB\t" R2 "\n", &keyed, 0);
	SAME("A\t" R1 "\nB\t" R2 "\n", &none, 0);
	SAME("A\t" R1 "\nA\t\n" R2 "\n", &keyed, 1);
	test_begin("lengths of 32 bits: null and empty are skipped");
	n += put32(b + n, R1, sizeof(R1) - 1);
	n += put32(b + n, "", 0);
	memcpy(b + n, "\xff\xff\xff\xff", 4);
	n += 4;
	n += put32(b + n, R2 "\n", sizeof(R2));
	same(b, n, &be32, 2);
	n = put32(b, R1 "\n" R2 "\n", sizeof(R1 R2) + 1);
	same(b, n, &be32, 0); /* a segment: many records in one */
	test_begin("RFC 7464, asked for and found");
	SAME("\x1e" R1 "\n\x1e" R2 "\n", &rs, 0);
	SAME("\x1e" R1 "\n\x1e\x1e" R2 "\n", &none, 0);
	SAME("\x1e" R1 "\x1e" R2 "\n", &rs, 0);
}

static void
of_all_formats(void)
{
	static const char *const rows =
	    "{\"kind\":\"quote\",\"ts_event\":\"2026-01-05T14:00:00.000000000Z"
	    "\",\"symbol\":\"A\",\"bid_px_00\":1,\"ask_px_00\":2}\n";
	static const struct source_opts csv = { .framing = FRAMING_KCAT_JSON,
		.no_src = 1,
		.as = "A",
		.map = "ts=1,bid=2,ask=3" };
	struct source_opts o = { .framing = FRAMING_BE32 };
	struct sink_opts so = { .encoder = &encoder_bin };
	char path[256], *bin, *text;
	struct err err = { 0 };
	struct source *s;
	struct sink *k;
	struct recs b;
	struct vocab h;
	struct got g;
	size_t n;

	test_begin("rows of CSV, and our own text, in envelopes");
	expect(K("1", "\"1767621600,1,2\"") K("2", "null")
		   K("3", "\"1767621600,1,2\\n\""),
	    &csv, O1 "}\n" O1 "}\n");
	expect("A\t{\"kind\":\"trades\",\"ts_event\":1e9,\"symbol\":\"A\"}\n",
	    NULL,
	    "{\"kind\":\"trades\",\"ts_event\":"
	    "\"2001-09-09T01:46:40.000000000Z\",\"symbol\":\"A\"}\n");
	test_begin("our binary stream in envelopes, two one after the other");
	temp_path(path, sizeof(path), "bin");
	CHECK_INT(vocab_init(&h, 0, &err), 0);
	s = source_over(in_memory(rows, strlen(rows), 4096, 0, &err), &h, &none,
	    &err);
	k = sink_open(path, &h, &so, &err);
	while (source_next(s, &b, &err) == 1)
		CHECK_INT(sink_rows(k, b.schema, b.rows, b.n, &err), 0);
	CHECK_INT(sink_close(k, END_CLEAN, &err), 0);
	source_close(s);
	vocab_fini(&h);
	bin = slurp(path, &n);
	text = malloc(2 * n + 8);
	put32(text, bin, n);
	put32(text + n + 4, bin, n);
	read_bytes(&g, "in.bin", text, 2 * n + 8, &o);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out, O1 "}\n" O1 "}\n");
	CHECK_STR(g.format, "tks");
	got_fini(&g);
	o.src = 1;
	read_bytes(&g, "in.bin", text, 2 * n + 8, &o);
	CHECK_INT(g.rc, 0);
	CHECK(strstr(g.out, "\"src_part\":0,\"src_off\":1}\n") != NULL);
	CHECK(strstr(g.out, "\"src_part\":0,\"src_off\":2}\n") != NULL);
	got_fini(&g);
	free(text);
	free(bin);
	unlink(path);
}

static void
where_from(void)
{
	struct source_opts o = { .framing = FRAMING_KCAT_JSON, .src = 1 };
	struct got g;

	test_begin("topic, partition and offset of every row");
#define SRC(off)                                                               \
	",\"src_topic\":\"ticks\",\"src_part\":2,\"src_off\":\"" off "\"}\n"
	read_text(&g, K("7", K1) K("8", "null") K("5000000000", K2), &o);
	CHECK_INT(g.rc, 0);
	if (strstr(g.out, "\"src_off\":\"") == NULL)
		CHECK_STR(g.out,
		    O1 ",\"src_topic\":\"ticks\",\"src_part\":2,\"src_off\":7}"
		       "\n" O2 ",\"src_topic\":\"ticks\",\"src_part\":2,"
		       "\"src_off\":5000000000}\n");
	else
		CHECK_STR(g.out, O1 SRC("7") O2 SRC("5000000000"));
	got_fini(&g);
	test_begin("envelopes that name their partition bring it unasked");
	o.src = 0;
	read_text(&g, K("7", K1), &o);
	CHECK(strstr(g.out, "\"src_topic\":\"ticks\",\"src_part\":2,"));
	got_fini(&g);
	o.framing = FRAMING_AUTO;
	read_text(&g, "Partition:3\tOffset:9\tA\t" R1 "\n", &o);
	CHECK(strstr(g.out, "in.txt\",\"src_part\":3,\"src_off\":9}"));
	got_fini(&g);
	test_begin("those with a key alone do not, and none do with --no-src");
	read_text(&g, "A\t" R1 "\n", &o);
	CHECK_STR(g.out, O1 "}\n");
	got_fini(&g);
	o.no_src = 1;
	o.framing = FRAMING_KCAT_JSON;
	read_text(&g, K("7", K1), &o);
	CHECK_STR(g.out, O1 "}\n");
	got_fini(&g);
	o = (struct source_opts){ .src = 1 };
	test_begin("of a file its name and the line");
	o.framing = FRAMING_LINES;
	read_text(&g, R1 "\n\n" R2 "\n", &o);
	CHECK_INT(g.rc, 0);
	CHECK(strstr(g.out, "in.txt\",\"src_part\":0,\"src_off\":1}\n"));
	CHECK(strstr(g.out, "in.txt\",\"src_part\":0,\"src_off\":3}\n"));
	got_fini(&g);
	read_text(&g, BARE "\n" BARE, &o);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.format, "ndjson");
	CHECK(strstr(g.out, "in.txt\",\"src_part\":0,\"src_off\":2}\n"));
	CHECK(strstr(g.out, "in.txt\",\"src_part\":0,\"src_off\":5}\n"));
	got_fini(&g);
	test_begin("the envelope's time stands in for none");
	expect(K("1", "\"{\\\"symbol\\\":\\\"A\\\",\\\"price\\\":1}\""), &kcat,
	    "{\"kind\":\"price\",\"ts_event\":"
	    "\"2026-11-20T13:49:37.463000000Z\",\"symbol\":\"A\",\"price\":1}"
	    "\n");
}

static void
refused(void)
{
	struct bad_policy policy = { .skip = 1 };
	struct source_opts skip = { .framing = FRAMING_KCAT_JSON,
		.no_src = 1,
		.stream.bad = &policy };
	char b[64];
	struct got g;

	test_begin("a line that is no envelope is refused, or counted");
	expect_error(K("1", K1) "{\"a\":1}\n" K("2", K2), &kcat,
	    "no payload: expected lines of kcat -J");
	expect_error(K("\"x\"", K1), &kcat, "offset: not a whole number");
	read_text(&g, K("1", K1) "{\"a\":\n" K("\"x\"", K1) K("2", K2), &skip);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out, BARE);
	CHECK_INT(g.account.bad, 2);
	got_fini(&g);
	test_begin("the line of a bad record is that of its envelope");
	expect_error(K("1", K1) K("2", "null") K("3", "\"{}\""), &kcat,
	    "in.txt:3: ");
	test_begin("a length that is truncated, or not a length");
	put32(b, "{}", 2);
	read_bytes(&g, "in.txt", b, 5, &be32);
	CHECK_INT(g.rc, -1);
	CHECK(strstr(g.err.msg, "truncated: expected 6 bytes, got 5") != NULL);
	got_fini(&g);
	expect_error("{\"a\":1}\n", &be32, "is the framing be32?");
	test_begin("envelopes of a kind that was not asked for");
	{
		static const struct source_opts lines = { .framing =
							      FRAMING_LINES };

		expect_error("A\t" R1 "\n", &lines, "--framing keyed");
		expect_error("\x1e" R1 "\n", &lines, "--framing rs");
	}
	test_begin("no bytes are no records, whatever the envelopes");
	expect("", &kcat, "");
	expect("", &be32, "");
	expect("", &rs, "");
}

/* The reader stops at a record with bad envelopes behind. */
static void
not_reached(void)
{
	static const char text[] = "{\"a\":1}\n" K("1", "\"x,y\"")
	    K("2", "\"1,2\"") K("3", "\"1,2\"") "{\"a\":2}\n{\"a\":3}\n";
	struct bad_policy policy = { .skip = 1 };
	struct source_opts skip = { .framing = FRAMING_KCAT_JSON,
		.no_src = 1,
		.stream.bad = &policy };
	struct source_account account;
	struct err err = { 0 };
	struct source *s;
	struct recs b;
	struct vocab h;
	size_t w;

	test_begin("bad envelopes count when they are reached, whatever lies "
		   "ready");
	for (w = 16; w < sizeof(text) + 16; w++) {
		policy.count = 0;
		err.set = 0;
		CHECK_INT(vocab_init(&h, 0, &err), 0);
		s = source_over(in_memory(text, sizeof(text) - 1, w, 0, &err),
		    &h, &skip, &err);
		CHECK(s != NULL);
		CHECK_INT(source_next(s, &b, &err), -1);
		source_account(s, &account);
		CHECK_INT(account.bad, 1);
		CHECK_INT(policy.count, 1);
		source_close(s);
		vocab_fini(&h);
	}
}

/* Read with bad lines kept, then what was kept. */
static void
twice(const char *text, size_t len, size_t good, size_t bad,
    const char *from_text, const char *to_text, const char *rows)
{
	struct bad_policy policy = { .skip = 1 };
	struct source_opts skip = { .stream.bad = &policy };
	struct source_opts again = { .from = "quarantine" };
	char *kept = calloc(1, 1 << 16), *at;
	struct got g;
	size_t n;

	policy.to = tmpfile();
	read_bytes(&g, "in.txt", text, len, &skip);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.rows, good);
	CHECK_INT(policy.count, bad);
	got_fini(&g);
	rewind(policy.to);
	n = fread(kept, 1, (1 << 16) - 1, policy.to);
	fclose(policy.to);
	read_bytes(&g, "bad.ndjson", kept, n, &again);
	CHECK_INT(g.rc, -1); /* as bad as before */
	got_fini(&g);
	while ((at = strstr(kept, from_text)) != NULL)
		memcpy(at, to_text, strlen(to_text));
	read_bytes(&g, "bad.ndjson", kept, n, &again);
	if (g.rc != 0)
		printf("# %s\n", g.err.msg);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out, rows);
	got_fini(&g);
	free(kept);
}

static void
quarantine(void)
{
	static const char json[] =
	    R1 "\n{\"ts\":1767621601,\"symbol\":\"B\",\"price\":1x5,"
	       "\"size\":3}\n" R1 "\n";
	static const char csv[] = "ts,symbol,bid,ask\n1767621600,A,1,2\n"
				  "1767621600,A,x,2\n1767621600,A,x,2\n";
	static const char ours[] =
	    O1 "}\n{\"kind\":\"trades\",\"ts_event\":"
	       "\"2026-01-05T14:00:01.000000000Z\",\"symbol\":\"B\","
	       "\"price\":1x5,\"size\":3}\n";
	static const char bytes[] = "{\"ts\":1767621600,\"symbol\":\"A\","
				    "\"bid\":1,\"ask\":2,\"x\":\"\xff\"}\n";
	struct source_opts again = { .from = "quarantine", .src = 1 };
	struct got g;

	test_begin("what was refused is mended and read again");
	twice(json, sizeof(json) - 1, 2, 1, "1x5", "1.5", O2 "}\n");
	twice(ours, sizeof(ours) - 1, 1, 1, "1x5", "1.5", O2 "}\n");
	test_begin("delimited text comes back under its header");
	twice(csv, sizeof(csv) - 1, 1, 2, ",x,", ",1,", O1 "}\n" O1 "}\n");
	test_begin("what is not UTF-8 comes back as it was");
	{
		struct bad_policy policy = { .skip = 1, .to = tmpfile() };
		struct source_opts skip = { .stream.bad = &policy };
		char kept[1024] = "";
		size_t n;

		read_bytes(&g, "in.txt", bytes, sizeof(bytes) - 1, &skip);
		CHECK_INT(g.rows, 0);
		got_fini(&g);
		rewind(policy.to);
		n = fread(kept, 1, sizeof(kept), policy.to);
		fclose(policy.to);
		CHECK(strstr(kept, "raw_b64") != NULL);
		read_bytes(&g, "bad", kept, n, &again);
		CHECK_INT(g.rc, -1);
		CHECK(strstr(g.err.msg, "not UTF-8") != NULL);
		got_fini(&g);
	}
	test_begin("its rows say which line of which file they were");
	expect("{\"file\":\"f.csv\",\"line\":17,\"offset\":9,\"reason\":"
	       "\"syntax\",\"detail\":\"\",\"raw_b64\":"
	       "\"MTc2NzYyMTYwMCxBLDEsMg==\",\"header\":\"ts,symbol,bid,ask\"}"
	       "\n",
	    &again,
	    O1 ",\"src_topic\":\"f.csv\",\"src_part\":0,\"src_off\":17}\n");
	test_begin("a line of which nothing was kept is refused");
	expect_error("{\"file\":\"f\",\"line\":1,\"raw\":\"\"}\n", &again,
	    "kept nothing of this line");
	expect_error("{\"file\":\"f\",\"line\":1}\n", &again, "no raw");
}

int
main(void)
{
	forms();
	of_all_formats();
	where_from();
	refused();
	not_reached();
	quarantine();
	return test_end();
}
