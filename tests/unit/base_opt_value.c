/*
 * Option values: every type at its limits, every message.
 */
#include "base/opt.h"

#include <float.h>

#include "test.h"

static const char *const encodings[] = { "json", "bin", NULL };
static const char *const only[] = { "one", NULL };

/* Any value; the row says which member counts. */
static union {
	int flag;
	int64_t whole;
	double real;
	uint64_t amount;
	const char *text;
	struct opt_strs list;
} value;

/* Set an option of that type and limits; "" or the message. */
static const char *
set(enum opt_type type, double min, double max, const char *text)
{
	static struct err err;
	const struct opt opts[] = {
		{ .name = "o",
		    .type = type,
		    .min = min,
		    .max = max,
		    .choices = encodings },
		{ .name = NULL },
	};
	const struct opt_group group = { opts, &value, NULL };

	memset(&err, 0, sizeof(err));
	if (opt_set(&group, "o", text, &err) == 0)
		return "";
	CHECK(err.usage);
	return err.msg;
}

static void
test_int(void)
{
	test_begin("whole numbers are taken in full or refused");
	CHECK_STR(set(OPT_INT, 0, 0, "-9223372036854775808"), "");
	CHECK_INT(value.whole, INT64_MIN);
	CHECK_STR(set(OPT_INT, 0, 0, "9223372036854775807"), "");
	CHECK_INT(value.whole, INT64_MAX);
	CHECK_STR(set(OPT_INT, 0, 0, "9223372036854775808"),
	    "--o: out of range: \"9223372036854775808\"");
	CHECK_STR(set(OPT_INT, 0, 0, ""), "--o: not a whole number: \"\"");
	CHECK_STR(set(OPT_INT, 0, 0, "1.5"),
	    "--o: not a whole number: \"1.5\"");
	CHECK_STR(set(OPT_INT, 0, 0, "12x"),
	    "--o: not a whole number: \"12x\"");
	CHECK_STR(set(OPT_INT, 0, 0, " 1"), "--o: not a whole number: \" 1\"");

	test_begin("limits belong to the range");
	CHECK_STR(set(OPT_INT, 1, 5, "1"), "");
	CHECK_STR(set(OPT_INT, 1, 5, "5"), "");
	CHECK_STR(set(OPT_INT, 1, 5, "0"), "--o: 0: expected 1 to 5");
	CHECK_STR(set(OPT_INT, 1, 5, "6"), "--o: 6: expected 1 to 5");
	CHECK_STR(set(OPT_INT, 1, 5, "-99999999999999999999"),
	    "--o: -99999999999999999999: expected 1 to 5");
	CHECK_STR(set(OPT_INT, 1, INFINITY, "0"), "--o: 0: expected 1 or more");
	CHECK_STR(set(OPT_INT, 1, 1e12, "1000000000001"),
	    "--o: 1000000000001: expected at most 1000000000000");
	CHECK_STR(set(OPT_DURATION, 1, 3.2e16, "10000h"),
	    "--o: 10000h: expected at most 32000000s");
	CHECK_STR(set(OPT_INT, -INFINITY, -1, "0"),
	    "--o: 0: expected -1 or less");
	CHECK_STR(set(OPT_INT, 1, INFINITY, "99999999999999999999"),
	    "--o: out of range: \"99999999999999999999\"");
}

static void
test_real(void)
{
	test_begin("real numbers are taken in full or refused");
	CHECK_STR(set(OPT_REAL, 0, 0, "-1.5e3"), "");
	CHECK_NEAR(value.real, -1500, 0);
	CHECK_STR(set(OPT_REAL, 0, 0, "1.2.3"), "--o: not a number: \"1.2.3\"");
	CHECK_STR(set(OPT_REAL, 0, 0, "nan"), "--o: not a number: \"nan\"");
	CHECK_STR(set(OPT_REAL, 0, 0, "1e999"), "--o: out of range: \"1e999\"");
	CHECK_STR(set(OPT_REAL, 0, 1, "1.5"), "--o: 1.5: expected 0 to 1");
	CHECK_STR(set(OPT_REAL, 0.001, 0.5, "1"),
	    "--o: 1: expected 0.001 to 0.5");

	test_begin("the smallest positive number as a limit reads as words");
	CHECK_STR(set(OPT_REAL, DBL_MIN, INFINITY, "0"),
	    "--o: 0: expected more than 0");
	CHECK_STR(set(OPT_REAL, DBL_MIN, 1, "2"),
	    "--o: 2: expected more than 0, up to 1");
}

