/*
 * dbn_header.c - the metadata that dbn_emit puts in front is true.
 */
#include "dbn_emit.h"

/* Without the blanks between its words. */
static char *
close_up(char *json)
{
	int quoted = 0;
	char *to = json;

	for (const char *s = json; *s != '\0'; s++) {
		quoted ^= *s == '"';
		if (quoted || (*s != ' ' && *s != '\n'))
			*to++ = *s;
	}
	*to = '\0';
	return json;
}

/* The metadata of a file as JSON, to be freed. */
static char *
meta_of(const char *path)
{
	struct err err = { 0 };
	struct dbn *d = open_sample(path, &err);
	char *json = d == NULL ? NULL : dbn_meta_json(dbn_meta(d), 1, &err);

	if (json == NULL)
		exit(1);
	dbn_close(d);
	return close_up(json);
}

static void
check_meta(const char *path, const char *has)
{
	char *json = meta_of(path);

	if (strstr(json, has) == NULL) {
		printf("# %s\n# lacks %s\n", json, has);
		test_bad = 1;
	}
	free(json);
}

static void
check_made(void)
{
	struct copy c = copy_by(ROWS);
	struct err err = { 0 };
	uint64_t want = 0, got = 0;
	struct tally t, u;
	char *to;

	c.forget = 1;
	c.o.dataset = "XXXX.TEST";
	t = read_sample(sample("made/good.dbn"), sum_row, &want);
	to = copy_file(sample("made/good.dbn"), &c, &err);
	CHECK_STR(err.msg, "");
	u = read_sample(to, sum_row, &got);
	CHECK_INT(u.rows, t.rows);
	CHECK_INT(got, want); /* symbols too */
	check_meta(to, "\"dataset\":\"XXXX.TEST\",\"schema\":\"trades\"");
	check_meta(to, "\"symbols\":[\"BBB\",\"AAA\"]");
	check_meta(to, "\"stype_in\":\"raw_symbol\","
		       "\"stype_out\":\"instrument_id\"");
	c.o.dataset = NULL;
	to = copy_file(sample("python/GLBX.MDP3/test_data.mbo.dbn.zst"), &c,
	    &err);
	check_meta(to, "\"dataset\":\"GLBX.MDP3\",\"schema\":\"mbo\"");
}

struct kinds {
	uint64_t trades, mappings, unmapped, others;
};

static void
count_kind(void *arg, const struct rec *r)
{
	struct kinds *k = arg;

	if (strcmp(r->schema->kind, "trades") == 0) {
		k->trades++;
		k->unmapped += rec_symbol(r) == 0;
	} else if (strcmp(r->schema->kind, "symbol-mapping") == 0)
		k->mappings++;
	else
		k->others++;
}

static void
check_live(void)
{
	struct copy c = copy_by(ROWS);
	struct err err = { 0 };
	struct kinds k = { 0, 0, 0, 0 };
	char *to;

	c.forget = 1;
	c.o.live = 1;
	to = copy_file(sample("made/good.dbn"), &c, &err);
	CHECK_STR(err.msg, "");
	CHECK_INT(read_sample(to, count_kind, &k).last, 0);
	CHECK_INT(k.trades, 20);
	CHECK_INT(k.unmapped, 0);
	CHECK_INT(k.mappings, 2);
	check_meta(to, "\"schema\":null");
	/* mapping records that are not selected still reach the reader */
	c = copy_by(AS_BYTES);
	c.kind = "trades";
	k = (struct kinds){ 0, 0, 0, 0 };
	to = copy_file(sample("made/good-mixed-live.dbn"), &c, &err);
	CHECK_STR(err.msg, "");
	CHECK_INT(read_sample(to, count_kind, &k).last, 0);
	CHECK_INT(k.trades, 20);
	CHECK_INT(k.others, 0);
	CHECK_INT(k.mappings, 1);
}

static int
keep_bbb(void *arg, const char *symbol, uint32_t id)
{
	(void)arg;
	(void)id;
	return strcmp(symbol, "BBB") == 0;
}

static void
check_narrow(void)
{
	struct copy c = copy_by(AS_BYTES);
	struct err err = { 0 };
	char *to;

	c.first = c.o.narrow.limit = 3;
	c.o.narrow.keep = keep_bbb;
	c.o.narrow.start = UINT64_C(1700000000000000001);
	c.o.narrow.end = UINT64_C(1700000000000000009);
	to = copy_file(sample("made/good.dbn"), &c, &err);
	CHECK_STR(err.msg, "");
	CHECK_INT(read_sample(to, NULL, NULL).rows, 3);
	check_meta(to, "\"limit\":\"3\"");
	check_meta(to, "\"symbols\":[\"BBB\"]");
	check_meta(to, "\"mappings\":[{\"raw_symbol\":\"BBB\"");
	check_meta(to, "\"end\":\"2023-11-14T22:13:20.000000009Z\"");
}

