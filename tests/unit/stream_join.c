/*
 * stream_join.c - a second stream of the same rows, met by time and symbol.
 *
 * The first stream is read from one file, the second from another; `value'
 * says which row of the first one a row of the second belongs to.
 */
#include "stream/join.h"

#include "test.h"
#include "tmp.h"

static struct vocab vocab;

/* A line for each "TIME SYMBOL VALUE", TIME in seconds. */
static char *
write_rows(const char *name, const char *text)
{
	char json[8192] = "", symbol[8];
	int n, len = 0, time, value;

	for (; sscanf(text, "%d %7s %d %n", &time, symbol, &value, &n) == 3;
	     text += n)
		len += snprintf(json + len, sizeof(json) - (size_t)len,
		    "{\"kind\":\"value\",\"ts_event\":\"%d000000000\","
		    "\"symbol\":\"%s\",\"value\":%d}\n",
		    1700000000 + time, symbol, value);
	return tmp_file(name, json, strlen(json));
}

static double
value_of(const struct rec *r)
{
	return rec_double(r, schema_find(r->schema, "value"));
}

/* Values that the rows of the first stream meet, -1 for none, as text. */
static const char *
join_text(const char *first, const char *second, struct join *j)
{
	static char text[4096];
	char *a = write_rows("first", first), *b = write_rows("second", second);
	struct stream_opts opts = { .max_line = 0 };
	struct err err = { 0 };
	struct stream *s = stream_open(a, &vocab, &opts, &err);
	struct rec r, found;
	int got;

	*text = '\0';
	memset(j, 0, sizeof(*j));
	CHECK(s != NULL && join_open(j, b, &vocab, &opts, &err) == 0);
	while (s != NULL && stream_read(s, &r, &err) == 1) {
		got = join_find(j, &found, &r, &err);
		CHECK(got >= 0);
		sprintf(text + strlen(text), "%g ",
		    got == 1 ? value_of(&found) : -1);
	}
	if (join_end(j, &err) == -1)
		strcat(text, "refused");
	stream_close(s);
	return text;
}

static void
test_same(void)
{
	static const char rows[] = "1 A 10 1 B 11 2 A 12 2 B 13 2 A 14 9 C 15";
	struct join j;

	CHECK_STR(join_text(rows, rows, &j), "10 11 12 13 14 15 ");
	CHECK_INT(j.met, 6);
	CHECK_INT(j.alone + j.spare, 0);
	join_close(&j);
}

static void
test_order(void)
{
	struct join j;

	/* within a time the symbols may come in any order */
	CHECK_STR(join_text("1 A 0 1 B 0 1 C 0 1 A 0",
		      "1 C 3 1 A 1 1 B 2 1 A 4", &j),
	    "1 2 3 4 ");
	join_close(&j);
}

static void
test_holes(void)
{
	struct join j;

	CHECK_STR(join_text("1 A 0 2 A 0 3 A 0 3 B 0 5 A 0",
		      "0 A 9 1 A 1 3 A 3 4 A 9 5 B 9 5 A 5 6 A 9", &j),
	    "1 -1 3 -1 5 ");
	CHECK_INT(j.met, 3);
	CHECK_INT(j.alone, 2);
	CHECK_INT(j.spare, 4);
	join_close(&j);
}

static void
test_strangers(void)
{
	struct join j;

	CHECK_STR(join_text("1 A 0 2 A 0", "1 B 1 7 A 2", &j), "-1 -1 refused");
	join_close(&j);
	CHECK_STR(join_text("", "1 B 1", &j), "");
	CHECK_INT(j.spare, 1);
	join_close(&j);
}

static void
test_many(void)
{
	struct stream_opts opts = { .max_line = 0 };
	static char json[2000000];
	struct err err = { 0 };
	struct stream *s;
	struct join j = { .n = 0 };
	struct rec r, found;
	size_t len = 0;
	char *path;

	/* 10,000 rows of one time are met without looking at all of them */
	for (int i = 0; i < 10000; i++)
		len += (size_t)sprintf(json + len,
		    "{\"kind\":\"value\",\"ts_event\":\"1700000000000000000\","
		    "\"symbol\":\"S%d\",\"value\":%d}\n",
		    i, i);
	path = tmp_file("many", json, len);
	s = stream_open(path, &vocab, &opts, &err);
	CHECK(s != NULL && join_open(&j, path, &vocab, &opts, &err) == 0);
	for (int i = 0; i < 10000; i++) {
		CHECK(stream_read(s, &r, &err) == 1);
		CHECK(join_find(&j, &found, &r, &err) == 1);
		CHECK_NEAR(value_of(&found), i, 0);
	}
	CHECK(join_end(&j, &err) == 0);
	join_close(&j);
	stream_close(s);
}

int
main(void)
{
	struct err err = { 0 };

	tmp_begin();
	CHECK(vocab_init(&vocab, 100000, &err) == 0);
	test_begin("streams of the same rows meet row by row");
	test_same();
	test_begin("rows of one time meet by symbol, in any order");
	test_order();
	test_begin("rows that one stream lacks are passed over and counted");
	test_holes();
	test_begin("streams without a row in common are refused");
	test_strangers();
	test_begin("many rows of one time meet each at once");
	test_many();
	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
