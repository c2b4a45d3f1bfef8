/*
 * source_times.c - times as vendors, brokers and spreadsheets write them.
 *
 * Expected instants were computed with Python's datetime and zoneinfo.
 */
#include "source_test.h"

static const struct source_opts as_s = { .as = "S" };
static const struct source_opts ny = { .as = "S", .tz = "America/New_York" };

#define P(ts, px)                                                              \
	"{\"kind\":\"price\",\"ts_event\":\"" ts "Z\",\"symbol\":\"S\","       \
	"\"price\":" px "}\n"

static void
calendar_digits(void)
{
	static const struct source_opts date_only = { .map = "date=1,price=2",
		.as = "S" };

	test_begin("a date in digits is that date, by any name of the column");
	expect("date,last\n20260320,1\n20260323,2\n", &as_s,
	    P("2026-03-20T00:00:00.000000000", "1")
		P("2026-03-23T00:00:00.000000000", "2"));
	expect("trade_date|last\n20260320|1\n", &as_s,
	    P("2026-03-20T00:00:00.000000000", "1"));
	expect("<DATE>;<LAST>\n20260320;1\n",
	    &(struct source_opts){ .as = "S", .map = "price=<LAST>" },
	    P("2026-03-20T00:00:00.000000000", "1"));
	expect("{\"date\":20260320,\"last\":1}\n", &as_s,
	    P("2026-03-20T00:00:00.000000000", "1"));
	expect("{\"timestamp\":\"20260320133015123\",\"last\":1}\n", &as_s,
	    P("2026-03-20T13:30:15.123000000", "1"));
	expect("ts,last\n20260320093015,1\n", &ny,
	    P("2026-03-20T13:30:15.000000000", "1"));
	test_begin("a date that is mapped alone is its midnight");
	expect("20260320,1\n20260321,2\n", &date_only,
	    P("2026-03-20T00:00:00.000000000", "1")
		P("2026-03-21T00:00:00.000000000", "2"));
	expect("day,px\n2026-03-20,1\n",
	    &(struct source_opts){ .map = "date=day,price=px", .as = "S" },
	    P("2026-03-20T00:00:00.000000000", "1"));
	test_begin("eight digits of no date are not seconds, either");
	expect_error("date,last\n20261320,1\n", &as_s, "month out of range");
	expect_error("ts,last\n20260230,1\n", &as_s, "day out of range");
}

static void
numbers(void)
{
	static const struct source_opts any = { .as = "S", .any_time = 1 };
	static const struct source_opts ms = { .as = "S", .ts_unit = TS_MS };

	test_begin("a number before 1980 is bad, and says what it would be");
	expect_error("ts,last\n315532799,1\n", &as_s,
	    "in.txt:2: ts: \"315532799\": s since 1970 would be "
	    "1979-12-31T23:59:59.000000000Z: --any-time accepts it");
	expect_error("ts,last\n260000000000,1\n", &ms, "--any-time");
	expect_error("{\"ts\":1234,\"last\":1}\n", &as_s, "--any-time");
	expect("ts,last\n315532800,1\n", &as_s,
	    P("1980-01-01T00:00:00.000000000", "1"));
	expect("ts,last\n1970-01-02,1\n", &as_s,
	    P("1970-01-02T00:00:00.000000000", "1"));
	test_begin("--any-time accepts it, and 0");
	expect("ts,last\n0,1\n5,2\n", &any,
	    P("1970-01-01T00:00:00.000000000", "1")
		P("1970-01-01T00:00:05.000000000", "2"));
	test_begin("a row that changes the unit of a column is bad");
	expect_error("ts,last\n1672531200000,1\n1672531200,2\n", &as_s,
	    "in.txt:3: ts: \"1672531200\": a number of s after numbers of ms: "
	    "use --ts-unit each to read each by its own size");
	expect_error("{\"ts\":1672531200,\"last\":1}\n"
		     "{\"ts\":1672531200000000,\"last\":1}\n",
	    &as_s, "a number of us after numbers of s");
	test_begin("another column has its own unit");
	expect("ts,received_at,last\n1672531200000,1672531200.25,1\n", &as_s,
	    "{\"kind\":\"price\",\"ts_event\":\"2023-01-01T00:00:00."
	    "000000000Z\",\"ts_recv\":\"2023-01-01T00:00:00.250000000Z\","
	    "\"symbol\":\"S\",\"price\":1}\n");
}

