/*
 * Text in JSON strings: escapes undone and made, UTF-8.
 */
#include "base/json.h"

#include "base/rng.h"
#include "test.h"

/* Unescape the inside of a string; "bad" when it is refused. */
static const char *
plain(const char *s, size_t max)
{
	static char out[64];
	struct json_token t = { .s = s,
		.len = strlen(s),
		.escaped = strchr(s, '\\') != NULL };
	int n = json_unescape(out, max, &t);

	if (n < 0)
		return "bad";
	out[n] = '\0';
	return out;
}

static void
test_unescape(void)
{
	test_begin("all escapes are undone");
	CHECK_STR(plain("ab", 63), "ab");
	CHECK_STR(plain("", 0), "");
	CHECK_STR(plain("\\\"\\\\\\/\\b\\f\\n\\r\\t", 63), "\"\\/\b\f\n\r\t");
	CHECK_STR(plain("x\\u0041y\\u00e9\\u00E9z\\u20ac", 63),
	    "xAy\xC3\xA9\xC3\xA9z\xE2\x82\xAC");
	CHECK_STR(plain("\\u007f\\u0080\\u07ff\\u0800\\uffff", 63),
	    "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF");

	test_begin("surrogate pairs are one character");
	CHECK_STR(plain("\\ud83d\\ude00", 63), "\xF0\x9F\x98\x80");
	CHECK_STR(plain("\\uD800\\uDC00", 63), "\xF0\x90\x80\x80");
	CHECK_STR(plain("\\udbff\\udfff", 63), "\xF4\x8F\xBF\xBF");

	test_begin("lone surrogates become U+FFFD");
	CHECK_STR(plain("\\ud800", 63), "\xEF\xBF\xBD");
	CHECK_STR(plain("\\udc00x", 63), "\xEF\xBF\xBDx");
	CHECK_STR(plain("\\ud800\\u0041", 63), "\xEF\xBF\xBD"
					       "A");
	CHECK_STR(plain("\\ud800\\ud83d\\ude00", 63),
	    "\xEF\xBF\xBD\xF0\x9F\x98\x80");
	CHECK_STR(plain("\\ude00\\ud83d", 63), "\xEF\xBF\xBD\xEF\xBF\xBD");

	test_begin("a text too long or an escape that is none is refused");
	CHECK_STR(plain("abc", 3), "abc");
	CHECK_STR(plain("abc", 2), "bad");
	CHECK_STR(plain("ab\\u20ac", 5), "ab\xE2\x82\xAC");
	CHECK_STR(plain("ab\\u20ac", 4), "bad");
	CHECK_STR(plain("\\", 63), "bad");
	CHECK_STR(plain("\\x", 63), "bad");
	CHECK_STR(plain("\\u12", 63), "bad");
	CHECK_STR(plain("\\u12x4", 63), "bad");
	CHECK_STR(plain("\\ud83d\\u12", 63), "bad");
}

static const char *
put(const char *s, size_t len)
{
	static char out[256];

	out[json_put_string(out, s, len)] = '\0';
	return out;
}

#define PUT(s) put(s, sizeof(s) - 1)

static void
test_put(void)
{
	test_begin("a string is printed with what must be escaped");
	CHECK_STR(PUT(""), "\"\"");
	CHECK_STR(PUT("plain text of more than eight"),
	    "\"plain text of more than eight\"");
	CHECK_STR(PUT("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
	CHECK_STR(PUT("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
	CHECK_STR(PUT("\0\x01\x1f\x7f"), "\"\\u0000\\u0001\\u001f\x7f\"");
	CHECK_STR(PUT("12345678\n"), "\"12345678\\n\"");
	CHECK_STR(PUT("\xC3\xA9\xF0\x9F\x98\x80"),
	    "\"\xC3\xA9\xF0\x9F\x98\x80\"");

	test_begin("bytes that are not UTF-8 are printed as U+FFFD");
	CHECK_STR(PUT("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
	CHECK_STR(PUT("a\xC3"), "\"a\xEF\xBF\xBD\"");
	CHECK_STR(PUT("\xED\xA0\x80"),
	    "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void
test_round_trip(uint64_t seed)
{
	char s[24], text[24 * 6 + 2], back[24];
	struct err err = { 0 };
	struct json_token t;
	struct json j;
	struct rng r;
	size_t i, len, n;
	int round;

	test_begin("any printed string reads back, the same if it was UTF-8");
	rng_init(&r, seed, 1);
	for (round = 0; round < 20000 && !test_bad; round++) {
		len = rng_below(&r, sizeof(s) + 1);
		for (i = 0; i < len; i++)
			s[i] = (char)rng_below(&r, round % 2 ? 128 : 256);
		n = json_put_string(text, s, len);
		CHECK(n <= 6 * len + 2);
		CHECK(utf8_valid(text, n));
		json_init(&j, text, n);
		CHECK_INT(json_next(&j, &t, &err), 0);
		CHECK_INT(t.type, JSON_STRING);
		if (!utf8_valid(s, len))
			continue;
		CHECK_INT(json_unescape(back, sizeof(back), &t), len);
		CHECK(memcmp(back, s, len) == 0);
	}
}

#define VALID(s) utf8_valid(s, sizeof(s) - 1)

static void
test_utf8(void)
{
	test_begin("well-formed UTF-8 is told from the rest at each bound");
	CHECK(VALID(""));
	CHECK(VALID("ascii of more than eight bytes\x7F"));
	CHECK(VALID("\xC2\x80\xDF\xBF"));
	CHECK(VALID("\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"));
	CHECK(VALID("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
	CHECK(!VALID("\x80"));
	CHECK(!VALID("\xC0\x80"));
	CHECK(!VALID("\xC1\xBF"));
	CHECK(!VALID("\xC2"));
	CHECK(!VALID("\xC2\x41"));
	CHECK(!VALID("\xE0\x9F\xBF"));
	CHECK(!VALID("\xED\xA0\x80"));
	CHECK(!VALID("\xE2\x82"));
	CHECK(!VALID("\xE2\x82\x41"));
	CHECK(!VALID("\xF0\x8F\xBF\xBF"));
	CHECK(!VALID("\xF4\x90\x80\x80"));
	CHECK(!VALID("\xF5\x80\x80\x80"));
	CHECK(!VALID("\xFF"));
	CHECK(!VALID("12345678\xC3"));

	test_begin("the valid start of a text is measured");
	CHECK_INT(utf8_valid_len("123456789\xFFz", 11), 9);
	CHECK_INT(utf8_valid_len("\xC3\xA9\xC3", 3), 2);
	CHECK_INT(utf8_valid_len("\xC3\xA9", 2), 2);
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;

	printf("# seed %" PRIu64 "\n", seed);
	test_unescape();
	test_put();
	test_round_trip(seed);
	test_utf8();
	return test_end();
}
