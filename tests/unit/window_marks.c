/*
 * window_marks.c - tests of the watermark: of the stream, of sources, of each
 * symbol.
 */
#include "window_bars.h"
#include "base/rng.h"

static struct bars other;

enum { PARTS = 4, PART_ROWS = 2000 };

/* A trade that a consumer took from a partition. */
static struct rec
consumed(struct rows *t, int part, uint64_t at, const char *symbol,
    double price)
{
	static unsigned char row[ROWS_SIZE];
	static int64_t offset;
	struct field f[7];
	const struct schema *s;
	int n = 0;

	f[n++] = field_make("ts_event", F_TS, "");
	f[n++] = field_make("symbol", F_SYM, "");
	f[n++] = field_make("price", F_PX, "");
	f[n++] = field_make("size", F_QTY, "");
	f[n++] = field_make("src_topic", F_SYM, "");
	f[n++] = field_make("src_part", F_I32, "");
	f[n++] = field_make("src_off", F_I64, "");
	s = schema_get(t->vocab.schemas, "trades", f, n, &t->err);
	if (s == NULL)
		rows_die(t);
	row_put_u64(row, s, 0, at);
	row_put_u32(row, s, 1, rows_symbol(t, symbol));
	row_put_i64(row, s, 2, rows_px(price));
	row_put_i64(row, s, 3, 1);
	row_put_u32(row, s, 4, rows_symbol(t, "ticks"));
	row_put_u32(row, s, 5, (uint32_t)part);
	row_put_i64(row, s, 6, offset++);
	return (struct rec){ s, row };
}

static struct window_opts
by(int what, uint64_t partitions, const char *aggs)
{
	struct window_opts o = options(10 * SEC, 0, 0);
	struct err err = { 0 };

	o.marks = (struct window_marks){ .by = what,
		.idle = 10 * SEC,
		.partitions = partitions,
		.files = 1 };
	if (window_opts_aggs(&o, aggs, "agg", &err) == -1)
		abort();
	return o;
}

static void
test_batches(const char *aggs)
{
	static const char *const symbol[PARTS] = { "A", "B", "C", "D" };
	struct window_opts o = by(MARK_SOURCE, PARTS, aggs);
	struct window_opts plain = by(MARK_STREAM, 0, aggs);
	struct windows *w;
	struct rows t;
	int part, i, from, bad = 0;

	/* In the order of time, as one stream. */
	w = start(&t, &plain, &other);
	for (i = 0; i < PARTS * PART_ROWS; i++)
		push(&t, w,
		    consumed(&t, i % PARTS, DAY0 + (uint64_t)i * SEC / 5,
			symbol[i % PARTS], 10 + i * 7919 % 101));
	CHECK(windows_flush(w, &t.err) == 0);
	finish(&t, w);
	/* In batches of one partition after the other. */
	w = start(&t, &o, &got);
	for (from = 0; from < PART_ROWS; from += 250)
		for (part = 0; part < PARTS; part++)
			for (i = from; i < from + 250; i++)
				push(&t, w,
				    consumed(&t, part,
					DAY0 + (uint64_t)(i * PARTS + part) *
						   SEC / 5,
					symbol[part],
					10 + (i * PARTS + part) * 7919 % 101));
	CHECK(got.n > 500);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(account(w).late, 0);
	CHECK_INT(got.n, other.n);
	for (i = 0; i < got.n && i < other.n; i++) {
		got.v[i].schema = other.v[i].schema;
		got.v[i].symbol = other.v[i].symbol;
		bad += memcmp(&got.v[i], &other.v[i], sizeof(got.v[i])) != 0;
	}
	CHECK_INT(bad, 0);
	finish(&t, w);
}

static void
test_sources(void)
{
	struct window_opts o = by(MARK_SOURCE, 2, WINDOW_DEFAULT);
	struct windows *w;
	struct rows t;

	test_begin("partitions that come in batches lose no row and make the "
		   "bars of one stream");
	test_batches("ohlc,volume,count");
	test_batches("ohlc,volume,count,rv");

	test_begin("nothing closes before every partition has come");
	w = start(&t, &o, &got);
	push(&t, w, consumed(&t, 0, DAY0, "A", 1));
	push(&t, w, consumed(&t, 0, DAY0 + MIN, "A", 1));
	CHECK_INT(got.n, 0);
	push(&t, w, consumed(&t, 1, DAY0 + 5 * SEC, "B", 1));
	CHECK_INT(got.n, 0);
	push(&t, w, consumed(&t, 1, DAY0 + 40 * SEC, "B", 1));
	CHECK_INT(got.n, 2);
	finish(&t, w);

	test_begin(
	    "a partition that brings nothing while the tool waits leaves "
	    "the watermark, and is late when it comes back");
	w = start(&t, &o, &got);
	push(&t, w, consumed(&t, 0, DAY0, "A", 1));
	push(&t, w, consumed(&t, 1, DAY0, "B", 1));
	push(&t, w, consumed(&t, 0, DAY0 + 40 * SEC, "A", 1));
	CHECK(windows_waited(w, 9 * SEC, &t.err) == 0);
	push(&t, w, consumed(&t, 0, DAY0 + 41 * SEC, "A", 1));
	CHECK_INT(got.n, 0);
	CHECK(windows_waited(w, 1 * SEC, &t.err) == 0);
	CHECK_INT(got.n, 2);
	CHECK_INT(windows_idle(w), 1);
	push(&t, w, consumed(&t, 1, DAY0 + 1 * SEC, "B", 1));
	CHECK_INT(account(w).late, 1);
	/* The watermark stays, and waits for it again. */
	push(&t, w, consumed(&t, 0, DAY0 + 90 * SEC, "A", 1));
	CHECK_INT(got.n, 2);
	push(&t, w, consumed(&t, 1, DAY0 + 90 * SEC, "B", 1));
	CHECK_INT(got.n, 3);
	finish(&t, w);

	test_begin("where partitions are not known, nothing closes until the "
		   "tool has waited long enough");
	o = by(MARK_SOURCE, 0, WINDOW_DEFAULT);
	w = start(&t, &o, &got);
	push(&t, w, consumed(&t, 0, DAY0, "A", 1));
	CHECK(windows_waited(w, 6 * SEC, &t.err) == 0);
	push(&t, w, consumed(&t, 0, DAY0 + 40 * SEC, "A", 1));
	push(&t, w, consumed(&t, 1, DAY0 + 30 * SEC, "B", 1));
	CHECK_INT(got.n, 0);
	CHECK(windows_waited(w, 4 * SEC, &t.err) == 0);
	CHECK_INT(got.n, 1);
	finish(&t, w);
}