static void
zeros(void)
{
	struct got g;

	test_begin("0 is no time: the time of receipt takes its place");
	read_text(&g,
	    "ts,received_at,last\n0,1672531200000,1\n1672531200000,"
	    "1672531200001,2\n",
	    &as_s);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.account.count[COUNT_ZERO_TIME], 1);
	CHECK(strstr(g.out, "\"ts_event\":null,\"ts_recv\":\"2023-01-01T00:00:"
			    "00.000000000Z\"") != NULL);
	got_fini(&g);
	test_begin("without one the row is bad");
	expect_error("ts,last\n0,1\n", &as_s, "in.txt:2: no time");
	expect_error("{\"ts\":0,\"last\":1}\n", &as_s, "no time");
	expect_error("ts,last\n0.0,1\n", &as_s, "no time");
}

static void
exponents(void)
{
	struct got g;

	test_begin("exponents that lost digits are counted");
	read_text(&g, "ts,last\n1.67253E+12,1\n1.67253E+12,2\n", &as_s);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.account.count[COUNT_TIME_ROUNDED], 2);
	got_fini(&g);
	test_begin("and those that did not are times like others");
	read_text(&g,
	    "ts,last\n1.672531200123000000e+12,1\n1.672531200124E12,2\n",
	    &as_s);
	CHECK_STR(g.out, P("2023-01-01T00:00:00.123000000", "1")
			     P("2023-01-01T00:00:00.124000000", "2"));
	CHECK_INT(g.account.count[COUNT_TIME_ROUNDED], 0);
	got_fini(&g);
}

static void
before_1970(void)
{
	struct got g;

	test_begin("written dates before 1970 are left out and counted");
	read_text(&g,
	    "date,last\n1969-12-30,1\n19691231,2\n12/31/1969,3\n1970-01-02,4\n",
	    &as_s);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.account.bad, 0);
	CHECK_INT(g.account.count[COUNT_BEFORE_1970], 3);
	CHECK_STR(g.out, P("1970-01-02T00:00:00.000000000", "4"));
	got_fini(&g);
}

/* ---- times of the day ---- */

