/*
 * window_engine.c - tests of the window engine and its clock.
 */
#include "window_bars.h"
#include "stream/def.h"
#include "base/rng.h"

static void
test_one_symbol(void)
{
	struct window_opts o = options(MIN, 0, 0);
	struct window_account a;
	struct windows *w;
	struct rows t;

	test_begin("a bar has the prices, the volume and the count of its "
		   "minute");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0 + 1 * SEC, "A", 10.5, 3));
	push(&t, w, rows_trade(&t, DAY0 + 2 * SEC, "A", 11.5, 4));
	push(&t, w, rows_trade(&t, DAY0 + 3 * SEC, "A", 9.25, 1));
	push(&t, w, rows_trade(&t, DAY0 + 59 * SEC, "A", 10, 2));
	CHECK_INT(got.n, 0);
	push(&t, w, rows_trade(&t, DAY0 + 60 * SEC, "A", 12, 5));
	CHECK_INT(got.n, 1);
	CHECK_INT(got.v[0].start, DAY0);
	CHECK_INT(got.v[0].end, DAY0 + MIN);
	CHECK_INT(got.v[0].open, 10500000000);
	CHECK_INT(got.v[0].high, 11500000000);
	CHECK_INT(got.v[0].low, 9250000000);
	CHECK_INT(got.v[0].close, 10000000000);
	CHECK_INT(got.v[0].volume, 10);
	CHECK_INT(got.v[0].count, 4);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 2);
	CHECK_INT(got.v[1].volume, 5);
	a = account(w);
	CHECK_INT(a.in, 5);
	CHECK_INT(a.used, 5);
	CHECK_INT(a.open, 0);
	CHECK_INT(a.out, 2);

	test_begin("def is the hash of the canonical text, and it leads "
		   "to the text");
	CHECK_STR(windows_def_text(w, got.v[0].def),
	    "window time(1m,slide=1m,origin=0) price=trade "
	    "agg=ohlc,volume,count");
	CHECK_INT(got.v[0].def, def_step(0, windows_def_text(w, got.v[0].def)));
	CHECK(windows_def_text(w, 12345) == NULL);
	finish(&t, w);
}

static void
test_order(void)
{
	static const char *const names[] = { "b", "aaaaaaaab", "a", "aaaaaaaaa",
		"\xc3\xa9", "B", "aa", "ab" };
	static const char *const want[] = { "B", "a", "aa", "aaaaaaaaa",
		"aaaaaaaab", "ab", "b", "\xc3\xa9" };
	struct window_opts o = options(MIN, 0, 2 * MIN);
	struct windows *w;
	struct rows t;
	size_t len;
	int i;

	test_begin("bars come in the order end, then bytes of the symbol");
	w = start(&t, &o, &got);
	for (i = 0; i < 16; i++)
		push(&t, w,
		    rows_trade(&t, DAY0 + MIN - (uint64_t)i / 8 * MIN + SEC,
			names[i % 8], 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 10 * MIN, "zz", 1, 1));
	CHECK_INT(got.n, 16);
	for (i = 0; i < got.n; i++) {
		CHECK_INT(got.v[i].end, DAY0 + MIN + (uint64_t)(i / 8) * MIN);
		CHECK_STR(symtab_text(t.vocab.syms, got.v[i].symbol, &len),
		    want[i % 8]);
	}
	finish(&t, w);
}

/* More than are sorted by comparison; 32 names have the same first 8 bytes. */
static void
test_order_many(void)
{
	enum { N = 4096 };
	struct window_opts o = options(MIN, 0, 0);
	struct windows *w;
	struct rows t;
	char name[16];
	size_t len;
	int i, n;

	test_begin("thousands of bars of one end come in byte order too");
	w = start(&t, &o, &got);
	for (i = 0; i < N; i++) {
		n = i * 1237 % N;
		snprintf(name, sizeof(name), "SYMB%03dX%02d", n / 32, n % 32);
		push(&t, w, rows_trade(&t, DAY0 + SEC, name, 1, 1));
	}
	push(&t, w, rows_trade(&t, DAY0 + MIN, "zz", 1, 1));
	CHECK_INT(got.n, N);
	for (i = 0; i < got.n; i++) {
		snprintf(name, sizeof(name), "SYMB%03dX%02d", i / 32, i % 32);
		CHECK_STR(symtab_text(t.vocab.syms, got.v[i].symbol, &len),
		    name);
	}
	finish(&t, w);
}

