/*
 * base_ts_forms.c - dates and times as people write them: by their form, as
 * bare digits, and by a format that is given.
 */
#include "base/ts_forms.h"

#include "base/ts_clock.h"
#include "base/ts_format.h"
#include "test.h"

static const char *why;

/* "2018-01-19 09:30:08.000000000 zone", or what is wrong. */
static const char *
text_of(const struct ts_form *f)
{
	static char buf[128];
	int n = 0;

	buf[0] = '\0';
	if (f->has_date)
		n += sprintf(buf + n, "%04d-%02d-%02d", f->c.year, f->c.month,
		    f->c.day);
	if (f->has_time)
		n += sprintf(buf + n, "%s%02d:%02d:%02d.%09u", n > 0 ? " " : "",
		    (int)(f->c.second / 3600), (int)(f->c.second / 60 % 60),
		    (int)(f->c.second % 60), f->c.frac_ns);
	if (f->zone_len > 0)
		sprintf(buf + n, " %.*s", (int)f->zone_len, f->zone);
	return buf;
}

static const char *
read_form(const char *s, unsigned orders)
{
	size_t len = strlen(s);
	char *copy = malloc(len + 1); /* no byte after it */
	static char kept[128];
	struct ts_form f;
	int got;

	memcpy(copy, s, len);
	why = NULL;
	got = ts_form_read(&f, copy, len, orders, &why);
	CHECK((got == -1) == (why != NULL));
	snprintf(kept, sizeof(kept), "%s",
	    got == 0              ? text_of(&f)
	    : got == TS_UNDECIDED ? "undecided"
				  : why);
	free(copy);
	return kept;
}

static void
test_forms(void)
{
	static const char *const forms[][2] = {
		{ "1/19/2018", "2018-01-19" },
		{ "19/1/2018", "2018-01-19" },
		{ "19/01/2018 14:30", "2018-01-19 14:30:00.000000000" },
		{ "01/19/2018 14:30:08.5", "2018-01-19 14:30:08.500000000" },
		{ "1/19/18", "2018-01-19" },
		{ "5/5/2018", "2018-05-05" },
		{ "2018/1/9", "2018-01-09" },
		{ "2018/01/09 9:30", "2018-01-09 09:30:00.000000000" },
		{ "2018-1-9 9:30:08", "2018-01-09 09:30:08.000000000" },
		{ "2018.1.9", "2018-01-09" },
		{ "9.1.2018", "2018-01-09" },
		{ "9.1.2018 9:30", "2018-01-09 09:30:00.000000000" },
		{ "31-12-2017", "2017-12-31" },
		{ "6-Oct-17", "2017-10-06" },
		{ "06-OCT-2017 16:00", "2017-10-06 16:00:00.000000000" },
		{ "06OCT2017", "2017-10-06" },
		{ "6 Oct 2017", "2017-10-06" },
		{ "6 October 2017, 9:30 pm", "2017-10-06 21:30:00.000000000" },
		{ "06/Oct/2017:14:30:08", "2017-10-06 14:30:08.000000000" },
		{ "2017-Oct-06", "2017-10-06" },
		{ "Jan 19, 2018", "2018-01-19" },
		{ "January 19, 2018", "2018-01-19" },
		{ "Jan. 19 2018 9:30", "2018-01-19 09:30:00.000000000" },
		{ "Jan-19-2018", "2018-01-19" },
		{ "Sept 1, 2018", "2018-09-01" },
		{ "Fri, 19 Jan 2018 14:30:00 GMT",
		    "2018-01-19 14:30:00.000000000 GMT" },
		{ "Friday Jan 19, 2018", "2018-01-19" },
		{ "20180119 9:30", "2018-01-19 09:30:00.000000000" },
		{ "20180119  09:30:08", "2018-01-19 09:30:08.000000000" },
		{ "20180119 09:30:00 US/Eastern",
		    "2018-01-19 09:30:00.000000000 US/Eastern" },
		{ "1/19/2018T9:30:08 AM", "2018-01-19 09:30:08.000000000" },
		{ "1/19/2018 12:00:00 AM", "2018-01-19 00:00:00.000000000" },
		{ "1/19/2018 12:30 PM", "2018-01-19 12:30:00.000000000" },
		{ "1/19/2018 1:30PM", "2018-01-19 13:30:00.000000000" },
		{ "1/19/2018 1:30 p.m.", "2018-01-19 13:30:00.000000000" },
		{ "1/19/2018 9:30:08,123", "2018-01-19 09:30:08.123000000" },
		{ "1/19/2018 9:30 AM UTC+05:30",
		    "2018-01-19 09:30:00.000000000 UTC+05:30" },
		{ "1/19/2018 9:30+02:00",
		    "2018-01-19 09:30:00.000000000 +02:00" },
		{ "2018-1-19 9:30+01:00[Europe/Paris]",
		    "2018-01-19 09:30:00.000000000 +01:00" },
		{ "9:30:08", "09:30:08.000000000" },
		{ "09:30:08.1234567891", "09:30:08.123456789" },
		{ "9:30", "09:30:00.000000000" },
		{ "12:00 am", "00:00:00.000000000" },
		{ "23:59:60", "24:00:00.000000000" },
		{ "20180119 09:30:08:250", "2018-01-19 09:30:08.250000000" },
		{ "20180119 093008", "2018-01-19 09:30:08.000000000" },
		{ "20180119 093008 1234567", "2018-01-19 09:30:08.123456700" },
		{ "20180119 243008", "not a time" },
		{ "Jan 9 09:10:08", "not a time" },
		{ "Tue Jan  9 09:10:08 2018", "not a time" },
		{ "06/Oct/17:14:30:08", "not a time" },
		{ "20180119 093008 12x", "not a time" },
		{ "20180119 09:30:08:", "fraction without digits" },
	};
	size_t i;

	test_begin("dates and times are read in the forms that people use");
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		CHECK_STR(read_form(forms[i][0], ORDER_ANY), forms[i][1]);
}

