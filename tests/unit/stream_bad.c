/*
 * Refused records: counted by reason, kept with what it takes to read them
 * again, up to a limit (inputs.md 6).
 */
#include "stream/bad.h"
#include "test.h"

static struct bad_row
row_of(const char *reason, const char *raw)
{
	return (struct bad_row){ .file = "f.csv",
		.line = 7,
		.offset = 88,
		.reason = reason,
		.detail = "why \"not\"",
		.raw = raw,
		.len = strlen(raw) };
}

static void
counts(void)
{
	struct bad_policy policy = { .skip = 1, .max = 4 };
	struct bad_row row = row_of("bad-time", "x");
	char text[BAD_COUNTS_MAX];
	struct err err = { 0 };
	int i;

	test_begin("strict: the first one ends the input");
	CHECK_INT(bad_refuse(NULL, &row, &err), -1);
	CHECK_STR(err.msg, "why \"not\"");
	test_begin("counted by reason, in the order of the list");
	row = row_of("syntax", "x");
	err.set = 0;
	CHECK_INT(bad_refuse(&policy, &row, &err), 0);
	row = row_of("bad-time", "x");
	for (i = 0; i < 3; i++)
		CHECK_INT(bad_refuse(&policy, &row, &err), 0);
	bad_counts(text, sizeof(text), &policy);
	CHECK_STR(text, "syntax 1, bad-time 3");
	test_begin("one more than the limit ends the input");
	CHECK_INT(bad_refuse(&policy, &row, &err), -1);
	CHECK_STR(err.msg, "why \"not\" (and --max-bad 4 is reached)");
	test_begin("all reasons at their greatest fit the text");
	for (i = 0; i < BAD_REASONS; i++)
		policy.by[i] = UINT64_MAX;
	bad_counts(text, sizeof(text), &policy);
	CHECK(strlen(text) < sizeof(text) - 1);
	CHECK(strstr(text, "unknown-record 18446744073709551615") != NULL);
}

static void
written(const struct bad_row *row, const char *want)
{
	struct bad_policy policy = { .skip = 1, .to = tmpfile() };
	struct err err = { 0 };
	char text[1024] = "";

	CHECK_INT(bad_refuse(&policy, row, &err), 0);
	rewind(policy.to);
	text[fread(text, 1, sizeof(text) - 1, policy.to)] = '\0';
	fclose(policy.to);
	CHECK_STR(text, want);
}

#define HEAD                                                                   \
	"{\"file\":\"f.csv\",\"line\":7,\"offset\":88,\"reason\":\"syntax\","  \
	"\"detail\":\"why \\\"not\\\"\","

static void
kept(void)
{
	struct bad_row row = row_of("syntax", "a,\"b\"");

	test_begin("a line of JSON each, bytes that are no UTF-8 as base64");
	written(&row, HEAD "\"raw\":\"a,\\\"b\\\"\"}\n");
	row = row_of("syntax", "\xff\xfe");
	written(&row, HEAD "\"raw_b64\":\"//4=\"}\n");
	test_begin("with all that it takes to read it alone");
	row = row_of("syntax", "{}");
	row.format = "csv";
	row.header = "ts,x";
	row.header_len = 4;
	row.array = 1;
	row.framing = "kcat-json";
	row.topic = "ticks";
	row.topic_len = 5;
	row.part = -1;
	row.position = 5000000000;
	row.sent = 17;
	written(&row,
	    HEAD "\"raw\":\"{}\",\"format\":\"csv\",\"header\":\"ts,x\","
		 "\"array\":true,\"framing\":\"kcat-json\",\"topic\":\"ticks\","
		 "\"partition\":-1,\"position\":5000000000,\"sent\":17}\n");
	row = row_of("syntax", "{}");
	row.topic = "t";
	row.topic_len = 1;
	row.sent = UINT64_MAX;
	written(&row, HEAD "\"raw\":\"{}\",\"topic\":\"t\",\"partition\":0,"
			   "\"position\":0}\n");
}

static void
full(void)
{
	struct bad_policy policy = { .skip = 1, .to = fopen("/dev/full", "w") };
	struct bad_row row = row_of("syntax", "x");
	struct err err = { 0 };

	test_begin("a refused row that cannot be kept is an error");
	if (policy.to == NULL) {
		test_skip("no /dev/full here");
		return;
	}
	setvbuf(policy.to, NULL, _IONBF, 0);
	CHECK_INT(bad_refuse(&policy, &row, &err), -1);
	CHECK(strstr(err.msg, "cannot write the bad row: ") != NULL);
	fclose(policy.to);
}

int
main(void)
{
	counts();
	kept();
	full();
	return test_end();
}
