/*
 * What comes out of foreign text does not depend on the reads it came in by:
 * rows, message, counts, and what is kept of refused records.
 */
#include "source_test.h"

enum { ROOM = 1 << 20 };

/* Bytes in pieces of a size. */
struct text_queue {
	const char *s;
	size_t len, at, size;
};

static long
next_piece(void *arg, unsigned char *dst, size_t size, struct err *err)
{
	struct text_queue *p = arg;
	size_t n = p->len - p->at;

	(void)err;
	n = n < p->size ? n : p->size;
	n = n < size ? n : size;
	memcpy(dst, p->s + p->at, n);
	p->at += n;
	return (long)n;
}

/* Rows and message of one reading, and what was kept of bad ones. */
struct seen {
	struct got g;
	uint64_t bad;
	char *kept;
};

static void
seen_fini(struct seen *v)
{
	got_fini(&v->g);
	free(v->kept);
}

static void
see(struct seen *v, const char *text, size_t len, size_t size,
    const struct source_opts *opts)
{
	struct bad_policy policy = { .skip = 1, .to = tmpfile() };
	struct text_queue pieces = { text, len, 0, size };
	struct source_opts o = *opts;
	struct source *s;
	struct vocab h;
	char to[256];
	size_t n;

	memset(v, 0, sizeof(*v));
	if (o.stream.bad != NULL) {
		policy.max = o.stream.bad->max;
		o.stream.bad = &policy;
	}
	temp_path(to, sizeof(to), "out");
	CHECK_INT(vocab_init(&h, 0, &v->g.err), 0);
	s = source_over(in_made("in.txt", next_piece, &pieces, &v->g.err), &h,
	    &o, &v->g.err);
	v->g.rc = -1;
	if (s != NULL)
		read_rows_as(&v->g, s, &h, to, 0);
	source_close(s);
	vocab_fini(&h);
	v->bad = policy.count;
	v->g.out = slurp(to, NULL);
	unlink(to);
	v->kept = calloc(1, ROOM);
	rewind(policy.to);
	n = fread(v->kept, 1, ROOM - 1, policy.to);
	CHECK(n < ROOM - 1);
	fclose(policy.to);
}

/* The same whatever the pieces; the last reading is the caller's. */
static void
same(struct seen *v, const char *text, size_t len, const struct source_opts *o)
{
	static const size_t sizes[] = { 1, 2, 3, 7, 64, 4096 };
	struct seen w;
	size_t i;

	see(v, text, len, ROOM, o);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (len > (1 << 16) && sizes[i] < 7)
			continue;
		see(&w, text, len, sizes[i], o);
		CHECK_INT(w.g.rc, v->g.rc);
		CHECK_STR(w.g.err.msg, v->g.err.msg);
		CHECK_STR(w.g.out, v->g.out);
		CHECK_STR(w.kept, v->kept);
		CHECK_INT(w.bad, v->bad);
		CHECK_INT(w.g.account.bad, v->g.account.bad);
		CHECK_INT(w.g.account.count[COUNT_CONTROL],
		    v->g.account.count[COUNT_CONTROL]);
		seen_fini(&w);
	}
}

/* ---- what a server says in place of text ---- */

static void
said(const char *before, size_t blanks, const char *object, const char *what)
{
	static const struct source_opts csv = { .from = "csv", .as = "S" };
	size_t n = strlen(before), len = n + blanks + strlen(object);
	char *text = malloc(len + 1);
	struct seen v;

	memcpy(text, before, n);
	memset(text + n, '\n', blanks);
	memcpy(text + n + blanks, object, strlen(object) + 1);
	same(&v, text, len, &csv);
	CHECK_INT(v.g.rc, -1);
	if (strstr(v.g.err.msg, what) == NULL)
		CHECK_STR(v.g.err.msg, what);
	seen_fini(&v);
	free(text);
}

