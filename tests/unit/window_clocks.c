/*
 * window_clocks.c - tests of the clocks other than that of time: worked
 * examples.
 */
#include "window_bars.h"

static struct windows *
start_by(struct rows *t, const char *clock, uint64_t lateness)
{
	struct window_opts o = options(MIN, 0, lateness);
	struct err err = { 0 };

	if (window_opts_clock(&o, clock, "clock", &err) == -1) {
		printf("Bail out! %s\n", err.msg);
		exit(1);
	}
	return start(t, &o, &got);
}

static void
test_count(void)
{
	struct windows *w;
	struct rows t;

	test_begin("a window of trades ends with the n-th and 1 ns after it, "
		   "and comes out once the watermark is there");
	w = start_by(&t, "count(3)", 0);
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 5, "A", 2, 1));
	push(&t, w, rows_trade(&t, DAY0 + 9, "A", 3, 1));
	CHECK_INT(got.n, 0);
	push(&t, w, rows_trade(&t, DAY0 + 9, "B", 3, 1));
	CHECK_INT(got.n, 0);
	push(&t, w, rows_trade(&t, DAY0 + 10, "B", 3, 1));
	CHECK_INT(got.n, 1);
	CHECK_INT(got.v[0].start, DAY0);
	CHECK_INT(got.v[0].end, DAY0 + 10);
	CHECK_INT(got.v[0].count, 3);
	CHECK_INT(got.v[0].close, 3000000000);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 2);
	CHECK_INT(got.v[1].count, 2);
	CHECK_INT(got.v[1].end, DAY0 + 11);
	CHECK_INT(account(w).used, 5);
	finish(&t, w);

	test_begin("windows of one end come in the order of symbols, those of "
		   "one symbol in their own");
	w = start_by(&t, "count(1)", 0);
	push(&t, w, rows_trade(&t, DAY0, "B", 1, 1));
	push(&t, w, rows_trade(&t, DAY0, "A", 2, 1));
	push(&t, w, rows_trade(&t, DAY0, "B", 3, 1));
	push(&t, w, rows_trade(&t, DAY0 + 1, "C", 4, 1));
	CHECK_INT(got.n, 3);
	CHECK_INT(got.v[0].open, 2000000000);
	CHECK_INT(got.v[1].open, 1000000000);
	CHECK_INT(got.v[2].open, 3000000000);
	finish(&t, w);

	test_begin("trades out of order within the lateness are counted in "
		   "order, and one behind the watermark is late");
	w = start_by(&t, "count(2)", 10);
	push(&t, w, rows_trade(&t, DAY0 + 4, "A", 4, 1));
	push(&t, w, rows_trade(&t, DAY0 + 1, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 3, "A", 3, 1));
	push(&t, w, rows_trade(&t, DAY0 + 2, "A", 2, 1));
	CHECK_INT(account(w).open, 4);
	push(&t, w, rows_trade(&t, DAY0 + 13, "A", 5, 1));
	push(&t, w, rows_trade(&t, DAY0 + 2, "A", 9, 1));
	CHECK_INT(account(w).late, 1);
	CHECK_INT(got.n, 1);
	CHECK_INT(got.v[0].open, 1000000000);
	CHECK_INT(got.v[0].close, 2000000000);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 3);
	CHECK_INT(got.v[1].open, 3000000000);
	CHECK_INT(got.v[1].close, 4000000000);
	finish(&t, w);
}

static void
test_held(void)
{
	struct window_opts o = options(MIN, 0, SEC);
	struct windows *w;
	struct rows t;
	struct rec r;

	test_begin(
	    "more rows within the lateness than may be held is an error");
	o.max_held = 2;
	memset(&t.err, 0, sizeof(t.err));
	if (window_opts_aggs(&o, "rv", "agg", &t.err) == -1)
		abort();
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "A", 4, 1));
	push(&t, w, rows_trade(&t, DAY0, "A", 4, 1));
	r = rows_trade(&t, DAY0, "A", 4, 1);
	CHECK(windows_push(w, &r, &t.err) == -1);
	CHECK(strstr(t.err.msg, "--max-held") != NULL);
	finish(&t, w);
}

