/*
 * fuzz_source.h - text of others from memory, through a source.
 */
#ifndef FUZZ_FUZZ_SOURCE_H
#define FUZZ_FUZZ_SOURCE_H

#include "fuzz_stream.h"
#include "source/source.h"

struct source_seen {
	struct sink *sink;
	struct source_account account;
	uint64_t rows;
	int got, opened;
	char msg[ERR_MAX];
	char *kept; /* of refused records */
	size_t nkept;
};

static inline void
source_rows(struct source_seen *v, struct source *s, struct err *err)
{
	struct recs b;
	struct rec r;
	size_t i;

	while ((v->got = source_next(s, &b, err)) == 1) {
		HOLDS(b.n > 0);
		r = (struct rec){ b.schema, b.rows };
		for (i = 0; i < b.n; i++, r.v += r.schema->row_size)
			fuzz_row(&r);
		HOLDS(sink_rows(v->sink, b.schema, b.rows, b.n, err) == 0);
		v->rows += b.n;
	}
	HOLDS(v->got == -1 || source_ended(s) == END_CLEAN ||
	      source_ended(s) == END_INTERRUPTED);
	HOLDS(source_format(s) != NULL && source_provenance(s) != NULL);
	source_account(s, &v->account);
}

/* The rows in a stream; what became of it in v.  in is taken over. */
static inline struct bytes
source_visit_in(struct source_seen *v, struct in *in,
    const struct source_opts *opts, const struct encoder *to)
{
	struct sink_opts sink_opts = { .encoder = to };
	struct err err = { 0 }, end = { 0 };
	struct vocab vocab;
	struct source *s;

	*v = (struct source_seen){ .got = -1 };
	if (opts->stream.bad != NULL) {
		opts->stream.bad->count = 0;
		opts->stream.bad->to = open_memstream(&v->kept, &v->nkept);
		HOLDS(opts->stream.bad->to != NULL);
	}
	fuzz_vocab(&vocab);
	catch_begin();
	v->sink = sink_open(NULL, &vocab, &sink_opts, &end);
	HOLDS(v->sink != NULL);
	s = source_over(in, &vocab, opts, &err);
	v->opened = s != NULL;
	if (s != NULL)
		source_rows(v, s, &err);
	fuzz_err(v->got, &err);
	memcpy(v->msg, err.msg, sizeof(v->msg));
	source_close(s);
	if (opts->stream.bad != NULL)
		HOLDS(fclose(opts->stream.bad->to) == 0);
	HOLDS(sink_close(v->sink, END_CLEAN, &end) == 0);
	vocab_fini(&vocab);
	return catch_end();
}

static inline struct bytes
source_visit(struct source_seen *v, const struct bytes *b,
    const struct source_opts *opts, unsigned window, const struct encoder *to)
{
	return source_visit_in(v, fuzz_in(b, window, 0), opts, to);
}

/* A byte a read: no line but the one at hand is ever there, so that what
 * reads many at once (source/fast_csv.h) never does. */
static long
one_byte(void *arg, unsigned char *dst, size_t size, struct err *err)
{
	struct bytes *left = arg;

	HOLDS(size > 0);
	(void)err;
	if (left->n == 0)
		return 0;
	*dst = *left->p++;
	left->n--;
	return 1;
}

static inline struct bytes
source_visit_slowly(struct source_seen *v, const struct bytes *b,
    const struct source_opts *opts, const struct encoder *to)
{
	struct err err = { 0 };
	struct bytes left = *b;
	struct in *in = in_made("<memory>", one_byte, &left, &err);

	HOLDS(in != NULL);
	return source_visit_in(v, in, opts, to);
}

static inline void
source_check(const struct bytes *b, const struct source_opts *opts,
    unsigned how)
{
	struct way bin = { &encoder_bin, 0, 1, 0, NULL };
	struct bytes one, two, text;
	struct source_seen v, w;
	struct passed copy;

	one = source_visit(&v, b, opts, how, &encoder_bin);
	two = source_visit(&w, b, opts, how + 1, &encoder_bin);
	HOLDS(v.rows == w.rows && v.got == w.got && v.opened == w.opened);
	HOLDS(strcmp(v.msg, w.msg) == 0);
	HOLDS(v.nkept == w.nkept &&
	      (v.nkept == 0 || memcmp(v.kept, w.kept, v.nkept) == 0));
	free(w.kept);
	HOLDS(bytes_same(&one, &two));
	HOLDS(v.account.bad == w.account.bad);
	HOLDS(v.account.count[COUNT_CONTROL] == w.account.count[COUNT_CONTROL]);
	copy = pass(&one, &bin);
	HOLDS(copy.got == 0 && copy.rows == v.rows);
	HOLDS(bytes_same(&one, &copy.out));
	text = source_visit(&w, b, opts, how + 2, &encoder_json);
	fuzz_json_lines(&text);
	free(v.kept);
	free(w.kept);
	bytes_free(&one);
	bytes_free(&two);
	bytes_free(&copy.out);
	bytes_free(&text);
}

#endif
