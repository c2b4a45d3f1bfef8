/*
 * The JSON tokeniser: the grammar of RFC 8259, its messages, its limits.
 */
#include "base/json.h"

#include "base/rng.h"
#include "test.h"

static const char sample[] =
    "{\"a\":[1,-2.5e+3,\"x\\u00e9\\n\",true,false,null,{}],"
    " \"b\" : { \"c\\\"\" : [ ] , \"d\":\"\xC3\xA9\xF0\x9F\x98\x80\" } }";

/*
 * The tokens of a text, one letter each: { [ ) for a close, k s n t f 0, and
 * the text of keys, strings and numbers.  In the end $, or "!" and the
 * message.
 */
static const char *
tokens(const char *text, size_t len)
{
	static const char letter[] = "${[)ksntf0";
	static char out[4096];
	char *copy = malloc(len + 1); /* no NUL: ASan sees the end */
	struct err err = { 0 };
	struct json_token t;
	struct json j;
	size_t n = 0;

	memcpy(copy, text, len);
	copy = realloc(copy, len + (len == 0));
	json_init(&j, copy, len);
	do {
		if (json_next(&j, &t, &err) < 0) {
			snprintf(out + n, sizeof(out) - n, "!%s", err.msg);
			break;
		}
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%c%.*s",
		    letter[t.type],
		    t.type >= JSON_KEY && t.type <= JSON_NUMBER ? (int)t.len
								: 0,
		    t.s);
	} while (t.type != JSON_END && n < sizeof(out) - 600);
	free(copy);
	return out;
}

#define TOKENS(s) tokens(s, strlen(s))

static void
test_grammar(void)
{
	test_begin("a text is handed out token by token");
	CHECK_STR(TOKENS("{\"a\":1}"), "{kan1)$");
	CHECK_STR(TOKENS("[]"), "[)$");
	CHECK_STR(TOKENS("{}"), "{)$");
	CHECK_STR(TOKENS("[1,\"b\",true,false,null]"), "[n1sbtf0)$");
	CHECK_STR(TOKENS("[[{\"k\":[]}],{}]"), "[[{kk[))){))$");
	CHECK_STR(TOKENS(sample),
	    "{ka[n1n-2.5e+3sx\\u00e9\\ntf0{))kb{kc\\\"[)kd"
	    "s\xC3\xA9\xF0\x9F\x98\x80))$");

	test_begin("a bare value is a text");
	CHECK_STR(TOKENS("1"), "n1$");
	CHECK_STR(TOKENS("\"\""), "s$");
	CHECK_STR(TOKENS(" true\n"), "t$");

	test_begin("the four blanks may stand between tokens, no others");
	CHECK_STR(TOKENS(" \t\r\n{ \n\"a\"\t:\r1 , \"b\" : 2 } "),
	    "{kan1kbn2)$");
	CHECK_STR(TOKENS("[1,\v2]"),
	    "[n1!byte 3: expected a value, got byte 0x0B");
	CHECK_STR(TOKENS("\xEF\xBB\xBF{}"),
	    "!byte 0: expected a value, got byte 0xEF");
	CHECK_STR(tokens("1\0", 2),
	    "n1!byte 1: expected the end of the text, got byte 0x00");
}

