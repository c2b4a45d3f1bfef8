/*
 * base_zone.c - names of zones, and local times.
 *
 * Expected values are those of Python's zoneinfo (fold 0) on the same
 * database.
 */
#include "base/zone.h"

#include "base/tstamp.h"
#include "test.h"

static struct err err;

static int
open_zone(struct zone *z, const char *s)
{
	size_t len = strlen(s);
	char *copy = malloc(len + 1); /* no byte after it */
	int got;

	err.set = 0;
	err.msg[0] = '\0';
	memcpy(copy, s, len);
	got = zone_open(z, copy, len, &err);
	free(copy);
	CHECK_INT(got == -1, err.set);
	return got;
}

static void
test_offsets(void)
{
	static const struct {
		const char *name;
		int32_t offset;
	} names[] = { { "UTC", 0 }, { "Z", 0 }, { "GMT", 0 }, { "EST", -18000 },
		{ "+05:30", 19800 }, { "-0500", -18000 }, { "+02", 7200 },
		{ "UTC+05:30", 19800 }, { "UTC-3", -10800 },
		{ "UTC+0545", 20700 }, { "GMT+0300", 10800 },
		{ "GMT-11", -39600 } };
	static const char *const bad[] = { "", "+", "-", "+5", "+053", "+24:00",
		"+05:60", "+0560", "05:30", "utc", "PST", "+05:30 ", "+05-30",
		"+5:300", "+ab", "America/New_York ", "UTC+", "UTC+053",
		"UTC05:30", "GMTX", "UTCZ", "GMT+24", "UTC+5:30" };
	struct zone z;
	size_t i;

	test_begin("a zone may be an offset, with or without UTC in front");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		CHECK_INT(open_zone(&z, names[i].name), 0);
		CHECK_INT(z.offset, names[i].offset);
		CHECK(z.tz == NULL && !z.by_form);
	}
	test_begin("what is neither an offset nor a name is unknown");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(open_zone(&z, bad[i]), -1);
		CHECK_STR(err.msg, "unknown zone");
	}
	test_begin("fixed zones never look into the database");
	CHECK_INT(zone_fixed(&z, "Europe/Berlin", 13), -1);
	CHECK_INT(zone_fixed(&z, "UTC+05:30", 9), 0);
}

static void
test_paths(void)
{
	static const char *const bad[] = { "../etc/passwd", "/etc/passwd",
		"Europe/../../../etc/passwd", "Europe", "Europe/",
		"Europe//Berlin", "./UTC", "localtime", "posixrules",
		"tzdata.zi", "zone.tab", "Europe/Berlin\n", "Europe/Ber lin",
		"Europe/Berlin/x",
		("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aaaa") };
	struct zone z;
	size_t i;

	test_begin(
	    "no name leads out of the database or to the machine's zone");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(open_zone(&z, bad[i]), -1);
		CHECK_STR(err.msg, "unknown zone");
	}
	test_begin("the environment does not choose the database");
	setenv("TZDIR", "/nowhere", 1);
	setenv("TZ", "Asia/Tokyo", 1);
	CHECK_INT(open_zone(&z, "Europe/Berlin"), 0);
	CHECK_INT(zone_to_utc(&z, 0, NULL), -3600);
	zone_fini(&z);
	unsetenv("TZDIR");
	unsetenv("TZ");
	test_begin("an option with an unknown zone is a usage error");
	err.set = err.usage = 0;
	CHECK_INT(zone_option(&z, "tz", "Europe/Nowhere", &err), -1);
	CHECK_INT(err.usage, 1);
	CHECK_STR(err.msg, "--tz: \"Europe/Nowhere\": unknown zone: expected "
			   "UTC, +02:00, UTC+05:30 or a name of the tz "
			   "database such as Europe/Berlin");
}

/* A local time as one number. */
static int64_t
civil(int year, int month, int day, int hour, int minute, int second)
{
	return ts_days(year, month, day) * 86400 + hour * 3600 + minute * 60 +
	       second;
}

