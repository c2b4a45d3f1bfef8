/*
 * cat_summary.c - what tickcat --summary counts and prints.
 */
#include "cat/summary.h"
#include "stream_rows.h"
#include "tmp.h"

static struct summary *
must_new(struct rows *t)
{
	struct summary *s = summary_new(&t->vocab, &t->err);

	if (s == NULL)
		rows_die(t);
	return s;
}

static void
add(struct rows *t, struct summary *s, struct rec r)
{
	CHECK_INT(summary_rows(s, r.schema, r.v, 1, &t->err), 0);
}

/* What it prints; to be freed. */
static char *
printed(struct rows *t, const struct summary *s, int json)
{
	char *to = tmp_path("summary"), *text;
	struct out *o = out_open(to, 0, &t->err);
	size_t n;

	if (o == NULL || summary_print(s, o, json, &t->err) == -1 ||
	    out_close(o, 0, &t->err) == -1)
		rows_die(t);
	text = tmp_load(to, &n);
	text[n] = '\0';
	return text;
}

static int
says(struct rows *t, const struct summary *s, const char *part)
{
	char *text = printed(t, s, 1);
	int found = strstr(text, part) != NULL;

	if (!found)
		printf("# %s\n", text);
	free(text);
	return found;
}

static void
test_times(struct rows *t)
{
	struct summary *s = must_new(t);

	test_begin("gaps run forward, a row out of order makes none");
	summary_gaps(s, 5 * SEC);
	add(t, s, rows_trade(t, DAY0 + 10 * SEC, "A", 1, 1));
	add(t, s, rows_trade(t, DAY0 + 12 * SEC, "A", 1, 1));
	add(t, s, rows_trade(t, DAY0 + 4 * SEC, "A", 1, 1));
	add(t, s, rows_trade(t, DAY0 + 20 * SEC, "A", 1, 1));
	add(t, s, rows_trade(t, TS_NULL, "A", 1, 1));
	CHECK(says(t, s, "\"rows\":5"));
	CHECK(says(t, s, "\"no_time\":1"));
	CHECK(says(t, s, "\"first\":\"2024-01-01T00:00:04."));
	CHECK(says(t, s, "\"last\":\"2024-01-01T00:00:20."));
	CHECK(says(t, s, "\"longest_gap_ns\":8000000000"));
	CHECK(says(t, s, "\"longest_gap_from\":\"2024-01-01T00:00:12."));
	CHECK(says(t, s, "\"gaps\":1,\"gaps_ns\":8000000000"));
	CHECK(says(t, s, "\"steps_back\":1"));
	CHECK(says(t, s, "\"furthest_back_ns\":8000000000"));
	summary_free(s);
}

static void
test_values(struct rows *t)
{
	struct summary *s = must_new(t);

	test_begin("a size that is null counts as undefined");
	add(t, s, rows_trade(t, DAY0, "A", 1, -1));
	add(t, s, rows_trade(t, DAY0, "A", 1, 0));
	CHECK(says(t, s, "\"price_undefined\":0"));
	CHECK(says(t, s, "\"size_undefined_share\":0.5"));
	summary_free(s);

	test_begin("quotes are locked at the same price, crossed beyond it");
	s = must_new(t);
	add(t, s, rows_quote(t, DAY0, "A", 10, 11));
	add(t, s, rows_quote(t, DAY0, "A", 10, 10));
	add(t, s, rows_quote(t, DAY0, "A", 12, 11));
	add(t, s, rows_quote(t, DAY0, "A", 13, 11));
	CHECK(says(t, s, "\"crossed\":2,\"locked\":1"));
	summary_free(s);

	test_begin("a value is undefined when it is not a number");
	s = must_new(t);
	add(t, s, rows_value(t, DAY0, "A", NAN));
	add(t, s, rows_value(t, DAY0, "A", 0));
	CHECK(says(t, s, "\"price_undefined_share\":0.5"));
	CHECK(says(t, s, "\"crossed\":null"));
	summary_free(s);
}

static void
test_series(struct rows *t)
{
	struct summary *s = must_new(t);
	const char *a, *b, *c;
	char *text;

	test_begin("a line for each symbol and kind, in the order of bytes");
	add(t, s, rows_trade(t, DAY0, "b", 1, 1));
	add(t, s, rows_quote(t, DAY0, "B", 10, 11));
	add(t, s, rows_trade(t, DAY0, "B", 1, 1));
	add(t, s, rows_trade(t, DAY0 + SEC, "b", 1, 1));
	text = printed(t, s, 1);
	a = strstr(text, "{\"symbol\":\"B\",\"kind\":\"quote\",\"rows\":1");
	b = strstr(text, "{\"symbol\":\"B\",\"kind\":\"trades\",\"rows\":1");
	c = strstr(text, "{\"symbol\":\"b\",\"kind\":\"trades\",\"rows\":2");
	CHECK(a == text && b > a && c > b);
	free(text);

	test_begin("the table has the same lines and their sum");
	text = printed(t, s, 0);
	CHECK(strstr(text, "\nb      trades") != NULL);
	CHECK(strstr(text, "\ntotal") != NULL);
	free(text);
	summary_free(s);

	test_begin("without rows there is no line");
	s = must_new(t);
	text = printed(t, s, 1);
	CHECK(text[0] == '\0');
	free(text);
	summary_free(s);
}

int
main(void)
{
	struct rows t;

	rows_init(&t);
	test_times(&t);
	test_values(&t);
	test_series(&t);
	rows_fini(&t);
	return test_end();
}