static void
test_refused(void)
{
	static const struct {
		const char *text, *tokens;
	} bad[] = {
		{ "", "!byte 0: truncated: expected a value" },
		{ " ", "!byte 1: truncated: expected a value" },
		{ "[", "[!byte 1: truncated: expected a value or ]" },
		{ "[1",
		    "[n1!byte 2: truncated: expected , or a closing bracket" },
		{ "[1,", "[n1!byte 3: truncated: expected a value" },
		{ "{", "{!byte 1: truncated: expected a key in quotes or }" },
		{ "{\"a\"", "{!byte 4: truncated: expected ':'" },
		{ "{\"a\":", "{ka!byte 5: truncated: expected a value" },
		{ "{\"a\":1,",
		    "{kan1!byte 7: truncated: expected a key in quotes" },
		{ "[1 2]",
		    "[n1!byte 3: expected , or a closing bracket, got '2'" },
		{ "[1}",
		    "[n1!byte 2: expected , or a closing bracket, got '}'" },
		{ "{\"a\":1]",
		    "{kan1!byte 6: expected , or a closing bracket, got ']'" },
		{ "[}", "[!byte 1: expected a value or ], got '}'" },
		{ "{]", "{!byte 1: expected a key in quotes or }, got ']'" },
		{ "[1,]", "[n1!byte 3: expected a value, got ']'" },
		{ "[,1]", "[!byte 1: expected a value or ], got ','" },
		{ "{\"a\":1,}",
		    "{kan1!byte 7: expected a key in quotes, got '}'" },
		{ "{\"a\":}", "{ka!byte 5: expected a value, got '}'" },
		{ "{1:2}", "{!byte 1: expected a key in quotes or }, got '1'" },
		{ "{\"a\" 1}", "{!byte 5: no ':' after a key" },
		{ "1 2", "n1!byte 2: expected the end of the text, got '2'" },
		{ "]", "!byte 0: expected a value, got ']'" },
		{ "'a'", "!byte 0: expected a value, got '''" },
		{ "nul", "!byte 0: not a value: \"nul\"" },
		{ "nulll", "!byte 0: not a value: \"nulll\"" },
		{ "[True]", "[!byte 1: not a value: \"True\"" },
		{ "NaN", "!byte 0: not a value: \"NaN\"" },
		{ "-Infinity", "!byte 0: not a number: \"-Infinity\"" },
		{ "[1]/**/",
		    "[n1)!byte 3: expected the end of the text, got '/'" },
	};
	size_t i;

	test_begin("what is not JSON is refused with its place");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_STR(TOKENS(bad[i].text), bad[i].tokens);
}

static void
test_numbers(void)
{
	static const char *const good[] = { "0", "-0", "1", "10", "-12", "0.5",
		"1.50", "-0.0", "1e5", "1E5", "1e+5", "1e-05", "0e0",
		"12.34e56", "9223372036854775808",
		"0.00000000000000000000000000001" };
	static const char *const bad[] = { "01", "-", "1.", ".5", "1e", "+1",
		"-01", "00", "1.e5", "1e+", "1e-", "--1", "1.2.3", "1e5.5",
		"0x10", "1-", "1_000", "-.5", "1a", "e5" };
	char text[64], want[64];
	size_t i;

	test_begin("every form of a number is handed out as text");
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		snprintf(text, sizeof(text), "[%s]", good[i]);
		snprintf(want, sizeof(want), "[n%s)$", good[i]);
		CHECK_STR(TOKENS(text), want);
		snprintf(want, sizeof(want), "n%s$", good[i]);
		CHECK_STR(TOKENS(good[i]), want);
	}

	test_begin("what is no number is refused");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "[%s]", bad[i]);
		CHECK(strchr(TOKENS(text), '!') != NULL);
		CHECK(strchr(TOKENS(bad[i]), '!') != NULL);
	}
	CHECK_STR(TOKENS("[01]"), "[!byte 1: not a number: \"01\"");
	CHECK_STR(TOKENS("[1x]"), "[!byte 1: not a number: \"1x\"");
	CHECK_STR(TOKENS("[1.]"), "[!byte 1: not a number: \"1.\"");
	CHECK_STR(TOKENS("1.5truE"), "!byte 0: not a number: \"1.5truE\"");
	CHECK_STR(TOKENS("[-]"), "[!byte 1: not a number: \"-\"");
	CHECK_STR(TOKENS("+1"), "!byte 0: not a number: \"+1\"");
}