/* Metadata of these symbol types, narrowed to BBB, has this. */
static void
check_narrowed(const char *types, const char *lists, const char *has)
{
	struct dbn_narrow narrow = { .end = TS_NULL, .keep = keep_bbb };
	struct err err = { 0 };
	struct dbn_meta m;
	char text[2048], *json;

	snprintf(text, sizeof(text),
	    "{\"version\":3,\"dataset\":\"X\",\"schema\":null,\"start\":\"5\","
	    "\"end\":\"9\",\"limit\":null,%s,\"ts_out\":false,"
	    "\"symbol_cstr_len\":71,%s]}",
	    types, lists);
	CHECK(dbn_meta_parse(&m, text, strlen(text), &err) == 0);
	CHECK(dbn_meta_narrow(&m, &narrow, &err) == 0);
	CHECK_STR(err.msg, "");
	json = dbn_meta_json(&m, 0, &err);
	if (json == NULL || strstr(json, has) == NULL) {
		printf("# %s\n# lacks %s\n", json, has);
		test_bad = 1;
	}
	free(json);
	dbn_meta_free(&m);
}

#define TYPES(in, out) "\"stype_in\":\"" in "\",\"stype_out\":\"" out "\""
#define LISTS(all, none)                                                       \
	"\"symbols\":[" all "],\"partial\":[],\"not_found\":[" none            \
	"],\"mappings\":["
#define MAPPING(from, to)                                                      \
	"{\"raw_symbol\":\"" from "\",\"intervals\":[{\"start_date\":"         \
	"20240101,\"end_date\":20240102,\"symbol\":\"" to "\"}]}"

static void
check_types(void)
{
	check_narrowed(TYPES("raw_symbol", "instrument_id"),
	    LISTS("\"AAA\",\"BBB\",\"CCC\"", "\"CCC\"")
		MAPPING("AAA", "1") "," MAPPING("BBB", "2"),
	    LISTS("\"BBB\"", "") MAPPING("BBB", "2") "]");
	/* a day on which it is nothing */
	check_narrowed(TYPES("raw_symbol", "instrument_id"),
	    LISTS("\"AAA\",\"BBB\"", "")
		MAPPING("AAA", "") "," MAPPING("BBB", ""),
	    LISTS("\"BBB\"", "") MAPPING("BBB", "") "]");
	/* asked for by a name that no record has */
	check_narrowed(TYPES("parent", "instrument_id"),
	    LISTS("\"X.FUT\",\"Y.FUT\"", "\"Y.FUT\"")
		MAPPING("AAA", "1") "," MAPPING("BBB", "2"),
	    LISTS("\"X.FUT\",\"Y.FUT\"", "\"Y.FUT\"") MAPPING("BBB", "2") "]");
	/* the other way round */
	check_narrowed(TYPES("instrument_id", "raw_symbol"),
	    LISTS("\"1\",\"2\"", "")
		MAPPING("1", "AAA") "," MAPPING("2", "BBB"),
	    LISTS("\"2\"", "") MAPPING("2", "BBB") "]");
	/* nothing in it is the name of a record */
	check_narrowed(TYPES("isin", "raw_symbol"),
	    LISTS("\"I1\"", "") MAPPING("I1", "AAA"),
	    LISTS("\"I1\"", "") MAPPING("I1", "AAA") "]");
}

/* A file of n trades of the metadata that o describes. */
static char *
trades_file(const char *name, const struct dbn_writer_opts *o, int n)
{
	const struct rtype *t = rtype_of_kind("trades");
	size_t at = header_bytes(o);
	uint64_t ts = o->start;
	struct rng g;
	int i;

	rng_init(&g, 3, 0);
	for (i = 0; i < n; i++) {
		random_record(bytes + at, &g, t->rtype, t->version[0], 0);
		memcpy(bytes + at + 4, &o->instrument_ids[0], 4);
		memcpy(bytes + at + 32, &ts, 8);
		at += t->version[0]->size;
	}
	return tmp_file(name, bytes, at);
}

