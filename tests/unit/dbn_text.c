/*
 * dbn_text.c - CSV and JSON lines, byte for byte what Databento writes.
 */
#include <dirent.h>

#include "dbn/layout.h"
#include "dbn_test.h"

struct printer {
	struct dbn_text *text;
	struct out *out;
	struct err err;
};

static void
print_row(void *arg, const struct rec *r)
{
	struct printer *p = arg;

	dbn_text_put(p->text, p->out, r, DBN_VERSIONS, &p->err);
}

/* The text of a DBN file, to be freed. */
static char *
print_file(const char *path, const struct dbn_text_opts *opts, size_t *n,
    struct err *err)
{
	struct printer p = { 0 };
	const char *to = tmp_path("text");
	struct tally t;

	p.text = dbn_text_new(&vocab, opts, &p.err);
	p.out = out_open(to, 0, &p.err);
	if (p.text == NULL || p.out == NULL)
		exit(1);
	t = read_sample(path, print_row, &p);
	CHECK_STR(t.err.msg, "");
	CHECK(out_close(p.out, 0, err) == 0);
	dbn_text_free(p.text);
	*err = p.err;
	return tmp_load(to, n);
}

/* All bytes of a file, unpacked, to be freed. */
static char *
load_text(const char *path, size_t *n)
{
	struct err err = { 0 };
	struct in *in = in_open(path, 0, &err);
	const unsigned char *p;
	char *text;

	if (in == NULL || in_peek(in, 1 << 16, &p, n, &err) != 0 ||
	    (text = malloc(*n + 1)) == NULL)
		exit(1);
	memcpy(text, p, *n);
	text[*n] = '\0';
	in_close(in);
	return text;
}

/* DATASET.SCHEMA[.px-ts][.sym].ENCODING: the options and the DBN file. */
static void
sample_of(char *path, size_t size, struct dbn_text_opts *o, const char *name)
{
	char dataset[32];
	size_t i, n = strcspn(name, ".");
	const char *kind = name + n + 1;

	memset(o, 0, sizeof(*o));
	o->json = strstr(name, ".json") != NULL;
	o->pretty_px = o->pretty_ts = strstr(name, ".px-ts") != NULL;
	o->symbol = strstr(name, ".sym.") != NULL;
	snprintf(dataset, sizeof(dataset), "%.*s", (int)n, name);
	for (i = 0; i < n; i++) {
		if (dataset[i] == '-')
			dataset[i] = '.';
		else if (dataset[i] >= 'a' && dataset[i] <= 'z')
			dataset[i] = (char)(dataset[i] - 'a' + 'A');
	}
	n = strcspn(kind, ".");
	snprintf(path, size, "%s/dbn-samples/python/%s/test_data.%.*s.dbn.zst",
	    test_shared(), dataset, (int)n, kind);
	if (access(path, R_OK) != 0)
		snprintf(path, size,
		    "%s/dbn-samples/dbn/test_data.%.*s.v3.dbn.zst",
		    test_shared(), (int)n, kind);
}

static void
check_sample(const char *folder, const char *name)
{
	struct err err = { 0 };
	struct dbn_text_opts o;
	char dbn[512], path[1024], *got, *want;
	size_t n, want_n;

	sample_of(dbn, sizeof(dbn), &o, name);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	want = load_text(path, &want_n);
	got = print_file(dbn, &o, &n, &err);
	CHECK_STR(err.msg, "");
	if (n != want_n || memcmp(got, want, n) != 0) {
		printf("# %s: differs\n", name);
		test_bad = 1;
	}
	free(got);
	free(want);
}

static void
check_samples(void)
{
	char folder[512];
	struct dirent *e;
	DIR *dir;
	int n = 0;

	snprintf(folder, sizeof(folder), "%s/dbn-samples/text", test_shared());
	dir = opendir(folder);
	CHECK(dir != NULL);
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		check_sample(folder, e->d_name);
		n++;
	}
	if (dir != NULL)
		closedir(dir);
	CHECK(n >= 60);
}

/* A row of a kind with all null, then as the test sets it. */
static unsigned char row[4096];