static void
test_amounts(void)
{
	const double ms = 1e6, hour = 3600e9;

	test_begin("durations have units");
	CHECK_STR(set(OPT_DURATION, 0, 0, "250ms"), "");
	CHECK_INT(value.amount, 250000000);
	CHECK_STR(set(OPT_DURATION, 0, 0, "1.5h"), "");
	CHECK_INT(value.amount, 5400000000000);
	CHECK_STR(set(OPT_DURATION, 0, 0, "5"),
	    "--o: not a duration such as 250ms, 5m or 1h: \"5\"");
	CHECK_STR(set(OPT_DURATION, 0, 0, "-5m"), "--o: out of range: \"-5m\"");
	CHECK_STR(set(OPT_DURATION, 0, 0, "99999999d"),
	    "--o: out of range: \"99999999d\"");
	CHECK_STR(set(OPT_DURATION, ms, hour, "1us"),
	    "--o: 1us: expected 1ms to 1h");
	CHECK_STR(set(OPT_DURATION, ms, hour, "1h"), "");

	test_begin("sizes are bytes, or have units of 1024");
	CHECK_STR(set(OPT_SIZE, 0, 0, "64M"), "");
	CHECK_INT(value.amount, 64 << 20);
	CHECK_STR(set(OPT_SIZE, 0, 0, "4096"), "");
	CHECK_INT(value.amount, 4096);
	CHECK_STR(set(OPT_SIZE, 0, 0, "4Q"),
	    "--o: not a size such as 4096, 64K or 2G: \"4Q\"");
	CHECK_STR(set(OPT_SIZE, 1024, 1536.0 * 1048576, "1"),
	    "--o: 1: expected 1K to 1536M");
	CHECK_STR(set(OPT_SIZE, 1, 1000, "0"), "--o: 0: expected 1 to 1000");
}

static void
test_time(void)
{
	test_begin("times are dates, times or epochs, in UTC");
	CHECK_STR(set(OPT_TIME, 0, 0, "2025-01-02"), "");
	CHECK_INT(value.amount, 1735776000000000000);
	CHECK_STR(set(OPT_TIME, 0, 0, "2025-01-02T14:30:00.5Z"), "");
	CHECK_INT(value.amount, 1735828200500000000);
	CHECK_STR(set(OPT_TIME, 0, 0, "2025-01-02 14:30:00"), "");
	CHECK_INT(value.amount, 1735828200000000000);
	CHECK_STR(set(OPT_TIME, 0, 0, "1735828200000"), "");
	CHECK_INT(value.amount, 1735828200000000000);
	CHECK_STR(set(OPT_TIME, 0, 0, "2025-13-01"),
	    "--o: month out of range: \"2025-13-01\"");
	CHECK(set(OPT_TIME, 0, 0, "noon")[0] != '\0');
}