static void
test_orders(void)
{
	struct ts_form f;

	test_begin("a date of three numbers that can be two dates is told");
	CHECK_STR(read_form("1/9/2018", ORDER_ANY), "undecided");
	CHECK_STR(read_form("1/9/2018", ORDER_MDY), "2018-01-09");
	CHECK_STR(read_form("1/9/2018", ORDER_DMY), "2018-09-01");
	CHECK_STR(read_form("1-9-2018 9:30", ORDER_ANY), "undecided");
	CHECK_STR(read_form("18/01/02", ORDER_ANY), "undecided");
	CHECK_STR(read_form("18/01/02", ORDER_YMD), "2018-01-02");
	CHECK_STR(read_form("18/01/22", ORDER_ANY), "undecided");
	CHECK_STR(read_form("11.10.12", ORDER_ANY), "undecided");
	CHECK_INT(ts_form_read(&f, "18/01/22", 8, ORDER_ANY, &why),
	    TS_UNDECIDED);
	CHECK_INT(f.orders, ORDER_YMD | ORDER_DMY);
	CHECK_INT(ts_form_read(&f, "1/22/18", 7, ORDER_ANY, &why), 0);
	CHECK_INT(f.orders, ORDER_MDY);
	CHECK_INT(ts_form_read(&f, "5/5/2018", 8, ORDER_ANY, &why), 0);
	CHECK_INT(f.orders, ORDER_MDY | ORDER_DMY);
	CHECK_INT(ts_form_read(&f, "2018/5/5", 8, ORDER_ANY, &why), 0);
	CHECK_INT(f.orders, ORDER_YMD);
	CHECK_INT(ts_form_read(&f, "6-Oct-17", 8, ORDER_ANY, &why), 0);
	CHECK_INT(f.orders, 0);
	test_begin("a column's order refuses what is not in it");
	CHECK_STR(read_form("19/1/2018", ORDER_MDY), "month out of range");
	CHECK_STR(read_form("1/19/2018", ORDER_DMY), "month out of range");
	CHECK_STR(read_form("2/30/2018", ORDER_MDY), "day out of range");
}

static void
test_refused(void)
{
	static const char *const bad[] = { "", " ", "1", "1/", "1/2", "1/2/",
		"1/2/201", "1/2/20188", "1//2018", "1/2-2018", "1/2/2018x",
		"13/13/2018", "32/12/2018", "0/1/2018", "6-Okt-17", "6-Oct",
		"Oct", "October", "Oct 2017", "Jan 19", "19 Jan", "9:3",
		"9:300", "24:00", "9:60", "9:30:61", "9:30:8", "9:30:08.",
		"13:00 PM", "0:30 am", "9:30:08 ", "1/19/2018 ", "1/19/2018T",
		"1/19/2018 x", "Foo 19, 2018", "123/1/2018", "2018/13/1",
		"2018/1/32", "Monday", "Mon, ", "99999999", "/", ":", "a:b" };
	char junk[24];
	size_t i, k, len;

	test_begin("what is not all of a form is refused");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		read_form(bad[i], ORDER_ANY);
		if (why == NULL && strcmp(bad[i], "9:30:08 ") != 0)
			printf("# \"%s\" was read\n", bad[i]);
		CHECK(why != NULL || strcmp(bad[i], "9:30:08 ") == 0);
	}
	test_begin("no bytes lead a form astray");
	srand(1);
	for (i = 0; i < 300000; i++) {
		static const char set[] = "0123456789/-.: ,TDJanOctampMZ+[]";

		len = (size_t)rand() % (sizeof(junk) - 1);
		for (k = 0; k < len; k++)
			junk[k] = set[(size_t)rand() % (sizeof(set) - 1)];
		junk[len] = '\0';
		read_form(junk, ORDER_ANY);
	}
}

