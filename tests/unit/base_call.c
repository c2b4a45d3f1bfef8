/*
 * base_call.c - name(args): what is read, what is refused, and back as text.
 */
#include "base/call.h"

#include "test.h"

static const char *const modes[] = { "fast", "exact", NULL };

static const struct arg table[] = {
	{ .name = "n", .kind = ARG_INT, .min = 2, .max = 100, .def = "20" },
	{ .name = "k", .kind = ARG_REAL, .def = "-1.5" },
	{ .name = "tau",
	    .kind = ARG_DURATION,
	    .min = 1,
	    .max = 3.6e12,
	    .def = "250ms" },
	{ .name = "mode", .kind = ARG_WORD, .def = "fast", .words = modes },
	{ .name = "zone", .kind = ARG_TEXT, .def = "UTC" },
	{ .name = "field", .kind = ARG_FIELD, .def = "close" }, { .name = NULL }
};

static const struct arg strict[] = {
	{ .name = "ref", .kind = ARG_SYMBOL, .help = "the other symbol" },
	{ .name = NULL }
};

/* Read the arguments behind "f(". */
static int
read_call(struct call *c, const struct arg *args, const char *text,
    struct err *err)
{
	struct scan q;

	*err = (struct err){ 0 };
	scan_init(&q, text, "-F", err);
	if (call_read(c, &q, "f", args, NULL) == -1)
		return -1;
	return scan_end(&q) ? 0 : scan_unexpected(&q, "the end");
}

static void
check_refused(const struct arg *args, const char *text, const char *msg)
{
	struct call c;
	struct err err;

	CHECK(read_call(&c, args, text, &err) == -1);
	CHECK(err.usage);
	CHECK_STR(err.msg, msg);
}

static void
check_text(const char *text, const char *canonical)
{
	struct call c, again;
	struct err err;
	char out[512], tail[512];

	CHECK(read_call(&c, table, text, &err) == 0);
	call_put(out, sizeof(out), "f", &c);
	CHECK_STR(out, canonical);
	snprintf(tail, sizeof(tail), "%s", out + 2);
	CHECK(read_call(&again, table, tail, &err) == 0);
	CHECK(call_same(&c, &again));
}

static void
test_values(void)
{
	struct call c;
	struct err err;

	test_begin("arguments come by place, then by name");
	CHECK(read_call(&c, table, "30, tau=2s, mode = exact)", &err) == 0);
	CHECK_INT(c.v[0].i, 30);
	CHECK(c.v[1].d == -1.5);
	CHECK_INT(c.v[2].i, 2000000000);
	CHECK_INT(c.v[3].i, 1);
	CHECK_STR(call_text(&c, 4), "UTC");

	test_begin("a text may be quoted");
	CHECK(read_call(&c, table, "zone=\"a,\\\"b)\\\\\")", &err) == 0);
	CHECK_STR(call_text(&c, 4), "a,\"b)\\");

	test_begin("calls differ when a value differs");
	struct call d;
	CHECK(read_call(&d, table, "zone=\"a,\\\"b)\\\\\", k=1)", &err) == 0);
	CHECK(!call_same(&c, &d));
}

static void
test_refusals(void)
{
	char text[CALL_TEXT_MAX + 20];

	test_begin("what is wrong is named with its place");
	check_refused(table, "1)",
	    "-F: character 1: argument n: out of range: expected 2 to 100");
	check_refused(table, "2.5)",
	    "-F: character 1: argument n: expected a whole number");
	check_refused(table, "n=x)",
	    "-F: character 3: argument n: expected a number");
	check_refused(table, "n=2,n=3)",
	    "-F: character 5: argument n: given twice");
	check_refused(table, "n=2,3)",
	    "-F: character 5: a positional argument after a named one");
	check_refused(table, "m=2)",
	    "-F: character 1: f has no argument \"m\"");
	check_refused(table, "tau=2)",
	    "-F: character 5: argument tau: expected a duration such as "
	    "250ms or 5m");
	check_refused(table, "tau=2h)",
	    "-F: character 5: argument tau: out of range: expected 1ns to 1h");
	check_refused(table, "mode=slow)",
	    "-F: character 6: argument mode: expected one of fast, exact");
	check_refused(table, "2",
	    "-F: character 2: expected ',' or ')', got the end of the text");
	check_refused(table, "2,1,1s,fast,a,b,c)",
	    "-F: character 17: f takes 6 arguments");
	check_refused(table, "field=a b)",
	    "-F: character 7: argument field: not a field name: \"a b\"");
	check_refused(strict, ")",
	    "-F: character 1: f: missing argument ref (the other symbol)");

	test_begin("a text that is too long is refused");
	memset(text, 'x', sizeof(text));
	memcpy(text, "zone=", 5);
	memcpy(text + sizeof(text) - 2, ")", 2);
	struct call c;
	struct err err;
	CHECK(read_call(&c, table, text, &err) == -1);
}

static void
test_texts(void)
{
	test_begin("the canonical text reads back to the same call");
	check_text(")",
	    "f(n=20,k=-1.5,tau=250ms,mode=fast,zone=UTC,field=close)");
	check_text("3,0.1,90s,exact,\"a, b\",\"Trade Price\")",
	    "f(n=3,k=0.1,tau=90s,mode=exact,zone=\"a, b\","
	    "field=\"Trade Price\")");

	test_begin("a call without arguments is its name");
	struct call c = { 0 };
	char out[8];
	CHECK_INT(call_put(out, sizeof(out), "ohlc", &c), 4);
	CHECK_STR(out, "ohlc");

	test_begin("what has only defaults may stand bare");
	CHECK(call_can_be_bare(table));
	CHECK(!call_can_be_bare(strict));
	CHECK(call_can_be_bare(NULL));
}

int
main(void)
{
	test_values();
	test_refusals();
	test_texts();
	return test_end();
}
