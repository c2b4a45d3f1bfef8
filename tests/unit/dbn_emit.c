/*
 * dbn_emit.c - DBN from DBN, byte for byte; from rows, to the record.
 */
#include "dbn_emit.h"

#include <glob.h>

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
	/* an unknown type gives no row, so none was expected */
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

/* Bytes after the metadata. */
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

/* The comment in our binary stream describes its source. */
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
	vocab_begin();

	for_shared("records copied as bytes leave good samples as they are",
	    all_raw);
	for_shared("and so do those picked by rows", all_as_bytes);
	for_shared("made of rows they have the same header and rows", all_rows);
	for_shared("DBZ becomes DBN of the same rows", all_dbz);
	for_shared("older versions become the reference's version 3",
	    all_upgraded);
	for_shared("metadata comes back from its JSON", all_parsed);

	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
