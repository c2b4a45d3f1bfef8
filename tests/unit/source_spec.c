/*
 * What inputs.md asks of all formats together, as far as no other test of this
 * room looks at it.
 */
#include "source_test.h"

#define H "ts,symbol,price,size\n"

static const struct source_opts none;

/* What a bad row counts as. */
static void
counts_as(const char *text, const struct source_opts *opts, const char *counts)
{
	struct bad_policy policy = { .skip = 1 };
	struct source_opts o = *opts;
	char said[BAD_COUNTS_MAX];
	struct got g;

	o.stream.bad = &policy;
	read_text(&g, text, &o);
	CHECK_INT(g.rc, 0);
	bad_counts(said, sizeof(said), &policy);
	CHECK_STR(said, counts);
	got_fini(&g);
}

static void
reasons(void)
{
	static const struct source_opts shorter = { .stream.max_line = 40 };
	static const struct source_opts strict = { .strict_eof = 1 };

	test_begin("every reason is met by what it stands for");
	counts_as(H "1,A,2,3\n1,A,2\n1,A,\"2,3\n", &none, "syntax 2");
	counts_as(H "1,A,2,3\n,A,2,3\n1,,2,3\n", &none, "missing-field 2");
	counts_as(H "1,A,2,3\n2025-13-01,A,2,3\n", &none, "bad-time 1");
	counts_as(H "1,A,2,3\n1,A,1.5.2,3\n1,A,NaN,3\n", &none, "bad-number 2");
	counts_as("ts,symbol,price,size,side\n1,A,2,3,buy\n1,A,2,3,x\n", &none,
	    "bad-side 1");
	counts_as(H "1,A,2,3\n1,A,2,3                                  \n",
	    &shorter, "too-long 1");
	counts_as(H "1,A,2,3\n1,A,2,3", &strict, "truncated 1");
	counts_as(H "1,A,2,3\n1,\xff,2,3\n", &none, "bad-utf8 1");
	counts_as("{\"ts\":1,\"symbol\":\"A\",\"price\":1}\n"
		  "{\"ts\":1,\"symbol\":\"\xc3\",\"price\":1}\n{\"a\":1}\n",
	    &none, "bad-utf8 1, unknown-record 1");
}

static void
lean(void)
{
	static const struct source_opts o = { .from = "lean",
		.as = "S",
		.start = 1388624400 * NS_SECOND };

	test_begin("Lean's bars of quotes are refused, and it is said why");
	expect_error("14400000,1,2,3,4,5,1,2,3,4,5\n", &o,
	    "in.txt:1: Lean: bars of quotes (11 columns, open to close of bid "
	    "and of ask): no kind holds both");
	expect_error("14400000,1,2,3\n", &o, "Lean: 4 columns: wants 3, 6");
}

int
main(void)
{
	reasons();
	lean();
	return test_end();
}
