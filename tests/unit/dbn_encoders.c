/*
 * dbn_encoders.c - what every output format promises (stream/encoder.h).
 *
 * One test over all formats of --to; the list of cmd/ is compared with this
 * one, since unit tests link rooms alone.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "dbn/encode.h"
#include "stream_rows.h"
#include "tmp.h"

static const struct encoder *const encoders[] = { &encoder_json, &encoder_bin,
	&encoder_csv, &encoder_tsv, &encoder_dbn, &encoder_dbn_csv,
	&encoder_dbn_tsv, &encoder_dbn_json, NULL };

enum { N = 300 };

/* Trades of two instruments that DBN can hold, one after the other. */
static struct recs
make_rows(struct rows *t)
{
	static unsigned char all[N * ROWS_SIZE];
	const struct schema *s = t->schema[K_TRADE];
	const uint16_t publisher = 2;
	struct rec r;
	size_t i;

	for (i = 0; i < N; i++) {
		r = rows_trade(t, DAY0 + i * SEC, i % 2 ? "A" : "BB", 1.25 * i,
		    (int64_t)i);
		row_put_u32(t->row[K_TRADE], s, s->at.instrument_id,
		    (uint32_t)(7 + i % 2));
		memcpy(t->row[K_TRADE] + s->field[s->at.publisher_id].off,
		    &publisher, sizeof(publisher));
		t->row[K_TRADE][s->field[s->at.action].off] = 'T';
		t->row[K_TRADE][s->field[s->at.side].off] = 'B';
		memcpy(all + i * s->row_size, r.v, s->row_size);
	}
	return (struct recs){ s, all, N };
}

static struct sink *
open_sink(struct rows *t, const struct encoder *e, const char *path)
{
	const struct sink_opts o = { .encoder = e };
	struct sink *k = sink_open(path, &t->vocab, &o, &t->err);

	if (k == NULL)
		rows_die(t);
	return k;
}

/* All rows to a path, `at_once' in a call; how the close ended. */
static int
write_all(const struct encoder *e, const char *path, size_t at_once,
    enum stream_end end, struct err *err)
{
	struct rows t;
	struct recs b;
	struct sink *k;
	size_t i, n;
	int ret;

	rows_init(&t);
	b = make_rows(&t);
	k = open_sink(&t, e, path);
	CHECK_INT(sink_comment(k, "{\"note\":1}", 10, &t.err), 0);
	CHECK_INT(sink_schema(k, b.schema, &t.err), 0);
	for (i = 0; i < N; i += n) {
		n = N - i < at_once ? N - i : at_once;
		CHECK_INT(sink_rows(k, b.schema,
			      b.rows + i * b.schema->row_size, n, &t.err),
		    0);
		CHECK_INT(sink_tick(k, 0, &t.err), 0);
	}
	CHECK_INT(sink_written(k), N);
	CHECK(sink_note(k) != NULL);
	CHECK(sink_encoder(k) == e);
	ret = sink_close(k, end, &t.err);
	*err = t.err;
	rows_fini(&t);
	return ret;
}

static void
check_entry(const struct encoder *e)
{
	CHECK(e->name[0] != '\0' && e->summary[0] != '\0');
	CHECK(e->suffix[0] != NULL && e->suffix[0][0] == '.');
	CHECK(e->open != NULL && e->rows != NULL && e->close != NULL);
	CHECK((e->barrier != NULL) == ((e->flags & ENCODER_BARRIERS) != 0));
	CHECK(encoder_find(encoders, e->name) == e);
	CHECK(encoder_of_path(encoders, "x.none", 6) == NULL);
}

static void
check_content(const struct encoder *e)
{
	struct err err = { 0 };
	size_t n[2], i, lines = 0;
	char *p[2];

	/* the same bytes however the rows come */
	CHECK_INT(write_all(e, tmp_path("one"), 1, END_CLEAN, &err), 0);
	CHECK_INT(write_all(e, tmp_path("all"), N, END_CLEAN, &err), 0);
	CHECK_STR(err.msg, "");
	p[0] = tmp_load(tmp_path("one"), &n[0]);
	p[1] = tmp_load(tmp_path("all"), &n[1]);
	CHECK_INT(n[0], n[1]);
	CHECK(n[0] == n[1] && memcmp(p[0], p[1], n[0]) == 0);
	for (i = 0; i < n[0]; i++)
		lines += p[0][i] == '\n';
	if ((e->flags & ENCODER_BINARY) != 0) {
		CHECK(n[0] > (size_t)N * 24);
	} else {
		/* a header where there is one kind */
		CHECK_INT(lines, N + ((e->flags & ENCODER_ONE_KIND) != 0));
		CHECK(n[0] > 0 && p[0][n[0] - 1] == '\n');
	}
	free(p[0]);
	free(p[1]);
}