/* ---- bare digits ---- */

/* The readings of a text: "09:30:00.000000000 s; ..." */
static const char *
clocks(const char *s)
{
	static const char *const units[] = { "hms", "s", "ms", "us", "ns" };
	static char buf[256];
	struct clock_form f[CLOCK_READINGS_MAX];
	struct ts_form t = { .has_time = 1 };
	size_t len = strlen(s);
	char *copy = malloc(len + 1);
	int i, n, at = 0;

	memcpy(copy, s, len);
	buf[0] = '\0';
	n = clock_readings(f, copy, len);
	for (i = 0; i < n; i++) {
		t.c.frac_ns = 0;
		CHECK(clock_read(&t.c, &f[i], copy, len) == 0);
		at += sprintf(buf + at, "%s%s %s", i > 0 ? "; " : "",
		    text_of(&t), units[f[i].unit]);
	}
	free(copy);
	return buf;
}

static void
test_clocks(void)
{
	struct clock_form f = { TS_AUTO, 9 };
	struct ts_civil c;

	test_begin("bare digits that can be one time of the day are it");
	CHECK_STR(clocks("093000"), "09:30:00.000000000 hms");
	CHECK_STR(clocks("93000"), "09:30:00.000000000 hms");
	CHECK_STR(clocks("160000"), "16:00:00.000000000 hms");
	CHECK_STR(clocks("093000123"), "09:30:00.123000000 hms");
	CHECK_STR(clocks("093000123456789"), "09:30:00.123456789 hms");
	CHECK_STR(clocks("100000123456789"), "10:00:00.123456789 hms");
	CHECK_STR(clocks("93000123456789"), "09:30:00.123456789 hms");
	CHECK_STR(clocks("040000009512000"), "04:00:00.009512000 hms");
	CHECK_STR(clocks("093000.5"), "09:30:00.500000000 hms");
	CHECK_STR(clocks("0930001"), "09:30:00.100000000 hms");
	CHECK_STR(clocks("34260.5"), "09:31:00.500000000 s");
	CHECK_STR(clocks("48600"), "13:30:00.000000000 s");
	CHECK_STR(clocks("61"), "00:01:01.000000000 s");
	CHECK_STR(clocks("0931"), "09:31:00.000000000 hms");
	CHECK_STR(clocks("34260025"), "09:31:00.025000000 ms");
	test_begin("those that can be several are told");
	CHECK_STR(clocks("100"), "00:01:00.000000000 hms; "
				 "01:00:00.000000000 hms; "
				 "00:01:40.000000000 s");
	CHECK_STR(clocks("34200.0255"), "03:42:00.025500000 hms; "
					"09:30:00.025500000 s");
	CHECK_STR(clocks("34200025551909"), "03:42:00.025551909 hms; "
					    "09:30:00.025551909 ns");
	CHECK_STR(clocks("10000123"), "10:00:01.230000000 hms; "
				      "01:00:00.123000000 hms; "
				      "02:46:40.123000000 ms");
	test_begin("other digits are no time of the day");
	CHECK_STR(clocks("86400"), "");
	CHECK_STR(clocks("246000"), "");
	CHECK_STR(clocks("0930001234567890"), "");
	CHECK_STR(clocks(""), "");
	CHECK_STR(clocks("9:30"), "");
	CHECK_STR(clocks("1e5"), "");
	CHECK_STR(clocks("093000."), "");
	test_begin("a reading that is kept reads shorter ones, too");
	CHECK(clock_read(&c, &f, "5959123456789", 13) == 0);
	CHECK(c.second == 3599 && c.frac_ns == 123456789);
	CHECK(clock_read(&c, &f, "1123456789", 10) == 0 && c.second == 1);
	CHECK(clock_read(&c, &f, "123456789", 9) == -1);
	CHECK(clock_read(&c, &f, "1000000123456789", 16) == -1);
	f = (struct clock_form){ TS_MS, 0 };
	CHECK(clock_read(&c, &f, "0", 1) == 0 && c.second == 0);
	CHECK(clock_read(&c, &f, "86399999.9", 10) == 0 && c.second == 86399 &&
	      c.frac_ns == 999900000);
	CHECK(clock_read(&c, &f, "86400000", 8) == -1);
}

/* ---- formats ---- */