static void
instead(void)
{
	static const char note[] = "{\"a\":[1,{\"b\":2}],\"Note\":\"Enough\"}";
	static const char words[] = "in place of the data: Enough";

	test_begin("an error in place of text is told, whatever the reads");
	said("", 0, note, words);
	said(" \r\n\n\t", 0, note, words);
	said("\xef\xbb\xbf", 0, note, words);
	test_begin("and behind blank lines, as far as 64 KiB");
	said("", 300, note, words);
	said("", 60000, note, words);
	said("", 65536, note, "in.txt:65537: ");
	test_begin("JSON that is cut, broken or of other keys is JSON");
	said("", 20, "{\"a\":1,\"b\":{}}", "JSON in place of delimited text");
	said("", 20, "{\"a\":1,\"No", "JSON in place of delimited text");
	said("", 20, "{\"a\":tru,\"Note\":\"x\"}", "JSON in place of");
	said("", 20, "{1", "JSON in place of delimited text");
}

/* ---- refused, mended, read again ---- */

/* A copy with one word in place of another of the same length. */
static char *
mended(const char *text, size_t len, const char *from, const char *to)
{
	char *copy = malloc(len + 1), *at = copy;

	memcpy(copy, text, len);
	copy[len] = '\0';
	while ((at = memmem(at, len - (size_t)(at - copy), from,
		    strlen(from))) != NULL)
		memcpy(at, to, strlen(to));
	return copy;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of both in the order of their bytes. */
static char *
sorted(const char *a, const char *b)
{
	size_t len = strlen(a) + strlen(b), n = 0, i;
	char *all = malloc(len + 1), *out = calloc(1, len + 1), *at;
	char **line = calloc(len + 1, sizeof(*line));

	snprintf(all, len + 1, "%s%s", a, b);
	for (at = strtok(all, "\n"); at != NULL; at = strtok(NULL, "\n"))
		line[n++] = at;
	qsort(line, n, sizeof(*line), by_text);
	for (i = 0; i < n; i++) {
		strcat(out, line[i]);
		strcat(out, "\n");
	}
	free(line);
	free(all);
	return out;
}

/*
 * Of a text with bad records in it: the rows of what was good and of what was
 * refused, mended and read again are those of the mended text, and say that
 * they come from the same places.
 */
static void
whole_of(const char *text, size_t len, struct source_opts o, uint64_t bad,
    const char *from, const char *to)
{
	struct bad_policy skip = { .skip = 1 };
	struct source_opts again = { .from = "quarantine", .src = 1 };
	char *fixed = mended(text, len, from, to), *kept, *got, *want;
	struct seen first, second, all;

	o.src = 1;
	again.as = o.as;
	again.tz = o.tz;
	again.map = o.map;
	o.stream.bad = &skip; /* what is wrong between records stays */
	same(&all, fixed, len, &o);
	CHECK_INT(all.g.rc, 0);
	same(&first, text, len, &o);
	CHECK_INT(first.g.rc, 0);
	CHECK_INT(first.bad, bad);
	same(&second, first.kept, strlen(first.kept), &again);
	if (bad > 0)
		CHECK_INT(second.g.rc, -1); /* as bad as before */
	seen_fini(&second);
	kept = mended(first.kept, strlen(first.kept), from, to);
	same(&second, kept, strlen(kept), &again);
	if (second.g.rc != 0)
		printf("# %s\n# %s\n", second.g.err.msg, kept);
	CHECK_INT(second.g.rc, 0);
	got = sorted(first.g.out, second.g.out);
	want = sorted(all.g.out, "");
	CHECK_STR(got, want);
	CHECK(all.g.rows > 0);
	free(got);
	free(want);
	free(kept);
	free(fixed);
	seen_fini(&first);
	seen_fini(&second);
	seen_fini(&all);
}

#define WHOLE(text, opts, bad, from, to)                                       \
	whole_of(text, sizeof(text) - 1, opts, bad, from, to)

#define R(sym, price)                                                          \
	"{\"ts\":1767621600,\"symbol\":\"" sym "\",\"price\":" price "}"

static void
elements(void)
{
	static const struct source_opts none, as = { .as = "S" };
	static const char kline[] =
	    "[1499040000000,\"1\",\"2\",\"0.5\",\"1.5\",\"148976\","
	    "1499644799999,\"2\",308,\"1\",\"2\",\"0\"]";
	char text[2048];

	test_begin("a bad element is kept alone, those behind it are read");
	WHOLE("[" R("A", "1") "," R("B", "2O") "," R("C", "3") "]\n", none, 1,
	    "2O", "20");
	WHOLE("[" R("A", "1") "," R("B", "\"2O\"") "," R("C", "3") "]", none, 1,
	    "2O", "20");
	WHOLE("[" R("A", "2O") "," R("B", "2O") ",\n" R("C", "3") "\n]\n", none,
	    2, "2O", "20");
	test_begin("elements over many lines, and arrays behind one another");
	WHOLE("[\n {\n  \"ts\": 1767621600,\n  \"symbol\": \"A\",\n"
	      "  \"price\": 2O\n },\n " R("B", "3") "\n]\n[" R("C", "4") "]\n",
	    none, 1, "2O", "20");
	WHOLE("[{\"ts\":1767621600,\n\"symbol\":\"A\",\"price\":1},\n" R("B",
		  "2O") "]\n",
	    none, 1, "2O", "20");
	test_begin("elements that are arrays themselves");
	snprintf(text, sizeof(text), "[%s,%s,%s]\n", kline, kline, kline);
	memcpy(strstr(text + 200, "308"), "3O8", 3);
	whole_of(text, strlen(text), as, 1, "3O8", "308");
	test_begin("where brackets do not match: the rest of the line");
	WHOLE("[" R("A", "1") ",{\"ts\":1767621600,\"symbol\":\"B\","
			      "\"price\":2]," R("C", "3") "]\n" R("D",
				  "4") "\n",
	    none, 2, "2]", "2}");
	test_begin("an array without an end, one cut in an element");
	WHOLE("[" R("A", "1") "," R("B", "2O"), none, 2, "2O", "20");
	WHOLE("[" R("A", "1") ",{\"ts\":1767621600,\"symbol\":\"B\","
			      "\"price\":2 ",
	    none, 1, "2 ", "2}");
	test_begin("commas too many are told, and nothing is lost");
	WHOLE("[" R("A", "1") ",," R("B", "2") "," R("C", "2O") ",]\n", none, 3,
	    "2O", "20");
}

static void
documents(void)
{
	static const struct source_opts none;

	test_begin("a document of several lines is refused as one");
	WHOLE("{\n \"ts\":1767621600,\n \"symbol\":\"A\",\n "
	      "\"price\":2O\n}\n" R("B",
		  "2") "\n{\n\"ts\":1767621600, \"symbol\":\"C\",\n"
		       "\"price\":3}\n",
	    none, 1, "2O", "20");
	WHOLE("{\"ts\":1767621600, "
	      "\"symbol\":\"A\",\r\n\"price\":\"2O\"}\r\n" R("B",
		  "2O") "\r\n" R("C", "2") "\r\n",
	    none, 2, "2O", "20");
	WHOLE("{\n \"ts\":1767621600,\n \"price\":2O,\n \"symbol\":\"A\"\n}",
	    none, 1, "2O", "20");
	test_begin("a line that was cut is refused alone");
	WHOLE(R("A", "1") "\n{\"ts\":1767621600,\"symbol\":\"B\",\"price\":2("
			  "\n" R("C", "3") "\n" R("D", "4") "\n",
	    none, 1, "2(", "2}");
}

#define K(off, payload)                                                        \
	"{\"topic\":\"ticks\",\"partition\":2,\"offset\":" off                 \
	",\"tstype\":\"create\",\"ts\":1795182577463,\"broker\":1,\"key\":"    \
	"\"A\",\"payload\":" payload "}\n"
#define KR(sym, price)                                                         \
	"\"{\\\"symbol\\\":\\\"" sym "\\\",\\\"price\\\":" price "}\""

static void
envelopes(void)
{
	static const struct source_opts kcat = { .framing = FRAMING_KCAT_JSON };
	static const struct source_opts keyed = { .framing = FRAMING_KEYED };
	static const struct source_opts csv = { .framing = FRAMING_KCAT_JSON,
		.map = "ts=1,bid=2,ask=3",
		.as = "S" };

	test_begin("records in envelopes, with place and time of these");
	WHOLE(K("7", KR("A", "1")) K("9", KR("B", "2O")) K("10", "null")
		  K("5000000000", KR("C", "2O")) K("12", KR("D", "3")),
	    kcat, 2, "2O", "20");
	WHOLE("A\t" R("A", "2O") "\nB\t" R("B", "2") "\n\t" R("C", "2O") "\n",
	    keyed, 2, "2O", "20");
	WHOLE(K("1", "\"1767621600,1,2\"") K("2", "\"1767621600,x1,2\"")
		  K("3", "\"1767621600,2,x1\""),
	    csv, 2, "x1", "01");
	test_begin("arrays and documents in envelopes");
	WHOLE(K("1", "\"["
		     "{\\\"symbol\\\":\\\"A\\\",\\\"price\\\":1},"
		     "{\\\"symbol\\\":\\\"B\\\",\\\"price\\\":2O}]\"")
		  K("2", "\"{\\n\\\"symbol\\\":\\\"C\\\",\\n"
			 "\\\"price\\\":2O\\n}\"") K("3", KR("D", "2")),
	    kcat, 2, "2O", "20");
	test_begin("envelopes that were refused themselves");
	WHOLE(K("1", KR("A", "1")) K("2O", KR("B", "2")) K("3", KR("C", "2O")),
	    kcat, 2, "2O", "20");
	test_begin("our own text in envelopes");
	WHOLE("A\t{\"kind\":\"price\",\"ts_event\":1e9,\"symbol\":\"A\","
	      "\"price\":2O}\nB\t{\"kind\":\"price\",\"ts_event\":1e9,"
	      "\"symbol\":\"A\",\"price\":2}\n",
	    keyed, 1, "2O", "20");
}

static void
files(void)
{
	static const char one[] = "ts,symbol,bid,ask\n1767621600,A,1,2\n"
				  "1767621600,A,2O,2\n";
	static const char two[] = "ts,symbol,ask,bid\n1767621600,A,2,2O\n"
				  "1767621600,B,2,2O\n";
	static const char three[] = "[" R("C", "2O") "]";
	static const char four[] = "{\"kind\":\"price\",\"price\":2O}\n";
	static const char five[] =
	    "{\"file\":\"d/DAT_ASCII_EURUSD_T_201202.csv\",\"line\":2,"
	    "\"raw\":\"20120201 000003660,1.306600,2O,0\","
	    "\"format\":\"histdata-tick\"}\n";
	struct source_opts again = { .from = "quarantine", .src = 1 };
	struct bad_policy policy = { .skip = 1, .to = tmpfile() };
	struct source_opts skip = { .stream.bad = &policy };
	char *kept = calloc(1, ROOM), *text;
	struct seen v;
	struct got g;
	size_t n;

	test_begin("one quarantine of many files: each under its header, by "
		   "its format and name");
	read_bytes(&g, "one.csv", one, sizeof(one) - 1, &skip);
	got_fini(&g);
	read_bytes(&g, "two.csv", two, sizeof(two) - 1, &skip);
	got_fini(&g);
	read_bytes(&g, "three.json", three, strlen(three), &skip);
	got_fini(&g);
	read_bytes(&g, "four", four, strlen(four), &skip);
	got_fini(&g);
	CHECK_INT(policy.count, 5);
	rewind(policy.to);
	n = fread(kept, 1, ROOM / 2, policy.to);
	fclose(policy.to);
	strcat(kept, five);
	n += strlen(five);
	text = mended(kept, n, "2O", "20");
	same(&v, text, n, &again);
	if (v.g.rc != 0)
		printf("# %s\n%s", v.g.err.msg, text);
	CHECK_INT(v.g.rc, 0);
	CHECK_INT(v.g.rows, 6);
	CHECK(strstr(v.g.out,
		  "\"A\",\"bid_px_00\":20,\"ask_px_00\":2,\"src_") != NULL);
	CHECK(strstr(v.g.out,
		  "\"B\",\"bid_px_00\":20,\"ask_px_00\":2,\"src_") != NULL);
	CHECK(strstr(v.g.out, "\"EURUSD\",\"bid_px_00\":1.3066,") != NULL);
	seen_fini(&v);
	free(text);
	test_begin("what is still bad is told with the quarantine's line");
	text = mended(kept, n, "A,2,2O", "A,2,20");
	memcpy(strstr(text, "A,2O"), "A,20", 4);
	same(&v, text, n, &again);
	CHECK_STR(v.g.err.msg, "in.txt:3: bid: not a number: \"2O\"");
	CHECK_INT(v.g.rows, 2);
	seen_fini(&v);
	free(text);
	free(kept);
}

int
main(void)
{
	instead();
	elements();
	documents();
	envelopes();
	files();
	return test_end();
}