static void
test_words(void)
{
	char many[300];
	int i;

	test_begin("a choice is one of its names, whole");
	CHECK_STR(set(OPT_ENUM, 0, 0, "bin"), "");
	CHECK_INT(value.flag, 1);
	CHECK_STR(set(OPT_ENUM, 0, 0, "json"), "");
	CHECK_INT(value.flag, 0);
	CHECK_STR(set(OPT_ENUM, 0, 0, "BIN"),
	    "--o: \"BIN\": expected json or bin");
	CHECK_STR(set(OPT_ENUM, 0, 0, ""), "--o: \"\": expected json or bin");

	test_begin("a text is taken as it is");
	CHECK_STR(set(OPT_STR, 0, 0, ""), "");
	CHECK_STR(value.text, "");

	test_begin("a list has a limit");
	memset(&value, 0, sizeof(value));
	for (i = 0; i < OPT_STRS_MAX; i++)
		CHECK_STR(set(OPT_STRS, 0, 0, "x"), "");
	CHECK_INT(value.list.n, OPT_STRS_MAX);
	CHECK_STR(set(OPT_STRS, 0, 0, "x"), "--o: given more than 64 times");

	test_begin("a long value is cut in the message, what is wanted is not");
	memset(many, '9', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	CHECK(strstr(set(OPT_INT, 1, 5, many), "expected 1 to 5") != NULL);
	CHECK(strlen(set(OPT_ENUM, 0, 0, many)) < 120);
}

static void
test_bare(void)
{
	test_begin("options without argument are set, counted, or numbers");
	memset(&value, 0, sizeof(value));
	CHECK_STR(set(OPT_FLAG, 0, 0, NULL), "");
	CHECK_INT(value.flag, 1);
	CHECK_STR(set(OPT_FLAG, 0, 0, "0"), "");
	CHECK_INT(value.flag, 0);
	CHECK_STR(set(OPT_FLAG, 0, 0, "2"), "--o: expected 0 or 1: \"2\"");
	CHECK_STR(set(OPT_SET, 7, 0, NULL), "");
	CHECK_INT(value.flag, 7);
	CHECK_STR(set(OPT_SET, 7, 0, "7"), "option --o takes no argument");
	CHECK_STR(set(OPT_COUNT, 0, 0, "2"), "");
	CHECK_STR(set(OPT_COUNT, 0, 0, NULL), "");
	CHECK_INT(value.flag, 3);
	CHECK_STR(set(OPT_COUNT, 0, 0, "x"), "--o: not a count: \"x\"");

	test_begin("an argument that is missing is told");
	CHECK_STR(set(OPT_INT, 0, 0, NULL), "option --o requires an argument");
}

static const struct opt help_opts[] = {
	{ .letter = 'f',
	    .name = "from",
	    .type = OPT_STR,
	    .arg = "FORMAT",
	    .def = "auto",
	    .help = "input format" },
	{ .letter = 'q',
	    .name = "quiet",
	    .type = OPT_FLAG,
	    .help = "say less" },
	{ .name = "a-name-too-long-for-the-left",
	    .type = OPT_INT,
	    .arg = "N",
	    .min = 1,
	    .max = INFINITY,
	    .help = "wide" },
	{ .name = "every",
	    .type = OPT_DURATION,
	    .arg = "TIME",
	    .min = 1e6,
	    .max = 3600e9,
	    .def = "5m",
	    .help = "a text that is long enough to need a second line, for "
		    "it goes on and on" },
	{ .name = NULL },
};
static const struct opt more_opts[] = {
	{ .letter = 's',
	    .name = "select",
	    .type = OPT_STRS,
	    .arg = "EXPR",
	    .help = "what to keep" },
	{ .name = "kind",
	    .type = OPT_ENUM,
	    .arg = "K",
	    .choices = only,
	    .help = "sort" },
	{ .name = NULL },
};
static const struct opt_group help_groups[] = {
	{ help_opts, &value, NULL },
	{ more_opts, &value, "More" },
};

/* What opt_help prints; rare and bold are its own. */
static const char *
help(const char *rare, int bold)
{
	static char out[4096];
	FILE *f = fmemopen(out, sizeof(out), "w");

	opt_help(f, help_groups, 2, rare, bold);
	fclose(f);
	return out;
}

static const char *
table(void)
{
	static char out[4096];
	FILE *f = fmemopen(out, sizeof(out), "w");

	opt_table(f, help_groups, 2);
	fclose(f);
	return out;
}

static void
test_help(void)
{
	const char *line, *end;

	test_begin("--help-all shows defaults, ranges, choices in two columns");
	CHECK_STR(help(NULL, 0),
	    "\nOptions:\n"
	    "  -f, --from FORMAT  input format [auto]\n"
	    "  -q, --quiet        say less\n"
	    "      --a-name-too-long-for-the-left N\n"
	    "                     wide (1 or more)\n"
	    "      --every TIME   a text that is long enough to need a second "
	    "line, for it\n"
	    "                     goes on and on (1ms to 1h) [5m]\n"
	    "\nMore:\n"
	    "  -s, --select EXPR  what to keep (repeatable)\n"
	    "      --kind K       sort (one)\n");

	test_begin("--help leaves out rare options, ranges, empty groups");
	CHECK_STR(help("select quiet kind every", 0),
	    "\nOptions:\n"
	    "  -f, --from FORMAT  input format [auto]\n"
	    "      --a-name-too-long-for-the-left N\n"
	    "                     wide\n");
	/* a name is matched whole */
	CHECK(strstr(help("fro kin quietly", 0), "--from ") != NULL);
	CHECK(strstr(help("fro kin quietly", 0), "--kind ") != NULL);
	CHECK(strstr(help("fro kin quietly", 0), "--quiet ") != NULL);

	test_begin("headings are bold when asked for");
	CHECK(strstr(help(NULL, 1), "\n\033[1mMore:\033[0m\n") != NULL);

	test_begin("no line of --help is wider than 79 columns");
	for (line = help(NULL, 0); *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		CHECK(end - line <= 79);
	}

	test_begin("the table for scripts has five fields a line");
	CHECK_STR(table(),
	    "f\tfrom\tFORMAT\tauto\tinput format\n"
	    "q\tquiet\t\t\tsay less\n"
	    "\ta-name-too-long-for-the-left\tN\t\twide\n"
	    "\tevery\tTIME\t5m\ta text that is long enough to need a second "
	    "line, for it goes on and on\n"
	    "s\tselect\tEXPR\t\twhat to keep\n"
	    "\tkind\tK\t\tsort\n");
}

int
main(void)
{
	test_int();
	test_real();
	test_amounts();
	test_time();
	test_words();
	test_bare();
	test_help();
	return test_end();
}
