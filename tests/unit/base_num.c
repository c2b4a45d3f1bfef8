/* base_num.c - whole numbers, fixed decimals, durations and sizes. */
#include "base/num.h"

#include <locale.h>

#include "base/digits.h"
#include "test.h"

static uint64_t seed = 88172645463325252;

static uint64_t
next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * UINT64_C(2685821657736338717);
}

/* The value of a text, or the error as a small negative number. */
static int64_t
i64(const char *s)
{
	int64_t v = 42;
	int error = num_i64(&v, s, strlen(s));

	CHECK(error == 0 || v == 42);
	return error != 0 ? error : v;
}

static uint64_t
u64(const char *s)
{
	uint64_t v = 42;
	int error = num_u64(&v, s, strlen(s));

	CHECK(error == 0 || v == 42);
	return error != 0 ? (uint64_t)(int64_t)error : v;
}

static uint64_t rounded;

static int64_t
fixed(const char *s, int scale)
{
	int64_t v = 42;
	int error;

	rounded = 0;
	error = num_fixed(&v, s, strlen(s), scale, &rounded);
	CHECK(error == 0 || (v == 42 && rounded == 0));
	return error != 0 ? error : v;
}

static void
test_whole(void)
{
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1,000",
		"0x10", "1-", "--1", "1\n", "nan", "12345678x",
		"123456781234567x" };
	size_t i;

	test_begin("whole numbers are read to their limits");
	CHECK_INT(i64("0"), 0);
	CHECK_INT(i64("-0"), 0);
	CHECK_INT(i64("-7"), -7);
	CHECK_INT(i64("12345678"), 12345678);
	CHECK_INT(i64("00000000000000000000000000012"), 12);
	CHECK_INT(i64("9223372036854775807"), INT64_MAX);
	CHECK_INT(i64("-9223372036854775808"), INT64_MIN);
	CHECK(u64("18446744073709551615") == UINT64_MAX);
	CHECK(u64("1234567890123456789") == UINT64_C(1234567890123456789));
	test_begin("whole numbers beyond their limits are out of range");
	CHECK_INT(i64("9223372036854775808"), NUM_RANGE);
	CHECK_INT(i64("-9223372036854775809"), NUM_RANGE);
	CHECK_INT(i64("99999999999999999999999"), NUM_RANGE);
	CHECK_INT(u64("18446744073709551616"), NUM_RANGE);
	CHECK_INT(u64("18446744073709551620"), NUM_RANGE);
	CHECK_INT(u64("-1"), NUM_RANGE);
	test_begin("what is more or less than a whole number is refused");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(i64(bad[i]), NUM_SYNTAX);
		CHECK_INT(u64(bad[i]), NUM_SYNTAX);
	}
	CHECK_INT(i64("1.5"), NUM_FRACTION);
	CHECK_INT(i64("-1.5"), NUM_FRACTION);
	CHECK_INT(u64("1e3"), NUM_FRACTION);
	CHECK_INT(num_u64(&(uint64_t){ 0 }, "1\0", 2), NUM_SYNTAX);
	CHECK_STR(num_strerror(NUM_SYNTAX), "not a number");
	CHECK_STR(num_strerror(NUM_RANGE), "out of range");
	CHECK_STR(num_strerror(NUM_FRACTION), "not a whole number");
}

