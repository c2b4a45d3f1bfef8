/* base_tz.c - files of the tz database, good and bad. */
#include "base/tz.h"

#include "base/tstamp.h"
#include "test.h"

enum { HEADER = 44 };

/* A file as it is made: two types, standard (+1 h) and daylight (+2 h). */
static unsigned char file[4096];
static size_t size;

static struct err err;

static void
put(uint64_t v, int bytes)
{
	while (bytes-- > 0)
		file[size++] = (unsigned char)(bytes < 8 ? v >> 8 * bytes : 0);
}

static void
put_header(int version, uint32_t leap, uint32_t times, uint32_t types)
{
	memcpy(file + size, "TZif", 4);
	size += 4;
	put((uint64_t)version, 1);
	put(0, 15);
	put(0, 4);
	put(0, 4);
	put(leap, 4);
	put(times, 4);
	put(types, 4);
	put(4, 4);
}

/* Changes to the types 1, 0, 1, ... at the times given, then the rule. */
static void
make(const int64_t *at, uint32_t n, const char *rule)
{
	uint32_t i;

	size = 0;
	put_header('2', 0, 0, 0);
	size += 4; /* its one name */
	put_header('2', 0, n, 2);
	for (i = 0; i < n; i++)
		put((uint64_t)at[i], 8);
	for (i = 0; i < n; i++)
		put((i + 1) % 2, 1);
	for (i = 0; i < 2; i++) {
		put(3600 * (i + 1), 4);
		put(i, 1);
		put(0, 1);
	}
	put(0x54535400, 4);
	put('\n', 1);
	memcpy(file + size, rule, strlen(rule));
	size += strlen(rule);
	put('\n', 1);
}

/* The first n bytes, in memory of their own. */
static struct tz *
parse(size_t n)
{
	unsigned char *copy = malloc(n + 1);
	struct tz *tz;

	err.set = 0;
	err.msg[0] = '\0';
	memcpy(copy, file, n);
	tz = tz_parse(copy, n, &err);
	free(copy);
	CHECK_INT(tz == NULL, err.set);
	return tz;
}

static void
refused(const char *why)
{
	struct tz *tz = parse(size);

	CHECK(tz == NULL);
	CHECK_STR(err.msg, why);
	tz_free(tz);
}

static int64_t
utc(int year, int month, int day, int hour)
{
	return ts_days(year, month, day) * 86400 + hour * 3600;
}

static void
test_files(void)
{
	const int64_t at[] = { 1000000, 2000000 };
	struct tz *tz;
	size_t n;

	test_begin("changes come from the body with times of eight bytes");
	make(at, 2, "");
	tz = parse(size);
	CHECK_INT(tz->n, 3);
	CHECK(tz->change[0].at == INT64_MIN && tz->change[0].offset == 3600);
	CHECK(tz->change[1].at == 1000000 && tz->change[1].offset == 7200);
	CHECK_INT(tz->change[1].local, 1000000 + 7200);
	CHECK(tz->change[2].at == 2000000 && tz->change[2].offset == 3600);
	CHECK_INT(tz->change[2].local, 2000000 + 7200);
	CHECK_INT(tz_at(tz, INT64_MIN), 0);
	CHECK_INT(tz_at(tz, 999999), 0);
	CHECK_INT(tz_at(tz, 1000000), 1);
	CHECK_INT(tz_at(tz, 1999999), 1);
	CHECK_INT(tz_at(tz, 2000000), 2);
	CHECK_INT(tz_at(tz, INT64_MAX), 2);
	CHECK_INT(tz_local(tz, 1007199), 0);
	CHECK_INT(tz_local(tz, 1007200), 1);
	tz_free(tz);
	test_begin("a file cut at any byte is refused");
	make(at, 2, "CET-1");
	for (n = 0; n < size; n++) {
		tz = parse(n);
		CHECK(tz == NULL);
		tz_free(tz);
	}
}

static void
test_bad_files(void)
{
	const int64_t at[] = { 1000000, 2000000 };
	const int64_t back[] = { 2000000, 1000000 };
	const int64_t ends[] = { INT64_MIN, INT64_MAX };

	test_begin("a file that is not of the database is refused");
	make(at, 2, "");
	file[0] = 'X';
	refused("not a file of the tz database");
	make(at, 2, "");
	file[4] = 0;
	refused("version 1");
	test_begin("counts and indexes out of range are refused");
	make(at, 2, "");
	file[HEADER + 4 + 39] = 0; /* types */
	refused("no types of local time, or too many");
	make(at, 2, "");
	file[HEADER + 4 + 36] = 0xff;
	refused("truncated");
	make(at, 2, "");
	file[2 * HEADER + 4 + 16] = 2; /* type of the first change */
	refused("type out of range");
	make(at, 2, "");
	file[2 * HEADER + 4 + 18] = 0x7f; /* offset of the first type */
	refused("offset out of range");
	test_begin("leap seconds are refused");
	size = 0;
	put_header('2', 0, 0, 0);
	size += 4;
	put_header('2', 1, 0, 1);
	size += 6 + 4 + 12;
	put('\n', 1);
	put('\n', 1);
	refused("counts leap seconds");
	test_begin("changes without an order are refused");
	make(back, 2, "");
	refused("changes of the clock out of order");
	make(ends, 2, "");
	refused("changes of the clock out of order");
	make(ends + 1, 1, "");
	refused("changes of the clock out of order");
}

