/*
 * dbn_read.c - every sample of DBN is read to the record, every broken one
 * refused after its whole records; no cut and no flipped byte goes wrong.
 */
#include "dbn_test.h"

static const char NO_SHARED[] = "no ../shared beside the checkout";

static char *
sample(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/dbn-samples/%s", test_shared(), name);
	return path;
}

/* "def.v1 2, mbo 5": the sum of the numbers behind the names. */
static uint64_t
count_of(const char *cell)
{
	uint64_t sum = 0;
	const char *p = cell;

	for (; p != NULL && *p != '|'; p = strpbrk(p, ",|")) {
		while (*p == ',' || *p == ' ')
			p++;
		p += strcspn(p, " |");
		sum += strtoull(p, NULL, 10);
	}
	return sum;
}

/* Rows "| dbn/x.dbn | v1 ... | trade 2 |" of the samples' README. */
static void
check_readme(void)
{
	char line[512], name[256], *cell;
	FILE *f = fopen(sample("README.md"), "r");
	uint64_t want;
	struct tally t;
	int files = 0;

	CHECK(f != NULL);
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "| %255s |", name) != 1 ||
		    strchr(name, '/') == NULL || strstr(name, ".db") == NULL)
			continue;
		cell = strchr(strchr(line + 1, '|') + 1, '|') + 1;
		want = strstr(cell, "no records") != NULL ? 0 : count_of(cell);
		t = read_sample(sample(name), NULL, NULL);
		if (t.last != 0 || t.rows != want || t.stats.unknown != 0) {
			printf("# %s: %d %" PRIu64 " %s\n", name, t.last,
			    t.rows, t.err.msg);
			test_bad = 1;
		}
		files++;
	}
	if (f != NULL)
		fclose(f);
	CHECK(files > 80);
}

static const uint64_t GOOD_SUM = 2001900000000;

static void
check_good(void)
{
	static const struct {
		const char *name;
		uint64_t rows;
		int summed; /* 0: other prices, 1: once, 2: twice */
	} good[] = {
		{ "good.dbn", 20, 1 },
		{ "good.dbn.zst", 20, 1 },
		{ "good-two-frames.dbn.zst", 20, 1 },
		{ "good-skippable.dbn.zst", 20, 1 },
		{ "good-ts-out.dbn", 20, 1 },
		{ "good-unknown-rtype.dbn", 19, 0 },
		{ "good-longer-record.dbn", 20, 1 },
		{ "good-mixed-live.dbn", 23, 1 },
		{ "good-undef.dbn", 5, 0 },
		{ "good-empty.dbn", 0, 0 },
		{ "good-frag.dbn.frag", 20, 1 },
		{ "odd-schema-99.dbn", 20, 1 },
		{ "odd-two-files.dbn", 40, 2 },
		{ "odd-two-files.dbn.zst", 40, 2 },
	};
	char name[64];
	struct tally t;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		snprintf(name, sizeof(name), "made/%s", good[i].name);
		t = read_sample(sample(name), NULL, NULL);
		CHECK_STR(t.err.msg, "");
		CHECK_INT(t.last, 0);
		CHECK_INT(t.rows, good[i].rows);
		CHECK_INT(t.stats.records, good[i].rows);
		if (good[i].summed)
			CHECK_INT(t.price_sum,
			    GOOD_SUM * (uint64_t)good[i].summed);
	}
}