static void
test_strings(void)
{
	char text[64];
	int c, i;

	test_begin("a raw control byte in a string is refused wherever it is");
	for (c = 0; c < 0x20; c++) {
		for (i = 1; i < 20; i++) {
			memset(text, 'a', 22);
			text[0] = text[21] = '"';
			text[i] = (char)c;
			CHECK(strstr(tokens(text, 22), "raw control byte") !=
			      NULL);
		}
	}
	CHECK_STR(TOKENS("\"a\nb\""),
	    "!byte 2: raw control byte 0x0A in a string");
	CHECK_STR(TOKENS("\"\x7F\""), "s\x7F$");

	test_begin("bad escapes are refused");
	CHECK_STR(TOKENS("\"a\\q\""), "!byte 2: unknown escape in a string");
	CHECK_STR(TOKENS("\"\\u12g4\""), "!byte 1: \\u needs four hex digits");
	CHECK_STR(TOKENS("\"\\u123\""), "!byte 1: \\u needs four hex digits");
	CHECK_STR(TOKENS("\"\\U1234\""), "!byte 1: unknown escape in a string");
	CHECK_STR(tokens("\"\\\0\"", 4), "!byte 1: unknown escape in a string");

	test_begin("a string that does not end is refused");
	CHECK_STR(TOKENS("\""), "!byte 1: truncated inside a string");
	CHECK_STR(TOKENS("\"abcdefgh"), "!byte 9: truncated inside a string");
	CHECK_STR(TOKENS("\"a\\"), "!byte 3: truncated inside a string");
	CHECK_STR(TOKENS("\"a\\\""), "!byte 4: truncated inside a string");

	test_begin("a string or key that is not UTF-8 is refused");
	CHECK_STR(TOKENS("\"ab\xFF\""), "!byte 3: not UTF-8");
	CHECK_STR(TOKENS("{\"a\xC3\":1}"), "{!byte 3: not UTF-8");
}

/* A string of n bytes c with special at i, more text behind: its token is the
 * string. */
static void
check_place(char c, int n, int i, const char *special)
{
	char string[64], text[128], want[128];

	memset(string, c, sizeof(string));
	memcpy(string + i, special, strlen(special));
	snprintf(text, sizeof(text), "[\"%.*s\",\"#]!#\",12345678]", n, string);
	snprintf(want, sizeof(want), "[s%.*ss#]!#n12345678)$", n, string);
	CHECK_STR(TOKENS(text), want);
}

static void
test_places(void)
{
	/* differ in one bit from quote and backslash, are next to them */
	static const char plain[] = "a#]! [\x7f";
	int c, n, i;

	test_begin("a string ends at its quote, wherever what is special is");
	for (c = 0; plain[c] != '\0'; c++) {
		for (n = 0; n < 20; n++)
			check_place(plain[c], n, n, "");
		for (i = 0; i < 20; i++) {
			check_place(plain[c], 22, i, "\\\"");
			check_place(plain[c], 22, i, "\\\\");
			check_place(plain[c], 22, i, "\xC3\xA9");
		}
	}
}

static void
test_flag(void)
{
	struct err err = { 0 };
	struct json_token t;
	struct json j;

	test_begin("a token says whether it holds escapes");
	json_init(&j, "[\"a\",\"\\n\",\"b\"]", 14);
	CHECK_INT(json_next(&j, &t, &err), 0);
	CHECK_INT(json_next(&j, &t, &err), 0);
	CHECK_INT(t.escaped, 0);
	CHECK_INT(json_next(&j, &t, &err), 0);
	CHECK_INT(t.escaped, 1);
	CHECK_INT(json_next(&j, &t, &err), 0);
	CHECK_INT(t.escaped, 0);

	test_begin("the end comes again as often as one asks");
	CHECK_INT(json_next(&j, &t, &err), 0);
	CHECK_INT(t.type, JSON_CLOSE);
	CHECK_INT(json_next(&j, &t, &err), 0);
	CHECK_INT(t.type, JSON_END);
	CHECK_INT(json_next(&j, &t, &err), 0);
	CHECK_INT(t.type, JSON_END);

	test_begin("after an error nothing more is handed out");
	json_init(&j, "[x,1]", 5);
	CHECK_INT(json_next(&j, &t, &err), 0);
	CHECK_INT(json_next(&j, &t, &err), -1);
	memset(&err, 0, sizeof(err));
	CHECK_INT(json_next(&j, &t, &err), -1);
	CHECK_STR(err.msg, "byte 1: read after an error");
}