/* The offset in hours at an instant under a rule alone. */
static double
hours(const char *rule, int64_t t)
{
	struct tz *tz;
	double h = NAN;

	make(NULL, 0, rule);
	tz = parse(size);
	if (tz != NULL)
		h = tz->change[tz_at(tz, t)].offset / 3600.0;
	else
		printf("# %s: %s\n", rule, err.msg);
	tz_free(tz);
	return h;
}

static void
test_rules(void)
{
	static const char *const bad[] = { "C", "CET", "CE-1", "CET-25",
		"CET-1CEST", "CET-1CEST,", "CET-1CEST,M3.5.0",
		"CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
		"CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J365",
		"CET-1CEST,J1,J366", "CET-1CEST,1,366",
		"CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x",
		"<+01-1", "CET-1:60" };
	const char *berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
	const char *sydney = "AEST-10AEDT,M10.1.0,M4.1.0/3";
	const char *gaza = "EET-2EEST,M3.4.4/50,M10.4.4/50";
	struct tz *tz;
	size_t i;

	test_begin("the last line's rule goes on to the end of time");
	CHECK_INT(hours(berlin, utc(2024, 3, 31, 1) - 1), 1);
	CHECK_INT(hours(berlin, utc(2024, 3, 31, 1)), 2);
	CHECK_INT(hours(berlin, utc(2024, 10, 27, 1) - 1), 2);
	CHECK_INT(hours(berlin, utc(2024, 10, 27, 1)), 1);
	CHECK_INT(hours(berlin, utc(2554, 7, 1, 0)), 2);
	CHECK_INT(hours(berlin, utc(2554, 12, 1, 0)), 1);
	CHECK_INT(hours(sydney, utc(2024, 1, 1, 0)), 11);
	CHECK_INT(hours(sydney, utc(2024, 4, 6, 16) - 1), 11);
	CHECK_INT(hours(sydney, utc(2024, 4, 6, 16)), 10);
	CHECK_INT(hours(sydney, utc(2024, 10, 5, 16)), 11);
	test_begin("changes may be days from the date of the rule");
	CHECK_INT(hours(gaza, utc(2024, 3, 30, 0) - 1), 2);
	CHECK_INT(hours(gaza, utc(2024, 3, 30, 0)), 3);
	CHECK_INT(hours("<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
		      utc(2024, 3, 31, 1) - 1),
	    -2);
	CHECK_INT(hours("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", utc(2024, 3, 31, 1)),
	    -1);
	test_begin("days of the year count 29 February or not");
	CHECK_INT(hours("AAA0BBB,J60/0,J300/0", utc(2024, 3, 1, 0) - 1), 0);
	CHECK_INT(hours("AAA0BBB,J60/0,J300/0", utc(2024, 3, 1, 0)), 1);
	CHECK_INT(hours("AAA0BBB,59/0,300/0", utc(2024, 2, 29, 0)), 1);
	CHECK_INT(hours("AAA0BBB,59/0,300/0", utc(2024, 2, 29, 0) - 1), 0);
	test_begin("offsets may have minutes, and daylight time its own");
	CHECK(hours("<+0330>-3:30<+04>-4:15,M3.5.0,M10.5.0",
		  utc(2024, 7, 1, 0)) == 4.25);
	CHECK(hours("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
		  utc(2024, 1, 1, 0)) == 11);
	test_begin("daylight time may never end");
	CHECK_INT(hours("XXX3EDT4,0/0,J365/23", utc(2024, 7, 1, 0)), 1);
	test_begin("what is no rule is refused");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		make(NULL, 0, bad[i]);
		tz = parse(size);
		if (tz != NULL)
			printf("# read: %s\n", bad[i]);
		CHECK(tz == NULL);
		tz_free(tz);
	}
	test_begin("a rule begins after the last change of the file");
	make((const int64_t[]){ utc(2030, 1, 1, 0) }, 1, berlin);
	tz = parse(size);
	CHECK_INT(tz->change[tz_at(tz, utc(2029, 7, 1, 0))].offset, 3600);
	CHECK_INT(tz->change[tz_at(tz, utc(2030, 2, 1, 0))].offset, 7200);
	CHECK_INT(tz->change[tz_at(tz, utc(2030, 12, 1, 0))].offset, 3600);
	tz_free(tz);
}

int
main(void)
{
	test_files();
	test_bad_files();
	test_rules();
	return test_end();
}
