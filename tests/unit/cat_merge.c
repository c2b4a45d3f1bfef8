/*
 * cat_merge.c - the order of merged files, against a naive twin that sorts all
 * rows.
 */
#include "base/rng.h"
#include "cat/feed_impl.h"
#include "cat_feed.h"

enum { FILES_MAX = 400, ROWS_MAX = 20000 };

/* A row of a file, which its value names: its place in all[]. */
struct placed {
	const char *symbol;
	uint64_t time;
	int file, i;
};

static struct placed all[ROWS_MAX], sorted[ROWS_MAX];
static int nall;
static char path[FILES_MAX][600];
static const char *names[FILES_MAX];

static int
cmp_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int c;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if ((c = strcmp(x->symbol, y->symbol)) != 0)
		return c;
	if (x->file != y->file)
		return x->file - y->file;
	return x->i - y->i;
}

/* Files of rows in order of time, with many rows of one time. */
static void
make_files(struct rng *g, int nfiles, int rows)
{
	static const char *const symbols[] = { "", "A", "AA", "B", "\xc3\xa9",
		"b" };
	static struct row_made m[ROWS_MAX];
	uint64_t t;
	int f, i, n;

	nall = 0;
	for (f = 0; f < nfiles; f++) {
		n = (int)rng_below(g, (uint64_t)rows + 1);
		t = rng_below(g, 50);
		for (i = 0; i < n; i++, nall++) {
			t += rng_below(g, 3) == 0 ? rng_below(g, 9) : 0;
			m[i] = (struct row_made){ symbols[rng_below(g, 6)], t,
				nall };
			all[nall] = (struct placed){ m[i].symbol, t, f, nall };
		}
		snprintf(path[f], sizeof(path[f]), "%s/f%d", tmp_dir, f);
		names[f] = path[f];
		feed_write(path[f], f % 3 == 2 ? &encoder_json : &encoder_bin,
		    END_CLEAN, m, (size_t)n);
	}
	memcpy(sorted, all, (size_t)nall * sizeof(*all));
	qsort(sorted, (size_t)nall, sizeof(*sorted), cmp_placed);
}

/* The number of rows that are not where the twin has them; -1 an error. */
static int
count_wrong(const struct feed_opts *o, int nfiles)
{
	struct feed_run u;
	struct feed *f;
	struct recs b;
	struct rec r;
	int n = 0, bad = 0, got;
	size_t i;

	feed_run_begin(&u);
	u.o = *o;
	f = feed_run_open(&u, names, nfiles);
	while ((got = feed_next(f, &b, &u.t.err)) == 1) {
		r = (struct rec){ b.schema, b.rows };
		for (i = 0; i < b.n; i++, n++, r.v += b.schema->row_size)
			bad += n >= nall ||
			       rows_get(&r, "value") != (double)sorted[n].i;
	}
	if (got == -1)
		printf("# %s\n", u.t.err.msg);
	CHECK_STR(u.order, "");
	CHECK_INT(u.files, nfiles);
	CHECK_INT(u.done, nfiles);
	feed_close(f);
	feed_run_end(&u);
	return got == -1 ? -1 : bad + abs(nall - n);
}

static void
test_random(void)
{
	const struct feed_opts o = { .merge = 1 };
	struct rng g;
	int round, nfiles;

	test_begin(
	    "rows are in order of time, symbol, file and place (seed 5)");
	rng_init(&g, 5, 0);
	for (round = 0; round < 40; round++) {
		nfiles = 1 + (int)rng_below(&g, 6);
		make_files(&g, nfiles, 200);
		CHECK_INT(count_wrong(&o, nfiles), 0);
	}
}