static void
test_local(void)
{
	static const struct {
		const char *zone;
		int t[6];
		int64_t utc;
		enum zone_hour hour;
	} times[] = {
		{ "Europe/Berlin", { 2024, 3, 31, 1, 59, 59 }, 1711846799,
		    ZONE_ONCE },
		{ "Europe/Berlin", { 2024, 3, 31, 2, 0, 0 }, 1711846800,
		    ZONE_SKIPPED },
		{ "Europe/Berlin", { 2024, 3, 31, 2, 30, 0 }, 1711848600,
		    ZONE_SKIPPED },
		{ "Europe/Berlin", { 2024, 3, 31, 3, 0, 0 }, 1711846800,
		    ZONE_ONCE },
		{ "Europe/Berlin", { 2024, 10, 27, 1, 59, 59 }, 1729987199,
		    ZONE_ONCE },
		{ "Europe/Berlin", { 2024, 10, 27, 2, 0, 0 }, 1729987200,
		    ZONE_REPEATED },
		{ "Europe/Berlin", { 2024, 10, 27, 2, 30, 0 }, 1729989000,
		    ZONE_REPEATED },
		{ "Europe/Berlin", { 2024, 10, 27, 2, 59, 59 }, 1729990799,
		    ZONE_REPEATED },
		{ "Europe/Berlin", { 2024, 10, 27, 3, 0, 0 }, 1729994400,
		    ZONE_ONCE },
		{ "Australia/Lord_Howe", { 2024, 4, 7, 1, 45, 0 }, 1712414700,
		    ZONE_REPEATED },
		{ "Australia/Lord_Howe", { 2024, 10, 6, 2, 15, 0 }, 1728143100,
		    ZONE_SKIPPED },
		{ "Australia/Lord_Howe", { 2024, 7, 1, 12, 0, 0 }, 1719797400,
		    ZONE_ONCE },
		{ "Australia/Sydney", { 2500, 1, 15, 12, 0, 0 },
		    INT64_C(16726438800), ZONE_ONCE },
		{ "Australia/Sydney", { 2500, 7, 15, 12, 0, 0 },
		    INT64_C(16742080800), ZONE_ONCE },
		{ "Asia/Kathmandu", { 2024, 1, 1, 0, 0, 0 }, 1704046500,
		    ZONE_ONCE },
		{ "Asia/Kolkata", { 2024, 1, 1, 9, 15, 0 }, 1704080700,
		    ZONE_ONCE },
		{ "Pacific/Apia", { 2011, 12, 29, 23, 59, 59 }, 1325239199,
		    ZONE_ONCE },
		{ "Pacific/Apia", { 2011, 12, 30, 12, 0, 0 }, 1325282400,
		    ZONE_SKIPPED },
		{ "Pacific/Apia", { 2011, 12, 31, 0, 0, 0 }, 1325239200,
		    ZONE_ONCE },
		{ "America/New_York", { 1969, 7, 1, 0, 0, 0 }, -15883200,
		    ZONE_ONCE },
		{ "Europe/Dublin", { 2024, 7, 1, 0, 0, 0 }, 1719788400,
		    ZONE_ONCE },
		{ "Africa/Casablanca", { 2024, 3, 15, 12, 0, 0 }, 1710504000,
		    ZONE_ONCE },
		{ "EET", { 2022, 7, 4, 0, 0, 0 }, 1656882000, ZONE_ONCE },
		{ "America/Sao_Paulo", { 2018, 11, 4, 0, 30, 0 }, 1541302200,
		    ZONE_SKIPPED },
		{ "UTC+05:30", { 2024, 1, 1, 9, 15, 0 }, 1704080700,
		    ZONE_ONCE },
	};
	enum zone_hour hour;
	struct zone z;
	size_t i;

	test_begin("local times are read as the database says, and a skipped "
		   "or repeated hour by the offset before");
	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		const int *t = times[i].t;
		int64_t local = civil(t[0], t[1], t[2], t[3], t[4], t[5]);

		CHECK_INT(open_zone(&z, times[i].zone), 0);
		CHECK_INT(zone_to_utc(&z, local, &hour), times[i].utc);
		CHECK_INT(hour, times[i].hour);
		CHECK_INT(zone_to_utc(&z, local, NULL), times[i].utc);
		zone_fini(&z);
	}
}

static void
test_there_and_back(void)
{
	static const char *const names[] = { "America/New_York",
		"Europe/London", "Australia/Sydney", "Asia/Tokyo",
		"America/St_Johns", "+05:30" };
	int64_t t, local, back, from, until;
	enum zone_hour hour;
	struct zone z;
	size_t i;
	int k;

	test_begin("an instant comes back, the second of a repeated hour as "
		   "the first");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		CHECK_INT(open_zone(&z, names[i]), 0);
		for (k = 0; k < 200000; k++) {
			t = (int64_t)k * 9973;
			local = zone_to_local(&z, t);
			back = zone_to_utc(&z, local, &hour);
			CHECK(hour != ZONE_SKIPPED);
			CHECK(back == t || (hour == ZONE_REPEATED && back < t));
			CHECK_INT(zone_to_local(&z, back), local);
		}
		zone_fini(&z);
	}
	test_begin("a stretch is the time between two changes of the clock");
	CHECK_INT(open_zone(&z, "America/New_York"), 0);
	CHECK_INT(zone_stretch(&z, 1720000000, &from, &until), -14400);
	CHECK_INT(from, 1710054000);
	CHECK_INT(until, 1730613600);
	CHECK_INT(zone_stretch(&z, from - 1, &from, &until), -18000);
	CHECK_INT(until, 1710054000);
	zone_fini(&z);
	CHECK_INT(open_zone(&z, "+02:00"), 0);
	CHECK_INT(zone_stretch(&z, 0, &from, &until), 7200);
	CHECK(from == INT64_MIN && until == INT64_MAX);
	zone_fini(&z);
}

int
main(void)
{
	test_offsets();
	test_paths();
	test_local();
	test_there_and_back();
	return test_end();
}