static const char *
by_format(const char *s, const char *format)
{
	static char buf[ERR_MAX];
	struct err err = { 0 };
	struct ts_format t;
	struct ts_form f;
	size_t len = strlen(s);
	char *copy = malloc(len + 1);
	int epoch;

	memcpy(copy, s, len);
	why = NULL;
	if (ts_format_init(&t, format, "ts-format", &err) == -1) {
		CHECK(err.usage);
		snprintf(buf, sizeof(buf), "%s", err.msg);
	} else if (ts_format_read(&f, &epoch, copy, len, &t, &why) == -1) {
		snprintf(buf, sizeof(buf), "%s", why);
	} else if (epoch) {
		snprintf(buf, sizeof(buf), "%lld.%09u", (long long)f.c.second,
		    f.c.frac_ns);
	} else {
		snprintf(buf, sizeof(buf), "%s", text_of(&f));
	}
	free(copy);
	return buf;
}

static void
test_formats(void)
{
	static const char *const forms[][3] = {
		{ "%d/%m/%Y %H:%M:%S", "1/9/2018 9:30:08",
		    "2018-09-01 09:30:08.000000000" },
		{ "%m/%d/%y", "01/09/18", "2018-01-09" },
		{ "%y%m%d %H%M%S", "180109 093008",
		    "2018-01-09 09:30:08.000000000" },
		{ "%Y%m%d%H%M%S%f", "20180109093008123",
		    "2018-01-09 09:30:08.123000000" },
		{ "%Y%m%d%H%M", "201801090930",
		    "2018-01-09 09:30:00.000000000" },
		{ "%H%M%S%f", "093008123456789", "09:30:08.123456789" },
		{ "%a %b %d %H:%M:%S %Y", "Fri Jan 19 14:30:00 2018",
		    "2018-01-19 14:30:00.000000000" },
		{ "%a %b %e %T %Z %Y", "Fri Jan  9 14:30:00 UTC 2018",
		    "2018-01-09 14:30:00.000000000 UTC" },
		{ "%F %T.%f%z", "2018-01-19 14:30:00.5+0530",
		    "2018-01-19 14:30:00.500000000 +0530" },
		{ "%F %I:%M %p", "2018-01-19 12:05 AM",
		    "2018-01-19 00:05:00.000000000" },
		{ "%D %R", "01/19/18 14:30", "2018-01-19 14:30:00.000000000" },
		{ "%Y-%j", "2018-019", "2018-01-19" },
		{ "%Y-%j", "2020-366", "2020-12-31" },
		{ "day %d of %B %Y at 100%%", "day 19 of January 2018 at 100%",
		    "2018-01-19" },
		{ "%s", "1515542400", "1515542400.000000000" },
		{ "%s.%f", "1515542400.25", "1515542400.250000000" },
		{ "%F %T %Z", "2018-01-19 14:30:00 America/New_York",
		    "2018-01-19 14:30:00.000000000 America/New_York" },
	};
	static const char *const bad[][2] = {
		{ "%q", "--ts-format: %q: unknown, see tickcat(1)" },
		{ "%Y-%m-%d %", "--ts-format: % : unknown, see tickcat(1)" },
		{ "%Y-%m", "--ts-format: a date needs year, month and day" },
		{ "%Y%Y", "--ts-format: %Y: given twice" },
		{ "%F %d", "--ts-format: %d: given twice" },
		{ "%I:%M", "--ts-format: %I and %p go together" },
		{ "%H %p", "--ts-format: %I and %p go together" },
		{ "%F %M", "--ts-format: minutes without an hour" },
		{ "%s %H", "--ts-format: %s is a complete time: it excludes "
			   "other fields" },
		{ "", "--ts-format: neither a date nor a time of the day: "
		      "\"\"" },
		{ "abc", "--ts-format: neither a date nor a time of the day: "
			 "\"abc\"" },
	};
	static const char *const not_so = "does not match --ts-format";
	size_t i;

	test_begin("a format that is given reads what it says");
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		CHECK_STR(by_format(forms[i][1], forms[i][0]), forms[i][2]);
	test_begin("a format that cannot name a time is a usage error");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_STR(by_format("x", bad[i][0]), bad[i][1]);
	test_begin("a text in another form is refused");
	CHECK_STR(by_format("2018-01-19", "%d/%m/%Y"), not_so);
	CHECK_STR(by_format("19/01/2018 ", "%d/%m/%Y"), not_so);
	CHECK_STR(by_format("19/01/18", "%d/%m/%Y"), not_so);
	CHECK_STR(by_format("", "%d/%m/%Y"), not_so);
	CHECK_STR(by_format("31/13/2018", "%d/%m/%Y"), "month out of range");
	CHECK_STR(by_format("30/02/2018", "%d/%m/%Y"), "day out of range");
	CHECK_STR(by_format("24:00", "%H:%M"), "hour out of range");
	CHECK_STR(by_format("2018-366", "%Y-%j"), "day out of range");
	CHECK_STR(by_format("99999999999999", "%s"), "after 2554-07-21");
}

int
main(void)
{
	test_forms();
	test_orders();
	test_refused();
	test_clocks();
	test_formats();
	return test_end();
}
