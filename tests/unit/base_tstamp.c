/* base_tstamp.c - instants and their text forms. */
#include "base/tstamp.h"

#include <locale.h>

#include "base/num.h"
#include "test.h"

static const struct zone utc = { 0, 0, NULL };
static const struct zone est = { -5 * 3600, 0, NULL };

static const char *why;
static const char no_unit[] =
    "not a time since 1970 in s, ms, us or ns (after 2554-07-21)";

/* The instant of a text, in a buffer of its own size; 42 when refused. */
static uint64_t
parse(const char *s, enum ts_unit unit, const struct zone *z)
{
	size_t len = strlen(s);
	char *copy = malloc(len + 1);
	uint64_t out = 42;
	int error;

	why = NULL;
	memcpy(copy, s, len);
	error = ts_parse(&out, copy, len, unit, z, &why);
	CHECK(error == 0 || (error == -1 && out == 42 && why != NULL));
	free(copy);
	return out;
}

static uint64_t
at(const char *s)
{
	return parse(s, TS_AUTO, &utc);
}

static void
refused(const char *s, const char *reason)
{
	CHECK_INT(at(s), 42);
	if (why == NULL || strcmp(why, reason) != 0) {
		printf("# \"%s\": %s, want %s\n", s, why ? why : "read",
		    reason);
		test_bad = 1;
	}
}

static const char *
iso(uint64_t ns)
{
	static char buf[64];

	memset(buf, '#', sizeof(buf));
	CHECK_INT(ts_put_iso(buf, ns), TS_ISO_LEN);
	CHECK(buf[TS_ISO_LEN] == '#');
	buf[TS_ISO_LEN] = '\0';
	return buf;
}

static void
test_put(void)
{
	char buf[16] = "###############";

	test_begin("instants are printed in ISO 8601 with nine digits");
	CHECK_STR(iso(0), "1970-01-01T00:00:00.000000000Z");
	CHECK_STR(iso(1), "1970-01-01T00:00:00.000000001Z");
	CHECK_STR(iso(UINT64_C(1609160400000429831)),
	    "2020-12-28T13:00:00.000429831Z");
	CHECK_STR(iso(UINT64_C(951782400000000000)),
	    "2000-02-29T00:00:00.000000000Z");
	CHECK_STR(iso(UINT64_C(1735689599999999999)),
	    "2024-12-31T23:59:59.999999999Z");
	CHECK_STR(iso(UINT64_C(9223372036854775808)),
	    "2262-04-11T23:47:16.854775808Z");
	CHECK_STR(iso(TS_NULL - 1), "2554-07-21T23:34:33.709551614Z");
	test_begin("the date of an instant has ten bytes");
	CHECK_INT(ts_put_date(buf, UINT64_C(1709164800000000000)), TS_DATE_LEN);
	CHECK(memcmp(buf, "2024-02-29#", 11) == 0);
	CHECK_INT(ts_put_date(buf, UINT64_C(1709251199999999999)), TS_DATE_LEN);
	CHECK(memcmp(buf, "2024-02-29#", 11) == 0);
	CHECK_INT(ts_put_date(buf, TS_NULL - 1), TS_DATE_LEN);
	CHECK(memcmp(buf, "2554-07-21#", 11) == 0);
}