static void
test_fixed_forms(void)
{
	static const char *const bad[] = { "-", ".", "-.", "", "1e", "1e+",
		"e5", ".e5", "1.2.3", "1..2", " 1", "1 ", "\t1", "1\n", "+1",
		"--1", "1,5", "1,234.5", "NaN", "inf", "0x10", "1e5.5", "1f",
		"1e-", "-e", "12345678,12345678" };
	size_t i;

	test_begin("decimals are read exactly, in every form");
	CHECK_INT(fixed("1.5", 9), 1500000000);
	CHECK_INT(fixed("-1.5", 9), -1500000000);
	CHECK_INT(fixed("6505.000000000", 9), 6505000000000);
	CHECK_INT(fixed("17.80180000", 9), 17801800000);
	CHECK_INT(fixed("0.01633102", 9), 16331020);
	CHECK_INT(fixed("1e-8", 9), 10);
	CHECK_INT(fixed("1.2E3", 9), 1200000000000);
	CHECK_INT(fixed("1.2e+3", 9), 1200000000000);
	CHECK_INT(fixed(".5", 9), 500000000);
	CHECK_INT(fixed("5.", 9), 5000000000);
	CHECK_INT(fixed("1.", 0), 1);
	CHECK_INT(fixed("007.5", 1), 75);
	CHECK_INT(fixed("0", 9), 0);
	CHECK_INT(fixed("-0.000", 9), 0);
	CHECK_INT(fixed("0e999999999", 9), 0);
	CHECK_INT(fixed("0e-999999999999999999999999", 9), 0);
	CHECK_INT(fixed("1000000000000000000000000000e-27", 0), 1);
	CHECK_INT(fixed("0.00000000000000000000000000001e29", 9), 1000000000);
	CHECK_INT(rounded, 0);
	test_begin("what is not all of a decimal is refused");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(fixed(bad[i], 9), NUM_SYNTAX);
		CHECK_INT(fixed(bad[i], 0), NUM_SYNTAX);
	}
}

static void
test_fixed_rounding(void)
{
	test_begin("digits beyond the scale round half to even, counted once");
	CHECK_INT(fixed("203.14900000000003", 9), 203149000000);
	CHECK_INT(rounded, 1);
	CHECK_INT(fixed("0.0000000005", 9), 0);
	CHECK_INT(rounded, 1);
	CHECK_INT(fixed("0.0000000015", 9), 2);
	CHECK_INT(fixed("0.0000000025", 9), 2);
	CHECK_INT(fixed("-0.0000000025", 9), -2);
	CHECK_INT(fixed("-0.0000000035", 9), -4);
	CHECK_INT(fixed("0.00000000250000000000000000000001", 9), 3);
	CHECK_INT(fixed("0.00000000249999999999999999999999", 9), 2);
	CHECK_INT(fixed("0.9999999995", 9), 1000000000);
	CHECK_INT(fixed("1e-10", 9), 0);
	CHECK_INT(rounded, 1);
	CHECK_INT(fixed("9e-999999999999999999999", 9), 0);
	CHECK_INT(rounded, 1);
	CHECK_INT(fixed("0.0000000010000000000000000000", 9), 1);
	CHECK_INT(rounded, 0);
	test_begin("a half is seen behind the nineteenth digit too");
	CHECK_INT(fixed("1234567890.1234567885", 9), 1234567890123456788);
	CHECK_INT(fixed("1234567890.1234567895", 9), 1234567890123456790);
	CHECK_INT(fixed("1234567890.12345678850000000001", 9),
	    1234567890123456789);
	CHECK_INT(fixed("1234567890.1234567884999999999", 9),
	    1234567890123456788);
	CHECK_INT(fixed("1234567890.1234567890", 9), 1234567890123456789);
	CHECK_INT(rounded, 0);
	CHECK_INT(fixed("0.50000000000000000000", 9), 500000000);
	CHECK_INT(fixed("0.05000000000000000000000001e1", 0), NUM_FRACTION);
	CHECK(num_fixed(&(int64_t){ 0 }, "0.00000000001", 13, 9, NULL) == 0);
}

/* text / 10^scale as a plain decimal, for the limits below. */
static const char *
with_scale(const char *digits, int scale)
{
	static char buf[64];
	size_t whole = strlen(digits) - (size_t)scale;

	snprintf(buf, sizeof(buf), "%.*s.%s", (int)whole, digits,
	    digits + whole);
	return buf;
}

