/*
 * dbn_emit.c - DBN from DBN, byte for byte; from rows, to the record; with
 * metadata that is true.
 */
#include <glob.h>

#include "dbn/emit.h"
#include "dbn/layout.h"
#include "dbn_made.h"

static const char NO_SHARED[] = "no ../shared beside the checkout";

enum way { RAW, ROWS, AS_BYTES }; /* how records travel */

struct copy {
	enum way way;
	struct dbn_emit_opts o;
	uint64_t first;   /* hand on that many records only */
	const char *kind; /* and only this kind */
	int forget;       /* say no metadata */
};

/* All decoded bytes of a file. */
static unsigned char *
load_decoded(const char *path, size_t *n)
{
	struct err err = { 0 };
	struct in *in = in_open(path, 0, &err);
	const unsigned char *p;
	unsigned char *copy;
	size_t want = 1 << 12;

	if (in == NULL)
		exit(1);
	while (in_peek(in, want, &p, n, &err) == 1)
		want *= 2;
	copy = malloc(*n + 1);
	if (copy == NULL)
		exit(1);
	memcpy(copy, p, *n);
	in_close(in);
	return copy;
}

static int
pass_batch(struct dbn_emit *e, struct dbn *d, const struct batch *b,
    const struct copy *c, uint64_t *left, struct err *err)
{
	size_t n = b->n < *left ? b->n : (size_t)*left;

	if (c->kind != NULL && strcmp(b->schema->kind, c->kind) != 0)
		return 0;
	*left -= n;
	return dbn_emit_rows(e, c->way == AS_BYTES ? d : NULL, b->schema,
	    b->rows, n, err);
}

static int
pass_all(struct dbn_emit *e, struct dbn *d, const struct copy *c,
    struct err *err)
{
	uint64_t headers = 0, left = c->first > 0 ? c->first : UINT64_MAX;
	struct dbn_raw raw;
	struct batch b;
	int got = 1, r = 0;

	while (got == 1 && r == 0 && left > 0) {
		if (c->way == RAW)
			got = dbn_raw_next(d, &raw, err);
		else
			got = dbn_next(d, &b, err);
		if (headers != dbn_stats(d)->headers && !c->forget)
			r = dbn_emit_meta(e, dbn_meta(d), err);
		headers = dbn_stats(d)->headers;
		if (got != 1 || r != 0)
			break;
		r = c->way == RAW ? dbn_emit_raw(e, &raw, err)
				  : pass_batch(e, d, &b, c, &left, err);
	}
	return got == -1 ? -1 : r;
}

/* Copy files to one; its path, err what went wrong. */
static char *
copy_files(const char *const *from, int n, const struct copy *c,
    struct err *err)
{
	char *to = tmp_path("emit.dbn");
	struct out *out = out_open(to, 0, err);
	struct dbn_emit *e = dbn_emit_open(out, &c->o, &house, err);
	struct dbn *d;
	int i, r = 0;

	if (e == NULL)
		exit(1);
	r = dbn_emit_scan(e, (char *const *)from, n, err);
	for (i = 0; i < n && r == 0; i++) {
		d = open_sample(from[i], err);
		r = d == NULL ? -1 : pass_all(e, d, c, err);
		dbn_close(d);
	}
	if (dbn_emit_close(e, r == 0, err) == -1)
		r = -1;
	CHECK(r == 0 || err->set);
	CHECK(out_close(out, 0, err) == 0);
	return to;
}

static char *
copy_file(const char *from, const struct copy *c, struct err *err)
{
	return copy_files(&from, 1, c, err);
}

static const struct copy plain = { .o = { .end = TS_NULL } };

static struct copy
copy_by(enum way way)
{
	struct copy c = plain;

	c.way = way;
	return c;
}

/* Fill record_count of version 1, which is not kept. */
static void
blank_count(unsigned char *p, size_t n)
{
	if (n > 58 && memcmp(p, "DBN\1", 4) == 0)
		memset(p + 8 + 42, 0xff, 8);
}

static void
check_same(const char *from, enum way way)
{
	struct copy c = copy_by(way);
	struct err err = { 0 };
	size_t n, got_n;
	unsigned char *want = load_decoded(from, &n), *got;

	c.o.bare = strstr(from, ".frag") != NULL;
	c.o.fragment_version = strstr(from, ".v1.") != NULL;
	got = (unsigned char *)tmp_load(copy_file(from, &c, &err), &got_n);
	blank_count(want, n);
	if (err.set || n != got_n || memcmp(want, got, n) != 0) {
		printf("# %s: %zu bytes, %zu wanted: %s\n", from, got_n, n,
		    err.msg);
		test_bad = 1;
	}
	free(want);
	free(got);
}