static void
test_calendar(void)
{
	int year, month, day, y = 1600, m = 1, d = 1;
	int64_t days = ts_days(1600, 1, 1);

	test_begin("every day from 1600 to 2600 follows the one before");
	CHECK_INT(ts_days(1970, 1, 1), 0);
	CHECK_INT(days, -135140);
	for (; y < 2600; days++) {
		CHECK_INT(ts_days(y, m, d), days);
		ts_civil(days, &year, &month, &day);
		CHECK(year == y && month == m && day == d);
		d++;
		if (!ts_valid_date(y, m, d)) {
			d = 1;
			m++;
		}
		if (m == 13) {
			m = 1;
			y++;
		}
	}
	test_begin("years before zero and far ahead come back too");
	for (y = -100000; y < 100000; y += 37) {
		ts_civil(ts_days(y, 3, 1) - 1, &year, &month, &day);
		CHECK(year == y && month == 2);
		CHECK_INT(day, 28 + ts_valid_date(y, 2, 29));
	}
	test_begin("leap years are those of the Gregorian rule");
	CHECK_INT(ts_valid_date(2000, 2, 29), 1);
	CHECK_INT(ts_valid_date(2024, 2, 29), 1);
	CHECK_INT(ts_valid_date(2023, 2, 29), 0);
	CHECK_INT(ts_valid_date(2100, 2, 29), 0);
	CHECK_INT(ts_valid_date(2024, 2, 30), 0);
	CHECK_INT(ts_valid_date(2024, 4, 31), 0);
	CHECK_INT(ts_valid_date(2024, 0, 1), 0);
	CHECK_INT(ts_valid_date(2024, 13, 1), 0);
	CHECK_INT(ts_valid_date(2024, 12, 0), 0);
	CHECK_INT(ts_valid_date(2024, 12, 31), 1);
}

static void
test_epoch(void)
{
	test_begin("an epoch value has its unit by magnitude");
	CHECK_INT(at("0"), 0);
	CHECK_INT(at("1711356300"), UINT64_C(1711356300000000000));
	CHECK_INT(at("1735772400455"), UINT64_C(1735772400455000000));
	CHECK_INT(at("1498793709153"), UINT64_C(1498793709153000000));
	CHECK_INT(at("1735689600010866"), UINT64_C(1735689600010866000));
	CHECK_INT(at("1583020803145000"), UINT64_C(1583020803145000000));
	CHECK_INT(at("1757289600005301633"), UINT64_C(1757289600005301633));
	CHECK_INT(at("1767621600000"), UINT64_C(1767621600000000000));
	CHECK_STR(iso(at("100000000000")), "1973-03-03T09:46:40.000000000Z");
	CHECK_STR(iso(at("100000000000000")), "1973-03-03T09:46:40.000000000Z");
	CHECK_STR(iso(at("100000000000000000")),
	    "1973-03-03T09:46:40.000000000Z");
	refused("99999999999999", no_unit);
	refused("99999999999", no_unit);
	CHECK_INT(at("18446744073"), UINT64_C(18446744073000000000));
	refused("99999999999999999", no_unit);
	CHECK_INT(at("18446744073709"), UINT64_C(18446744073709000000));
	CHECK_INT(at("18446744073709551"), UINT64_C(18446744073709551000));
	test_begin("an epoch value may have a fraction, cut after a ns");
	CHECK_INT(at("1711356300.5"), UINT64_C(1711356300500000000));
	CHECK_INT(at("1711356300.123456789"), UINT64_C(1711356300123456789));
	CHECK_INT(at("1711356300.1234567899"), UINT64_C(1711356300123456789));
	CHECK_INT(at("1711356300.12345678999999999999999"),
	    UINT64_C(1711356300123456789));
	CHECK_INT(at("1735772400455.123456"), UINT64_C(1735772400455123456));
	CHECK_INT(at("1735772400455123456.9"), UINT64_C(1735772400455123456));
	CHECK_INT(at("99999999999.9"), 42);
	CHECK_INT(at("0.0000000019"), 1);
	CHECK_INT(at("1e-30"), 0);
	CHECK_INT(at("-0.0"), 0);
	test_begin("an epoch value may have an exponent");
	CHECK_INT(at("1.7113563e9"), UINT64_C(1711356300000000000));
	CHECK_INT(at("1.735772400455e+18"), UINT64_C(1735772400455000000));
	CHECK_INT(at("1e99"), 42);
	CHECK_INT(at(".5"), 500000000);
	CHECK_INT(at("5."), 5000000000);
	test_begin("a forced unit beats the magnitude");
	CHECK_INT(parse("5", TS_NS, &utc), 5);
	CHECK_INT(parse("5", TS_US, &utc), 5000);
	CHECK_INT(parse("5", TS_MS, &utc), 5000000);
	CHECK_INT(parse("5.25", TS_MS, &utc), 5250000);
	CHECK_INT(parse("5", TS_S, &utc), 5000000000);
	CHECK_INT(parse("1711356300000", TS_NS, &utc), 1711356300000);
	CHECK_INT(parse("1711356300000", TS_S, &utc), 42);
	CHECK_STR(why, "after 2554-07-21");
	test_begin("DBN's undefined instant is read as such, from that alone");
	CHECK(at("18446744073709551615") == TS_NULL);
	CHECK(at("18446744073709551614") == TS_NULL - 1);
	CHECK_INT(at("18446744073709551616"), 42);
	CHECK_INT(parse("18446744073.709551615", TS_S, &utc), 42);
	CHECK(parse("18446744073.709551614", TS_S, &utc) == TS_NULL - 1);
}

