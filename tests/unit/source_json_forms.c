/*
 * JSON that is not one object a line: arrays, documents over lines, captures,
 * and what must be refused without harm (inputs.md 4, 7.9).
 */
#include "source_test.h"

#define T1 "\"ts_event\":\"2026-01-05T14:00:00.000000000Z\""
#define IN(price) "{\"ts\":1767621600,\"sym\":\"A\",\"price\":" price "}"
#define OUT(price)                                                             \
	"{\"kind\":\"price\"," T1 ",\"symbol\":\"A\",\"price\":" price "}\n"

static void
arrays(void)
{
	static const struct source_opts mapped = { .as = "A",
		.map = "ts=1,price=3" };
	static const struct source_opts narrow = { .stream.max_line = 40 };

	test_begin("an array of records, in one line or in many");
	expect("[" IN("1") "," IN("2") "]", NULL, OUT("1") OUT("2"));
	expect("[\n  " IN("1") ",\n  " IN("2") "\n]\n", NULL,
	    OUT("1") OUT("2"));
	expect("[{\n\"ts\":1767621600,\n\"sym\":\"A\",\"price\"\n:1},\n" IN(
		   "2") "]",
	    NULL, OUT("1") OUT("2"));
	test_begin("arrays one after the other, empty ones, and objects");
	expect("[]\n[" IN("1") "]\n\n[ ] " IN("2") "\n[" IN("3") "] [" IN(
		   "4") "]",
	    NULL, OUT("1") OUT("2") OUT("3") OUT("4"));
	test_begin("--map numbers the elements of arrays of arrays");
	expect("[[1767621600,null,1,[]],[1767621600,\"x\",2,{}]]", &mapped,
	    OUT("1") OUT("2"));
	test_begin("an array that has no end is cut");
	expect_error("[" IN("1") ",", NULL, "the array has no end");
	expect_error("[" IN("1"), NULL, "the array has no end");
	expect_error("[" IN("1") ",{\"ts\":17", NULL, "in.txt:1: ");
	expect_error("[" IN("1") " " IN("2") "]", NULL, "no , or ]");
	expect_error("[" IN("1") ",]", NULL, "in.txt:1: ");
	test_begin("an element longer than the longest line is refused");
	expect("[" IN("1") ",\n" IN("1.0") "]", &narrow, OUT("1") OUT("1"));
	expect_error("[" IN("1") ",\n" IN("1.000000") "]", &narrow,
	    "value longer than 40 bytes");
}

/* Every length of what the pipe hands over at once. */
static void
windows(void)
{
	static const struct source_opts o;
	static const char text[] = "[ " IN("1") " , " IN(
	    "-2.5e1") ",\n{\"sym\":\"\\u0041\","
		      "\"ts\":1767621600,\"price\":3}]\n{\n "
		      "\"ts\":1767621600,\n"
		      " \"sym\":\"A\",\n \"price\":4\n}\n" IN(
			  "5") "\n\n   \n"
			       "\n\n\n\n\n\n\n\n\n\n                    "
			       "[" IN("6") ",\n" IN("7") "]";
	struct err err = { 0 };
	struct source *s;
	struct recs b;
	struct vocab h;
	size_t w, rows;
	int got = -1;

	test_begin("where a window of the input ends changes nothing");
	for (w = 16; w < sizeof(text) + 16; w++) {
		CHECK_INT(vocab_init(&h, 0, &err), 0);
		s = source_over(in_memory(text, sizeof(text) - 1, w, 0, &err),
		    &h, &o, &err);
		rows = 0;
		while (s != NULL && (got = source_next(s, &b, &err)) == 1)
			rows += b.n;
		CHECK_INT(got, 0);
		CHECK_INT(rows, 7);
		source_close(s);
		vocab_fini(&h);
	}
}

