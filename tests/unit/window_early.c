/*
 * window_early.c - what is said of a row that is far ahead of its source.
 */
#include "window/early.h"

#include "stream_rows.h"
#include "tmp.h"

static struct window_early
early(struct rows *t, uint64_t row, int resumed)
{
	return (struct window_early){ rows_value(t, DAY0 + SEC, "A", 1.5), 0,
		row, DAY0 + SEC, resumed };
}

static void
test_text(struct rows *t)
{
	struct window_early e = early(t, 17, 0);
	char text[EARLY_TEXT_MAX];

	test_begin("the user is told its place, its time and the limit");
	early_text(text, &e, "day.tks", 5 * MIN);
	CHECK_STR(text, "day.tks: row 17: left out: "
			"2024-01-01T00:00:01.000000000Z is more than 5m ahead "
			"of the rows around it (--max-jump)");
	early_text(text, &e, "-", 1500000000);
	CHECK(strncmp(text, "<stdin>: row 17: ", 17) == 0);
	CHECK(strstr(text, "more than 1500ms ahead") != NULL);

	test_begin("one of an earlier run has no place in an input");
	e.resumed = 1;
	early_text(text, &e, "state", MIN);
	CHECK(strncmp(text, "state: a row of an earlier run: left out: ", 42) ==
	      0);
}

/* What is in the file of refused rows. */
static char *
set_aside(struct rows *t, const struct window_early *e, const char *file)
{
	const char *path = tmp_path("bad");
	struct bad_policy bad = { .to = fopen(path, "w") };
	size_t n;

	CHECK_INT(early_set_aside(&bad, e, file, MIN, t->vocab.syms, &t->err),
	    0);
	CHECK_INT(fclose(bad.to), 0);
	CHECK_INT(bad.count, 0); /* it is counted as early */
	return tmp_load(path, &n);
}

static void
test_set_aside(struct rows *t)
{
	struct window_early e = early(t, 17, 0);
	struct bad_policy none = { 0 };
	char *text;

	test_begin("it is set aside whole, so that it can be read again");
	text = set_aside(t, &e, "day.tks");
	CHECK(strstr(text, "\"file\":\"day.tks\",\"line\":17,") != NULL);
	CHECK(strstr(text, "\"reason\":\"early\"") != NULL);
	CHECK(strstr(text, "more than 1m ahead") != NULL);
	CHECK(strstr(text, "\"format\":\"ndjson\"") != NULL);
	CHECK(strstr(text, "{\\\"kind\\\":\\\"value\\\",\\\"ts_event\\\":"
			   "\\\"2024-01-01T00:00:01.000000000Z\\\","
			   "\\\"symbol\\\":\\\"A\\\",\\\"value\\\":1.5}"));
	free(text);
	text = set_aside(t, &e, "-");
	CHECK(strstr(text, "\"file\":\"<stdin>\"") != NULL);
	free(text);
	e.resumed = 1;
	text = set_aside(t, &e, "state");
	CHECK(strstr(text, "\"file\":\"state\"") != NULL);
	CHECK(strstr(text, "\"line\":17") == NULL);
	free(text);

	test_begin("without --bad-to nothing is written");
	CHECK_INT(early_set_aside(&none, &e, "x", MIN, t->vocab.syms, &t->err),
	    0);

	test_begin("a file that is full is an error");
	if ((none.to = fopen("/dev/full", "w")) == NULL) {
		test_skip("no /dev/full here");
		return;
	}
	setvbuf(none.to, NULL, _IONBF, 0);
	CHECK_INT(early_set_aside(&none, &e, "x", MIN, t->vocab.syms, &t->err),
	    -1);
	CHECK(t->err.set);
	fclose(none.to);
}

int
main(void)
{
	struct rows t;

	tmp_begin();
	rows_init(&t);
	test_text(&t);
	test_set_aside(&t);
	rows_fini(&t);
	CHECK(tmp_end() == 0);
	return test_end();
}