static void
test_calendar_digits(void)
{
	static const struct zone tokyo = { 9 * 3600, 0, NULL };
	struct ts_time t;

	test_begin("digits that write a date are that date");
	CHECK_STR(iso(at("20260320")), "2026-03-20T00:00:00.000000000Z");
	CHECK_STR(iso(at("19700101")), "1970-01-01T00:00:00.000000000Z");
	CHECK_STR(iso(at("21001231")), "2100-12-31T00:00:00.000000000Z");
	CHECK_STR(iso(at("20260320133015")), "2026-03-20T13:30:15.000000000Z");
	CHECK_STR(iso(at("20260320133015123")),
	    "2026-03-20T13:30:15.123000000Z");
	CHECK_STR(iso(at("20260320133015123456")),
	    "2026-03-20T13:30:15.123456000Z");
	CHECK_STR(iso(at("20260320133015123456789")),
	    "2026-03-20T13:30:15.123456789Z");
	CHECK_STR(iso(at("20260320133015.5")),
	    "2026-03-20T13:30:15.500000000Z");
	CHECK_STR(iso(parse("20260320", TS_AUTO, &tokyo)),
	    "2026-03-19T15:00:00.000000000Z");
	CHECK_STR(iso(parse("20260320090000", TS_AUTO, &tokyo)),
	    "2026-03-20T00:00:00.000000000Z");
	refused("20261320", "month out of range");
	refused("20260230", "day out of range");
	refused("20260320243015", "hour out of range");
	refused("20260320136015", "minute out of range");
	refused("20260320133061", "second out of range");
	refused("19691231", "before 1970");
	test_begin("other digits, and a unit that is given, make a number");
	CHECK_INT(at("18991231"), UINT64_C(18991231) * NS_SECOND);
	CHECK_INT(at("21010101"), UINT64_C(21010101) * NS_SECOND);
	CHECK_INT(at("2026032013"), UINT64_C(2026032013) * NS_SECOND);
	CHECK_INT(at("1767621600"), UINT64_C(1767621600) * NS_SECOND);
	CHECK_INT(parse("20260320", TS_S, &utc),
	    UINT64_C(20260320) * NS_SECOND);
	CHECK_INT(parse("20260320", TS_NS, &utc), 20260320);
	test_begin("what was read is told");
	CHECK(ts_read(&t, "20260320", 8, TS_AUTO, NULL, &why) == 0 &&
	      t.met == 0 && t.unit == TS_AUTO);
	CHECK(ts_read(&t, "1767621600", 10, TS_AUTO, NULL, &why) == 0 &&
	      t.met == TS_MET_NUMBER && t.unit == TS_S);
	CHECK(ts_read(&t, "1767621600000", 13, TS_AUTO, NULL, &why) == 0 &&
	      t.met == TS_MET_NUMBER && t.unit == TS_MS);
	CHECK(ts_read(&t, "1767621600000.25", 16, TS_AUTO, NULL, &why) == 0 &&
	      t.met == TS_MET_NUMBER && t.unit == TS_MS);
	CHECK(ts_read(&t, "1.67253E+12", 11, TS_AUTO, NULL, &why) == 0 &&
	      t.met == (TS_MET_NUMBER | TS_MET_ROUNDED) && t.unit == TS_MS);
	CHECK(ts_read(&t, "1.672531200123000000e+12", 24, TS_AUTO, NULL,
		  &why) == 0 &&
	      t.met == TS_MET_NUMBER && t.ns == UINT64_C(1672531200123000000));
	CHECK(ts_read(&t, "1.672531200123E12", 17, TS_AUTO, NULL, &why) == 0 &&
	      t.met == TS_MET_NUMBER);
}

