/*
 * window_calendar.c - tests of sessions, days and holidays, and of windows
 * without a record.
 */
#include "window_bars.h"
#include "tmp.h"

#define HOUR (3600 * SEC)

/* An instant of UTC. */
static uint64_t
at(const char *text)
{
	const char *why;
	uint64_t t = 0;

	if (ts_parse(&t, text, strlen(text), TS_NS, NULL, &why) == -1) {
		printf("Bail out! %s: %s\n", text, why);
		exit(1);
	}
	return t;
}

static struct calendar cal;

static void
session(const char *hours, const char *day, const char *zone)
{
	struct err err = { 0 };

	calendar_fini(&cal);
	if (calendar_open(&cal, hours, day, zone, &err) == -1) {
		printf("Bail out! %s\n", err.msg);
		exit(1);
	}
}

static struct window_opts
inside(const char *clock, const char *aggs)
{
	struct window_opts o = options(MIN, 0, 0);
	struct err err = { 0 };

	if (window_opts_clock(&o, clock, "clock", &err) == -1 ||
	    window_opts_aggs(&o, aggs, "agg", &err) == -1) {
		printf("Bail out! %s\n", err.msg);
		exit(1);
	}
	o.calendar = &cal;
	o.calendar_text = " session=test";
	return o;
}

static void
test_find(void)
{
	uint64_t open, close, t;
	struct err err = { 0 };
	char *path;

	test_begin("a session of New York opens an hour earlier in summer");
	session("09:30-16:00", NULL, "America/New_York");
	CHECK(calendar_find(&cal, at("2024-03-08T15:00:00Z"), &open, &close));
	CHECK_INT(open, at("2024-03-08T14:30:00Z"));
	CHECK_INT(close, at("2024-03-08T21:00:00Z"));
	CHECK(calendar_find(&cal, at("2024-03-11T13:30:00Z"), &open, &close));
	CHECK_INT(open, at("2024-03-11T13:30:00Z"));
	CHECK_INT(close, at("2024-03-11T20:00:00Z"));
	CHECK(!calendar_find(&cal, at("2024-03-11T20:00:00Z"), &open, &close));
	CHECK(!calendar_find(&cal, at("2024-03-11T13:29:59Z"), &open, &close));
	CHECK(calendar_next(&cal, at("2024-03-11T20:00:00Z"), &open, &close));
	CHECK_INT(open, at("2024-03-12T13:30:00Z"));

	test_begin(
	    "days that end at 17:00 follow each other, and have 23 or 25 "
	    "hours when the clock changes");
	session(NULL, "17:00", "America/New_York");
	CHECK(calendar_find(&cal, at("2024-03-10T12:00:00Z"), &open, &close));
	CHECK_INT(open, at("2024-03-09T22:00:00Z"));
	CHECK_INT((close - open) / HOUR, 23);
	CHECK(calendar_find(&cal, close, &open, &close));
	CHECK_INT(open, at("2024-03-10T21:00:00Z"));
	CHECK_INT((close - open) / HOUR, 24);
	CHECK(calendar_find(&cal, at("2024-11-03T12:00:00Z"), &open, &close));
	CHECK_INT((close - open) / HOUR, 25);
	for (t = at("2024-11-02T22:30:00Z"); t < at("2024-11-04T23:00:00Z");
	     t += HOUR / 2)
		CHECK(calendar_find(&cal, t, &open, &close) && t >= open &&
		      t < close);

	test_begin("a session over midnight is that of the day it ends on");
	session("18:00-17:00", NULL, "America/New_York");
	path = tmp_file("holidays", "# none\n\n2024-07-04 # Thursday\r\nSat\n",
	    35);
	CHECK(calendar_holidays(&cal, path, &err) == 0);
	CHECK(calendar_find(&cal, at("2024-07-03T20:00:00Z"), &open, &close));
	CHECK_INT(close, at("2024-07-03T21:00:00Z"));
	CHECK(!calendar_find(&cal, at("2024-07-03T21:30:00Z"), &open, &close));
	CHECK(!calendar_find(&cal, at("2024-07-03T23:00:00Z"), &open, &close));
	CHECK(!calendar_find(&cal, at("2024-07-04T20:00:00Z"), &open, &close));
	CHECK(calendar_find(&cal, at("2024-07-04T22:00:00Z"), &open, &close));
	CHECK(!calendar_find(&cal, at("2024-07-06T02:00:00Z"), &open, &close));
	CHECK(calendar_find(&cal, at("2024-07-07T22:00:00Z"), &open, &close));

	test_begin("what is no date is refused with file and line");
	path = tmp_file("bad", "2024-07-04\n2024-02-30\n", 22);
	CHECK(calendar_holidays(&cal, path, &err) == -1);
	CHECK(strstr(err.msg, "bad:2: expected a date") != NULL);
	calendar_fini(&cal);
	memset(&err, 0, sizeof(err));
	CHECK(calendar_open(&cal, "9:30-16", NULL, "UTC", &err) == -1 &&
	      err.usage);
	memset(&err, 0, sizeof(err));
	CHECK(calendar_open(&cal, NULL, "17:00", "Mars/Olympus", &err) == -1 &&
	      err.usage);
}

