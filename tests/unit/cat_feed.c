/*
 * cat_feed.c - files one after the other, in a loop, backwards, and ends.
 */
#include "cat_feed.h"

#include <sys/stat.h>

static void
test_sequence(void)
{
	const char *names[3];
	struct feed_run u;

	test_begin("files are read one after the other, whatever their times");
	names[0] = feed_file("one", "A5=1 B7=2");
	names[1] = feed_file("none", "");
	names[2] = feed_file("two", "A1=3");
	feed_run_begin(&u);
	CHECK_INT(feed_run_all(&u, names, 3), 0);
	CHECK_STR(u.text, "A5=1 B7=2 A1=3");
	CHECK_INT(u.files, 3);
	CHECK_INT(u.done, 3);
	CHECK_INT(u.end, END_CLEAN);
	feed_run_end(&u);

	test_begin("no file is no row");
	feed_run_begin(&u);
	CHECK_INT(feed_run_all(&u, NULL, 0), 0);
	CHECK_STR(u.text, "");
	feed_run_end(&u);
}

static void
test_missing(void)
{
	const char *names[2];
	struct feed_run u;

	test_begin(
	    "a file that is not there is an error after the rows before");
	names[0] = feed_file("one", "A5=1");
	names[1] = tmp_path("absent");
	feed_run_begin(&u);
	CHECK_INT(feed_run_all(&u, names, 2), -1);
	CHECK_STR(u.text, "A5=1");
	CHECK(strstr(u.t.err.msg, "absent: ") != NULL);
	CHECK_INT(u.done, u.files);
	feed_run_end(&u);
}

static int
file_fails(void *arg, struct source *s, struct err *err)
{
	(void)arg;
	(void)s;
	return err_set(err, "the output is full");
}

static void
test_hook(void)
{
	const char *name = feed_file("one", "A5=1");
	struct feed_run u;

	test_begin("a hook that fails ends the feed, and the file is closed");
	feed_run_begin(&u);
	u.hooks.file = file_fails;
	CHECK_INT(feed_run_all(&u, &name, 1), -1);
	CHECK_STR(u.text, "");
	CHECK_STR(u.t.err.msg, "the output is full");
	CHECK_INT(u.done, 1);
	feed_run_end(&u);

	test_begin("hooks may be absent");
	feed_run_begin(&u);
	memset(&u.hooks, 0, sizeof(u.hooks));
	CHECK_INT(feed_run_all(&u, &name, 1), 0);
	CHECK_STR(u.text, "A5=1");
	feed_run_end(&u);

	test_begin("a feed may be closed before its end");
	feed_run_begin(&u);
	feed_close(feed_run_open(&u, &name, 1));
	feed_close(NULL);
	CHECK_INT(u.files, 0);
	feed_run_end(&u);
}

static void
test_loop(void)
{
	const char *names[2];
	struct feed_run u;

	test_begin("a loop goes on by the span and the mean gap of the rows");
	names[0] = feed_file("one", "A10=1 B20=2");
	names[1] = feed_file("two", "A40=3");
	feed_run_begin(&u);
	u.o.loop = 3;
	CHECK_INT(feed_run_all(&u, names, 2), 0);
	/* 30 ns of rows, 15 between two of them */
	CHECK_STR(u.text, "A10=1 B20=2 A40=3 A55=1 B65=2 A85=3 A100=1 B110=2 "
			  "A130=3");
	CHECK_INT(u.files, 2); /* once a file */
	CHECK_INT(u.done, 6);
	feed_run_end(&u);

	test_begin("a single row comes again a second later");
	names[0] = feed_file("one", "A10=1");
	feed_run_begin(&u);
	u.o.loop = 2;
	CHECK_INT(feed_run_all(&u, names, 1), 0);
	CHECK_STR(u.text, "A10=1 A1000000010=1");
	feed_run_end(&u);

	test_begin("rows of one time come again a ns later");
	names[0] = feed_file("one", "A10=1 B10=2");
	feed_run_begin(&u);
	u.o.loop = 2;
	CHECK_INT(feed_run_all(&u, names, 1), 0);
	CHECK_STR(u.text, "A10=1 B10=2 A11=1 B11=2");
	feed_run_end(&u);

	test_begin("a row without a time has none in a later pass");
	names[0] = feed_file("one", "A10=1 B-=2 A20=3");
	feed_run_begin(&u);
	u.o.loop = 2;
	CHECK_INT(feed_run_all(&u, names, 1), 0);
	CHECK_STR(u.text, "A10=1 B-=2 A20=3 A30=1 B-=2 A40=3");
	feed_run_end(&u);
}

