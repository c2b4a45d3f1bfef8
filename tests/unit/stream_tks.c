/*
 * stream_tks.c - the binary stream: rows are read as written; truncated,
 * damaged or forged streams are refused.
 */
#include "stream_test.h"

#include <math.h>

#include "stream/tks.h"

static struct vocab vocab;
static struct sink *sink;
static struct err err;

static void
open_sink(const char *name, const char *provenance)
{
	struct sink_opts opts = { .encoder = &encoder_bin,
		.provenance = provenance };

	memset(&err, 0, sizeof(err));
	if (vocab_init(&vocab, 0, &err) == -1 ||
	    (sink = sink_open(tmp_path(name), &vocab, &opts, &err)) == NULL)
		exit(1);
}

static int
close_sink(enum stream_end end)
{
	int ret = sink_close(sink, end, &err);

	vocab_fini(&vocab);
	return ret;
}

static uint32_t
sym(const char *text)
{
	return symtab_add(vocab.syms, text, strlen(text), &err);
}

/* A schema with one field of each type, and a quantity of either scale. */
static const struct schema *
all_types(void)
{
	static struct field f[F_TYPES + 1];
	char name[24], buf[8];
	int i;

	for (i = 0; i < F_TYPES; i++) {
		snprintf(name, sizeof(name), "a %s",
		    ftype_name(buf, (enum ftype)i, 0));
		f[i] = field_make(name, (enum ftype)i, "u");
	}
	f[F_TEXT].len = 6;
	f[F_TYPES] = field_make("q9", F_QTY, "");
	f[F_TYPES].scale = 9;
	return schema_get(vocab.schemas, "all \"\xc3\xa9\"", f, F_TYPES + 1,
	    &err);
}

/* Put the bits at the low end of each field. */
static void
put_all(const struct schema *s, unsigned char *row, uint64_t bits)
{
	uint32_t id = sym(bits == 0 ? "z\xc3\xa9ro\n" : "B\"R/\\K");
	int i;

	row_clear(row, s);
	for (i = 0; i < s->nfield; i++) {
		if (s->field[i].type == F_SYM)
			row_put_u32(row, s, i, id);
		else if (s->field[i].type == F_TEXT)
			memcpy(row + s->field[i].off, "sixsix", 6);
		else if (s->field[i].type == F_BOOL)
			row[s->field[i].off] = bits & 1;
		else
			memcpy(row + s->field[i].off, &bits, s->field[i].len);
	}
}

static void
write_row(const struct schema *s, const unsigned char *row)
{
	struct rec r = { s, row };

	CHECK_INT(sink_write(sink, &r, &err), 0);
}

/* Every type: zeros, ones, lowest, highest, nulls, odd doubles. */
static void
write_sample(const char *name)
{
	static const uint64_t bits[] = { 0, 1, 0x7ffffffffffffffe,
		UINT64_C(0x8080808080808080), 0x41,
		UINT64_C(0xfefefefefefefefe), UINT64_C(1700000000123456789) };
	static const double doubles[] = { 0.0, -0.0, 5e-324, 0.1, 1e21, 1e-7,
		123456789.125, 1.7976931348623157e308, -1e-6, 1e20, 0.3,
		INFINITY, NAN, 16777216.0, 3.4028234e38 };
	const struct schema *s;
	_Alignas(8) unsigned char row[256];
	float f;
	size_t i;

	open_sink(name, "[{\"tool\":\"test\"}]");
	s = all_types();
	for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		put_all(s, row, bits[i]);
		write_row(s, row);
	}
	row_clear(row, s);
	write_row(s, row);
	for (i = 0; i < sizeof(doubles) / sizeof(doubles[0]); i++) {
		f = (float)doubles[i];
		row_put_f64(row, s, F_F64, doubles[i]);
		memcpy(row + s->field[F_F32].off, &f, sizeof(f));
		write_row(s, row);
	}
	CHECK_INT(close_sink(END_CLEAN), 0);
}

static const struct schema *
trades(const char *kind)
{
	int n;
	const struct field *f = kind_fields(kind, &n);

	return schema_get(vocab.schemas, kind, f, n, &err);
}