static void
test_late(void)
{
	struct window_opts o = options(MIN, 0, 0);
	struct window_account a;
	struct windows *w;
	struct rows t;

	test_begin("a row of a closed window is late and counted, also for a "
		   "symbol that was not there");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0 + 10 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 60 * SEC, "A", 2, 1));
	push(&t, w, rows_trade(&t, DAY0 + 59 * SEC, "A", 9, 1));
	push(&t, w, rows_trade(&t, DAY0 + 59 * SEC, "B", 9, 1));
	a = account(w);
	CHECK_INT(a.late, 2);
	CHECK_INT(a.used, 1);
	CHECK_INT(a.open, 1);
	finish(&t, w);

	test_begin("lateness keeps windows open, and rows out of order make "
		   "the bar they make in order");
	o.lateness = 30 * SEC;
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0 + 40 * SEC, "A", 3, 1));
	push(&t, w, rows_trade(&t, DAY0 + 65 * SEC, "A", 7, 1));
	push(&t, w, rows_trade(&t, DAY0 + 20 * SEC, "A", 2, 1));
	push(&t, w, rows_trade(&t, DAY0 + 50 * SEC, "A", 5, 1));
	push(&t, w, rows_trade(&t, DAY0 + 45 * SEC, "A", 4, 1));
	push(&t, w, rows_trade(&t, DAY0 + 89 * SEC, "A", 7, 1));
	CHECK_INT(got.n, 0);
	push(&t, w, rows_trade(&t, DAY0 + 90 * SEC, "A", 7, 1));
	CHECK_INT(got.n, 1);
	CHECK_INT(got.v[0].open, 2000000000);
	CHECK_INT(got.v[0].close, 5000000000);
	CHECK_INT(got.v[0].count, 4);
	CHECK_INT(account(w).late, 0);
	finish(&t, w);

	test_begin("of rows with one time the first opens and the last closes");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0 + 5 * SEC, "A", 3, 1));
	push(&t, w, rows_trade(&t, DAY0 + 5 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 5 * SEC, "A", 2, 1));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.v[0].open, 3000000000);
	CHECK_INT(got.v[0].close, 2000000000);
	finish(&t, w);
}

static void
test_hopping(void)
{
	struct window_opts o = options(MIN, 20 * SEC, 0);
	struct window_account a;
	struct windows *w;
	struct rows t;
	int i;

	test_begin("a row lies in every/slide hopping windows");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0 + 125 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 145 * SEC, "A", 2, 1));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 4);
	for (i = 0; i < got.n; i++)
		CHECK_INT(got.v[i].start,
		    DAY0 + 80 * SEC + (uint64_t)i * 20 * SEC);
	CHECK_INT(got.v[0].count, 1);
	CHECK_INT(got.v[1].count, 2);
	CHECK_INT(got.v[2].count, 2);
	CHECK_INT(got.v[3].count, 1);
	finish(&t, w);

	test_begin("a row that is late for its pane is late for every hopping "
		   "window");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0 + 125 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 141 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 130 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 30 * SEC, "A", 1, 1));
	a = account(w);
	CHECK_INT(a.late, 2);
	CHECK_INT(a.used, 1);
	CHECK_INT(a.open, 1);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(account(w).used, 2);
	for (i = 0; i < got.n; i++)
		CHECK_INT(got.v[i].count, i == 0 || i == 3 ? 1 : 2);
	finish(&t, w);
}