static void
clocks(void)
{
	static const struct source_opts day = { .as = "S",
		.tz = "America/New_York",
		.date = "2018-01-03" };
	static const struct source_opts seconds = { .as = "S",
		.tz = "America/New_York",
		.date = "20120621",
		.ts_unit = TS_S };
	static const struct source_opts no_zone = { .as = "S",
		.date = "2018-01-03" };
	struct got g;

	test_begin("digits of a time of the day need a date and a zone");
	expect_error("time,last\n100000123456789,1\n", &as_s,
	    "\"100000123456789\": a time of the day without a date: --date "
	    "DATE, a date column or one date in the file's name is needed");
	expect_error("time,last\n040000009512000,1\n", &as_s,
	    "a time of the day without a date");
	expect_error("time,last\n34200.0255,1\n", &as_s,
	    "a time of the day without a date");
	expect_error("time,last\n093000,1\n", &no_zone,
	    "a time of the day without a zone: --tz ZONE is needed");
	expect_error("date,time,last\n20180103,093000,1\n", &as_s,
	    "a time of the day without a zone: --tz ZONE is needed");
	expect("time,last\n040000009512000,1\n100000123456789,2\n", &day,
	    P("2018-01-03T09:00:00.009512000", "1")
		P("2018-01-03T15:00:00.123456789", "2"));
	expect("time,last\n000000,1\n093000,2\n", &day,
	    P("2018-01-03T05:00:00.000000000", "1")
		P("2018-01-03T14:30:00.000000000", "2"));
	expect("date,time,last\n20180103,93000,1\n20180703,160000,2\n", &ny,
	    P("2018-01-03T14:30:00.000000000", "1")
		P("2018-07-03T20:00:00.000000000", "2"));
	expect("{\"time\":93000123,\"last\":1}\n", &day,
	    P("2018-01-03T14:30:00.123000000", "1"));
	test_begin("the date may be in the file's name");
	read_bytes(&g, "EQY_US_ALL_TRADE_20180103.txt",
	    "Time|Last\n100000123456789|1\n", 29, &ny);
	CHECK_STR(g.out, P("2018-01-03T15:00:00.123456789", "1"));
	got_fini(&g);
	read_bytes(&g, "S_2012-06-21_34200000_57600000.csv",
	    "Time,Last\n34261.5,1\n", 20, &ny);
	CHECK_STR(g.out, P("2012-06-21T13:31:01.500000000", "1"));
	got_fini(&g);
	read_bytes(&g, "20180103-20180104.csv", "Time,Last\n34261.5,1\n", 20,
	    &ny);
	CHECK_INT(g.rc, -1);
	got_fini(&g);
	test_begin("digits that can be two times of the day show both");
	expect_error("time,last\n34200.025551909,1\n", &day,
	    "\"34200.025551909\": may be 03:42:00.025551909 as HHMMSS or "
	    "09:30:00.025551909 in s after midnight: choose with --ts-unit "
	    "UNIT or --ts-format '%H%M%S.%f'");
	expect("time,last\n34200.025551909,1\n0,2\n", &seconds,
	    P("2012-06-21T13:30:00.025551909", "1")
		P("2012-06-21T04:00:00.000000000", "2"));
	test_begin("unless a row to come decides");
	expect("time,last\n34200.0255,1\n34260,2\n", &day,
	    P("2018-01-03T14:30:00.025500000", "1")
		P("2018-01-03T14:31:00.000000000", "2"));
	test_begin("a time of the day with colons takes the date, too");
	expect("time,last\n9:30:08,1\n13:30:08.5,2\n", &day,
	    P("2018-01-03T14:30:08.000000000", "1")
		P("2018-01-03T18:30:08.500000000", "2"));
	expect("{\"time\":\"9:30 AM\",\"last\":1}\n", &day,
	    P("2018-01-03T14:30:00.000000000", "1"));
	expect_error("time,last\n9:30:08,1\n", &as_s,
	    "a time of the day without a date");
}

/* ---- forms of dates ---- */