/* n rows of two kinds in runs of `run`, with a new symbol now and then. */
static void
write_market(const char *name, int n, int run, int salt)
{
	const struct schema *s[2];
	_Alignas(8) unsigned char row[256];
	char text[16];
	int i, k;

	open_sink(name, NULL);
	s[0] = trades("trades");
	s[1] = trades("quote");
	for (i = 0; i < n; i++) {
		k = i / run % 2;
		row_clear(row, s[k]);
		snprintf(text, sizeof(text), "S%d", i * salt % (i / 50 + 3));
		row_put_u32(row, s[k], s[k]->at.symbol, sym(text));
		row_put_u64(row, s[k], s[k]->at.ts_event,
		    UINT64_C(1700000000000000000) + (uint64_t)i);
		row_put_i64(row, s[k], k ? s[k]->at.bid_px : s[k]->at.price,
		    i * 1000);
		write_row(s[k], row);
	}
	CHECK_INT(close_sink(END_CLEAN), 0);
}

static struct copied
to_json(const char *in, const char *out)
{
	return copy_stream(tmp_path(in), tmp_path(out), &encoder_json,
	    IN_BATCHES, NULL);
}

static struct copied
to_bin(const char *in, const char *out, enum handing how)
{
	return copy_stream(tmp_path(in), tmp_path(out), &encoder_bin, how,
	    NULL);
}

static void
test_types(void)
{
	struct copied c;

	test_begin("every type, null and extreme comes through unchanged");
	write_sample("all");
	c = to_bin("all", "again", ONE_BY_ONE);
	CHECK_STR(c.msg, "");
	CHECK_INT(c.rows, 23);
	CHECK_INT(c.end, END_CLEAN);
	to_json("all", "all.json");
	to_json("again", "again.json");
	CHECK(same_files(tmp_path("all.json"), tmp_path("again.json")));
}

static void
test_python(void)
{
	char command[1200];

	test_begin("another implementation prints the same text");
	if (system("python3 -c '' 2>/dev/null") != 0) {
		test_skip("no python3 here");
		return;
	}
	if (access("tests/tks.py", R_OK) == -1) {
		test_skip("not started at the top of the checkout");
		return;
	}
	write_market("market", 500, 3, 7);
	to_json("market", "market.json");
	snprintf(command, sizeof(command),
	    "cd '%s' && python3 \"$OLDPWD\"/tests/tks.py all market >py && "
	    "cat all.json market.json | cmp - py",
	    tmp_dir);
	CHECK_INT(system(command), 0);
}

static void
test_blocks(void)
{
	struct copied c;
	size_t n;
	char *p;

	test_begin("the bytes do not depend on how rows are handed over");
	write_market("m", 5000, 100, 13);
	c = to_bin("m", "m1", ONE_BY_ONE);
	CHECK_INT(c.rows, 5000);
	to_bin("m", "m2", IN_BATCHES);
	CHECK(same_files(tmp_path("m"), tmp_path("m1")));
	CHECK(same_files(tmp_path("m"), tmp_path("m2")));

	test_begin("blocks of a regular file are full");
	write_market("full", 20000, 20000, 0);
	p = tmp_load(tmp_path("full"), &n);
	/* one symbol: H, S, D, then rows of 56 bytes, E */
	CHECK_INT(n, (32 + 16) + (32 + 40 + 13 * 112) + (32 + 8) + 20000 * 56 +
			 (20000 / (65536 / 56) + 1) * 32 + 32);
	free(p);

	test_begin("kinds that alternate keep their order");
	write_market("alt", 1000, 1, 7);
	to_json("alt", "alt.json");
	copy_stream(tmp_path("alt.json"), tmp_path("alt2.json"), &encoder_json,
	    ONE_BY_ONE, NULL);
	CHECK(same_files(tmp_path("alt.json"), tmp_path("alt2.json")));
}