static void
zones_of_forms(void)
{
	static const struct zone by_form = { 0, 1, NULL };
	uint64_t out;

	test_begin("a form may have a zone of its own");
	CHECK_INT(parse("20120201 000003660", TS_AUTO, &by_form),
	    UINT64_C(1328072403660000000));
	CHECK_INT(parse("20120201 000003", TS_AUTO, &by_form),
	    UINT64_C(1328054403000000000));
	CHECK_INT(parse("20120201 00:00:03", TS_AUTO, &by_form),
	    UINT64_C(1328054403000000000));
	CHECK_INT(parse("20120201 000003.66", TS_AUTO, &by_form),
	    UINT64_C(1328054403660000000));
	why = NULL;
	CHECK_INT(ts_parse(&out, "2012.02.01 00:01", 16, TS_AUTO, &by_form,
		      &why),
	    -1);
	CHECK_STR(why, "in a broker's zone: --tz ZONE is needed");
	CHECK_INT(ts_parse(&out, "2012.02.01 00:01Z", 17, TS_AUTO, &by_form,
		      &why),
	    0);
	CHECK_INT(parse("2012.02.01D00:01:00.5", TS_AUTO, &by_form),
	    UINT64_C(1328054460500000000));
	CHECK_INT(parse("20120201-00:01:00.5", TS_AUTO, &by_form),
	    UINT64_C(1328054460500000000));
}