static void
check_bad(void)
{
	static const struct {
		const char *name;
		uint64_t rows; /* whole ones before the damage */
		const char *says;
	} bad[] = {
		{ "bad-zero-length.dbn", 10,
		    "offset 1136, record 11: length 0: expected at least 16" },
		{ "bad-length-3.dbn", 10,
		    "offset 1136, record 11: length 12: expected at least 16" },
		{ "bad-short-struct.dbn", 10,
		    "offset 1136, record 11: trades: length 24: expected at "
		    "least 48" },
		{ "bad-cut-record.dbn", 19,
		    "offset 1568, record 20: record truncated: expected 48 "
		    "bytes, got 40" },
		{ "bad-cut-header.dbn", 19,
		    "offset 1568, record 20: record truncated: expected 16 "
		    "bytes, got 8" },
		{ "bad-one-frame-of-two.dbn.zst", 3,
		    "offset 800, record 4: record truncated" },
		{ "bad-cut-metadata.dbn", 0, "metadata truncated" },
		{ "bad-cut-prefix.dbn", 0, "header truncated" },
		{ "bad-magic.dbn", 0, "not DBN" },
		{ "bad-version-0.dbn", 0, "DBN version 0: expected 1 to 3" },
		{ "bad-version-4.dbn", 0, "DBN version 4: expected 1 to 3" },
		{ "bad-meta-length-small.dbn", 0, "expected at least 100" },
		{ "bad-meta-length-huge.dbn", 0, "expected 4294967280 bytes" },
		{ "bad-symbol-count.dbn", 0, "do not fit" },
		{ "bad-cstr-len-0.dbn", 0, "symbol_cstr_len: 0" },
		{ "bad-cstr-len-65535.dbn", 0, "do not fit" },
		{ "bad-schema-def.dbn", 0, "schema_definition_length: 4" },
		{ "bad-date.dbn", 0, "not a date: 20231399" },
		{ "bad-cut-zstd.dbn.zst", 0, "truncated" },
		{ "bad-cut-checksum.dbn.zst", 20, "truncated" },
		{ "bad-checksum.dbn.zst", 20, "checksum" },
		{ "bad-trailing-garbage.dbn.zst", 20, "zstd" },
	};
	char name[64];
	struct tally t;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(name, sizeof(name), "made/%s", bad[i].name);
		t = read_sample(sample(name), NULL, NULL);
		CHECK_INT(t.last, -1);
		CHECK_INT(t.rows, bad[i].rows);
		if (strstr(t.err.msg, bad[i].says) == NULL)
			CHECK_STR(t.err.msg, bad[i].says);
	}
}

static void
check_cuts(const char *name, size_t first, size_t record)
{
	size_t n, cut;
	char *p = tmp_load(sample(name), &n);
	struct tally t;
	uint64_t whole;

	for (cut = 0; cut < n; cut++) {
		t = read_sample(tmp_file("cut.dbn", p, cut), NULL, NULL);
		whole = cut < first ? 0 : (cut - first) / record;
		/* a cut between records leaves no trace */
		CHECK_INT(t.last,
		    cut >= first && (cut - first) % record == 0 ? 0 : -1);
		CHECK_INT(t.rows, whole);
	}
	free(p);
}

/* Any answer will do, but one must come. */
static void
check_flips(const char *name)
{
	static const unsigned char flip[] = { 0x01, 0x80, 0xff };
	const char *copy = strstr(name, ".dbz") != NULL    ? "flip.dbz"
			   : strstr(name, ".frag") != NULL ? "flip.frag"
							   : "flip.dbn";
	size_t n, i, k;
	char *p = tmp_load(sample(name), &n);
	struct tally t;

	CHECK(n > 0);
	for (i = 0; i < n; i++) {
		for (k = 0; k < sizeof(flip); k++) {
			p[i] = (char)(p[i] ^ flip[k]);
			t = read_sample(tmp_file(copy, p, n), NULL, NULL);
			CHECK(t.last == 0 || t.err.set);
			p[i] = (char)(p[i] ^ flip[k]);
		}
	}
	free(p);
}

static void
undef_row(void *arg, const struct rec *r)
{
	const struct schema *s = r->schema;
	int *n = arg;

	switch (++*n) {
	case 1:
		CHECK_INT(rec_i64(r, s->at.price), PX_NULL);
		break;
	case 2:
		CHECK_INT(rec_i64(r, s->at.price), INT64_MIN);
		break;
	case 3:
		CHECK_INT(rec_i64(r, s->at.price), -5);
		break;
	case 4:
		CHECK_INT(rec_u64(r, s->at.ts_event), 0);
		break;
	default:
		CHECK(rec_u64(r, s->at.ts_event) == TS_NULL);
		CHECK(rec_u64(r, s->at.ts_recv) == TS_NULL);
		CHECK_INT(rec_i64(r, s->at.size), QTY_NULL);
		CHECK_INT(*rec_at(r, s->at.action), 'N');
		CHECK_INT(*rec_at(r, s->at.side), 0);
		CHECK_INT(rec_symbol(r), 0);
	}
}

static void
live_row(void *arg, const struct rec *r)
{
	const char *sym = symtab_text(vocab.syms, rec_symbol(r), NULL);
	char *seen = arg;

	strcat(seen, r->schema->kind);
	strcat(seen, "/");
	strcat(seen, sym);
	strcat(seen, " ");
}

static void
ts_out_row(void *arg, const struct rec *r)
{
	int at = schema_find(r->schema, "ts_out");

	CHECK(at >= 0);
	if (at >= 0 && rec_u64(r, at) > rec_u64(r, r->schema->at.ts_recv))
		++*(int *)arg;
}