static void
test_new_schema(void)
{
	static const char text[] = "{\"kind\":\"v\",\"a\":1}\n"
				   "{\"kind\":\"v\",\"a\":2,\"b\":\"x\"}\n"
				   "{\"kind\":\"w\",\"c\":3}\n"
				   "{\"kind\":\"v\",\"a\":4,\"b\":null}\n";

	test_begin("a schema that is new in mid-stream is stated there");
	copy_stream(tmp_file("s.json", text, sizeof(text) - 1), tmp_path("s"),
	    &encoder_bin, ONE_BY_ONE, NULL);
	to_json("s", "s2.json");
	CHECK(same_files(tmp_path("s.json"), tmp_path("s2.json")));
}

static char *
cat(const char *out, const char *a, const char *b, size_t cut)
{
	size_t na, nb;
	char *pa = tmp_load(tmp_path(a), &na), *pb = tmp_load(tmp_path(b), &nb);
	char *both = malloc(na + nb), *path;

	memcpy(both, pa, na - cut);
	memcpy(both + na - cut, pb, nb);
	path = tmp_file(out, both, na - cut + nb);
	free(pa);
	free(pb);
	free(both);
	return path;
}

static void
test_cat(void)
{
	struct copied c;

	test_begin("cat of two streams is a stream, symbols find their own");
	write_market("a", 300, 5, 7);
	write_market("b", 200, 9, 11);
	to_json("a", "a.json");
	to_json("b", "b.json");
	cat("ab.json", "a.json", "b.json", 0);
	cat("ab", "a", "b", 0);
	c = to_json("ab", "ab2.json");
	CHECK_STR(c.msg, "");
	CHECK_INT(c.rows, 500);
	CHECK(same_files(tmp_path("ab.json"), tmp_path("ab2.json")));

	test_begin("cat of a stream without its end and another is refused");
	cat("cut", "a", "b", TKS_HEAD);
	c = to_json("cut", "cut.json");
	CHECK_INT(c.got, -1);
	CHECK(strstr(c.msg, "before the end block") != NULL);
	CHECK_INT(c.rows, 300);
	CHECK(same_files(tmp_path("a.json"), tmp_path("cut.json")));
}

static void
test_ends(void)
{
	struct copied c;

	test_begin("an interrupted end is told and is no error");
	open_sink("i", NULL);
	CHECK_INT(close_sink(END_INTERRUPTED), 0);
	c = to_bin("i", "i2", ONE_BY_ONE);
	CHECK_INT(c.got, 0);
	CHECK_INT(c.end, END_INTERRUPTED);
	CHECK(same_files(tmp_path("i"), tmp_path("i2")));

	test_begin("a stream of no rows is a header and an end");
	open_sink("e", NULL);
	CHECK_INT(close_sink(END_CLEAN), 0);
	c = to_bin("e", "e2", ONE_BY_ONE);
	CHECK_INT(c.got, 0);
	CHECK_INT(c.end, END_CLEAN);
	CHECK_INT(c.rows, 0);
}

/* Rows of a prefix are rows of the whole, then -1. */
static void
test_cuts(void)
{
	size_t n, at, bad = 0;
	struct copied c;
	uint64_t rows = 0;
	char *p;

	test_begin(
	    "a stream cut at any byte is refused, after its whole blocks");
	write_market("c", 60, 4, 7);
	p = tmp_load(tmp_path("c"), &n);
	for (at = 1; at < n; at++) {
		tmp_file("part", p, at);
		c = copy_stream(tmp_path("part"), NULL, &encoder_bin,
		    IN_BATCHES, NULL);
		bad += c.got != -1 || c.msg[0] == '\0' || c.rows < rows;
		rows = c.rows;
	}
	CHECK_INT(bad, 0);
	CHECK_INT(rows, 60);

	test_begin("a stream with any byte changed is refused");
	for (at = bad = 0; at < n; at++) {
		p[at] ^= (char)(1 << at % 8);
		tmp_file("part", p, n);
		c = copy_stream(tmp_path("part"), NULL, &encoder_bin,
		    IN_BATCHES, NULL);
		if (c.got != -1)
			printf("# byte %zu\n", at);
		bad += c.got != -1;
		p[at] ^= (char)(1 << at % 8);
	}
	CHECK_INT(bad, 0);
	free(p);
}