static void
test_loop_ends(void)
{
	const char *name = feed_file("none", "");
	struct feed_run u;

	test_begin("a loop over no rows ends");
	feed_run_begin(&u);
	u.o.loop = 1000000000;
	CHECK_INT(feed_run_all(&u, &name, 1), 0);
	CHECK_INT(u.done, 1);
	feed_run_end(&u);

	test_begin("a loop ends with an error at the last time of a row");
	/* 2024 and 300 years, of which there are no three */
	name = feed_file("far", "A1=1 A9460800000000000000=2");
	feed_run_begin(&u);
	u.o.loop = 3;
	CHECK_INT(feed_run_all(&u, &name, 1), -1);
	CHECK(strstr(u.t.err.msg, "--loop: pass 2") != NULL);
	CHECK(strstr(u.t.err.msg, "2554-07-21") != NULL);
	CHECK(strncmp(u.text, "A1=1 A9460800000000000000=2", 27) == 0);
	feed_run_end(&u);
}

/* Many rows go through the buffer of a later pass in pieces. */
static void
test_loop_pieces(void)
{
	enum { N = 20000 };
	static struct row_made m[N];
	const char *name = tmp_path("many");
	struct feed_run u;
	struct feed *f;
	struct recs b;
	struct rec r;
	uint64_t want;
	size_t i, n = 0, bad = 0;
	int got;

	test_begin("every row of a long file is moved by the same time");
	for (i = 0; i < N; i++)
		m[i] = (struct row_made){ "A", 10 * i, (double)i };
	feed_write(name, &encoder_bin, END_CLEAN, m, N);
	feed_run_begin(&u);
	u.o.loop = 2;
	f = feed_run_open(&u, &name, 1);
	while ((got = feed_next(f, &b, &u.t.err)) == 1) {
		r = (struct rec){ b.schema, b.rows };
		for (i = 0; i < b.n; i++, n++, r.v += b.schema->row_size) {
			want = DAY0 + n * 10;
			bad += rec_time(&r) != want;
			bad += rows_get(&r, "value") != (double)(n % N);
		}
	}
	CHECK_INT(got, 0);
	CHECK_INT(n, 2 * N);
	CHECK_INT(bad, 0);
	feed_close(f);
	feed_run_end(&u);
}

static void
test_loop_refused(void)
{
	const char *name = "-";
	struct feed_run u;

	test_begin("what cannot be read twice is not read in a loop");
	feed_run_begin(&u);
	u.o.loop = 2;
	CHECK(feed_run_open(&u, &name, 1) == NULL);
	CHECK(u.t.err.usage && strstr(u.t.err.msg, "stdin") != NULL);
	err_clear(&u.t.err);
	u.o.follow = 1;
	CHECK(feed_run_open(&u, &name, 1) == NULL);
	CHECK(u.t.err.usage && strstr(u.t.err.msg, "--follow") != NULL);
	err_clear(&u.t.err);
	u.o.follow = 0;
	name = tmp_path("fifo");
	CHECK_INT(mkfifo(name, 0600), 0);
	CHECK(feed_run_open(&u, &name, 1) == NULL);
	CHECK(!u.t.err.usage && strstr(u.t.err.msg, "read again") != NULL);
	feed_run_end(&u);
}

static void
count_spilled(void *arg, const char *name, uint64_t bytes)
{
	struct feed_run *u = arg;

	CHECK(strstr(name, "many") != NULL);
	CHECK(bytes > 0);
	u->files += 100;
}

static void
test_reverse(void)
{
	enum { N = 100000 };
	static struct row_made m[N];
	const char *names[2];
	struct feed_run u;
	struct feed *f;
	struct recs b;
	struct rec r;
	size_t i, n = N, bad = 0;
	int got;

	test_begin("each file is read from its last row to its first");
	names[0] = feed_file("one", "A1=1 B2=2 C2=3");
	names[1] = feed_file("two", "A9=4 A8=5");
	feed_run_begin(&u);
	u.o.reverse = 1;
	u.o.spill.memory = 1 << 20;
	CHECK_INT(feed_run_all(&u, names, 2), 0);
	CHECK_STR(u.text, "C2=3 B2=2 A1=1 A8=5 A9=4");
	CHECK_INT(u.done, 2);
	feed_run_end(&u);

	test_begin("also one of more rows than the memory takes");
	for (i = 0; i < N; i++)
		m[i] = (struct row_made){ i % 3 ? "A" : "B", i, (double)i };
	names[0] = tmp_path("many");
	feed_write(names[0], &encoder_bin, END_CLEAN, m, N);
	feed_run_begin(&u);
	u.o.reverse = 1;
	u.o.spill.memory = 1000;
	u.hooks.spilled = count_spilled;
	f = feed_run_open(&u, names, 1);
	while ((got = feed_next(f, &b, &u.t.err)) == 1) {
		r = (struct rec){ b.schema, b.rows };
		for (i = 0; i < b.n; i++, r.v += b.schema->row_size)
			bad += rows_get(&r, "value") != (double)--n;
	}
	CHECK_INT(got, 0);
	CHECK_INT(n, 0);
	CHECK_INT(bad, 0);
	CHECK_INT(u.files, 101);
	feed_close(f);
	feed_run_end(&u);
}