static void
check_empty(const struct encoder *e)
{
	const char *path = tmp_path("empty");
	struct rows t;

	rows_init(&t);
	CHECK_INT(sink_close(open_sink(&t, e, path), END_CLEAN, &t.err), 0);
	CHECK_INT(access(path, F_OK), 0);
	rows_fini(&t);
}

/* Whatever the end, what it leaves is not taken for a whole stream. */
static void
check_ends(const struct encoder *e)
{
	const char *path = tmp_path("end");
	int marks = (e->flags & ENCODER_MARK) != 0;
	struct err err = { 0 };

	unlink(path);
	CHECK_INT(write_all(e, path, 7, END_ABANDONED, &err), 0);
	CHECK(access(path, F_OK) == -1);
	CHECK_INT(write_all(e, path, 7, END_INTERRUPTED, &err), marks ? 0 : -1);
	CHECK_INT(access(path, F_OK), marks ? 0 : -1);
	CHECK(marks || strstr(err.msg, "interrupted") != NULL);
}

static void
check_barrier(const struct encoder *e)
{
	struct rows t;
	struct recs b;
	struct sink *k;

	rows_init(&t);
	b = make_rows(&t);
	k = open_sink(&t, e, tmp_path("barrier"));
	CHECK_INT(sink_rows(k, b.schema, b.rows, 5, &t.err), 0);
	if ((e->flags & ENCODER_BARRIERS) != 0) {
		CHECK_INT(sink_barrier(k, 3, &t.err), 0);
	} else {
		CHECK_INT(sink_barrier(k, 3, &t.err), -1);
		CHECK(strstr(t.err.msg, "barrier 3") != NULL);
		err_clear(&t.err);
	}
	CHECK_INT(sink_rows(k, b.schema, b.rows, 5, &t.err), 0);
	CHECK_INT(sink_close(k, END_CLEAN, &t.err), 0);
	CHECK_STR(t.err.msg, "");
	rows_fini(&t);
}

/* A row is with a reader after an idle tick, before the next one. */
static void
check_idle(const struct encoder *e)
{
	const char *path = tmp_path("pipe");
	struct sink_opts o = { .encoder = e };
	struct dbn_out_opts dbn;
	char buf[4096];
	struct rows t;
	struct recs b;
	struct sink *k;
	int fd;

	CHECK(mkfifo(path, 0600) == 0);
	fd = open(path, O_RDONLY | O_NONBLOCK);
	rows_init(&t);
	b = make_rows(&t);
	dbn_out_opts_init(&dbn);
	dbn.emit.live = 1; /* a header of all symbols would wait for them */
	if (e == &encoder_dbn)
		o.more = &dbn;
	k = sink_open(path, &t.vocab, &o, &t.err);
	CHECK_INT(sink_rows(k, b.schema, b.rows, 1, &t.err), 0);
	CHECK_INT(sink_tick(k, 1, &t.err), 0);
	CHECK(read(fd, buf, sizeof(buf)) > 0);
	CHECK_INT(sink_rows(k, b.schema, b.rows + b.schema->row_size, 1,
		      &t.err),
	    0);
	CHECK_INT(sink_tick(k, 1, &t.err), 0);
	CHECK(read(fd, buf, sizeof(buf)) > 0);
	CHECK_INT(sink_close(k, END_CLEAN, &t.err), 0);
	close(fd);
	unlink(path);
	rows_fini(&t);
}

static void
test_listed(void)
{
	char line[256], name[64];
	FILE *f = fopen("cmd/cmd_opts.c", "r");
	int n = 0;

	test_begin("these are the formats of --to");
	if (f == NULL) {
		test_skip("not started at the top of the checkout");
		return;
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, " X(\"%63[^\"]\",", name) != 1)
			continue;
		CHECK(encoder_find(encoders, name) == encoders[n]);
		n++;
	}
	fclose(f);
	CHECK_INT(n, sizeof(encoders) / sizeof(encoders[0]) - 1);
}

int
main(void)
{
	static char names[8][64];
	const struct encoder *e;
	int i;

	tmp_begin();
	test_listed();
	for (i = 0; (e = encoders[i]) != NULL; i++) {
		snprintf(names[i], sizeof(names[i]),
		    "%s keeps an encoder's promises", e->name);
		test_begin(names[i]);
		check_entry(e);
		check_content(e);
		check_empty(e);
		check_ends(e);
		check_barrier(e);
		check_idle(e);
	}
	CHECK(tmp_end() == 0);
	return test_end();
}
