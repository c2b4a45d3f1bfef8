/*
 * synth_session.c - hours of trading, in zones and over midnight.
 */
#include <string.h>

#include "synth/session.h"

#include "test.h"

static struct err err;

static uint64_t
at(int y, int m, int d, int hour, int minute)
{
	return (uint64_t)ts_days(y, m, d) * NS_DAY +
	       (uint64_t)(hour * 60 + minute) * 60 * NS_SECOND;
}

static void
test_text(void)
{
	static const char *const bad[] = { "", "9:30-16:00", "09:30-16:00 ",
		"09:60-16:00", "09:30-09:30", "09:30-24:01", "09:30_16:00",
		"0a:30-16:00", "24:00-24:00", "24:00-01:00",
		"09:30-1600:", NULL };
	struct session s = { .open_s = 1 };

	test_begin("a session is hours and minutes");
	CHECK(session_parse(&s, "09:30-16:00", NULL, &err) == 0);
	CHECK_INT(s.open_s, 34200);
	CHECK_INT(s.close_s, 57600);
	CHECK(session_length(&s) == 23400 * NS_SECOND);
	CHECK(session_parse(&s, "00:00-24:00", NULL, &err) == 0);
	CHECK(session_length(&s) == NS_DAY);
	test_begin("what is not one is a usage error and changes nothing");
	for (int i = 0; bad[i] != NULL; i++) {
		err = (struct err){ 0 };
		CHECK(session_parse(&s, bad[i], NULL, &err) == -1);
		CHECK(err.usage);
	}
	err = (struct err){ 0 };
	CHECK(session_parse(&s, "09:30-16:00", "Mars/Olympus", &err) == -1);
	CHECK(err.usage && strstr(err.msg, "Mars/Olympus") != NULL);
	err = (struct err){ 0 };
	CHECK_INT(s.close_s, 86400);
}

static void
test_midnight(void)
{
	struct session s;
	uint64_t open, close;
	int64_t day = ts_days(2024, 3, 5);

	test_begin("a session over midnight belongs to the day it began");
	CHECK(session_parse(&s, "22:00-21:00", NULL, &err) == 0);
	CHECK(session_length(&s) == 23 * 3600 * NS_SECOND);
	session_span(&open, &close, &s, day);
	CHECK(open == at(2024, 3, 5, 22, 0));
	CHECK(close == at(2024, 3, 6, 21, 0));
	CHECK_INT(session_day(&s, at(2024, 3, 5, 23, 0)), day);
	CHECK_INT(session_day(&s, at(2024, 3, 6, 20, 59)), day);
	CHECK_INT(session_day(&s, at(2024, 3, 6, 21, 0)), day + 1);
	CHECK(session_day_end(&s, day) == at(2024, 3, 6, 21, 0));
	CHECK_INT(session_day(&s, session_day_end(&s, day) - 1), day);
	test_begin("midnight as the close is the end of the day");
	CHECK(session_parse(&s, "18:00-00:00", NULL, &err) == 0);
	session_span(&open, &close, &s, day);
	CHECK(close == at(2024, 3, 6, 0, 0));
	CHECK_INT(session_day(&s, at(2024, 3, 6, 0, 0)), day + 1);
	test_begin("without a session a day is a date of UTC");
	s = (struct session){ .open_s = 0 };
	CHECK_INT(session_day(&s, at(2024, 3, 5, 0, 0)), day);
	CHECK_INT(session_day(&s, at(2024, 3, 5, 23, 59)), day);
	CHECK(session_day_end(&s, day) == at(2024, 3, 6, 0, 0));
}

static void
test_zone(void)
{
	struct session s;
	uint64_t open, close;

	test_begin("a session follows the clocks of its zone");
	CHECK(session_parse(&s, "09:30-16:00", "America/New_York", &err) == 0);
	session_span(&open, &close, &s, ts_days(2024, 3, 8));
	CHECK(open == at(2024, 3, 8, 14, 30));
	CHECK(close == at(2024, 3, 8, 21, 0));
	session_span(&open, &close, &s, ts_days(2024, 3, 11));
	CHECK(open == at(2024, 3, 11, 13, 30));
	CHECK_INT(session_day(&s, at(2024, 3, 12, 3, 59)),
	    ts_days(2024, 3, 11));
	CHECK_INT(session_day(&s, at(2024, 3, 12, 4, 0)), ts_days(2024, 3, 12));
	session_fini(&s);
	test_begin("over midnight in a zone, on the day clocks change");
	CHECK(session_parse(&s, "18:00-17:00", "America/New_York", &err) == 0);
	session_span(&open, &close, &s, ts_days(2024, 3, 10));
	CHECK(open == at(2024, 3, 10, 22, 0));
	session_span(&open, &close, &s, ts_days(2024, 3, 9));
	CHECK(open == at(2024, 3, 9, 23, 0));
	CHECK(close == at(2024, 3, 10, 21, 0));
	session_fini(&s);
	test_begin("an hour that comes twice is its first");
	CHECK(session_parse(&s, "01:30-16:00", "America/New_York", &err) == 0);
	session_span(&open, &close, &s, ts_days(2024, 11, 3));
	CHECK(open == at(2024, 11, 3, 5, 30));
	CHECK(close == at(2024, 11, 3, 21, 0));
	session_fini(&s);
	CHECK(session_parse(&s, "02:30-16:00", "America/New_York", &err) == 0);
	session_span(&open, &close, &s, ts_days(2024, 3, 10));
	CHECK(open == at(2024, 3, 10, 7, 30));
	session_fini(&s);
}

int
main(void)
{
	test_text();
	test_midnight();
	test_zone();
	return test_end();
}