static struct rec
blank(const char *kind)
{
	struct err err = { 0 };
	int n;
	const struct field *f = kind_fields(kind, &n);
	const struct schema *s = schema_get(vocab.schemas, kind, f, n, &err);
	struct rec r = { s, row };

	if (s == NULL || s->row_size > sizeof(row))
		exit(1);
	row_clear(row, s);
	return r;
}

static void
set_char(const struct rec *r, const char *name, int c)
{
	row[r->schema->field[schema_find(r->schema, name)].off] =
	    (unsigned char)c;
}

static void
set_text(const struct rec *r, const char *name, const char *s)
{
	memcpy(row + r->schema->field[schema_find(r->schema, name)].off, s,
	    strlen(s));
}

/* What a row prints, the header line cut off. */
static const char *
print(const struct rec *r, int json, int pretty, int symbol)
{
	static char line[1 << 14];
	struct dbn_text_opts o = { .json = json,
		.pretty_px = pretty,
		.pretty_ts = pretty,
		.symbol = symbol };
	struct err err = { 0 };
	const char *to = tmp_path("line");
	struct dbn_text *t = dbn_text_new(&vocab, &o, &err);
	struct out *out = out_open(to, 0, &err);
	size_t n;
	char *all, *from;

	if (t == NULL || out == NULL)
		exit(1);
	dbn_text_put(t, out, r, DBN_VERSIONS, &err);
	CHECK(out_close(out, 0, &err) == 0);
	dbn_text_free(t);
	if (err.set)
		return memcpy(line, err.msg, sizeof(err.msg));
	all = tmp_load(to, &n);
	from = json ? all : strchr(all, '\n') + 1;
	from[strcspn(from, "\n")] = '\0';
	snprintf(line, sizeof(line), "%s", from);
	free(all);
	return line;
}

static void
check_nulls(void)
{
	struct rec r = blank("ohlcv-1s");

	row_put_u64(row, r.schema, schema_find(r.schema, "ts_event"), 0);
	CHECK_STR(print(&r, 0, 1, 1), ",32,65535,4294967295,,,,,"
				      "18446744073709551615,");
	CHECK_STR(print(&r, 1, 1, 1),
	    "{\"hd\":{\"ts_event\":null,\"rtype\":32,\"publisher_id\":65535,"
	    "\"instrument_id\":4294967295},\"open\":null,\"high\":null,"
	    "\"low\":null,\"close\":null,"
	    "\"volume\":\"18446744073709551615\",\"symbol\":null}");
	CHECK_STR(print(&r, 0, 0, 0),
	    "0,32,65535,4294967295,9223372036854775807,9223372036854775807,"
	    "9223372036854775807,9223372036854775807,18446744073709551615");
	row_put_i64(row, r.schema, r.schema->at.open, INT64_MIN);
	row_put_i64(row, r.schema, r.schema->at.low, 0);
	CHECK_STR(print(&r, 0, 1, 0), ",32,65535,4294967295,"
				      "-9223372036.854775808,,0.000000000,,"
				      "18446744073709551615");
}

static void
check_chars(void)
{
	static const struct {
		int c;
		const char *csv, *json;
	} cases[] = {
		{ 'A', ",A,", "\"side\":\"A\"" },
		{ '\0', ",,", "\"side\":null" },
		{ '\t', ",\\t,", "\"side\":\"\\t\"" },
		{ '"', ",\"\\\"\"\",", "\"side\":\"\\\"\"" },
		{ '\'', ",\\',", "\"side\":\"'\"" },
		{ '\\', ",\\\\,", "\"side\":\"\\\\\"" },
		{ ',', ",\",\",", "\"side\":\",\"" },
		{ 0xff, ",\\xff,", "\"side\":\"\\u00ff\"" },
		{ 0x01, ",\\x01,", "\"side\":\"\\u0001\"" },
	};
	struct rec r = blank("trades");
	const char *p;
	size_t i;

	set_char(&r, "action", 'T');
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		set_char(&r, "side", cases[i].c);
		p = strstr(print(&r, 0, 0, 0), ",T,");
		CHECK(p != NULL &&
		      strncmp(p + 2, cases[i].csv, strlen(cases[i].csv)) == 0);
		CHECK(strstr(print(&r, 1, 0, 0), cases[i].json) != NULL);
	}
}

