/*
 * Whole blocks that pass from stream to stream as they are.
 */
#include "stream_rows.h"
#include "stream_test.h"

enum { ROWS = 20000, SYMBOLS = 40 };

/* Trades of several symbols, each met later than the one before. */
static void
make_stream(const char *path)
{
	char symbol[16];
	struct sink_opts to = { .encoder = &encoder_bin };
	struct rows t;
	struct sink *k;
	struct rec r;
	int i;

	rows_init(&t);
	k = sink_open(path, &t.vocab, &to, &t.err);
	for (i = 0; i < ROWS; i++) {
		snprintf(symbol, sizeof(symbol), "S%d",
		    i % (1 + i * SYMBOLS / ROWS));
		r = rows_trade(&t, (uint64_t)i * SEC, symbol, 10 + i % 7, i);
		CHECK_INT(sink_write(k, &r, &t.err), 0);
	}
	CHECK_INT(sink_close(k, END_CLEAN, &t.err), 0);
	rows_fini(&t);
}

/*
 * Hand on whole blocks except for the first skip rows.  With other the vocab
 * knows a symbol before the stream does, so that indexes are no ids.
 */
static void
pass(const char *from, const char *path, size_t skip, int other)
{
	struct sink_opts to = { .encoder = &encoder_bin };
	struct err err = { 0 };
	const unsigned char *rows;
	struct vocab h;
	struct stream *s;
	struct sink *k;
	struct rec r;
	size_t n;
	int got;

	if (vocab_init(&h, 0, &err) == -1)
		exit(1);
	if (other)
		symtab_add(h.syms, "other", 5, &err);
	s = stream_open(from, &h, NULL, &err);
	k = sink_open(path, &h, &to, &err);
	while ((got = stream_read(s, &r, &err)) == 1) {
		n = 1 + stream_more(s, &rows);
		rows = r.v + (skip < n ? skip : n) * r.schema->row_size;
		n -= skip < n ? skip : n;
		skip = 0;
		CHECK_INT(sink_rows(k, r.schema, rows, n, &err), 0);
	}
	CHECK_INT(got, 0);
	CHECK_INT(sink_close(k, END_CLEAN, &err), 0);
	stream_close(s);
	vocab_fini(&h);
}

/* Two streams have the same rows from row skip of the first on. */
static void
check_rows(const char *a, const char *b, size_t skip)
{
	char *one = tmp_path("one.json"), *two = tmp_path("two.json");
	char *p, *q, *at;
	size_t n, m;

	copy_stream(a, one, &encoder_json, IN_BATCHES, NULL);
	copy_stream(b, two, &encoder_json, IN_BATCHES, NULL);
	p = at = tmp_load(one, &n);
	q = tmp_load(two, &m);
	for (; skip > 0; skip--)
		at = strchr(at, '\n') + 1;
	CHECK_INT(n - (size_t)(at - p), m);
	CHECK(memcmp(at, q, m) == 0);
	free(p);
	free(q);
}

/* What a pipe carries when its writer may cut blocks as it likes. */
static void
pass_pipe(const char *from, const char *path)
{
	char *fifo = tmp_path("fifo"), command[2048];
	FILE *f;

	snprintf(command, sizeof(command), "rm -f %s; mkfifo %s && cat <%s >%s",
	    fifo, fifo, fifo, path);
	if ((f = popen(command, "r")) == NULL)
		exit(1);
	while (access(fifo, W_OK) != 0)
		usleep(1000);
	pass(from, fifo, 0, 0);
	CHECK_INT(pclose(f), 0);
}

int
main(void)
{
	char a[512], b[512];

	tmp_begin();
	snprintf(a, sizeof(a), "%s", tmp_path("a.tks"));
	snprintf(b, sizeof(b), "%s", tmp_path("b.tks"));
	make_stream(a);
	test_begin("whole blocks pass into a file byte for byte");
	pass(a, b, 0, 0);
	CHECK(same_files(a, b));
	test_begin("whole blocks pass through a pipe with the same rows");
	pass_pipe(a, b);
	check_rows(a, b, 0);
	test_begin("blocks behind a dropped row are counted anew");
	pass(a, b, 1, 0);
	check_rows(a, b, 1);
	test_begin("blocks of a stream with other indexes are mapped");
	pass(a, b, 0, 1);
	CHECK(same_files(a, b));
	CHECK(tmp_end() == 0);
	return test_end();
}
