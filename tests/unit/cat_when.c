/*
 * cat_when.c - tests of ranges and sessions, minute by minute.
 */
#include "cat/when.h"
#include "test.h"

#define MINUTE (60 * NS_SECOND)
#define HOUR (60 * MINUTE)

/* Daylight time in New York in 2025: from 9 March 07:00 to 2 November 06:00
 * UTC. */
#define MARCH (UINT64_C(1741503600) * NS_SECOND)
#define NOVEMBER (UINT64_C(1762063200) * NS_SECOND)

/* Minute of the day on the clock of New York, within 2025. */
static int
new_york(uint64_t t)
{
	uint64_t off = t >= MARCH && t < NOVEMBER ? 4 * HOUR : 5 * HOUR;

	return (int)((t - off) % (24 * HOUR) / MINUTE);
}

static int
same_as_clock(const char *session, int from, int to, uint64_t around)
{
	struct err err = { 0 };
	struct when w;
	uint64_t t;
	int m, want, bad = 0;

	CHECK(
	    when_init(&w, NULL, NULL, session, "America/New_York", &err) == 0);
	CHECK(!when_all(&w));
	for (t = around - 96 * HOUR; t < around + 96 * HOUR; t += MINUTE) {
		m = new_york(t);
		want = from < to ? m >= from && m < to : m >= from || m < to;
		bad += when_has(&w, t) != want;
		bad += when_has(&w, t + MINUTE - 1) != want;
		/* and back: what is known must not answer for others */
		bad +=
		    when_has(&w, t - 5 * HOUR) !=
		    (m = new_york(t - 5 * HOUR),
			from < to ? m >= from && m < to : m >= from || m < to);
	}
	when_fini(&w);
	return bad;
}

static void
test_sessions(void)
{
	test_begin("a session is that of the clock on every minute around a "
		   "change of daylight time");
	CHECK_INT(same_as_clock("09:30-16:00", 570, 960, MARCH), 0);
	CHECK_INT(same_as_clock("09:30-16:00", 570, 960, NOVEMBER), 0);
	CHECK_INT(same_as_clock("01:15-02:45", 75, 165, MARCH), 0);
	CHECK_INT(same_as_clock("01:15-02:45", 75, 165, NOVEMBER), 0);
	test_begin("over midnight, too");
	CHECK_INT(same_as_clock("18:00-17:00", 1080, 1020, MARCH), 0);
	CHECK_INT(same_as_clock("18:00-17:00", 1080, 1020, NOVEMBER), 0);
}

/* Minutes around an instant at which a session is not that of the clock. */
static int
wrong_minutes(const char *zone, int64_t around)
{
	struct err err = { 0 };
	struct when w;
	int64_t t, local;
	int m, bad = 0;

	CHECK(when_init(&w, NULL, NULL, "01:40-03:10", zone, &err) == 0);
	for (t = around - 2 * 86400; t < around + 2 * 86400; t += 60) {
		local = zone_to_local(&w.zone, t);
		m = (int)(local % 86400 / 60);
		bad += when_has(&w, (uint64_t)t * NS_SECOND) !=
		       (m >= 100 && m < 190);
	}
	when_fini(&w);
	return bad;
}

static void
test_zones(void)
{
	test_begin("a session follows clocks that change by half an hour, or "
		   "within an hour of UTC, or by a day");
	CHECK_INT(wrong_minutes("Australia/Lord_Howe", 1712415600), 0);
	CHECK_INT(wrong_minutes("Australia/Lord_Howe", 1728142200), 0);
	CHECK_INT(wrong_minutes("Australia/Adelaide", 1712421000), 0);
	CHECK_INT(wrong_minutes("Asia/Kathmandu", 504901800), 0);
	CHECK_INT(wrong_minutes("Pacific/Apia", 1325239200), 0);
	CHECK_INT(wrong_minutes("Europe/Berlin", 1711846800), 0);
	CHECK_INT(wrong_minutes("UTC+05:30", 1711846800), 0);
}

static void
test_range(void)
{
	uint64_t from = UINT64_C(1735776000) * NS_SECOND; /* 2025-01-02 */
	struct err err = { 0 };
	struct when w;

	test_begin("a range has its start and not its end");
	CHECK(when_init(&w, "2025-01-02", "90m", NULL, NULL, &err) == 0);
	CHECK(!when_has(&w, from - 1));
	CHECK(when_has(&w, from));
	CHECK(when_has(&w, from + 90 * MINUTE - 1));
	CHECK(!when_has(&w, from + 90 * MINUTE));
	CHECK(!when_has(&w, TS_NULL));

	test_begin("times without a zone are in the zone given");
	CHECK(when_init(&w, "2025-01-02 09:30", "+1h30m", NULL,
		  "America/New_York", &err) == 0);
	CHECK_INT(w.start, from + 14 * HOUR + 30 * MINUTE);
	CHECK_INT(w.end, from + 16 * HOUR);
	when_fini(&w);
	CHECK(when_init(&w, "2025-01-02T09:30Z", "2025-01-02T10:00:00+01:00",
		  NULL, "America/New_York", &err) == -1);
	CHECK(err.usage);
	when_fini(&w);
}

static void
test_nothing(void)
{
	struct err err = { 0 };
	struct when w;

	test_begin("nothing asked for is every instant");
	CHECK(when_init(&w, NULL, NULL, NULL, NULL, &err) == 0);
	CHECK(when_all(&w));
}

static void
test_refused(void)
{
	static const char *const bad[] = { "", "9-17", "09:30", "09:30-",
		"24:01-09:00", "09:60-10:00", "09:30-09:30", "a-b" };
	struct err err;
	struct when w;
	size_t i;

	test_begin("a session that is none is a mistake of the command line");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memset(&err, 0, sizeof(err));
		CHECK(when_init(&w, NULL, NULL, bad[i], NULL, &err) == -1);
		CHECK(err.set && err.usage);
	}
}

int
main(void)
{
	test_sessions();
	test_zones();
	test_range();
	test_nothing();
	test_refused();
	return test_end();
}
