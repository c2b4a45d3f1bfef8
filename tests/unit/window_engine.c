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
	const struct window_account *a;
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
	a = windows_account(w);
	CHECK_INT(a->in, 5);
	CHECK_INT(a->used, 5);
	CHECK_INT(a->out, 2);

	test_begin("def is the hash of the canonical text, and the text is "
		   "told by it");
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
		CHECK_STR(symtab_text(t.house.syms, got.v[i].symbol, &len),
		    want[i % 8]);
	}
	finish(&t, w);
}

static void
test_late(void)
{
	struct window_opts o = options(MIN, 0, 0);
	const struct window_account *a;
	struct windows *w;
	struct rows t;

	test_begin("a row of a closed window is late and counted, also for a "
		   "symbol that was not there");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0 + 10 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 60 * SEC, "A", 2, 1));
	push(&t, w, rows_trade(&t, DAY0 + 59 * SEC, "A", 9, 1));
	push(&t, w, rows_trade(&t, DAY0 + 59 * SEC, "B", 9, 1));
	a = windows_account(w);
	CHECK_INT(a->late, 2);
	CHECK_INT(a->used, 2);
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
	CHECK_INT(windows_account(w)->late, 0);
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
	const struct window_account *a;
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

	test_begin("a row that some of its hopping windows no longer take is "
		   "used and said to be late in part");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0 + 125 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 141 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 130 * SEC, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 30 * SEC, "A", 1, 1));
	a = windows_account(w);
	CHECK_INT(a->used, 3);
	CHECK_INT(a->late_part, 1);
	CHECK_INT(a->late, 1);
	finish(&t, w);
}

static void
test_clock(void)
{
	const struct clock *c = clock_find("time");
	struct clock_args a = { 60, 25, 110 };
	struct err err = { 0 };
	struct rng g;
	uint64_t t, s, want;
	char text[128];
	int i;

	test_begin("first and next give exactly the starts whose windows hold "
		   "an instant");
	CHECK(c->check(&a, &err) == 0);
	CHECK_INT(a.origin, 10);
	rng_init(&g, 1, 0);
	for (i = 0; i < 2000; i++) {
		t = 10 + rng_below(&g, 500);
		s = c->first(&a, t);
		for (want = 10; want <= t; want += 25) {
			if (want + 60 <= t)
				continue;
			CHECK_INT(s, want);
			s = c->next(&a, s);
		}
		CHECK(s > t);
	}
	CHECK_INT(c->first(&a, 9), 10);

	test_begin("the last instants do not wrap");
	CHECK(c->end(&a, TS_NULL - 20) == TS_NULL - 1);
	CHECK(c->next(&a, TS_NULL - 20) == TS_NULL);

	test_begin("arguments that mean the same have one text");
	a = (struct clock_args){ 90 * SEC, 0, 180 * SEC };
	CHECK(c->check(&a, &err) == 0);
	c->text(&a, text, sizeof(text));
	CHECK_STR(text, "time(90s,slide=90s,origin=0)");

	test_begin("windows of no length, and a slide that leaves rows out, "
		   "are refused as usage");
	a = (struct clock_args){ 0, 0, 0 };
	CHECK(c->check(&a, &err) == -1 && err.usage);
	memset(&err, 0, sizeof(err));
	a = (struct clock_args){ 10, 11, 0 };
	CHECK(c->check(&a, &err) == -1 && err.usage);
}

static void
test_account(void)
{
	struct window_opts o = options(MIN, 0, 0);
	const struct window_account *a;
	struct windows *w;
	struct rows t;

	test_begin("every row is used or dropped for a reason");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "", 1, 1));
	push(&t, w, rows_trade(&t, TS_NULL, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0, "A", NAN, 1));
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	push(&t, w, rows_value(&t, DAY0, "A", 1));
	a = windows_account(w);
	CHECK_INT(a->in, 5);
	CHECK_INT(a->no_symbol, 1);
	CHECK_INT(a->no_time, 1);
	CHECK_INT(a->nothing, 2);
	CHECK_INT(a->used, 1);
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
	CHECK(window_opts_aggs(&o, "ohlc,vwop", &err) == -1 && err.usage);
	memset(&err, 0, sizeof(err));
	CHECK(window_opts_aggs(&o, "ohlc,ohlc", &err) == -1 && err.usage);
	memset(&err, 0, sizeof(err));
	CHECK(window_opts_aggs(&o, "ohlc,", &err) == -1 && err.usage);
	CHECK(aggregate_find("skel") == NULL);
}

int
main(void)
{
	test_one_symbol();
	test_order();
	test_late();
	test_hopping();
	test_clock();
	test_account();
	test_limits();
	return test_end();
}