static void
test_gap(void)
{
	struct windows *w;
	struct rows t;

	test_begin("silence ends a window, for each symbol by itself");
	w = start_by(&t, "gap(10s)", 0);
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 4 * SEC, "B", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 9 * SEC, "A", 2, 1));
	push(&t, w, rows_trade(&t, DAY0 + 13 * SEC, "C", 1, 1));
	CHECK_INT(got.n, 0);
	push(&t, w, rows_trade(&t, DAY0 + 14 * SEC, "B", 2, 1));
	CHECK_INT(got.n, 1);
	CHECK_INT(got.v[0].start, DAY0 + 4 * SEC);
	CHECK_INT(got.v[0].end, DAY0 + 4 * SEC + 1);
	push(&t, w, rows_trade(&t, DAY0 + 19 * SEC, "C", 2, 1));
	CHECK_INT(got.n, 2);
	CHECK_INT(got.v[1].start, DAY0);
	CHECK_INT(got.v[1].end, DAY0 + 9 * SEC + 1);
	CHECK_INT(got.v[1].count, 2);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 4);
	finish(&t, w);

	test_begin("a row that comes late within the lateness joins what would "
		   "have been two windows");
	w = start_by(&t, "gap(10s)", 20 * SEC);
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 15 * SEC, "A", 3, 1));
	push(&t, w, rows_trade(&t, DAY0 + 8 * SEC, "A", 2, 1));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 1);
	CHECK_INT(got.v[0].count, 3);
	finish(&t, w);
}

static void
test_size(void)
{
	struct windows *w;
	struct rows t;

	test_begin("a window of some volume ends with the trade that fills it, "
		   "fractions counted exactly");
	w = start_by(&t, "volume(1)", 0);
	push(&t, w, rows_trade_of(&t, K_FRACTION, DAY0, "A", 1, 999999999));
	push(&t, w, rows_trade_of(&t, K_FRACTION, DAY0 + 1, "A", 2, 1));
	push(&t, w, rows_trade(&t, DAY0 + 2, "A", 3, 7));
	push(&t, w, rows_trade(&t, DAY0 + 3, "A", 4, -1));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 3);
	CHECK_INT(got.v[0].count, 2);
	CHECK_INT(got.v[1].count, 1);
	CHECK_INT(got.v[2].count, 1);
	finish(&t, w);

	test_begin("a window of some value ends with the trade that fills it");
	w = start_by(&t, "notional(100)", 0);
	push(&t, w, rows_trade(&t, DAY0, "A", 10, 9));
	push(&t, w, rows_trade(&t, DAY0 + 1, "A", 20, 1));
	push(&t, w, rows_trade(&t, DAY0 + 2, "A", 10, 3));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 2);
	CHECK_INT(got.v[0].count, 2);
	finish(&t, w);
}

static void
test_imbalance(void)
{
	struct windows *w;
	struct rows t;
	int i;

	test_begin("trades that all lean to one side end windows sooner than "
		   "those that do not");
	/* n = 16: at first 16 trades; a threshold of at least 4. */
	w = start_by(&t, "imbalance(16,span=4)", 0);
	for (i = 0; i < 16; i++)
		push(&t, w,
		    rows_trade(&t, DAY0 + (uint64_t)i, "A", 10 + i % 2, 1));
	for (; i < 32; i++)
		push(&t, w,
		    rows_trade(&t, DAY0 + (uint64_t)i, "A", 10 + i % 2, 1));
	push(&t, w, rows_trade(&t, DAY0 + 100, "B", 10, 1));
	CHECK_INT(got.n, 1);
	CHECK_INT(got.v[0].count, 16);
	for (; i < 48; i++)
		push(&t, w,
		    rows_trade(&t, DAY0 + 100 + (uint64_t)i, "A", 10 + i, 1));
	push(&t, w, rows_trade(&t, DAY0 + 200, "B", 10, 1));
	/* theta is 0 after 32 trades, so four more reach 4. */
	CHECK(got.n >= 3);
	CHECK_INT(got.v[1].count, 16 + 4);
	CHECK(got.v[2].count < 8);
	finish(&t, w);
}

int
main(void)
{
	test_count();
	test_held();
	test_gap();
	test_size();
	test_imbalance();
	return test_end();
}
