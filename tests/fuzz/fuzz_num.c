/*
 * fuzz_num.c - numbers and times: text to values and back.
 *
 * The bytes are read as a text, and the first eight of them as a value.
 * Oracles: strtod and strtof of libc (correctly rounded), 128-bit integers,
 * and each printer's own parser.
 */
#include "base/num.h"
#include "base/tstamp.h"
#include "fuzz.h"

enum { NUMBER_MAX = 400 };

/*
 * num.h's grammar of doubles: a sign, digits without idle zeros in front, a
 * point before, among or behind them, an exponent.
 */
static int
is_number(const char *s, size_t n)
{
	size_t whole, part = 0, exp;
	const char *p = s;

	p += *p == '-' || *p == '+';
	whole = strspn(p, "0123456789");
	if (whole > 1 && *p == '0')
		return 0;
	p += whole;
	if (*p == '.')
		p += 1 + (part = strspn(p + 1, "0123456789"));
	if (whole + part == 0)
		return 0;
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '-' || *p == '+';
		exp = strspn(p, "0123456789");
		if (exp == 0)
			return 0;
		p += exp;
	}
	return p == s + n;
}

static void
check_f64(const char *s, size_t n)
{
	double v = 0, want;
	int got = num_f64(&v, s, n);

	HOLDS((got != NUM_SYNTAX) == is_number(s, n));
	HOLDS(got == 0 || num_strerror(got) != NULL);
	if (got == NUM_SYNTAX)
		return;
	want = strtod(s, NULL);
	HOLDS((got == NUM_RANGE) == (isinf(want) != 0));
	HOLDS(got != 0 || memcmp(&v, &want, sizeof(v)) == 0);
}

/* Against the double of the same text, to what a double can tell. */
static void
check_fixed(const char *s, size_t n)
{
	int64_t v[10], zero;
	uint64_t rounded = 0;
	double f = 0, unit = 1;
	int scale, got;

	for (scale = 0; scale <= 9; scale++, unit *= 10) {
		v[scale] = 0;
		got = num_fixed(&v[scale], s, n, scale, &rounded);
		if (got != 0)
			continue;
		HOLDS(v[scale] != INT64_MAX);
		if (num_f64(&f, s, n) == 0)
			HOLDS(fabs(f * unit - (double)v[scale]) <=
			      0.5 + fabs(f * unit) * 0x1p-50);
		if (num_i64(&zero, s, n) == 0 && scale == 0)
			HOLDS(zero == v[scale]);
	}
}

static void
check_whole(const char *s, size_t n)
{
	char text[NUM_I64_MAX];
	uint64_t u, u2;
	int64_t i, i2;
	size_t len;

	if (num_u64(&u, s, n) == 0) {
		len = num_put_u64(text, u);
		HOLDS(num_u64(&u2, text, len) == 0 && u2 == u);
		HOLDS(n > 20 || u == strtoull(s, NULL, 10));
	}
	if (num_i64(&i, s, n) == 0) {
		len = num_put_i64(text, i);
		HOLDS(num_i64(&i2, text, len) == 0 && i2 == i);
		HOLDS(n > 20 || i == strtoll(s, NULL, 10));
	}
}

static void
check_duration(const char *s, size_t n)
{
	char text[NUM_DURATION_MAX];
	uint64_t d, again;

	(void)num_size(&d, s, n);
	if (num_duration(&d, s, n) != 0)
		return;
	n = num_put_duration(text, d);
	HOLDS(n <= sizeof(text));
	HOLDS(num_duration(&again, text, n) == 0 && again == d);
}

static void
check_instant(uint64_t t, const struct zone *z)
{
	char text[TS_ISO_LEN], date[TS_DATE_LEN];
	const char *why = NULL;
	uint64_t again;

	HOLDS(ts_put_iso(text, t) == TS_ISO_LEN);
	HOLDS(ts_parse(&again, text, TS_ISO_LEN, TS_AUTO, z, &why) == 0);
	HOLDS(again == t);
	HOLDS(ts_put_date(date, t) == TS_DATE_LEN);
	HOLDS(memcmp(date, text, TS_DATE_LEN) == 0);
	HOLDS(ts_parse(&again, date, TS_DATE_LEN, TS_AUTO, NULL, &why) == 0);
	HOLDS(again == t - t % NS_DAY);
}

