/*
 * fuzz_stream.h - streams from memory to memory.
 */
#ifndef FUZZ_FUZZ_STREAM_H
#define FUZZ_FUZZ_STREAM_H

#include "fuzz.h"

/* How a stream is read and written. */
struct way {
	const struct encoder *to;
	unsigned window; /* see fuzz_in */
	int in_batches;
	int ts_ns;
	const struct stream_opts *opts;
};

/* What became of it. */
struct passed {
	struct bytes out;
	uint64_t rows;
	int got; /* see pass_rows */
};

static inline int
pass_comment(void *sink, const char *text, size_t len, struct err *err)
{
	return sink_comment(sink, text, len, err);
}

/* All rows of s to k: the last answer of the reader, 1 when it was k that
 * would not go on. */
static inline int
pass_rows(struct sink *k, struct stream *s, int in_batches, struct err *err)
{
	const unsigned char *rows;
	struct err out = { 0 };
	struct rec r;
	size_t n;
	int got;

	while ((got = stream_read(s, &r, err)) == 1) {
		fuzz_row(&r);
		if (sink_write(k, &r, &out) == -1)
			break;
		if (!in_batches || (n = stream_more(s, &rows)) == 0)
			continue;
		if (sink_rows(k, r.schema, rows, n, &out) == -1)
			break;
	}
	fuzz_err(out.set ? -1 : 0, &out);
	return got;
}

/*
 * Read b and write its rows, all that came before any damage; the stream
 * out ends cleanly in any case.
 */
static inline struct passed
pass(const struct bytes *b, const struct way *w)
{
	struct sink_opts to = { .encoder = w->to, .ts_ns = w->ts_ns };
	struct passed result = { { NULL, 0 }, 0, 0 };
	struct err err = { 0 }, end = { 0 };
	struct vocab vocab;
	struct stream *s;
	struct sink *k;

	if (w->opts != NULL && w->opts->bad != NULL)
		w->opts->bad->count = 0;
	fuzz_vocab(&vocab);
	catch_begin();
	s = stream_over(fuzz_in(b, w->window, 0), &vocab, w->opts, &err);
	k = sink_open(NULL, &vocab, &to, &err);
	HOLDS(s != NULL && k != NULL);
	stream_on_comment(s, pass_comment, k);
	result.got = pass_rows(k, s, w->in_batches, &err);
	fuzz_err(result.got, &err);
	HOLDS(result.got != 0 || stream_ended(s) != END_OPEN);
	/* csv refuses a row of a second schema, nothing else is refused */
	HOLDS(result.got != 1 || w->to == &encoder_csv);
	/* packed input may be longer than its bytes */
	HOLDS(in_packed(stream_in(s)) || in_offset(stream_in(s)) <= b->n);
	result.rows = stream_rows(s);
	HOLDS(sink_close(k, END_CLEAN, &end) == 0);
	stream_close(s);
	vocab_fini(&vocab);
	result.out = catch_end();
	return result;
}

#endif