/* A stream made by hand: blocks one after the other. */
static unsigned char made[1 << 16];
static size_t nmade;

static void
add(uint8_t type, uint16_t schema, uint32_t count, uint64_t first,
    const void *payload, uint32_t len)
{
	struct tks_block b = { type, schema, count, tks_pad(len), first, 0 };

	memset(made + nmade, 0, TKS_HEAD + b.length);
	if (len > 0)
		memcpy(made + nmade + TKS_HEAD, payload, len);
	tks_seal(made + nmade, &b);
	nmade += TKS_HEAD + b.length;
}

static void
add_head(void)
{
	nmade = 0;
	add('H', 0, 2, 0, "\1\0\0\0\0\0\0\0[]", 10);
}

/* A schema of one field. */
static void
add_schema(const char *type, uint32_t offset, uint16_t len, uint32_t row)
{
	unsigned char p[TKS_SCHEMA + TKS_FIELD] = { 0 };

	memcpy(p, &row, 4);
	memcpy(p + 8, "k", 1);
	memcpy(p + TKS_SCHEMA, "f", 1);
	memcpy(p + TKS_SCHEMA + 96, type, strlen(type));
	memcpy(p + TKS_SCHEMA + 104, &offset, 4);
	memcpy(p + TKS_SCHEMA + 108, &len, 2);
	add('S', 0, 1, 0, p, sizeof(p));
}

static struct copied
read_made(void)
{
	tmp_file("made", made, nmade);
	return to_json("made", "made.json");
}

static int
made_refused(const char *why)
{
	struct copied c;

	add('E', 0, 0, 0, NULL, 0);
	c = read_made();
	if (c.got != -1 || strstr(c.msg, why) == NULL)
		printf("# %d \"%s\"\n", c.got, c.msg);
	return c.got == -1 && strstr(c.msg, why) != NULL;
}

static void
test_made(void)
{
	static const uint32_t row[2] = { 1, 0 };
	struct copied c;

	test_begin("blocks of unknown type are skipped");
	add_head();
	add('Z', 9, 77, 5, "future", 6);
	add_schema("sym", 0, 4, 8);
	add('Y', 1, 0, 0, NULL, 0);
	add('D', 0, 1, 1, "\2\0AB", 4);
	add('R', 0, 1, 0, row, 8);
	add('C', 0, 2, 0, "{}", 2);
	add('E', 0, 0, 1, NULL, 0);
	c = read_made();
	CHECK_STR(c.msg, "");
	CHECK_INT(c.rows, 1);

	test_begin("blocks whose sums are right and whose sense is not");
	nmade = 0;
	CHECK(made_refused("before the header"));
	nmade = 0;
	add('H', 0, 2, 0, "\2\0\0\0\0\0\0\0[]", 10);
	CHECK(made_refused("version 2"));
	nmade = 0;
	add('H', 0, 9, 0, "\1\0\0\0\0\0\0\0[]", 10);
	CHECK(made_refused("cannot hold"));
	nmade = 0;
	add('H', 0, 2, 0, "\1\0\0\0\0\0\0\0[}", 10);
	CHECK(made_refused("provenance"));
	nmade = 0;
	add('H', 0, 2, 0, "\1\0\0\0\0\0\0\0{}", 10);
	CHECK(made_refused("expected a JSON array"));
	add_head();
	add('R', 3, 1, 0, row, 8);
	CHECK(made_refused("undeclared schema"));
	add_head();
	add_schema("sym", 0, 4, 8);
	add('R', 0, 1, 0, row, 8);
	CHECK(made_refused("symbol index 1"));
	add_head();
	add_schema("u32", 0, 4, 8);
	add('R', 0, 2, 0, row, 8);
	CHECK(made_refused("2 rows of 8 bytes in a block of 8"));
	add_head();
	add_schema("u32", 0, 4, 8);
	add('R', 0, 0, 0, row, 0);
	CHECK(made_refused("0 rows"));
	add_head();
	add_schema("u32", 0, 4, 8);
	add('R', 0, 1, 5, row, 8);
	CHECK(made_refused("rows continue at 5"));
	add_head();
	add_schema("u32", 0, 4, 8);
	add('R', 0, 1, 0, row, 8);
	CHECK(made_refused("expected 0 rows, got 1"));
	add_head();
	add('E', 0, 2, 0, NULL, 0);
	CHECK(made_refused("end of state 2"));
	add_head();
	add('C', 0, 9, 0, "{}", 2);
	CHECK(made_refused("comment of 9 bytes"));
}

