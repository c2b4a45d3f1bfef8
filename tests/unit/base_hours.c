/*
 * base_hours.c - tests of sessions on local clocks.
 */
#include "base/hours.h"
#include "base/tstamp.h"

#include "test.h"

static struct hours
made(const char *text, const char *zone)
{
	struct err err = { 0 };
	struct hours h;

	CHECK_INT(hours_open(&h, text, zone, &err), 0);
	CHECK_STR(err.msg, "");
	return h;
}

/* "day second inside" of a UTC time. */
static const char *
at(const struct hours *h, const char *text)
{
	static struct hours_stretch s;
	static char buf[64];
	struct hours_moment m;
	const char *why;
	uint64_t ns;

	CHECK_INT(ts_parse(&ns, text, strlen(text), TS_AUTO, NULL, &why), 0);
	s = (struct hours_stretch){ 0 };
	m = hours_at(h, &s, ns);
	snprintf(buf, sizeof(buf), "%" PRId64 " %" PRId64 " %d", m.day,
	    m.second, m.inside);
	return buf;
}

static void
test_sessions(void)
{
	struct hours h = made("09:30-16:00", "America/New_York");

	/* 2024-03-08 is day 19790; clocks change on the 10th. */
	test_begin("a session opens by the local clock, in winter and summer");
	CHECK_STR(at(&h, "2024-03-08T14:29:59Z"), "19789 86399 0");
	CHECK_STR(at(&h, "2024-03-08T14:30:00Z"), "19790 0 1");
	CHECK_STR(at(&h, "2024-03-08T20:59:59Z"), "19790 23399 1");
	CHECK_STR(at(&h, "2024-03-08T21:00:00Z"), "19790 23400 0");
	CHECK_STR(at(&h, "2024-03-11T13:30:00Z"), "19793 0 1");
	CHECK_STR(at(&h, "2024-03-11T20:00:00Z"), "19793 23400 0");
	hours_fini(&h);

	test_begin("a session over midnight belongs to the day it opens on");
	h = made("18:00-17:00", "UTC-05:00");
	CHECK_STR(at(&h, "2024-03-08T23:00:00Z"), "19790 0 1");
	CHECK_STR(at(&h, "2024-03-09T21:59:59Z"), "19790 82799 1");
	CHECK_STR(at(&h, "2024-03-09T22:30:00Z"), "19790 84600 0");
	hours_fini(&h);
	h = made("17:00-17:00", "UTC");
	CHECK_STR(at(&h, "2024-03-08T16:59:59Z"), "19789 86399 1");
	CHECK_STR(at(&h, "2024-03-08T17:00:00Z"), "19790 0 1");
	hours_fini(&h);

	test_begin("without hours a day is the local date");
	h = made("any", "+05:30");
	CHECK_STR(at(&h, "2024-03-07T18:30:00Z"), "19790 0 1");
	CHECK_STR(at(&h, "2024-03-08T18:29:59Z"), "19790 86399 1");
	CHECK_STR(at(&h, "1970-01-01T00:00:00Z"), "0 19800 1");
	hours_fini(&h);
	h = made("any", "EST");
	CHECK_STR(at(&h, "1970-01-01T00:00:00Z"), "-1 68400 1");
	hours_fini(&h);
}

/* A kept stretch gives what a fresh one gives. */
static void
test_stretch(void)
{
	struct hours h = made("09:30-16:00", "America/New_York");
	struct hours_stretch kept = { 0 }, fresh;
	struct hours_moment a, b;
	uint64_t hour = 3600 * NS_SECOND, t;

	test_begin("an instant does not depend on the ones asked for before");
	for (t = 1700000000 * NS_SECOND; t < 1740000000 * NS_SECOND;
	     t += 7 * hour) {
		fresh = (struct hours_stretch){ 0 };
		a = hours_at(&h, &kept, t);
		b = hours_at(&h, &fresh, t);
		CHECK(a.day == b.day && a.second == b.second &&
		      a.inside == b.inside);
	}
	hours_fini(&h);
}

static void
test_refused(void)
{
	static const char *const bad[] = { "", "9:30-16:00", "09:30",
		"09:30-16:60", "25:00-26:00", "24:00-01:00", "09:30-24:01",
		"09:30_16:00", "09:30-16:000" };
	struct hours h;
	struct err err;
	size_t i;

	test_begin("what is not two times of the day, or no zone, is refused");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err = (struct err){ 0 };
		CHECK_INT(hours_open(&h, bad[i], "UTC", &err), -1);
		CHECK(err.usage && strstr(err.msg, "09:30-16:00") != NULL);
	}
	err = (struct err){ 0 };
	CHECK_INT(hours_open(&h, "any", "Mars/Olympus", &err), -1);
	CHECK(strstr(err.msg, "zone: \"Mars/Olympus\": ") != NULL);
}

int
main(void)
{
	test_sessions();
	test_stretch();
	test_refused();
	return test_end();
}