static void
forms(void)
{
	static const char *const same[] = {
		"ts;last\n1/19/2018 9:30:08 AM;1\n",
		"ts;last\n19/1/2018 09:30:08;1\n",
		"ts,last\n2018/1/19 9:30:08,1\n",
		"ts,last\n19-Jan-18 9:30:08,1\n",
		"ts,last\n19-JAN-2018 09:30:08,1\n",
		"ts;last\nJan 19, 2018 9:30:08;1\n",
		"ts,last\n\"Jan 19, 2018 9:30:08 AM\",1\n",
		"ts,last\n\"Fri, 19 Jan 2018 09:30:08 GMT\",1\n",
		"ts,last\n20180119-09:30:08,1\n",
		"ts,last\n20180119  09:30:08,1\n",
		"ts,last\n2018-01-19D09:30:08,1\n",
		"ts,last\n2018.01.19D09:30:08.000000000,1\n",
		"ts;last\n2018-01-19 09:30:08,000;1\n",
		"ts,last\n20180119 04:30:08 US/Eastern,1\n",
		"ts,last\n2018-01-19T04:30:08-05:00[America/New_York],1\n",
		"Date(UTC),last\n2018-01-19 09:30:08,1\n",
		"Time (Asia/Tokyo),last\n2018-01-19 18:30:08,1\n",
		"Time [UTC+01:00],last\n2018.01.19 10:30:08,1\n",
		"timestamp (s),last\n1516354208,1\n",
		"Date,Time,last\n1/19/2018,9:30:08 AM,1\n",
		"Date,Time,last\n19-Jan-2018,09:30:08,1\n",
		"DATE,TIME_M,last\n20180119,9:30:08,1\n",
		"{\"ts\":\"1/19/2018 9:30:08 AM\",\"last\":1}\n",
		"{\"ts\":\"\\/Date(1516354208000)\\/\",\"last\":1}\n",
		"{\"ts\":\"/Date(1516354208000+0100)/\",\"last\":1}\n",
		"{\"ts\":\"19 Jan 2018 09:30:08 UTC\",\"last\":1}\n",
		"{\"time(UTC)\":\"2018-01-19 09:30:08\",\"last\":1}\n",
	};
	size_t i;

	test_begin("a date whose form is clear is read without a word");
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		expect(same[i], &as_s, P("2018-01-19T09:30:08.000000000", "1"));
	test_begin("what names a zone is not of --tz");
	expect("Date(UTC),last\n2018-01-19 09:30:08,1\n", &ny,
	    P("2018-01-19T09:30:08.000000000", "1"));
	expect_error("ts,last\n2018-01-19 09:30:08 Mars/Base,1\n", &as_s,
	    "unknown zone");
}

static void
orders(void)
{
	static const struct source_opts dmy = { .as = "S", .ts_format = "dmy" };
	static const struct source_opts format = { .as = "S",
		.ts_format = "%d.%m.%y %H:%M" };

	test_begin("a date that can be two shows both, and what decides");
	expect_error("ts,last\n3/4/2018,1\n", &as_s,
	    "\"3/4/2018\": may be 2018-03-04 as M/D/Y or 2018-04-03 as D/M/Y: "
	    "choose with --ts-format mdy or dmy");
	expect_error("{\"ts\":\"03-04-2018 09:30\",\"last\":1}\n", &as_s,
	    "choose with --ts-format mdy or dmy");
	expect_error("ts,last\n10/11/12,1\n", &as_s,
	    "choose with --ts-format ymd or mdy or dmy");
	expect_error("Date,Time,last\n3/4/2018,9:30,1\n", &as_s,
	    "\"3/4/2018\": may be");
	expect("ts,last\n3/4/2018,1\n", &dmy,
	    P("2018-04-03T00:00:00.000000000", "1"));
	test_begin("unless a row to come decides");
	expect("ts,last\n3/4/2018,1\n3/5/2018,2\n3/14/2018,3\n", &as_s,
	    P("2018-03-04T00:00:00.000000000", "1")
		P("2018-03-05T00:00:00.000000000", "2")
		    P("2018-03-14T00:00:00.000000000", "3"));
	expect("Date;Time;last\n3/4/2018;9:30;1\n\"14/4/2018\";9:30;2\n", &as_s,
	    P("2018-04-03T09:30:00.000000000", "1")
		P("2018-04-14T09:30:00.000000000", "2"));
	test_begin("the order of the first rows is that of all");
	expect_error("ts,last\n1/19/2018,1\n19/1/2018,2\n", &as_s,
	    "in.txt:3: ts: month out of range: \"19/1/2018\"");
	test_begin("--ts-format reads all times, and nothing else");
	expect("ts;last\n03.04.18 09:30;1\n", &format,
	    P("2018-04-03T09:30:00.000000000", "1"));
	expect_error("ts;last\n2018-04-03 09:30;1\n", &format,
	    "does not match --ts-format: \"2018-04-03 09:30\"");
	expect("date;time;last\n03.04.18;09:30;1\n",
	    &(struct source_opts){ .as = "S",
		.ts_format = "%d.%m.%y %H:%M",
		.map = "date=date,time=time,price=last" },
	    P("2018-04-03T09:30:00.000000000", "1"));
	expect("ts,last\n1515542400.25,1\n",
	    &(struct source_opts){ .as = "S", .ts_format = "%s.%f" },
	    P("2018-01-10T00:00:00.250000000", "1"));
}