static void
test_made_schemas(void)
{
	test_begin("schemas that break the rules of the layout are refused");
	add_head();
	add_schema("u32", 4, 4, 8);
	CHECK(made_refused("field f at 4"));
	add_head();
	add_schema("u32", 0, 4, 16);
	CHECK(made_refused("rows of 16"));
	add_head();
	add_schema("u32", 0, 8, 8);
	CHECK(made_refused("8 bytes"));
	add_head();
	add_schema("u99", 0, 4, 8);
	CHECK(made_refused("type \"u99\""));
	add_head();
	add('S', 0, 5, 0, NULL, 0);
	CHECK(made_refused("schema of 5 fields in 0 bytes"));

	test_begin("dictionaries that break the rules are refused");
	add_head();
	add('D', 0, 1, 2, "\2\0AB", 4);
	CHECK(made_refused("dictionary continues at 2"));
	add_head();
	add('D', 0, 1, 1, "\7\0ABCDEF", 8);
	CHECK(made_refused("entry of 7 bytes"));
	add_head();
	add('D', 0, 1, 1, "\0\0AB", 4);
	CHECK(made_refused("entry of 0 bytes"));
	add_head();
	add('D', 0, 500000000, 1, "\2\0AB", 4);
	CHECK(made_refused("500000000 dictionary entries in 8 bytes"));
	add_head();
	add('D', 0, 2, 1, "\1\0A\1\0A", 6);
	CHECK(made_refused("duplicate"));

	test_begin("flags that nobody knows yet are refused");
	{
		struct tks_block b = { 'H', 0, 2, 16, 0, 1 };

		add_head();
		tks_seal(made, &b);
		CHECK(made_refused("flags 1"));
	}
}

static int
count_comment(void *arg, const char *text, size_t len, struct err *e)
{
	(void)e;
	*(int *)arg += len == 7 && memcmp(text, "{\"a\":1}", 7) == 0;
	return 0;
}

static void
test_comments(void)
{
	struct vocab h;
	struct stream *s;
	struct rec r;
	int n = 0;

	test_begin("comments and provenance travel");
	open_sink("c", "[{\"tool\":\"x\"}]");
	CHECK_INT(sink_comment(sink, "{\"a\":1}", 7, &err), 0);
	CHECK_INT(close_sink(END_CLEAN), 0);
	CHECK_INT(vocab_init(&h, 0, &err), 0);
	s = stream_open(tmp_path("c"), &h, NULL, &err);
	stream_on_comment(s, count_comment, &n);
	CHECK_INT(stream_read(s, &r, &err), 0);
	CHECK_INT(n, 1);
	CHECK_STR(stream_provenance(s), "[{\"tool\":\"x\"}]");
	stream_close(s);
	vocab_fini(&h);
}

static void
test_bound(void)
{
	struct vocab h;
	struct stream *s;
	struct rec r;
	int got;

	test_begin("--max-symbols bounds the dictionary");
	write_market("many", 1000, 1000, 7);
	memset(&err, 0, sizeof(err));
	CHECK_INT(vocab_init(&h, 10, &err), 0);
	s = stream_open(tmp_path("many"), &h, NULL, &err);
	while ((got = stream_read(s, &r, &err)) == 1)
		;
	CHECK_INT(got, -1);
	CHECK(strstr(err.msg, "more than 10 symbols") != NULL);
	stream_close(s);
	vocab_fini(&h);
}

int
main(void)
{
	tmp_begin();
	test_types();
	test_python();
	test_blocks();
	test_new_schema();
	test_cat();
	test_ends();
	test_cuts();
	test_made();
	test_made_schemas();
	test_comments();
	test_bound();
	CHECK(tmp_end() == 0);
	return test_end();
}