static void
test_forms(void)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} forms[] = {
		{ "2025-09-08T00:00:00.005301633Z",
		    UINT64_C(1757289600005301633) },
		{ "2025-09-08T00:00:00.004194717Z",
		    UINT64_C(1757289600004194717) },
		{ "2025-09-08 00:00:00.005301633+00:00",
		    UINT64_C(1757289600005301633) },
		{ "2025-09-08T00:00:00.005301633+0000",
		    UINT64_C(1757289600005301633) },
		{ "2025-09-08T00:00:00.005301633+00",
		    UINT64_C(1757289600005301633) },
		{ "2025-09-08T00:00:00.0053016339999Z",
		    UINT64_C(1757289600005301633) },
		{ "2013-01-01 22:00:00.295000+00:00",
		    UINT64_C(1357077600295000000) },
		{ "2025-01-02 14:30:00", UINT64_C(1735828200000000000) },
		{ "2025-01-02 14:30", UINT64_C(1735828200000000000) },
		{ "2025-01-02", UINT64_C(1735776000000000000) },
		{ "20130101 21:59:59.981", UINT64_C(1357077599981000000) },
		{ "20130101T215959.981Z", UINT64_C(1357077599981000000) },
		{ "15.01.2024 10:30:00.123", UINT64_C(1705314600123000000) },
		{ "04.09.2023 01:00:05.962 GMT+0300",
		    UINT64_C(1693778405962000000) },
		{ "2020.01.02 00:00:00.123", UINT64_C(1577923200123000000) },
		{ "2020.01.02 00:01", UINT64_C(1577923260000000000) },
		{ "2019-02-21 18:30:00", UINT64_C(1550773800000000000) },
		{ "2022-10-22 03:38:16", UINT64_C(1666409896000000000) },
		{ "2026-01-05T14:00:00Z", UINT64_C(1767621600000000000) },
		{ "2026-01-05T19:30:00+05:30", UINT64_C(1767621600000000000) },
		{ "2026-01-05T09:00:00-0500", UINT64_C(1767621600000000000) },
		{ "2026-01-05 14:00:00 UTC", UINT64_C(1767621600000000000) },
		{ "2022-01-07T05:58:09.505592+00:00",
		    UINT64_C(1641535089505592000) },
		{ "2024-04-07T16:49:31.736Z", UINT64_C(1712508571736000000) },
		{ "1970-01-01", 0 },
		{ "1970-01-01T00:00:00.9Z", 900000000 },
		{ "1969-12-31T23:00:00-01:00", 0 },
		{ "2016-12-31T23:59:60Z", UINT64_C(1483228800000000000) },
		{ "2016-12-31T23:59:60.5Z", UINT64_C(1483228800500000000) },
		{ "2554-07-21T23:34:33.709551614Z", TS_NULL - 1 },
		{ "2025-01-02T14:30:00,5", UINT64_C(1735828200500000000) },
		{ "2025-01-02 14:30:00,123456789",
		    UINT64_C(1735828200123456789) },
		{ "2025-01-02D14:30:00.5", UINT64_C(1735828200500000000) },
		{ "20250102-14:30:00", UINT64_C(1735828200000000000) },
		{ "20250102-14:30:00.123", UINT64_C(1735828200123000000) },
		{ "/Date(1735828200500)/", UINT64_C(1735828200500000000) },
		{ "/Date(1735828200500+0530)/", UINT64_C(1735828200500000000) },
	};
	size_t i;

	test_begin("every text form gives the instant that it names");
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		uint64_t got = at(forms[i].text);

		if (got == forms[i].ns)
			continue;
		printf("# %s: got %" PRIu64 ", want %" PRIu64 " (%s)\n",
		    forms[i].text, got, forms[i].ns, why ? why : "");
		test_bad = 1;
	}
	test_begin("HistData's times are UTC-5 all year");
	CHECK_INT(parse("20120201 000003660", TS_AUTO, &est),
	    UINT64_C(1328072403660000000));
	CHECK_INT(parse("20120201 000100", TS_AUTO, &est),
	    UINT64_C(1328072460000000000));
	CHECK_INT(parse("2012.02.01 00:01", TS_AUTO, &est),
	    UINT64_C(1328072460000000000));
	CHECK_INT(parse("20120701 000100", TS_AUTO, &est) / NS_SECOND % 86400,
	    5 * 3600 + 60);
	test_begin("a zone in the text beats the format's, which beats UTC");
	CHECK_INT(parse("2026-01-05T14:00:00Z", TS_AUTO, &est),
	    UINT64_C(1767621600000000000));
	CHECK_INT(parse("2026-01-05T09:00:00", TS_AUTO, &est),
	    UINT64_C(1767621600000000000));
	CHECK_INT(parse("2026-01-05T14:00:00", TS_AUTO, NULL),
	    UINT64_C(1767621600000000000));
	CHECK_INT(parse("2025-01-02", TS_AUTO, &est),
	    UINT64_C(1735794000000000000));
}

