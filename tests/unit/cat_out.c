/*
 * cat_out.c - tickcat's output: formats, metadata, counts, what does not go
 * together.
 */
#include "cat_out.h"

#include "cat/tally.h"

static const char two[] =
    "{\"kind\":\"value\",\"ts_event\":\"2024-01-01T00:00:00.000000001Z\","
    "\"symbol\":\"A\",\"value\":1.5}\n"
    "{\"kind\":\"value\",\"ts_event\":\"2024-01-01T00:00:01.000000000Z\","
    "\"symbol\":\"B\",\"value\":null}\n";

/* Instrument ids, so that DBN can identify the symbols. */
static const char trades[] =
    "{\"kind\":\"trades\",\"ts_event\":\"2024-01-01T00:00:00.000000001Z\","
    "\"ts_recv\":\"2024-01-01T00:00:00.000000002Z\",\"symbol\":\"A\","
    "\"publisher_id\":1,\"instrument_id\":7,\"action\":\"T\",\"side\":\"B\","
    "\"depth\":0,\"price\":1.5,\"size\":2,\"flags\":0,\"ts_in_delta\":0,"
    "\"sequence\":1}\n";

static void
test_rows(void)
{
	const char *in = tmp_file("two.json", two, strlen(two));
	struct copy c;

	test_begin("rows go out as they came in");
	copy_begin(&c, &encoder_json, tmp_path("rows"));
	CHECK_INT(copy_run(&c, &in, 1), 2);
	CHECK(file_is(tmp_path("rows"), two));

	test_begin("a count stands in place of the rows");
	copy_begin(&c, &encoder_json, tmp_path("count"));
	c.o.count = 1;
	CHECK_INT(copy_run(&c, &in, 1), 2);
	CHECK(file_is(tmp_path("count"), "2\n"));

	test_begin("no input makes an empty stream, which is one");
	copy_begin(&c, &encoder_bin, tmp_path("none.tks"));
	CHECK_INT(copy_run(&c, NULL, 0), 0);
	in = tmp_path("none.tks");
	copy_begin(&c, &encoder_json, tmp_path("none"));
	CHECK_INT(copy_run(&c, &in, 1), 0);
	CHECK(file_is(tmp_path("none"), ""));
}

/* How often a word occurs in a file. */
static int
count_word(const char *path, const char *word)
{
	size_t n, i, len = strlen(word);
	char *p = tmp_load(path, &n);
	int times = 0;

	for (i = 0; i + len <= n; i++)
		times += memcmp(p + i, word, len) == 0;
	free(p);
	return times;
}

static void
test_metadata(void)
{
	const char *in = tmp_file("trades.json", trades, strlen(trades));
	struct copy c;

	test_begin("DBN's metadata travel in bin and come back in DBN");
	copy_begin(&c, &encoder_dbn, tmp_path("one.dbn"));
	c.o.dbn.emit.dataset = "XNAS.ITCH";
	CHECK_INT(copy_run(&c, &in, 1), 1);
	in = tmp_path("one.dbn");
	copy_begin(&c, &encoder_bin, tmp_path("one.tks"));
	CHECK_INT(copy_run(&c, &in, 1), 1);
	CHECK_INT(count_word(tmp_path("one.tks"), "XNAS.ITCH"), 1);
	in = tmp_path("one.tks");
	copy_begin(&c, &encoder_dbn, tmp_path("two.dbn"));
	CHECK_INT(copy_run(&c, &in, 1), 1);
	CHECK_INT(count_word(tmp_path("two.dbn"), "XNAS.ITCH"), 1);

	test_begin("text has no room for them");
	copy_begin(&c, &encoder_json, tmp_path("one.json"));
	CHECK_INT(copy_run(&c, &in, 1), 1);
	CHECK_INT(count_word(tmp_path("one.json"), "XNAS.ITCH"), 0);

	test_begin("metadata alone is a line of JSON a file");
	in = tmp_path("one.dbn");
	copy_begin(&c, &encoder_json, tmp_path("meta"));
	c.o.metadata = 1;
	CHECK_INT(copy_run(&c, &in, 1), 1);
	CHECK_INT(count_word(tmp_path("meta"), "\n"), 1);
	CHECK_INT(count_word(tmp_path("meta"), "\"dataset\":\"XNAS.ITCH\""), 1);
}

static int
refused(struct cat_out_opts *o, const char *why)
{
	struct err err = { 0 };

	if (cat_out_check(o, &err) == 0 || !err.usage)
		return 0;
	if (strstr(err.msg, why) == NULL)
		printf("# %s\n", err.msg);
	return strstr(err.msg, why) != NULL;
}

static void
test_check(void)
{
	struct copy c;

	test_begin("options that do not go together are usage errors");
	copy_begin(&c, &encoder_json, NULL);
	c.o.count = c.o.summary = 1;
	CHECK(refused(&c.o, "choose one"));
	c.o.count = c.o.summary = 0;
	c.o.segment = 1000;
	CHECK(refused(&c.o, "both or neither"));
	c.o.out_dir = "x";
	c.o.sink.encoder = &encoder_csv;
	CHECK(refused(&c.o, "only with --to"));
	c.o.segment = 0;
	c.o.out_dir = NULL;
	c.o.dbn.emit.live = 1;
	CHECK(refused(&c.o, "--to dbn"));
	c.o.sink.encoder = &encoder_dbn;
	c.o.dbn.emit.bare = 1;
	CHECK(refused(&c.o, "--bare"));
	rows_fini(&c.t);
}

static void
test_tally(void)
{
	struct feed_order order = { .back = 3, .back_row = 7 };
	struct copy c;
	struct tally t = { .note = copy_note, .arg = &c };

	test_begin("a merge that is not in order is noted with its first row");
	c.notes[0] = '\0';
	tally_order(&t, "a.csv", &order);
	CHECK_INT(t.back, 3);
	CHECK(strstr(c.notes, "a.csv") != NULL);
	CHECK(strstr(c.notes, "row 7") != NULL);
}

int
main(void)
{
	tmp_begin();
	test_rows();
	test_metadata();
	test_check();
	test_tally();
	CHECK(tmp_end() == 0);
	return test_end();
}