static int
each_sample(const char *pattern, void (*fn)(const char *path))
{
	char path[512];
	size_t i, n;
	glob_t g;

	snprintf(path, sizeof(path), "%s/dbn-samples/%s", test_shared(),
	    pattern);
	if (glob(path, 0, NULL, &g) != 0)
		return 0;
	for (i = 0; i < g.gl_pathc; i++)
		fn(g.gl_pathv[i]);
	n = g.gl_pathc;
	globfree(&g);
	return (int)n;
}

static void
same_raw(const char *path)
{
	check_same(path, RAW);
}

static void
same_as_bytes(const char *path)
{
	/* of an unknown type there is no row, so none was wanted */
	if (strstr(path, "unknown-rtype") == NULL)
		check_same(path, AS_BYTES);
}

static int
each_good(void (*fn)(const char *path))
{
	return each_sample("dbn/*.dbn*", fn) + each_sample("cpp/*.dbn*", fn) +
	       each_sample("python/*/*.dbn*", fn) +
	       each_sample("derived/*.dbn*", fn) +
	       each_sample("made/good*", fn) +
	       each_sample("made/odd-schema*", fn);
}

/* A sum over all of a file's rows. */
static void
sum_row(void *arg, const struct rec *r)
{
	uint64_t *sum = arg;
	uint32_t i;

	for (i = 0; i < r->schema->row_size; i++)
		*sum = *sum * 31 + r->v[i];
	*sum = *sum * 31 + r->schema->id;
}

static void
dbz_becomes_dbn(const char *path)
{
	struct err err = { 0 };
	uint64_t want = 0, got = 0;
	struct tally t = read_sample(path, sum_row, &want), u;

	u = read_sample(copy_file(path, &plain, &err), sum_row, &got);
	CHECK_STR(err.msg, "");
	CHECK_INT(u.last, 0);
	CHECK_INT(u.rows, t.rows);
	CHECK_INT(got, want);
}

/* Header and rows; reserved bytes of records are not kept by rows. */
static void
same_rows(const char *path)
{
	struct copy c = copy_by(ROWS);
	struct err err = { 0 };
	uint64_t want_sum = 0, got_sum = 0;
	struct tally t = read_sample(path, sum_row, &want_sum), u;
	size_t n, got_n, head = 0;
	unsigned char *want, *got;
	char *to;

	/* what is longer or unknown has no place in a row */
	if (strstr(path, "unknown-rtype") != NULL ||
	    strstr(path, ".frag") != NULL)
		return;
	want = load_decoded(path, &n);
	to = copy_file(path, &c, &err);
	got = (unsigned char *)tmp_load(to, &got_n);
	blank_count(want, n);
	memcpy(&head, want + 4, 4);
	if (err.set || got_n < head + 8 || memcmp(want, got, head + 8) != 0) {
		printf("# %s: %s\n", path, err.msg);
		test_bad = 1;
	}
	u = read_sample(to, sum_row, &got_sum);
	CHECK_INT(u.last, 0);
	CHECK_INT(u.rows, t.rows);
	CHECK_INT(got_sum, want_sum);
	free(want);
	free(got);
}

/* Bytes behind the metadata. */
static unsigned char *
records_of(unsigned char *p, size_t *n)
{
	uint32_t head;

	memcpy(&head, p + 4, sizeof(head));
	*n -= head + 8;
	return p + head + 8;
}

/* The reference's own files of version 3 were made by upgrading. */
static void
upgraded(const char *path)
{
	struct copy c = plain;
	struct err err = { 0 };
	char third[512];
	unsigned char *want, *got, *a, *b;
	size_t n, got_n;
	char *v;

	snprintf(third, sizeof(third), "%s", path);
	v = strstr(third, ".v1.") != NULL ? strstr(third, ".v1.")
					  : strstr(third, ".v2.");
	v[2] = '3';
	if (access(third, R_OK) != 0)
		return;
	c.o.upgrade = 1;
	want = load_decoded(third, &n);
	got = (unsigned char *)tmp_load(copy_file(path, &c, &err), &got_n);
	CHECK_STR(err.msg, "");
	CHECK_INT(got[3], 3);
	a = records_of(want, &n);
	b = records_of(got, &got_n);
	if (got_n != n || memcmp(a, b, n) != 0) {
		printf("# %s: not as %s\n", path, third);
		test_bad = 1;
	}
	free(want);
	free(got);
}

