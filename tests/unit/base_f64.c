/*
 * base_f64.c - doubles: printed in the shortest form, read correctly rounded.
 *
 * strtod and snprintf of the C library are the references: both are exact
 * in glibc and musl.
 */
#include "base/num.h"

#include <locale.h>

#include "base/pow10.h"
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

static double
from_bits(uint64_t bits)
{
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static uint64_t
to_bits(double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	return bits;
}

static const char *
put(double v)
{
	static char buf[64];
	size_t n;

	memset(buf, '#', sizeof(buf));
	n = num_put_f64(buf, v);
	CHECK(n <= NUM_F64_MAX && buf[NUM_F64_MAX] == '#');
	buf[n] = '\0';
	return buf;
}

static const char *
put_float(float v)
{
	static char buf[64];

	buf[num_put_f32(buf, v)] = '\0';
	return buf;
}

/* num_f64 gives what strtod gives, or NUM_RANGE where that is infinite. */
static void
check_read(const char *s)
{
	double want = strtod(s, NULL), got = 42;
	int error = num_f64(&got, s, strlen(s));

	if (isinf(want) ? error == NUM_RANGE && got == 42
			: error == 0 && to_bits(got) == to_bits(want))
		return;
	printf("# %.60s: error %d, got %.17g, want %.17g\n", s, error, got,
	    want);
	test_bad = 1;
}

static int
error_of(const char *s)
{
	double v = 42;
	int error = num_f64(&v, s, strlen(s));

	CHECK(error == 0 || v == 42);
	return error;
}

static void
test_notation(void)
{
	test_begin("doubles are printed in ECMAScript's notation");
	CHECK_STR(put(0.0), "0");
	CHECK_STR(put(-0.0), "-0");
	CHECK_STR(put(1.0), "1");
	CHECK_STR(put(-1.5), "-1.5");
	CHECK_STR(put(0.1), "0.1");
	CHECK_STR(put(0.1 + 0.2), "0.30000000000000004");
	CHECK_STR(put(100.0), "100");
	CHECK_STR(put(187.12), "187.12");
	CHECK_STR(put(1e-6), "0.000001");
	CHECK_STR(put(1.5e-6), "0.0000015");
	CHECK_STR(put(1e-7), "1e-7");
	CHECK_STR(put(1.5e-7), "1.5e-7");
	CHECK_STR(put(-1.2345678901234567e-6), "-0.0000012345678901234567");
	CHECK_STR(put(1e20), "100000000000000000000");
	CHECK_STR(put(123456789012345680000.0), "123456789012345680000");
	CHECK_STR(put(1e21), "1e+21");
	CHECK_STR(put(1.5e300), "1.5e+300");
	CHECK_STR(put(-1.2345678901234567e-300), "-1.2345678901234568e-300");
	test_begin("the hard doubles have their known shortest forms");
	CHECK_STR(put(5e-324), "5e-324");
	CHECK_STR(put(8.5e-324), "1e-323");
	CHECK_STR(put(2.2250738585072014e-308), "2.2250738585072014e-308");
	CHECK_STR(put(2.225073858507201e-308), "2.225073858507201e-308");
	CHECK_STR(put(1.7976931348623157e308), "1.7976931348623157e+308");
	CHECK_STR(put(9007199254740991.0), "9007199254740991");
	CHECK_STR(put(9007199254740992.0), "9007199254740992");
	CHECK_STR(put(9007199254740993.0), "9007199254740992");
	CHECK_STR(put(1e23), "1e+23");
	CHECK_STR(put(1.0000000000000001e23), "1.0000000000000001e+23");
	CHECK_STR(put(2e-44), "2e-44");
	CHECK_STR(put(9.5367431640625e-7), "9.5367431640625e-7");
	CHECK_STR(put(4.35), "4.35");
	CHECK_STR(put(203.14900000000003), "203.14900000000003");
	test_begin("floats are printed in their own shortest form");
	CHECK_STR(put_float(0.1f), "0.1");
	CHECK_STR(put_float(16777216.0f), "16777216");
	CHECK_STR(put_float(3.4028235e38f), "3.4028235e+38");
	CHECK_STR(put_float(1e-45f), "1e-45");
	CHECK_STR(put_float(1.1754944e-38f), "1.1754944e-38");
	CHECK_STR(put_float(-0.0f), "-0");
	CHECK_STR(put_float(449.99999f), "450");
	CHECK_STR(put_float(1.12f), "1.12");
	CHECK_STR(put_float(8.41e21f), "8.41e+21");
}

/* Digits of a printed number that count. */
static int
significant(const char *s)
{
	int n = 0, zeros = 0;

	for (; *s != '\0' && *s != 'e'; s++) {
		if (*s < '0' || *s > '9' || (n + zeros == 0 && *s == '0'))
			continue;
		zeros = *s == '0' ? zeros + 1 : 0;
		n++;
	}
	return n - zeros;
}

/* v reads back from its text; when sampled, no fewer digits would do. */
static void
check_shortest(double v, int sampled)
{
	const char *s = put(v);
	char other[64];
	int digits = significant(s);
	double back = 0;

	CHECK(to_bits(strtod(s, NULL)) == to_bits(v));
	CHECK(num_f64(&back, s, strlen(s)) == 0);
	CHECK(to_bits(back) == to_bits(v));
	CHECK(digits <= 17);
	if (!sampled || digits < 2)
		return;
	snprintf(other, sizeof(other), "%.*e", digits - 2, v);
	if (strtod(other, NULL) == v) {
		printf("# %s is longer than %s\n", s, other);
		test_bad = 1;
	}
}

static void
test_shortest(void)
{
	uint64_t bits;
	int i, exp, near;
	double v;

	test_begin("a million random doubles read back, none is too long");
	printf("# seed %" PRIu64 "\n", seed);
	for (i = 0; i < 1000000; i++) {
		v = from_bits(next_random());
		if (isfinite(v) && v != 0)
			check_shortest(v, i % 16 == 0);
	}
	test_begin("doubles beside every power of two read back");
	for (exp = 0; exp < 2047; exp++) {
		for (near = -2; near <= 2; near++) {
			bits = ((uint64_t)exp << 52) + (uint64_t)near;
			v = from_bits(bits & (UINT64_MAX >> 1));
			if (isfinite(v) && v != 0)
				check_shortest(v, 1);
		}
	}
	test_begin("short decimals, prices among them, print as they were");
	for (i = 0; i < 200000; i++) {
		v = (double)(next_random() % 100000000) / 10000;
		if (v != 0)
			check_shortest(v, 1);
		check_shortest(-5e-324 * (double)(i + 1), i % 16 == 0);
	}
}

static void
test_floats(void)
{
	char other[64];
	const char *s;
	uint32_t bits;
	float v;
	int digits;

	test_begin("floats all over their range read back, none is too long");
	for (bits = 1; bits < UINT32_C(0x7f800000); bits += 4999) {
		memcpy(&v, &bits, sizeof(v));
		s = put_float(v);
		digits = significant(s);
		CHECK(strtof(s, NULL) == v);
		CHECK(digits <= 9);
		if (digits < 2)
			continue;
		snprintf(other, sizeof(other), "%.*e", digits - 2, (double)v);
		CHECK(strtof(other, NULL) != v);
	}
}

static void
test_read_forms(void)
{
	static const char *const bad[] = { "", "-", "+", ".", "-.", "1e", "1e+",
		".e1", "e1", "+-1", "-+1", "--1", "01", "-01", "00.5", " 1",
		"1 ", "\t1", "1\n", "1,5", "1.2.3", "inf", "-inf", "nan", "NaN",
		"infinity", "0x10", "0x1p3", "1f", "1e5.5", "1_0" };
	static const char *const good[] = { "0", "-0", "0.0", "-0.0", "1",
		"0.5", ".5", "-.5", "5.", "1.5", "1e5", "1E5", "1e+5", "1e-5",
		"0e5", "0e999999999", "-0e999999999", "0.000e-99999999999",
		"1e-400", "-1e-400", "1e-99999999999999999999999999", "0.1e1",
		"203.14900000000003", "1.2E3" };
	double v = 42;
	size_t i;

	test_begin("JSON's numbers are read");
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		check_read(good[i]);
	CHECK(num_f64(&v, "+1.5", 4) == 0 && v == 1.5);
	CHECK(num_f64(&v, "1.5e3", 3) == 0 && v == 1.5);
	test_begin("what is not all of a number is refused");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(error_of(bad[i]), NUM_SYNTAX);
	CHECK_INT(num_f64(&v, "1\0", 2), NUM_SYNTAX);
	test_begin("a number too large for a double is out of range");
	CHECK_INT(error_of("1e999"), NUM_RANGE);
	CHECK_INT(error_of("-1e309"), NUM_RANGE);
	CHECK_INT(error_of("1.7976931348623159e308"), NUM_RANGE);
	CHECK_INT(error_of("1e99999999999999999999999"), NUM_RANGE);
	CHECK_INT(error_of("1.7976931348623158e308"), 0);
}

static void
test_read_hard(void)
{
	static const char *const hard[] = { "5e-324", "8.5e-324", "2.4e-324",
		"2.5e-324", "7.4e-324", "7.5e-324", "1e23", "9e22",
		"9007199254740993", "9007199254740993.0",
		"9007199254740992.999999999999999999", "9007199254740995",
		"9007199254740993.00000000000000000000000000001",
		"1.7976931348623157e308", "1.797693134862315807e308",
		"1.797693134862315808e308", "2.2250738585072011e-308",
		"2.2250738585072012e-308", "2.2250738585072014e-308",
		"2.225073858507201136057409796709131975934e-308",
		"6.631236846766476e-316", "3.518437208883201171875e13",
		"100000000000000016777215", "100000000000000016777216",
		"9355950000000000000.00000000000000000000000000000018446744",
		"2.99792458e8", "18446744073709551615", "18446744073709551616",
		"0.500000000000000166533453693773481063544750213623046875",
		"1.00000000000000011102230246251565404236316680908203125",
		"1.00000000000000011102230246251565404236316680908203124",
		"1.00000000000000011102230246251565404236316680908203126",
		"10000000000000000000000000000000000000000e-60",
		"0.000000000000000000000000000000000000000000000123e+70" };
	size_t i;

	test_begin("the hard decimals round as strtod rounds them");
	for (i = 0; i < sizeof(hard) / sizeof(hard[0]); i++)
		check_read(hard[i]);
}

static void
test_read_random(void)
{
	char s[80];
	int i, j, n, digits, point;

	test_begin("random decimals of 1 to 30 digits round as strtod does");
	for (i = 0; i < 500000; i++) {
		digits = 1 + (int)(next_random() % 30);
		point = (int)(next_random() % 31);
		s[0] = (char)('1' + next_random() % 9);
		for (n = j = 1; j < digits; j++) {
			if (j == point)
				s[n++] = '.';
			s[n++] = (char)('0' + next_random() % 10);
		}
		s[n] = '\0';
		if (i % 2)
			snprintf(s + n, sizeof(s) - (size_t)n, "e%d",
			    (int)(next_random() % 700) - 360);
		check_read(s);
	}
}

/*
 * The middle between v and the next double, in full: snprintf prints a
 * long double exactly.  Then a little less and a little more.
 */
static void
check_half(double v)
{
	static char s[1600];
	long double half = ((long double)v + nextafter(v, INFINITY)) / 2;
	char *e, *last;

	snprintf(s, sizeof(s), "%.800Le", half);
	check_read(s);
	e = strchr(s, 'e');
	e[-1] = '1'; /* far after the last digit of any double */
	check_read(s);
	e[-1] = '0';
	for (last = e - 1; *last == '0'; last--)
		;
	if (*last == '.')
		last--;
	--*last;
	check_read(s);
}

static void
test_read_half(void)
{
	static char s[3000];
	double v;
	int i;

	test_begin("exact halves go to even, their neighbours to their side");
	if (sizeof(long double) == sizeof(double) || 1 + 0x1p-60L == 1) {
		test_skip("long double is no wider than double here");
		return;
	}
	for (i = 0; i < 3000; i++) {
		v = from_bits(next_random() % UINT64_C(0x7fe0000000000000));
		check_half(v);
		check_half(1 + (double)(next_random() >> 12) * 0x1p-52);
		check_half((double)(next_random() >> 11));
		check_half(5e-324 * (double)(i + 1));
	}
	test_begin("a thousand digits are no different");
	memset(s, '0', sizeof(s));
	memcpy(s, "9007199254740993.", 17);
	s[2000] = '\0';
	check_read(s);
	s[1999] = '1';
	check_read(s);
	memset(s, '9', 1999);
	memcpy(s, "0.", 2);
	check_read(s);
	memset(s + 2, '0', 1500);
	check_read(s);
	strcpy(s + 1999, "e1700");
	check_read(s);
}

enum { LIMBS = 34 }; /* of 32 bits: 5^342 has 795 bits, 10^324 1077 */

static void
big_times(uint32_t *a, uint32_t factor)
{
	uint64_t carry = 0;
	int i;

	for (i = 0; i < LIMBS; i++) {
		carry += (uint64_t)a[i] * factor;
		a[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

static int
big_bit(const uint32_t *a, int i)
{
	return i >= 0 && (a[i / 32] >> i % 32 & 1);
}

static int
big_bits(const uint32_t *a)
{
	int n = LIMBS * 32;

	while (n > 0 && !big_bit(a, n - 1))
		n--;
	return n;
}

/* a -= b when a >= b; 1 when it was. */
static int
big_take(uint32_t *a, const uint32_t *b)
{
	uint64_t borrow = 0, d;
	int i;

	for (i = LIMBS - 1; i >= 0 && a[i] == b[i]; i--)
		;
	if (i >= 0 && a[i] < b[i])
		return 0;
	for (i = 0; i < LIMBS; i++) {
		d = (uint64_t)a[i] - b[i] - borrow;
		a[i] = (uint32_t)d;
		borrow = d >> 63;
	}
	return 1;
}

static void
push_bit(uint64_t entry[2], int bit)
{
	entry[0] = entry[0] << 1 | entry[1] >> 63;
	entry[1] = entry[1] << 1 | (uint64_t)bit;
}

/* Entry q of the table by its definition. */
static void
compute_entry(uint64_t entry[2], int q)
{
	uint32_t power[LIMBS] = { 1 }, rest[LIMBS] = { 0 };
	int i, n;

	entry[0] = entry[1] = 0;
	for (i = 0; i < (q < 0 ? -q : q); i++)
		big_times(power, q < 0 ? 5 : 10);
	n = big_bits(power);
	for (i = 1; q >= 0 && i <= 128; i++)
		push_bit(entry, big_bit(power, n - i));
	if (q >= 0)
		return;
	rest[(n - 1) / 32] = UINT32_C(1) << (n - 1) % 32;
	for (i = 0; i < 128; i++) { /* long division of 2^(n + 127) */
		big_times(rest, 2);
		push_bit(entry, big_take(rest, power));
	}
	entry[1] += q >= -27;
}

static void
test_table(void)
{
	uint64_t want[2];
	int q;

	test_begin("the powers of ten are what their definition gives");
	for (q = POW10_MIN; q <= POW10_MAX; q++) {
		const uint64_t *got = pow10_table + 2 * (q - POW10_MIN);

		compute_entry(want, q);
		CHECK(got[0] == want[0] && got[1] == want[1]);
		CHECK(got[1] != UINT64_MAX && got[0] >> 63);
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
	CHECK_STR(put(1.5), "1.5");
	CHECK_INT(error_of("1.5"), 0);
	CHECK_INT(error_of("1,5"), NUM_SYNTAX);
	CHECK_INT(error_of("9007199254740993.0000000000000000000001"), 0);
	setlocale(LC_ALL, "C");
}

int
main(void)
{
	test_notation();
	test_shortest();
	test_floats();
	test_read_forms();
	test_read_hard();
	test_read_random();
	test_read_half();
	test_table();
	test_locale();
	return test_end();
}
