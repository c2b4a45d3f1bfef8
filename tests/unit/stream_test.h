/*
 * stream_test.h - streams from file to file, for the tests of lib/stream.
 */
#ifndef UNIT_STREAM_TEST_H
#define UNIT_STREAM_TEST_H

#include "stream/stream.h"

#include "test.h"
#include "tmp.h"

enum handing { ONE_BY_ONE, IN_BATCHES };

/* What became of a stream that was read to its end. */
struct copied {
	int got; /* the last stream_read: 0 or -1 */
	uint64_t rows;
	enum stream_end end;
	char msg[ERR_MAX]; /* "" without an error */
};

/* Hand on what follows the record just read. */
static inline int
copy_more(struct sink *k, struct stream *s, const struct rec *r,
    enum handing how, struct err *err)
{
	const unsigned char *rows;
	size_t n;

	if (sink_write(k, r, err) == -1)
		return -1;
	if (how == ONE_BY_ONE || (n = stream_more(s, &rows)) == 0)
		return 0;
	return sink_rows(k, r->schema, rows, n, err);
}

/* Read in, write out (NULL: nowhere); out is written even after an error, but
 * without an end then. */
static inline struct copied
copy_stream(const char *in, const char *out, const struct encoder *format,
    enum handing how, const struct stream_opts *opts)
{
	struct sink_opts to = { .encoder = format };
	struct copied c = { -1, 0, END_OPEN, "" };
	struct err err = { 0 };
	struct stream *s = NULL;
	struct sink *k = NULL;
	struct vocab vocab;
	struct rec r;

	if (vocab_init(&vocab, 0, &err) == -1)
		exit(1);
	s = stream_open(in, &vocab, opts, &err);
	k = sink_open(out != NULL ? out : "/dev/null", &vocab, &to, &err);
	while (s != NULL && k != NULL &&
	       (c.got = stream_read(s, &r, &err)) == 1)
		if (copy_more(k, s, &r, how, &err) == -1)
			break;
	if (s != NULL) {
		c.rows = stream_rows(s);
		c.end = stream_ended(s);
	}
	if (k != NULL)
		(void)sink_close(k, c.end, &err);
	stream_close(s);
	vocab_fini(&vocab);
	memcpy(c.msg, err.msg, sizeof(c.msg));
	return c;
}

/* Text in, text out: 1 when it is what is wanted. */
static inline int
text_gives(const char *text, size_t len, const char *want,
    const struct stream_opts *opts)
{
	struct copied c = copy_stream(tmp_file("text", text, len),
	    tmp_path("given"), &encoder_json, ONE_BY_ONE, opts);
	size_t n;
	char *p = tmp_load(tmp_path("given"), &n);
	int same = c.got == 0 && strcmp(p, want) == 0;

	if (!same)
		printf("# got: %s# want: %s# error: %s\n", p, want, c.msg);
	free(p);
	return same;
}

/* 1 when two files hold the same bytes. */
static inline int
same_files(const char *a, const char *b)
{
	size_t na, nb;
	char *pa = tmp_load(a, &na), *pb = tmp_load(b, &nb);
	int same = na == nb && memcmp(pa, pb, na) == 0;

	free(pa);
	free(pb);
	return same;
}

#endif