static void
test_refused(void)
{
	static const char *const bad[] = { "", " ", "-", ".", "+", "now",
		" 2025-01-02", "2025-01-02 ", "2025-01-02T", "2025-01-02x",
		"2025-1-2", "2025-01", "2025/01/02", "25-01-02", "2025-0a-01",
		"2025-01-02T14", "2025-01-02T14:", "2025-01-02T14:3",
		"2025-01-02T14:30:", "2025-01-02T14:30:0",
		"2025-01-02T14:30:00 ", "2025-01-02T14:30:00x",
		"2025-01-02T14:30.5", "2025-01-02T1430", "2025-01-02T1430:00",
		"2025-01-02T14:3000", "2025-01-02T14:30:0012",
		"2025-01-02  14:30:00", "2025-01-02T14:30:00,",
		"2025-01-02T14:30:00ZZ", "2025-01-02-14:30:00", "/Date()/",
		"/Date(x)/", "/Date(5", "/Date(5)", "/Date(5+1)/", "/",
		"20250102-", "20250102-1430x", "20130101 ", "20130101T",
		"20130101 2159", "2013010x 21:59:59", "15.01.2024 ",
		"15.01-2024", "1e", "1.5.5", "0x10", "1 2", "nan", "inf",
		"1711356300 ", "+1711356300", "2025-01-02T-1:30:00" };
	size_t i, len;
	uint64_t out;
	char junk[24];

	test_begin("what is not all of a time is refused");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(at(bad[i]), 42);
		if (why == NULL) {
			printf("# \"%s\" was read\n", bad[i]);
			test_bad = 1;
		}
	}
	test_begin("a refusal says what is out of range");
	refused("2025-13-01", "month out of range");
	refused("2025-00-01", "month out of range");
	refused("2025-02-29", "day out of range");
	refused("2025-01-00", "day out of range");
	refused("32.01.2024 10:30:00", "day out of range");
	refused("2025-01-02T24:00:00Z", "hour out of range");
	refused("2025-01-02T23:60:00Z", "minute out of range");
	refused("2025-01-02T23:59:61Z", "second out of range");
	refused("2025-01-02T23:59:59.Z", "fraction without digits");
	refused("2025-01-02T23:59:59+24:00", "unknown zone");
	refused("2025-01-02T23:59:59+05:60", "unknown zone");
	refused("2025-01-02T23:59:59+5", "unknown zone");
	refused("2025-01-02T23:59:59 GMTX", "unknown zone");
	refused("1969-12-31", "before 1970");
	refused("1970-01-01T00:00:00+00:01", "before 1970");
	refused("-1", "a negative number: before 1970");
	refused("-1.5", "a negative number: before 1970");
	refused("2554-07-21T23:34:33.709551615Z", "after 2554-07-21");
	refused("2554-07-22", "after 2554-07-21");
	refused("9999-12-31T23:59:59Z", "after 2554-07-21");
	refused("yesterday", "not a time");
	test_begin("no bytes lead a reading astray");
	srand(1);
	for (i = 0; i < 300000; i++) {
		static const char set[] = "0123456789-.:TZ+ eGM/";

		len = (size_t)rand() % sizeof(junk);
		for (out = 0; out < len; out++)
			junk[out] = set[(size_t)rand() % (sizeof(set) - 1)];
		if (len < sizeof(junk))
			junk[len] = '\0';
		parse(junk, TS_AUTO, &est);
	}
}

static void
test_round_trip(void)
{
	uint64_t ns = 88172645463325252, state = ns;
	int i;

	test_begin("instants read back what was printed");
	for (i = 0; i < 200000; i++) {
		state = state * UINT64_C(6364136223846793005) + 1;
		ns = (state ^ state >> 32) * UINT64_C(2685821657736338717);
		if (ns == TS_NULL)
			continue;
		CHECK(at(iso(ns)) == ns);
	}
}

static void
test_locale(void)
{
	test_begin("a locale with a decimal comma changes nothing");
	if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "de_DE")) {
		test_skip("the locale de_DE is not set up here");
		return;
	}
	CHECK_INT(at("1711356300.5"), UINT64_C(1711356300500000000));
	CHECK_STR(iso(1500000000), "1970-01-01T00:00:01.500000000Z");
	setlocale(LC_ALL, "C");
}

int
main(void)
{
	test_put();
	test_calendar();
	test_epoch();
	test_calendar_digits();
	test_forms();
	zones_of_forms();
	test_refused();
	test_round_trip();
	test_locale();
	return test_end();
}