static void
test_depth(void)
{
	static char deep[20000];
	size_t i;

	test_begin("64 levels are read");
	memset(deep, '[', 64);
	memset(deep + 64, ']', 64);
	CHECK_INT(strlen(tokens(deep, 128)), 129);

	test_begin("deeper nesting is refused, however deep");
	memset(deep, '[', 10000);
	memset(deep + 10000, ']', 10000);
	CHECK(strstr(tokens(deep, 20000),
		  "!byte 64: nested deeper than 64 levels") != NULL);
	CHECK(strstr(tokens(deep, 10000), "nested deeper") != NULL);
	for (i = 0; i < 4000; i++)
		memcpy(deep + 5 * i, "{\"\":[", 5);
	CHECK(strstr(tokens(deep, 20000),
		  "!byte 160: nested deeper than 64 levels") != NULL);

	test_begin("each level remembers whether it is an object");
	CHECK_STR(TOKENS("[{\"a\":[{\"b\":1},2],\"c\":3},4]"),
	    "[{ka[{kbn1)n2)kcn3)n4)$");
}

static void
test_pass_over(void)
{
	static const char text[] = "{\"a\":{\"b\":[1,{}]},\"c\":2}";
	struct err err = { 0 };
	struct json_token t;
	struct json j;

	test_begin("an object or array is passed over as a whole");
	json_init(&j, text, strlen(text));
	json_next(&j, &t, &err);
	json_next(&j, &t, &err);
	json_next(&j, &t, &err);
	CHECK_INT(t.type, JSON_OBJECT);
	CHECK_INT(json_skip(&j, &err), 0);
	CHECK_INT(json_next(&j, &t, &err), 0);
	CHECK_INT(t.type, JSON_KEY);
	CHECK_INT(t.s[0], 'c');
	json_init(&j, text, strlen(text));
	json_next(&j, &t, &err);
	CHECK_INT(json_skip(&j, &err), 0);
	CHECK_INT(json_next(&j, &t, &err), 0);
	CHECK_INT(t.type, JSON_END);

	test_begin("an error within what is passed over is found");
	json_init(&j, "[[1,x]]", 7);
	json_next(&j, &t, &err);
	CHECK_INT(json_skip(&j, &err), -1);
	CHECK_STR(err.msg, "byte 4: not a value: \"x\"");
}

static void
test_cut(void)
{
	size_t i, n = strlen(sample);

	test_begin("a text cut at any byte is refused");
	for (i = 0; i < n; i++)
		CHECK(strchr(tokens(sample, i), '!') != NULL);
	CHECK(strchr(tokens(sample, n), '!') == NULL);
}

static void
test_flips(uint64_t seed)
{
	char text[sizeof(sample)], out[sizeof(sample)];
	struct json_token t;
	struct rng r;
	int round, i;

	test_begin("flipped bytes are read or refused and do no harm");
	printf("# seed %" PRIu64 "\n", seed);
	rng_init(&r, seed, 0);
	for (round = 0; round < 20000; round++) {
		memcpy(text, sample, sizeof(text));
		for (i = (int)rng_below(&r, 4); i >= 0; i--)
			text[rng_below(&r, sizeof(text) - 1)] =
			    (char)rng_below(&r, 256);
		tokens(text, rng_below(&r, sizeof(text)));
		t = (struct json_token){ .s = text,
			.escaped = 1,
			.len = rng_below(&r, sizeof(text)) };
		json_unescape(out, rng_below(&r, sizeof(out)), &t);
	}
	CHECK(1);
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;

	test_grammar();
	test_refused();
	test_numbers();
	test_strings();
	test_places();
	test_flag();
	test_depth();
	test_pass_over();
	test_cut();
	test_flips(seed);
	return test_end();
}
