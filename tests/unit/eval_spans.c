/*
 * eval_spans.c - label files: which rows meet which span.
 */
#include "eval/spans.h"

#include "base/rng.h"
#include "base/tstamp.h"
#include "test.h"
#include "tmp.h"

static struct symtab *syms;

static int
read_of(struct spans *s, const char *text, const char *of, struct err *err)
{
	memset(s, 0, sizeof(*s));
	memset(err, 0, sizeof(*err));
	return spans_read(s, tmp_file("labels", text, strlen(text)), of, syms,
	    err);
}

static int
read_text(struct spans *s, const char *text, struct err *err)
{
	return read_of(s, text, NULL, err);
}

static uint32_t
word(const char *text)
{
	struct err err = { 0 };

	return symtab_add(syms, text, strlen(text), &err);
}

static const uint64_t y2024 = 1704067200; /* seconds */

static void
test_columns(void)
{
	struct spans s;
	struct err err;

	CHECK(read_text(&s,
		  "kind;start;end;tz;symbol\n"
		  "news;2024-01-01 01:00:00;2024-01-01 01:00:09;+01:00;ES\n\n",
		  &err) == 0);
	CHECK_INT(s.n, 1);
	CHECK_INT(s.v[0].start, y2024 * NS_SECOND);
	CHECK_INT(s.v[0].end, (y2024 + 9) * NS_SECOND);
	CHECK_INT(spans_meet(&s, word("NQ"), s.v[0].start, s.v[0].start), 0);
	CHECK_INT(spans_met(&s), 0);
	CHECK_INT(spans_meet(&s, word("ES"), s.v[0].start, s.v[0].start), 1);
	CHECK(s.met[0]->type == word("news"));
	CHECK_INT(spans_met(&s), 1);
	spans_fini(&s);
}

static void
test_points(void)
{
	struct spans s;
	struct err err;

	CHECK(read_text(&s, "time,type\n1704067200,a\n", &err) == 0);
	CHECK_INT(s.v[0].start, y2024 * NS_SECOND);
	CHECK_INT(s.v[0].end, y2024 * NS_SECOND);
	spans_fini(&s);
	CHECK(read_text(&s, "start,end\n1704067200,\n", &err) == 0);
	CHECK_INT(s.v[0].end, y2024 * NS_SECOND);
	spans_fini(&s);
}

static void
test_zones(void)
{
	struct spans s;
	struct err err;

	CHECK(read_text(&s,
		  "start,end,tz\n"
		  "2024-01-01T02:00:00,2024-01-01T02:00:00,"
		  "UTC+02:00 (broker time)\n"
		  "2024-01-01T05:30:00,2024-01-01T05:30:00,UTC+05:30\n"
		  "2023-12-31T19:00:00,2023-12-31T19:00:00,America/New_York\n"
		  "2024-01-01T01:00:00,2024-01-01T01:00:00,Europe/Paris\n"
		  "2024-01-01T00:00:00,2024-01-01T00:00:00,\n",
		  &err) == 0);
	CHECK_INT(s.n, 5);
	for (size_t i = 0; i < s.n; i++)
		CHECK_INT(s.v[i].start, y2024 * NS_SECOND);
	spans_fini(&s);
}

static void
test_refused(void)
{
	static const char *const bad[] = {
		"",
		"one\n",
		"begin,stop\n1,2\n",
		"start,stop\n1,2\n",
		"start,end\n2024-01-02,2024-01-01\n",
		"start,end\n2024-01-02\n",
		"start,end\nnever,2024-01-01\n",
		"start,end,tz\n2024-01-01,2024-01-02,Nowhere/At\n",
		"start,end\n\"2024-01-01,2024-01-02\n",
		/* seconds and nanoseconds in one line */
		"start,end\n1704067200,1704067260000000000\n",
		/* lines that end in CR alone */
		"start,end\r2024-01-01,2024-01-02\r2024-01-01,2024-01-02\r",
		"{\"a\": [[\"2024-01-02\", \"2024-01-01\"]]}",
		"{\"a\": [[\"2024-01-02\"]]}",
		"{\"a\": \"2024-01-02\"}",
		"{\"a\": [[\"2024-01-01\", \"2024-01-02\"]]",
		"{\"x/a.csv\": [], \"y/a.csv\": []}",
	};
	struct spans s;
	struct err err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		CHECK(read_text(&s, bad[i], &err) == -1);
		CHECK(err.set && strstr(err.msg, "labels") != NULL);
		if (test_bad)
			printf("# %zu: %s\n", i, err.msg);
		spans_fini(&s);
	}
}

/* A long value leaves the place at the front of the message. */
static void
test_long(void)
{
	char text[4096] = "start,end\n";
	struct spans s;
	struct err err;

	memset(text + strlen(text), 'x', 3000);
	strcpy(text + strlen(text) - 1, ",2024-01-02\n");
	CHECK(read_text(&s, text, &err) == -1);
	CHECK(strstr(err.msg, "labels:2: t_start: \"x") != NULL);
	CHECK(strlen(err.msg) < 300);
	spans_fini(&s);
}

static void
test_edges(void)
{
	struct spans s;
	struct err err;

	/* both ends belong to the span; a row covers [start, end) */
	CHECK(read_text(&s, "start,end\n1700000010,1700000020\n", &err) == 0);
	for (uint64_t k = 0; k < 40; k++) {
		uint64_t from = (1700000000 + k) * NS_SECOND;
		uint64_t to = from + 5 * NS_SECOND;

		CHECK_INT(spans_meet(&s, 1, from, from), k >= 10 && k <= 20);
		CHECK_INT(spans_meet(&s, 1, from, to), k > 5 && k <= 20);
	}
	CHECK_INT(spans_meet(&s, 1, TS_NULL, TS_NULL), 0);
	spans_fini(&s);
}