static void
check_time(const char *s, size_t n)
{
	static const char *const zones[] = { "UTC", "+05:30", "-0500",
		"America/New_York" };
	struct err err = { 0 };
	const char *why;
	struct zone z;
	uint64_t t;
	int unit, i;

	(void)zone_fixed(&z, s, n);
	for (i = 0; i < 4; i++) {
		HOLDS(zone_open(&z, zones[i], strlen(zones[i]), &err) == 0);
		for (unit = TS_AUTO; unit <= TS_NS; unit++) {
			why = NULL;
			if (ts_parse(&t, s, n, (enum ts_unit)unit, &z, &why) ==
			    -1)
				HOLDS(why != NULL && *why != '\0');
			else if (t != TS_NULL)
				check_instant(t, &z);
		}
		zone_fini(&z);
	}
}

/* ---- values to text ---- */

/* Significant digits of a printed number. */
static int
digits_of(const char *s, size_t n)
{
	size_t i, first = n, last = 0, count = 0;

	for (i = 0; i < n && s[i] != 'e'; i++) {
		if (s[i] < '0' || s[i] > '9')
			continue;
		if (s[i] != '0' && first == n)
			first = count;
		count++;
		if (s[i] != '0')
			last = count;
	}
	return first == n ? 1 : (int)(last - first);
}

static void
check_put_f64(double v)
{
	char text[NUM_F64_MAX + 1], shorter[64];
	double again;
	size_t n;
	int d;

	if (!isfinite(v))
		return;
	n = num_put_f64(text, v);
	HOLDS(n <= NUM_F64_MAX);
	text[n] = '\0';
	again = strtod(text, NULL);
	HOLDS(memcmp(&again, &v, sizeof(v)) == 0);
	HOLDS(num_f64(&again, text, n) == 0);
	HOLDS(memcmp(&again, &v, sizeof(v)) == 0);
	d = digits_of(text, n);
	HOLDS(d <= 17);
	if (d > 1) {
		snprintf(shorter, sizeof(shorter), "%.*e", d - 2, v);
		HOLDS(strtod(shorter, NULL) != v);
	}
}

static void
check_put_f32(float v)
{
	char text[NUM_F64_MAX + 1], shorter[64];
	float again;
	size_t n;
	int d;

	if (!isfinite(v))
		return;
	n = num_put_f32(text, v);
	HOLDS(n <= NUM_F64_MAX);
	text[n] = '\0';
	again = strtof(text, NULL);
	HOLDS(memcmp(&again, &v, sizeof(v)) == 0);
	d = digits_of(text, n);
	HOLDS(d <= 9);
	if (d > 1) {
		snprintf(shorter, sizeof(shorter), "%.*e", d - 2, (double)v);
		HOLDS(strtof(shorter, NULL) != v);
	}
}

static void
check_put_fixed(int64_t v)
{
	char text[NUM_FIXED_MAX + 1];
	int64_t again;
	size_t n;
	int scale;

	for (scale = 0; scale <= 9; scale++) {
		n = num_put_fixed(text, v, scale);
		HOLDS(n <= NUM_FIXED_MAX);
		if (v == INT64_MAX)
			continue;
		HOLDS(num_fixed(&again, text, n, scale, NULL) == 0);
		HOLDS(again == v);
	}
	n = num_put_px9(text, v);
	HOLDS(n <= NUM_FIXED_MAX);
	if (v != INT64_MAX)
		HOLDS(num_fixed(&again, text, n, 9, NULL) == 0 && again == v);
}

static void
check_value(uint64_t bits)
{
	uint32_t half = (uint32_t)bits;
	double v;
	float f;

	memcpy(&v, &bits, sizeof(v));
	memcpy(&f, &half, sizeof(f));
	check_put_f64(v);
	check_put_f32(f);
	check_put_fixed((int64_t)bits);
	if (bits != TS_NULL)
		check_instant(bits, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[NUMBER_MAX + 1];
	size_t n = size < NUMBER_MAX ? size : NUMBER_MAX;
	uint64_t bits = 0;
	struct bytes b;

	memcpy(text, data, n);
	text[n] = '\0';
	memcpy(&bits, data, n < sizeof(bits) ? n : sizeof(bits));
	check_value(bits);
	check_f64(text, n);
	/* of just that size: no step beyond is allowed */
	b = bytes_of(data, n);
	check_fixed((char *)b.p, n);
	(void)num_has_fraction((char *)b.p, n);
	check_time((char *)b.p, n);
	bytes_free(&b);
	check_whole(text, n);
	check_duration(text, n);
	return 0;
}
