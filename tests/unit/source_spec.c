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
	expect_error("14400000,1,2,3\n", &o, "Lean: 4 columns: expected 3, 6");
}

/* The keys of a text that were passed over. */
static void
passes(const char *text, const struct source_opts *opts, const char *want)
{
	struct unread keys = { .n = 0 };
	struct source_opts o = *opts;
	struct got g;
	char *said;

	o.keys = &keys;
	read_text(&g, text, &o);
	CHECK_INT(g.rc, 0);
	said = unread_json(&keys);
	CHECK_STR(said != NULL ? said : "", want);
	free(said);
	got_fini(&g);
}

#define TRADE                                                                  \
	"\"e\":\"trade\",\"E\":1672515782136,\"s\":\"A\",\"t\":1,"             \
	"\"p\":\"0.001\",\"q\":\"100\",\"T\":1672515782136,\"m\":true,"        \
	"\"M\":true"

static void
unknown_keys(void)
{
	static const struct source_opts map = { .map = "ts=t,price=/a/p",
		.as = "S" };
	struct unread k = { .n = 0 };
	char name[300], *said;
	int i;

	test_begin("keys of foreign JSON that nothing uses count by name");
	passes("{\"ts\":1,\"symbol\":\"A\",\"price\":1}\n", &none, "");
	passes("{\"ts\":1,\"symbol\":\"A\",\"price\":1,\"x\":2}\n"
	       "{\"ts\":1,\"x\":2,\"symbol\":\"A\",\"price\":1}\n"
	       "{\"ts\":1,\"symbol\":\"A\",\"price\":1,\"y\":{\"z\":[1,2]}}\n",
	    &none, "{\"x\":2,\"/y/z/*\":2}");
	passes("{\"t\":1,\"a\":{\"p\":1,\"q\":2},\"ts\":3}\n", &map,
	    "{\"/a/q\":1,\"ts\":1}");
	test_begin("not those that the source is known to write");
	passes("{" TRADE "}\n{" TRADE ",\"new\":1}\n{\"result\":null,"
	       "\"id\":1}\n{\"stream\":\"a@trade\",\"data\":{" TRADE
	       ",\"new\":2}}\n",
	    &none, "{\"new\":1,\"/data/new\":1}");
	test_begin("of many names the first are told, of long ones a part");
	for (i = 0; i < UNREAD_MAX + 10; i++)
		unread_add(&k, name, (size_t)sprintf(name, "k%d", i), 2);
	CHECK_INT(k.n, UNREAD_MAX);
	CHECK_INT(k.others, 20);
	said = unread_json(&k);
	CHECK(said != NULL && strstr(said, ",\"(others)\":20}") != NULL);
	free(said);
	k = (struct unread){ .n = 0 };
	memset(name, 'x', sizeof(name));
	memcpy(name, "/12/", 4);
	unread_add(&k, name, sizeof(name), 1);
	name[62] = '\xc3';
	unread_add(&k, name, sizeof(name), 1);
	CHECK_INT(strlen(k.v[0].name), UNREAD_NAME_MAX);
	CHECK(memcmp(k.v[0].name, "/*/x", 4) == 0);
}

int
main(void)
{
	unknown_keys();
	reasons();
	lean();
	return test_end();
}