static void
check_meta_json(void)
{
	struct err err = { 0 };
	size_t n;
	char *want = tmp_load(sample("go/test_data.ohlcv-1s.meta.json"), &n);
	struct dbn *d = open_sample(sample("dbn/test_data.ohlcv-1s.dbn"), &err);
	char *got = d == NULL ? NULL : dbn_meta_json(dbn_meta(d), 0, &err);

	want[strcspn(want, "\n")] = '\0';
	CHECK_STR(got == NULL ? "" : got, want);
	free(got);
	got = d == NULL ? NULL : dbn_meta_json(dbn_meta(d), 1, &err);
	CHECK(got != NULL &&
	      strstr(got,
		  "\n                    \"start_date\": \"2020-12-28\","));
	free(got);
	free(want);
	dbn_close(d);
}

/* One record and a half in a pipe that stays open: the one must come. */
static void
check_prompt(void)
{
	enum { HEADER = 656, RECORD = 48 };
	struct err err = { 0 };
	struct recs b = { 0 };
	char name[32];
	struct dbn *d;
	size_t n;
	char *p = tmp_load(sample("made/good.dbn"), &n);
	int fd[2];

	CHECK(pipe(fd) == 0);
	snprintf(name, sizeof(name), "/dev/fd/%d", fd[0]);
	n = HEADER + RECORD + RECORD / 2;
	CHECK(write(fd[1], p, n) == (ssize_t)n);
	alarm(20); /* a reader that waits would wait for ever */
	d = open_sample(name, &err);
	CHECK(d != NULL);
	if (d != NULL) {
		CHECK_INT(dbn_next(d, &b, &err), 1);
		CHECK_INT(b.n, 1);
		CHECK(write(fd[1], p + n, RECORD) == RECORD);
		CHECK_INT(dbn_next(d, &b, &err), 1);
		CHECK_INT(b.n, 1);
	}
	close(fd[1]);
	if (d != NULL)
		CHECK_INT(dbn_next(d, &b, &err), -1);
	alarm(0);
	dbn_close(d);
	close(fd[0]);
	free(p);
}

int
main(void)
{
	char seen[1024] = "";
	struct tally t;
	int n = 0;

	test_begin("samples can be read");
	if (test_shared() == NULL) {
		test_skip(NO_SHARED);
		return test_end();
	}
	tmp_begin();
	vocab_begin();

	test_begin("every file of the origin repositories has its records");
	check_readme();

	test_begin("every made good file has its records and prices");
	check_good();

	test_begin("every broken file is refused after its whole records");
	check_bad();

	test_begin("a cut at any byte is seen but between two records");
	check_cuts("made/good.dbn", 656, 48);
	check_cuts("made/good-ts-out.dbn", 656, 56);

	test_begin("no flipped byte makes a reader crash");
	check_flips("made/good.dbn");
	check_flips("made/good-mixed-live.dbn");
	check_flips("made/good.dbn.zst");
	check_flips("dbn/test_data.definition.v1.dbn.frag");
	check_flips("dbn/test_data.definition.dbz");
	check_flips("cpp/test_data.mbp-1.v1.dbn");

	test_begin("undefined and extreme values arrive as they are");
	read_sample(sample("made/good-undef.dbn"), undef_row, &n);
	CHECK_INT(n, 5);

	test_begin("live mappings name the records behind them");
	t = read_sample(sample("made/good-mixed-live.dbn"), live_row, seen);
	CHECK_INT(t.stats.control, 3);
	CHECK_INT(t.stats.unmapped, 10);
	seen[62] = '\0';
	CHECK_STR(seen,
	    "symbol-mapping/AAA system/ trades/ trades/AAA trades/ trades/A");

	test_begin("ts_out is a field of its own");
	n = 0;
	read_sample(sample("made/good-ts-out.dbn"), ts_out_row, &n);
	CHECK_INT(n, 20);

	test_begin("an unknown rtype is skipped, counted and told once");
	t = read_sample(sample("made/good-unknown-rtype.dbn"), NULL, NULL);
	CHECK_INT(t.stats.unknown, 1);
	CHECK(strstr(t.stats.warning, "0x77") != NULL);

	test_begin("an unknown schema is told and read");
	t = read_sample(sample("made/odd-schema-99.dbn"), NULL, NULL);
	CHECK(strstr(t.stats.warning, "schema 99") != NULL);

	test_begin("a file joined with another has two headers");
	t = read_sample(sample("made/odd-two-files.dbn"), NULL, NULL);
	CHECK_INT(t.stats.headers, 2);
	CHECK_INT(t.stats.unmapped, 0);

	test_begin("a batch never waits for more input");
	check_prompt();

	test_begin("metadata as JSON is what the reference prints");
	check_meta_json();

	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