static void
test_clock(void)
{
	struct window_opts o = { 0 };
	struct err err = { 0 };
	struct windows *w;
	struct rng g;
	struct rows t;
	uint64_t at, s;
	int i, k;

	test_begin("a row is in exactly the hopping windows that hold its "
		   "instant");
	rng_init(&g, 1, 0);
	o = options(60, 25, 0);
	for (i = 0; i < 300; i++) {
		at = 1000 + rng_below(&g, 500);
		w = start(&t, &o, &got);
		push(&t, w, rows_trade(&t, at, "A", 1, 1));
		CHECK(windows_flush(w, &t.err) == 0);
		k = 0;
		for (s = 900; s <= at; s += 25) {
			if (s + 60 <= at)
				continue;
			CHECK_INT(got.v[k].start, s);
			CHECK_INT(got.v[k].end, s + 60);
			k++;
		}
		CHECK_INT(got.n, k);
		finish(&t, w);
	}

	test_begin("the last instants do not wrap, and windows that time cuts "
		   "end in order");
	o = options(MIN, 30 * SEC, 0);
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, TS_NULL - 40 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, TS_NULL - 2, "A", 2, 1));
	push(&t, w, rows_trade(&t, TS_NULL - 2, "B", 2, 1));
	push(&t, w, rows_trade(&t, TS_NULL - 1, "A", 2, 1));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK(got.n > 2);
	for (i = 1; i < got.n; i++)
		CHECK(got.v[i].end >= got.v[i - 1].end);
	CHECK(got.v[got.n - 1].end == TS_NULL - 1);
	CHECK_INT(account(w).no_time, 1);
	finish(&t, w);

	test_begin("arguments that mean the same have one text");
	CHECK(window_opts_clock(&o, "time(90s, origin=180s)", "", &err) == 0);
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_STR(windows_def_text(w, got.v[0].def),
	    "window time(90s,slide=90s,origin=0) price=trade "
	    "agg=ohlc,volume,count");
	finish(&t, w);

	test_begin("windows of no length, a slide that leaves rows out, and "
		   "more panes than windows may be open are refused as usage");
	CHECK(window_opts_clock(&o, "time(0s)", "", &err) == -1 && err.usage);
	memset(&err, 0, sizeof(err));
	CHECK(window_opts_clock(&o, "tume(1s)", "", &err) == -1 && err.usage);
	memset(&err, 0, sizeof(err));
	o = options(10, 11, 0);
	rows_init(&t);
	CHECK(windows_new(&o, &t.vocab, collect, &got, &err) == NULL);
	CHECK(err.usage);
	memset(&err, 0, sizeof(err));
	o = options(NS_DAY, 1000000, 0);
	CHECK(windows_new(&o, &t.vocab, collect, &got, &err) == NULL);
	CHECK(err.usage);
	rows_fini(&t);
}

static void
test_account(void)
{
	struct window_opts o = options(MIN, 0, 0);
	struct window_account a;
	struct windows *w;
	struct rows t;

	test_begin("every row is used or dropped for a reason");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "", 1, 1));
	push(&t, w, rows_trade(&t, TS_NULL, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0, "A", NAN, 1));
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	push(&t, w, rows_value(&t, DAY0, "A", 1));
	a = account(w);
	CHECK_INT(a.in, 5);
	CHECK_INT(a.no_symbol, 1);
	CHECK_INT(a.no_time, 1);
	CHECK_INT(a.no_value, 2);
	CHECK_INT(a.open, 1);
	CHECK_INT(a.used, 0);
	finish(&t, w);
}

static void
test_limits(void)
{
	struct window_opts o = options(MIN, 0, 0);
	struct windows *w;
	struct err err = { 0 };
	struct rows t;
	struct rec r;

	test_begin("more open windows than allowed is an error");
	o.max_open = 2;
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0, "B", 1, 1));
	r = rows_trade(&t, DAY0, "C", 1, 1);
	CHECK(windows_push(w, &r, &t.err) == -1);
	CHECK(strstr(t.err.msg, "open windows") != NULL);
	finish(&t, w);

	test_begin("an error of the sink ends the push and frees all");
	o.max_open = 0;
	w = start(&t, &o, &got);
	got.fail_at = 1;
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0, "B", 1, 1));
	r = rows_trade(&t, DAY0 + MIN, "C", 1, 1);
	CHECK(windows_push(w, &r, &t.err) == -1);
	CHECK_STR(t.err.msg, "the sink is full");
	finish(&t, w);

	test_begin("names that are no aggregate, or come twice, are usage "
		   "errors");
	CHECK(window_opts_aggs(&o, "ohlc,vwop", "", &err) == -1 && err.usage);
	memset(&err, 0, sizeof(err));
	CHECK(window_opts_aggs(&o, "ohlc,ohlc", "", &err) == -1 && err.usage);
	memset(&err, 0, sizeof(err));
	CHECK(window_opts_aggs(&o, "ohlc,", "", &err) == -1 && err.usage);
	CHECK(aggregate_find("skel", 4) == NULL);
}

int
main(void)
{
	test_one_symbol();
	test_order();
	test_order_many();
	test_late();
	test_hopping();
	test_clock();
	test_account();
	test_limits();
	return test_end();
}