static void
test_windows(void)
{
	struct window_opts o;
	struct windows *w;
	struct rows t;
	int i;

	test_begin(
	    "windows begin where a session opens and end where it closes, "
	    "and rows outside are dropped");
	session("09:30-16:00", NULL, "America/New_York");
	o = inside("time(1h)", WINDOW_DEFAULT);
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, at("2024-07-01T13:29:00Z"), "A", 1, 1));
	push(&t, w, rows_trade(&t, at("2024-07-01T13:30:00Z"), "A", 2, 1));
	push(&t, w, rows_trade(&t, at("2024-07-01T14:29:59Z"), "A", 3, 1));
	push(&t, w, rows_trade(&t, at("2024-07-01T19:45:00Z"), "A", 4, 1));
	push(&t, w, rows_trade(&t, at("2024-07-01T20:00:00Z"), "A", 5, 1));
	push(&t, w, rows_trade(&t, at("2024-07-02T13:31:00Z"), "A", 6, 1));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(account(w).off_session, 2);
	CHECK_INT(account(w).used, 4);
	CHECK_INT(got.n, 3);
	CHECK_INT(got.v[0].start, at("2024-07-01T13:30:00Z"));
	CHECK_INT(got.v[0].end, at("2024-07-01T14:30:00Z"));
	CHECK_INT(got.v[0].count, 2);
	CHECK_INT(got.v[1].start, at("2024-07-01T19:30:00Z"));
	CHECK_INT(got.v[1].end, at("2024-07-01T20:00:00Z"));
	CHECK_INT(got.v[2].start, at("2024-07-02T13:30:00Z"));
	finish(&t, w);

	test_begin("hopping windows are cut at both ends of a session");
	session("10:00-10:10", NULL, "UTC");
	o = inside("time(4m,slide=2m)", WINDOW_DEFAULT);
	w = start(&t, &o, &got);
	for (i = 0; i < 10; i++)
		push(&t, w,
		    rows_trade(&t,
			at("2024-07-01T10:00:30Z") + (uint64_t)i * MIN, "A", 1,
			1));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 5);
	for (i = 0; i < 5; i++) {
		CHECK_INT(got.v[i].end,
		    at("2024-07-01T10:02:00Z") + (uint64_t)i * 2 * MIN);
		CHECK_INT(got.v[i].end - got.v[i].start,
		    (i == 0 ? 2 : 4) * MIN);
		CHECK_INT(got.v[i].count, i == 0 ? 2 : 4);
	}
	finish(&t, w);

	test_begin("nothing is carried over the break of a session, but over "
		   "the end of a day");
	for (i = 0; i < 2; i++) {
		session(i ? NULL : "00:00-17:00", i ? "17:00" : NULL, "UTC");
		o = inside("time(1d)", "ohlc,volume,count,signed_volume");
		w = start(&t, &o, &got);
		push(&t, w,
		    rows_trade(&t, at("2024-07-01T16:00:00Z"), "A", 1, 1));
		push(&t, w,
		    rows_trade(&t, at("2024-07-02T16:00:00Z"), "A", 2, 1));
		CHECK(windows_flush(w, &t.err) == 0);
		CHECK_INT(got.n, 2);
		CHECK_INT(got.v[1].signed_volume, i);
		finish(&t, w);
	}

	test_begin("a window of trades that a break ends, ends with it");
	session("10:00-11:00", NULL, "UTC");
	o = inside("count(3)", WINDOW_DEFAULT);
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, at("2024-07-01T10:30:00Z"), "A", 1, 1));
	push(&t, w, rows_trade(&t, at("2024-07-01T10:59:00Z"), "B", 2, 1));
	push(&t, w, rows_trade(&t, at("2024-07-02T10:00:00Z"), "A", 3, 1));
	CHECK_INT(got.n, 2);
	CHECK_INT(got.v[0].end, at("2024-07-01T11:00:00Z"));
	CHECK_INT(got.v[1].end, at("2024-07-01T11:00:00Z"));
	CHECK_INT(got.v[0].count, 1);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 3);
	finish(&t, w);
}

