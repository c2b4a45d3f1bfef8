/*
 * stream_barrier.c - barriers of a binary stream arrive at the position where
 * they were sent.
 */
#include "stream/tks.h"
#include "stream_rows.h"
#include "tmp.h"

enum { ROWS = 10 };

/* Values 0 to 9 with barrier 5 after the first and 6 after the last. */
static char *
make_stream(void)
{
	struct sink_opts o = { .encoder = &encoder_bin };
	char *path = tmp_path("barriers.tks");
	struct rows t;
	struct rec r;
	struct sink *k;
	int i;

	rows_init(&t);
	if ((k = sink_open(path, &t.vocab, &o, &t.err)) == NULL)
		rows_die(&t);
	for (i = 0; i < ROWS; i++) {
		r = rows_value(&t, DAY0 + (uint64_t)i, "A", i);
		CHECK_INT(sink_write(k, &r, &t.err), 0);
		if (i == 0)
			CHECK_INT(sink_barrier(k, 5, &t.err), 0);
	}
	CHECK_INT(sink_barrier(k, 6, &t.err), 0);
	CHECK_INT(sink_close(k, END_CLEAN, &t.err), 0);
	rows_fini(&t);
	return path;
}

/* What a reader meets: "r" for a row, "5" for a barrier. */
static int
walk(char *out, const char *path, int barriers, struct err *err)
{
	struct stream_opts o = { .barriers = barriers };
	struct rows t;
	struct stream *s;
	struct rec r;
	int got;

	rows_init(&t);
	s = stream_open(path, &t.vocab, &o, err);
	while ((got = stream_read(s, &r, err)) > 0)
		out += sprintf(out, got == STREAM_BARRIER ? "%u" : "r",
		    stream_barrier(s));
	*out = '\0';
	stream_close(s);
	rows_fini(&t);
	return got;
}

static void
test_read(void)
{
	char *path = make_stream(), seen[64];
	struct err err = { 0 };

	test_begin(
	    "a barrier is met between the rows that it was sent between");
	CHECK_INT(walk(seen, path, 1, &err), 0);
	CHECK_STR(seen, "r5rrrrrrrrr6");

	test_begin("who did not ask for barriers refuses one, with its number");
	CHECK_INT(walk(seen, path, 0, &err), -1);
	CHECK_STR(seen, "r");
	CHECK(strstr(err.msg, "barrier 5") != NULL);
}

/* The barrier of that number as another block. */
static void
alter(unsigned char *p, size_t n, uint32_t number, uint64_t first)
{
	struct tks_block b;
	size_t at;

	for (at = 0; at < n; at += TKS_HEAD + b.length)
		if (tks_open(&b, p + at) == 0 && b.type == 'B' &&
		    b.count == number) {
			b.first = first;
			tks_seal(p + at, &b);
		}
}

static void
test_damage(void)
{
	size_t n;
	char *path = make_stream(), *p = tmp_load(path, &n), seen[64];
	struct err err = { 0 };

	test_begin("a barrier that counts other rows than came is refused");
	alter((unsigned char *)p, n, 6, ROWS - 1);
	CHECK_INT(walk(seen, tmp_file("odd.tks", p, n), 1, &err), -1);
	CHECK_STR(seen, "r5rrrrrrrrr");
	CHECK(strstr(err.msg, "barrier 6") != NULL);
	free(p);
}

int
main(void)
{
	tmp_begin();
	test_read();
	test_damage();
	CHECK(tmp_end() == 0);
	return test_end();
}