/* ---- JSON ---- */

static void
test_json(void)
{
	static const char text[] =
	    " {\"real/a.csv\": [[\"2024-01-01 00:00:00.000000\", "
	    "\"2024-01-01 00:01:00\"]],\n"
	    "\"real/b.csv\": [\"2024-01-01 00:00:00\", "
	    "\"2024-01-02 00:00:00\"], \"c\": []}";
	const uint64_t at = y2024 * NS_SECOND;
	struct spans s;
	struct err err;

	CHECK(read_text(&s, text, &err) == 0);
	CHECK_INT(s.n, 3);
	CHECK_INT(spans_meet(&s, word("a"), at, at), 1);
	CHECK_INT(s.met[0]->end, at + 60 * NS_SECOND);
	CHECK_INT(spans_meet(&s, word("a.csv"), at, at), 1);
	CHECK_INT(spans_meet(&s, word("real/a.csv"), at, at), 1);
	CHECK_INT(spans_meet(&s, word("b"), at, at), 1);
	CHECK_INT(spans_meet(&s, word("c"), at, at), 0);
	CHECK_INT(spans_meet(&s, word("d"), at, at), 0);
	spans_fini(&s);
	/* one entry, for all symbols */
	CHECK(read_of(&s, text, "b", &err) == 0);
	CHECK_INT(s.n, 2);
	CHECK_INT(spans_meet(&s, word("d"), at, at), 1);
	spans_fini(&s);
	CHECK(read_of(&s, text, "nobody", &err) == -1);
	spans_fini(&s);
	/* a list alone is for all */
	CHECK(read_text(&s, "[[\"2024-01-01\", \"2024-01-02\"]]", &err) == 0);
	CHECK_INT(spans_meet(&s, word("d"), at, at), 1);
	spans_fini(&s);
}

static void
test_files(void)
{
	static const char text[] =
	    "file,start,end\nfx/a.csv.zst,2024-01-01,2024-01-01\n"
	    "fx/b.lean.csv,2024-01-01,2024-01-02\n";
	const uint64_t at = y2024 * NS_SECOND;
	struct spans s;
	struct err err;

	CHECK(read_text(&s, text, &err) == 0);
	CHECK_INT(spans_meet(&s, 5, at, at), 2);
	spans_fini(&s);
	CHECK(read_of(&s, text, "b", &err) == 0);
	CHECK_INT(spans_meet(&s, 5, at, at), 1);
	CHECK(s.met[0]->end > at);
	spans_fini(&s);
	CHECK(read_of(&s, "start,end\n1,2\n", "b", &err) == -1);
	spans_fini(&s);
}

/* ---- many that overlap ---- */

/* By a look at all of them. */
static size_t
naive_meet(const struct spans *s, uint32_t symbol, uint64_t start, uint64_t end,
    uint64_t *ids)
{
	size_t n = 0;

	*ids = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct span *p = &s->v[i];

		if ((p->symbol != symbol && p->symbol != 0) || p->end < start ||
		    (p->start >= end && p->start != start))
			continue;
		n++;
		*ids += UINT64_C(1) << (p->id % 50);
	}
	return n;
}

static void
test_random(uint64_t seed)
{
	const uint64_t base = 1700000000;
	char text[16384];
	struct rng rng;
	struct spans s;
	struct err err;
	int len = snprintf(text, sizeof(text), "start,end,symbol\n");

	rng_init(&rng, seed, 0);
	for (int i = 0; i < 100; i++) {
		uint64_t from = base + rng_below(&rng, 300);

		len += snprintf(text + len, sizeof(text) - (size_t)len,
		    "%" PRIu64 ",%" PRIu64 ",%s\n", from,
		    from + rng_below(&rng, i % 10 ? 4 : 60),
		    i % 3 == 0   ? ""
		    : i % 3 == 1 ? "A"
				 : "B");
	}
	CHECK(read_text(&s, text, &err) == 0);
	for (int i = 0; i < 2000; i++) {
		uint64_t from = (base + rng_below(&rng, 320)) * NS_SECOND;
		uint64_t to = from + rng_below(&rng, 5) * NS_SECOND;
		uint32_t symbol = word(i % 2 ? "A" : "C");
		uint64_t want, ids = 0;
		size_t n = spans_meet(&s, symbol, from, to);

		CHECK_INT(n, naive_meet(&s, symbol, from, to, &want));
		for (size_t k = 0; k < n; k++)
			ids += UINT64_C(1) << (s.met[k]->id % 50);
		CHECK_INT(ids, want);
	}
	spans_fini(&s);
}

int
main(void)
{
	tmp_begin();
	syms = symtab_new(1000);
	test_begin("columns are found by their names, in any order");
	test_columns();
	test_begin("a span without an end is a point in time");
	test_points();
	test_begin("a line says the zone of its times");
	test_zones();
	test_begin("a label file that cannot be read is refused by name");
	test_refused();
	test_begin("a long value leaves the file and line in the message");
	test_long();
	test_begin("a row meets a span whose ends both belong to it");
	test_edges();
	test_begin("NAB's windows and points are for the series of their key");
	test_json();
	test_begin("labels of several files can be narrowed to one");
	test_files();
	test_begin("overlapping spans are all found, as a look at all does");
	for (uint64_t seed = 1; seed <= 5; seed++)
		test_random(seed);
	symtab_free(syms);
	tmp_end();
	return test_end();
}