static void
test_fixed_limits(void)
{
	int scale;

	test_begin("the limits of a fixed decimal hold for each scale");
	for (scale = 0; scale <= 9; scale++) {
		CHECK_INT(fixed(with_scale("9223372036854775806", scale),
			      scale),
		    INT64_MAX - 1);
		CHECK_INT(fixed(with_scale("9223372036854775807", scale),
			      scale),
		    NUM_RANGE);
		CHECK_INT(fixed(with_scale("-9223372036854775808", scale),
			      scale),
		    INT64_MIN);
		CHECK_INT(fixed(with_scale("-9223372036854775809", scale),
			      scale),
		    NUM_RANGE);
		CHECK_INT(fixed("1e19", scale), NUM_RANGE);
		CHECK_INT(fixed("-1e99999", scale), NUM_RANGE);
		CHECK_INT(fixed("18446744073709551616", scale), NUM_RANGE);
		CHECK_INT(fixed("99999999999999999999999999", scale),
		    NUM_RANGE);
	}
	test_begin("rounding up into the null is out of range");
	CHECK_INT(fixed("9223372036.8547758065", 9), INT64_MAX - 1);
	CHECK_INT(fixed("9223372036.8547758066", 9), NUM_RANGE);
	CHECK_INT(fixed("-9223372036.8547758085", 9), INT64_MIN);
	CHECK_INT(fixed("-9223372036.8547758086", 9), NUM_RANGE);
	CHECK_INT(fixed("9999999999999999999.5", 1), NUM_RANGE);
	test_begin("scale 0 takes a fraction of zeros and no other");
	CHECK_INT(fixed("12.000", 0), 12);
	CHECK_INT(fixed("12.5e1", 0), 125);
	CHECK_INT(fixed("1200e-2", 0), 12);
	CHECK_INT(fixed("12.5", 0), NUM_FRACTION);
	CHECK_INT(fixed("1e-8", 0), NUM_FRACTION);
	CHECK_INT(fixed("1e-99999", 0), NUM_FRACTION);
	CHECK_INT(fixed("123456789012345678.00000000000000001", 0),
	    NUM_FRACTION);
}

static void
test_fraction(void)
{
	static const char *const with[] = { "0.5", "-1.25", "1e-1", "15e-1",
		"1e-30", "12345678901234567890.5",
		"123456789012345678901234567890.00001" };
	static const char *const without[] = { "0", "1.0", "1.5e1", "1e3",
		"0.0e-9", "100e-2", "123456789012345678901234567890.000",
		"0.123456789012345678901e21", "x", "", "." };
	size_t i;

	test_begin("a fraction other than zeros is seen");
	for (i = 0; i < sizeof(with) / sizeof(with[0]); i++)
		CHECK_INT(num_has_fraction(with[i], strlen(with[i])), 1);
	for (i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		CHECK_INT(num_has_fraction(without[i], strlen(without[i])), 0);
}

static const char *
put(size_t n, size_t max, char *buf)
{
	CHECK(n <= max);
	CHECK(buf[max] == '#'); /* not a byte beyond what is promised */
	buf[n] = '\0';
	return buf;
}

#define PUT(max, call) (memset(buf, '#', sizeof(buf)), put((call), (max), buf))

static void
test_put(void)
{
	static const uint64_t edges[] = { 0, 9, 10, 99999999, 100000000,
		UINT64_C(9999999999999999), UINT64_C(10000000000000000),
		UINT64_MAX };
	char buf[64], want[64];
	uint64_t v;
	int64_t s;
	size_t i;

	test_begin("whole numbers are printed as printf does");
	for (i = 0; i < 200000; i++) {
		v = next_random() >> (next_random() & 63);
		if (i < sizeof(edges) / sizeof(edges[0]))
			v = edges[i];
		s = (int64_t)v;
		snprintf(want, sizeof(want), "%" PRIu64, v);
		CHECK_STR(PUT(NUM_I64_MAX, num_put_u64(buf, v)), want);
		snprintf(want, sizeof(want), "%" PRId64, s);
		CHECK_STR(PUT(NUM_I64_MAX, num_put_i64(buf, s)), want);
		CHECK_INT(i64(want), s);
	}
	CHECK_STR(PUT(NUM_I64_MAX, num_put_i64(buf, INT64_MIN)),
	    "-9223372036854775808");
	test_begin("fixed decimals drop their trailing zeros");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_fixed(buf, 1500000000, 9)), "1.5");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_fixed(buf, -1, 9)),
	    "-0.000000001");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_fixed(buf, 0, 9)), "0");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_fixed(buf, 120, 0)), "120");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_fixed(buf, -120, 1)), "-12");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_fixed(buf, INT64_MIN, 9)),
	    "-9223372036.854775808");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_fixed(buf, INT64_MIN, 1)),
	    "-922337203685477580.8");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_fixed(buf, INT64_MIN, 0)),
	    "-9223372036854775808");
	test_begin("Databento's prices have nine places");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_px9(buf, -500000000)),
	    "-0.500000000");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_px9(buf, 6505000000000)),
	    "6505.000000000");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_px9(buf, INT64_MIN)),
	    "-9223372036.854775808");
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_px9(buf, 0)), "0.000000000");
}