static void
test_fill(void)
{
	struct window_opts o = options(MIN, 0, 0);
	struct windows *w;
	struct rows t;
	struct err err = { 0 };
	int i;

	test_begin("a filled window repeats the close and has no volume, from "
		   "the symbol's first to the last of all");
	o.fill = FILL_LAST;
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "A", 5, 1));
	push(&t, w, rows_trade(&t, DAY0 + 4, "A", 7, 1));
	push(&t, w, rows_trade(&t, DAY0 + 2 * MIN, "B", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + 3 * MIN, "A", 8, 1));
	CHECK_INT(got.n, 4);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 6);
	for (i = 1; i < 3; i++) {
		CHECK_INT(got.v[i].open, 7000000000);
		CHECK_INT(got.v[i].low, 7000000000);
		CHECK_INT(got.v[i].close, 7000000000);
		CHECK_INT(got.v[i].volume, 0);
		CHECK_INT(got.v[i].count, 0);
		CHECK_INT(got.v[i].start, DAY0 + (uint64_t)i * MIN);
		CHECK(got.v[i].def == got.v[0].def);
	}
	CHECK_INT(got.v[4].open, 8000000000);
	CHECK_INT(got.v[5].open, 1000000000);
	CHECK_INT(got.v[5].count, 0);
	finish(&t, w);

	test_begin("with null it has what no record says");
	o.fill = FILL_NULL;
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "A", 5, 1));
	push(&t, w, rows_trade(&t, DAY0 + 2 * MIN, "A", 7, 1));
	CHECK_INT(got.n, 2);
	CHECK(got.v[1].open == PX_NULL);
	CHECK(got.v[1].volume == QTY_NULL);
	CHECK_INT(got.v[1].count, 0);
	finish(&t, w);

	test_begin("hopping windows are filled too, and sessions only inside");
	session("10:00-10:06", NULL, "UTC");
	o = inside("time(2m,slide=1m)", WINDOW_DEFAULT);
	o.fill = FILL_LAST;
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, at("2024-07-01T10:00:30Z"), "A", 1, 1));
	push(&t, w, rows_trade(&t, at("2024-07-02T10:01:30Z"), "A", 2, 1));
	CHECK(windows_flush(w, &t.err) == 0);
	/* Six ends of the first day, 10:01, 10:02 and 10:03 of the second. */
	CHECK_INT(got.n, 9);
	CHECK_INT(got.v[5].end, at("2024-07-01T10:06:00Z"));
	CHECK_INT(got.v[6].end, at("2024-07-02T10:01:00Z"));
	CHECK_INT(got.v[2].count, 0);
	CHECK_INT(got.v[2].close, 1000000000);
	CHECK_INT(got.v[7].count, 1);
	CHECK_INT(got.v[8].count, 1);
	finish(&t, w);

	test_begin("only windows of time can be filled");
	rows_init(&t);
	CHECK(window_opts_clock(&o, "count(3)", "clock", &err) == 0);
	CHECK(windows_new(&o, &t.vocab, collect, &got, &err) == NULL);
	CHECK(err.usage);
	rows_fini(&t);
}

int
main(void)
{
	tmp_begin();
	test_find();
	test_windows();
	test_fill();
	calendar_fini(&cal);
	tmp_end();
	return test_end();
}