static void
documents(void)
{
	struct bad_policy policy = { .skip = 1 };
	struct source_opts skip = { .stream.bad = &policy };
	struct got g;

	test_begin("objects over several lines, with blank ones between");
	expect("{\n    \"ts\": 1767621600,\r\n\n    \"sym\": \"A\",\n"
	       "    \"price\": 1\n}\n\n" IN("2") "\n",
	    NULL, OUT("1") OUT("2"));
	test_begin("a line that was cut does not take good ones with it");
	read_text(&g,
	    IN("1") "\n{\"ts\":1767621600,\"price\":\n" IN(
		"2") "\n{\"a\":\""
		     "\n" IN("3") "\n{\n" IN("4") "\n[" IN(
			 "5") ",{\"a\":}\n" IN("6") ",\n" IN("7") "]\n",
	    &skip);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out,
	    OUT("1") OUT("2") OUT("3") OUT("4") OUT("5") OUT("6") OUT("7"));
	CHECK_INT(g.account.bad, 4);
	got_fini(&g);
	test_begin("the number of a line is that of the input");
	expect_error("{\n\"ts\":1767621600,\"sym\":\"A\",\n\"price\":1}\n\n"
		     "{\"price\":1}\n",
	    NULL, "in.txt:5: no time");
	expect_error("\n[" IN("1") ",\n" IN("1") ",\n{\"price\":1}]", NULL,
	    "in.txt:4: no time");
}

/* A bad record between good ones: counted, and the good ones are there.  An
 * array that it opened has no end, which counts once more. */
static void
bad_between(const char *name, const char *bad, size_t len, const char *reason)
{
	struct bad_policy policy = { .skip = 1 };
	struct source_opts skip = { .stream.bad = &policy };
	static const char good[] = IN("1") "\n";
	size_t n = sizeof(good) - 1;
	char *text = malloc(2 * n + len + 1), kept[512] = "";
	struct got g;

	test_begin(name);
	memcpy(text, good, n);
	memcpy(text + n, bad, len);
	text[n + len] = '\n';
	memcpy(text + n + len + 1, good, n);
	policy.to = tmpfile();
	read_bytes(&g, "in.txt", text, 2 * n + len + 1, &skip);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out, OUT("1") OUT("1"));
	CHECK_INT(g.account.bad, *bad == '[' ? 2 : 1);
	rewind(policy.to);
	CHECK(fread(kept, 1, sizeof(kept) - 1, policy.to) > 0);
	if (strstr(kept, reason) == NULL)
		CHECK_STR(kept, reason);
	fclose(policy.to);
	got_fini(&g);
	skip.stream.bad = NULL;
	read_bytes(&g, "in.txt", text, 2 * n + len + 1, &skip);
	CHECK_INT(g.rc, -1);
	CHECK_INT(g.rows, 1);
	got_fini(&g);
	free(text);
}

static void
limits(void)
{
	enum { LONG = 2 << 20, DEEP = 10000 };
	char *s = malloc(LONG + 64);

	memset(s, 'x', LONG + 64);
	memcpy(s, "{\"a\":\"", 6);
	memcpy(s + LONG, "\"}", 2);
	bad_between("a line of 2 MiB is too long", s, LONG + 2, "too-long");
	memcpy(s, "[{\"a\":\"", 7);
	bad_between("so is an element of an array", s, LONG, "too-long");
	memset(s, '[', DEEP);
	memset(s + DEEP, ']', DEEP);
	bad_between("10,000 arrays in one another", s, 2 * DEEP, "syntax");
	memset(s, ' ', 5 * DEEP);
	for (size_t i = 0; i < DEEP; i++)
		memcpy(s + 5 * i, "{\"a\":", 5);
	bad_between("10,000 objects in one another", s, 5 * DEEP, "syntax");
	bad_between("a NUL byte", "{\"a\":\0}", 7, "syntax");
	bad_between("bytes that are not UTF-8", "{\"a\":\"\xff\xfe\"}", 10,
	    "raw_b64");
	bad_between("an escape that JSON does not know", "{\"hd\":\"\\q\"}", 11,
	    "syntax");
	free(s);
}

static void
many_keys(void)
{
	char *s = malloc(1 << 16), *p = s;
	int i;

	p += sprintf(p, "{\"ts\":1767621600,\"sym\":\"A\",\"price\":1");
	for (i = 0; i < 1020; i++)
		p += sprintf(p, ",\"k%d\":%d", i, i);
	sprintf(p, "}\n");
	test_begin("1,023 keys are read, more are refused");
	expect(s, NULL, OUT("1"));
	sprintf(p, ",\"l\":1,\"m\":2}\n");
	expect_error(s, NULL, "more than 1024 keys");
	free(s);
}

int
main(void)
{
	arrays();
	windows();
	documents();
	limits();
	many_keys();
	return test_end();
}