static void
test_round_trip(void)
{
	char buf[64];
	int64_t v, back = 0;
	size_t n;
	int i, scale;

	test_begin("fixed decimals read back what was printed, at each scale");
	for (i = 0; i < 200000; i++) {
		v = (int64_t)(next_random() >> (next_random() & 63));
		scale = i % 10;
		if (v == INT64_MAX)
			continue;
		n = num_put_fixed(buf, v, scale);
		CHECK_INT(num_fixed(&back, buf, n, scale, NULL), 0);
		CHECK_INT(back, v);
		n = num_put_px9(buf, v);
		CHECK_INT(num_fixed(&back, buf, n, 9, NULL), 0);
		CHECK_INT(back, v);
	}
}

static uint64_t
with_unit(int (*read)(uint64_t *, const char *, size_t), const char *s)
{
	uint64_t v = 42;
	int error = read(&v, s, strlen(s));

	CHECK(error == 0 || v == 42);
	return error != 0 ? (uint64_t)(int64_t)error : v;
}

static void
test_units(void)
{
	static const char *const bad[] = { "", "s", "5", "5x", "5 s", " 5s",
		"5s ", "ms", ".s", "5S", "1e", "+5s", "5ss", "5sm", "1h30m" };
	static const char *const bad_size[] = { "", "K", "5k", "5T", "5KB",
		" 5", "5 K", "x" };
	char buf[64];
	size_t i;

	test_begin("durations are read in every unit");
	CHECK_INT(with_unit(num_duration, "250ms"), 250000000);
	CHECK_INT(with_unit(num_duration, "1.5h"), INT64_C(5400000000000));
	CHECK_INT(with_unit(num_duration, "1ns"), 1);
	CHECK_INT(with_unit(num_duration, "0.1us"), 100);
	CHECK_INT(with_unit(num_duration, "5m"), INT64_C(300000000000));
	CHECK_INT(with_unit(num_duration, "2d"), INT64_C(172800000000000));
	CHECK_INT(with_unit(num_duration, "0s"), 0);
	CHECK_INT(with_unit(num_duration, "1.50000000000000000000000s"),
	    1500000000);
	CHECK(with_unit(num_duration, "18446744073709551615ns") == UINT64_MAX);
	test_begin("a duration that is no whole ns, or too long, is refused");
	CHECK_INT(with_unit(num_duration, "1.5ns"), NUM_FRACTION);
	CHECK_INT(with_unit(num_duration, "1.0000000001s"), NUM_FRACTION);
	CHECK_INT(with_unit(num_duration, "18446744073709551616ns"), NUM_RANGE);
	CHECK_INT(with_unit(num_duration, "18446744073710us"),
	    INT64_C(18446744073710000));
	CHECK_INT(with_unit(num_duration, "213504d"), NUM_RANGE);
	CHECK_INT(with_unit(num_duration, "1e99s"), NUM_RANGE);
	CHECK_INT(with_unit(num_duration, "-1s"), NUM_RANGE);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(with_unit(num_duration, bad[i]), NUM_SYNTAX);
	test_begin("sizes have units of 1024");
	CHECK_INT(with_unit(num_size, "64M"), 67108864);
	CHECK_INT(with_unit(num_size, "1.5K"), 1536);
	CHECK_INT(with_unit(num_size, "2G"), INT64_C(2147483648));
	CHECK_INT(with_unit(num_size, "100"), 100);
	CHECK(with_unit(num_size, "18446744073709551615") == UINT64_MAX);
	CHECK_INT(with_unit(num_size, "17179869184G"), NUM_RANGE);
	CHECK_INT(with_unit(num_size, "0.5"), NUM_FRACTION);
	for (i = 0; i < sizeof(bad_size) / sizeof(bad_size[0]); i++)
		CHECK_INT(with_unit(num_size, bad_size[i]), NUM_SYNTAX);
	test_begin("a duration is printed in its largest whole unit");
	CHECK_STR(PUT(NUM_DURATION_MAX, num_put_duration(buf, 90000000000)),
	    "90s");
	CHECK_STR(PUT(NUM_DURATION_MAX, num_put_duration(buf, 60000000000)),
	    "1m");
	CHECK_STR(PUT(NUM_DURATION_MAX,
		      num_put_duration(buf, 2 * 86400 * UINT64_C(1000000000))),
	    "2d");
	CHECK_STR(PUT(NUM_DURATION_MAX, num_put_duration(buf, 1500)), "1500ns");
	CHECK_STR(PUT(NUM_DURATION_MAX, num_put_duration(buf, 0)), "0s");
	CHECK_STR(PUT(NUM_DURATION_MAX, num_put_duration(buf, UINT64_MAX)),
	    "18446744073709551615ns");
}