static void
test_reverse_cut(void)
{
	const struct row_made m[] = { { "A", 1, 1 }, { "A", 2, 2 } };
	const char *name = tmp_path("cut.json");
	struct feed_run u;
	char *p;
	size_t n;

	test_begin("of a damaged file the rows before the damage come first");
	feed_write(name, &encoder_json, END_CLEAN, m, 2);
	p = tmp_load(name, &n);
	p = realloc(p, n + 20);
	memcpy(p + n, "{\"kind\":\"value\",\n", 17);
	name = tmp_file("cut.json", p, n + 17);
	free(p);
	feed_run_begin(&u);
	u.o.reverse = 1;
	u.o.spill.memory = 1 << 20;
	CHECK_INT(feed_run_all(&u, &name, 1), -1);
	CHECK_STR(u.text, "A2=2 A1=1");
	CHECK(strstr(u.t.err.msg, "cut.json:3") != NULL);
	feed_run_end(&u);
}

static void
test_ends(void)
{
	const struct row_made m[] = { { "A", 1, 1 } };
	const char *names[2];
	struct feed_run u;

	test_begin("an interrupted file is the end that the feed has");
	names[0] = feed_file("whole", "A9=2");
	names[1] = tmp_path("part.tks");
	feed_write(names[1], &encoder_bin, END_INTERRUPTED, m, 1);
	feed_run_begin(&u);
	CHECK_INT(feed_run_all(&u, names, 2), 0);
	CHECK_STR(u.text, "A9=2 A1=1");
	CHECK_INT(u.end, END_INTERRUPTED);
	feed_run_end(&u);

	test_begin("in a merge any file's");
	feed_run_begin(&u);
	u.o.merge = 1;
	CHECK_INT(feed_run_all(&u, names, 2), 0);
	CHECK_STR(u.text, "A1=1 A9=2");
	CHECK_INT(u.end, END_INTERRUPTED);
	feed_run_end(&u);
}

static void
test_barrier(void)
{
	const struct sink_opts o = { .encoder = &encoder_bin };
	const char *name = tmp_path("barrier.tks");
	struct feed_run u;
	struct sink *k;
	struct feed *f;
	struct recs b;
	struct rec r;

	test_begin("a barrier is met where it is, with its number");
	feed_run_begin(&u);
	k = sink_open(name, &u.t.vocab, &o, &u.t.err);
	r = rows_value(&u.t, DAY0, "A", 1);
	CHECK_INT(sink_write(k, &r, &u.t.err), 0);
	CHECK_INT(sink_barrier(k, 42, &u.t.err), 0);
	CHECK_INT(sink_write(k, &r, &u.t.err), 0);
	CHECK_INT(sink_close(k, END_CLEAN, &u.t.err), 0);
	u.from.stream.barriers = 1;
	f = feed_run_open(&u, &name, 1);
	CHECK_INT(feed_barrier(f), 0);
	CHECK_INT(feed_next(f, &b, &u.t.err), 1);
	CHECK_INT(feed_next(f, &b, &u.t.err), STREAM_BARRIER);
	CHECK_INT(feed_barrier(f), 42);
	CHECK_INT(feed_next(f, &b, &u.t.err), 1);
	CHECK_INT(feed_next(f, &b, &u.t.err), 0);
	feed_close(f);
	feed_run_end(&u);
}

int
main(void)
{
	tmp_begin();
	test_sequence();
	test_missing();
	test_hook();
	test_loop();
	test_loop_ends();
	test_loop_pieces();
	test_loop_refused();
	test_reverse();
	test_reverse_cut();
	test_ends();
	test_barrier();
	CHECK(tmp_end() == 0);
	return test_end();
}
