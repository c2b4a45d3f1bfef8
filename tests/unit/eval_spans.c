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
read_text(struct spans *s, const char *text, struct err *err)
{
	memset(s, 0, sizeof(*s));
	memset(err, 0, sizeof(*err));
	return spans_read(s, tmp_file("labels", text, strlen(text)), syms, err);
}

static uint32_t
word(const char *text)
{
	struct err err = { 0 };

	return symtab_add(syms, text, strlen(text), &err);
}

static void
test_columns(void)
{
	struct spans s;
	struct err err;
	const struct span *p;

	CHECK(read_text(&s,
		  "kind;start;end;tz;symbol\n"
		  "news;2024-01-01 01:00:00;2024-01-01 01:00:09;"
		  "+01:00;ES\n\n",
		  &err) == 0);
	CHECK_INT(s.n, 1);
	CHECK_INT(s.v[0].start, 1704067200 * NS_SECOND);
	CHECK_INT(s.v[0].end, 1704067209 * NS_SECOND);
	p = spans_find(&s, word("ES"), s.v[0].start, s.v[0].start);
	CHECK(p != NULL && p->type == word("news"));
	CHECK(spans_find(&s, word("NQ"), s.v[0].start, s.v[0].start) == NULL);
	CHECK_INT(spans_met(&s), 1);
	spans_fini(&s);
}

static void
test_refused(void)
{
	static const char *const bad[] = {
		"",
		"one\n",
		"start,stop\n1,2\n",
		"start,end\n2024-01-02,2024-01-01\n",
		"start,end\n2024-01-02\n",
		"start,end\nnever,2024-01-01\n",
		"start,end,tz\n2024-01-01,2024-01-02,Nowhere/At\n",
		"start,end\n\"2024-01-01,2024-01-02\n",
	};
	struct spans s;
	struct err err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		CHECK(read_text(&s, bad[i], &err) == -1);
		CHECK(err.set && strstr(err.msg, "labels") != NULL);
		spans_fini(&s);
	}
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

		CHECK_INT(spans_find(&s, 1, from, from) != NULL,
		    k >= 10 && k <= 20);
		CHECK_INT(spans_find(&s, 1, from, to) != NULL,
		    k > 5 && k <= 20);
	}
	CHECK(spans_find(&s, 1, TS_NULL, TS_NULL) == NULL);
	spans_fini(&s);
}

/* The span that starts first of those met, by a look at all. */
static const struct span *
naive_find(const struct spans *s, uint32_t symbol, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct span *p = &s->v[i];

		if (p->symbol == symbol && p->end >= start &&
		    (p->start < end || p->start == start))
			return p;
	}
	return symbol ? naive_find(s, 0, start, end) : NULL;
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

		CHECK(spans_find(&s, symbol, from, to) ==
		      naive_find(&s, symbol, from, to));
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
	test_begin("a label file that cannot be read is refused by name");
	test_refused();
	test_begin("a row meets a span whose ends both belong to it");
	test_edges();
	test_begin("overlapping spans are found as a look at all finds them");
	for (uint64_t seed = 1; seed <= 5; seed++)
		test_random(seed);
	symtab_free(syms);
	tmp_end();
	return test_end();
}