static void
test_many(void)
{
	const struct feed_opts o = { .merge = 1 };
	static struct row_made m[2];
	struct feed_run u;
	int f;

	test_begin("more files than may be open at once, one behind the other");
	nall = 0;
	for (f = 0; f < FILES_MAX; f++) {
		/* the last file is the first in time */
		m[0] = (struct row_made){ "A", (uint64_t)(FILES_MAX - f) * 9,
			2 * f };
		m[1] = (struct row_made){ "B", m[0].time + 5, 2 * f + 1 };
		for (int i = 0; i < 2; i++, nall++)
			all[nall] =
			    (struct placed){ m[i].symbol, m[i].time, f, nall };
		snprintf(path[f], sizeof(path[f]), "%s/f%d", tmp_dir, f);
		names[f] = path[f];
		feed_write(path[f], &encoder_bin, END_CLEAN, m, 2);
	}
	memcpy(sorted, all, (size_t)nall * sizeof(*all));
	qsort(sorted, (size_t)nall, sizeof(*sorted), cmp_placed);
	CHECK_INT(count_wrong(&o, FILES_MAX), 0);

	test_begin("too many that overlap are an error that says how to do it");
	for (f = 0; f < FILES_MAX; f++) {
		m[0] = (struct row_made){ "A", (uint64_t)f, 0 };
		m[1] = (struct row_made){ "A", 100000, 0 };
		feed_write(path[f], &encoder_bin, END_CLEAN, m, 2);
	}
	feed_run_begin(&u);
	u.o = o;
	CHECK_INT(feed_run_all(&u, names, FILES_MAX), -1);
	CHECK(strstr(u.t.err.msg, "f256: merge: 257 of 400 files") != NULL);
	CHECK(strstr(u.t.err.msg, "merge them in groups first") != NULL);
	CHECK_INT(u.files, FEED_OPEN_MAX);
	CHECK_INT(u.done, FEED_OPEN_MAX);
	feed_run_end(&u);

	test_begin("within a limit of memory for the decoders, too");
	for (f = 0; f < 3; f++)
		names[f] = feed_file(f == 0   ? "a"
				     : f == 1 ? "b"
					      : "c",
		    "A1=1 A9=9");
	feed_run_begin(&u);
	u.o = o;
	u.o.decoders = 2 * decoder_bytes(names[0]);
	CHECK_INT(feed_run_all(&u, names, 3), -1);
	CHECK(strstr(u.t.err.msg, "the 3 of 3 files") != NULL);
	feed_run_end(&u);
}

static void
run_merge(struct feed_run *u, const char *a, const char *b)
{
	const char *two[2];

	two[0] = feed_file("a", a);
	two[1] = feed_file("b", b);
	feed_run_begin(u);
	u->o.merge = 1;
	CHECK_INT(feed_run_all(u, two, 2), 0);
	feed_run_end(u);
}

static void
test_back(void)
{
	struct feed_run u;

	test_begin("a row that steps back comes at once, and is counted");
	run_merge(&u, "A1=1 A5=2 A3=3 A7=4", "A4=5 A6=6");
	CHECK_STR(u.text, "A1=1 A4=5 A5=2 A3=3 A6=6 A7=4");
	CHECK_STR(u.order, "a:back=1@3,apart=0@0 ");

	test_begin("counted are the groups that step back, the first by place");
	run_merge(&u, "A9=1 B9=2 B8=3 A8=4 A7=5", "A10=6");
	CHECK_STR(u.text, "A9=1 B9=2 A8=4 B8=3 A7=5 A10=6");
	CHECK_STR(u.order, "a:back=2@3,apart=0@0 ");

	test_begin("a row without a time stays behind the row before it");
	run_merge(&u, "C-=1 A5=2 A-=3 A9=4", "B5=5 B5=6 B7=7");
	CHECK_STR(u.text, "C-=1 A5=2 A-=3 B5=5 B5=6 B7=7 A9=4");
	CHECK_STR(u.order, "");
}

static void
test_one(void)
{
	const char *name = feed_file("a", "C1=1 B1=2 A1=3 B2=4 A2=5 A2=6");
	struct feed_run u;

	test_begin("rows of one time are put in order in a single file, too");
	feed_run_begin(&u);
	u.o.merge = 1;
	CHECK_INT(feed_run_all(&u, &name, 1), 0);
	CHECK_STR(u.text, "A1=3 B1=2 C1=1 A2=5 A2=6 B2=4");
	feed_run_end(&u);

	test_begin("a loop of a merge merges each pass");
	feed_run_begin(&u);
	u.o.merge = 1;
	u.o.loop = 2;
	CHECK_INT(feed_run_all(&u, &name, 1), 0);
	CHECK_STR(u.text, "A1=3 B1=2 C1=1 A2=5 A2=6 B2=4 "
			  "A3=3 B3=2 C3=1 A4=5 A4=6 B4=4");
	CHECK_INT(u.files, 1);
	feed_run_end(&u);
}

/* A file of two schemas at one time keeps each row whole. */
static void
test_kinds(void)
{
	const struct sink_opts o = { .encoder = &encoder_bin };
	const char *name = tmp_path("kinds.tks");
	struct feed_run u;
	struct sink *k;
	struct feed *f;
	struct recs b;
	struct rec r;
	char text[200] = "";
	int i;

	test_begin("rows of several kinds at one time are ordered by symbol");
	feed_run_begin(&u);
	k = sink_open(name, &u.t.vocab, &o, &u.t.err);
	for (i = 0; i < 6; i++) {
		char symbol[2] = { (char)('F' - i), '\0' };

		r = i % 2 ? rows_value(&u.t, DAY0, symbol, i)
			  : rows_quote(&u.t, DAY0, symbol, i, i);
		CHECK_INT(sink_write(k, &r, &u.t.err), 0);
	}
	CHECK_INT(sink_close(k, END_CLEAN, &u.t.err), 0);
	u.o.merge = 1;
	f = feed_run_open(&u, &name, 1);
	while (feed_next(f, &b, &u.t.err) == 1) {
		CHECK_INT(b.n, 1);
		r = (struct rec){ b.schema, b.rows };
		sprintf(text + strlen(text), "%s:%s=%g ", b.schema->kind,
		    symtab_text(u.t.vocab.syms, rec_symbol(&r), NULL),
		    rows_get(&r, r.schema == u.t.schema[K_VALUE]
				     ? "value"
				     : "ask_px_00"));
	}
	CHECK_STR(text, "value:A=5 quote:B=4 value:C=3 quote:D=2 value:E=1 "
			"quote:F=0 ");
	feed_close(f);
	feed_run_end(&u);
}

