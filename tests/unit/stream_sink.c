/*
 * stream_sink.c - what a sink asks of an encoder, and when.
 */
#include "stream/sink.h"

#include <poll.h>

#include "stream_rows.h"

/* An encoder that writes down how it was called. */
struct log {
	char text[512];
	int own_output; /* what meta and schema return */
};

static void
put(struct log *l, const char *what)
{
	strncat(l->text, what, sizeof(l->text) - strlen(l->text) - 1);
}

static void *
log_open(struct out *out, struct vocab *vocab, const struct sink_opts *opts,
    struct err *err)
{
	/* shared with the test by the encoder's own options */
	struct log *l = *(struct log *const *)opts->more;

	(void)out;
	(void)vocab;
	if (l == NULL)
		err_set(err, "no log");
	else
		put(l, "open ");
	return l;
}

static int
log_meta(void *e, const char *text, size_t len, struct err *err)
{
	struct log *l = e;
	char word[64];

	(void)err;
	snprintf(word, sizeof(word), "meta(%.*s) ", text == NULL ? 1 : (int)len,
	    text == NULL ? "-" : text);
	put(l, word);
	return l->own_output;
}

static int
log_schema(void *e, const struct schema *s, struct err *err)
{
	struct log *l = e;

	(void)err;
	put(l, "schema(");
	put(l, s->kind);
	put(l, ") ");
	return l->own_output;
}

static int
log_rows(void *e, const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	char word[64];

	(void)rows;
	(void)err;
	snprintf(word, sizeof(word), "%s*%zu ", s->kind, n);
	put(e, word);
	return 0;
}

static int
log_tick(void *e, int idle, struct err *err)
{
	(void)err;
	put(e, idle ? "idle " : "tick ");
	return 0;
}

static int
log_barrier(void *e, uint32_t number, struct err *err)
{
	char word[64];

	(void)err;
	snprintf(word, sizeof(word), "barrier(%u) ", number);
	put(e, word);
	return 0;
}

static int
log_close(void *e, enum stream_end end, struct err *err)
{
	(void)err;
	put(e, end == END_CLEAN         ? "end"
	       : end == END_INTERRUPTED ? "interrupted"
	       : end == END_ABANDONED   ? "abandoned"
					: "open");
	return 0;
}

static const char *const log_suffix[] = { ".log", ".x.log", NULL };

#define LOG(flag_bits)                                                         \
	{                                                                      \
		.name = "log", .summary = "calls", .suffix = log_suffix,       \
		.flags = (flag_bits), .open = log_open, .meta = log_meta,      \
		.schema = log_schema, .rows = log_rows, .tick = log_tick,      \
		.barrier = log_barrier, .close = log_close                     \
	}

static const struct encoder encoder_log = LOG(ENCODER_BARRIERS | ENCODER_MARK);
static const struct encoder encoder_log_one = LOG(ENCODER_ONE_KIND);
static const struct encoder encoder_log_bin = LOG(ENCODER_BINARY);

static struct sink *
open_log(struct rows *t, struct log **l, const struct encoder *e,
    const char *kind)
{
	struct sink_opts o = { .encoder = e, .kind = kind, .more = l };
	struct sink *k = sink_open("/dev/null", &t->vocab, &o, &t->err);

	if (k == NULL)
		rows_die(t);
	return k;
}

/* A row, then the ticks between two reads of a file, a pipe, before a wait. */
static void
write_ticks(struct rows *t, struct log *log, const struct encoder *e)
{
	struct sink *k = open_log(t, &log, e, NULL);
	struct rec trade = rows_trade(t, DAY0, "A", 10, 1);

	CHECK_INT(sink_write(k, &trade, &t->err), 0);
	log->text[0] = '\0';
	CHECK_INT(sink_tick(k, IO_FILE, &t->err), 0);
	put(log, "| ");
	CHECK_INT(sink_tick(k, IO_WAITS, &t->err), 0);
	put(log, "| ");
	CHECK_INT(poll(NULL, 0, 3), 0); /* rows have waited */
	CHECK_INT(sink_tick(k, IO_READS, &t->err), 0);
	CHECK_INT(sink_close(k, END_CLEAN, &t->err), 0);
}

static void
test_ticks(struct rows *t)
{
	struct log log = { 0 };

	test_begin("between two reads of a file the clock flushes text only");
	write_ticks(t, &log, &encoder_log);
	CHECK_STR(log.text, "tick | idle | tick end");
	write_ticks(t, &log, &encoder_log_bin);
	CHECK_STR(log.text, "| idle | tick end");
}