static void
check_united(void)
{
	static const char *const other[] = { "CCC" };
	static const uint32_t ids[] = { 33 };
	struct dbn_writer_opts a = writer_opts(2, "trades", 0), b = a;
	struct copy c = plain;
	struct err err = { 0 };
	char first[512], second[512];
	const char *const files[] = { first, second };
	struct tally t;
	char *to;

	b.version = 3;
	b.symbols = other;
	b.instrument_ids = ids;
	b.nsymbols = 1;
	b.start = a.start + 5;
	strcpy(first, trades_file("a.dbn", &a, 4));
	strcpy(second, trades_file("b.dbn", &b, 5));
	to = copy_files(files, 2, &c, &err);
	CHECK_STR(err.msg, "");
	t = read_sample(to, NULL, NULL);
	CHECK_INT(t.rows, 9);
	CHECK_INT(t.stats.unmapped, 0);
	CHECK_INT(t.stats.headers, 1);
	check_meta(to, "{\"version\":3,");
	check_meta(to, "\"symbols\":[\"AAA\",\"BBB\",\"CCC\"]");
	b.dataset = "OTHER.SET";
	strcpy(second, trades_file("c.dbn", &b, 5));
	(void)copy_files(files, 2, &c, &err);
	CHECK(strstr(err.msg, "dataset differs") != NULL);
}

static void
check_joined(void)
{
	struct err err = { 0 };
	struct tally t;
	char *to = copy_file(sample("made/odd-two-files.dbn"), &plain, &err);

	CHECK_STR(err.msg, "");
	t = read_sample(to, NULL, NULL);
	CHECK_INT(t.rows, 40);
	CHECK_INT(t.stats.headers, 1);
}

static void
check_refused(void)
{
	struct err err = { 0 };
	struct dbn_emit_opts o = { .narrow = { .end = TS_NULL } };
	struct out *out = out_open(tmp_path("x.dbn"), 0, &err);
	struct dbn_emit *e = dbn_emit_open(out, &o, &vocab, &err);
	struct dbn *d = open_sample(sample("made/good.dbn"), &err);
	struct dbn *g =
	    open_sample(sample("python/GLBX.MDP3/test_data.trades.dbn.zst"),
		&err);
	struct recs b;

	CHECK(dbn_emit_meta(e, dbn_meta(g), &err) == 0);
	CHECK(dbn_next(d, &b, &err) == 1);
	CHECK(dbn_emit_rows(e, NULL, b.schema, b.rows, b.n, &err) == -1);
	CHECK(strstr(err.msg, "symbol \"BBB\" of instrument 22") != NULL);
	(void)dbn_emit_close(e, 0, &err);
	(void)out_close(out, 1, &err);
	dbn_close(d);
	dbn_close(g);
}

/* Our binary stream describes its source in a comment. */
static void
check_comment(void)
{
	struct err err = { 0 };
	struct dbn_emit_opts o = { .narrow = { .end = TS_NULL } };
	char *path = tmp_path("comment.dbn"), *json, text[4096];
	struct out *out = out_open(path, 0, &err);
	struct dbn_emit *e = dbn_emit_open(out, &o, &vocab, &err);
	struct dbn *d = open_sample(sample("made/good.dbn"), &err);
	size_t n, m;
	char *want = tmp_load(sample("made/good.dbn"), &n), *got;
	struct recs b;

	json = dbn_meta_json(dbn_meta(d), 0, &err);
	snprintf(text, sizeof(text), "{\"dbn\":%s}", json);
	CHECK(dbn_emit_comment(e, "{\"def\":1}", 9, &err) == 0);
	CHECK(dbn_emit_comment(e, text, strlen(text), &err) == 0);
	while (dbn_next(d, &b, &err) == 1)
		CHECK(dbn_emit_rows(e, NULL, b.schema, b.rows, b.n, &err) == 0);
	CHECK(dbn_emit_close(e, 1, &err) == 0);
	CHECK(out_close(out, 0, &err) == 0);
	CHECK_STR(err.msg, "");
	got = tmp_load(path, &m);
	CHECK(n == m && memcmp(got, want, n) == 0);
	dbn_close(d);
	free(json);
	free(want);
	free(got);
}

int
main(void)
{
	tmp_begin();
	vocab_begin();

	for_shared("rows without metadata get a header that is true",
	    check_made);
	for_shared("a live stream tells each symbol before its first record",
	    check_live);
	for_shared("what was selected is said in the header", check_narrow);
	for_shared("joined files of one header become one file", check_joined);
	for_shared("a symbol that the header lacks is refused", check_refused);
	for_shared("the comment of a binary stream is its header",
	    check_comment);
	test_begin("metadata of part of the symbols, by what their names are");
	check_types();
	test_begin("files have one header for all, or cannot be one file");
	check_united();

	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