/* ---- hours that a clock skips or repeats ---- */

static void
hours(void)
{
	static const struct source_opts berlin = { .as = "S",
		.tz = "Europe/Berlin" };
	struct got g;

	test_begin("times in a repeated hour are its first, and counted");
	read_text(&g,
	    "ts,last\n2024-10-27 01:59:59,1\n2024-10-27 02:00:00,2\n"
	    "2024-10-27 02:30:00,3\n2024-10-27 02:59:59,4\n"
	    "2024-10-27 03:00:00,5\n",
	    &berlin);
	CHECK_STR(g.out, P("2024-10-26T23:59:59.000000000",
			     "1") P("2024-10-27T00:00:00.000000000", "2")
			     P("2024-10-27T00:30:00.000000000", "3")
				 P("2024-10-27T00:59:59.000000000", "4")
				     P("2024-10-27T02:00:00.000000000", "5"));
	CHECK_INT(g.account.count[COUNT_REPEATED_HOUR], 3);
	CHECK_INT(g.account.count[COUNT_SKIPPED_HOUR], 0);
	got_fini(&g);
	test_begin("times in a skipped hour are counted");
	read_text(&g,
	    "ts,last\n2024-03-31 01:59:59,1\n2024-03-31 02:00:00,2\n"
	    "2024-03-31 02:30:00,3\n2024-03-31 03:00:00,4\n",
	    &berlin);
	CHECK_STR(g.out, P("2024-03-31T00:59:59.000000000", "1")
			     P("2024-03-31T01:00:00.000000000", "2")
				 P("2024-03-31T01:30:00.000000000", "3")
				     P("2024-03-31T01:00:00.000000000", "4"));
	CHECK_INT(g.account.count[COUNT_SKIPPED_HOUR], 2);
	got_fini(&g);
	test_begin("half an hour is no more than that");
	read_text(&g,
	    "ts,last\n2024-10-06 02:45:00,1\n2024-10-06 02:15:00,2\n"
	    "2024-10-06 02:46:00,3\n2024-04-07 01:15:00,4\n"
	    "2024-04-07 01:45:00,5\n",
	    &(struct source_opts){ .as = "S", .tz = "Australia/Lord_Howe" });
	CHECK_STR(g.out, P("2024-10-05T15:45:00.000000000",
			     "1") P("2024-10-05T15:45:00.000000000", "2")
			     P("2024-10-05T15:46:00.000000000", "3")
				 P("2024-04-06T14:15:00.000000000", "4")
				     P("2024-04-06T14:45:00.000000000", "5"));
	CHECK_INT(g.account.count[COUNT_SKIPPED_HOUR], 1);
	CHECK_INT(g.account.count[COUNT_REPEATED_HOUR], 1);
	got_fini(&g);
}

static void
options(void)
{
	static const struct source_opts bad[] = { { .date = "2018-13-01" },
		{ .date = "yesterday" }, { .date = "3/4/2018" },
		{ .date = "2018-01-03 09:30" }, { .date = "" },
		{ .ts_format = "%q" }, { .ts_format = "%H%H" },
		{ .ts_format = "" }, { .tz = "Mars" } };
	struct got g;
	size_t i;

	test_begin("options that say no time are mistakes of the command line");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		read_text(&g, "ts,last\n2018-01-03,1\n", &bad[i]);
		CHECK_INT(g.rc, -1);
		CHECK(g.err.usage);
		got_fini(&g);
	}
}

int
main(void)
{
	any_time = 0;
	calendar_digits();
	numbers();
	zeros();
	exponents();
	before_1970();
	clocks();
	forms();
	orders();
	hours();
	options();
	return test_end();
}