static void
check_texts(void)
{
	struct rec r = blank("system");
	char full[304];

	set_text(&r, "msg", "a \"b\", c");
	CHECK(strstr(print(&r, 0, 0, 0), ",\"a \"\"b\"\", c\",255") != NULL);
	CHECK(strstr(print(&r, 1, 0, 0),
		  "},\"msg\":\"a \\\"b\\\", c\",\"code\":255}") != NULL);
	set_text(&r, "msg", "\xff");
	CHECK(strstr(print(&r, 1, 0, 0), "\"msg\":\"\"") != NULL);
	memset(full, 'x', 303);
	full[303] = '\0';
	set_text(&r, "msg", full);
	CHECK(strstr(print(&r, 1, 0, 0), "\"msg\":\"\"") != NULL);
}

static void
check_levels(void)
{
	struct rec r = blank("mbp-10");
	const char *p;
	int i;

	for (i = 0; i < r.schema->nfield; i++)
		if (r.schema->field[i].type == F_U32)
			row_put_u32(row, r.schema, i, (uint32_t)i);
	row_put_u64(row, r.schema, schema_find(r.schema, "ask_sz_09"), 7);
	p = print(&r, 1, 1, 1);
	CHECK(strstr(p, ",\"levels\":[{\"bid_px\":null,") != NULL);
	CHECK(strstr(p, "},{\"bid_px\":null,") != NULL);
	CHECK(strstr(p, "\"ask_sz\":7,\"bid_ct\":71,\"ask_ct\":72}],"
			"\"symbol\":null}") != NULL);
	p = print(&r, 1, 1, 0);
	CHECK_STR(p + strlen(p) - 5, "72}]}");
	p = print(&r, 0, 1, 0);
	CHECK_STR(p + strlen(p) - 21, ",,,4294967295,7,71,72");
}

static void
check_refused(void)
{
	struct dbn_text_opts o = { 0 };
	struct err err = { 0 };
	struct dbn_text *t = dbn_text_new(&vocab, &o, &err);
	struct out *out = out_open(tmp_path("refused"), 0, &err);
	struct rec r = blank("trades");

	if (t == NULL || out == NULL)
		exit(1);
	CHECK_INT(dbn_text_put(t, out, &r, DBN_VERSIONS, &err), 0);
	r = blank("mbo");
	CHECK_INT(dbn_text_put(t, out, &r, DBN_VERSIONS, &err), -1);
	CHECK_STR(err.msg, "mbo: CSV has one kind, and trades came first");
	memset(&err, 0, sizeof(err));
	r = blank("value");
	CHECK_INT(dbn_text_put(t, out, &r, DBN_VERSIONS, &err), -1);
	CHECK(err.set);
	dbn_text_free(t);
	memset(&err, 0, sizeof(err));
	out_close(out, 1, &err);
	r = blank("quote");
	CHECK_STR(print(&r, 1, 0, 0), "quote: DBN has no such kind");
	r = blank("trades");
	row_put_i64(row, r.schema, r.schema->at.size, 5000000000);
	CHECK_STR(print(&r, 1, 0, 0), "trades: 5000000000 does not fit");
}

int
main(void)
{
	tmp_begin();
	vocab_begin();

	test_begin("text of the samples is equal byte for byte");
	if (test_shared() != NULL)
		check_samples();
	else
		test_skip("no ../shared beside the checkout");

	test_begin("undefined values are empty, null or the sentinel");
	check_nulls();

	test_begin("characters are escaped, and JSON stays valid");
	check_chars();

	test_begin("texts are quoted; without an end they are empty");
	check_texts();

	test_begin("levels are an array in JSON and columns in CSV");
	check_levels();

	test_begin("foreign kinds, a second kind and misfits are refused");
	check_refused();

	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