static void
test_pieces(void)
{
	enum { HELD = 1 << 16, N = HELD + 10 };
	static struct row_made m[N];
	const char *name = tmp_path("long");
	struct feed_run u;
	struct feed *f;
	struct recs b;
	struct rec r;
	size_t i, n = 0, bad = 0;
	char want[100];

	test_begin("a group too long to be held is ordered in pieces, and what "
		   "came too late is counted");
	for (i = 0; i < N; i++)
		m[i] = (struct row_made){ i < HELD ? (i % 2 ? "B" : "C") : "A",
			7, (double)i };
	feed_write(name, &encoder_bin, END_CLEAN, m, N);
	feed_run_begin(&u);
	u.o.merge = 1;
	f = feed_run_open(&u, &name, 1);
	while (feed_next(f, &b, &u.t.err) == 1) {
		r = (struct rec){ b.schema, b.rows };
		for (i = 0; i < b.n; i++, n++, r.v += b.schema->row_size)
			bad += rows_get(&r, "value") !=
			       (double)(n < HELD / 2 ? 2 * n + 1
					: n < HELD   ? 2 * (n - HELD / 2)
						     : n);
	}
	CHECK_INT(n, N);
	CHECK_INT(bad, 0);
	snprintf(want, sizeof(want), "long:back=0@0,apart=10@%d ", HELD + 1);
	CHECK_STR(u.order, want);
	feed_close(f);
	feed_run_end(&u);
}

static void
test_damage(void)
{
	static const char line[] = "{\"kind\":\"value\",\"ts_event\":"
				   "\"2024-01-01T00:00:00.00000000%dZ\","
				   "\"symbol\":\"A\",\"value\":%d}\n%s";
	const char *two[2];
	struct feed_run u;
	char text[300];

	test_begin("rows in front of a damage come before its error");
	snprintf(text, sizeof(text), line, 5, 1, "{\"kind\":\"value\",\n");
	two[0] = tmp_file("cut.json", text, strlen(text));
	two[1] = feed_file("b", "B1=2 B9=3");
	feed_run_begin(&u);
	u.o.merge = 1;
	CHECK_INT(feed_run_all(&u, two, 2), -1);
	CHECK_STR(u.text, "B1=2 A5=1");
	CHECK(strstr(u.t.err.msg, "cut.json:2") != NULL);
	CHECK_INT(u.done, 2);
	feed_run_end(&u);
}

/* Rows of two files in turn, which one read of each has in memory. */
static void
test_gathered(void)
{
	enum { EACH = 300 };
	static struct row_made m[2][EACH];
	const char *files[2];
	struct feed_run u;
	struct feed *f;
	struct recs b;
	struct rec r;
	int i, n = 0, pieces = 0, wrong = 0;
	size_t k;

	test_begin("rows of files that take turns come together");
	for (i = 0; i < 2 * EACH; i++)
		m[i % 2][i / 2] = (struct row_made){ "A", (uint64_t)i, i };
	for (i = 0; i < 2; i++) {
		files[i] = tmp_path(i == 0 ? "even" : "odd");
		feed_write(files[i], &encoder_bin, END_CLEAN, m[i], EACH);
	}
	feed_run_begin(&u);
	u.o.merge = 1;
	f = feed_run_open(&u, files, 2);
	while (feed_next(f, &b, &u.t.err) == 1) {
		r = (struct rec){ b.schema, b.rows };
		for (k = 0; k < b.n; k++, r.v += b.schema->row_size)
			wrong += rows_get(&r, "value") != n++;
		pieces++;
	}
	CHECK_INT(n, 2 * EACH);
	CHECK_INT(wrong, 0);
	CHECK(pieces < 10);
	feed_close(f);
	feed_run_end(&u);
}

int
main(void)
{
	tmp_begin();
	test_random();
	test_many();
	test_back();
	test_one();
	test_kinds();
	test_pieces();
	test_damage();
	test_gathered();
	merge_close(NULL);
	ties_free(NULL);
	CHECK(tmp_end() == 0);
	return test_end();
}