static void
test_files(void)
{
	struct window_opts o = by(MARK_SOURCE, 0, WINDOW_DEFAULT);
	struct windows *w;
	struct rows t;

	test_begin("files that lie beside each other in time close nothing "
		   "before the last of them");
	o.marks.files = 2;
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + MIN, "A", 1, 1));
	CHECK_INT(got.n, 0);
	CHECK(windows_file(w, 1, 0, &t.err) == 0);
	push(&t, w, rows_trade(&t, DAY0 + 1, "B", 1, 1));
	CHECK_INT(got.n, 0);
	push(&t, w, rows_trade(&t, DAY0 + 30 * SEC, "B", 1, 1));
	CHECK_INT(got.n, 2);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 4);
	CHECK_INT(account(w).late, 0);
	finish(&t, w);
}

static void
test_held(void)
{
	struct window_opts o = by(MARK_SOURCE, 2, "rv");
	struct windows *w;
	struct rows t;
	struct rec r;
	int i;

	test_begin("more held rows than allowed is an error that names the "
		   "partition that is behind");
	o.max_held = 3;
	w = start(&t, &o, &got);
	push(&t, w, consumed(&t, 7, DAY0, "A", 1));
	for (i = 0; i < 2; i++)
		push(&t, w, consumed(&t, 0, DAY0 + SEC, "A", 1));
	r = consumed(&t, 0, DAY0 + SEC, "A", 1);
	CHECK(windows_push(w, &r, &t.err) == -1);
	CHECK(strstr(t.err.msg, "1 of 2 partitions have come") != NULL);
	finish(&t, w);

	memset(&t.err, 0, sizeof(t.err));
	o.marks.first_partition = 6;
	o.marks.partitions = 2;
	w = start(&t, &o, &got);
	push(&t, w, consumed(&t, 7, DAY0, "A", 1));
	push(&t, w, consumed(&t, 6, DAY0, "A", 1));
	for (i = 0; i < 3; i++)
		push(&t, w, consumed(&t, 6, DAY0 + SEC, "A", 1));
	r = consumed(&t, 6, DAY0 + SEC, "A", 1);
	CHECK(windows_push(w, &r, &t.err) == -1);
	CHECK(strstr(t.err.msg, "ticks/7 is behind") != NULL);
	finish(&t, w);
}

static void
test_symbols(void)
{
	struct window_opts o = by(MARK_SYMBOL, 0, WINDOW_DEFAULT);
	struct windows *w;
	struct rows t;
	size_t len;
	int i;

	test_begin("each symbol closes by its own clock, and all in order at "
		   "the end");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0 + MIN, "B", 1, 1));
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 20 * SEC, "A", 1, 1));
	CHECK_INT(got.n, 1);
	CHECK_STR(symtab_text(t.vocab.syms, got.v[0].symbol, &len), "A");
	push(&t, w, rows_trade(&t, DAY0 + 61 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 3 * SEC, "A", 1, 1));
	CHECK_INT(account(w).late, 1);
	CHECK_INT(got.n, 2);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 4);
	for (i = 2; i < 4; i++) {
		CHECK_INT(got.v[i].start, DAY0 + MIN);
		CHECK_STR(symtab_text(t.vocab.syms, got.v[i].symbol, &len),
		    i == 2 ? "A" : "B");
	}
	finish(&t, w);
}

static int late_rows;

static int
keep_late(void *arg, const struct rec *r, struct err *err)
{
	(void)arg;
	(void)err;
	late_rows += rec_symbol(r) != 0;
	return 0;
}

static void
test_late_rows(void)
{
	struct window_opts o = by(MARK_STREAM, 0, WINDOW_DEFAULT);
	struct windows *w;
	struct rows t;
	int ordered;

	test_begin("late rows are handed on, whatever makes them late");
	o.late = keep_late;
	for (ordered = 0; ordered < 2; ordered++) {
		struct err err = { 0 };

		late_rows = 0;
		if (ordered && window_opts_aggs(&o, "rv", "agg", &err) == -1)
			abort();
		w = start(&t, &o, &got);
		push(&t, w, rows_trade(&t, DAY0 + 15 * SEC, "A", 1, 1));
		push(&t, w, rows_trade(&t, DAY0 + 5 * SEC, "A", 1, 1));
		push(&t, w, rows_trade(&t, DAY0 + 14 * SEC, "A", 1, 1));
		CHECK_INT(late_rows, ordered ? 2 : 1);
		CHECK_INT(account(w).late, late_rows);
		finish(&t, w);
	}
}

int
main(void)
{
	test_sources();
	test_files();
	test_held();
	test_symbols();
	test_late_rows();
	return test_end();
}