static void
test_calls(struct rows *t)
{
	struct log log = { 0 }, *l = &log;
	struct sink *k = open_log(t, &l, &encoder_log, NULL);
	struct rec trade = rows_trade(t, DAY0, "A", 10, 1);
	struct rec value = rows_value(t, DAY0, "A", 1);

	test_begin("a schema is announced once, before its first rows");
	CHECK_INT(sink_comment(k, "{}", 2, &t->err), 0);
	CHECK_INT(sink_comment(k, NULL, 0, &t->err), 0);
	CHECK_INT(sink_write(k, &trade, &t->err), 0);
	CHECK_INT(sink_write(k, &value, &t->err), 0);
	CHECK_INT(sink_write(k, &trade, &t->err), 0);
	CHECK_INT(sink_rows(k, value.schema, value.v, 0, &t->err), 0);
	CHECK_INT(sink_tick(k, 1, &t->err), 0);
	CHECK_INT(sink_barrier(k, 7, &t->err), 0);
	CHECK_INT(sink_written(k), 3);
	CHECK_INT(sink_close(k, END_INTERRUPTED, &t->err), 0);
	CHECK_STR(log.text,
	    "open meta({}) meta(-) schema(trades) trades*1 schema(value) "
	    "value*1 trades*1 idle barrier(7) idle interrupted");

	test_begin("a schema may be announced without rows");
	log = (struct log){ 0 };
	k = open_log(t, &l, &encoder_log, NULL);
	CHECK_INT(sink_schema(k, trade.schema, &t->err), 0);
	CHECK_INT(sink_write(k, &trade, &t->err), 0);
	CHECK_INT(sink_close(k, END_ABANDONED, &t->err), 0);
	CHECK_STR(log.text, "open schema(trades) trades*1 abandoned");

	test_begin("an encoder may ask for another output");
	log = (struct log){ .own_output = 1 };
	k = open_log(t, &l, &encoder_log, NULL);
	CHECK_INT(sink_comment(k, "{}", 2, &t->err), 1);
	CHECK_INT(sink_write(k, &trade, &t->err), 1);
	CHECK_INT(sink_written(k), 0);
	CHECK_INT(sink_close(k, END_CLEAN, &t->err), 0);
	CHECK_STR(log.text, "open meta({}) schema(trades) end");
}

static void
test_one_kind(struct rows *t)
{
	struct log log = { 0 }, *l = &log;
	struct sink *k = open_log(t, &l, &encoder_log_one, "value");
	struct rec trade = rows_trade(t, DAY0, "A", 10, 1);
	struct rec value = rows_value(t, DAY0, "A", 1);

	test_begin("of one kind, rows of others are left out and counted");
	CHECK_INT(sink_write(k, &trade, &t->err), 0);
	CHECK_INT(sink_write(k, &value, &t->err), 0);
	CHECK_INT(sink_write(k, &trade, &t->err), 0);
	CHECK_INT(sink_written(k), 1);
	CHECK_INT(sink_left_out(k), 2);
	CHECK_INT(sink_close(k, END_CLEAN, &t->err), 0);
	CHECK_STR(log.text, "open schema(value) value*1 end");

	test_begin("where no kind was chosen a second one is refused");
	log = (struct log){ 0 };
	k = open_log(t, &l, &encoder_log_one, NULL);
	CHECK_INT(sink_write(k, &trade, &t->err), 0);
	CHECK_INT(sink_write(k, &value, &t->err), -1);
	CHECK(strstr(t->err.msg, "value") != NULL);
	CHECK(strstr(t->err.msg, "--kind") != NULL);
	t->err = (struct err){ 0 };
	CHECK_INT(sink_close(k, END_ABANDONED, &t->err), 0);

	test_begin("a format without barriers refuses one");
	log = (struct log){ 0 };
	k = open_log(t, &l, &encoder_log_one, NULL);
	CHECK_INT(sink_barrier(k, 1, &t->err), -1);
	CHECK(strstr(t->err.msg, "barrier 1") != NULL);
	t->err = (struct err){ 0 };
	CHECK_INT(sink_close(k, END_ABANDONED, &t->err), 0);
}

static void
test_names(void)
{
	static const struct encoder *const list[] = { &encoder_json,
		&encoder_bin, &encoder_csv, &encoder_log, NULL };

	test_begin("an encoder is found by name and by the end of a file");
	CHECK(encoder_find(list, "bin") == &encoder_bin);
	CHECK(encoder_find(list, "bi") == NULL);
	CHECK(encoder_of_path(list, "a.tks", 5) == &encoder_bin);
	CHECK(encoder_of_path(list, "a.ndjson", 8) == &encoder_json);
	CHECK(encoder_of_path(list, "a.json", 6) == &encoder_json);
	CHECK(encoder_of_path(list, "a.tks.zst", 5) == &encoder_bin);
	CHECK(encoder_of_path(list, "a.x.log", 7) == &encoder_log);
	CHECK(encoder_of_path(list, "a.dat", 5) == NULL);
	CHECK(encoder_of_path(list, ".csv", 4) == NULL);
}

int
main(void)
{
	struct rows t;

	rows_init(&t);
	test_ticks(&t);
	test_calls(&t);
	test_one_kind(&t);
	test_names();
	rows_fini(&t);
	return test_end();
}