static void
test_digits(void)
{
	char text[9];
	int i, place;

	test_begin("eight bytes are digits only when all of them are");
	for (place = 0; place < 8; place++) {
		for (i = 0; i < 256; i++) {
			memcpy(text, "90817263", 9);
			text[place] = (char)i;
			CHECK_INT(digits_all8(digits_load8(text)),
			    i >= '0' && i <= '9');
		}
	}
	test_begin("two and four digits split and join for every value");
	for (i = 0; i < 10000; i++) {
		digits_store8(text,
		    digits_split8((uint32_t)i * 10001 % 100000000) +
			DIGITS_ZEROS);
		CHECK_INT(digits_join8(digits_load8(text)),
		    (uint32_t)i * 10001 % 100000000);
		if (i >= 100)
			continue;
		digits_put2(text, (unsigned)i);
		CHECK_INT(digits_get2(text), i);
	}
}

static void
test_locale(void)
{
	char buf[64];

	test_begin("a locale with a decimal comma changes nothing");
	if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "de_DE")) {
		test_skip("the locale de_DE is not set up here");
		return;
	}
	CHECK_INT(fixed("1.5", 9), 1500000000);
	CHECK_INT(fixed("1,5", 9), NUM_SYNTAX);
	CHECK_STR(PUT(NUM_FIXED_MAX, num_put_fixed(buf, 1500000000, 9)), "1.5");
	setlocale(LC_ALL, "C");
}

int
main(void)
{
	test_whole();
	test_fixed_forms();
	test_fixed_rounding();
	test_fixed_limits();
	test_fraction();
	test_put();
	test_round_trip();
	test_units();
	test_digits();
	test_locale();
	return test_end();
}