static char *
sample(const char *name)
{
	static char path[2][512];
	static int which;
	char *p = path[which++ % 2];

	snprintf(p, sizeof(path[0]), "%s/dbn-samples/%s", test_shared(), name);
	return p;
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
	return json;
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
	/* mapping records that are not wanted still reach the reader */
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
keep_bbb(void *arg, const char *symbol)
{
	(void)arg;
	return strcmp(symbol, "BBB") == 0;
}

static void
check_narrow(void)
{
	struct copy c = copy_by(AS_BYTES);
	struct err err = { 0 };
	char *to;

	c.first = c.o.limit = 3;
	c.o.keep = keep_bbb;
	c.o.start = UINT64_C(1700000000000000001);
	c.o.end = UINT64_C(1700000000000000009);
	to = copy_file(sample("made/good.dbn"), &c, &err);
	CHECK_STR(err.msg, "");
	CHECK_INT(read_sample(to, NULL, NULL).rows, 3);
	check_meta(to, "\"limit\":\"3\"");
	check_meta(to, "\"symbols\":[\"BBB\"]");
	check_meta(to, "\"mappings\":[{\"raw_symbol\":\"BBB\"");
	check_meta(to, "\"end\":\"2023-11-14T22:13:20.000000009Z\"");
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
	struct dbn_emit_opts o = { .end = TS_NULL };
	struct out *out = out_open(tmp_path("x.dbn"), 0, &err);
	struct dbn_emit *e = dbn_emit_open(out, &o, &house, &err);
	struct dbn *d = open_sample(sample("made/good.dbn"), &err);
	struct dbn *g =
	    open_sample(sample("python/GLBX.MDP3/test_data.trades.dbn.zst"),
		&err);
	struct batch b;

	CHECK(dbn_emit_meta(e, dbn_meta(g), &err) == 0);
	CHECK(dbn_next(d, &b, &err) == 1);
	CHECK(dbn_emit_rows(e, NULL, b.schema, b.rows, b.n, &err) == -1);
	CHECK(strstr(err.msg, "symbol \"BBB\" of instrument 22") != NULL);
	(void)dbn_emit_close(e, 0, &err);
	(void)out_close(out, 1, &err);
	dbn_close(d);
	dbn_close(g);
}

/* What the comment of our binary stream says is what it was made of. */
static void
check_parse(const char *path)
{
	struct err err = { 0 };
	struct dbn *d = open_sample(path, &err);
	struct dbn_meta m;
	char *want, *got;

	if (d == NULL || dbn_meta(d) == NULL) {
		dbn_close(d);
		return;
	}
	want = dbn_meta_json(dbn_meta(d), 0, &err);
	CHECK(dbn_meta_parse(&m, want, strlen(want), &err) == 0);
	CHECK_STR(err.msg, "");
	got = dbn_meta_json(&m, 0, &err);
	CHECK_STR(got, want);
	dbn_meta_free(&m);
	dbn_close(d);
	free(want);
	free(got);
}

static void
for_shared(const char *name, void (*fn)(void))
{
	test_begin(name);
	if (test_shared() == NULL)
		test_skip(NO_SHARED);
	else
		fn();
}

static void
all_raw(void)
{
	CHECK(each_good(same_raw) > 100);
}

static void
all_as_bytes(void)
{
	CHECK(each_good(same_as_bytes) > 100);
}

static void
all_rows(void)
{
	CHECK(each_good(same_rows) > 100);
}

static void
all_dbz(void)
{
	CHECK(each_sample("dbn/*.dbz", dbz_becomes_dbn) > 5);
}

static void
all_upgraded(void)
{
	CHECK(each_sample("dbn/*.v[12].dbn.zst", upgraded) > 10);
}

static void
all_parsed(void)
{
	CHECK(each_good(check_parse) > 100);
}

int
main(void)
{
	tmp_begin();
	house_begin();

	for_shared("records copied as bytes leave good samples as they are",
	    all_raw);
	for_shared("and so do those picked by rows", all_as_bytes);
	for_shared("made of rows they have the same header and rows", all_rows);
	for_shared("DBZ becomes DBN of the same rows", all_dbz);
	for_shared("older versions become the reference's version 3",
	    all_upgraded);
	for_shared("rows without metadata get a header that is true",
	    check_made);
	for_shared("a live stream tells each symbol before its first record",
	    check_live);
	for_shared("what was selected is said in the header", check_narrow);
	for_shared("joined files of one header become one file", check_joined);
	for_shared("a symbol that the header lacks is refused", check_refused);
	for_shared("metadata comes back from its JSON", all_parsed);
	test_begin("files have one header for all, or cannot be one file");
	check_united();

	house_fini(&house);
	tmp_end();
	return test_end();
}
